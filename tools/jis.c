/*
 * tools/jis - writes the tables of inventory/jis.c from what ICU knows:
 * jis OUT. Runs when the program is built.
 */
#include <stdio.h>
#include <unicode/ucnv.h>

#include "investigate/inventory/fold_letter.h"

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

/* The folded letter's bytes in UTF-8 from the lowest on, and above them how many
 * they are; 0 for what is none, and for what depends on its neighbours. */
static unsigned folded(unsigned c)
{
	unsigned v = c == 0xFFFD ? 0 : fold_letter(c);

	if (v < 0x80)
		return v ? 1U << 24 | v : 0;
	if (v < 0x800)
		return 2U << 24 | 0x80C0 | v >> 6 | (v & 63) << 8;
	return 3U << 24 | 0x8080E0 | v >> 12 | (v >> 6 & 63) << 8 |
	       (v & 63) << 16;
}

/* By both bytes, all of them, so that a place is found without arithmetic. */
static void folded_table(FILE *f, UConverter *c)
{
	fputs("const uint32_t jis_cp932_folded[] = {", f);
	for (int a = 0x81; a <= 0xFC; a++)
		for (int b = 0; b <= 0xFF; b++) {
			char bytes[] = {(char)a, (char)b};
			bool pair = b >= 0x40 && (a < 0xA0 || a > 0xDF);
			fprintf(f, "%u,%s", pair ? folded(one(c, bytes, 2)) : 0,
			    b % 16 == 15 ? "\n" : "");
		}
	fputs("};\nconst uint32_t jis_half_folded[] = {", f);
	for (unsigned b = 0xA1; b <= 0xDF; b++)
		fprintf(f, "%u,", folded(0xFF61 - 0xA1 + b));
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
	folded_table(f, cp932);
	table(f, euc, "jis_x0208", (int[]){0xA1, 0xFE, 0}, (int[]){0xA1, 0xFE});
	table(f, euc, "jis_x0212", (int[]){0xA1, 0xFE, 1}, (int[]){0xA1, 0xFE});
	ucnv_close(cp932);
	ucnv_close(euc);
	return fclose(f) != 0;
}
