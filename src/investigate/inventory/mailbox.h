/*
 * inventory/mailbox - which mails of a mailbox have a row of their own. The
 * first thousand have, and of the others those that somebody has to look at;
 * the rest are counted in the mailbox's row, so that half a million mails
 * are an answer that can be read. Outside the cage, opens nothing. inventory.c
 * calls it.
 */
#ifndef INVESTIGATE_INVENTORY_MAILBOX_H
#define INVESTIGATE_INVENTORY_MAILBOX_H

#include "investigate/inventory/crew.h"
#include "investigate/inventory/inventory.h"

/* The mailbox that is being heard, all zero: none. Ended by mailbox_end(). */
struct mailbox {
	struct inventory_file *row;
	struct unlisted *unlisted; /* of that row, once there is something */
	struct sum sum;            /* of that row, and of what has none */
	uint64_t members, listed;
	struct people *people; /* of what has no row */
	struct person *held;   /* told, of the row that comes next */
	size_t n_held;
	bool over;             /* more than can be held */
};

/* After each row that is listed: is it a mailbox, or behind the end of one? */
void mailbox_listed(
    struct mailbox *m, struct inventory_file *row, struct arena *a);

/* Some persons of the row that comes next. */
void mailbox_persons(struct mailbox *m, const struct person *who, size_t n);

/*
 * True when the member, with so many people in it, has no row of its own: it
 * is counted in the mailbox's then.
 */
bool mailbox_counts(
    struct mailbox *m, const struct told *t, uint64_t people);

/* Completes the mailbox's row: its persons, and why it was not read wholly. */
void mailbox_end(struct mailbox *m, struct arena *a);

#endif
