/*
 * desk/record - appending to the journal, and signing what is durable. The
 * key and the last signed checkpoint stand in files beside the database, so
 * that a database that was put back is noticed by whoever signs.
 */
#include "desk/inside.h"

#include "base/file.h"
#include "base/time.h"
#include "journal/checkpoint.h"
#include "store/tiles.h"

enum { SIGNED_MAX = 1 << 16 };

struct head_row {
	struct tree *tree;
	bool found;
};

static bool read_head(const struct store_row *row, void *ctx, struct err *e)
{
	struct head_row *h = ctx;

	h->found = true;
	return tree_resume((uint64_t)row_int(row, 0), row_str(row, 1), h->tree,
	    e);
}

bool record_head(struct store_tx *tx, struct tree *ret, struct err *e)
{
	struct head_row h = {.tree = ret};

	if (!store_run(tx, STMT_head_get, NO_ARGS, read_head, &h, e))
		return false;
	return h.found ||
	    fail(e, ERR_TAMPERED, "記録の先頭の情報がありません。",
	        "The journal's head is missing.");
}

struct read_back {
	struct str leaf, hash; /* what must stand there */
	bool same;
	struct arena *a;
	struct str kept;
};

static bool compare(const struct store_row *row, void *ctx, struct err *e)
{
	struct read_back *r = ctx;
	struct sha256 again = tree_leaf(row_str(row, 0));

	(void)e;
	r->same = str_eq(row_str(row, 1), r->hash) &&
	    str_eq(sha256_str(&again), r->hash);
	r->kept = arena_str(r->a, row_str(row, 0));
	return true;
}

bool record_append(struct desk *d, struct store_tx *tx, struct arena *a,
    struct entry *entry, struct str *ret_leaf, struct err *e)
{
	struct tree t;
	struct str leaf;

	if (!record_head(tx, &t, e))
		return false;
	entry->log = d->origin;
	entry->seq = t.size;
	if (!entry_encode(a, entry, &leaf, e))
		return false;
	struct sha256 hash = tree_leaf(leaf);
	struct tree_full full;
	tree_append_full(&t, &hash, &full);
	struct read_back back = {.a = a, .hash = sha256_str(&hash)};
	struct store_arg who = entry->incident.n
	    ? arg_text(entry->incident)
	    : (struct store_arg){.kind = STORE_NULL};
	struct store_arg seq = arg_int((int64_t)entry->seq);
	if (!store_run(tx, STMT_journal_add,
	        ARGS(seq, who, arg_blob(leaf), arg_blob(sha256_str(&hash))),
	        NULL, NULL, e) ||
	    !store_run(tx, STMT_head_put,
	        ARGS(arg_int((int64_t)t.size), arg_blob(tree_stack(&t))), NULL,
	        NULL, e) ||
	    !tiles_put(tx, &t, &full, e) ||
	    !store_run(tx, STMT_journal_at, ARGS(seq), compare, &back, e))
		return false;
	if (!back.same)
		return fail(e, ERR_TAMPERED,
		    "書き込んだ記録が読み戻したものと一致しません。記録しませ"
		    "んでした。",
		    "What was written is not what was read back. Nothing was "
		    "recorded.");
	*ret_leaf = back.kept;
	return true;
}

bool record_newest(struct desk *d, struct store_tx *tx, struct arena *a,
    struct str *ret_bytes, struct checkpoint *ret, struct err *e)
{
	struct store_one newest = {.a = a};
	struct note_key key =
	    note_key_of(d->origin, NOTE_ED25519, d->key.public);
	struct note note;

	if (!store_run(tx, STMT_checkpoint_last, NO_ARGS, store_row_one,
	        &newest, e))
		return false;
	if (!newest.found)
		return fail(e, ERR_MISSING,
		    "まだ署名されたチェックポイントがありません。",
		    "There is no signed checkpoint yet.");
	*ret_bytes = newest.s;
	return checkpoint_open(a, newest.s, &key, &note, ret, e);
}

/* ---- signing ---- */

static struct str path_of(struct desk *d, struct arena *a, const char *name)
{
	return arena_printf(a, "%s/%s", d->dir, name);
}

bool record_key(struct desk *d, bool make, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	const char *path = path_of(d, &a, "journal.key").p;
	unsigned char seed[SIGN_SEED_BYTES * 2]; /* signing, forgery tokens */
	struct str text, raw;

	if (make) {
		random_bytes(seed, sizeof(seed));
		text = hex_encode(&a, (struct str){(char *)seed, sizeof(seed)});
		if (!file_write(path, text, 0600, e))
			return false;
	}
	if (!file_read(&a, path, 1000, &text, e))
		return false;
	if (!hex_decode(&a, str_trim(text), &raw) || raw.n != sizeof(seed))
		return fail(e, ERR_TAMPERED, "署名の鍵 %s が壊れています。",
		    "The signing key %s is damaged.", path);
	sign_key_from(&d->key, (const unsigned char *)raw.p);
	memcpy(d->secret, raw.p + SIGN_SEED_BYTES, sizeof(d->secret));
	return true;
}

/* The last signed head: the note's size and the tree's edge at that size. */
struct last_signed {
	struct tree tree;
	bool any;
};

/* File "journal.signed": size in decimal, edge in hex, a line each. */
static bool read_signed(
    struct desk *d, struct last_signed *ret, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct err missing = {0};
	struct str text, line, edge;
	int64_t size;

	*ret = (struct last_signed){0};
	if (!file_read(&a, path_of(d, &a, "journal.signed").p, SIGNED_MAX,
	        &text, &missing)) {
		if (missing.kind == ERR_MISSING)
			return true;
		*e = missing;
		return false;
	}
	if (!str_cut(&text, '\n', &line) || !str_parse_int(line, &size) ||
	    size < 0 || !hex_decode(&a, str_trim(text), &edge))
		return fail(e, ERR_TAMPERED,
		    "最後に署名した位置の控え journal.signed が壊れています。",
		    "journal.signed, the last signed head, is damaged.");
	ret->any = true;
	return tree_resume((uint64_t)size, edge, &ret->tree, e);
}

static bool write_signed(
    struct desk *d, const struct tree *t, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct str edge = hex_encode(&a, tree_stack(t));
	struct str text = arena_printf(&a, "%llu\n%.*s\n",
	    (unsigned long long)t->size, STR_ARG(edge));

	return file_write(path_of(d, &a, "journal.signed").p, text, 0600, e);
}

struct growing {
	struct tree *tree;
};

static bool grow(const struct store_row *row, void *ctx, struct err *e)
{
	struct growing *g = ctx;
	struct str h = row_str(row, 2);
	struct sha256 leaf;

	if (h.n != SHA256_BYTES || (uint64_t)row_int(row, 0) != g->tree->size)
		return fail(e, ERR_TAMPERED,
		    "記録 %llu 番が抜けているか壊れています。",
		    "Entry %llu is missing or damaged.",
		    (unsigned long long)g->tree->size);
	memcpy(leaf.b, h.p, SHA256_BYTES);
	tree_append(g->tree, &leaf);
	return true;
}

struct head_reading {
	struct tree now, grown; /* grown: from the last signed edge on */
};

static bool read_heads(struct store_tx *tx, void *ctx, struct err *e)
{
	struct head_reading *h = ctx;
	struct growing g = {&h->grown};

	if (!record_head(tx, &h->now, e))
		return false;
	return h->grown.size >= h->now.size ||
	    store_run(tx, STMT_journal_all,
	        ARGS(arg_int((int64_t)h->grown.size), arg_int(INT64_MAX)), grow,
	        &g, e);
}

static bool went_back(struct err *e)
{
	return fail(e, ERR_TAMPERED,
	    "データベースが、最後に署名した記録より前の状態に戻っています。控"
	    "えから戻したときは shodo restore を使ってください。",
	    "The database is not a continuation of what was signed last. After "
	    "putting a backup back, use shodo restore.");
}

struct signing {
	int64_t size;
	struct str note;
};

static bool put_note(struct store_tx *tx, void *ctx, struct err *e)
{
	struct signing *s = ctx;

	return store_run(tx, STMT_checkpoint_put,
	    ARGS(arg_int(s->size), arg_text(s->note)), NULL, NULL, e);
}

/*
 * Consistency without a proof: the edge of the last signed tree, continued
 * with the leaf hashes that came after it, must give today's root.
 */
static bool sign_head(struct desk *d, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct last_signed last;
	struct head_reading h = {0};
	struct note note;

	if (!read_signed(d, &last, e))
		return false;
	h.grown = last.tree;
	if (!store_read(d->store, read_heads, &h, e))
		return false;
	if (last.tree.size > h.now.size)
		return went_back(e);
	struct sha256 root = tree_root(&h.now), grown = tree_root(&h.grown);
	if (!sha256_eq(&root, &grown))
		return went_back(e);
	if (d->look || (last.any && last.tree.size == h.now.size))
		return true;
	struct checkpoint c = {d->origin, h.now.size, root};
	if (!checkpoint_sign(&a, &c, &d->key, &note, e))
		return false;
	struct signing s = {(int64_t)h.now.size, note_format(&a, &note)};
	return write_signed(d, &h.now, e) &&
	    store_write(d->store, put_note, &s, e);
}

/*
 * The signer's thread, verify and backup may all want to: one after the
 * other, or the slower of two would put an older head into journal.signed.
 */
bool record_sign(struct desk *d, struct err *e)
{
	pthread_mutex_lock(&d->signing);
	bool ok = sign_head(d, e);
	pthread_mutex_unlock(&d->signing);
	return ok;
}
