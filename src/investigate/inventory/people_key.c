/*
 * inventory/people_key - the factors out of the key. Pure.
 */
#include "investigate/inventory/people_key.h"

#include "base/auto.h"

static inline uint64_t turned(uint64_t v, unsigned by)
{
	return v << by | v >> (64 - by);
}

static void sip_round(uint64_t *v)
{
	v[0] += v[1];
	v[1] = turned(v[1], 13) ^ v[0];
	v[0] = turned(v[0], 32);
	v[2] += v[3];
	v[3] = turned(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = turned(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = turned(v[1], 17) ^ v[2];
	v[2] = turned(v[2], 32);
}

static void sip_take(uint64_t *v, uint64_t word)
{
	v[3] ^= word;
	sip_round(v);
	sip_round(v);
	v[0] ^= word;
}

/* SipHash-2-4 (Aumasson, Bernstein) of the eight bytes of a number. */
static uint64_t sip(const uint64_t *key, uint64_t number)
{
	uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575),
	    key[1] ^ UINT64_C(0x646f72616e646f6d),
	    key[0] ^ UINT64_C(0x6c7967656e657261),
	    key[1] ^ UINT64_C(0x7465646279746573)};

	sip_take(v, number);
	sip_take(v, UINT64_C(8) << 56);
	v[2] ^= 0xFF;
	for (int i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static void make_line(
    struct people_line *l, const uint64_t *key, uint64_t from)
{
	struct people_factor *const first[] = {&l->start, &l->sort, &l->other};

	for (size_t i = 0; i < COUNT_OF(first) + PEOPLE_WORDS; i++) {
		struct people_factor *f =
		    i < COUNT_OF(first) ? first[i]
		                        : &l->word[i - COUNT_OF(first)];
		f->low = sip(key, from++);
		f->high = sip(key, from++);
	}
	l->stir = sip(key, from) | 1;
}

void people_factors_make(
    struct people_factors *ret, const struct people_key *k)
{
	uint64_t key[2];

	memcpy(key, k->b, sizeof(key));
	make_line(&ret->text, key, 0);
	make_line(&ret->with, key, UINT64_C(1) << 32);
}
