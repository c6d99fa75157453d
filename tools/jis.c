/*
 * tools/jis - writes the tables of inventory/jis.c from what ICU knows:
 * jis OUT. Runs when the program is built.
 */
#include <stdio.h>
#include <unicode/ucnv.h>

/* The one character that these bytes are, or U+FFFD. */
static unsigned one(UConverter *c, const char *bytes, int n)
{
	UErrorCode err = U_ZERO_ERROR;
	UChar out[8];
	UChar *to = out;
	const char *from = bytes;

	ucnv_reset(c);
	ucnv_toUnicode(c, &to, out + 8, &from, bytes + n, NULL, true, &err);
	return U_SUCCESS(err) && to == out + 1 && out[0] != 0x1A ? out[0]
	                                                         : 0xFFFD;
}

static void table(FILE *f, UConverter *c, const char *name, const int *lead,
    const int *trail)
{
	fprintf(f, "const uint16_t %s[] = {", name);
	for (int a = lead[0]; a <= lead[1]; a++)
		for (int b = trail[0]; b <= trail[1]; b++) {
			char bytes[] = {(char)0x8F, (char)a, (char)b};
			int skip = lead[2] ? 0 : 1; /* 8F stands before */
			fprintf(f, "%u,%s", one(c, bytes + skip, 3 - skip),
			    b % 16 == 15 ? "\n" : "");
		}
	fputs("};\n", f);
}

int main(int argc, char **argv)
{
	UErrorCode err = U_ZERO_ERROR;

	if (argc != 2)
		return 2;
	FILE *f = fopen(argv[1], "w");
	UConverter *cp932 = ucnv_open("windows-31j", &err);
	UConverter *euc = ucnv_open("euc-jp", &err);
	if (!f || U_FAILURE(err))
		return 1;
	fputs("#include \"investigate/inventory/jis.h\"\n", f);
	table(f, cp932, "jis_cp932", (int[]){0x81, 0xFC, 0},
	    (int[]){0x40, 0xFF});
	table(f, euc, "jis_x0208", (int[]){0xA1, 0xFE, 0}, (int[]){0xA1, 0xFE});
	table(f, euc, "jis_x0212", (int[]){0xA1, 0xFE, 1}, (int[]){0xA1, 0xFE});
	ucnv_close(cp932);
	ucnv_close(euc);
	return fclose(f) != 0;
}
