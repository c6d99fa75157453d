/*
 * inventory/keylog - keys in the order in which records brought them, and later
 * all at once which of them came before. A table of millions of keys is in no
 * cache, so that each new key would wait for memory; a log is written behind
 * its end, and looked up in parts that fit the cache. Knows numbers only;
 * people.c keeps one.
 */
#ifndef INVESTIGATE_INVENTORY_KEYLOG_H
#define INVESTIGATE_INVENTORY_KEYLOG_H

#include <stddef.h>
#include <stdint.h>

enum { KEYLOG_PLACES = 8 }; /* keys a record, at most */

struct keylog_chunk;
struct keylog_slab;

struct keylog_part {
	struct keylog_chunk *first, *last;
	size_t n;
	unsigned room; /* in the last */
};

/* All zero: empty. Ended by keylog_end(). */
struct keylog {
	struct keylog_part one;   /* while there are few */
	struct keylog_part *part; /* by the first bits of the key; or NULL */
	size_t n;
	struct keylog_slab *slab;   /* all memory of chunks */
	struct keylog_chunk *spare; /* those in no part */
};

/* The key at this place (below KEYLOG_PLACES) of the record. Records come in
 * order, and so do their places. */
void keylog_add(
    struct keylog *l, uint64_t key, uint32_t record, unsigned place);

/* A key that an earlier record had, or the same one at another place. */
struct repeat {
	uint32_t record, first; /* first: the record that brought it */
	unsigned place;
};

/*
 * The keys that came more than once, but for their first time, by record and
 * place. They leave the log, so that each key is in it once. Records are below
 * n_records. The answer belongs to the caller, who frees it.
 */
struct repeat *keylog_repeats(
    struct keylog *log, size_t n_records, size_t *ret_n);

/* Each record has a new number. */
void keylog_renumber(struct keylog *l, const uint32_t *number);

void keylog_end(struct keylog *l);

#endif
