/*
 * desk/prove - one entry's place in the journal for somebody outside: made
 * from the database, and checked here before it is given away.
 */
#include "desk/inside.h"

#include "journal/proof.h"
#include "store/tiles.h"

struct proving {
	struct desk *d;
	struct arena *a;
	struct proof proof;
	struct str leaf; /* p NULL: no such entry */
	struct checkpoint at;
};

static bool take_leaf(const struct store_row *row, void *ctx, struct err *e)
{
	struct proving *p = ctx;

	(void)e;
	p->leaf = arena_str(p->a, row_str(row, 0));
	return true;
}

static bool prove(struct store_tx *tx, void *ctx, struct err *e)
{
	struct proving *p = ctx;
	struct tree_source hashes = tiles_source(tx);

	if (!record_newest(p->d, tx, p->a, &p->proof.checkpoint, &p->at, e) ||
	    !store_run(tx, STMT_journal_at,
	        ARGS(arg_int((int64_t)p->proof.index)), take_leaf, p, e))
		return false;
	if (p->leaf.p && p->proof.index >= p->at.size)
		return fail(e, ERR_CONFLICT,
		    "記録 %llu 番はまだ署名されていません。数秒後にもう一度お"
		    "試しください。",
		    "Entry %llu is not signed yet; try again in a few seconds.",
		    (unsigned long long)p->proof.index);
	return tree_prove_inclusion(
	    &hashes, p->proof.index, p->at.size, &p->proof.path, e);
}

/* Entries without an incident hold no content: an auditor may have them. */
static bool may_see(struct proving *p, const struct actor *by, struct err *e)
{
	const struct incident *inc;
	struct entry x;

	if (!entry_decode(p->a, p->leaf, &x, e))
		return false;
	return x.incident.n
	    ? desk_incident(p->d, p->a, by, x.incident, &inc, e)
	    : desk_need_role(by, ROLE_AUDITOR, e);
}

bool desk_prove(struct desk *d, struct arena *a, const struct actor *by,
    uint64_t seq, struct str *ret, struct err *e)
{
	struct proving p = {.d = d, .a = a, .proof = {.index = seq}};

	if (seq > INT64_MAX)
		return fail(e, ERR_MISSING, "その番号の記録はありません。",
		    "There is no entry of that number.");
	if (!record_sign(d, e) || !store_read(d->store, prove, &p, e) ||
	    !may_see(&p, by, e))
		return false;
	struct sha256 leaf = tree_leaf(p.leaf);
	if (!tree_check_inclusion(&leaf, seq, p.at.size, &p.proof.path,
	        sha256_str(&p.at.root)))
		return fail(e, ERR_TAMPERED,
		    "記録 %llu 番から署名済みのルートへの証明が作れません。"
		    "shodo verify で確かめ、記録に異状がなければ shodo rebuild "
		    "を行ってください。",
		    "Entry %llu does not lead to the signed root. See shodo "
		    "verify; if the record is good, shodo rebuild helps.",
		    (unsigned long long)seq);
	*ret = proof_format(a, &p.proof);
	return true;
}

struct str desk_vkey(struct desk *d, struct arena *a)
{
	struct note_key key =
	    note_key_of(d->origin, NOTE_ED25519, d->key.public);

	return note_vkey(a, &key);
}
