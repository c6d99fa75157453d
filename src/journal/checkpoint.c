/*
 * journal/checkpoint - see checkpoint.h.
 */
#include "journal/checkpoint.h"

#include "base/buf.h"

struct str checkpoint_text(struct arena *a, const struct checkpoint *c)
{
	struct str root = base64_encode(a, sha256_str(&c->root));

	return arena_printf(a, "%.*s\n%llu\n%.*s\n", STR_ARG(c->origin),
	    (unsigned long long)c->size, STR_ARG(root));
}

/* Decimal without leading zeros. */
static bool parse_size(struct str s, uint64_t *ret)
{
	int64_t v;

	if (s.n == 0 || (s.n > 1 && s.p[0] == '0') || s.p[0] == '-' ||
	    !str_parse_int(s, &v))
		return false;
	*ret = (uint64_t)v;
	return true;
}

bool checkpoint_parse(struct arena *a, struct str text,
    struct checkpoint *ret, struct err *e)
{
	struct str origin, size, root, hash;
	struct checkpoint c = {0};

	if (!str_cut(&text, '\n', &origin) || !str_cut(&text, '\n', &size) ||
	    !str_cut(&text, '\n', &root) || text.n > 0 ||
	    !note_name_is(origin) || !parse_size(size, &c.size) ||
	    !base64_decode(a, root, &hash) || hash.n != SHA256_BYTES)
		return fail(e, ERR_INPUT,
		    "チェックポイント（記録の名前、件数、ハッシュの 3 行）として"
		    "読めません。",
		    "This is no checkpoint (three lines: the journal's name, "
		    "its size, its root hash).");
	c.origin = origin;
	memcpy(c.root.b, hash.p, SHA256_BYTES);
	*ret = c;
	return true;
}

bool checkpoint_sign(struct arena *a, const struct checkpoint *c,
    const struct sign_key *key, struct note *ret, struct err *e)
{
	struct note n = {.text = checkpoint_text(a, c)};

	if (!note_sign(a, &n, c->origin, key, e))
		return false;
	*ret = n;
	return true;
}

bool checkpoint_open(struct arena *a, struct str bytes,
    const struct note_key *log, struct note *ret_note, struct checkpoint *ret,
    struct err *e)
{
	struct note n;
	struct checkpoint c;

	if (!note_parse(a, bytes, &n, e) || !note_check(&n, log, 1, e) ||
	    !checkpoint_parse(a, n.text, &c, e))
		return false;
	if (!str_eq(c.origin, log->name))
		return fail(e, ERR_TAMPERED,
		    "このチェックポイントは別の記録（%.*s）のものです。",
		    "This checkpoint is of another journal (%.*s).",
		    STR_ARG(c.origin));
	*ret_note = n;
	*ret = c;
	return true;
}

bool checkpoint_may_follow(const struct checkpoint *last,
    const struct checkpoint *now, const struct sha256 *root_at_last,
    struct err *e)
{
	if (!str_eq(last->origin, now->origin))
		return fail(e, ERR_TAMPERED,
		    "前に署名した記録は「%.*s」で、今の記録と名前が違います。",
		    "What was signed before is the journal \"%.*s\", not this "
		    "one.",
		    STR_ARG(last->origin));
	if (now->size < last->size)
		return fail(e, ERR_TAMPERED,
		    "記録が後戻りしています（前に署名したときは %llu 件、今は "
		    "%llu 件）。控えから戻したのであれば、復元（restore）を"
		    "行ってください。",
		    "The journal went back (%llu entries were signed, now "
		    "there are %llu). If it comes from a backup, use restore.",
		    (unsigned long long)last->size,
		    (unsigned long long)now->size);
	if (!sha256_eq(root_at_last, &last->root))
		return fail(e, ERR_TAMPERED,
		    "前に署名した %llu 件目までの記録が書き換わっています。",
		    "The first %llu entries are not those that were signed.",
		    (unsigned long long)last->size);
	return true;
}

static struct str cosigned_text(
    struct arena *a, struct str text, int64_t time)
{
	return arena_printf(a, "cosignature/v1\ntime %lld\n%.*s",
	    (long long)time, STR_ARG(text));
}

bool checkpoint_cosign(struct arena *a, struct note *n, struct str witness,
    int64_t time, const struct sign_key *key, struct err *e)
{
	char bytes[8 + SIGN_BYTES];

	if (n->n == NOTE_SIGS_MAX)
		return fail(e, ERR_LIMIT,
		    "署名が多すぎます（上限は %d 個）。",
		    "There are too many signatures (the limit is %d).",
		    NOTE_SIGS_MAX);
	if (!note_name_is(witness) || time < 0)
		return fail(e, ERR_INPUT,
		    "立会人の名前か時刻が正しくありません。",
		    "The name of the witness or the time is not valid.");
	for (int i = 0; i < 8; i++)
		bytes[i] = (char)((uint64_t)time >> (56 - 8 * i));
	sign_make(key, cosigned_text(a, n->text, time),
	    (unsigned char *)bytes + 8);
	n->sigs[n->n++] = (struct note_sig){
	    arena_str(a, witness),
	    note_key_id(witness, NOTE_COSIGNATURE, key->public),
	    arena_str(a, (struct str){bytes, sizeof(bytes)})};
	return true;
}

bool checkpoint_check_cosigned(struct arena *a, const struct note *n,
    const struct note_key *witness, int64_t *ret_time, struct err *e)
{
	const struct note_sig *sig = note_find(n, witness);
	uint64_t time = 0;

	if (!sig || witness->type != NOTE_COSIGNATURE)
		return fail(e, ERR_TAMPERED,
		    "立会人「%.*s」の署名がありません。",
		    "There is no signature of the witness \"%.*s\".",
		    STR_ARG(witness->name));
	for (size_t i = 0; i < 8 && i < sig->bytes.n; i++)
		time = time << 8 | (unsigned char)sig->bytes.p[i];
	if (sig->bytes.n != 8 + SIGN_BYTES || time > INT64_MAX ||
	    !sign_check(witness->public,
	        cosigned_text(a, n->text, (int64_t)time),
	        str_from(sig->bytes, 8)))
		return fail(e, ERR_TAMPERED,
		    "立会人「%.*s」の署名が本文と合いません。",
		    "The signature of the witness \"%.*s\" does not fit the "
		    "text.",
		    STR_ARG(witness->name));
	*ret_time = (int64_t)time;
	return true;
}
