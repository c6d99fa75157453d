/*
 * inventory/prose_label - names behind a label (氏名：, 担当：, "name":) and before a
 * mail address. Pure.
 * Only prose_name.c calls it.
 */
#include "investigate/inventory/prose_i.h"

#include "investigate/inventory/name.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/roster.h"
#include "investigate/inventory/word.h"

static bool latin_label(struct str s, size_t at)
{
	static const char *const labels[] = {"name", "Name", "NAME"};

	for (size_t i = 0; i < COUNT_OF(labels); i++) {
		struct str w = str_of(labels[i]);
		if (at < w.n || memcmp(s.p + at - w.n, w.p, w.n) != 0)
			continue;
		/* Not filename, package_name, -name. */
		char c = at > w.n ? s.p[at - w.n - 1] : ' ';
		return !is_latin(c) && !strchr("_-./\\", c);
	}
	return str_ends(str_slice(s, 0, at), STR("\nFN"));
}

/* Does a label for names end at text[at]? `latin` when it is in ASCII. */
static bool label_ends(struct str s, size_t at, bool *ret_latin)
{
	static const char *const labels[] = {"氏名", "氏 名", "名前", "名 前",
	    "世帯主", "保護者", "名義", "担当者", "担当", "申請者", "届出人", "本人",
	    "受給者", "宛名", "代表者", "筆頭者", "契約者", "出席者", "欠席者", "通報者",
	    "相談者", "来庁者", "対応者", "記録者", "作成者", "受付者", "届出者",
	    "被害者", "対象者", "申出人", "同席者", "司会", "講師", "住所氏名", "差出人",
	    "名義人", "配偶者", "父", "母", "主治医", "児童名", "生徒名", "園児名",
	    "患者名", "利用者名", "職員名", "通称", "喪主"};

	while (at > 0 && (s.p[at - 1] == '"' || s.p[at - 1] == ')' ||
	                     s.p[at - 1] == ']'))
		at--;
	struct str head = str_slice(s, at > 24 ? at - 24 : 0, at > 24 ? 24 : at);
	bool may = ends_with_one_of(s, at, "名前主者義当人会師父母医称");
	for (size_t i = 0; may && i < COUNT_OF(labels); i++)
		if (str_ends(head, str_of(labels[i])))
			return true;
	*ret_latin = latin_label(s, at);
	return *ret_latin;
}

/* One word of katakana (with its ・) or Latin letters at text[at]. */
static size_t foreign_word(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n + 3 <= s.n && katakana_at(s.p + at + n))
		n += 3;
	if (n > 0 || at >= s.n || !is_upper(s.p[at]))
		return n;
	while (at + n < s.n && is_latin(s.p[at + n]))
		n++;
	return n;
}

/* マリア サントス, グエン・ヴァン・アン, NGUYEN VAN AN at text[at]. */
static size_t foreign_run(struct str s, size_t at)
{
	size_t n = 0, words = 0, w;

	while (words < 5 && (w = foreign_word(s, at + n)) >= 2) {
		bool dotted = str_find(str_slice(s, at + n, w), STR("・")) >= 0;
		n += w;
		words += dotted ? 2 : 1;
		if (at + n + 1 >= s.n || s.p[at + n] != ' ')
			break;
		n++;
	}
	while (n > 0 && s.p[at + n - 1] == ' ')
		n--;
	return words >= 2 ? n : 0;
}

/* The text of a name at text[at]: letters with at most one blank. */
static size_t name_run(struct str s, size_t at)
{
	size_t n = prose_kanji(s, at);

	if (n == 0) {
		n = foreign_run(s, at);
		if (n > 0)
			return n;
		n = kana_run(s, at);
	}
	if (n == 0 || n > 24)
		return 0;
	if (at + n + 4 <= s.n && s.p[at + n] == ' ') {
		size_t more = prose_kanji(s, at + n + 1);
		if (more == 0)
			more = kana_run(s, at + n + 1);
		if (more > 0 && more <= 15)
			n += 1 + more;
	}
	return n;
}

/* 佐藤 健一, 佐藤健一, 佐藤 さくら: by its own look, not by the label. */
bool prose_looks_like_name(struct str name)
{
	ptrdiff_t gap = str_find(name, STR(" "));

	if (gap < 0)
		return name_split(name) > 0;
	return name_like_family(str_slice(name, 0, (size_t)gap)) ||
	       name_is_known(name);
}

/* Behind the marks between a label and its value; *ret_mark: one is : or =. */
static size_t value_at(struct str s, size_t at, bool *ret_mark)
{
	size_t i = at;

	while (i < s.n && i < at + 12 && strchr(" :\t=\"|,\r\n", s.p[i])) {
		*ret_mark |= s.p[i] == ':' || s.p[i] == '=';
		i++;
	}
	return i;
}

/* What stands behind a label when there is no name: any noun, 身分証明. */
static bool is_blank_word(struct str s)
{
	static const char *const words[] = {"未定", "不明", "同上", "本人",
	    "記載", "省略", "匿名", "欄", "要件", "必須", "任意", "全角", "入力",
	    "住所", "別紙", "未記入", "該当", "代理"};

	return any_at(s, 0, words, COUNT_OF(words)) || roster_is_noun(s) ||
	       (s.n == 12 && name_is_words(s));
}

/* 口座名義　ナカシマ　カズミ, 相談者　井戸 節子: two words behind a blank, the second of
 * which is a given name, or both in katakana behind a word for names alone. */
static bool is_apart(struct str s, size_t at, size_t from, struct str name)
{
	static const char *const own[] = {"氏名", "名義", "名前"};
	ptrdiff_t gap = str_find(name, STR(" "));

	if (gap <= 0 || from == at)
		return false;
	if (name_like_given(str_from(name, (size_t)gap + 1)))
		return true;
	return at >= 6 && any_at(s, at - 6, own, COUNT_OF(own)) &&
	       foreign_run(s, from) == name.n;
}

bool prose_after_label(struct str s, size_t at, struct hit *ret)
{
	bool latin = false, mark = false;

	if (!label_ends(s, at, &latin))
		return false;
	size_t i = value_at(s, at, &mark);
	size_t n = name_run(s, i);
	struct str name = str_slice(s, i, n);
	if (n < 6 || n > 60 || !name_may_be(name) ||
	    word_head(name).role != ROLE_FREE)
		return false;
	if (prose_looks_like_name(name))
		return found(ret,
		    name_family(name) > 0 ? SURE_CERTAIN : SURE_PROBABLE,
		    WHY_CONTEXT, name);
	/* Without a mark between them, label and word may be one sentence; and
	 * one word of kana behind a label is any word. */
	if (latin || (!mark && !is_apart(s, at, i, name)))
		return false;
	if (is_blank_word(name) ||
	    (name_is_kana(name) && foreign_run(s, i) != n))
		return false;
	return found(ret, SURE_PROBABLE, WHY_CONTEXT, name);
}

/* 現在は Joe Doe <…>: the sentence before the name is none of it. */
static struct str without_sentence(struct str s)
{
	size_t n = 0;

	while (n < s.n && (is_latin(s.p[s.n - n - 1]) ||
	                      strchr(" .'-", s.p[s.n - n - 1])))
		n++;
	struct str latin = str_trim(str_from(s, s.n - n));
	return latin.n > 0 ? latin : s;
}

/* Two words; of kanji no more than two (把 错误 报告 给), and short ones. */
static bool is_two_words(struct str name)
{
	enum { SHORT = 15 };
	ptrdiff_t gap = str_find(name, STR(" "));

	if (gap <= 0 || (unsigned char)name.p[0] < 0x80)
		return gap > 0;
	struct str second = str_from(name, (size_t)gap + 1);
	return second.n <= SHORT && str_find(second, STR(" ")) < 0;
}

bool prose_before_mail(struct str s, size_t at, struct hit *ret)
{
	size_t end = at, from;

	while (end > 0 && (s.p[end - 1] == ' ' || s.p[end - 1] == '"'))
		end--;
	from = end;
	while (from > 0 && end - from < 60 && !strchr(",;\n\"<>:", s.p[from - 1]))
		from--;
	struct str name = str_trim(str_slice(s, from, end - from));
	if (name.n < 6 || (unsigned char)name.p[0] < 0x80)
		return false;
	name = without_sentence(name);
	if (!name_may_be(name))
		return false;
	/* 日本語訳 <…> is no name, 編集部 no person. */
	bool sure = prose_looks_like_name(name) || is_two_words(name);
	return found(ret, sure ? SURE_PROBABLE : SURE_POSSIBLE,
	    sure ? WHY_CONTEXT : WHY_SHAPE, name);
}
