/*
 * desk/code - see code.h. Crockford's alphabet: no I, L, O, U.
 */
#include "desk/code.h"

#include "base/hash.h"
#include "base/utf8.h"

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

enum { CHARS = 8, BASE = 32 };

/* Luhn mod N over v[0..CHARS-2]: finds every wrong character and nearly
 * every pair of neighbours swapped. */
static unsigned check_of(const unsigned char v[CHARS])
{
	unsigned sum = 0;

	for (int i = CHARS - 2, twice = 1; i >= 0; i--, twice = !twice) {
		unsigned x = v[i] * (twice ? 2u : 1u);
		sum += x / BASE + x % BASE;
	}
	return (BASE - sum % BASE) % BASE;
}

static struct str written(struct arena *a, const unsigned char v[CHARS])
{
	char *p = arena_alloc(a, CHARS + 2);
	size_t n = 0;

	for (size_t i = 0; i < CHARS; i++) {
		if (i == CHARS / 2)
			p[n++] = '-';
		p[n++] = ALPHABET[v[i]];
	}
	return (struct str){p, n};
}

struct str code_new(struct arena *a)
{
	unsigned char v[CHARS];

	random_bytes(v, sizeof(v));
	for (size_t i = 0; i < CHARS; i++)
		v[i] %= BASE;
	v[CHARS - 1] = (unsigned char)check_of(v);
	return written(a, v);
}

/* The value of a typed character, or -1. */
static int value_of(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 32);
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	const char *at = c ? strchr(ALPHABET, c) : NULL;
	return at ? (int)(at - ALPHABET) : -1;
}

bool code_read(
    struct arena *a, struct str typed, struct str *ret, struct err *e)
{
	struct str s = str_slice(utf8_fold(a, str_slice(typed, 0, 64)), 0, 64);
	unsigned char v[CHARS];
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < s.n; i++) {
		if (s.p[i] == '-' || s.p[i] == ' ')
			continue;
		int x = value_of(s.p[i]);
		ok = x >= 0 && n < CHARS;
		if (ok)
			v[n++] = (unsigned char)x;
	}
	if (!ok || n != CHARS || check_of(v) != v[CHARS - 1])
		return fail(e, ERR_MISSING,
		    "事案番号「%.*s」はありません。読み違いがないか確かめてく"
		    "ださい（例: 7K3M-9QXP の形、8文字）。",
		    "There is no incident \"%.*s\". Check for a slip (eight "
		    "characters, like 7K3M-9QXP).",
		    STR_ARG(str_slice(s, 0, utf8_cut(s.p, s.n > 24 ? 24 : s.n))));
	*ret = written(a, v);
	return true;
}
