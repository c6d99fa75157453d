/*
 * inventory/reasons - why files were not read, reason by reason: ten thousand
 * pictures must not hide the one locked archive. Pure. desk and finding.c call
 * it, by report.h.
 */
#include "investigate/inventory/report.h"

#include <stdlib.h>

enum { REASONS_KNOWN = 200, REASONS_SHOWN = 12, CHANGED_SHOWN = 3 };

/* The reason's own, or a new one; NULL when there are too many. */
static struct inventory_reason *reason_of(
    struct inventory_reason *list, size_t *n, const struct inventory_file *f)
{
	for (size_t i = 0; i < *n; i++)
		if (str_eq(list[i].ja, f->ja))
			return &list[i];
	if (*n == REASONS_KNOWN)
		return NULL;
	list[*n] = (struct inventory_reason){.ja = f->ja, .en = f->en};
	return &list[(*n)++];
}

/* Those of few files first: each is one that somebody can look after. */
static int by_files(const void *x, const void *y)
{
	const struct inventory_reason *a = x, *b = y;

	if (a->files != b->files)
		return a->files < b->files ? -1 : 1;
	return str_cmp(a->ja, b->ja);
}

static void put_reason(struct json_writer *w, const struct inventory_reason *r)
{
	jw_open(w, '{');
	jw_kstr(w, "reason", r->ja);
	jw_kstr(w, "reason_en", r->en);
	jw_kcount(w, "files", r->files);
	jw_name(w, "first");
	jw_open(w, '[');
	for (size_t i = 0; i < INVENTORY_FIRST && i < r->files; i++)
		jw_str(w, r->first[i]);
	jw_close(w, ']');
	jw_close(w, '}');
}

size_t inventory_reasons(struct arena *a, const struct inventory_result *r,
    const struct inventory_reason **ret, uint64_t *ret_more)
{
	struct inventory_reason *list =
	    ARENA_ARRAY(a, REASONS_KNOWN, struct inventory_reason);
	uint64_t more = 0;
	size_t n = 0;

	for (const struct inventory_file *f = r->first; f; f = f->next) {
		if (!f->item.unreadable)
			continue;
		struct inventory_reason *of = reason_of(list, &n, f);
		if (of && of->files < INVENTORY_FIRST)
			of->first[of->files] = f->path;
		if (of)
			of->files++;
		more += !of;
	}
	qsort(list, n, sizeof(*list), by_files);
	*ret = list;
	*ret_more = more;
	return n;
}

static void put_changed(struct json_writer *w, const struct inventory_result *r)
{
	size_t n = 0;

	jw_name(w, "changed");
	jw_open(w, '{');
	jw_kcount(w, "files", r->n_changed);
	jw_name(w, "first");
	jw_open(w, '[');
	for (const struct inventory_file *f = r->first; f && n < CHANGED_SHOWN;
	     f = f->next) {
		if (f->changed)
			jw_str(w, f->path);
		n += f->changed;
	}
	jw_close(w, ']');
	jw_close(w, '}');
}

void inventory_put_reasons(struct buf *b, const struct inventory_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	const struct inventory_reason *list;
	struct json_writer w = {.b = b};
	uint64_t left = 0;
	size_t n = inventory_reasons(&a, r, &list, &left);

	jw_open(&w, '{');
	jw_name(&w, "reasons");
	jw_open(&w, '[');
	for (size_t i = 0; i < n && i < REASONS_SHOWN; i++)
		put_reason(&w, &list[i]);
	jw_close(&w, ']');
	for (size_t i = REASONS_SHOWN; i < n; i++)
		left += list[i].files;
	jw_kcount(&w, "more", left);
	put_changed(&w, r);
	jw_close(&w, '}');
}
