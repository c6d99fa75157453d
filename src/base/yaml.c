/*
 * base/yaml - see yaml.h. Walks libyaml's events by recursion, whose depth is
 * bounded here because the library's own nesting is not.
 */
#include "base/yaml.h"

#include <yaml.h>

#include "base/utf8.h"

struct reader {
	struct arena *a;
	struct str file;
	struct str text;
	yaml_parser_t parser;
	size_t nodes;
	unsigned depth;
};

#define LINE(ev) ((unsigned)(ev)->start_mark.line + 1)

static void event_end(yaml_event_t *ev)
{
	yaml_event_delete(ev);
}

static void parser_end(yaml_parser_t **p)
{
	yaml_parser_delete(*p);
}

/* fail() with the place before the reason. */
#define fail_at(r, e, line, ja, en)                                          \
	fail((e), ERR_INPUT, "%.*s:%u: " ja, "%.*s:%u: " en,                 \
	    STR_ARG((r)->file), (line))

/* The line, from 1, in which the byte at that offset stands. */
static unsigned line_of(struct str text, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

/* Where the first byte stands that is not UTF-8. */
static size_t utf8_bad(struct str text)
{
	struct str rest = text;

	while (rest.n > 0) {
		struct str one = rest;

		utf8_next(&rest);
		one.n -= rest.n;
		if (!utf8_check(one))
			return (size_t)(one.p - text.p);
	}
	return text.n;
}

static bool next(struct reader *r, yaml_event_t *ev, struct err *e)
{
	if (yaml_parser_parse(&r->parser, ev))
		return true;

	const char *why =
	    r->parser.problem ? r->parser.problem : "not readable";
	/* A character that YAML does not take has an offset, not a mark. */
	unsigned line = r->parser.error == YAML_READER_ERROR
	    ? line_of(r->text, r->parser.problem_offset)
	    : (unsigned)r->parser.problem_mark.line + 1;

	return fail(e, ERR_INPUT,
	    "%.*s:%u: YAMLとして読めません（%s）。字下げと記号を確かめてください。",
	    "%.*s:%u: not valid YAML (%s); check indentation and punctuation.",
	    STR_ARG(r->file), line, why);
}

static bool text_take(struct reader *r, const yaml_event_t *ev,
    struct str *ret, struct err *e)
{
	struct str s = {(const char *)ev->data.scalar.value,
	    ev->data.scalar.length};

	if (ev->data.scalar.anchor || ev->data.scalar.tag)
		return fail_at(r, e, LINE(ev),
		    "アンカー（&）とタグ（!）は使えません。",
		    "anchors (&) and tags (!) are not taken here.");
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n') ||
		    s.p[i] == 0x7f)
			return fail_at(r, e, LINE(ev),
			    "制御文字は使えません。",
			    "control characters are not taken here.");
	*ret = arena_str(r->a, s);
	return true;
}

static bool node(struct reader *r, const yaml_event_t *ev, struct yaml *ret,
    struct err *e);

static void *grown(struct arena *a, const void *old, size_t n, size_t *cap,
    size_t size)
{
	size_t more = *cap ? *cap * 2 : 8;
	void *p = arena_array(a, more, size);

	if (n)
		memcpy(p, old, n * size);
	*cap = more;
	return p;
}

static bool list(struct reader *r, struct yaml *ret, struct err *e)
{
	for (;;) {
		AUTO(event_end) yaml_event_t ev = {0};

		if (!next(r, &ev, e))
			return false;
		if (ev.type == YAML_SEQUENCE_END_EVENT)
			return true;
		if (ret->n == ret->cap)
			ret->items = grown(r->a, ret->items, ret->n, &ret->cap,
			    sizeof(*ret->items));
		if (!node(r, &ev, &ret->items[ret->n], e))
			return false;
		ret->n++;
	}
}

static bool member(struct reader *r, const yaml_event_t *name,
    struct yaml *ret, struct err *e)
{
	AUTO(event_end) yaml_event_t value = {0};
	struct yaml_member m = {.line = LINE(name)};

	if (name->type != YAML_SCALAR_EVENT)
		return fail_at(r, e, LINE(name),
		    "項目名は文字で書いてください。", "a name has to be text.");
	if (!text_take(r, name, &m.name, e))
		return false;
	for (size_t i = 0; i < ret->n; i++)
		if (str_eq(ret->members[i].name, m.name))
			return fail(e, ERR_INPUT,
			    "%.*s:%u: 「%.*s」が二度書かれています。",
			    "%.*s:%u: \"%.*s\" is written twice.",
			    STR_ARG(r->file), m.line, STR_ARG(m.name));
	if (!next(r, &value, e) || !node(r, &value, &m.value, e))
		return false;
	if (ret->n == ret->cap)
		ret->members = grown(r->a, ret->members, ret->n, &ret->cap,
		    sizeof(*ret->members));
	ret->members[ret->n++] = m;
	return true;
}

static bool map(struct reader *r, struct yaml *ret, struct err *e)
{
	for (;;) {
		AUTO(event_end) yaml_event_t ev = {0};

		if (!next(r, &ev, e))
			return false;
		if (ev.type == YAML_MAPPING_END_EVENT)
			return true;
		if (!member(r, &ev, ret, e))
			return false;
	}
}

static bool branch(struct reader *r, const yaml_event_t *ev, struct yaml *ret,
    struct err *e)
{
	bool is_map = ev->type == YAML_MAPPING_START_EVENT;
	bool marked = is_map
	    ? ev->data.mapping_start.anchor || ev->data.mapping_start.tag
	    : ev->data.sequence_start.anchor || ev->data.sequence_start.tag;

	if (marked)
		return fail_at(r, e, LINE(ev),
		    "アンカー（&）とタグ（!）は使えません。",
		    "anchors (&) and tags (!) are not taken here.");
	if (r->depth == YAML_DEPTH_MAX)
		return fail_at(r, e, LINE(ev), "入れ子が深すぎます。",
		    "nested too deeply.");
	ret->kind = is_map ? YAML_KIND_MAP : YAML_KIND_LIST;
	r->depth++;

	bool good = is_map ? map(r, ret, e) : list(r, ret, e);

	r->depth--;
	return good;
}

static bool node(struct reader *r, const yaml_event_t *ev, struct yaml *ret,
    struct err *e)
{
	*ret = (struct yaml){.line = LINE(ev)};
	if (++r->nodes > YAML_NODES_MAX)
		return fail(e, ERR_LIMIT,
		    "%.*s:%u: 項目が多すぎます（上限%d）。",
		    "%.*s:%u: too many nodes (at most %d).", STR_ARG(r->file),
		    ret->line, YAML_NODES_MAX);
	switch (ev->type) {
	case YAML_SCALAR_EVENT:
		ret->kind = YAML_KIND_TEXT;
		return text_take(r, ev, &ret->s, e);
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		return branch(r, ev, ret, e);
	default:
		return fail_at(r, e, ret->line, "別名（*）は使えません。",
		    "aliases (*) are not taken here.");
	}
}

/* The one document, between the start and the end of the stream. */
static bool document(struct reader *r, struct yaml *root, struct err *e)
{
	for (;;) {
		AUTO(event_end) yaml_event_t ev = {0};

		if (!next(r, &ev, e))
			return false;
		switch (ev.type) {
		case YAML_STREAM_END_EVENT:
			return true;
		case YAML_STREAM_START_EVENT:
		case YAML_DOCUMENT_START_EVENT:
		case YAML_DOCUMENT_END_EVENT:
			break;
		default:
			if (root->kind != YAML_KIND_NONE)
				return fail_at(r, e, LINE(&ev),
				    "一つのファイルに書ける文書は一つです。",
				    "one file holds one document.");
			if (!node(r, &ev, root, e))
				return false;
		}
	}
}

bool yaml_parse(struct arena *a, struct str name, struct str text,
    size_t max_bytes, const struct yaml **ret, struct err *e)
{
	struct reader r = {.a = a, .file = name, .text = text};
	struct yaml *root = ARENA_NEW(a, struct yaml);

	if (text.n > max_bytes)
		return fail(e, ERR_LIMIT,
		    "%.*s:1: 大きすぎます（%zuバイト、上限%zuバイト）。",
		    "%.*s:1: too large (%zu bytes, at most %zu).", STR_ARG(name),
		    text.n, max_bytes);
	if (!utf8_check(text))
		return fail(e, ERR_INPUT,
		    "%.*s:%u: UTF-8ではありません。UTF-8で保存し直してください。",
		    "%.*s:%u: not UTF-8; save it as UTF-8.", STR_ARG(name),
		    line_of(text, utf8_bad(text)));
	if (!yaml_parser_initialize(&r.parser))
		return fail(e, ERR_IO, "%.*s: メモリが足りません。",
		    "%.*s: out of memory.", STR_ARG(name));

	AUTO(parser_end) yaml_parser_t *p = &r.parser;

	yaml_parser_set_encoding(p, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    p, (const unsigned char *)(text.p ? text.p : ""), text.n);
	root->line = 1;
	if (!document(&r, root, e))
		return false;
	*ret = root;
	return true;
}

const struct yaml *yaml_get(const struct yaml *o, const char *name)
{
	if (!o || o->kind != YAML_KIND_MAP)
		return NULL;
	for (size_t i = 0; i < o->n; i++)
		if (str_is(o->members[i].name, name))
			return &o->members[i].value;
	return NULL;
}

struct str yaml_get_text(const struct yaml *o, const char *name)
{
	const struct yaml *v = yaml_get(o, name);

	return v && v->kind == YAML_KIND_TEXT ? v->s : (struct str){0};
}
