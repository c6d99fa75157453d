/*
 * Numbers of texts: what the formula says, calculated the long way; the same
 * for the same text only; and no pattern of texts that shows in their bits.
 */
#include "investigate/inventory/people_key.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/test.h"

enum { ROUNDS = 20000, CROWD = 1 << 16, BINS = 256 };

static const struct people_key run_key = {"a key of sixteen"};

/* 128 bits in halves of 32, without a type that wide. */
struct wide {
	uint32_t at[4];
};

static void add_product(struct wide *to, struct people_factor f, uint64_t x)
{
	const uint32_t a[4] = {(uint32_t)f.low, (uint32_t)(f.low >> 32),
	    (uint32_t)f.high, (uint32_t)(f.high >> 32)};
	const uint32_t b[2] = {(uint32_t)x, (uint32_t)(x >> 32)};

	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 2 && i + j < 4; j++) {
			uint64_t v = (uint64_t)a[i] * b[j];
			for (int k = i + j; k < 4 && v > 0; k++) {
				uint64_t sum = (uint64_t)to->at[k] + (uint32_t)v;
				to->at[k] = (uint32_t)sum;
				v = (v >> 32) + (sum >> 32);
			}
		}
}

/* Byte by byte into words, as people_key.h says. */
static uint64_t word_at(struct str s, size_t i)
{
	uint64_t word = 0;

	for (size_t k = 8; k > 0; k--)
		word = word << 8 | (unsigned char)s.p[i + k - 1];
	return word;
}

static uint64_t the_long_way(
    const struct people_line *l, char sort, uint64_t other, struct str s)
{
	struct wide sum = {{0}};
	size_t n = 0;

	add_product(&sum, l->start, 1);
	add_product(&sum, l->sort, s.n << 8 | (unsigned char)sort);
	add_product(&sum, l->other, other);
	for (size_t i = 0; i + 8 < s.n; i += 8)
		add_product(&sum, l->word[n++], word_at(s, i));
	add_product(&sum, l->word[n], word_at(s, s.n - 8));
	uint64_t h = (uint64_t)sum.at[3] << 32 | sum.at[2];
	h = (h ^ h >> 32) * l->stir;
	return h ^ h >> 32;
}

static void fill(char *to, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (char)random();
}

TEST(a_number_is_what_the_formula_says)
{
	struct people_factors k;
	char room[PEOPLE_TEXT_BYTES];

	people_factors_make(&k, &run_key);
	srandom(7);
	for (int i = 0; i < ROUNDS; i++) {
		size_t n = 8 + (size_t)random() % (sizeof(room) - 7);
		uint64_t other = (uint64_t)random() << 32 | 1;
		struct str s = {room, n};
		fill(room, n);
		ck_assert_uint_eq(people_hash(&k, 'x', s),
		    the_long_way(&k.text, 'x', 0, s));
		ck_assert_uint_eq(people_hash_with(&k, 'x', other, s),
		    the_long_way(&k.with, 'x', other, s));
		s.n = 8;
		ck_assert_uint_eq(
		    people_hash_number(&k, 'x', other, word_at(s, 0)),
		    the_long_way(&k.with, 'x', other, s));
	}
}
END

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void are_different(uint64_t *h, size_t n)
{
	qsort(h, n, sizeof(*h), by_value);
	for (size_t i = 1; i < n; i++)
		ck_assert_uint_ne(h[i], h[i - 1]);
}

/* All texts of up to two bytes, and zeros and lone bytes in every length. */
TEST(short_texts_and_those_of_zeros_are_told_apart)
{
	struct people_factors k;
	size_t n = 0, most = BINS * BINS + BINS + 2 * PEOPLE_TEXT_BYTES *
	                                              PEOPLE_TEXT_BYTES;
	uint64_t *h = malloc(most * sizeof(*h));
	char room[PEOPLE_TEXT_BYTES] = {0};

	ck_assert_ptr_nonnull(h);
	people_factors_make(&k, &run_key);
	for (int i = 0; i < BINS; i++) {
		room[0] = (char)i;
		h[n++] = people_hash(&k, 'n', (struct str){room, 1});
		for (int j = 0; j < BINS; j++) {
			room[1] = (char)j;
			h[n++] = people_hash(&k, 'n', (struct str){room, 2});
		}
	}
	room[0] = room[1] = 0;
	for (size_t len = 3; len <= PEOPLE_TEXT_BYTES; len++) {
		h[n++] = people_hash(&k, 'n', (struct str){room, len});
		for (size_t i = 0; i < len; i++) {
			room[i] = 1;
			h[n++] = people_hash(&k, 'n', (struct str){room, len});
			room[i] = 0;
		}
	}
	are_different(h, n);
	free(h);
}
END

TEST(sort_other_and_key_make_another_number)
{
	struct people_factors k, two;
	struct people_key next = run_key;
	struct str s = STR("岐阜市薮田南2-1-1");
	uint64_t h[6];

	next.b[15] ^= 1;
	people_factors_make(&k, &run_key);
	people_factors_make(&two, &next);
	h[0] = people_hash(&k, 'n', s);
	h[1] = people_hash(&k, 'e', s);
	h[2] = people_hash(&two, 'n', s);
	h[3] = people_hash_with(&k, 'n', 1, s);
	h[4] = people_hash_with(&k, 'n', 2, s);
	h[5] = people_hash_with(&k, 'e', 1, s);
	ck_assert_uint_eq(h[0], people_hash(&k, 'n', s));
	are_different(h, COUNT_OF(h));
	ck_assert_uint_eq(people_hash(&k, 'n', STR("")), 0);
	ck_assert_uint_eq(people_hash_with(&k, 'n', 0, s), 0);
	ck_assert_uint_eq(people_hash_with(&k, 'n', 1, STR("")), 0);
	ck_assert_uint_eq(people_hash_number(&k, 'b', 0, 7), 0);
}
END

/* Does each bin have its share, as a fair draw would give it? Chi square of
 * 255 degrees is above 370 once in a million draws. */
static void are_spread(const unsigned *bin)
{
	double share = (double)CROWD / BINS, sum = 0;

	for (int i = 0; i < BINS; i++)
		sum += ((double)bin[i] - share) * ((double)bin[i] - share) / share;
	ck_assert_double_le(sum, 370);
}

/* The bits by which tables and parts are chosen, of texts in a row whose
 * differing digits stand anywhere. */
static void spreads(const char *form, int digits_at, char key)
{
	struct people_key k = run_key;
	struct people_factors f;
	unsigned low[BINS] = {0}, high[BINS] = {0};
	char room[64];
	size_t n = strlen(form);

	k.b[0] = (unsigned char)key;
	people_factors_make(&f, &k);
	memcpy(room, form, n);
	for (unsigned i = 0; i < CROWD; i++) {
		unsigned v = i;
		for (int d = 0; d < 5; d++, v /= 10)
			room[digits_at + 4 - d] = (char)('0' + v % 10);
		uint64_t h = people_hash(&f, 'm', (struct str){room, n});
		low[h % BINS]++;
		high[h >> 56]++;
	}
	are_spread(low);
	are_spread(high);
}

TEST(texts_in_a_row_fill_all_places_alike)
{
	spreads("123400000000", 7, 1);
	spreads("00000", 0, 2);
	spreads("p00000@example.jp", 1, 3);
	spreads("aaaaaaaabbbbbbbbcccccccc00000ddddddddd", 24, 4);
}
END

TEST_MAIN("inventory people_key", a_number_is_what_the_formula_says,
    short_texts_and_those_of_zeros_are_told_apart,
    sort_other_and_key_make_another_number,
    texts_in_a_row_fill_all_places_alike)
