/*
 * inventory/record - the fields of one row or contact block, as a person's
 * keys. Pure; holds borrowed text for the length of one call. table.c and
 * look.c fill it.
 */
#ifndef INVESTIGATE_INVENTORY_RECORD_H
#define INVESTIGATE_INVENTORY_RECORD_H

#include "investigate/inventory/people.h"

/* Empty texts mean that the record does not say. Folded, not yet keyed. */
struct record {
	struct str my_number, document, local_id; /* document: licence, passport … */
	struct str name, kana, phone, email, address;
	struct str name_key, email_key; /* their forms for keys, if known */
	struct str login; /* of an account whose password is there too */
	int64_t birth;
	bool has_birth;
	bool group;  /* the record is about a company or an office */
	bool named; /* name was judged before: no group */
	bool doubtful; /* the name may be a thing's */
	bool listed; /* a row of a table or a recipient of a mail */
};

/* False when the record is about nobody. */
bool record_person(const struct record *r, const struct people_factors *k,
    struct person *ret);

#endif
