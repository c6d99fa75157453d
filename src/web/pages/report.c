/*
 * web/pages/report - the first report and its receipt, for anybody. The form
 * becomes the JSON of product.md and goes to desk_report().
 */
#include "web/views.h"
#include "web/control.h"
#include "web/route.h"
#include "web/words.h"

static void ask_what(struct control_list *l)
{
	struct control *c;

	c = control_add(l, CONTROL_CHECKS, "types",
	    "1. 何が起きましたか（いくつでも）",
	    "1. What happened? (any number)");
	control_hint(l, c,
	    "種別か、次の「起きたこと」のどちらかがあれば送れます。",
	    "Either a type or the next answer is enough.");
	words_types(l, c);
	c = control_add(l, CONTROL_TEXT, "summary",
	    "2. 起きたことを短く", "2. In a few words");
	c->max = 10000;
	control_hint(l, c,
	    "例：住民 50 人分の名簿が入った USB メモリーを、出先で失くした。"
	    "漏れた中身そのものは書かないでください。",
	    "For example: a USB stick with a list of 50 residents was lost "
	    "outside. Do not copy the leaked content itself.");
}

static void ask_when(struct control_list *l)
{
	struct control *c;

	control_add(l, CONTROL_TIME, "occurred_at", "3. いつ起きましたか",
	    "3. When did it happen?");
	control_add(l, CONTROL_TIME, "known_at", "4. いつ分かりましたか",
	    "4. When did it become known?");
	c = control_add(l, CONTROL_RADIO, "source",
	    "5. どのようにして分かりましたか",
	    "5. How did it come to light?");
	control_options(l, c, WORDS_SOURCE);
}

static void ask_caller(struct control_list *l)
{
	struct control *c;

	c = control_add(l, CONTROL_LINE, "caller.name",
	    "外部から連絡してきた人の名前", "Name of the caller from outside");
	control_hint(l, c, "外部からの連絡で分かったときだけ。",
	    "Only if somebody outside told you.");
	c = control_add(l, CONTROL_LINE, "caller.contact",
	    "その人の連絡先（電話・メール）", "How to reach the caller");
	c = control_add(l, CONTROL_TEXT, "caller.reason",
	    "連絡先を聞けなかったときは、その理由",
	    "If there is no contact: why");
	c->max = 1000;
}

static void ask_harm(struct control_list *l)
{
	struct control *c;

	c = control_add(l, CONTROL_RADIO, "still_reachable",
	    "6. 今も外から見られる・使われる状態ですか",
	    "6. Can it still be reached from outside?");
	control_options(l, c, WORDS_TERNARY);
	c = control_add(l, CONTROL_RADIO, "personal_information",
	    "7. 個人情報が含まれていますか",
	    "7. Is personal information in it?");
	control_options(l, c, WORDS_TERNARY);
}

static void ask_who(struct control_list *l)
{
	struct control *c;

	c = control_add(l, CONTROL_RADIO, "party", "8. あなたの組織",
	    "8. Your organisation");
	control_options(l, c, WORDS_PARTY);
	c = control_add(
	    l, CONTROL_LINE, "unit", "所属（課・学校など）", "Your unit");
	c->autocomplete = "organization";
	c = control_add(
	    l, CONTROL_LINE, "reporter.name", "あなたの名前", "Your name");
	c->autocomplete = "name";
	c = control_add(l, CONTROL_LINE, "reporter.phone",
	    "折り返しの電話番号", "Telephone to call back");
	c->autocomplete = "tel";
	c = control_add(
	    l, CONTROL_LINE, "reporter.mail", "メールアドレス", "Mail address");
	c->autocomplete = "email";
	control_add(l, CONTROL_TICK, "drill",
	    "これは訓練です（実際の事故ではありません）",
	    "This is a drill (not a real incident)");
	control_once(l);
}

static void show(struct ask *q, const struct form *typed,
    const struct err *err, int status)
{
	struct view o =
	    page_view(q, "一報を出す", "File a first report", "report");
	struct control_list l;

	control_begin(&l, q, typed, err);
	ask_what(&l);
	ask_when(&l);
	ask_caller(&l);
	ask_harm(&l);
	ask_who(&l);
	view_report(&o, &l);
	page_send(q, &o, status);
}

void page_report(struct ask *q)
{
	show(q, &q->query, NULL, 200);
}

static void take(struct ask *q, struct json *out, const char *name)
{
	struct str v = form_get(&q->form, name);

	if (v.n)
		json_set(q->arena, out, name, json_of_string(v));
}

static void take_time(struct ask *q, struct json *out, const char *name)
{
	struct str precision;
	struct str v = form_time(q->arena, &q->form, name, &precision);

	if (v.n == 0)
		return;
	json_set(q->arena, out, name, json_of_string(v));
	if (precision.n)
		json_set(q->arena, out,
		    arena_printf(q->arena, "%s_precision", name).p,
		    json_of_string(precision));
}

/* "caller.name", "caller.contact" … as one object. */
static void take_object(struct ask *q, struct json *out, const char *name)
{
	struct json o = json_of_object();
	struct str start = arena_printf(q->arena, "%s.", name);

	for (size_t i = 0; i < q->form.n; i++) {
		struct str v = str_trim(q->form.pairs[i].value);
		if (v.n && str_starts(q->form.pairs[i].name, start))
			json_set_n(q->arena, &o,
			    str_from(q->form.pairs[i].name, start.n),
			    json_of_string(v));
	}
	if (strcmp(name, "caller") == 0 && json_get(&o, "reason"))
		json_set(q->arena, &o, "refused", json_of_bool(true));
	if (o.n)
		json_set(q->arena, out, name, o);
}

static struct json report_json(struct ask *q)
{
	struct json r = json_of_object(), types = json_of_array();

	for (size_t i = 0; i < q->form.n; i++)
		if (str_is(q->form.pairs[i].name, "types"))
			json_push(q->arena, &types,
			    json_of_string(q->form.pairs[i].value));
	if (types.n)
		json_set(q->arena, &r, "types", types);
	take(q, &r, "summary");
	take_time(q, &r, "occurred_at");
	take_time(q, &r, "known_at");
	take(q, &r, "source");
	take_object(q, &r, "caller");
	take(q, &r, "still_reachable");
	take(q, &r, "personal_information");
	take(q, &r, "party");
	take(q, &r, "unit");
	take_object(q, &r, "reporter");
	if (form_get(&q->form, "drill").n)
		json_set(q->arena, &r, "drill", json_of_bool(true));
	return r;
}

/* core speaks of the JSON's members; the form has a field for each. */
static void say_in_form(struct err *e)
{
	struct err in_form = {0};

	if (strncmp(e->field, "caller", 6) != 0)
		return;
	(void)fail_field(&in_form, e->kind,
	    strcmp(e->field, "caller.reason") == 0 ? "caller.reason"
	                                           : "caller.contact",
	    "外部からの連絡では、相手の連絡先が必要です。聞けなかったときは、"
	    "その理由を下の欄に書いてください。",
	    "A notice from outside needs the caller's contact. If there is "
	    "none, say why in the next field.");
	*e = in_form;
}

static struct str receipt_key(struct ask *q, struct str code)
{
	return desk_forgery_token(q->desk, q->arena,
	    arena_printf(q->arena, "receipt:%.*s", STR_ARG(code)));
}

void page_report_post(struct ask *q)
{
	struct err e = {0};
	struct desk_done done = {0};
	struct json report = report_json(q);
	struct str once = form_get(&q->form, "once");
	struct desk_ask ask = {.body = &report};

	if (once.n && once.n < 64)
		ask.request = arena_printf(
		    q->arena, "web-report:%.*s", STR_ARG(once));
	if (q->session.n == 0 && q->rq->peer.n &&
	    !limit_take(q->house->limit, q->rq->peer, q->now)) {
		(void)fail(&e, ERR_LIMIT,
		    "この端末からの送信が続いたため、しばらく受け付けません。"
		    "急ぎのときは電話で連絡してください。",
		    "Too much was sent from this address; wait a while, or "
		    "telephone if it is urgent.");
		show(q, &q->form, &e, 429);
		return;
	}
	if (!desk_report(q->desk, q->arena, &q->by, &ask, &done, &e)) {
		say_in_form(&e);
		show(q, &q->form, &e, err_http_status(e.kind));
		return;
	}
	page_see(q, arena_printf(q->arena, "/receipt/%.*s?k=%.*s",
	                STR_ARG(done.code),
	                STR_ARG(receipt_key(q, done.code))));
}

void page_receipt(struct ask *q)
{
	struct err e = {0};
	struct view o = page_view(q, "受け付けました", "Received", "report");

	if (!secret_eq(form_get(&q->query, "k"), receipt_key(q, q->part))) {
		(void)fail(&e, ERR_MISSING,
		    "この受付番号の控えは見られません。",
		    "There is no such receipt for you.");
		page_error(q, &e);
		return;
	}
	view_receipt(&o, q->part);
	page_send(q, &o, 200);
}
