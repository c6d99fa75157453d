/*
 * desk/witness - two offices witness each other's journals: ask, answer, keep
 * the answer. What must be answered is journal/witness's; here it is kept.
 * The bytes are the same over HTTP, by mail and on a USB stick.
 */
#include "journal/witness.h"

#include "base/time.h"
#include "desk/inside.h"
#include "store/tiles.h"

/*
 * The witness's own key: another one than the journal's, made from it, so
 * that there is one secret to keep.
 */
static struct sign_key witness_key(const struct desk *d)
{
	struct str seed = {(const char *)d->key.seed, SIGN_SEED_BYTES};
	struct sha256 h = sha256_of2(STR("shodo witness key\n"), seed);
	struct sign_key k;

	sign_key_from(&k, h.b);
	return k;
}

/* The journal's name without the number that a restore adds. */
static struct str witness_name(const struct desk *d, struct arena *a)
{
	struct str s = d->origin;
	size_t n = s.n;

	while (n && s.p[n - 1] >= '0' && s.p[n - 1] <= '9')
		n--;
	if (n && n < s.n && s.p[n - 1] == '/')
		s.n = n - 1;
	return arena_printf(a, "%.*s/witness", STR_ARG(s));
}

struct str desk_witness_vkey(struct desk *d, struct arena *a)
{
	struct sign_key k = witness_key(d);
	struct note_key key =
	    note_key_of(witness_name(d, a), NOTE_COSIGNATURE, k.public);

	return note_vkey(a, &key);
}

/* ---- the journals we are witness of ---- */

struct known {
	struct arena *a;
	bool found;
	struct str vkey;
	struct witness_state state;
};

static bool read_known(const struct store_row *row, void *ctx, struct err *e)
{
	struct known *k = ctx;
	struct str root = row_str(row, 2);

	if (root.n != SHA256_BYTES)
		return fail(e, ERR_TAMPERED,
		    "立ち会っている記録の控えが壊れています。",
		    "What is kept of a witnessed journal is damaged.");
	k->found = true;
	k->vkey = arena_str(k->a, row_str(row, 0));
	k->state.size = (uint64_t)row_int(row, 1);
	memcpy(k->state.root.b, root.p, SHA256_BYTES);
	return true;
}

struct trusting {
	struct arena *a;
	struct note_key key;
	struct str vkey;
};

static bool trust(struct store_tx *tx, void *ctx, struct err *e)
{
	struct trusting *t = ctx;
	struct known k = {.a = t->a};
	struct sha256 none = {{0}};

	if (!store_run(tx, STMT_witness_get, ARGS(arg_text(t->key.name)),
	        read_known, &k, e))
		return false;
	if (k.found && str_eq(k.vkey, t->vkey))
		return true;
	if (k.found)
		return fail(e, ERR_CONFLICT,
		    "記録「%.*s」には、別の鍵がすでに登録されています。",
		    "Another key is known for the journal \"%.*s\".",
		    STR_ARG(t->key.name));
	return store_run(tx, STMT_witness_trust,
	    ARGS(arg_text(t->key.name), arg_text(t->vkey),
	        arg_blob(sha256_str(&none))),
	    NULL, NULL, e);
}

bool desk_witness_trust(
    struct desk *d, const struct actor *by, struct str vkey, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct trusting t = {.a = &a};

	if (!desk_need_role(by, ROLE_ADMINISTRATOR, e) ||
	    !note_vkey_parse(&a, vkey, &t.key, e))
		return false;
	if (t.key.type != NOTE_ED25519)
		return fail(e, ERR_INPUT,
		    "これは立会人の鍵です。記録の検証鍵を登録してください。",
		    "This is a witness's key; give the journal's verifier "
		    "key.");
	t.vkey = note_vkey(&a, &t.key);
	return store_write(d->store, trust, &t, e);
}

struct listing {
	struct arena *a;
	struct desk_witnesses *ret;
	size_t cap;
};

static bool list_row(const struct store_row *row, void *ctx, struct err *e)
{
	struct listing *l = ctx;

	(void)e;
	if (l->ret->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		struct desk_witness *more =
		    ARENA_ARRAY(l->a, cap, struct desk_witness);
		if (l->cap)
			memcpy(more, l->ret->items, l->cap * sizeof(*more));
		l->ret->items = more;
		l->cap = cap;
	}
	l->ret->items[l->ret->n++] =
	    (struct desk_witness){arena_str(l->a, row_str(row, 0)),
	        arena_str(l->a, row_str(row, 1)), (uint64_t)row_int(row, 2),
	        row_int(row, 4)};
	return true;
}

static bool list(struct store_tx *tx, void *ctx, struct err *e)
{
	return store_run(tx, STMT_witness_all, NO_ARGS, list_row, ctx, e);
}

bool desk_witness_list(struct desk *d, struct arena *a,
    struct desk_witnesses *ret, struct err *e)
{
	struct listing l = {.a = a, .ret = ret};

	*ret = (struct desk_witnesses){0};
	return store_read(d->store, list, &l, e);
}

/* ---- answering ---- */

struct answering {
	struct arena *a;
	struct witness_ask ask;
	struct note note;
};

/* Decided and kept in one transaction; signed after it is durable. */
static bool answer(struct store_tx *tx, void *ctx, struct err *e)
{
	struct answering *w = ctx;
	struct known k = {.a = w->a};
	struct note_key log;
	struct str origin = witness_origin(&w->ask);

	if (!store_run(tx, STMT_witness_get, ARGS(arg_text(origin)),
	        read_known, &k, e) ||
	    (k.found && !note_vkey_parse(w->a, k.vkey, &log, e)))
		return false;
	if (witness_decide(w->a, &w->ask, k.found ? &log : NULL, &k.state,
	        &w->note, e) != WITNESS_COSIGN)
		return false;
	return store_run(tx, STMT_witness_seen,
	    ARGS(arg_text(origin), arg_int((int64_t)k.state.size),
	        arg_blob(sha256_str(&k.state.root)), arg_int(time_now())),
	    NULL, NULL, e);
}

bool desk_witness_answer(struct desk *d, struct arena *a, struct str body,
    struct str *ret_lines, struct err *e)
{
	struct answering w = {.a = a};
	struct sign_key key = witness_key(d);

	if (!witness_parse(a, body, &w.ask, e) ||
	    !store_write(d->store, answer, &w, e) ||
	    !checkpoint_cosign(a, &w.note, witness_name(d, a),
	        time_now() / TIME_SECOND, &key, e))
		return false;
	*ret_lines = note_sig_line(a, &w.note.sigs[w.note.n - 1]);
	return true;
}

/* ---- asking ---- */

struct asking {
	struct desk *d;
	struct arena *a;
	struct witness_ask ask;
	struct checkpoint at;
};

/* The newest checkpoint that holds a second signature. */
static bool find_kept(const struct store_row *row, void *ctx, struct err *e)
{
	struct asking *w = ctx;
	struct note n;

	if (!note_parse(w->a, arena_str(w->a, row_str(row, 1)), &n, e))
		return false;
	if (n.n < 2)
		return true;
	w->ask.old = (uint64_t)row_int(row, 0);
	return false; /* enough */
}

static bool fill_old(struct asking *w, struct store_tx *tx, struct err *e)
{
	if (w->ask.old != DESK_OLD_KEPT)
		return true;
	w->ask.old = 0;
	return store_run(
	    tx, STMT_checkpoint_newest, NO_ARGS, find_kept, w, e);
}

static bool make_ask(struct store_tx *tx, void *ctx, struct err *e)
{
	struct asking *w = ctx;
	struct tree_source hashes = tiles_source(tx);

	return record_newest(w->d, tx, w->a, &w->ask.note, &w->at, e) &&
	    fill_old(w, tx, e) &&
	    (w->ask.old == 0 ||
	        tree_prove_consistency(&hashes, w->ask.old, w->at.size,
	            &w->ask.path, e));
}

bool desk_witness_ask(struct desk *d, struct arena *a, uint64_t old,
    struct desk_file *ret, struct err *e)
{
	struct asking w = {.d = d, .a = a, .ask = {.old = old}};

	if (!record_sign(d, e) || !store_read(d->store, make_ask, &w, e))
		return false;
	*ret = (struct desk_file){
	    witness_file_name(a, w.at.origin, w.at.size),
	    witness_format(a, &w.ask)};
	return true;
}

struct adding {
	struct arena *a;
	struct note_key witness;
	struct str lines;
	int64_t size;
	struct str note; /* with the signature; p NULL: fits none so far */
};

/* Replaces an older signature of the same witness. */
static bool try_note(const struct store_row *row, void *ctx, struct err *e)
{
	struct adding *w = ctx;
	struct err not_this_one = {0};
	struct note n;
	int64_t at;

	if (!note_parse(w->a, arena_str(w->a, row_str(row, 1)), &n, e))
		return false;
	const struct note_sig *old = note_find(&n, &w->witness);
	if (old)
		n.sigs[old - n.sigs] = n.sigs[--n.n];
	if (!witness_add(
	        w->a, &n, w->lines, &w->witness, &at, &not_this_one))
		return true;
	w->size = row_int(row, 0);
	w->note = note_format(w->a, &n);
	return false; /* enough */
}

static bool add(struct store_tx *tx, void *ctx, struct err *e)
{
	struct adding *w = ctx;

	if (!store_run(tx, STMT_checkpoint_newest, NO_ARGS, try_note, w, e))
		return false;
	if (!w->note.p)
		return fail(e, ERR_TAMPERED,
		    "この署名は、こちらのどのチェックポイントにも合いません。",
		    "This signature fits none of our checkpoints.");
	return store_run(tx, STMT_checkpoint_put,
	    ARGS(arg_int(w->size), arg_text(w->note)), NULL, NULL, e);
}

bool desk_witness_add(struct desk *d, struct arena *a, struct str vkey,
    struct str lines, struct str *ret, struct err *e)
{
	struct adding w = {.a = a, .lines = lines};

	if (!note_vkey_parse(a, vkey, &w.witness, e))
		return false;
	if (w.witness.type != NOTE_COSIGNATURE)
		return fail(e, ERR_INPUT,
		    "これは立会人の鍵ではありません。",
		    "This is not a witness's key.");
	if (!store_write(d->store, add, &w, e))
		return false;
	*ret = w.note;
	return true;
}
