/*
 * inventory/people - how many persons: records that share an identifier are
 * one person. Keeps keyed hashes only (people_key.h), in memory, never
 * written. Knows no text, no file; inventory.c owns one for all files and one
 * per file.
 */
#ifndef INVESTIGATE_INVENTORY_PEOPLE_H
#define INVESTIGATE_INVENTORY_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "investigate/inventory/people_key.h"

enum { PERSON_KEYS = 7 };

/*
 * What one record says about one person, hashed. key[0] is the strongest
 * identifier it has. All zero: nobody.
 */
struct person {
	uint64_t key[PERSON_KEYS];
	uint64_t id;   /* of 個人番号 and the like: two of them are two persons */
	uint64_t name; /* of the name alone */
	unsigned char n_keys;
	bool sure; /* counts in the minimum; else in the maximum only */
};

struct people;

/* Empty. Ended by people_end(). */
struct people *people_begin(void);
void people_end(struct people **p);

void people_add(struct people *p, const struct person *who);

/* The same for many, and faster. */
void people_add_all(struct people *p, const struct person *who, size_t n);

/* Was nobody added? */
bool people_none(const struct people *p);

/*
 * How many, when all records come from one file: records that share any
 * identifier are one person; persons without any are counted by their name.
 */
uint64_t people_count(struct people *p);

/*
 * Over several files: `file` (which holds one file's records alone) is taken
 * into account for the minimum of `all`. They may be the same set.
 */
void people_fold(struct people *all, struct people *file);

/*
 * At least so many: persons of one name in two files may be the same, so of
 * every name the file with most of them counts. At most so many: only records
 * that share an identifier are the same, and doubtful ones are persons too.
 */
uint64_t people_min(struct people *p);
uint64_t people_max(struct people *p);

#endif
