/*
 * cli/playbook_json - see playbook_json.h. Members that a playbook leaves
 * empty are left out, so that two versions compare by text.
 */
#include "cli/playbook_json.h"

enum { TEXT_BYTES_MAX = 64 << 20 };

static void set(
    struct cli *c, struct json *o, const char *name, struct str value)
{
	if (value.n)
		json_set(c->arena, o, name, json_of_string(value));
}

static void set_if(struct cli *c, struct json *o, const char *name, bool on)
{
	if (on)
		json_set(c->arena, o, name, json_of_bool(true));
}

struct json playbook_head_json(struct cli *c, const struct playbook *pb)
{
	struct json o = json_of_object();

	set(c, &o, "id", pb->id);
	set(c, &o, "version", pb->version);
	set(c, &o, "based_on", pb->based_on);
	set(c, &o, "name_ja", pb->name_ja);
	set(c, &o, "name_en", pb->name_en);
	json_set(c->arena, &o, "items", json_of_int((int64_t)pb->items_n));
	return o;
}

static struct json needs_json(struct cli *c, unsigned needs)
{
	struct json list = json_of_array();

	for (unsigned bit = 1; bit && bit <= needs; bit <<= 1)
		if (needs & bit)
			json_push(c->arena, &list,
			    json_of_string(
			        playbook_need_name((enum playbook_need)bit)));
	return list;
}

static struct json item_json(struct cli *c, const struct playbook_item *i)
{
	struct json o = json_of_object();

	set(c, &o, "id", i->id);
	set(c, &o, "section", i->section);
	set(c, &o, "kind", playbook_kind_name(i->kind));
	set(c, &o, "phase", playbook_phase_name(i->phase));
	if (i->opens)
		set(c, &o, "opens", playbook_phase_name(i->opens));
	set(c, &o, "does", playbook_does_name(i->does));
	set(c, &o, "machine", playbook_machine_name(i->machine));
	set(c, &o, "actor", i->actor);
	set(c, &o, "condition", i->condition);
	set(c, &o, "tool", i->tool);
	set(c, &o, "title_ja", i->title_ja);
	set(c, &o, "title_en", i->title_en);
	set(c, &o, "ja", i->ja);
	set(c, &o, "en", i->en);
	set(c, &o, "parent", i->parent);
	set(c, &o, "after", i->after);
	if (i->needs)
		json_set(c->arena, &o, "needs", needs_json(c, i->needs));
	set_if(c, &o, "option", i->option);
	set_if(c, &o, "cutoff", i->cutoff);
	set_if(c, &o, "destructive", i->destructive);
	set_if(c, &o, "ours", i->ours);
	set(c, &o, "gap", i->gap);
	set(c, &o, "differs_ja", i->differs_ja);
	set(c, &o, "differs_en", i->differs_en);
	return o;
}

struct json playbook_json(struct cli *c, const struct playbook *pb)
{
	struct json o = playbook_head_json(c, pb), items = json_of_array();

	set(c, &o, "notes_ja", pb->notes_ja);
	set(c, &o, "notes_en", pb->notes_en);
	for (size_t i = 0; i < pb->items_n; i++)
		json_push(c->arena, &items, item_json(c, &pb->items[i]));
	json_set(c->arena, &o, "items", items);
	return o;
}

/* What kind of difference a row is, in one stable word. */
static const char *change(const struct playbook_diff_row *r)
{
	if (!r->a)
		return "only_b";
	if (!r->b)
		return "only_a";
	if (r->text)
		return r->nature ? "text_nature" : "text";
	return r->nature ? "nature" : "remark";
}

struct json playbook_diff_json(
    struct cli *c, const struct playbook_diff_row *rows, size_t n)
{
	struct json list = json_of_array();

	for (size_t i = 0; i < n; i++) {
		struct json o = json_of_object();
		set(c, &o, "id", rows[i].id);
		set(c, &o, "change", str_of(change(&rows[i])));
		set(c, &o, "remark_ja", rows[i].remark_ja);
		set(c, &o, "remark_en", rows[i].remark_en);
		if (rows[i].a)
			json_set(c->arena, &o, "a", item_json(c, rows[i].a));
		if (rows[i].b)
			json_set(c->arena, &o, "b", item_json(c, rows[i].b));
		json_push(c->arena, &list, o);
	}
	return list;
}

struct json playbook_check_json(struct cli *c, const char *file,
    const struct playbook *pb, const struct err *e)
{
	struct json o = json_of_object();
	bool bad = e->kind != ERR_NONE;

	set(c, &o, "file", str_of(file));
	set(c, &o, "id", pb->id);
	json_set(c->arena, &o, "items",
	    bad ? json_of_null() : json_of_int((int64_t)pb->items_n));
	json_set(c->arena, &o, "error",
	    bad ? json_of_string(
	              arena_str(c->arena, str_of(err_text(e, c->lang))))
	        : json_of_null());
	return o;
}

static struct str text_of(struct cli *c, const struct playbook_item *i)
{
	return c->lang == LANG_EN ? i->en : i->ja;
}

struct str playbook_text(struct cli *c, const struct playbook *pb)
{
	struct buf b = buf_begin(c->arena, TEXT_BYTES_MAX);
	struct str section = {0};

	buf_printf(&b, "%.*s\n",
	    STR_ARG(c->lang == LANG_EN ? pb->name_en : pb->name_ja));
	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *item = &pb->items[i];
		if (!str_eq(item->section, section))
			buf_printf(&b, "\n[%.*s]\n", STR_ARG(item->section));
		section = item->section;
		buf_printf(&b, "%-24.*s %.*s\n", STR_ARG(item->id),
		    STR_ARG(text_of(c, item)));
	}
	return buf_str(&b);
}

struct str playbook_diff_text(
    struct cli *c, const struct playbook_diff_row *rows, size_t n)
{
	struct buf b = buf_begin(c->arena, TEXT_BYTES_MAX);

	for (size_t i = 0; i < n; i++) {
		const struct playbook_diff_row *r = &rows[i];
		buf_printf(&b, "%-24.*s %s\n", STR_ARG(r->id), change(r));
		if (r->a)
			buf_printf(&b, "  - %.*s\n", STR_ARG(text_of(c, r->a)));
		if (r->b)
			buf_printf(&b, "  + %.*s\n", STR_ARG(text_of(c, r->b)));
		struct str remark =
		    c->lang == LANG_EN ? r->remark_en : r->remark_ja;
		if (remark.n)
			buf_printf(&b, "    %.*s\n", STR_ARG(remark));
	}
	buf_printf(&b, cli_say(c, "違い: %zu項目\n", "%zu items differ\n"), n);
	return buf_str(&b);
}
