/*
 * inventory/prose_i - what the files of prose share: runs of characters in
 * folded text, words beside names. For these files only.
 */
#ifndef INVESTIGATE_INVENTORY_PROSE_I_H
#define INVESTIGATE_INVENTORY_PROSE_I_H

#include "investigate/inventory/prose.h"

static inline bool kanji_at(const char *p)
{
	unsigned char c = (unsigned char)p[0];

	/* 﨑, 神 and others stand among the letters for compatibility. */
	return (c >= 0xE4 && c <= 0xE9) || memcmp(p, "々", 3) == 0 ||
	       (c == 0xEF && (unsigned char)p[1] >= 0xA4 &&
	           (unsigned char)p[1] <= 0xAB);
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

/* Most words differ in their first letter, so no length is asked for. */
static inline bool text_at(struct str s, size_t at, const char *word)
{
	for (; *word; word++, at++)
		if (at >= s.n || s.p[at] != *word)
			return false;
	return true;
}

static inline bool any_at(struct str s, size_t at, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_at(s, at, words[i]))
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

/* 皆, 利用者: an honorific behind it honours nobody in particular. */
bool prose_is_common(struct str s);

/* 様式, 氏名, 君主: the letter at text[at] is no honorific. */
bool prose_is_word(struct str s, size_t at);

/* 宮殿, 御殿場: a hall, not a name with 殿 at text[at]. */
bool prose_is_hall(struct str s, size_t at, struct str name);

/* 課長, 担当, 一同: an office, not a person. */
bool prose_is_office(struct str s);

/* 田中電機, 佐藤工務店: a firm that bears a family's name. */
bool prose_is_firm(struct str s);

/* Near text[at]: no kana, but kanji that only Chinese has without. */
bool prose_chinese_near(struct str s, size_t at, size_t n);

/* 谷口屋, 田中電機, 運転士: a shop, a firm or an occupation before an honorific. */
bool prose_is_trade(struct str s);

/* 民宿下條, 芦原温泉: a place or a noun stands first, or a noun last. */
bool prose_holds_word(struct str s);

/* Bytes of the honorific at text[at], 0 when there is none. */
size_t prose_honour_at(struct str s, size_t at);

/* Bytes of the title at the end of the run of kanji, or 0. */
size_t prose_title(struct str run);

/* 佐藤 before 課長; 森 and 東 may be the forest's and the east's. */
bool prose_has_title(struct str name);

/* グエン・ヴァン・アン, NGUYEN VAN AN: where a name of two words or more begins
 * that ends before text[end], else SIZE_MAX; bytes of a single word. */
size_t prose_foreign_before(struct str s, size_t end);
size_t prose_foreign_word_before(struct str s, size_t end);

#endif
