/*
 * inventory/look - looks at running text and counts: kinds, dates, contact
 * blocks and their persons. Pure; readers of files call look_text() for text
 * and table.h for rows. Nothing of the text stays.
 */
#ifndef INVESTIGATE_INVENTORY_LOOK_H
#define INVESTIGATE_INVENTORY_LOOK_H

#include "investigate/inventory/people.h"
#include "investigate/inventory/scan.h"
#include "investigate/inventory/sum.h"

typedef void person_fn(void *ctx, const struct person *who);

/* One file, or one part of a file, that is being looked at. */
struct look {
	struct people_factors key; /* for what becomes of persons */
	struct sum sum;
	person_fn *person; /* called for every person of every record */
	void *ctx;
	struct ownmatcher *own; /* the organisation's rules, or NULL */
	void (*seen)(void *ctx, enum kind k, struct str text); /* or NULL */
	bool recipients; /* every address in the text is a recipient's */
	bool recovered;  /* searched out of bytes, noise among it */
};

/*
 * Folded text, cut where a line ends. `label` as in scan_text().
 */
void look_text(struct look *l, struct str text, struct str label);

/* The same under a column's head: `says` is word_says() of it. */
void look_under(struct look *l, struct str text, unsigned says);

#endif
