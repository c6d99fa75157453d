/*
 * web/pages/users - who may log in, the units they belong to, and a person's
 * own token for the API.
 */
#include "web/views.h"
#include "web/pages/pages.h"

#define WORDS_ROLE                                                           \
	"staff,職員,Staff|responder,対応担当,Responder|"                      \
	"manager,所属長,Manager|secretariat,事務局,Secretariat|"              \
	"auditor,監査,Auditor|administrator,管理者,Administrator"

static void user_form(struct control_list *l, struct ask *q,
    const struct page_users *p)
{
	struct control *c;

	c = control_add(l, CONTROL_LINE, "user", "利用者名（英数字）",
	    "User name");
	c->required = true;
	c->autocomplete = "off";
	c = control_add(l, CONTROL_LINE, "name", "氏名（表示名）", "Name");
	c->required = true;
	c = control_add(l, CONTROL_PICK, "role", "役割", "Role");
	control_options(l, c, WORDS_ROLE);
	c->required = true;
	c = control_add(l, CONTROL_PICK, "unit", "所属", "Unit");
	for (size_t i = 0; i < p->units_n; i++)
		control_option(l, c, p->units[i].path,
		    arena_printf(q->arena, "%.*s（%.*s）",
		        STR_ARG(p->units[i].name), STR_ARG(p->units[i].path)),
		    STR(""));
	c = control_add(l, CONTROL_PASSWORD, "password", "最初のパスワード",
	    "First password");
	control_hint(l, c,
	    "登録済みの人で空欄にすると、パスワードは変わりません。",
	    "Left blank for somebody who is known, the password stays.");
	c->value = STR("");
	c->autocomplete = "new-password";
	control_add(l, CONTROL_TICK, "disabled", "使えないようにする",
	    "Disabled");
}

static void show(struct ask *q, const struct err *err, bool of_unit,
    int status)
{
	struct page_users p = {0};
	struct desk_user *users = NULL;
	struct desk_unit *units = NULL;
	struct control_list uf, nf;
	struct err e = {0};

	if (!desk_users(q->desk, q->arena, &q->by, &users, &p.users_n, &e) ||
	    !desk_units(q->desk, q->arena, &units, &p.units_n, &e)) {
		page_error(q, &e);
		return;
	}
	p.users = users;
	p.units = units;
	control_begin(&uf, q, of_unit ? &q->query : &q->form,
	    of_unit ? NULL : err);
	user_form(&uf, q, &p);
	control_begin(&nf, q, of_unit ? &q->form : &q->query,
	    of_unit ? err : NULL);
	control_add(&nf, CONTROL_LINE, "path", "記号（soumu/zeimu のように）",
	    "Path (like soumu/zeimu)");
	control_add(&nf, CONTROL_LINE, "unit_name", "所属の名前", "Name");
	p.user_form = &uf;
	p.unit_form = &nf;
	struct view o = page_view(q, "利用者", "Users", "users");
	view_users(&o, &p);
	page_send(q, &o, status);
}

void page_users(struct ask *q)
{
	show(q, NULL, false, 200);
}

void page_users_post(struct ask *q)
{
	struct err e = {0};
	struct desk_user u = {.user = form_get(&q->form, "user"),
	    .name = form_get(&q->form, "name"),
	    .unit = form_get(&q->form, "unit"),
	    .disabled = form_get(&q->form, "disabled").n > 0};

	(void)role_parse(form_get(&q->form, "role"), &u.role);
	if (!desk_user_put(q->desk, &q->by, &u,
	        form_get(&q->form, "password"), &e)) {
		show(q, &e, false, err_http_status(e.kind));
		return;
	}
	page_see(q, STR("/users"));
}

void page_units_post(struct ask *q)
{
	struct err e = {0};
	const struct desk_unit u = {form_get(&q->form, "path"),
	    form_get(&q->form, "unit_name")};

	if (!desk_unit_put(q->desk, &q->by, &u, &e)) {
		if (strcmp(e.field, "name") == 0)
			memcpy(e.field, "unit_name", sizeof("unit_name"));
		show(q, &e, true, err_http_status(e.kind));
		return;
	}
	page_see(q, STR("/users"));
}

void page_token(struct ask *q)
{
	struct view o = page_view(q, "API の鍵", "API token", "token");

	view_token_page(&o, STR(""));
	page_send(q, &o, 200);
}

void page_token_post(struct ask *q)
{
	struct str token = {0};
	struct err e = {0};

	if (!desk_token_new(q->desk, q->arena, &q->by, &token, &e)) {
		page_error(q, &e);
		return;
	}
	struct view o = page_view(q, "API の鍵", "API token", "token");
	view_token_page(&o, token);
	page_send(q, &o, 200);
}
