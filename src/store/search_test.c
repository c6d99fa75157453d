/*
 * store/search - two-character words are found, and nothing typed is syntax.
 */
#include "base/test.h"

#include "store/search.h"

TEST(japanese_becomes_pairs_and_latin_words)
{
	AUTO(arena_end) struct arena a = {0};

	ck_str(search_tokens(&a, STR("ＵＳＢ紛失届、A4")),
	    "usb 紛失 失届 届 a4");
	ck_str(search_tokens(&a, STR("髙﨑ﾒｰﾙ")), "高崎 崎め めー ーる る");
	ck_str(search_tokens(&a, STR("情報漏洩")), "情報 報漏 漏え えい い");
	ck_str(search_tokens(&a, STR("")), "");
}
END

TEST(a_query_holds_only_letters_and_quotes)
{
	AUTO(arena_end) struct arena a = {0};

	ck_str(search_query(&a, STR("紛失届 USB")), "\"紛失 失届\" \"usb\"*");
	ck_str(search_query(&a, STR("氏")), "\"氏\"*");
	ck_str(search_query(&a, STR("誤送信その5")),
	    "\"誤送 送信 信そ その の 5\"*");
	ck_str(search_query(&a, STR("43k6-9ARV　USB紛失")),
	    "\"43k6 9arv\"* \"usb 紛失\"");
	ck_str(search_query(&a, STR("\" OR * NEAR(")), "\"or\"* \"near\"*");
	ck_str(search_query(&a, STR("（）")), "");
}
END

TEST_MAIN("search", japanese_becomes_pairs_and_latin_words,
    a_query_holds_only_letters_and_quotes)
