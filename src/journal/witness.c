/*
 * journal/witness - see witness.h.
 */
#include "journal/witness.h"

#include "base/buf.h"

struct str witness_format(struct arena *a, const struct witness_ask *w)
{
	struct buf b = buf_begin(a, 2 * NOTE_BYTES_MAX);

	buf_printf(&b, "old %llu\n", (unsigned long long)w->old);
	for (size_t i = 0; i < w->path.n; i++) {
		buf_put(&b, base64_encode(a, sha256_str(&w->path.h[i])));
		buf_putc(&b, '\n');
	}
	buf_putc(&b, '\n');
	buf_put(&b, w->note);
	return buf_str(&b);
}

static bool bad(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "立会いの依頼（add-checkpoint）として読めません。",
	    "This is no request to a witness (add-checkpoint).");
}

static bool take_old(struct str line, uint64_t *ret)
{
	struct str digits = str_from(line, 4);
	int64_t v;

	if (!str_starts(line, STR("old ")) || digits.n == 0 ||
	    digits.p[0] == '-' || (digits.n > 1 && digits.p[0] == '0') ||
	    !str_parse_int(digits, &v))
		return false;
	*ret = (uint64_t)v;
	return true;
}

bool witness_parse(struct arena *a, struct str body, struct witness_ask *ret,
    struct err *e)
{
	struct witness_ask w = {0};
	struct str line, hash;

	if (body.n > 2 * NOTE_BYTES_MAX)
		return fail(e, ERR_LIMIT,
		    "立会いの依頼が長すぎます（上限は %d バイト）。",
		    "The request to the witness is too long (the limit is %d "
		    "bytes).",
		    2 * NOTE_BYTES_MAX);
	if (!str_cut(&body, '\n', &line) || !take_old(line, &w.old))
		return bad(e);
	for (;;) {
		if (!str_cut(&body, '\n', &line))
			return bad(e);
		if (line.n == 0)
			break;
		if (w.path.n == TREE_PATH_MAX ||
		    !base64_decode(a, line, &hash) || hash.n != SHA256_BYTES)
			return bad(e);
		memcpy(w.path.h[w.path.n++].b, hash.p, SHA256_BYTES);
	}
	if (body.n == 0)
		return bad(e);
	w.note = body;
	*ret = w;
	return true;
}

struct str witness_origin(const struct witness_ask *w)
{
	struct str rest = w->note, origin = {0};

	str_cut(&rest, '\n', &origin);
	return origin;
}

static bool conflict(const struct witness_state *s, struct err *e)
{
	return fail(e, ERR_CONFLICT,
	    "立会人が知っているのは %llu 件までです。そこからの証明を付けて"
	    "送り直してください。",
	    "The witness knows %llu entries. Send the proof from there.",
	    (unsigned long long)s->size);
}

static bool fork_seen(const struct checkpoint *c, struct err *e)
{
	return fail(e, ERR_TAMPERED,
	    "記録「%.*s」は、前に立ち会った記録の続きではありません。書き換え"
	    "られたおそれがあります。",
	    "The journal \"%.*s\" is not a continuation of what was witnessed "
	    "before: it may have been rewritten.",
	    STR_ARG(c->origin));
}

/* Is c a continuation of what we know, as the request proves it? */
static bool continues(const struct witness_ask *w,
    const struct witness_state *s, const struct checkpoint *c)
{
	struct tree_claim from = {s->size, sha256_str(&s->root)};
	struct tree_claim to = {c->size, sha256_str(&c->root)};

	if (s->size > 0)
		return tree_check_consistency(from, to, &w->path);
	if (w->path.n > 0)
		return false;
	struct sha256 empty = sha256_of(STR(""));
	return c->size > 0 || sha256_eq(&c->root, &empty);
}

enum witness_answer witness_decide(struct arena *a,
    const struct witness_ask *w, const struct note_key *log,
    struct witness_state *state, struct note *ret_note, struct err *e)
{
	struct checkpoint c;
	struct note n;

	if (!log) {
		fail(e, ERR_MISSING, "この記録の立会人ではありません。",
		    "We are no witness of this journal.");
		return WITNESS_UNKNOWN;
	}
	if (!note_parse(a, w->note, &n, e) ||
	    !checkpoint_parse(a, n.text, &c, e))
		return WITNESS_BAD;
	struct err why = {0};
	if (!str_eq(c.origin, log->name) || !note_check(&n, log, 1, &why)) {
		fail(e, ERR_FORBIDDEN,
		    "記録「%.*s」の鍵による正しい署名がありません。",
		    "There is no good signature by the key of \"%.*s\".",
		    STR_ARG(log->name));
		return WITNESS_UNSIGNED;
	}
	if (w->old > c.size) {
		fail(e, ERR_INPUT,
		    "前の件数（%llu）が新しい件数（%llu）より大きくなっています。",
		    "The old size (%llu) is larger than the new one (%llu).",
		    (unsigned long long)w->old, (unsigned long long)c.size);
		return WITNESS_BAD;
	}
	if (w->old != state->size) {
		conflict(state, e);
		return WITNESS_CONFLICT;
	}
	if (!continues(w, state, &c)) {
		fork_seen(&c, e);
		return WITNESS_FORK;
	}
	*state = (struct witness_state){c.size, c.root};
	*ret_note = n;
	return WITNESS_COSIGN;
}

struct str witness_file_name(struct arena *a, struct str origin, uint64_t size)
{
	struct sha256 h = sha256_of(origin);
	struct str hex = hex_encode(a, sha256_str(&h));

	return arena_printf(a, "%.*s-%llu.add-checkpoint", STR_ARG(hex),
	    (unsigned long long)size);
}

bool witness_add(struct arena *a, struct note *n, struct str lines,
    const struct note_key *witness, int64_t *ret_time, struct err *e)
{
	struct note answer;
	struct str whole = arena_printf(
	    a, "%.*s\n%.*s", STR_ARG(n->text), STR_ARG(lines));

	if (!note_parse(a, whole, &answer, e) ||
	    !checkpoint_check_cosigned(a, &answer, witness, ret_time, e))
		return false;
	if (n->n == NOTE_SIGS_MAX)
		return fail(e, ERR_LIMIT,
		    "署名が多すぎます（上限は %d 個）。",
		    "There are too many signatures (the limit is %d).",
		    NOTE_SIGS_MAX);
	n->sigs[n->n++] = *note_find(&answer, witness);
	return true;
}
