/*
 * inventory/people_key - texts as numbers under a key drawn for the run. Pure;
 * knows no person. record.c makes persons' keys by it, the tables of people.c
 * and keylog.c rely on what is said here.
 *
 * Multiply-shift over vectors (Dietzfelbinger 1996; Thorup, "High Speed Hashing
 * for Integers and Strings", 2015): the upper 64 bits of b + a1 x1 + a2 x2 + …
 * modulo 2^128, where x are the words of the text and all a and b are 128 bits
 * of the key. Of two texts, whoever chose them, the numbers are any two with
 * the same chance: they are equal once in 2^64, and so are any of their bits in
 * proportion, so that nobody can choose what comes together in a table. Among
 * the 8 * 10^7 texts of 10^7 persons with all keys any two are equal with a
 * chance of 2 * 10^-4. One number says nothing of its text without the key. Who
 * had many numbers and their texts could work the key out, so they stay in
 * memory, as the key does, and end with the run.
 */
#ifndef INVESTIGATE_INVENTORY_PEOPLE_KEY_H
#define INVESTIGATE_INVENTORY_PEOPLE_KEY_H

#include "base/str.h"

enum {
	PEOPLE_KEY_BYTES = 16,
	PEOPLE_TEXT_BYTES = 200, /* what is behind them makes no difference */
	PEOPLE_WORDS = PEOPLE_TEXT_BYTES / 8,
};

/* Drawn for the run, handed to the workers. */
struct people_key {
	unsigned char b[PEOPLE_KEY_BYTES];
};

/* 128 bits. */
struct people_factor {
	uint64_t low, high;
};

/* b, the factor of sort and length, of another number, and of the words. */
struct people_line {
	struct people_factor start, sort, other, word[PEOPLE_WORDS];
	uint64_t stir; /* odd */
};

/* What comes of the key. Numbers that depend on others have a line of their
 * own, or what they are made of would not be free of its factors. */
struct people_factors {
	struct people_line text, with;
};

/* By SipHash of the key over 0, 1, 2, … */
void people_factors_make(
    struct people_factors *ret, const struct people_key *k);

/* A sum of products modulo 2^128, the upper halves of the factors apart. */
struct people_sum {
	__extension__ unsigned __int128 low;
	uint64_t high;
};

static inline void people_sum_add(
    struct people_sum *s, const struct people_factor *f, uint64_t word)
{
	__extension__ typedef unsigned __int128 both;

	s->low += (both)word * f->low;
	s->high += word * f->high;
}

static inline struct people_sum people_sum_begin(
    const struct people_line *l, char sort, size_t n)
{
	struct people_sum s = {l->start.low, l->start.high};

	people_sum_add(&s, &l->sort, (uint64_t)n << 8 | (unsigned char)sort);
	return s;
}

/*
 * Texts in a row give numbers in a row, some steps apart: stirred, which makes no
 * two the same, they fill tables as if drawn one by one. 0 is no number.
 */
static inline uint64_t people_sum_end(
    const struct people_sum *s, const struct people_line *l)
{
	uint64_t h = (uint64_t)(s->low >> 64) + s->high;

	h = (h ^ h >> 32) * l->stir;
	h ^= h >> 32;
	return h ? h : 1;
}

/* n bytes, below eight, as a number that no other n bytes have. */
static inline uint64_t people_short(const char *p, size_t n)
{
	uint32_t first, last;

	if (n < 4)
		return n == 0 ? 0
		              : (uint64_t)(unsigned char)p[0] << 16 |
		                    (uint64_t)(unsigned char)p[n / 2] << 8 |
		                    (unsigned char)p[n - 1];
	memcpy(&first, p, sizeof(first));
	memcpy(&last, p + n - 4, sizeof(last));
	return (uint64_t)last << 32 | first;
}

/* The last word overlaps the one before it. */
static inline uint64_t people_sum_text(struct people_sum s,
    const struct people_line *l, struct str text)
{
	const struct people_factor *f = l->word;
	uint64_t word;

	if (text.n < 8) {
		people_sum_add(&s, f, people_short(text.p, text.n));
		return people_sum_end(&s, l);
	}
	for (size_t i = 0; i + 8 < text.n; i += 8) {
		memcpy(&word, text.p + i, 8);
		people_sum_add(&s, f++, word);
	}
	memcpy(&word, text.p + text.n - 8, 8);
	people_sum_add(&s, f, word);
	return people_sum_end(&s, l);
}

/* A number for (what sort of identifier, its text); 0 for empty text. */
static inline uint64_t people_hash(
    const struct people_factors *k, char sort, struct str text)
{
	if (text.n == 0)
		return 0;
	text = str_slice(text, 0, PEOPLE_TEXT_BYTES);
	return people_sum_text(
	    people_sum_begin(&k->text, sort, text.n), &k->text, text);
}

/* The same for text that says something only with another hash; 0 without. */
static inline uint64_t people_hash_with(const struct people_factors *k,
    char sort, uint64_t other, struct str text)
{
	if (text.n == 0 || !other)
		return 0;
	text = str_slice(text, 0, PEOPLE_TEXT_BYTES);
	struct people_sum s = people_sum_begin(&k->with, sort, text.n);
	people_sum_add(&s, &k->with.other, other);
	return people_sum_text(s, &k->with, text);
}

/* The same for a number in place of the text. */
static inline uint64_t people_hash_number(const struct people_factors *k,
    char sort, uint64_t other, uint64_t number)
{
	if (!other)
		return 0;
	struct people_sum s = people_sum_begin(&k->with, sort, 8);
	people_sum_add(&s, &k->with.other, other);
	people_sum_add(&s, k->with.word, number);
	return people_sum_end(&s, &k->with);
}

#endif
