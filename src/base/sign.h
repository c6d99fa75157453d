/*
 * base/sign - Ed25519 signatures and password hashes, by libsodium.
 */
#ifndef BASE_SIGN_H
#define BASE_SIGN_H

#include "base/arena.h"
#include "base/str.h"

enum { SIGN_PUBLIC_BYTES = 32, SIGN_SEED_BYTES = 32, SIGN_BYTES = 64 };

struct sign_key {
	unsigned char seed[SIGN_SEED_BYTES]; /* the secret */
	unsigned char public[SIGN_PUBLIC_BYTES];
};

/* From a 32-byte seed (RFC 8032 §5.1.5). */
void sign_key_from(struct sign_key *k, const unsigned char seed[32]);
void sign_make(
    const struct sign_key *k, struct str text, unsigned char ret_sig[64]);
bool sign_check(
    const unsigned char public[32], struct str text, struct str sig);

/*
 * Argon2id, 64 MiB and two passes: about 0.1 s and 64 MiB a call, so callers
 * limit how many run at once. The answer is the usual $argon2id$… text.
 */
struct str password_hash(struct arena *a, struct str password);
bool password_check(struct str hash, struct str password);

#endif
