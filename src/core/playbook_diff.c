/*
 * core/playbook_diff - what is different between two playbooks, row by row.
 * Pure. It compares what the playbooks say and adds what they say about it
 * themselves (placement, print). cli/ and web/ show the rows.
 */
#include "core/playbook.h"

static bool item_text_differs(
    const struct playbook_item *a, const struct playbook_item *b)
{
	return !str_eq(a->title_ja, b->title_ja) ||
	       !str_eq(a->title_en, b->title_en) || !str_eq(a->ja, b->ja) ||
	       !str_eq(a->en, b->en);
}

/* The office that has the role, as far as the text is concerned. */
static bool office_differs(const struct playbook *a, const struct playbook *b,
    struct str role_a, struct str role_b)
{
	const struct playbook_role *ra = playbook_role_find(a, role_a);
	const struct playbook_role *rb = playbook_role_find(b, role_b);

	if (!ra || !rb)
		return ra != rb;
	return !str_eq(ra->office_ja, rb->office_ja) ||
	       !str_eq(ra->office_en, rb->office_en);
}

static bool words_differ(
    const struct playbook_item *a, const struct playbook_item *b)
{
	return !str_eq(a->section, b->section) ||
	       !str_eq(a->actor, b->actor) || !str_eq(a->tool, b->tool) ||
	       !str_eq(a->condition, b->condition) ||
	       !str_eq(a->parent, b->parent) || !str_eq(a->after, b->after) ||
	       !str_eq(a->same, b->same);
}

static bool flags_differ(
    const struct playbook_item *a, const struct playbook_item *b)
{
	return a->needs != b->needs || a->gives != b->gives || a->option != b->option ||
	       a->cutoff != b->cutoff || a->destructive != b->destructive ||
	       a->ours != b->ours;
}

static bool nature_differs(
    const struct playbook_item *a, const struct playbook_item *b)
{
	return a->kind != b->kind || a->phase != b->phase ||
	       a->opens != b->opens || a->does != b->does ||
	       a->machine != b->machine || words_differ(a, b) ||
	       flags_differ(a, b);
}

struct diff {
	const struct playbook *a;
	const struct playbook *b;
	struct playbook_diff_row *rows;
	size_t n;
};

static const struct playbook_absent *absent_find(
    const struct playbook *pb, struct str id)
{
	for (size_t i = 0; i < pb->absent_n; i++)
		if (str_eq(pb->absent[i].id, id))
			return &pb->absent[i];
	return NULL;
}

/* An item's own remark counts only against the playbook it is based on. */
static bool speaks_of(const struct playbook *pb, const struct playbook *other)
{
	return pb->based_on.n > 0 && str_eq(pb->based_on, other->id);
}

static void take_remark(struct playbook_diff_row *row, struct str ja,
    struct str en)
{
	if (row->remark_ja.n == 0) {
		row->remark_ja = ja;
		row->remark_en = en;
	}
}

static void remark(const struct diff *d, struct playbook_diff_row *row)
{
	bool a_speaks = speaks_of(d->a, d->b);
	bool b_speaks = speaks_of(d->b, d->a);
	const struct playbook_absent *none;

	if (row->a && a_speaks)
		take_remark(row, row->a->differs_ja, row->a->differs_en);
	if (row->b && b_speaks)
		take_remark(row, row->b->differs_ja, row->b->differs_en);
	none = row->a ? absent_find(d->b, row->id) : absent_find(d->a, row->id);
	if (none && (row->a ? b_speaks : a_speaks))
		take_remark(row, none->differs_ja, none->differs_en);
}

static void add_row(struct diff *d, const struct playbook_item *a,
    const struct playbook_item *b)
{
	struct playbook_diff_row row = {
	    .id = a ? a->id : b->id, .a = a, .b = b};

	if (a && b) {
		row.text = item_text_differs(a, b);
		row.nature = nature_differs(a, b);
	}
	remark(d, &row);
	if (a && b && !row.text && !row.nature && row.remark_ja.n == 0)
		return;
	if (a && b && a->actor.n > 0)
		row.office = office_differs(d->a, d->b, a->actor, b->actor);
	d->rows[d->n++] = row;
}

/* The run of items from *at on that only a has, at their place in a. */
static void add_only_a(struct diff *d, size_t at)
{
	for (; at < d->a->items_n; at++) {
		const struct playbook_item *a = &d->a->items[at];

		if (playbook_find(d->b, a->id))
			return;
		add_row(d, a, NULL);
	}
}

size_t playbook_diff(struct arena *arena, const struct playbook *a,
    const struct playbook *b, struct playbook_diff_row **ret_rows)
{
	struct diff d = {.a = a, .b = b};

	d.rows = ARENA_ARRAY(
	    arena, a->items_n + b->items_n + 1, struct playbook_diff_row);
	add_only_a(&d, 0);
	for (size_t i = 0; i < b->items_n; i++) {
		const struct playbook_item *in_b = &b->items[i];
		const struct playbook_item *in_a = playbook_find(a, in_b->id);

		add_row(&d, in_a, in_b);
		if (in_a)
			add_only_a(&d, (size_t)(in_a - a->items) + 1);
	}
	*ret_rows = d.rows;
	return d.n;
}
