/*
 * desk/demo - a sample prefecture to try things with: units, a person for
 * each role, and a few incidents. All names are made up; every password is
 * the same and said so by whoever makes it.
 */
#include "desk/inside.h"

static const struct desk_unit UNITS[] = {
    {STR_INIT("soumu"), STR_INIT("総務部")},
    {STR_INIT("soumu/zeimu"), STR_INIT("税務課")},
    {STR_INIT("soumu/jinji"), STR_INIT("人事課")},
    {STR_INIT("kikaku"), STR_INIT("企画部")},
    {STR_INIT("kikaku/joho"), STR_INIT("情報システム課")},
    {STR_INIT("kenkou"), STR_INIT("健康福祉部")},
    {STR_INIT("kenkou/kokuho"), STR_INIT("国保年金課")},
    {STR_INIT("kyoiku"), STR_INIT("教育委員会")},
    {STR_INIT("kyoiku/sample-hs"), STR_INIT("県立サンプル高等学校")},
};

static const struct desk_user USERS[] = {
    {STR_INIT("kanri"), STR_INIT("管理 一郎"), STR_INIT(""),
        ROLE_ADMINISTRATOR, false},
    {STR_INIT("jimukyoku"), STR_INIT("事務 局子"),
        STR_INIT("kikaku/joho"), ROLE_SECRETARIAT, false},
    {STR_INIT("kacho"), STR_INIT("税務 太郎"),
        STR_INIT("soumu/zeimu"), ROLE_MANAGER, false},
    {STR_INIT("tanto"), STR_INIT("対応 花子"),
        STR_INIT("soumu/zeimu"), ROLE_RESPONDER, false},
    {STR_INIT("shokuin"), STR_INIT("職員 次郎"),
        STR_INIT("soumu/zeimu"), ROLE_STAFF, false},
    {STR_INIT("kansa"), STR_INIT("監査 三郎"), STR_INIT(""),
        ROLE_AUDITOR, false},
};

/* A first report and what was recorded after it, one object a line. */
static const struct {
	const char *by, *report, *actions;
} INCIDENTS[] = {
    {"tanto",
        "{\"party\":\"prefecture\",\"unit\":\"soumu/zeimu\","
        "\"types\":[\"t2\"],"
        "\"summary\":\"説明会の案内メールを、宛先（To）に全員のアドレスを入れ"
        "て送信した\",\"source\":\"self\",\"still_reachable\":\"unknown\","
        "\"personal_information\":\"yes\"}",
        "{\"action\":\"fact.state\",\"item\":\"t2.fact.1\","
        "\"value\":\"税務課の担当職員\",\"certainty\":\"confirmed\"}\n"
        "{\"action\":\"fact.state\",\"item\":\"t2.fact.2\","
        "\"value\":\"納税説明会の案内メール（宛先 212 件）\","
        "\"certainty\":\"confirmed\"}\n"
        "{\"action\":\"persons.count\",\"confirmed\":212,\"max\":212}\n"
        "{\"action\":\"measure.take\",\"item\":\"t2.firstaid.1\","
        "\"effect\":\"全受信者におわびと削除依頼を送信\"}\n"
        "{\"action\":\"contact.add\",\"kind\":\"事務局\","
        "\"name\":\"情報システム課 当番\"}\n"},
    {"shokuin",
        "{\"party\":\"prefecture\",\"unit\":\"soumu/zeimu\","
        "\"types\":[\"t1\"],"
        "\"summary\":\"出張の帰りの電車に USB メモリの入った鞄を置き忘れた\","
        "\"source\":\"self\",\"personal_information\":\"unknown\"}",
        ""},
    {"jimukyoku",
        "{\"party\":\"municipality\",\"unit\":\"kenkou/kokuho\","
        "\"types\":[\"t5\"],"
        "\"summary\":\"職員用パソコンでウイルス対策ソフトの警告が出た\","
        "\"source\":\"monitoring\",\"still_reachable\":\"no\","
        "\"personal_information\":\"unknown\"}",
        "{\"action\":\"measure.take\",\"item\":\"t5.firstaid.2\","
        "\"effect\":\"LAN ケーブルを抜いた。電源は入れたまま\"}\n"},
};

static bool act_all(struct desk *d, struct arena *a, const struct actor *by,
    struct str code, struct str lines, struct err *e)
{
	struct str line;

	while (str_cut(&lines, '\n', &line)) {
		struct desk_ask ask = {.code = code};
		struct desk_done done;
		if (!json_parse(a, line, 1 << 16, &ask.body, e) ||
		    !desk_act(d, a, by, &ask, &done, e))
			return false;
	}
	return true;
}

static bool file_one(struct desk *d, size_t i, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct actor by;
	struct desk_ask ask = {.matched = false};
	struct desk_done done;

	if (!desk_person(d, &a, str_of(INCIDENTS[i].by), &by, e) ||
	    !json_parse(&a, str_of(INCIDENTS[i].report), 1 << 16, &ask.body,
	        e))
		return false;
	by.via = STR("cli");
	return desk_report(d, &a, &by, &ask, &done, e) &&
	    act_all(d, &a, &by, done.code, str_of(INCIDENTS[i].actions), e);
}

bool demo_fill(struct desk *d, struct err *e)
{
	for (size_t i = 0; i < COUNT_OF(UNITS); i++)
		if (!desk_unit_put(d, &DESK_INSTALLER, &UNITS[i], e))
			return false;
	for (size_t i = 0; i < COUNT_OF(USERS); i++)
		if (!desk_user_put(d, &DESK_INSTALLER, &USERS[i],
		        STR(DESK_DEMO_PASSWORD), e))
			return false;
	for (size_t i = 0; i < COUNT_OF(INCIDENTS); i++)
		if (!file_one(d, i, e))
			return false;
	return true;
}
