/*
 * base/hash - SHA-256, HMAC, random bytes, hex and base64. OpenSSL does the
 * hashing with the algorithm fetched once (1.7 against 7 M hashes a second).
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"
#include "base/str.h"

enum { SHA256_BYTES = 32 };

struct sha256 {
	unsigned char b[SHA256_BYTES];
};

/* SHA-256 over the parts one after the other. */
struct sha256 sha256_of(struct str s);
struct sha256 sha256_of2(struct str a, struct str b);
struct sha256 sha256_of3(struct str a, struct str b, struct str c);

/* Piece by piece. begin … add … end; end may be called once. */
struct sha256_run {
	void *ctx;
};
void sha256_begin(struct sha256_run *r);
void sha256_add(struct sha256_run *r, struct str s);
struct sha256 sha256_end(struct sha256_run *r);

struct sha256 hmac_sha256(struct str key, struct str text);

static inline bool sha256_eq(const struct sha256 *x, const struct sha256 *y)
{
	return memcmp(x->b, y->b, SHA256_BYTES) == 0;
}

static inline struct str sha256_str(const struct sha256 *h)
{
	return (struct str){(const char *)h->b, SHA256_BYTES};
}

/* Equal without telling by time where they differ. */
bool secret_eq(struct str a, struct str b);

/* n bytes from the kernel; ends the process when there are none. */
void random_bytes(void *out, size_t n);

/* Lower-case hex. hex_decode: false for an odd length or another character. */
struct str hex_encode(struct arena *a, struct str bytes);
bool hex_decode(struct arena *a, struct str text, struct str *ret_bytes);

/* RFC 4648 §4 with padding; decode refuses anything not canonical. */
struct str base64_encode(struct arena *a, struct str bytes);
bool base64_decode(struct arena *a, struct str text, struct str *ret_bytes);

/* RFC 4648 §5 without padding, for tokens in addresses. */
struct str base64url_encode(struct arena *a, struct str bytes);

#endif
