/*
 * What is said of a person, and his passwords: whole texts in, counts out. The
 * same words without a person are nobody's.
 */
#include "investigate/inventory/care.h"

#include "base/test.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/secret.h"

struct counts {
	uint64_t special, ordinance, credential, maybe, resident;
};

static void add_person(void *ctx, const struct person *who)
{
	people_add(ctx, who);
}

static void end_people(struct people **p)
{
	people_end(p);
}

static struct counts counted(const char *text, uint64_t *ret_people)
{
	AUTO(end_people) struct people *all = people_begin();
	struct look l = {.person = add_person, .ctx = all};
	const struct kind_count *k = l.sum.kind;

	people_factors_make(&l.key, &(struct people_key){{1}});
	plain_look_utf8(&l, str_of(text));
	if (ret_people)
		*ret_people = people_max(all);
	return (struct counts){k[KIND_SPECIAL_CARE].found,
	    k[KIND_ORDINANCE_CARE].found, k[KIND_CREDENTIAL].found,
	    k[KIND_CREDENTIAL].possible, k[KIND_RESIDENT_CODE].found};
}

TEST(care_words_stand_in_order)
{
	ck_assert(care_words_are_sorted());
}
END

TEST(a_column_about_persons_holds_special_care)
{
	struct counts c = counted(
	    "宛名番号,氏名,生年月日,障害等級,生活保護区分,病名,備考\r\n"
	    "1,鵜飼 匠,S50.1.1,2級,,胃がん,\r\n"
	    "2,佐藤 花子,S60.1.2,なし,受給中,,療育手帳Ａの交付あり\r\n"
	    "3,棚橋 実,H3.4.5,非該当,非該当,-,障害者手帳なし\r\n", NULL);

	ck_assert_uint_eq(c.special, 3);
	ck_assert_uint_eq(c.ordinance, 1);
}
END

TEST(the_same_heads_without_persons_hold_none)
{
	struct counts c = counted(
	    "年度,病名,患者数,障害等級\r\n2023,胃がん,120,1級\r\n"
	    "2023,肺がん,98,2級\r\n2024,糖尿病,310,3級\r\n", NULL);

	ck_assert_uint_eq(c.special, 0);
	c = counted("施設名,所在地,電話番号,代表者,診療科\r\n"
	            "長良病院,岐阜県岐阜市長良1-1,058-272-9999,山田 太郎,内科\r\n"
	            "本荘病院,岐阜県岐阜市本荘2-1,058-272-9998,佐藤 花子,外科\r\n"
	            "薮田病院,岐阜県岐阜市薮田3-1,058-272-9997,鈴木 一郎,精神科\r\n",
	    NULL);
	ck_assert_uint_eq(c.special, 0);
}
END

TEST(text_about_a_person_says_what_is_his)
{
	static const struct {
		const char *text;
		uint64_t special, ordinance;
	} t[] = {
	    {"氏名：山田太郎\n生年月日：昭和50年1月1日\n病歴：糖尿病により通院中\n", 1, 0},
	    {"氏名：山田太郎\n病名：胃がん\n", 1, 0},
	    {"山田太郎さんは統合失調症で通院している。", 1, 0},
	    {"佐藤花子様（S60.1.2生）は生活保護を受給中である。", 0, 1},
	    {"佐藤花子様は児童相談所に一時保護された。", 0, 1},
	    {"氏名：山田太郎\n生年月日：S50.1.1\n障害者手帳：なし\n既往歴：特になし\n", 0, 0},
	    {"山田太郎さんから電話があった。障害者手帳の制度を説明した。", 0, 0},
	    {"生活保護は、病気などで生活に困る方の制度です。担当：福祉課 山田太郎\n"
	     "障害者手帳の申請は窓口へ。", 0, 0},
	    {"統合失調症、うつ病、認知症の相談を受け付けています。", 0, 0},
	    {"藤吉莉子は、2学期から不登校の状態が続いている。", 0, 1},
	    {"棚瀬 浩二氏から、身体障害者手帳の再交付申請があった。", 1, 0},
	    {"渡会 清子　要介護2", 0, 1},
	    {"山田太郎は、生活保護制度の改正について説明した。", 0, 0},
	    {"山田太郎さんは認知症サポーター養成講座を受けた。", 0, 0},
	    {"山田太郎さんがシステム障害に対応した。", 0, 0},
	    {"氏名：山田太郎\n病歴なし、服薬なし、アレルギー特になし。", 0, 0},
	};

	for (size_t i = 0; i < COUNT_OF(t); i++) {
		struct counts c = counted(t[i].text, NULL);
		ck_assert_msg(c.special == t[i].special &&
		                  c.ordinance == t[i].ordinance,
		    "%s: %u, %u", t[i].text, (unsigned)c.special,
		    (unsigned)c.ordinance);
	}
}
END

TEST(a_resident_code_needs_its_word)
{
	ck_assert_uint_eq(counted("住民票コード：12045678903", NULL).resident, 1);
	ck_assert_uint_eq(counted("整理番号 12045678903", NULL).resident, 0);
	struct counts c = counted("住民票コード,氏名\n12045678903,山田太郎\n"
	                          "12045678911,佐藤花子\n", NULL);
	ck_assert_uint_eq(c.resident, 2);
}
END

TEST(passwords_are_found_and_placeholders_are_not)
{
	static const char *const yes[] = {"password=Tr0ub4dor", "pwd: abc123xyz",
	    "パスワード：Gifu2024", "\"password\": \"hunter22!\"",
	    "DB_PASSWORD='s3cretX9'", "初期パスワードは Ab12cd34 です",
	    "$6$rounds$abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz1234",
	    "$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234",
	    "暗証番号：4809", "ｐａｓｓｗｏｒｄ＝Ａｂ１２３４"};
	static const char *const no[] = {"password = get_password();",
	    "password: string", "passwd=<your password>", "pwd=$(pwd)",
	    "password=********", "パスワード：（別途通知）", "cpwd: abc123xyz",
	    "the password is checked", "password=$1", "password = NULL;",
	    "パスワードは8文字以上とする", "x := $2b$", "PWD=/srv/web/page1"};

	for (size_t i = 0; i < COUNT_OF(yes); i++)
		ck_assert_msg(counted(yes[i], NULL).credential == 1, "%s", yes[i]);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		ck_assert_msg(counted(no[i], NULL).credential == 0, "%s", no[i]);
}
END

TEST(a_table_of_accounts_counts_its_passwords)
{
	uint64_t people;
	struct counts c = counted("ログインID,パスワード,パスワード変更日\r\n"
	                          "k1001,Ab12cd34,2025-04-01\r\n"
	                          "k1002,Zz98yy76,2025-04-02\r\n"
	                          "k1003,******,2025-04-02\r\n", &people);

	ck_assert_uint_eq(c.credential, 2);
	ck_assert_uint_eq(people, 2);
	c = counted("ID,氏名,password_hash\r\n1,山田太郎,0123456789abcdef0123456789abcdef\r\n"
	            "2,佐藤花子,fedcba9876543210fedcba9876543210\r\n", &people);
	ck_assert_uint_eq(c.credential, 2);
	ck_assert_uint_eq(people, 2);
}
END

TEST_MAIN("inventory care", care_words_stand_in_order,
    a_column_about_persons_holds_special_care,
    the_same_heads_without_persons_hold_none,
    text_about_a_person_says_what_is_his, a_resident_code_needs_its_word,
    passwords_are_found_and_placeholders_are_not,
    a_table_of_accounts_counts_its_passwords)
