/*
 * journal/note - see note.h.
 */
#include "journal/note.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"

#define DASH "\xe2\x80\x94 " /* U+2014 and a space */

/* Unicode White_Space, which a key name may not hold. */
static bool is_space(uint32_t c)
{
	return c <= 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
	       c == 0x202f || c == 0x205f || c == 0x3000;
}

bool note_name_is(struct str name)
{
	if (name.n == 0 || name.n > NOTE_NAME_MAX || !utf8_check(name))
		return false;
	while (name.n > 0) {
		uint32_t c = utf8_next(&name);
		if (is_space(c) || c == '+' || c == 0x7f)
			return false;
	}
	return true;
}

static uint32_t big_endian(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 |
	       (uint32_t)u[2] << 8 | u[3];
}

uint32_t note_key_id(
    struct str name, enum note_type type, const unsigned char public[32])
{
	char head[2] = {'\n', (char)type};
	struct sha256 h = sha256_of3(name, (struct str){head, 2},
	    (struct str){(const char *)public, SIGN_PUBLIC_BYTES});

	return big_endian((const char *)h.b);
}

struct note_key note_key_of(
    struct str name, enum note_type type, const unsigned char public[32])
{
	struct note_key k = {.name = name, .type = type};

	k.id = note_key_id(name, type, public);
	memcpy(k.public, public, SIGN_PUBLIC_BYTES);
	return k;
}

static bool bad_vkey(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "検証用の公開鍵の文字列（名前+番号+鍵）として読めません。",
	    "This is no verifier key (name+id+key).");
}

bool note_vkey_parse(
    struct arena *a, struct str vkey, struct note_key *ret, struct err *e)
{
	struct str name, id, key, hash;

	vkey = str_trim(vkey);
	if (!str_cut(&vkey, '+', &name) || !str_cut(&vkey, '+', &id) ||
	    !note_name_is(name) || id.n != 8 || !hex_decode(a, id, &hash) ||
	    !base64_decode(a, vkey, &key) || key.n != 1 + SIGN_PUBLIC_BYTES)
		return bad_vkey(e);
	if (key.p[0] != NOTE_ED25519 && key.p[0] != NOTE_COSIGNATURE)
		return fail(e, ERR_INPUT,
		    "この種類の公開鍵は使えません（Ed25519 だけです）。",
		    "Keys of this kind are not taken (Ed25519 only).");
	const unsigned char *public = (const unsigned char *)key.p + 1;
	struct note_key k =
	    note_key_of(name, (enum note_type)key.p[0], public);
	if (k.id != big_endian(hash.p))
		return bad_vkey(e);
	*ret = k;
	return true;
}

struct str note_vkey(struct arena *a, const struct note_key *k)
{
	char key[1 + SIGN_PUBLIC_BYTES] = {(char)k->type};

	memcpy(key + 1, k->public, SIGN_PUBLIC_BYTES);
	struct str text = base64_encode(a, (struct str){key, sizeof(key)});
	return arena_printf(
	    a, "%.*s+%08x+%.*s", STR_ARG(k->name), k->id, STR_ARG(text));
}

static bool bad_note(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "署名付きの文（signed note）として読めません。本文、空行、「—」で"
	    "始まる署名行の順に並べてください。",
	    "This is no signed note: text, an empty line, then signature "
	    "lines that begin with a dash (U+2014).");
}

static bool parse_sig(struct arena *a, struct str line, struct note_sig *ret)
{
	struct str name, bytes;

	if (!str_starts(line, STR(DASH)))
		return false;
	line = str_from(line, strlen(DASH));
	if (!str_cut(&line, ' ', &name) || !note_name_is(name) ||
	    !base64_decode(a, line, &bytes) || bytes.n < 5)
		return false;
	*ret = (struct note_sig){
	    name, big_endian(bytes.p), str_from(bytes, 4)};
	return true;
}

/* Valid UTF-8 without control characters other than the line feed. */
static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n')
			return false;
	return utf8_check(s);
}

/* Where the last empty line is: the text's length with its line feed. */
static size_t text_length(struct str s)
{
	for (size_t i = s.n; i-- > 1;)
		if (s.p[i] == '\n' && s.p[i - 1] == '\n')
			return i;
	return 0;
}

bool note_parse(
    struct arena *a, struct str bytes, struct note *ret, struct err *e)
{
	struct note n = {0};
	struct str line;

	if (bytes.n > NOTE_BYTES_MAX)
		return fail(e, ERR_LIMIT,
		    "署名付きの文が長すぎます（上限は %d バイト）。",
		    "The signed note is too long (the limit is %d bytes).",
		    NOTE_BYTES_MAX);
	size_t at = text_length(bytes);
	if (at == 0 || !is_plain(bytes) || !str_ends(bytes, STR("\n")))
		return bad_note(e);
	n.text = str_slice(bytes, 0, at);
	struct str rest = str_from(bytes, at + 1);
	while (str_cut(&rest, '\n', &line)) {
		if (n.n == NOTE_SIGS_MAX)
			return fail(e, ERR_LIMIT,
			    "署名が多すぎます（上限は %d 個）。",
			    "There are too many signatures (the limit is %d).",
			    NOTE_SIGS_MAX);
		if (!parse_sig(a, line, &n.sigs[n.n++]))
			return bad_note(e);
	}
	if (n.n == 0)
		return bad_note(e);
	*ret = n;
	return true;
}

struct str note_sig_line(struct arena *a, const struct note_sig *sig)
{
	struct buf b = buf_begin(a, 4 + sig->bytes.n);

	for (int shift = 24; shift >= 0; shift -= 8)
		buf_putc(&b, (char)(sig->id >> shift));
	buf_put(&b, sig->bytes);
	struct str text = base64_encode(a, buf_str(&b));
	return arena_printf(a, DASH "%.*s %.*s\n", STR_ARG(sig->name),
	    STR_ARG(text));
}

struct str note_format(struct arena *a, const struct note *n)
{
	struct buf b = buf_begin(a, NOTE_BYTES_MAX + 16 * 1024);

	buf_put(&b, n->text);
	buf_putc(&b, '\n');
	for (size_t i = 0; i < n->n; i++)
		buf_put(&b, note_sig_line(a, &n->sigs[i]));
	return buf_str(&b);
}

bool note_sign(struct arena *a, struct note *n, struct str name,
    const struct sign_key *key, struct err *e)
{
	unsigned char sig[SIGN_BYTES];

	if (!note_name_is(name) || !str_ends(n->text, STR("\n")) ||
	    !is_plain(n->text))
		return fail(e, ERR_INPUT,
		    "この文には署名できません（改行で終わる本文と、空白や「+」の"
		    "ない署名者名が必要です）。",
		    "This cannot be signed: a text that ends in a line feed "
		    "and a name without spaces or \"+\" are needed.");
	if (n->n == NOTE_SIGS_MAX)
		return fail(e, ERR_LIMIT,
		    "署名が多すぎます（上限は %d 個）。",
		    "There are too many signatures (the limit is %d).",
		    NOTE_SIGS_MAX);
	sign_make(key, n->text, sig);
	n->sigs[n->n++] = (struct note_sig){
	    arena_str(a, name),
	    note_key_id(name, NOTE_ED25519, key->public),
	    arena_str(a, (struct str){(const char *)sig, sizeof(sig)})};
	return true;
}

const struct note_sig *note_find(
    const struct note *n, const struct note_key *key)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->sigs[i].id == key->id &&
		    str_eq(n->sigs[i].name, key->name))
			return &n->sigs[i];
	return NULL;
}

bool note_check(const struct note *n, const struct note_key *keys,
    size_t n_keys, struct err *e)
{
	size_t good = 0;

	for (size_t i = 0; i < n_keys; i++) {
		const struct note_sig *sig = note_find(n, &keys[i]);
		if (!sig || keys[i].type != NOTE_ED25519)
			continue;
		if (!sign_check(keys[i].public, n->text, sig->bytes))
			return fail(e, ERR_TAMPERED,
			    "「%.*s」の署名が本文と合いません。",
			    "The signature of \"%.*s\" does not fit the text.",
			    STR_ARG(keys[i].name));
		good++;
	}
	if (good == 0)
		return fail(e, ERR_TAMPERED,
		    "知っている鍵の署名が一つもありません。",
		    "There is no signature by a known key.");
	return true;
}
