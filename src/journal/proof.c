/*
 * journal/proof - see proof.h.
 */
#include "journal/proof.h"

#include "base/buf.h"

#define HEADER "c2sp.org/tlog-proof@v1"

struct str proof_format(struct arena *a, const struct proof *p)
{
	struct buf b = buf_begin(a, 4 * NOTE_BYTES_MAX);

	BUF_LIT(&b, HEADER "\n");
	if (p->extra.p) {
		BUF_LIT(&b, "extra ");
		buf_put(&b, base64_encode(a, p->extra));
		buf_putc(&b, '\n');
	}
	buf_printf(&b, "index %llu\n", (unsigned long long)p->index);
	for (size_t i = 0; i < p->path.n; i++) {
		buf_put(&b, base64_encode(a, sha256_str(&p->path.h[i])));
		buf_putc(&b, '\n');
	}
	buf_putc(&b, '\n');
	buf_put(&b, p->checkpoint);
	return buf_str(&b);
}

static bool bad(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "証明ファイル（tlog-proof）として読めません。",
	    "This is no proof file (tlog-proof).");
}

/* "extra …" when the line is one: the next line takes its place. */
static bool take_extra(
    struct arena *a, struct str *rest, struct str *line, struct str *ret)
{
	if (!str_starts(*line, STR("extra ")))
		return true;
	return base64_decode(a, str_from(*line, 6), ret) &&
	       str_cut(rest, '\n', line);
}

static bool take_index(struct str line, uint64_t *ret)
{
	int64_t v;
	struct str digits = str_from(line, 6);

	if (!str_starts(line, STR("index ")) || digits.n == 0 ||
	    digits.p[0] == '-' || (digits.n > 1 && digits.p[0] == '0') ||
	    !str_parse_int(digits, &v))
		return false;
	*ret = (uint64_t)v;
	return true;
}

bool proof_parse(
    struct arena *a, struct str text, struct proof *ret, struct err *e)
{
	struct proof p = {0};
	struct str line = {0}, hash;

	if (text.n > 2 * NOTE_BYTES_MAX)
		return fail(e, ERR_LIMIT,
		    "証明ファイルが長すぎます（上限は %d バイト）。",
		    "The proof file is too long (the limit is %d bytes).",
		    2 * NOTE_BYTES_MAX);
	if (!str_cut(&text, '\n', &line) || !str_is(line, HEADER) ||
	    !str_cut(&text, '\n', &line) ||
	    !take_extra(a, &text, &line, &p.extra) ||
	    !take_index(line, &p.index))
		return bad(e);
	for (;;) {
		if (!str_cut(&text, '\n', &line))
			return bad(e);
		if (line.n == 0)
			break;
		if (p.path.n == TREE_PATH_MAX ||
		    !base64_decode(a, line, &hash) || hash.n != SHA256_BYTES)
			return bad(e);
		memcpy(p.path.h[p.path.n++].b, hash.p, SHA256_BYTES);
	}
	if (text.n == 0)
		return bad(e);
	p.checkpoint = text;
	*ret = p;
	return true;
}

bool proof_check(struct arena *a, const struct proof *p, struct str entry,
    const struct note_key *log, struct checkpoint *ret, struct err *e)
{
	struct note n;
	struct checkpoint c;
	struct sha256 leaf = tree_leaf(entry);

	if (!checkpoint_open(a, p->checkpoint, log, &n, &c, e))
		return false;
	if (!tree_check_inclusion(
	        &leaf, p->index, c.size, &p->path, sha256_str(&c.root)))
		return fail(e, ERR_TAMPERED,
		    "この内容は、記録 %llu 番として封じられたものと一致しません。",
		    "This is not what was sealed as entry %llu.",
		    (unsigned long long)p->index);
	*ret = c;
	return true;
}
