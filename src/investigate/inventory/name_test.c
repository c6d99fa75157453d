/*
 * How people are named in text, and what only looks like it.
 */
#include "investigate/inventory/fold.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/scan.h"

#include "base/test.h"

struct names {
	size_t n;
	struct str last;
};

static void see(void *ctx, const struct hit *h)
{
	struct names *s = ctx;

	if (h->plain || h->kind != KIND_NAME || h->sure < SURE_PROBABLE)
		return;
	s->n++;
	s->last = h->text;
}

static struct names named(const char *text)
{
	static char room[4096];
	struct names s = {0};
	size_t n = fold_text(str_of(text), room);

	scan_text((struct str){room, n}, (struct str){0}, see, &s);
	return s;
}

TEST(people_are_found_as_they_are_named)
{
	static const char *const t[][2] = {
	    {"氏　名：薬師寺　颯真", "薬師寺 颯真"},
	    {"本日佐藤健一様から", "佐藤健一"},
	    {"張　偉 殿", "張 偉"},
	    {"風間あゆみ様は", "風間あゆみ"},
	    {"小坂ハル様は", "小坂ハル"},
	    {"渡会ひかりさんは来庁した", "渡会ひかり"},
	    {"NGUYEN VAN AN 様", "NGUYEN VAN AN"},
	    {"マリア　サントスさんが", "マリア サントス"},
	    {"担当：グエン・ヴァン・アン", "グエン・ヴァン・アン"},
	    {"高梨課長に報告", "高梨"},
	    {"その後、深沼颯真が戻った", "深沼颯真"},
	    {"深瀬 千代子、出席", "深瀬 千代子"},
	    {"逸見みのり（33）が", "逸見みのり"},
	    {"name: 佐藤 健一", "佐藤 健一"},
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct names s = named(t[i][0]);
		ck_assert_msg(s.n == 1 && str_is(s.last, t[i][1]),
		    "%s: %zu, %.*s", t[i][0], s.n, STR_ARG(s.last));
	}
}
END

TEST(words_are_no_people)
{
	static const char *const t[] = {"filename/ファイル", "package_name という",
	    "name=/リクエスト", "文書様式を定める", "多種多様な", "土木課長",
	    "森林係長", "財政課長", "宮城会長", "白石 タイル", "高橋 梁用金物",
	    "小川 型ポンプ", "会員のみなさん", "来庁された方様", "総務課 課長 殿",
	    "岐阜市 市長 様", "NULL さん", "氏名：", "担当：未定", "各位 殿",
	    "保護者 各位 様", "森林公園", "大野町、高山市", "千葉 銀行"};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct names s = named(t[i]);
		ck_assert_msg(
		    s.n == 0, "%s: %.*s", t[i], STR_ARG(s.last));
	}
}
END

TEST(a_name_on_no_list_is_split_where_it_should_be)
{
	ck_assert_uint_eq(name_split(STR("佐々木一郎")), 9);
	ck_assert_uint_eq(name_split(STR("深沼颯真")), 6);
	ck_assert_uint_eq(name_split(STR("原因不明")), 0);
	ck_assert(name_like_family(STR("深沼")));
	ck_assert(!name_like_family(STR("全部")));
	ck_assert(name_like_given(STR("源一郎")));
	ck_assert(!name_like_given(STR("不明")));
}
END

TEST_MAIN("inventory name", people_are_found_as_they_are_named,
    words_are_no_people, a_name_on_no_list_is_split_where_it_should_be)
