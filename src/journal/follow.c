/*
 * journal/follow - see follow.h.
 */
#include "journal/follow.h"

struct follow follow_begin(struct arena *a)
{
	return (struct follow){.arena = a};
}

static bool check_watched(
    const struct follow *f, const struct checkpoint *c, struct err *e)
{
	struct sha256 root = tree_root(&f->tree);

	if (sha256_eq(&root, &c->root))
		return true;
	return fail(e, ERR_TAMPERED,
	    "控えのチェックポイント（%llu 件）と一致しません。それまでの記録"
	    "のどれかが書き換わっています。",
	    "The journal does not fit the checkpoint of %llu entries: "
	    "something before it was rewritten.",
	    (unsigned long long)c->size);
}

bool follow_watch(
    struct follow *f, const struct checkpoint *c, struct err *e)
{
	if (c->size < f->tree.size)
		return fail(e, ERR_CONFLICT,
		    "%llu 件目はもう通り過ぎました。",
		    "The walk is already past entry %llu.",
		    (unsigned long long)c->size);
	if (f->n_watched == FOLLOW_WATCH_MAX)
		return fail(e, ERR_LIMIT,
		    "一度に照らし合わせられるチェックポイントは %d 個までです。",
		    "No more than %d checkpoints can be compared at once.",
		    FOLLOW_WATCH_MAX);
	if (c->size == f->tree.size)
		return check_watched(f, c, e);
	f->watched[f->n_watched] = *c;
	f->watched[f->n_watched++].origin = arena_str(f->arena, c->origin);
	return true;
}

static bool wrong(const struct follow *f, const char *ja, const char *en,
    struct err *e)
{
	return fail(e, ERR_TAMPERED, "記録 %llu 番: %s%.0s",
	    "Entry %llu: %.0s%s", (unsigned long long)f->tree.size, ja, en);
}

/* Does entry x take over exactly the journal walked so far? */
static bool takes_over(
    const struct follow *f, struct arena *a, const struct entry *x)
{
	struct sha256 root = tree_root(&f->tree);

	return str_is(x->kind, ENTRY_CONTINUED) && f->tree.size > 0 &&
	       str_eq(json_get_str(x->body, "origin"), f->log) &&
	       json_get_int(x->body, "size", -1) == (int64_t)f->tree.size &&
	       str_eq(json_get_str(x->body, "root"),
	           base64_encode(a, sha256_str(&root)));
}

static bool check_name(
    struct follow *f, struct arena *a, const struct entry *x, struct err *e)
{
	if (str_eq(x->log, f->log))
		return true;
	if (f->tree.size > 0 && !takes_over(f, a, x))
		return wrong(f, "別の記録の名前が書かれています。",
		    "it carries the name of another journal.", e);
	f->log = arena_str(f->arena, x->log);
	return true;
}

static bool check_entry(struct follow *f, struct arena *a, struct str leaf,
    const struct sha256 *stored, struct err *e)
{
	struct entry x;
	struct err why = {0};
	struct sha256 hash = tree_leaf(leaf);

	if (stored && !sha256_eq(stored, &hash))
		return wrong(f, "内容が、封じたときのハッシュと一致しません。",
		    "its content does not have the hash that was sealed.", e);
	if (!entry_decode(a, leaf, &x, &why))
		return wrong(f, why.ja, why.en, e);
	if (x.seq != f->tree.size)
		return wrong(f, "中に書かれた番号が違います。",
		    "the number written in it is another one.", e);
	return check_name(f, a, &x, e);
}

bool follow_entry(struct follow *f, struct str leaf,
    const struct sha256 *stored, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	if (!check_entry(f, &a, leaf, stored, e))
		return false;
	struct sha256 hash = tree_leaf(leaf);
	tree_append(&f->tree, &hash);
	for (size_t i = 0; i < f->n_watched;) {
		if (f->watched[i].size != f->tree.size) {
			i++;
			continue;
		}
		if (!check_watched(f, &f->watched[i], e))
			return false;
		f->watched[i] = f->watched[--f->n_watched];
	}
	return true;
}

static bool cut(const struct follow *f, uint64_t size, struct err *e)
{
	return fail(e, ERR_TAMPERED,
	    "記録は %llu 件しかありませんが、チェックポイントでは %llu 件ありま"
	    "した。後ろが切り取られています。",
	    "There are only %llu entries where a checkpoint had %llu: the end "
	    "was cut off.",
	    (unsigned long long)f->tree.size, (unsigned long long)size);
}

bool follow_end(struct follow *f, const struct checkpoint *newest,
    struct err *e)
{
	if (f->n_watched > 0)
		return cut(f, f->watched[0].size, e);
	if (!newest)
		return true;
	if (newest->size > f->tree.size)
		return cut(f, newest->size, e);
	if (f->tree.size > 0 && !str_eq(newest->origin, f->log))
		return fail(e, ERR_TAMPERED,
		    "チェックポイントの名前（%.*s）が記録のものと違います。",
		    "The checkpoint's name (%.*s) is not the journal's.",
		    STR_ARG(newest->origin));
	/* A smaller one is watched from the beginning by the caller. */
	return newest->size < f->tree.size || check_watched(f, newest, e);
}

struct json follow_takeover(
    struct arena *a, const struct checkpoint *old, struct str reason)
{
	struct json o = json_of_object();

	json_set(a, &o, "origin", json_of_string(old->origin));
	json_set(a, &o, "size", json_of_int((int64_t)old->size));
	json_set(a, &o, "root",
	    json_of_string(base64_encode(a, sha256_str(&old->root))));
	json_set(a, &o, "reason", json_of_string(reason));
	return o;
}
