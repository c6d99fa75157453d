/*
 * tools/postal - writes the tables of inventory/postal.c: which seven-digit
 * codes the dictionaries of postal codes have. postal OUT DICTIONARY…; a line
 * that begins with seven digits and a blank is one code, whatever follows.
 * Runs when the program is built.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CODES = 10000000, BLOCK = 64, BLOCKS = CODES / BLOCK };

static void take_line(const char *line, uint64_t *block)
{
	unsigned code = 0;

	for (int i = 0; i < 7; i++) {
		if (line[i] < '0' || line[i] > '9')
			return;
		code = code * 10 + (unsigned)(line[i] - '0');
	}
	if (line[7] == ' ')
		block[code / BLOCK] |= UINT64_C(1) << code % BLOCK;
}

static int read_dictionary(const char *path, uint64_t *block)
{
	char line[4096];
	FILE *f = fopen(path, "r");

	if (!f)
		return 0;
	while (fgets(line, sizeof(line), f))
		take_line(line, block);
	return fclose(f) == 0;
}

/* Which of the 64 blocks from `at` on have a code, as bits. */
static uint64_t used(const uint64_t *block, int at)
{
	uint64_t bits = 0;

	for (int i = 0; i < 64 && at + i < BLOCKS; i++)
		bits |= (uint64_t)(block[at + i] != 0) << i;
	return bits;
}

static void write_tables(FILE *f, const uint64_t *block)
{
	int before = 0;

	fputs("const uint64_t postal_used[] = {\n", f);
	for (int at = 0; at < BLOCKS; at += 64)
		fprintf(f, "0x%llx,\n", (unsigned long long)used(block, at));
	fputs("};\nconst uint16_t postal_before[] = {\n", f);
	for (int at = 0; at < BLOCKS; at += 64) {
		fprintf(f, "%d,\n", before);
		before += __builtin_popcountll(used(block, at));
	}
	fputs("};\nconst uint64_t postal_block[] = {\n", f);
	for (int at = 0; at < BLOCKS; at++)
		if (block[at])
			fprintf(f, "0x%llx,\n", (unsigned long long)block[at]);
	fputs("};\n", f);
}

int main(int argc, char **argv)
{
	uint64_t *block = calloc(BLOCKS, sizeof(*block));

	if (argc < 3 || !block)
		return 2;
	for (int i = 2; i < argc; i++)
		if (!read_dictionary(argv[i], block))
			return 1;
	FILE *f = fopen(argv[1], "w");
	if (!f)
		return 1;
	fputs("#include \"investigate/inventory/postal.h\"\n", f);
	write_tables(f, block);
	free(block);
	return fclose(f) != 0;
}
