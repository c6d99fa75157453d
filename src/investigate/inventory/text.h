/*
 * inventory/text - which encoding short Japanese text is in, and the text as
 * UTF-8. Pure, on buffers. Readers of plain files, mails and archives' names
 * call it; usual detectors fail below some hundred bytes.
 */
#ifndef INVESTIGATE_INVENTORY_TEXT_H
#define INVESTIGATE_INVENTORY_TEXT_H

#include "base/arena.h"
#include "base/str.h"

enum text_code {
	TEXT_BINARY, /* no text */
	TEXT_ASCII,
	TEXT_UTF8,
	TEXT_UTF8_BOM,
	TEXT_UTF16LE,
	TEXT_UTF16BE,
	TEXT_CP932,
	TEXT_EUCJP,
	TEXT_ISO2022JP,
	TEXT_EUCKR,   /* with what Windows adds (CP949) */
	TEXT_GB18030, /* GB2312 and GBK too */
	TEXT_CODE_COUNT_,
};

const char *text_code_word(enum text_code c); /* "cp932" … for JSON */

/* By the first 64 KiB or so. An empty text is ASCII. */
enum text_code text_detect(struct str bytes);

/* The charset= of a mail or a sheet; TEXT_BINARY when unknown. */
enum text_code text_code_of(struct str name);

/*
 * As UTF-8, in the arena; what cannot be read becomes U+FFFD. For the UTF-8
 * codes the bytes themselves, without their BOM.
 */
struct str text_utf8(struct arena *a, struct str bytes, enum text_code c);

/* Room that text_decode() takes and grows; p is the caller's to free. */
struct text_room {
	char *p;
	size_t cap;
};

/* As text_utf8(), in the room, until the next call. */
struct str text_decode(
    struct text_room *room, struct str bytes, enum text_code c);

/* The largest n <= max at which bytes can be cut behind a line. */
size_t text_cut(struct str bytes, size_t max, enum text_code c);

#endif
