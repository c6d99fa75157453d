/*
 * web/pages/found - the result of a finding as a person reads it: what its
 * members are called, which are shown, what is a table. Any JSON may stand
 * there; what has no name here is shown by its own.
 */
#include "web/pages/pages.h"

static const struct {
	const char *parent, *word, *text[LANG_COUNT_];
} NAMES[] = {
#define FOUND(parent, word, ja, en) {parent, word, {ja, en}},
#include "web/pages/found.def"
#undef FOUND
};

/* Its place in the table; behind it when it has no name there. */
static size_t rank_of(struct str parent, struct str name)
{
	size_t i = 0;

	while (i < COUNT_OF(NAMES) &&
	       (!str_is(name, NAMES[i].word) ||
	           (NAMES[i].parent[0] != 0 &&
	               !str_is(parent, NAMES[i].parent))))
		i++;
	return i;
}

struct str found_label(
    const struct view *o, struct str parent, struct str name)
{
	size_t i = rank_of(parent, name);

	return i < COUNT_OF(NAMES) ? str_of(NAMES[i].text[o->lang]) : name;
}

static bool is_deep(const struct json *v)
{
	return v->kind == JSON_KIND_ARRAY || v->kind == JSON_KIND_OBJECT;
}

/* The proposals stand below; of what is there in both languages, one. */
static bool is_shown(
    const struct view *o, const struct json *of, struct str name)
{
	struct arena *a = o->b->arena;
	bool en = str_ends(name, STR("_en"));

	if (str_is(name, "proposes"))
		return false;
	if (o->lang == LANG_JA)
		return !en;
	return en ||
	    !json_get(of, arena_printf(a, "%.*s_en", STR_ARG(name)).p);
}

size_t found_names(const struct view *o, const struct json *of,
    struct str parent, struct str *ret, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < of->n && n < max; i++) {
		struct str name = of->members[i].name;
		size_t rank = rank_of(parent, name), at = n;

		if (!is_shown(o, of, name))
			continue;
		for (; at > 0 && rank_of(parent, ret[at - 1]) > rank; at--)
			ret[at] = ret[at - 1];
		ret[at] = name;
		n++;
	}
	return n;
}

static const struct json *row_of(const struct json *v, size_t i)
{
	return v->kind == JSON_KIND_ARRAY ? &v->items[i]
	                                  : &v->members[i].value;
}

static const struct json *cell_of(const struct json *row, struct str name)
{
	for (size_t i = 0; i < row->n; i++)
		if (str_eq(row->members[i].name, name))
			return &row->members[i].value;
	return NULL;
}

bool found_is_number(const struct json *v, struct str name)
{
	const struct json *x = cell_of(row_of(v, 0), name);

	return x && x->kind == JSON_KIND_INT;
}

/* A column that says no throughout says nothing. */
static bool is_never(const struct json *v, struct str name)
{
	bool never = true;

	for (size_t i = 0; i < v->n; i++) {
		const struct json *x = cell_of(row_of(v, i), name);

		never &= x && x->kind == JSON_KIND_BOOL && !x->b;
	}
	return never;
}

size_t found_columns(const struct view *o, const struct json *v,
    struct str parent, struct str *ret, size_t max)
{
	size_t all = found_names(o, row_of(v, 0), parent, ret, max), n = 0;

	for (size_t i = 0; i < all; i++)
		if (!is_never(v, ret[i]))
			ret[n++] = ret[i];
	return n;
}

enum found_form found_form(const struct json *v)
{
	if (!is_deep(v))
		return FOUND_VALUE;
	for (size_t i = 0; i < v->n; i++) {
		const struct json *x = row_of(v, i);

		if (x->kind != JSON_KIND_OBJECT || x->n == 0)
			return v->kind == JSON_KIND_ARRAY ? FOUND_VALUES
			                                  : FOUND_PARTS;
		for (size_t k = 0; k < x->n; k++)
			if (is_deep(&x->members[k].value))
				return v->kind == JSON_KIND_ARRAY
				    ? FOUND_VALUES : FOUND_PARTS;
	}
	if (v->n == 0)
		return FOUND_NONE;
	return v->kind == JSON_KIND_ARRAY || v->n > 1 ? FOUND_TABLE
	                                              : FOUND_PARTS;
}

struct str found_text(
    const struct view *o, struct str name, const struct json *v)
{
	struct buf b = buf_begin(o->b->arena, 4000);

	if (!v || v->kind == JSON_KIND_NULL)
		return STR("－");
	if (v->kind == JSON_KIND_STRING)
		return str_is(name, "protection")
		    ? found_label(o, name, v->s)
		    : value_text(o, STR(""), v->s);
	if (v->kind == JSON_KIND_BOOL)
		return value_text(o, STR("value"), v->b ? STR("yes") : STR("no"));
	if (v->kind != JSON_KIND_ARRAY) {
		json_put(&b, v);
		return buf_str(&b);
	}
	for (size_t i = 0; i < v->n && !b.over; i++) {
		if (i)
			buf_put(&b, o->lang == LANG_JA ? STR("、") : STR(", "));
		buf_put(&b, found_text(o, name, &v->items[i]));
	}
	return v->n ? buf_str(&b) : STR("－");
}
