/*
 * web/pages/manual - the manual itself, per version: its items in order,
 * search, and how two versions differ.
 */
#include "web/views.h"
#include "base/utf8.h"
#include "web/pages/pages.h"

static const struct playbook *find(struct ask *q)
{
	const struct playbook *pb = desk_playbook(q->desk, q->part);
	struct err e = {0};

	if (pb)
		return pb;
	(void)fail(&e, ERR_MISSING, "その版の手順書はありません。",
	    "There is no such version of the manual.");
	page_error(q, &e);
	return NULL;
}

void page_manuals(struct ask *q)
{
	struct page_manual p = {0};
	struct view o = page_view(q, "手順書", "Manual", "manual");

	p.books_n = desk_playbooks(q->desk, &p.books);
	view_manuals(&o, &p);
	page_send(q, &o, 200);
}

/* Every word must stand somewhere in the item, width and case aside. */
static bool fits(struct arena *a, const struct playbook_item *item,
    struct str words)
{
	struct str all = utf8_fold(a,
	    arena_printf(a, "%.*s %.*s %.*s %.*s %.*s %.*s",
	        STR_ARG(item->id), STR_ARG(item->section),
	        STR_ARG(item->title_ja), STR_ARG(item->ja),
	        STR_ARG(item->title_en), STR_ARG(item->en)));
	struct str word;

	while (str_cut(&words, ' ', &word))
		if (word.n && str_find(all, word) < 0)
			return false;
	return true;
}

static void search(struct ask *q, struct page_manual *p)
{
	struct str words = utf8_fold(q->arena, p->words);

	p->hits = ARENA_ARRAY(
	    q->arena, p->pb->items_n, const struct playbook_item *);
	for (size_t i = 0; i < p->pb->items_n; i++) {
		const struct playbook_item *item = &p->pb->items[i];
		if (p->type >= 0 && playbook_type_of(item) != p->type)
			continue;
		if (words.n == 0 || fits(q->arena, item, words))
			p->hits[p->hits_n++] = item;
	}
}

void page_manual(struct ask *q)
{
	struct page_manual p = {.pb = find(q), .type = -1};
	struct str type = form_get(&q->query, "type");
	int64_t n = 0;

	if (!p.pb)
		return;
	p.words = form_get(&q->query, "q");
	if (p.words.n > 300)
		p.words = str_slice(
		    p.words, 0, utf8_cut(p.words.p, 300));
	if (str_parse_int(type, &n) && n >= 0 && n <= PLAYBOOK_TYPES)
		p.type = (int)n;
	search(q, &p);
	struct view o = page_view(q, "手順書", "Manual", "manual");
	view_manual(&o, &p);
	page_send(q, &o, 200);
}

void page_manual_diff(struct ask *q)
{
	struct page_diff p = {.b = find(q)};
	struct playbook_diff_row *rows = NULL;
	const struct playbook *const *books = NULL;
	size_t n = desk_playbooks(q->desk, &books);
	struct err e = {0};

	if (!p.b)
		return;
	for (size_t i = 0; i < n && !p.a; i++)
		if (books[i] != p.b)
			p.a = books[i];
	if (!p.a) {
		(void)fail(&e, ERR_MISSING, "比べる版がありません。",
		    "There is no other version to compare with.");
		page_error(q, &e);
		return;
	}
	p.n = playbook_diff(q->arena, p.a, p.b, &rows);
	p.rows = rows;
	struct view o = page_view(
	    q, "手順書の版の違い", "Differences of versions", "manual");
	view_manual_diff(&o, &p);
	page_send(q, &o, 200);
}
