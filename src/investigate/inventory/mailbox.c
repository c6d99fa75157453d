/*
 * inventory/mailbox - rows for some mails, sums for the others. See mailbox.h.
 */
#include "investigate/inventory/mailbox.h"

#include <stdlib.h>

enum {
	ALL_ROWS = 1000,   /* listed, whatever is in them */
	MORE_ROWS = 10000, /* of what has to be looked at */
	MANY_PEOPLE = 10,  /* in one mail: a list */
	HELD_PERSONS = 4096,
};

static bool is_within(const struct mailbox *m, struct str path)
{
	struct str box = m->row->path;

	return path.n > box.n && path.p[box.n] == '/' &&
	       str_starts(path, box);
}

void mailbox_end(struct mailbox *m, struct arena *a)
{
	struct inventory_file *row = m->row;

	if (row && row->unlisted) {
		row->people += people_count(m->people);
		row->sum = sum_keep(a, &m->sum);
	}
	if (row && row->unlisted && row->unlisted->unreadable > 0) {
		row->ja = arena_printf(a,
		    "中のメールや添付ファイルのうち%llu件は、読めないか一部しか読めません。数が多いため、一つずつは示していません。",
		    (unsigned long long)row->unlisted->unreadable);
		row->en = arena_printf(a,
		    "Of the mails and attachments in it %llu could not be read (wholly); they are too many to be listed one by one.",
		    (unsigned long long)row->unlisted->unreadable);
	}
	people_end(&m->people);
	free(m->held);
	*m = (struct mailbox){0};
}

void mailbox_listed(
    struct mailbox *m, struct inventory_file *row, struct arena *a)
{
	if (m->row && is_within(m, row->path)) {
		m->members++;
		m->n_held = 0;
		m->over = false;
		return;
	}
	mailbox_end(m, a);
	if (row->item.format != FORMAT_MBOX || row->item.unreadable)
		return;
	m->row = row;
	m->sum = sum_unpack(row->sum);
	m->unlisted = ARENA_NEW(a, struct unlisted);
	m->people = people_begin();
	m->held = malloc(HELD_PERSONS * sizeof(*m->held));
	if (!m->held)
		abort();
}

void mailbox_persons(struct mailbox *m, const struct person *who, size_t n)
{
	if (!m->row || m->over)
		return;
	m->over = n > HELD_PERSONS - m->n_held;
	if (m->over)
		return;
	memcpy(m->held + m->n_held, who, n * sizeof(*who));
	m->n_held += n;
}

/* How to reach somebody stands in every mail; the rest does not. */
static bool is_contact(int k)
{
	return k == KIND_NAME || k == KIND_EMAIL || k == KIND_PHONE ||
	       k == KIND_POSTAL_CODE || k == KIND_ADDRESS ||
	       k == KIND_CORPORATE_NUMBER;
}

static bool has_to_be_looked_at(const struct told *t, uint64_t people)
{
	const struct item *it = &t->item;
	bool more = it->unreadable || it->protection != PROTECTION_NONE ||
	            people >= MANY_PEOPLE;

	for (int k = 0; k < KIND_COUNT_; k++)
		more |= !is_contact(k) && t->sum.kind[k].found > 0;
	for (size_t i = 0; i < OWNRULES_MAX; i++)
		more |= t->sum.own[i].found > 0;
	return more;
}

static void count(struct mailbox *m, const struct told *t)
{
	const struct item *it = &t->item;
	struct unlisted *u = m->unlisted;

	m->row->unlisted = u;
	u->files++;
	u->unreadable += it->unreadable;
	m->row->item.unreadable |= it->unreadable;
	if (it->protection != PROTECTION_NONE || !it->unreadable)
		u->protection[it->protection]++;
	sum_add(&m->sum, &t->sum);
	people_add_all(m->people, m->held, m->n_held);
	m->n_held = 0;
	m->members++;
}

bool mailbox_counts(
    struct mailbox *m, const struct told *t, uint64_t people)
{
	if (!m->row || !is_within(m, t->path) || m->members < ALL_ROWS ||
	    m->over)
		return false;
	if (has_to_be_looked_at(t, people) && m->listed < MORE_ROWS) {
		m->listed++;
		return false;
	}
	count(m, t);
	return true;
}
