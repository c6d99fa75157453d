/*
 * exposure/table_test - exact sets whatever is put into them, also what was
 * made to collide.
 */
#include "base/test.h"
#include "investigate/exposure/table.h"

enum { MANY = 50000, PLACES = 65536 };

/* Places that are taken: as many as by chance, or few where all collide. */
static size_t spread(const uint64_t *hash, size_t n)
{
	static bool taken[PLACES];
	size_t places = 0;

	memset(taken, 0, sizeof(taken));
	for (size_t i = 0; i < n; i++) {
		places += !taken[hash[i] % PLACES];
		taken[hash[i] % PLACES] = true;
	}
	return places;
}

/* What gives y when it is mixed as pairs were while they had no key. */
static uint64_t unmixed(uint64_t y)
{
	const uint64_t by = UINT64_C(0xd6e8feb86659fd93);
	uint64_t inverse = by;

	for (int i = 0; i < 6; i++)
		inverse *= 2 - by * inverse;
	y ^= y >> 32;
	y *= inverse;
	y ^= y >> 32;
	y *= inverse;
	return y ^ y >> 32;
}

TEST(numbers_that_were_made_to_collide_do_not)
{
	struct set64 s = {0};
	struct map64 m = {0};
	static uint64_t hash[MANY];
	struct hash_key key;

	hash_key_make(&key);
	for (uint64_t i = 0; i < MANY; i++) {
		uint64_t x = unmixed(i << 24); /* all began in the same place */

		ck_assert_uint_eq(hash64(x), i << 24);
		hash[i] = hash_pair(&key, x, 0);
		ck_assert(set64_add(&s, x));
		*map64_at(&m, x) = i;
	}
	ck_assert_uint_gt(spread(hash, MANY), PLACES / 4);
	ck_assert_uint_eq(s.n, MANY);
	for (uint64_t i = 0; i < MANY; i++) {
		ck_assert(!set64_add(&s, unmixed(i << 24)));
		ck_assert_uint_eq(*map64_at(&m, unmixed(i << 24)), i);
	}
	set64_end(&s);
	map64_end(&m);
}
END

/*
 * 64 bytes whose one difference is taken back by another: it went through the
 * constant factor of old with no choice.
 */
static void collide(char text[64], unsigned which)
{
	memset(text, 'a', 64);
	for (unsigned lane = 0; lane < 4; lane++) {
		if (!(which >> lane & 1))
			continue;
		text[8 * lane + 7] ^= (char)0x80;
		text[32 + 8 * lane + 7] ^= (char)0x80;
		text[32 + 8 * lane + 4] ^= 0x04; /* 2^63 >> 29 */
	}
}

TEST(texts_that_were_made_to_collide_do_not)
{
	enum { TEXTS = 16 * 16 * 16 * 16 };
	struct words w = {0};
	static uint64_t hash[TEXTS];
	struct hash_key key;
	char text[256];
	struct str s = {text, sizeof(text)};

	hash_key_make(&key);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < TEXTS; i++) {
			for (unsigned part = 0; part < 4; part++)
				collide(text + 64 * part, i >> 4 * part & 15);
			hash[i] = hash_bytes(&key, s);
			ck_assert_uint_eq(words_put(&w, s), i);
		}
	ck_assert_uint_gt(spread(hash, TEXTS), PLACES / 4);
	words_end(&w);
}
END

TEST_MAIN("exposure table", numbers_that_were_made_to_collide_do_not,
    texts_that_were_made_to_collide_do_not)
