/*
 * inventory/column - judging a column as a whole. Pure. Only table.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_COLUMN_H
#define INVESTIGATE_INVENTORY_COLUMN_H

#include "investigate/inventory/usual.h"
#include "investigate/inventory/word.h"

struct column {
	struct head head;
	struct str label; /* the head's text, for the words near a value */
	unsigned says;    /* word_says(label) */
	enum sure sure;   /* of its values, when head.role is ROLE_KIND */
	enum why why;
	usual_fn *usual; /* of head.kind, or NULL */
	bool no_names; /* free, and surely no list of names */
	bool quick; /* for table_row.c: nothing but the kind has a say */
	uint64_t found, valid; /* in a quick column, not yet in the sum */
};

/*
 * What the values say, together with the head word already in c->head and
 * c->label. `named` says that another column surely holds names.
 */
void column_judge(
    struct column *c, const struct str *values, size_t n, bool named);

#endif
