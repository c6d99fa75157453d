/*
 * inventory/scan - one pass over folded text that finds personal data and
 * says how sure it is. Pure: no file, no clock, no memory of its own. The
 * table reader calls scan_cell(), look.c calls scan_text().
 */
#ifndef INVESTIGATE_INVENTORY_SCAN_H
#define INVESTIGATE_INVENTORY_SCAN_H

#include "base/str.h"
#include "investigate/inventory/kind.h"

struct hit {
	enum kind kind;
	enum sure sure;
	enum why why;
	bool valid;  /* passed its check digit, or has none */
	bool plain;  /* a plain date, not a date of birth: kind means nothing */
	bool unlisted; /* of a cell: a postal code that the table does not have */
	int64_t day; /* of a date, since 1970-01-01 */
	struct str text; /* where it stands; borrowed, never kept */
};

/* Called for each finding in the order of the text. */
typedef void hit_fn(void *ctx, const struct hit *h);

/*
 * Every finding in the text. `label` is looked at as if it stood before the
 * text (the column's head), and may be empty.
 */
void scan_text(struct str text, struct str label, hit_fn *found, void *ctx);

/*
 * The same, for many texts under one label: `says` is word_says(label).
 */
void scan_under(struct str text, unsigned says, hit_fn *found, void *ctx);

/* Is this a mail's domain? icon@2x.png and getty@tty1.service are not. */
bool scan_mail_end(struct str domain);

/*
 * Is the whole cell (trimmed) of kind k by its form? valid then says whether
 * its check digit fits. Sure and why are left to the caller's column.
 */
bool scan_cell(struct str cell, enum kind k, struct hit *ret);

#endif
