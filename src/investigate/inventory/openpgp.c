/*
 * inventory/openpgp - see openpgp.h. Section numbers are RFC 9580's.
 */
#include "investigate/inventory/openpgp.h"

#include <stdint.h>

typedef unsigned char byte;

enum tag { /* 5 */
	TAG_FOR_KEY = 1,
	TAG_FOR_PASSPHRASE = 3,
	TAG_DATA = 9,
	TAG_MARKER = 10,
	TAG_PROTECTED_DATA = 18,
	TAG_OCB_DATA = 20, /* GnuPG's; reserved by the RFC */
};

enum { SESSION_KEYS_MAX = 1000 };

static size_t be(struct str s, size_t i, size_t n)
{
	size_t v = 0;

	for (size_t k = 0; k < n; k++)
		v = v << 8 | (i + k < s.n ? (byte)s.p[i + k] : 0);
	return v;
}

struct packet {
	unsigned tag;
	bool endless; /* partial or indeterminate: the length is the first's */
	size_t n;
	struct str body; /* as much of it as there is */
};

/* 4.2.1: one, two or five octets; 224 to 254 is the length of a part. */
static size_t new_length(struct str s, struct packet *p)
{
	size_t first = be(s, 1, 1);

	if (first < 192) {
		p->n = first;
		return 2;
	}
	if (first < 224) {
		p->n = (first - 192) * 256 + be(s, 2, 1) + 192;
		return 3;
	}
	if (first == 255) {
		p->n = be(s, 2, 4);
		return 6;
	}
	p->endless = true;
	p->n = (size_t)1 << (first & 31);
	return 2;
}

/* 4.2.2: one, two or four octets, or none. */
static size_t old_length(struct str s, struct packet *p)
{
	unsigned how = (byte)s.p[0] & 3;
	size_t octets = how == 3 ? 0 : (size_t)1 << how;

	p->endless = how == 3;
	p->n = p->endless ? s.n : be(s, 1, octets);
	return 1 + octets;
}

/* The packet at the front of *rest, which moves behind it. */
static bool next_packet(struct str *rest, struct packet *ret)
{
	struct str s = *rest;
	struct packet p = {0};

	if (s.n < 6 || !(s.p[0] & 0x80))
		return false;
	bool is_new = s.p[0] & 0x40;
	p.tag = is_new ? (byte)s.p[0] & 0x3F : ((byte)s.p[0] & 0x3F) >> 2;
	size_t head = is_new ? new_length(s, &p) : old_length(s, &p);
	p.body = str_slice(s, head, p.n);
	*rest = str_from(str_from(s, head), p.n);
	*ret = p;
	return true;
}

/* Behind the number at i (3.2), whose first bit has to be set; 0 when not. */
static size_t behind_mpi(struct str s, size_t i)
{
	size_t bits = be(s, i, 2), octets = (bits + 7) / 8;

	if (i == 0 || bits == 0 || i + 2 + octets > s.n ||
	    (byte)s.p[i + 2] >> ((bits - 1) % 8) != 1)
		return 0;
	return i + 2 + octets;
}

/* Behind a length of one octet and as many; 0 when it is too long. */
static size_t behind_octets(struct str s, size_t i)
{
	size_t n = be(s, i, 1);

	return i == 0 || n == 0 || i + 1 + n > s.n ? 0 : i + 1 + n;
}

/* 5.1.3 … 5.1.7: where the key's part ends, by its algorithm; 0: nowhere. */
static size_t behind_key(struct str s, size_t i)
{
	enum { RSA = 1, RSA_ENCRYPT = 2, ELGAMAL = 16, ECDH = 18, X25519 = 25,
		X448 = 26 };

	switch (be(s, i, 1)) {
	case RSA:
	case RSA_ENCRYPT:
		return behind_mpi(s, i + 1);
	case ELGAMAL:
		return behind_mpi(s, behind_mpi(s, i + 1));
	case ECDH:
		return behind_octets(s, behind_mpi(s, i + 1));
	case X25519:
		return behind_octets(s, i + 1 + 32);
	case X448:
		return behind_octets(s, i + 1 + 56);
	default:
		return 0;
	}
}

/* 5.1: version 3 names the key by 8 octets, version 6 by its fingerprint. */
static bool is_for_key(struct str s)
{
	size_t version = be(s, 0, 1), name = be(s, 1, 1);

	if (version == 3)
		return behind_key(s, 9) == s.n;
	return version == 6 && (name == 0 || name == 21 || name == 33) &&
	       behind_key(s, 2 + name) == s.n;
}

/* 9.3; 5 and 6 are reserved. */
static bool is_cipher(size_t n)
{
	return (n >= 1 && n <= 4) || (n >= 7 && n <= 13);
}

/* 3.7.1: octets of a specifier that makes a key of a passphrase; 0: none. */
static size_t specifier_length(struct str s, size_t i)
{
	enum { SIMPLE = 0, SALTED = 1, ITERATED = 3, ARGON2 = 4 };
	size_t hash = be(s, i + 1, 1);
	bool known = (hash >= 1 && hash <= 3) || (hash >= 8 && hash <= 14);

	switch (be(s, i, 1)) {
	case SIMPLE:
		return known ? 2 : 0;
	case SALTED:
		return known ? 10 : 0;
	case ITERATED:
		return known ? 11 : 0;
	case ARGON2:
		return 20;
	default:
		return 0;
	}
}

/* 5.3: cipher, specifier, perhaps an encrypted key. */
static bool is_for_passphrase(struct str s)
{
	enum { KEY_MAX = 1 + 32, SECURE_MAX = 16 + 32 + 16 };
	size_t version = be(s, 0, 1);
	size_t cipher = version == 6 ? 2 : 1;
	size_t more = version == 4 ? 0 : version == 5 ? 1 : 2;
	size_t at = cipher + 1 + more;
	size_t n = specifier_length(s, at);

	if (version < 4 || version > 6 || n == 0 || !is_cipher(be(s, cipher, 1)))
		return false;
	size_t left = at + n <= s.n ? s.n - at - n : s.n;
	return left <= (version == 4 ? KEY_MAX : SECURE_MAX);
}

/* 5.7, 5.13: the version, and a length that holds something. */
static bool is_data(const struct packet *p)
{
	enum { LEAST = 18 }; /* a block and two octets of it once more */
	size_t version = be(p->body, 0, 1);

	if (p->n < LEAST || p->body.n == 0)
		return false;
	if (p->tag == TAG_PROTECTED_DATA)
		return version == 1 ||
		       (version == 2 && is_cipher(be(p->body, 1, 1)));
	if (p->tag == TAG_OCB_DATA)
		return version == 1 && is_cipher(be(p->body, 1, 1));
	return p->tag == TAG_DATA;
}

bool openpgp_is_encrypted(struct str s)
{
	struct packet p;
	bool keys = false;

	for (int i = 0; i < SESSION_KEYS_MAX && next_packet(&s, &p); i++) {
		bool whole = !p.endless && p.body.n == p.n;
		if (p.tag == TAG_MARKER && whole && str_is(p.body, "PGP"))
			continue;
		if (p.tag == TAG_FOR_KEY && whole && is_for_key(p.body))
			keys = true;
		else if (p.tag == TAG_FOR_PASSPHRASE && whole &&
		         is_for_passphrase(p.body))
			keys = true;
		else
			return keys && is_data(&p);
	}
	return false;
}
