/*
 * inventory/tree - files become rows, each byte counted once. See tree.h.
 */
#include "investigate/inventory/tree.h"

#include <stdlib.h>

enum { GONE_MAX = 1000 }; /* names without content that get a row each */

void seen_end(struct seen *s)
{
	free(s->v);
	*s = (struct seen){0};
}

static size_t seen_slot(const struct seen *s, uint64_t key)
{
	size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15)) & (s->cap - 1);

	while (s->v[i] && s->v[i] != key)
		i = (i + 1) & (s->cap - 1);
	return i;
}

bool seen_before(struct seen *s, uint64_t number)
{
	uint64_t key = number + 1;

	if (s->n * 4 >= s->cap * 3) {
		struct seen more = {.cap = s->cap ? 2 * s->cap : 256,
		    .n = s->n};
		more.v = calloc(more.cap, sizeof(*more.v));
		if (!more.v)
			abort();
		for (size_t i = 0; i < s->cap; i++)
			if (s->v[i])
				more.v[seen_slot(&more, s->v[i])] = s->v[i];
		free(s->v);
		*s = more;
	}
	size_t i = seen_slot(s, key);
	bool was = s->v[i] != 0;
	s->v[i] = key;
	s->n += !was;
	return was;
}

void tree_end(struct tree *t)
{
	spans_end(&t->empty);
	spans_end(&t->taken);
	seen_end(&t->files);
	seen_end(&t->folders);
}

void tree_origin(struct tree *t, bool dated, int64_t day)
{
	t->im->r->origin = (struct origin){
	    .deleted = t->deleted, .dated = dated, .day = day};
}

void tree_closed(struct tree *t, struct str name, uint64_t bytes,
    enum protection p, const struct err *e)
{
	struct item it = {.bytes = bytes, .protection = p};

	opener_closed_member(t->im->r, name, &it, e);
}

void tree_only_name(struct tree *t, struct str name, bool counted)
{
	struct item it = {.gone = true};
	struct err e = {0};

	if (t->n_gone++ >= GONE_MAX)
		return;
	if (counted)
		fail(&e, ERR_MISSING,
		    "消去されたファイルです。内容は、別の名前のファイルとして数えました。",
		    "A deleted file; its content was counted under another name.");
	else
		fail(&e, ERR_MISSING,
		    "消去されたファイルの名前だけが残っています。内容は上書きされたか、場所が分かりません。",
		    "Only the name of this deleted file is left; its content was overwritten or cannot be placed.");
	opener_closed_member(t->im->r, name, &it, &e);
}

void tree_broken_folder(struct tree *t, bool too_deep)
{
	struct err e = {0};

	if (too_deep)
		fail(&e, ERR_LIMIT,
		    "フォルダーが深すぎるか多すぎるため、これより内側は読んでいません。",
		    "Folders are too deep or too many; what is further inside was not read.");
	else
		fail(&e, ERR_INPUT, "フォルダーが壊れているため読めません。",
		    "The folder is broken and cannot be read.");
	tree_closed(t, (struct str){0}, 0, PROTECTION_NONE, &e);
}

/* May so many more bytes be read? A hostile table can name them twice. */
static bool may_read(struct tree *t, uint64_t bytes, struct err *e)
{
	t->bytes += bytes;
	if (t->bytes / 4 > t->im->medium->size + (64 << 20))
		return fail(e, ERR_LIMIT,
		    "ファイルの大きさの合計が媒体の4倍を超えるため、読んでいません。",
		    "The files add up to more than four times the medium; this one was not read.");
	return true;
}

/* Two files on one place: only a broken file system has them. */
static bool is_shared(struct tree *t, const struct spans *runs, struct err *e)
{
	for (size_t i = 0; i < runs->n; i++)
		if (spans_touch(&t->taken, runs->v[i].at, runs->v[i].n))
			return !fail(e, ERR_INPUT,
			    "ファイルシステムが壊れていて、ほかのファイルと同じ場所を指しているため、読んでいません。",
			    "The file system is broken: this file points where another one stands; it was not read.");
	return false;
}

/* Is a deleted file's content still there, and not counted? Else its name. */
static bool is_left(struct tree *t, struct str name, const struct spans *runs)
{
	for (size_t i = 0; i < runs->n; i++) {
		const struct span *s = &runs->v[i];
		bool counted = spans_touch(&t->taken, s->at, s->n);
		if (!counted && spans_hold(&t->empty, s->at, s->n))
			continue;
		tree_only_name(t, name, counted);
		return false;
	}
	return true;
}

void tree_file(struct tree *t, struct str name, const struct medium *content,
    const struct spans *runs)
{
	struct err e = {0};

	if (t->deleted && content->size == 0) {
		tree_only_name(t, name, false);
		return;
	}
	if (t->deleted && !is_left(t, name, runs))
		return;
	if (is_shared(t, runs, &e) || !may_read(t, content->size, &e)) {
		tree_closed(t, name, content->size, PROTECTION_NONE, &e);
		return;
	}
	for (size_t i = 0; i < runs->n; i++)
		spans_add(&t->taken, runs->v[i].at, runs->v[i].n);
	opener_medium(t->im->r, name, content);
}
