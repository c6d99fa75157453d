/*
 * desk/payload - what is personal or long is kept beside the journal: the
 * leaf holds a salted commitment only, so the content can be erased one day
 * (個人情報保護法 61条2項, 66条: no longer than needed) and the tree still
 * verifies.
 */
#include "desk/inside.h"

#include "journal/jcs.h"

enum {
	LEAF_BODY_MAX = 32 << 10, /* longer ones stand beside the journal */
	BODY_MAX = 4 << 20,
	SALT_BYTES = 32,
};

/* Names, numbers and words of people outside. */
static bool is_personal(struct str kind)
{
	return str_is(kind, "contact.add") || str_is(kind, "desk.call") ||
	    str_is(kind, "finding.attach");
}

bool payload_split(struct arena *a, struct entry *x, struct payload *ret,
    struct err *e)
{
	struct buf b = buf_begin(a, BODY_MAX);

	*ret = (struct payload){0};
	/* What a tool found has names ("200") and fractions of its own; beside
	 * the journal that may be. */
	if (!jcs_put(&b, x->body,
	        is_personal(x->kind) ? JCS_GENERAL : JCS_INTEGERS, e))
		return false;
	if (b.n <= LEAF_BODY_MAX && !is_personal(x->kind))
		return true;
	char *salt = arena_alloc(a, SALT_BYTES);
	random_bytes(salt, SALT_BYTES);
	*ret = (struct payload){{salt, SALT_BYTES}, buf_str(&b)};
	x->body_commit = entry_commit(a, ret->salt, ret->bytes);
	x->body = NULL;
	return true;
}

bool payload_keep(struct store_tx *tx, uint64_t seq, const struct payload *p,
    struct err *e)
{
	return !p->salt.n ||
	    store_run(tx, STMT_payload_put,
	        ARGS(arg_int((int64_t)seq), arg_blob(p->salt),
	            arg_blob(p->bytes)),
	        NULL, NULL, e);
}

bool payload_join(struct arena *a, struct entry *x, const struct payload *p,
    struct err *e)
{
	if (!x->body_commit.n || !p->salt.n)
		return true;
	if (!str_eq(entry_commit(a, p->salt, p->bytes), x->body_commit))
		return fail(e, ERR_TAMPERED,
		    "記録 %llu 番の内容が、記録に残した約束値と一致しません。",
		    "The content of entry %llu is not what its commitment "
		    "says.",
		    (unsigned long long)x->seq);
	return json_parse(a, p->bytes, BODY_MAX, &x->body, e);
}

struct erasing {
	struct arena a;
	struct event ev;
	bool found;
};

static bool read_erased(
    const struct store_row *row, void *ctx, struct err *e)
{
	struct erasing *x = ctx;

	x->found = true;
	return fold_event_row(&x->a, row, &x->ev, e);
}

bool payload_erase(
    struct store_tx *tx, struct str code, int64_t seq, struct err *e)
{
	struct erasing x = {.found = false};
	bool ok = store_run(tx, STMT_journal_one,
	    ARGS(arg_text(code), arg_int(seq)), read_erased, &x, e);

	if (ok && !x.found)
		ok = fail_field(e, ERR_MISSING, "entry",
		    "記録 %lld 番には、消去できる内容がありません。",
		    "Entry %lld has no content that could be erased.",
		    (long long)seq);
	ok = ok && index_words(tx, &x.a, &x.ev, STMT_search_drop, e) &&
	    store_run(tx, STMT_search_tidy, NO_ARGS, NULL, NULL, e) &&
	    store_run(tx, STMT_payload_drop, ARGS(arg_int(seq)), NULL, NULL, e);
	arena_end(&x.a);
	return ok;
}
