/*
 * web/form - see form.h.
 */
#include "web/form.h"

#include "base/utf8.h"

enum { RESULT_BYTES_MAX = 4 << 20 };

bool form_percent(
    struct arena *a, struct str s, char plus, struct str *ret)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '+') {
			c = plus;
		} else if (c == '%') {
			int hi = i + 2 < s.n ? str_hex(s.p[i + 1]) : -1;
			int lo = hi >= 0 ? str_hex(s.p[i + 2]) : -1;
			if (lo < 0)
				return false;
			c = (char)(hi * 16 + lo);
			i += 2;
		}
		p[n++] = c;
	}
	*ret = (struct str){p, n};
	return true;
}

static bool decode(struct arena *a, struct str s, struct str *ret)
{
	return form_percent(a, s, ' ', ret) && utf8_check(*ret) &&
	    !utf8_has_control(*ret) && !memchr(ret->p, '\0', ret->n);
}

bool form_parse(
    struct arena *a, struct str raw, struct form *ret, struct err *e)
{
	struct form f = {0};
	struct str part, name;
	size_t max = 1;

	for (size_t i = 0; i < raw.n; i++)
		max += raw.p[i] == '&';
	if (max > FORM_PAIRS_MAX)
		return fail(e, ERR_LIMIT,
		    "項目が多すぎます（上限は %d 個）。",
		    "There are too many fields (the limit is %d).",
		    FORM_PAIRS_MAX);
	f.pairs = ARENA_ARRAY(a, max, struct form_pair);
	while (str_cut(&raw, '&', &part)) {
		struct form_pair *p = &f.pairs[f.n];
		if (!str_cut(&part, '=', &name))
			continue;
		if (!decode(a, name, &p->name) || !decode(a, part, &p->value))
			return fail(e, ERR_INPUT,
			    "文字として読めない入力があります（項目 %.*s）。"
			    "入力し直してください。",
			    "Field %.*s holds characters that cannot be "
			    "read; enter it again.",
			    STR_ARG(str_slice(name, 0, name.n < 40 ? name.n : 40)));
		f.n++;
	}
	*ret = f;
	return true;
}

struct str form_get(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_is(f->pairs[i].name, name))
			return str_trim(f->pairs[i].value);
	return STR("");
}

bool form_has(const struct form *f, const char *name, const char *value)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_is(f->pairs[i].name, name) &&
		    str_is(f->pairs[i].value, value))
			return true;
	return false;
}

struct str form_encode(struct arena *a, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *p = arena_alloc(a, s.n * 3 + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || strchr("-._~", c)) {
			p[n++] = (char)c;
			continue;
		}
		p[n++] = '%';
		p[n++] = hex[c >> 4];
		p[n++] = hex[c & 15];
	}
	return (struct str){p, n};
}

/* A list: every value of that name; in one value, lines or commas part it. */
static struct json list_of(
    struct arena *a, const struct form *f, const struct field *field)
{
	struct json list = json_of_array();
	const char sep = field->kind == FIELD_TEXTS ? '\n' : ',';

	for (size_t i = 0; i < f->n; i++) {
		struct str rest = f->pairs[i].value, part;
		if (!str_is(f->pairs[i].name, field->name))
			continue;
		while (str_cut(&rest, sep, &part))
			if (str_trim(part).n)
				json_push(
				    a, &list, json_of_string(str_trim(part)));
	}
	return list;
}

/* name.member fields as one object. */
static struct json object_of(
    struct arena *a, const struct form *f, const char *name)
{
	struct json o = json_of_object();
	size_t n = strlen(name);

	for (size_t i = 0; i < f->n; i++) {
		const struct form_pair *p = &f->pairs[i];
		struct str v = str_trim(p->value);
		if (v.n == 0 || p->name.n <= n + 1 || p->name.p[n] != '.' ||
		    !str_starts(p->name, str_of(name)))
			continue;
		struct str member = str_from(p->name, n + 1);
		const struct json *old = json_get(&o, arena_str(a, member).p);
		if (old) /* ticked twice: several answers, in one line */
			v = arena_printf(a, "%.*s、%.*s", STR_ARG(old->s),
			    STR_ARG(v));
		json_set_n(a, &o, member, json_of_string(v));
	}
	return o;
}

static bool free_of(struct arena *a, const struct form *f,
    const struct field *field, struct json *ret, struct err *e)
{
	struct str text = form_get(f, field->name);
	const struct json *parsed = NULL;

	*ret = object_of(a, f, field->name);
	if (ret->n || text.n == 0)
		return true;
	err_field(e, field->name);
	if (!json_parse(a, text, RESULT_BYTES_MAX, &parsed, e))
		return false;
	*ret = *parsed;
	return true;
}

struct str form_time(struct arena *a, const struct form *f, const char *name,
    struct str *ret_precision)
{
	struct str day = form_get(f, arena_printf(a, "%s_d", name).p);
	struct str time = form_get(f, arena_printf(a, "%s_t", name).p);
	struct str about = form_get(f, arena_printf(a, "%s_about", name).p);

	*ret_precision = STR("");
	day = utf8_fold(a, day);
	time = utf8_fold(a, time);
	if (day.n == 0)
		return form_get(f, name);
	if (about.n)
		*ret_precision = STR("about");
	if (time.n == 0)
		return day;
	return arena_printf(a, "%.*sT%.*s", STR_ARG(day), STR_ARG(time));
}

static bool is_blank(const struct json *v)
{
	return v->kind == JSON_KIND_NULL ||
	    ((v->kind == JSON_KIND_ARRAY || v->kind == JSON_KIND_OBJECT) &&
	        v->n == 0);
}

static bool one_field(struct arena *a, const struct form *f,
    const struct field *field, struct json *out, struct err *e)
{
	struct json v = json_of_null();
	struct str precision = STR("");

	if (field->kind == FIELD_TYPES || field->kind == FIELD_IDS ||
	    field->kind == FIELD_TEXTS) {
		v = list_of(a, f, field);
	} else if (field->kind == FIELD_FREE) {
		if (!free_of(a, f, field, &v, e))
			return false;
	} else {
		struct str s = form_time(a, f, field->name, &precision);
		if (s.n)
			v = json_of_string(s);
	}
	if (is_blank(&v))
		return true;
	json_set(a, out, field->name, v);
	if (precision.n && field->kind == FIELD_TIME)
		json_set(a, out,
		    arena_printf(a, "%s_precision", field->name).p,
		    json_of_string(precision));
	return true;
}

bool form_action(struct arena *a, const struct form *f,
    const struct action *act, struct json *ret, struct err *e)
{
	struct json o = json_of_object();
	const struct field *field;

	json_set(a, &o, "action", json_of_string(str_of(act->word)));
	for (size_t i = 0; (field = action_field(act->id, i)); i++)
		if (!one_field(a, f, field, &o, e))
			return false;
	*ret = o;
	return true;
}
