/*
 * web/pages/exposure - who read what was wrongly published: the form that asks
 * it, and the chart of its answer. The figures' meaning: docs/exposure.md.
 */
#include "base/time.h"
#include "web/pages/inquiries.h"
#include "web/views.h"

#define WORDS_ZONE                                                           \
	"+09:00,日本時間,Japan time|+00:00,協定世界時（UTC）,UTC"

/* ---- the form ---- */

static void add_urls(struct control_list *l)
{
	struct control *c = control_add(l, CONTROL_TEXT, "urls_text",
	    "公開してしまったもののURL（1行に1つ）",
	    "URLs of what was wrongly published, one a line");

	c->required = true;
	control_hint(l, c,
	    "例: https://www.example.lg.jp/koho/meibo.csv　ホスト名を省いて "
	    "/koho/meibo.csv でもかまいません。サイトマップ（XML）を貼り付けて"
	    "も、下の「一覧のファイル」だけでもかまいません。",
	    "For example https://www.example.lg.jp/koho/meibo.csv, or without "
	    "the host /koho/meibo.csv; or paste a sitemap (XML), or leave it "
	    "to the file below.");
	c = control_add(l, CONTROL_TICK, "everything_under",
	    "そのURLで始まるもの、すべて（フォルダーごと公開した場合）",
	    "Everything that begins with it (a whole folder was published)");
	c = control_add(l, CONTROL_FILE, "sitemap",
	    "URLがたくさんあるときは、一覧のファイル",
	    "A file with the URLs, when there are many");
	control_hint(l, c,
	    "サイトマップ（sitemap.xml）、または1行に1つのテキストファイル。",
	    "A sitemap (sitemap.xml), or a text file with one a line.");
}

static void add_period(struct control_list *l)
{
	struct control *c = control_add(l, CONTROL_TIME, "from",
	    "いつから（公開した日時）", "From (when it was published)");

	c->exact = true;
	control_hint(l, c, "日本時間です。空けておくと、ログの始めからです。",
	    "Japan time. Left empty: from the beginning of the logs.");
	c = control_add(l, CONTROL_TIME, "to", "いつまで（取り下げた日時）",
	    "Until (when it was taken down)");
	c->exact = true;
	control_hint(l, c,
	    "日付だけなら、その日の終わりまでです。空けておくと、ログの終わり"
	    "までです。",
	    "A date alone includes that day. Left empty: to the end of the "
	    "logs.");
}

static void make_first(
    struct control_list *l, const struct desk_sources *sources)
{
	add_urls(l);
	inquiry_add_sources(l, sources);
	inquiry_add_upload(l, sources,
	    l->q->by.lang == LANG_JA ? STR("このパソコンにあるログファイル")
	                             : STR("Log files of this computer"));
	add_period(l);
}

static void make_more(struct control_list *l)
{
	struct control *c = control_add(l, CONTROL_TEXT, "internal",
	    "庁内とみなすネットワーク（1行に1つ）",
	    "Networks that count as the office, one a line");

	control_hint(l, c,
	    "庁内からインターネットに出るときの番号。例: 203.0.113.0/24　"
	    "10.0.0.0/8 などのプライベートアドレスは、書かなくても庁内です。",
	    "By which the office goes to the Internet, for example "
	    "203.0.113.0/24. Private addresses always count as inside.");
	control_add(l, CONTROL_TICK, "forwarded",
	    "ログのアドレスが、すべて中継装置（ロードバランサーなど）のものになって"
	    "いる（X-Forwarded-For を使う）",
	    "All addresses in the log are those of a proxy or load balancer "
	    "(use X-Forwarded-For)");
	c = control_add(l, CONTROL_TEXT, "trusted",
	    "信頼できる中継装置（1行に1つ）", "Proxies to be believed, one a line");
	control_hint(l, c,
	    "上に印を付けたときだけ使います。空けておくと、プライベートアドレスで"
	    "す。",
	    "Used only with the tick above. Left empty: private addresses.");
	control_add(l, CONTROL_TICK, "all",
	    "公開したもの以外も含む、ログ全体の数も数える",
	    "Also count the whole log, whatever was asked for");
	c = control_add(l, CONTROL_TICK, "verify",
	    "サーバー上のログが前に調べたときと同じかを、SHA-256で確かめ直す",
	    "Take the SHA-256 of the server's logs again");
	control_hint(l, c,
	    "付けないときは、大きさと更新時刻が同じなら、前に作った索引を使って"
	    "要るところだけを読みます。",
	    "Without it a log of the same size and times is read only where "
	    "it can matter, by the index that was made before.");
	c = control_add(l, CONTROL_PICK, "zone", "時差の書かれていない時刻は",
	    "Times without a zone are");
	control_options(l, c, WORDS_ZONE);
	control_hint(l, c,
	    "選ばなければ、IIS（W3C）は UTC、ほかは日本時間とみなします。",
	    "Left open: UTC for IIS (W3C), Japan time for all others.");
	c = control_add(l, CONTROL_LINE, "format", "ログの書式",
	    "Format of the log");
	control_hint(l, c,
	    "ふつうは自動で見分けます。読めないときだけ、common、combined、w3c、"
	    "json、squid、alb、または LogFormat・log_format の書式を入れます。",
	    "Usually found out. Only when that fails: common, combined, w3c, "
	    "json, squid, alb, or a LogFormat or log_format.");
}

static bool is_about_more(const struct control_list *more,
    const struct form *typed)
{
	for (size_t i = 0; i < more->n; i++)
		if (more->items[i].error ||
		    form_get(typed, more->items[i].name.p).n)
			return true;
	return false;
}

static void show(struct ask *q, struct page_ask *p, const struct form *typed,
    struct err *err, int status)
{
	struct control_list *first = ARENA_NEW(q->arena, struct control_list);
	struct control_list *more = ARENA_NEW(q->arena, struct control_list);
	struct view o = page_view(q, "公開したものを誰が見たかを調べる",
	    "Find out who read what was published", "board");

	/* what core calls by its own names, the form calls by its */
	if (err && strcmp(err->field, "urls") == 0)
		snprintf(err->field, sizeof(err->field), "urls_text");
	if (err && strcmp(err->field, "files") == 0)
		snprintf(err->field, sizeof(err->field), "logs");
	inquiry_ask_fill(q, p, "exposure");
	control_begin(first, q, typed, err);
	control_begin(more, q, typed, err);
	make_first(first, &p->sources);
	make_more(more);
	p->first = first;
	p->more = more;
	p->more_open = is_about_more(more, typed);
	if (p->more_open && !control_err_is_general(more))
		first->err = NULL; /* it stands at its field below */
	people_load(q, &o);
	view_exposure_form(&o, p);
	page_send(q, &o, status);
}

void page_exposure(struct ask *q)
{
	const struct incident *inc = inquiry_incident(q);

	struct page_ask p = {.inc = inc};

	if (inc)
		show(q, &p, inquiry_asked_before(q, &p), NULL, 200);
}

/* ---- what was asked ---- */

static void put_text(struct ask *q, struct json *o, const char *name)
{
	struct str s = form_get(&q->form, name);

	if (s.n)
		json_set(q->arena, o, name, json_of_string(s));
}

static void put_lines(struct ask *q, struct json *o, const char *name)
{
	struct json list = json_of_array();
	struct str rest = form_get(&q->form, name), line;

	while (str_cut(&rest, '\n', &line))
		if (str_trim(line).n)
			json_push(
			    q->arena, &list, json_of_string(str_trim(line)));
	json_set(q->arena, o, name, list);
}

/* A day alone means the whole of it; the tool's end is not included. */
static void put_time(
    struct ask *q, struct json *o, const char *name, bool is_end)
{
	struct str precision, s;
	enum time_precision p = TIME_EXACT;
	int64_t at;

	s = form_time(q->arena, &q->form, name, &precision);
	if (s.n == 0)
		return;
	if (is_end && time_parse(s, &at, &p) && p == TIME_DATE) {
		struct buf b = buf_begin(q->arena, 64);

		time_put_jst(&b, at + TIME_DAY);
		s = buf_str(&b);
	}
	json_set(q->arena, o, name, json_of_string(s));
}

void page_exposure_post(struct ask *q)
{
	const struct incident *inc = inquiry_incident(q);
	struct page_ask p = {.inc = inc};
	struct json what = json_of_object();
	struct err e = {0};

	if (!inc)
		return;
	json_set(q->arena, &what, "tool", json_of_string(STR("exposure")));
	put_text(q, &what, "urls_text");
	put_text(q, &what, "zone");
	put_text(q, &what, "format");
	put_lines(q, &what, "internal");
	put_lines(q, &what, "trusted");
	put_time(q, &what, "from", false);
	put_time(q, &what, "to", true);
	json_set(q->arena, &what, "everything_under",
	    json_of_bool(form_get(&q->form, "everything_under").n > 0));
	json_set(q->arena, &what, "all",
	    json_of_bool(form_get(&q->form, "all").n > 0));
	json_set(q->arena, &what, "verify",
	    json_of_bool(form_get(&q->form, "verify").n > 0));
	json_set(q->arena, &what, "forwarded",
	    json_of_bool(form_get(&q->form, "forwarded").n > 0));
	json_set(q->arena, &what, "files", inquiry_files(q));
	if (!inquiry_begin(q, inc, &what, &e))
		show(q, &p, &q->form, &e, err_http_status(e.kind));
}

/* ---- the answer ---- */

bool exposure_has_twice(const struct json *result)
{
	const struct json *in = json_get(result, "inputs");
	bool twice = false;

	for (size_t i = 0; in && i < in->n; i++)
		twice |= json_get_str(&in->items[i], "same_as").n > 0;
	return twice;
}

static int64_t hour_of(const struct json *hours, size_t i)
{
	enum time_precision p = TIME_EXACT;
	int64_t at = 0;

	return time_parse(json_get_str(&hours->items[i], "hour"), &at, &p) ? at
	                                                                   : 0;
}

/* Hours where few days were asked for, else days, else weeks; in Japan. */
static int64_t step_for(int64_t span)
{
	if (span <= 5 * TIME_DAY)
		return TIME_HOUR;
	return span <= 150 * TIME_DAY ? TIME_DAY : 7 * TIME_DAY;
}

void exposure_chart(const struct page_inquiry *p, struct chart *ret)
{
	const struct json *hours =
	    json_get(json_get(p->summary, "result"), "by_hour");

	if (!hours || hours->n == 0)
		return;
	int64_t first = hour_of(hours, 0);
	int64_t last = hour_of(hours, hours->n - 1);
	ret->step = step_for(last - first);
	if (ret->step > TIME_HOUR)
		first = time_of_day(time_day_of(first));
	for (size_t i = 0; i < hours->n; i++) {
		size_t k = (size_t)((hour_of(hours, i) - first) / ret->step);
		int64_t n = json_get_int(&hours->items[i], "requests", 0);

		k = k < CHART_BARS_MAX ? k : CHART_BARS_MAX - 1;
		while (ret->n <= k) {
			ret->bars[ret->n].at =
			    first + (int64_t)ret->n * ret->step;
			ret->n++;
		}
		ret->bars[k].n += n;
		ret->sum += n;
		if (ret->bars[k].n > ret->max)
			ret->max = ret->bars[k].n;
	}
	for (size_t i = 0; i < ret->n; i++) {
		struct chart_bar *b = &ret->bars[i];

		b->height = (b->n * 100 + ret->max - 1) / ret->max;
	}
}
