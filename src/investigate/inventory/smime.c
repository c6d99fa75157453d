/*
 * inventory/smime - see smime.h. Section numbers are RFC 5652's; lengths may be
 * left open, as programs do that write while they read (X.690 8.1.3.6).
 */
#include "investigate/inventory/smime.h"

#include "base/buf.h"
#include "investigate/inventory/mime.h"

typedef unsigned char byte;

enum {
	TAG_OCTETS = 0x04,
	TAG_NAME = 0x06, /* an object identifier */
	TAG_SEQUENCE = 0x30,
	TAG_OCTETS_IN_PARTS = 0x24,
	TAG_CONTENT = 0xA0, /* [0], explicit */
	CONSTRUCTED = 0x20,
	HEAD_BYTES = 200, /* what the kind is known by */
	PARTS_DEEP = 8,
	OPEN_DEEP = 64,
};

/* One element; `open`: it ends where two zeros stand for one. */
struct element {
	unsigned tag;
	bool open, cut;
	struct str data; /* to the end of what is there when open */
};

/*
 * Takes the head off *s, which is at the data then. False when there is none.
 * Tags of more than one byte do not occur here.
 */
static bool head(struct str *s, struct element *ret)
{
	size_t n = s->n > 1 ? (byte)s->p[1] : 0, at = 2;

	if (s->n < 2 || ((byte)s->p[0] & 0x1F) == 0x1F)
		return false;
	*ret = (struct element){.tag = (byte)s->p[0], .open = n == 0x80};
	if (n > 0x80) {
		size_t bytes = n & 0x7F;
		if (bytes > 8 || s->n < 2 + bytes)
			return false;
		for (n = 0; bytes > 0; bytes--)
			n = n << 8 | (byte)s->p[at++];
	}
	*s = str_from(*s, at);
	ret->cut = !ret->open && n > s->n;
	ret->data = ret->open ? *s : str_slice(*s, 0, n);
	return true;
}

static bool ends(struct str s)
{
	return s.n >= 2 && s.p[0] == 0 && s.p[1] == 0;
}

/*
 * Behind the element. One of open length is walked through, its own elements
 * by their heads, so each byte is looked at once.
 */
static bool skip(struct str *s)
{
	struct element e;
	unsigned open = 0;

	do {
		if (open > 0 && ends(*s)) {
			*s = str_from(*s, 2);
			open--;
			continue;
		}
		if (!head(s, &e) || e.cut)
			return false;
		if (e.open && ++open > OPEN_DEEP)
			return false;
		if (!e.open)
			*s = str_from(*s, e.data.n);
	} while (open > 0);
	return true;
}

/* The element of that tag here, *s at its data. */
static bool enter(struct str *s, unsigned tag)
{
	struct element e;
	struct str at = *s;

	if (!head(&at, &e) || e.tag != tag)
		return false;
	*s = e.data;
	return true;
}

/* ContentInfo (3): *s is behind the name of its kind. */
static enum smime kind_of(struct str *s)
{
	static const struct {
		struct str name;
		enum smime kind;
	} kinds[] = {
	    {STR_INIT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"), SMIME_SIGNED},
	    {STR_INIT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x03"), SMIME_ENCRYPTED},
	    {STR_INIT("\x2A\x86\x48\x86\xF7\x0D\x01\x07\x06"), SMIME_ENCRYPTED},
	    {STR_INIT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x17"),
	        SMIME_ENCRYPTED},
	    {STR_INIT("\x2A\x86\x48\x86\xF7\x0D\x01\x09\x10\x01\x09"),
	        SMIME_COMPRESSED},
	};
	struct element e;

	if (!enter(s, TAG_SEQUENCE) || !head(s, &e) || e.tag != TAG_NAME ||
	    e.open)
		return SMIME_NONE;
	*s = str_from(*s, e.data.n);
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (str_eq(e.data, kinds[i].name) && s->n > 0 &&
		    (byte)s->p[0] == TAG_CONTENT)
			return kinds[i].kind;
	return SMIME_NONE;
}

/* Letters that are CMS begin with MI; the bytes of those that say or seem so. */
static struct str bare(struct arena *a, struct str s)
{
	static const struct str marks[] = {STR_INIT("-----BEGIN PKCS7-----"),
	    STR_INIT("-----BEGIN CMS-----")};

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (str_starts(s, marks[i])) {
			s = str_trim(str_from(s, marks[i].n));
			ptrdiff_t end = str_find(s, STR("-----END"));
			if (end >= 0)
				s.n = (size_t)end;
		}
	return str_starts(s, STR("MI")) ? mime_base64(a, s) : s;
}

enum smime smime_of(struct str s)
{
	AUTO(arena_end) struct arena a = {0};
	struct str start = bare(&a, str_slice(s, 0, HEAD_BYTES));

	return kind_of(&start);
}

/*
 * The bytes of a string that may be in parts, these again in parts; *s is
 * behind it then.
 */
static bool put_octets(struct buf *b, struct str *s)
{
	const char *end[PARTS_DEEP]; /* of the strings around; NULL: open */
	unsigned deep = 0;
	struct element e;

	do {
		const char *last = deep > 0 ? end[deep - 1] : NULL;
		if (deep > 0 && (last ? s->p >= last : ends(*s))) {
			*s = str_from(*s, last ? 0 : 2);
			deep--;
			continue;
		}
		if (!head(s, &e) || (e.tag | CONSTRUCTED) != TAG_OCTETS_IN_PARTS)
			return false;
		if (e.tag == TAG_OCTETS) {
			buf_put(b, e.data);
			*s = str_from(*s, e.data.n);
		} else if (deep == PARTS_DEEP) {
			return false;
		} else {
			end[deep++] = e.open ? NULL : e.data.p + e.data.n;
		}
		if (e.cut)
			return false;
	} while (deep > 0);
	return true;
}

bool smime_signed(struct arena *a, struct str s, struct str *ret_content)
{
	*ret_content = (struct str){0};
	s = bare(a, s);
	struct buf b = buf_begin(a, s.n + 1);
	if (kind_of(&s) != SMIME_SIGNED)
		return false;
	/* SignedData (5.1): version, digests, then what was signed. */
	if (!enter(&s, TAG_CONTENT) || !enter(&s, TAG_SEQUENCE) || !skip(&s) ||
	    !skip(&s) || !enter(&s, TAG_SEQUENCE) || !skip(&s))
		return false;
	if (s.n == 0 || (byte)s.p[0] != TAG_CONTENT)
		return true;
	bool whole = enter(&s, TAG_CONTENT) && put_octets(&b, &s);
	*ret_content = buf_str(&b);
	return whole;
}
