/*
 * inventory/prose_i - what prose_name.c and prose_label.c both need: runs of
 * characters in folded text. For these two only.
 */
#ifndef INVESTIGATE_INVENTORY_PROSE_I_H
#define INVESTIGATE_INVENTORY_PROSE_I_H

#include "investigate/inventory/prose.h"

static inline bool kanji_at(const char *p)
{
	unsigned char c = (unsigned char)p[0];

	return (c >= 0xE4 && c <= 0xE9) || memcmp(p, "々", 3) == 0;
}

/* The kanji of three bytes at p as a number. */
static inline uint32_t kanji_code(const char *p)
{
	const unsigned char *b = (const unsigned char *)p;

	return (b[0] & 15U) << 12 | (b[1] & 63U) << 6 | (b[2] & 63U);
}

static inline bool kana_at(const char *p)
{
	unsigned char c = (unsigned char)p[1];

	return (unsigned char)p[0] == 0xE3 && c >= 0x81 && c <= 0x83;
}

static inline size_t kana_run(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n + 3 <= s.n && kana_at(s.p + at + n))
		n += 3;
	return n;
}

/* Bytes of the run of kanji that ends at text[at], at most `most`. */
static inline size_t kanji_before(struct str s, size_t at, size_t most)
{
	size_t n = 0;

	while (n < most && at >= n + 3 && kanji_at(s.p + at - n - 3))
		n += 3;
	return n;
}

static inline bool katakana_at(const char *p)
{
	unsigned char b = (unsigned char)p[1], c = (unsigned char)p[2];

	return (unsigned char)p[0] == 0xE3 &&
	       (b == 0x83 || (b == 0x82 && c >= 0xA1));
}

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_latin(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z');
}

static inline bool found(
    struct hit *ret, enum sure sure, enum why why, struct str text)
{
	*ret = (struct hit){.kind = KIND_NAME,
	    .sure = sure,
	    .why = why,
	    .valid = true,
	    .text = text};
	return true;
}

static inline bool any_at(struct str s, size_t at, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_starts(str_from(s, at), str_of(words[i])))
			return true;
	return false;
}

/* Does one of these kanji stand right before text[at]? Most runs and gaps end
 * here, before any list of words is looked at. */
static inline bool ends_with_one_of(struct str s, size_t at, const char *kanji)
{
	if (at < 3)
		return false;
	for (; *kanji; kanji += 3)
		if (memcmp(kanji, s.p + at - 3, 3) == 0)
			return true;
	return false;
}

/* 佐藤 健一, 佐藤健一, 佐藤 さくら: by its own look, not by what is around it. */
bool prose_looks_like_name(struct str name);

/* A name behind a label that ends at text[at]. */
bool prose_after_label(struct str s, size_t at, struct hit *ret);

#endif
