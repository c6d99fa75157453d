/*
 * inventory/prose_foreign - names in katakana or Latin letters before an
 * honorific. Pure. Only prose_name.c calls it.
 */
#include "investigate/inventory/prose_i.h"

/* サントス, NGUYEN: one word that ends before text[end]; its bytes. */
static size_t foreign_word_before(struct str s, size_t end)
{
	size_t n = 0;

	while (n < 45 && end >= n + 3 && katakana_at(s.p + end - n - 3) &&
	       memcmp(s.p + end - n - 3, "・", 3) != 0)
		n += 3;
	if (n > 0)
		return n;
	while (n < 30 && end > n && is_latin(s.p[end - n - 1]))
		n++;
	return n >= 2 && is_upper(s.p[end - n]) ? n : 0;
}

/* What stands between two of them, before text[at]. */
static size_t gap_before(struct str s, size_t at)
{
	if (at >= 3 && memcmp(s.p + at - 3, "・", 3) == 0)
		return 3;
	return at >= 1 && s.p[at - 1] == ' ';
}

/* マリア サントス様, NGUYEN VAN AN 様: where it begins, when at least so many words
 * stand before text[end]; else SIZE_MAX. */
static size_t words_before(struct str s, size_t end, size_t least)
{
	size_t at = end, words = 0, n;

	while (words < 5 && (n = foreign_word_before(s, at)) > 0) {
		size_t gap = gap_before(s, at - n);
		words++;
		end = at - n; /* where the name begins, so far */
		at = end - gap;
		if (gap == 0)
			break;
	}
	return words >= least ? end : SIZE_MAX;
}

/* ヘアサロン・マリー: a place of business, whoever is meant by さん. */
static bool is_trade(struct str s)
{
	static const char *const words[] = {"サロン", "ショップ", "センター",
	    "ホーム", "クラブ", "スクール", "サービス", "クリニック", "カフェ",
	    "レストラン", "ハウス", "プラザ", "ストア", "マート", "バンク",
	    "モータ", "ホテル", "パーク", "スーパー", "クリーニング", "システム",
	    "グループ", "コーポ", "スタジオ", "ベーカリー", "ガーデン"};

	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (str_find(s, str_of(words[i])) >= 0)
			return true;
	return false;
}

size_t prose_foreign_before(struct str s, size_t end)
{
	size_t from = words_before(s, end, 2);

	if (from == SIZE_MAX || is_trade(str_slice(s, from, end - from)))
		return SIZE_MAX;
	return from;
}

size_t prose_foreign_word_before(struct str s, size_t end)
{
	size_t n = foreign_word_before(s, end);
	/* Emily, but not ALT. */
	bool latin = n >= 3 && is_latin(s.p[end - 1]) && !is_upper(s.p[end - 1]);

	return (n >= 6 || latin) && n <= 30 &&
	               !is_trade(str_slice(s, end - n, n))
	           ? n
	           : 0;
}
