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
	    {"その後、沼畑清太郎が戻った", "沼畑清太郎"},
	    {"青木修が", "青木修"},
	    {"倉敷 悟、出席", "倉敷 悟"},
	    {"八津尾 雄介", "八津尾 雄介"},
	    {"沼畑主事に報告", "沼畑"},
	    {"王 小明様", "王 小明"},
	    {"髙橋健一が", "髙橋健一"},
	    {"沼畑清太郎", "沼畑清太郎"},
	    {"佐藤のぞみさんが", "佐藤のぞみ"},
	    {"土屋さんに電話", "土屋"},
	    {"伊集院学さんが", "伊集院学"},
	    {"和気敏一さんが", "和気敏一"},
	    {"林 さくら、出席", "林 さくら"},
	    {"伊藤 豊が来庁", "伊藤 豊"},
	    {"佐藤健一らが", "佐藤健一"},
	    {"近藤聡史、出席", "近藤聡史"},
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
	    "保護者 各位 様", "森林公園", "大野町、高山市", "千葉 銀行",
	    /* nouns and places that are made like names */
	    "大正時代の", "江戸時代に", "伊勢神宮へ", "木曽川の", "名古屋城で",
	    "大和郡山へ", "三井住友と", "吉野家で", "笠松町長が", "大野町民の",
	    "羽島市有地を", "全文検索で", "高品質な", "標準出力に", "根本的な",
	    "時々必要に", "古代譜の", "新規作成を", "関東局長が", "岐阜保健師が",
	    "国保課長に", "尾張主任に", "所 在 地", "東 西", "行動規範(2)",
	    "宮殿に", "南御殿場へ", "皆皆様",
	    /* Chinese */
	    "只作一次，您還可以配置您的系統", "安装完成之后，您还可以配置",
	    "导致程序 中 是 一些条目的列表", "只是 增加了 一個", "把 错误 报告 给 <a@b.example>",
	    /* shops, places and what one says of them in free answers */
	    "谷口屋さんで", "ご飯屋さんが", "伊藤順和堂さんは", "越前大野城が",
	    "丸岡城行きの", "敦賀駅近くに", "石川金沢から", "瀬戸内海の",
	    "芦原温泉さんで", "敦賀のまるさんや", "全管理ごくろうさま", "運転士さんが",
	    "越前そばの里", "富田林、", "上北郡六ヶ所村", "北海道 様似町", "渓谷の郷 未来に",
	    "三笠 豊かな", "伊達 助けあい", "和歌山県 紀の川市", "三重塔素晴らしい",
	    "九頭竜道の駅", "千葉育ちの",
	    /* a word that goes on */
	    "小見出しを", "人見知りを", "原 において",
	    /* behind a label */
	    "名前:目的:", "担当：身分証明", "必要なたくさんの"};

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
	ck_assert_uint_eq(name_split(STR("中村恵")), 6);
	ck_assert_uint_eq(name_split(STR("渡辺恵")), 6);
	ck_assert_uint_eq(name_split(STR("深沼颯真")), 6);
	ck_assert_uint_eq(name_split(STR("原因不明")), 0);
	ck_assert_uint_eq(name_split(STR("森林")), 0);
	ck_assert_uint_eq(name_split(STR("久保田")), 0);
	ck_assert(name_pair(STR("倉敷"), STR("悟")));
	ck_assert(!name_pair(STR("全文"), STR("検索")));
	ck_assert(name_like_family(STR("深沼")));
	ck_assert(!name_like_family(STR("全部")));
	ck_assert(name_like_given(STR("源一郎")));
	ck_assert(!name_like_given(STR("不明")));
}
END

TEST_MAIN("inventory name", people_are_found_as_they_are_named,
    words_are_no_people, a_name_on_no_list_is_split_where_it_should_be)
