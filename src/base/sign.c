/*
 * base/sign - see sign.h. sodium_init() is called by main; these work before
 * it too, only slower.
 */
#include "base/sign.h"

#include <sodium.h>
#include <stdlib.h>

void sign_key_from(struct sign_key *k, const unsigned char seed[32])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES];

	memcpy(k->seed, seed, SIGN_SEED_BYTES);
	crypto_sign_seed_keypair(k->public, secret, seed);
	sodium_memzero(secret, sizeof(secret));
}

void sign_make(
    const struct sign_key *k, struct str text, unsigned char ret_sig[64])
{
	unsigned char secret[crypto_sign_SECRETKEYBYTES], public[32];

	crypto_sign_seed_keypair(public, secret, k->seed);
	crypto_sign_detached(ret_sig, NULL, (const unsigned char *)text.p,
	    text.n, secret);
	sodium_memzero(secret, sizeof(secret));
}

bool sign_check(
    const unsigned char public[32], struct str text, struct str sig)
{
	return sig.n == SIGN_BYTES &&
	    crypto_sign_verify_detached((const unsigned char *)sig.p,
	        (const unsigned char *)text.p, text.n, public) == 0;
}

struct str password_hash(struct arena *a, struct str password)
{
	char *out = arena_alloc(a, crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str_alg(out, password.p, password.n, 2,
	        64u * 1024 * 1024, crypto_pwhash_ALG_ARGON2ID13))
		abort(); /* out of memory */
	return str_of(out);
}

bool password_check(struct str hash, struct str password)
{
	char text[crypto_pwhash_STRBYTES] = {0};

	if (hash.n >= sizeof(text))
		return false;
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_verify(text, password.p, password.n) == 0;
}
