/*
 * bench/server/seed - fill a data directory with many incidents through the
 * same door as everybody: seed DIR COUNT. Prints how many a second.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "desk/desk.h"

enum { THREADS = 32, ACTIONS = 4 };

static const char *const UNITS[] = {"soumu/zeimu", "soumu/jinji",
    "kikaku/joho", "kenkou/kokuho", "kyoiku/sample-hs"};
static const char *const WHAT[] = {"会議資料の入った鞄を電車に置き忘れ、紛失した",
    "案内メールを宛先に全員のアドレスを入れて送信した",
    "退職者の利用者番号で名簿が閲覧されていた",
    "自宅の端末から文書が流出しているとの通報を受けた",
    "職員用端末でウイルス対策ソフトが警告を出した",
    "公開サーバの記録に不審なログインが見つかった"};

struct share {
	struct desk *d;
	int64_t from, to;
	bool ok;
};

static bool act(struct share *s, struct arena *a, const struct actor *by,
    struct str code, int64_t i)
{
	struct err e = {0};
	struct desk_done done;
	struct json o = json_of_object();
	struct desk_ask ask = {.code = code, .body = &o};

	json_set(a, &o, "action", json_of_string(STR("note.add")));
	json_set(a, &o, "text",
	    json_of_string(arena_printf(a,
	        "関係先に連絡し、状況を確認した（%lld 回目）。", (long long)i)));
	return desk_act(s->d, a, by, &ask, &done, &e);
}

static bool file(struct share *s, int64_t i)
{
	AUTO(arena_end) struct arena a = {0};
	struct actor by = {.user = STR("jimukyoku"),
	    .role = ROLE_SECRETARIAT,
	    .via = STR("cli")};
	struct err e = {0};
	struct desk_done done;
	struct json o = json_of_object(), types = json_of_array();
	struct desk_ask ask = {.body = &o};
	int type = (int)(i % 6);

	json_push(&a, &types,
	    json_of_string(arena_printf(&a, "t%d", type + 1)));
	json_set(&a, &o, "types", types);
	json_set(&a, &o, "unit",
	    json_of_string(str_of(UNITS[i % (int64_t)COUNT_OF(UNITS)])));
	json_set(&a, &o, "summary",
	    json_of_string(arena_printf(
	        &a, "%s（%lld 件目）", WHAT[type], (long long)i)));
	if (!desk_report(s->d, &a, &by, &ask, &done, &e)) {
		fprintf(stderr, "seed: %s\n", e.en);
		return false;
	}
	for (int64_t n = 0; n < ACTIONS; n++)
		if (!act(s, &a, &by, done.code, n))
			return false;
	return true;
}

static void *work(void *arg)
{
	struct share *s = arg;

	s->ok = true;
	for (int64_t i = s->from; s->ok && i < s->to; i++)
		s->ok = file(s, i);
	return NULL;
}

int main(int argc, char **argv)
{
	struct desk *d = NULL;
	struct err e = {0};
	pthread_t t[THREADS];
	struct share s[THREADS];
	int64_t n = 0;
	bool ok = true;

	if (argc != 3 || !str_parse_int(str_of(argv[2]), &n) ||
	    !desk_open(argv[1], NULL, &d, &e)) {
		fprintf(stderr, "seed DIR COUNT: %s\n", e.en);
		return 2;
	}
	int64_t start = time_now();
	for (int64_t i = 0; i < THREADS; i++) {
		s[i] = (struct share){
		    d, n * i / THREADS, n * (i + 1) / THREADS, false};
		pthread_create(&t[i], NULL, work, &s[i]);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
		ok = ok && s[i].ok;
	}
	double took = (double)(time_now() - start) / 1e6;
	printf("%lld incidents, %lld entries in %.1f s, %.0f entries/s\n",
	    (long long)n, (long long)n * (1 + ACTIONS), took,
	    (double)n * (1 + ACTIONS) / took);
	desk_end(&d);
	return ok ? 0 : 1;
}
