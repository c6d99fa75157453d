/*
 * web/pages/start - the pages that need no login: first page, help, language,
 * health, login and logout. Knows no incident.
 */
#include "web/views.h"
#include "web/control.h"
#include "web/route.h"

void page_start(struct ask *q)
{
	if (q->session.n && q->by.role != ROLE_ADMINISTRATOR) {
		page_see(q, STR("/incidents"));
		return;
	}
	struct view o = page_view(q, "初動", "Shodo", "");
	view_start(&o);
	page_send(q, &o, 200);
}

void page_health(struct ask *q)
{
	q->rs->content_type = STR("text/plain; charset=utf-8");
	q->rs->body = STR("ok\n");
}

void page_help(struct ask *q)
{
	struct view o = page_view(q, "使い方", "Help", "help");

	view_help(&o);
	page_send(q, &o, 200);
}

void page_language_post(struct ask *q)
{
	bool en = str_is(form_get(&q->form, "to"), "en");

	page_cookie(q, "shodo_lang", en ? STR("en") : STR("ja"),
	    INT64_C(365) * 24 * 3600);
	page_see(q, form_get(&q->form, "back"));
}

static void show_login(struct ask *q, const struct form *typed,
    const struct err *err, int status)
{
	struct view o = page_view(q, "ログイン", "Log in", "");
	struct control_list l;
	struct control *c;

	control_begin(&l, q, typed, err);
	c = control_add(&l, CONTROL_LINE, "user", "利用者名", "User name");
	c->required = true;
	c->autocomplete = "username";
	c = control_add(
	    &l, CONTROL_PASSWORD, "password", "パスワード", "Password");
	c->value = STR("");
	c->required = true;
	c->autocomplete = "current-password";
	control_add(&l, CONTROL_HIDDEN, "back", "", "");
	view_login(&o, &l);
	page_send(q, &o, status);
}

void page_login(struct ask *q)
{
	if (q->session.n) {
		page_see(q, STR("/"));
		return;
	}
	show_login(q, &q->query, NULL, 200);
}

void page_login_post(struct ask *q)
{
	struct err e = {0};
	struct str session = {0};
	struct str back = form_get(&q->form, "back");

	if (!desk_login(q->desk, q->arena, form_get(&q->form, "user"),
	        form_get(&q->form, "password"), &session, &e)) {
		show_login(q, &q->form, &e, err_http_status(e.kind));
		return;
	}
	if (q->session.n)
		desk_logout(q->desk, q->session);
	page_cookie(q, "shodo", session, -1);
	page_see(q, back.n ? back : STR("/"));
}

void page_logout_post(struct ask *q)
{
	desk_logout(q->desk, q->session);
	page_cookie(q, "shodo", STR(""), 0);
	page_see(q, STR("/"));
}
