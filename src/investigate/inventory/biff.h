/*
 * inventory/biff - records of old workbooks ([MS-XLS]; BIFF 8, 5 and 7) and the
 * letters in them, which go on from record to record. Pure; every length is
 * checked against the stream. Only xls.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_BIFF_H
#define INVESTIGATE_INVENTORY_BIFF_H

#include "base/arena.h"
#include "investigate/inventory/octets.h"

enum {
	BIFF_RECORD_BYTES = 8224, /* 2.1.4 */
	BIFF_LETTERS = 65535,     /* a string says its length in 16 bits */
	BIFF_TEXT_BYTES = 3 * BIFF_LETTERS + 8,
};

enum biff_id {
	BIFF_FORMULA = 0x06,
	BIFF_EOF = 0x0A,
	BIFF_HEADER = 0x14,
	BIFF_FOOTER = 0x15,
	BIFF_NOTE = 0x1C,
	BIFF_DATEMODE = 0x22,
	BIFF_FILEPASS = 0x2F,
	BIFF_CONTINUE = 0x3C,
	BIFF_CODEPAGE = 0x42,
	BIFF_BOUNDSHEET = 0x85,
	BIFF_MULRK = 0xBD,
	BIFF_RSTRING = 0xD6,
	BIFF_XF = 0xE0,
	BIFF_SST = 0xFC,
	BIFF_LABELSST = 0xFD,
	BIFF_TXO = 0x1B6,
	BIFF_NUMBER = 0x203,
	BIFF_LABEL = 0x204,
	BIFF_BOOLERR = 0x205,
	BIFF_STRING = 0x207,
	BIFF_ARRAY = 0x221,
	BIFF_TABLE = 0x236,
	BIFF_RK = 0x27E,
	BIFF_FORMAT = 0x41E,
	BIFF_SHRFMLA = 0x4BC,
	BIFF_BOF = 0x809,
};

/* A walk over the stream; `at` is where the next record begins. */
struct biff {
	struct str s;
	size_t at;
};

struct biff_record {
	unsigned id;
	size_t at; /* of its head */
	struct str data;
};

/* False at the end, and where there is no whole record. */
bool biff_next(struct biff *b, struct biff_record *ret);

/* Records of the kind that hold no text; what is in the others is searched. */
bool biff_is_binary(unsigned id);

/* Where the letters of a string are read: a record, and those that continue it. */
struct biff_text {
	struct biff rest; /* behind the record that is being read */
	struct str part;  /* what is left of it */
	bool cut;         /* the string went on where nothing was */
	uint32_t high;    /* half of a pair of UTF-16 */
	char *to;         /* BIFF_TEXT_BYTES, UTF-8 */
	size_t n;
};

/*
 * From `part` on, which is the rest of the record, or empty when the string
 * begins in the next. `next` is where that begins.
 */
struct biff_text biff_text(
    struct str stream, size_t next, struct str part, char *room);

/* Numbers and bytes that are skipped may lie across records, too. */
unsigned biff_get16(struct biff_text *t);
void biff_skip(struct biff_text *t, uint64_t n);

/* Is there another byte? Goes on to the next record for it. */
bool biff_more(struct biff_text *t);

/* The letters as UTF-8 in t->to, two bytes each (`wide`) or one. */
struct str biff_letters(struct biff_text *t, size_t n, bool wide);

/* A length of 16 bits, flags, letters, and behind them what is no text
 * (2.5.293). */
struct str biff_string(struct biff_text *t);

/* RK: a number in 32 bits (2.5.217). */
double biff_rk(uint32_t rk);

/* Eight bytes as they stand. 0 where they are not there. */
double biff_double(struct str s, size_t at);

#endif
