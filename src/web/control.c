/*
 * web/control - see control.h.
 */
#include "web/control.h"

#include "base/hash.h"

void control_begin(struct control_list *l, struct ask *q,
    const struct form *typed, const struct err *err)
{
	memset(l, 0, sizeof(*l));
	l->q = q;
	l->typed = typed;
	l->err = err;
}

static struct str pick(
    const struct control_list *l, const char *ja, const char *en)
{
	return str_of(l->q->by.lang == LANG_JA ? ja : en);
}

static struct str typed_part(
    const struct control_list *l, const char *name, const char *suffix)
{
	return form_get(l->typed,
	    arena_printf(l->q->arena, "%s%s", name, suffix).p);
}

/* A time given whole ("…T10:02", by a link) fills day and time too. */
static void take_time(const struct control_list *l, struct control *c)
{
	struct str whole = c->value;

	c->value = typed_part(l, c->name.p, "_d");
	c->time = typed_part(l, c->name.p, "_t");
	c->about = typed_part(l, c->name.p, "_about").n > 0;
	if (c->value.n == 0 && whole.n >= 10) {
		c->value = str_slice(whole, 0, 10);
		if (whole.n >= 16)
			c->time = str_slice(whole, 11, 5);
	}
}

struct control *control_add(struct control_list *l, enum control_kind kind,
    const char *name, const char *ja, const char *en)
{
	struct control *c = &l->items[l->n];

	if (l->n + 1 < COUNT_OF(l->items))
		l->n++;
	*c = (struct control){
	    .kind = kind, .name = str_of(name), .id = str_of(name)};
	c->label = pick(l, ja, en);
	c->value = form_get(l->typed, name);
	if (kind == CONTROL_TIME || kind == CONTROL_DAY)
		take_time(l, c);
	if (l->err && strcmp(l->err->field, name) == 0)
		c->error = err_text(l->err, l->q->by.lang);
	return c;
}

void control_hint(
    struct control_list *l, struct control *c, const char *ja, const char *en)
{
	c->hint = pick(l, ja, en);
}

void control_option(struct control_list *l, struct control *c,
    struct str value, struct str ja, struct str en)
{
	if (c->options_n == c->options_cap) {
		size_t cap = c->options_cap ? c->options_cap * 2 : 8;
		struct option *o =
		    ARENA_ARRAY(l->q->arena, cap, struct option);
		if (c->options_n)
			memcpy(o, c->options, c->options_n * sizeof(*o));
		c->options = o;
		c->options_cap = cap;
	}
	struct option *o = &c->options[c->options_n++];
	o->value = value;
	o->label = l->q->by.lang == LANG_JA || en.n == 0 ? ja : en;
	o->chosen = form_has(l->typed, c->name.p,
	    arena_str(l->q->arena, value).p);
}

void control_options(
    struct control_list *l, struct control *c, const char *words)
{
	struct str rest = str_of(words), one, value, ja;

	while (str_cut(&rest, '|', &one))
		if (str_cut(&one, ',', &value) && str_cut(&one, ',', &ja))
			control_option(l, c, value, ja, one);
}

void control_once(struct control_list *l)
{
	struct control *c = control_add(l, CONTROL_HIDDEN, "once", "", "");
	unsigned char key[15];

	if (c->value.n)
		return;
	random_bytes(key, sizeof(key));
	c->value = base64url_encode(
	    l->q->arena, (struct str){(const char *)key, sizeof(key)});
}

bool control_err_is_general(const struct control_list *l)
{
	if (!l->err || l->err->kind == ERR_NONE)
		return false;
	for (size_t i = 0; i < l->n; i++)
		if (l->items[i].error && l->items[i].kind != CONTROL_HIDDEN)
			return false;
	return true;
}
