/*
 * store/search - see search.h.
 */
#include "store/search.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { TEXT_MAX = 8 << 20 };

/* Spellings that an office uses side by side (manual, G27). */
static const struct {
	struct str from, to;
} SPELLINGS[] = {
    {STR_INIT("漏洩"), STR_INIT("漏えい")},
    {STR_INIT("脆弱"), STR_INIT("ぜい弱")},
    {STR_INIT("改竄"), STR_INIT("改ざん")},
    {STR_INIT("紛失届け"), STR_INIT("紛失届")},
};

/* Variant characters of names that NFKC leaves alone. */
static const struct {
	uint32_t from, to;
} VARIANTS[] = {
    {0x9ad9, 0x9ad8}, /* 髙 高 */
    {0xfa11, 0x5d0e}, /* 﨑 崎 */
    {0x5d5c, 0x5d0e}, /* 嵜 崎 */
    {0x9089, 0x8fba}, /* 邉 辺 */
    {0x908a, 0x8fba}, /* 邊 辺 */
    {0x6ff1, 0x6d5c}, /* 濱 浜 */
    {0x6fa4, 0x6ca2}, /* 澤 沢 */
    {0x9f4a, 0x6589}, /* 齊 斉 */
    {0x9f4b, 0x658e}, /* 齋 斎 */
    {0x5cef, 0x5cf0}, /* 峯 峰 */
    {0x5d8b, 0x5cf6}, /* 嶋 島 */
    {0x5ee3, 0x5e83}, /* 廣 広 */
    {0x570b, 0x56fd}, /* 國 国 */
    {0x9f8d, 0x7adc}, /* 龍 竜 */
};

static uint32_t fold_char(uint32_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c + 32;
	if (c >= 0x30a1 && c <= 0x30f6)
		return c - 0x60; /* katakana to hiragana */
	if (c == 0x6536)
		return 0x53ce; /* 收 収 */
	for (size_t i = 0; i < COUNT_OF(VARIANTS); i++)
		if (c == VARIANTS[i].from)
			return VARIANTS[i].to;
	return c;
}

static bool is_word(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7);
}

static bool is_cjk(uint32_t c)
{
	return (c >= 0x3041 && c <= 0x3096) || c == 0x30fc || c == 0x3005 ||
	    c == 0x3007 || (c >= 0x3400 && c <= 0x9fff) ||
	    (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3134f);
}

struct str search_fold(struct arena *a, struct str text)
{
	struct buf b = buf_begin(a, TEXT_MAX);
	struct str s = utf8_fold(a, text);

	while (s.n) {
		size_t i = 0;
		while (i < COUNT_OF(SPELLINGS) &&
		    !str_starts(s, SPELLINGS[i].from))
			i++;
		if (i < COUNT_OF(SPELLINGS)) {
			buf_put(&b, SPELLINGS[i].to);
			s = str_from(s, SPELLINGS[i].from.n);
			continue;
		}
		char out[4];
		size_t n = utf8_put(out, fold_char(utf8_next(&s)));
		buf_put(&b, (struct str){out, n});
	}
	return buf_str(&b);
}

/* A run of one class off the front of *rest; cjk tells which class. */
static struct str take_run(struct str *rest, bool *ret_cjk)
{
	struct str s = *rest, at = s;
	bool (*is)(uint32_t) = NULL;

	while (s.n) {
		struct str before = s;
		uint32_t c = utf8_next(&s);
		bool fits = is ? is(c) : is_word(c) || is_cjk(c);
		if (is && !fits) {
			s = before;
			break;
		}
		if (!is && fits) {
			is = is_cjk(c) ? is_cjk : is_word;
			at = before;
		}
	}
	*ret_cjk = is == is_cjk;
	*rest = s;
	return is ? (struct str){at.p, (size_t)(s.p - at.p)} : (struct str){0};
}

static void put_token(struct buf *b, struct str t)
{
	if (b->n)
		buf_putc(b, ' ');
	buf_put(b, t);
}

/* Overlapping pairs; with `last`, the final character alone too. */
static void put_pairs(struct buf *b, struct str run, bool last)
{
	struct str s = run, prev = {0};

	while (s.n) {
		const char *at = s.p;
		utf8_next(&s);
		struct str c = {at, (size_t)(s.p - at)};
		if (prev.n)
			put_token(b, (struct str){prev.p, prev.n + c.n});
		prev = c;
	}
	if (last)
		put_token(b, prev);
}

struct str search_tokens(struct arena *a, struct str text)
{
	struct buf b = buf_begin(a, TEXT_MAX);
	struct str rest = search_fold(a, text), run;
	bool cjk;

	while ((run = take_run(&rest, &cjk)).n) {
		if (cjk)
			put_pairs(&b, run, true);
		else
			put_token(&b, run);
	}
	return buf_str(&b);
}

/*
 * One typed word as one phrase: its runs stand side by side in the text too,
 * each run of kana and kanji with its last character alone behind it. The
 * last token may be the beginning of a longer one, unless it is a pair.
 */
static void put_phrase(struct buf *b, struct arena *a, struct str word)
{
	struct buf phrase = buf_begin(a, 1 << 16);
	struct str run, next;
	bool cjk, next_cjk, one = false;

	run = take_run(&word, &cjk);
	if (!run.n)
		return;
	for (; run.n; run = next, cjk = next_cjk) {
		next = take_run(&word, &next_cjk);
		one = !cjk || utf8_count(run) == 1;
		if (one)
			put_token(&phrase, run);
		else
			put_pairs(&phrase, run, next.n > 0);
	}
	if (b->n)
		buf_putc(b, ' ');
	buf_printf(b, "\"%.*s\"%s", STR_ARG(buf_str(&phrase)), one ? "*" : "");
}

struct str search_query(struct arena *a, struct str words)
{
	struct buf b = buf_begin(a, 1 << 16);
	struct str rest = search_fold(a, words), word;

	while (str_cut(&rest, ' ', &word))
		put_phrase(&b, a, word);
	return buf_str(&b);
}
