/*
 * desk/upkeep - the record as a whole: verify it, make the derived tables
 * again, copy it away, bring it back under a new origin.
 */
#include "desk/inside.h"


#include "base/file.h"
#include "base/time.h"
#include "journal/follow.h"
#include "store/tiles.h"

/* ---- verify ---- */

struct walking {
	struct desk *d;
	struct arena *a; /* of the answer */
	struct arena turn; /* of one entry */
	struct follow f;
	struct str kept; /* a note that somebody kept, or "" */
	struct desk_proof *ret;
	uint64_t *gone; /* entries without their content, not yet explained */
	size_t gone_n, gone_cap;
};

/* A note signed with our key under whichever origin it names. */
static bool open_note(struct walking *w, struct str bytes,
    struct checkpoint *ret, struct err *e)
{
	struct str origin = bytes, rest = bytes;
	struct note note;

	if (!str_cut(&rest, '\n', &origin) || !note_name_is(origin))
		return fail(e, ERR_INPUT,
		    "これはチェックポイントの形をしていません。",
		    "This is not a checkpoint.");
	struct note_key key =
	    note_key_of(origin, NOTE_ED25519, w->d->key.public);
	return checkpoint_open(w->a, bytes, &key, &note, ret, e);
}

/* A content that is gone must be named by a later entry that erased it. */
static void note_gone(struct walking *w, const struct entry *x, bool gone)
{
	if (gone && w->gone_n == w->gone_cap) {
		size_t cap = w->gone_cap ? w->gone_cap * 2 : 64;
		uint64_t *more = ARENA_ARRAY(w->a, cap, uint64_t);
		if (w->gone_n)
			memcpy(more, w->gone, w->gone_n * sizeof(*more));
		w->gone = more;
		w->gone_cap = cap;
	}
	if (gone)
		w->gone[w->gone_n++] = x->seq;
	if (!str_is(x->kind, DESK_ERASE))
		return;
	uint64_t seq = (uint64_t)json_get_int(x->body, "entry", -1);
	for (size_t i = 0; i < w->gone_n; i++)
		if (w->gone[i] == seq) {
			w->gone[i] = w->gone[--w->gone_n];
			return;
		}
}

/* What stands beside the entry must agree with it. */
static bool same_beside(struct walking *w, const struct store_row *row,
    struct str leaf, struct err *e)
{
	struct payload p = {row_str(row, 3), row_str(row, 4)};
	struct entry x;

	if (!entry_decode(&w->turn, leaf, &x, e) ||
	    !payload_join(&w->turn, &x, &p, e))
		return false;
	note_gone(w, &x, x.body_commit.n && !p.salt.n);
	return str_eq(x.incident, row_str(row, 5)) ||
	    fail(e, ERR_TAMPERED,
	        "記録 %llu 番の事案番号の列が、記録の内容と一致しません。",
	        "The incident column of entry %llu is not what the entry says.",
	        (unsigned long long)x.seq);
}

static bool walk_row(const struct store_row *row, void *ctx, struct err *e)
{
	struct walking *w = ctx;
	struct str leaf = row_str(row, 1), hash = row_str(row, 2);
	struct sha256 stored = {{0}};

	if (hash.n == SHA256_BYTES)
		memcpy(stored.b, hash.p, SHA256_BYTES);
	bool ok = follow_entry(&w->f, leaf, &stored, e) &&
	    same_beside(w, row, leaf, e);
	w->ret->entries = w->f.tree.size - !ok;
	arena_end(&w->turn);
	return ok;
}

static bool check_head(
    struct walking *w, struct store_tx *tx, struct err *e)
{
	struct tree head;

	if (!record_head(tx, &head, e))
		return false;
	return (head.size == w->f.tree.size &&
	           str_eq(tree_stack(&head), tree_stack(&w->f.tree))) ||
	    fail(e, ERR_TAMPERED,
	        "記録の末尾（%llu 件目）が、保存してある木の先端と一致しません"
	        "。末尾が切られているおそれがあります。",
	        "The journal ends at %llu entries, which is not the stored head "
	        "of the tree. Its end may have been cut off.",
	        (unsigned long long)w->f.tree.size);
}

static bool walk(struct store_tx *tx, void *ctx, struct err *e)
{
	struct walking *w = ctx;
	struct store_one newest = {.a = w->a};
	struct checkpoint kept, last;

	w->f = follow_begin(w->a);
	if (w->kept.n && (!open_note(w, w->kept, &kept, e) ||
	                     !follow_watch(&w->f, &kept, e)))
		return false;
	if (!store_run(tx, STMT_checkpoint_last, NO_ARGS, store_row_one,
	        &newest, e))
		return false;
	if (newest.found && (!open_note(w, newest.s, &last, e) ||
	                        !follow_watch(&w->f, &last, e)))
		return false;
	if (!store_run(tx, STMT_journal_all,
	        ARGS(arg_int(0), arg_int(INT64_MAX)), walk_row, w, e) ||
	    !follow_end(&w->f, NULL, e) || !check_head(w, tx, e))
		return false;
	if (w->gone_n)
		return fail(e, ERR_TAMPERED,
		    "記録 %llu 番の内容がありません。消去した記録もありません"
		    "。",
		    "The content of entry %llu is gone, and nothing on record "
		    "erased it.",
		    (unsigned long long)w->gone[0]);
	w->ret->checkpoint = newest.s;
	return true;
}

bool desk_verify(struct desk *d, struct arena *a, struct str checkpoint,
    struct desk_proof *ret, struct err *e)
{
	struct walking w = {.d = d, .a = a, .kept = checkpoint, .ret = ret};
	struct note_key key =
	    note_key_of(d->origin, NOTE_ED25519, d->key.public);

	*ret = (struct desk_proof){.vkey = note_vkey(a, &key)};
	/* signing compares the database with what was signed last */
	bool ok = record_sign(d, e) && store_read(d->store, walk, &w, e);
	arena_end(&w.turn);
	return ok;
}

/* ---- rebuild ---- */

struct rebuilding {
	struct desk *d;
	struct store_tx *tx;
	struct arena turn; /* of one incident */
	uint64_t n;        /* entries */
	int64_t next_id;
};

static bool drop_derived(struct store_tx *tx, struct err *e)
{
	static const enum store_stmt DROPS[] = {STMT_derived_drop_1,
	    STMT_derived_drop_2, STMT_derived_drop_3, STMT_derived_drop_4,
	    STMT_derived_drop_5};

	for (size_t i = 0; i < COUNT_OF(DROPS); i++)
		if (!store_run(tx, DROPS[i], NO_ARGS, NULL, NULL, e))
			return false;
	return true;
}

struct one_again {
	struct rebuilding *r;
	struct incident inc;
};

static bool put_request(
    struct rebuilding *r, const struct entry *x, struct err *e)
{
	return !x->request.n ||
	    store_run(r->tx, STMT_request_add,
	        ARGS(arg_text(x->request), arg_int((int64_t)x->seq),
	            arg_text(x->incident)),
	        NULL, NULL, e);
}

static bool entry_again(const struct store_row *row, void *ctx, struct err *e)
{
	struct one_again *one = ctx;
	struct arena *a = &one->r->turn;
	struct event *ev = ARENA_NEW(a, struct event);
	struct entry x;

	return entry_decode(a, row_str(row, 1), &x, e) &&
	    fold_event_row(a, row, ev, e) &&
	    incident_apply(a, &one->inc, ev, e) &&
	    index_words(one->r->tx, a, ev, STMT_search_put, e) &&
	    put_request(one->r, &x, e);
}

/* At a first report its incident is folded whole, and indexed once. */
static bool again_row(const struct store_row *row, void *ctx, struct err *e)
{
	struct rebuilding *r = ctx;
	struct one_again one = {.r = r};
	struct entry x;

	r->n++;
	bool ok = entry_decode(&r->turn, row_str(row, 1), &x, e);
	if (ok && str_is(x.kind, "report"))
		ok = store_run(r->tx, STMT_journal_of,
		         ARGS(arg_text(x.incident), arg_int(0)), entry_again,
		         &one, e) &&
		    index_put(r->d, r->tx, r->next_id++, &one.inc, true, e);
	arena_end(&r->turn);
	return ok;
}

/* One transaction: whoever reads meanwhile sees the old tables. */
static bool rebuild(struct store_tx *tx, void *ctx, struct err *e)
{
	struct rebuilding *r = ctx;

	r->tx = tx;
	return drop_derived(tx, e) && tiles_rebuild(tx, e) &&
	    store_run(tx, STMT_journal_all,
	        ARGS(arg_int(0), arg_int(INT64_MAX)), again_row, r, e);
}

bool desk_rebuild(struct desk *d, uint64_t *ret_n, struct err *e)
{
	struct rebuilding r = {.d = d, .next_id = 1};
	bool ok = store_write(d->store, rebuild, &r, e);

	arena_end(&r.turn);
	if (ok)
		*ret_n = r.n;
	return ok;
}

/* ---- backup and restore ---- */

static bool copy_file(const char *from, const char *to, const char *name,
    struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	return file_copy(arena_printf(&a, "%s/%s", from, name).p,
	    arena_printf(&a, "%s/%s", to, name).p, 0600, e);
}

static bool new_folder(const char *path, struct err *e)
{
	if (file_exists(path))
		return fail(e, ERR_CONFLICT,
		    "%s は既にあります。新しい名前を指定してください。",
		    "%s exists already. Give a new name.", path);
	return file_make_folder(path, 0700, e);
}

bool desk_backup(struct desk *d, const char *to, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	/* what was signed first: the copy must not be older than it */
	return record_sign(d, e) && new_folder(to, e) &&
	    copy_file(d->dir, to, "journal.signed", e) &&
	    copy_file(d->dir, to, "journal.key", e) &&
	    playbooks_copy(d->dir, to, e) &&
	    store_copy(d->store, arena_printf(&a, "%s/shodo.db", to).p, e);
}

struct continuing {
	struct desk *d;
	struct str reason, origin;
};

/* "…/journal" becomes "…/journal/2", that "…/journal/3", and so on. */
static struct str next_origin(struct arena *a, struct str origin)
{
	size_t n = origin.n;
	int64_t number = 1;

	while (n && origin.p[n - 1] >= '0' && origin.p[n - 1] <= '9')
		n--;
	if (n && n < origin.n && origin.p[n - 1] == '/' &&
	    str_parse_int(str_from(origin, n), &number))
		origin.n = n - 1;
	else
		number = 1;
	return arena_printf(
	    a, "%.*s/%lld", STR_ARG(origin), (long long)number + 1);
}

static bool begin_origin(struct store_tx *tx, void *ctx, struct err *e)
{
	struct continuing *c = ctx;
	AUTO(arena_end) struct arena a = {0};
	struct tree head;
	struct str leaf;

	if (!record_head(tx, &head, e))
		return false;
	struct checkpoint old = {c->d->origin, head.size, tree_root(&head)};
	struct json body = follow_takeover(&a, &old, c->reason);
	int64_t now = entry_ms(time_now());
	struct entry x = {.ts = now,
	    .at = now,
	    .role = STR("administrator"),
	    .via = STR("cli"),
	    .kind = STR(ENTRY_CONTINUED),
	    .body = &body};
	c->d->origin = c->origin;
	return store_run(tx, STMT_meta_put,
	           ARGS(arg_text(STR("origin")), arg_text(c->origin)), NULL,
	           NULL, e) &&
	    record_append(c->d, tx, &a, &x, &leaf, e);
}

static bool go_on(const char *dir, struct str reason, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(desk_end) struct desk *d = NULL;
	struct desk_proof proof;

	if (!desk_open_unsigned(dir, &d, e))
		return false;
	struct continuing c = {d, reason, next_origin(&a, d->origin)};
	/* the copy's own last signature belongs to the old origin */
	return store_write(d->store, begin_origin, &c, e) &&
	    record_sign(d, e) && desk_verify(d, &a, (struct str){0}, &proof, e);
}

bool desk_restore(const char *from, const char *dir, struct str reason,
    struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	if (!reason.n)
		return fail_field(e, ERR_INPUT, "reason",
		    "復元の理由を --reason で指定してください。記録に残ります"
		    "。",
		    "Give a reason (--reason): it goes on record.");
	if (!file_exists(arena_printf(&a, "%s/shodo.db", from).p))
		return fail(e, ERR_MISSING, "%s は Shodo の控えではありません。",
		    "%s is no backup of Shodo.", from);
	return new_folder(dir, e) && copy_file(from, dir, "shodo.db", e) &&
	    copy_file(from, dir, "journal.key", e) &&
	    playbooks_copy(from, dir, e) && go_on(dir, reason, e);
}
