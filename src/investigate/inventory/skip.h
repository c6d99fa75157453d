/*
 * inventory/skip - what the scanner need not look at. Pure, on folded text.
 * Only scan.c calls it; it promises that reading every byte would find nothing
 * more.
 */
#ifndef INVESTIGATE_INVENTORY_SKIP_H
#define INVESTIGATE_INVENTORY_SKIP_H

#include "base/str.h"
#include "investigate/inventory/bytes.h"

/* A place where the scanner has to read byte by byte, and how far at least. */
struct skip {
	size_t at, until;
};

/* Where in the text the looking stands; skip.c's own. */
struct skipper {
	struct str text;
	const struct bytes_ops *ops;
	size_t from; /* the scanner reads on from here */
	size_t base; /* of the 64 bytes that are being judged */
	uint64_t high, sign, runs, eras; /* their marks */
	/* What goes on into the next ones. */
	uint64_t digit, fourth, reach, join, era;
};

struct skipper skip_begin(struct str text);

/*
 * The first such place at or behind `from`, which never goes back; at is
 * text.n when there is none. Nothing that begins before `at` reaches into it.
 * The scanner reads on by itself until SKIP_AFTER_HIGH bytes behind the last
 * Japanese letter: words are looked for there.
 */
struct skip skip_to(struct skipper *k, size_t from);

/* A word is looked for in the 72 bytes before a number. */
enum { SKIP_AFTER_HIGH = 100 };

#endif
