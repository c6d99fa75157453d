/*
 * bench/inventory/peer_office - the XML of Office files unpacked by libarchive
 * and parsed by expat, in one process for all: what opening them costs at
 * least when nobody looks at the text. Not part of the program.
 */
#include <archive.h>
#include <archive_entry.h>
#include <expat.h>
#include <stdio.h>
#include <string.h>

static void count(void *ctx, const XML_Char *text, int n)
{
	(void)text;
	*(size_t *)ctx += (size_t)n;
}

static int ends(const char *name, const char *with)
{
	size_t n = strlen(name), m = strlen(with);

	return n >= m && strcmp(name + n - m, with) == 0;
}

/* What expat refuses ends its part, as an encrypted file ends at once. */
static void read_part(struct archive *z, size_t *letters)
{
	static char room[64 << 10];
	XML_Parser p = XML_ParserCreate(NULL);
	la_ssize_t n;

	XML_SetUserData(p, letters);
	XML_SetCharacterDataHandler(p, count);
	while ((n = archive_read_data(z, room, sizeof(room))) > 0)
		if (XML_Parse(p, room, (int)n, 0) == XML_STATUS_ERROR)
			break;
	XML_ParserFree(p);
}

int main(int argc, char **argv)
{
	size_t parts = 0, letters = 0;
	struct archive_entry *entry;

	for (int i = 1; i < argc; i++) {
		struct archive *z = archive_read_new();
		archive_read_support_format_zip(z);
		int got = archive_read_open_filename(z, argv[i], 64 << 10);
		while (got >= ARCHIVE_WARN &&
		       archive_read_next_header(z, &entry) == ARCHIVE_OK) {
			const char *name = archive_entry_pathname(entry);
			if (!name || !(ends(name, ".xml") || ends(name, ".rels")))
				continue;
			read_part(z, &letters);
			parts++;
		}
		archive_read_free(z);
	}
	printf("{\"parts\": %zu, \"letters\": %zu}\n", parts, letters);
	return 0;
}
