/*
 * web/api_house - the API's handlers for playbooks, people, units, tokens and
 * the record as a whole.
 */
#include "web/api_i.h"

#include "core/playbook.h"
#include "desk/desk.h"

static void kstr_if(struct json_writer *w, const char *name, struct str s)
{
	if (s.n)
		jw_kstr(w, name, s);
}

bool api_playbooks(struct api_call *c, struct err *e)
{
	const struct playbook *const *list = NULL;
	size_t n = desk_playbooks(c->desk, &list);

	(void)e;
	jw_open(&c->w, '[');
	for (size_t i = 0; i < n; i++) {
		jw_open(&c->w, '{');
		jw_kstr(&c->w, "id", list[i]->id);
		jw_kstr(&c->w, "version", list[i]->version);
		jw_kstr(&c->w, "name_ja", list[i]->name_ja);
		jw_kstr(&c->w, "name_en", list[i]->name_en);
		jw_kint(&c->w, "items", (int64_t)list[i]->items_n);
		jw_close(&c->w, '}');
	}
	jw_close(&c->w, ']');
	return true;
}

static void put_item(struct json_writer *w, const struct playbook_item *it)
{
	jw_open(w, '{');
	jw_kstr(w, "id", it->id);
	jw_kstr(w, "section", it->section);
	jw_kstr(w, "kind", playbook_kind_name(it->kind));
	jw_kstr(w, "phase", playbook_phase_name(it->phase));
	jw_kstr(w, "machine", playbook_machine_name(it->machine));
	jw_kstr(w, "does", playbook_does_name(it->does));
	kstr_if(w, "actor", it->actor);
	kstr_if(w, "condition", it->condition);
	kstr_if(w, "tool", it->tool);
	kstr_if(w, "parent", it->parent);
	kstr_if(w, "after", it->after);
	kstr_if(w, "title_ja", it->title_ja);
	kstr_if(w, "title_en", it->title_en);
	jw_kstr(w, "ja", it->ja);
	jw_kstr(w, "en", it->en);
	kstr_if(w, "gap", it->gap);
	if (it->ours)
		jw_kbool(w, "ours", true);
	jw_close(w, '}');
}

bool api_playbook(struct api_call *c, struct err *e)
{
	const struct playbook *pb = desk_playbook(c->desk, c->part);

	if (!pb)
		return fail(e, ERR_MISSING,
		    "手順書 %.*s はありません。",
		    "There is no playbook %.*s.", STR_ARG(c->part));
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "id", pb->id);
	jw_kstr(&c->w, "version", pb->version);
	jw_kstr(&c->w, "name_ja", pb->name_ja);
	jw_kstr(&c->w, "name_en", pb->name_en);
	jw_name(&c->w, "items");
	jw_open(&c->w, '[');
	for (size_t i = 0; i < pb->items_n; i++)
		put_item(&c->w, &pb->items[i]);
	jw_close(&c->w, ']');
	jw_close(&c->w, '}');
	return true;
}

bool api_users(struct api_call *c, struct err *e)
{
	struct desk_user *users = NULL;
	size_t n = 0;

	if (!desk_users(c->desk, c->arena, c->by, &users, &n, e))
		return false;
	jw_open(&c->w, '[');
	for (size_t i = 0; i < n; i++) {
		jw_open(&c->w, '{');
		jw_kstr(&c->w, "user", users[i].user);
		jw_kstr(&c->w, "name", users[i].name);
		jw_kstr(&c->w, "role", str_of(role_word(users[i].role)));
		jw_kstr(&c->w, "unit", users[i].unit);
		jw_kbool(&c->w, "disabled", users[i].disabled);
		jw_close(&c->w, '}');
	}
	jw_close(&c->w, ']');
	return true;
}

static bool read_object(
    struct api_call *c, const struct json **ret, struct err *e)
{
	if (!json_parse(c->arena, c->rq->body, API_BODY_MAX, ret, e))
		return false;
	if ((*ret)->kind != JSON_KIND_OBJECT)
		return fail(e, ERR_INPUT, "JSON のオブジェクトを送ってください。",
		    "Send a JSON object.");
	return true;
}

bool api_user_put(struct api_call *c, struct err *e)
{
	const struct json *in = NULL;

	if (!read_object(c, &in, e))
		return false;
	struct desk_user u = {.user = json_get_str(in, "user"),
	    .name = json_get_str(in, "name"),
	    .unit = json_get_str(in, "unit"),
	    .disabled = json_get_bool(in, "disabled", false)};
	if (!role_parse(json_get_str(in, "role"), &u.role))
		return fail_field(e, ERR_INPUT, "role",
		    "役割は staff、responder、manager、secretariat、auditor、"
		    "administrator のどれかです。",
		    "The role is one of staff, responder, manager, "
		    "secretariat, auditor, administrator.");
	if (!desk_user_put(
	        c->desk, c->by, &u, json_get_str(in, "password"), e))
		return false;
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "user", u.user);
	jw_close(&c->w, '}');
	c->reply->status = 201;
	return true;
}

bool api_units(struct api_call *c, struct err *e)
{
	struct desk_unit *units = NULL;
	size_t n = 0;

	if (!desk_units(c->desk, c->arena, &units, &n, e))
		return false;
	jw_open(&c->w, '[');
	for (size_t i = 0; i < n; i++) {
		jw_open(&c->w, '{');
		jw_kstr(&c->w, "path", units[i].path);
		jw_kstr(&c->w, "name", units[i].name);
		jw_close(&c->w, '}');
	}
	jw_close(&c->w, ']');
	return true;
}

bool api_unit_put(struct api_call *c, struct err *e)
{
	const struct json *in = NULL;

	if (!read_object(c, &in, e))
		return false;
	const struct desk_unit u = {
	    json_get_str(in, "path"), json_get_str(in, "name")};
	if (!desk_unit_put(c->desk, c->by, &u, e))
		return false;
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "path", u.path);
	jw_close(&c->w, '}');
	c->reply->status = 201;
	return true;
}

bool api_token(struct api_call *c, struct err *e)
{
	struct str token = {0};

	if (!desk_token_new(c->desk, c->arena, c->by, &token, e))
		return false;
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "token", token);
	jw_close(&c->w, '}');
	c->reply->status = 201;
	return true;
}

/* The owner of the data directory: on the command line, by the socket. */
static bool is_owner(const struct actor *by)
{
	return str_is(by->via, "cli");
}

static bool prove(struct api_call *c, struct str checkpoint, struct err *e)
{
	struct desk_proof proof = {0};

	if (!is_owner(c->by) && c->by->role != ROLE_SECRETARIAT &&
	    c->by->role != ROLE_AUDITOR && c->by->role != ROLE_ADMINISTRATOR)
		return fail(e, ERR_FORBIDDEN,
		    "記録全体の検証は、事務局、監査、管理者が行えます。",
		    "The secretariat, auditors and administrators may verify "
		    "the whole record.");
	if (!desk_verify(c->desk, c->arena, checkpoint, &proof, e))
		return false;
	jw_open(&c->w, '{');
	jw_kint(&c->w, "entries", (int64_t)proof.entries);
	jw_kstr(&c->w, "checkpoint", proof.checkpoint);
	jw_kstr(&c->w, "vkey", proof.vkey);
	jw_close(&c->w, '}');
	return true;
}

bool api_record(struct api_call *c, struct err *e)
{
	return prove(c, STR(""), e);
}

bool api_record_against(struct api_call *c, struct err *e)
{
	const struct json *in = NULL;

	return read_object(c, &in, e) &&
	    prove(c, json_get_str(in, "checkpoint"), e);
}

bool api_backup(struct api_call *c, struct err *e)
{
	const struct json *in = NULL;

	if (!is_owner(c->by))
		return fail(e, ERR_FORBIDDEN,
		    "控えは、サーバーの上で shodo backup を実行して取ります。",
		    "Run shodo backup on the server itself.");
	if (!read_object(c, &in, e))
		return false;
	struct str folder = json_get_str(in, "folder");
	if (folder.n == 0 || folder.p[0] != '/')
		return fail_field(e, ERR_INPUT, "folder",
		    "控えの置き場所を「/」から始まる名前で指定してください。",
		    "Name the folder from the root: /…");
	if (!desk_backup(c->desk, arena_str(c->arena, folder).p, e))
		return false;
	jw_open(&c->w, '{');
	jw_kstr(&c->w, "folder", folder);
	jw_close(&c->w, '}');
	c->reply->status = 201;
	return true;
}
