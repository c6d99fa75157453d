/*
 * inventory/item - one file of the answer: what it is, how it is protected;
 * what was counted in it stands beside (sum.h). The worker hands it over as it lies in memory, the
 * other side checks it before use. No text of the file is in it.
 */
#ifndef INVESTIGATE_INVENTORY_ITEM_H
#define INVESTIGATE_INVENTORY_ITEM_H

#include "investigate/inventory/sum.h"
#include "investigate/inventory/text.h"

enum format {
#define FORMAT(name, word, ja, en) FORMAT_##name,
#include "investigate/inventory/formats.def"
#undef FORMAT
	FORMAT_COUNT_,
};

enum protection {
	PROTECTION_NONE,
	PROTECTION_ZIP_AES,
	PROTECTION_ZIP_LEGACY, /* ZipCrypto: no protection to speak of */
	PROTECTION_OFFICE,
	PROTECTION_PDF,
	PROTECTION_VOLUME, /* BitLocker, LUKS, FileVault, all random */
	PROTECTION_OPENPGP,
	PROTECTION_UNKNOWN, /* protected, by what is not known (7z too) */
	PROTECTION_COUNT_,
};

/* What the file system of an image says of a file. */
struct origin {
	bool deleted;
	bool dated;
	int64_t day; /* of its modification, JST */
};

struct item {
	uint64_t bytes;
	enum format format;
	enum text_code code;
	enum protection protection;
	bool recovered;  /* by searching the bytes, not by reading the format */
	bool unreadable; /* a reason came with it */
	bool gone; /* deleted, only its name is left: nothing there to read */
	struct origin origin;
};

/* Text by itself: whoever read only that may read the next file, too. */
static inline bool item_is_plain(const struct item *it)
{
	return it->format <= FORMAT_CSV;
}

const char *format_word(enum format f);
const char *format_text(enum format f, enum lang lang);
const char *protection_word(enum protection p);
const char *protection_text(enum protection p, enum lang lang);

#endif
