/*
 * base/json - see json.h. jansson reads into its own tree; we copy it into the
 * arena at once, so that nothing above has to free anything.
 */
#include "base/json.h"

#include <jansson.h>

#include "base/time.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 32 };

static void end_jansson(json_t **j)
{
	json_decref(*j);
}

static struct str copy_string(struct arena *a, const json_t *j)
{
	return arena_str(a,
	    (struct str){json_string_value(j), json_string_length(j)});
}

static bool copy(struct arena *a, json_t *j, int depth, struct json *out);

static bool copy_object(struct arena *a, json_t *j, int depth, struct json *out)
{
	const char *name;
	json_t *value;

	out->kind = JSON_KIND_OBJECT;
	out->cap = json_object_size(j);
	out->members = ARENA_ARRAY(a, out->cap, struct json_member);
	json_object_foreach(j, name, value)
	{
		struct json_member *m = &out->members[out->n++];
		m->name = arena_str(a, str_of(name));
		if (!copy(a, value, depth + 1, &m->value))
			return false;
	}
	return true;
}

static bool copy_array(struct arena *a, json_t *j, int depth, struct json *out)
{
	out->kind = JSON_KIND_ARRAY;
	out->n = out->cap = json_array_size(j);
	out->items = ARENA_ARRAY(a, out->n, struct json);
	for (size_t i = 0; i < out->n; i++)
		if (!copy(a, json_array_get(j, i), depth + 1, &out->items[i]))
			return false;
	return true;
}

/* False when nested deeper than DEPTH_MAX. */
static bool copy(struct arena *a, json_t *j, int depth, struct json *out)
{
	if (depth > DEPTH_MAX)
		return false;
	switch (json_typeof(j)) {
	case JSON_OBJECT:
		return copy_object(a, j, depth, out);
	case JSON_ARRAY:
		return copy_array(a, j, depth, out);
	case JSON_STRING:
		*out = json_of_string(copy_string(a, j));
		return true;
	case JSON_INTEGER:
		*out = json_of_int(json_integer_value(j));
		return true;
	case JSON_REAL:
		out->kind = JSON_KIND_REAL;
		out->d = json_real_value(j);
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*out = json_of_bool(json_is_true(j));
		return true;
	case JSON_NULL:
		break;
	}
	*out = json_of_null();
	return true;
}

bool json_parse(struct arena *a, struct str text, size_t max_bytes,
    const struct json **ret, struct err *e)
{
	json_error_t why;

	if (text.n > max_bytes)
		return fail(e, ERR_LIMIT,
		    "データが大きすぎます（%zu バイト。上限は %zu バイト）。",
		    "The data is too large (%zu bytes; the limit is %zu).",
		    text.n, max_bytes);
	AUTO(end_jansson)
	json_t *j = json_loadb(text.n ? text.p : "", text.n,
	    JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	if (!j)
		return fail(e, ERR_INPUT,
		    "JSON として読めません（%d 行 %d 文字目: %s）。",
		    "This is not valid JSON (line %d, column %d: %s).",
		    why.line, why.column, why.text);
	struct json *out = ARENA_NEW(a, struct json);
	if (!copy(a, j, 0, out))
		return fail(e, ERR_LIMIT,
		    "JSON の入れ子が深すぎます（上限は %d 段）。",
		    "The JSON is nested too deeply (the limit is %d levels).",
		    DEPTH_MAX);
	*ret = out;
	return true;
}

static const struct json *get_n(const struct json *o, struct str name)
{
	if (!o || o->kind != JSON_KIND_OBJECT)
		return NULL;
	for (size_t i = 0; i < o->n; i++)
		if (str_eq(o->members[i].name, name))
			return &o->members[i].value;
	return NULL;
}

const struct json *json_get(const struct json *o, const char *name)
{
	return get_n(o, str_of(name));
}

struct str json_get_str(const struct json *o, const char *name)
{
	const struct json *v = json_get(o, name);

	return v && v->kind == JSON_KIND_STRING ? v->s : (struct str){0};
}

int64_t json_get_int(const struct json *o, const char *name, int64_t other)
{
	const struct json *v = json_get(o, name);

	return v && v->kind == JSON_KIND_INT ? v->i : other;
}

bool json_get_bool(const struct json *o, const char *name, bool other)
{
	const struct json *v = json_get(o, name);

	return v && v->kind == JSON_KIND_BOOL ? v->b : other;
}

static bool equal_members(const struct json *x, const struct json *y)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct json *other = get_n(y, x->members[i].name);
		if (!other || !json_same(&x->members[i].value, other))
			return false;
	}
	return true;
}

bool json_same(const struct json *x, const struct json *y)
{
	if (x->kind != y->kind || x->n != y->n)
		return false;
	switch (x->kind) {
	case JSON_KIND_BOOL:
		return x->b == y->b;
	case JSON_KIND_INT:
		return x->i == y->i;
	case JSON_KIND_REAL:
		return memcmp(&x->d, &y->d, sizeof(x->d)) == 0;
	case JSON_KIND_STRING:
		return str_eq(x->s, y->s);
	case JSON_KIND_OBJECT:
		return equal_members(x, y);
	case JSON_KIND_ARRAY:
		for (size_t i = 0; i < x->n; i++)
			if (!json_same(&x->items[i], &y->items[i]))
				return false;
		return true;
	default:
		return true;
	}
}

struct json json_of_null(void)
{
	return (struct json){.kind = JSON_KIND_NULL};
}

struct json json_of_bool(bool b)
{
	return (struct json){.kind = JSON_KIND_BOOL, .b = b};
}

struct json json_of_int(int64_t i)
{
	return (struct json){.kind = JSON_KIND_INT, .i = i};
}

struct json json_of_string(struct str s)
{
	return (struct json){.kind = JSON_KIND_STRING, .s = s};
}

struct json json_of_array(void)
{
	return (struct json){.kind = JSON_KIND_ARRAY};
}

struct json json_of_object(void)
{
	return (struct json){.kind = JSON_KIND_OBJECT};
}

void json_set_n(
    struct arena *a, struct json *o, struct str name, struct json value)
{
	struct json *old = (struct json *)get_n(o, name);

	if (old) {
		*old = value;
		return;
	}
	if (o->n == o->cap) {
		size_t cap = o->cap ? o->cap * 2 : 8;
		struct json_member *m =
		    ARENA_ARRAY(a, cap, struct json_member);
		if (o->n)
			memcpy(m, o->members, o->n * sizeof(*m));
		o->members = m;
		o->cap = cap;
	}
	o->members[o->n++] = (struct json_member){name, value};
}

void json_set(
    struct arena *a, struct json *o, const char *name, struct json value)
{
	json_set_n(a, o, str_of(name), value);
}

void json_push(struct arena *a, struct json *array, struct json value)
{
	if (array->n == array->cap) {
		size_t cap = array->cap ? array->cap * 2 : 8;
		struct json *items = ARENA_ARRAY(a, cap, struct json);
		if (array->n)
			memcpy(items, array->items, array->n * sizeof(*items));
		array->items = items;
		array->cap = cap;
	}
	array->items[array->n++] = value;
}

void json_put_string(struct buf *b, struct str s)
{
	size_t from = 0;

	buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\' && c != '<' &&
		    c != '>' && c != 0x7f)
			continue;
		buf_put(b, str_slice(s, from, i - from));
		from = i + 1;
		if (c == '"' || c == '\\')
			buf_printf(b, "\\%c", c);
		else if (c == '\n')
			BUF_LIT(b, "\\n");
		else
			buf_printf(b, "\\u%04x", c);
	}
	buf_put(b, str_from(s, from));
	buf_putc(b, '"');
}

void json_put(struct buf *b, const struct json *v)
{
	struct json_writer w = {.b = b};

	jw_value(&w, v);
}

static void comma(struct json_writer *w)
{
	if (w->comma)
		buf_putc(w->b, ',');
	w->comma = true;
}

void jw_open(struct json_writer *w, char bracket)
{
	comma(w);
	buf_putc(w->b, bracket);
	w->comma = false;
}

void jw_close(struct json_writer *w, char bracket)
{
	buf_putc(w->b, bracket);
	w->comma = true;
}

void jw_name_n(struct json_writer *w, struct str name)
{
	comma(w);
	json_put_string(w->b, name);
	buf_putc(w->b, ':');
	w->comma = false;
}

void jw_name(struct json_writer *w, const char *name)
{
	jw_name_n(w, str_of(name));
}

void jw_str(struct json_writer *w, struct str s)
{
	if (!s.p) {
		jw_null(w);
		return;
	}
	comma(w);
	json_put_string(w->b, s);
}

void jw_int(struct json_writer *w, int64_t i)
{
	char text[24];
	size_t at = sizeof(text);
	uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;

	comma(w);
	do {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (i < 0)
		text[--at] = '-';
	buf_put(w->b, (struct str){text + at, sizeof(text) - at});
}

void jw_bool(struct json_writer *w, bool b)
{
	comma(w);
	buf_put(w->b, b ? STR("true") : STR("false"));
}

void jw_null(struct json_writer *w)
{
	comma(w);
	BUF_LIT(w->b, "null");
}

static void put_object(struct json_writer *w, const struct json *v)
{
	jw_open(w, '{');
	for (size_t i = 0; i < v->n; i++) {
		jw_name_n(w, v->members[i].name);
		jw_value(w, &v->members[i].value);
	}
	jw_close(w, '}');
}

/* A number that was written with a fraction is read as one again. */
static void put_real(struct json_writer *w, double d)
{
	char text[40];

	comma(w);
	snprintf(text, sizeof(text), "%.17g", d);
	buf_printf(w->b, "%s%s", text, strpbrk(text, ".en") ? "" : ".0");
}

void jw_value(struct json_writer *w, const struct json *v)
{
	switch (v ? v->kind : JSON_KIND_NULL) {
	case JSON_KIND_BOOL:
		jw_bool(w, v->b);
		return;
	case JSON_KIND_INT:
		jw_int(w, v->i);
		return;
	case JSON_KIND_REAL:
		put_real(w, v->d);
		return;
	case JSON_KIND_STRING:
		jw_str(w, v->s.p ? v->s : STR(""));
		return;
	case JSON_KIND_OBJECT:
		put_object(w, v);
		return;
	case JSON_KIND_ARRAY:
		jw_open(w, '[');
		for (size_t i = 0; i < v->n; i++)
			jw_value(w, &v->items[i]);
		jw_close(w, ']');
		return;
	default:
		jw_null(w);
	}
}

void jw_kstr(struct json_writer *w, const char *name, struct str s)
{
	jw_name(w, name);
	jw_str(w, s);
}

void jw_kint(struct json_writer *w, const char *name, int64_t i)
{
	jw_name(w, name);
	jw_int(w, i);
}

void jw_kcount(struct json_writer *w, const char *name, uint64_t n)
{
	jw_kint(w, name, n < INT64_MAX ? (int64_t)n : INT64_MAX);
}

void jw_kbool(struct json_writer *w, const char *name, bool b)
{
	jw_name(w, name);
	jw_bool(w, b);
}

void jw_ktime(struct json_writer *w, const char *name, int64_t at)
{
	jw_name(w, name);
	if (at == 0) {
		jw_null(w);
		return;
	}
	w->comma = true;
	buf_putc(w->b, '"');
	time_put_utc(w->b, at);
	buf_putc(w->b, '"');
}
