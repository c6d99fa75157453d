/*
 * inventory/column - judging a column as a whole. Pure. Only table.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_COLUMN_H
#define INVESTIGATE_INVENTORY_COLUMN_H

#include "investigate/inventory/scan.h"
#include "investigate/inventory/word.h"

struct column {
	struct head head;
	struct str label; /* the head's text, for the words near a value */
	unsigned says;    /* word_says(label) */
	enum sure sure;   /* of its values, when head.role is ROLE_KIND */
	enum why why;
	bool quick; /* for table_row.c: a kind, of the person of the row */
};

/*
 * What the values say, together with the head word already in c->head and
 * c->label. `named` says that another column surely holds names.
 */
void column_judge(
    struct column *c, const struct str *values, size_t n, bool named);

#endif
