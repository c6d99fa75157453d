/*
 * core/playbook_fields - the schema of a playbook as tables, and the reader of
 * values. Must not know how files are put together (playbook_load.c) nor
 * whether references hold (playbook_finish.c).
 */
#include "core/playbook_fields.h"

#include <stddef.h>

#include "base/utf8.h"
#include "core/playbook_load.h"

#define ID_BYTES_MAX 64
#define TITLE_CHARS_MAX 60

enum value_kind {
	VALUE_ID,        /* a.b.1 */
	VALUE_SECTION,   /* cover, 2, 3-5(2) */
	VALUE_TEXT,      /* a sentence */
	VALUE_TITLE,     /* a short text */
	VALUE_KIND,
	VALUE_PHASE,
	VALUE_DOES,
	VALUE_MACHINE,
	VALUE_TOOL,
	VALUE_CONDITION,
	VALUE_NEEDS,     /* list of words */
	VALUE_GAPS,      /* list of G1 … G30 */
	VALUE_BOOL,      /* yes or no */
	VALUE_CLEAR,     /* list of keys whose value of the base goes */
	VALUE_ELSEWHERE, /* allowed here, read by the loader */
};

struct field {
	const char *key;
	enum value_kind kind;
	bool must;    /* in a whole map */
	bool must_in_change;
	size_t at;
};

#define ITEM(member) offsetof(struct playbook_draft, item.member)
#define HEADER(member) offsetof(struct playbook_header, member)
#define ROLE(member) offsetof(struct playbook_role, member)
#define ABSENT(member) offsetof(struct playbook_absent, member)
#define GAP(member) offsetof(struct playbook_gap, member)

static const struct field item_fields[] = {
	{"id", VALUE_ID, true, true, ITEM(id)},
	{"section", VALUE_SECTION, true, false, ITEM(section)},
	{"kind", VALUE_KIND, true, false, ITEM(kind)},
	{"phase", VALUE_PHASE, true, false, ITEM(phase)},
	{"opens", VALUE_PHASE, false, false, ITEM(opens)},
	{"machine", VALUE_MACHINE, true, false, ITEM(machine)},
	{"does", VALUE_DOES, true, false, ITEM(does)},
	{"tool", VALUE_TOOL, false, false, ITEM(tool)},
	{"actor", VALUE_ID, false, false, ITEM(actor)},
	{"condition", VALUE_CONDITION, false, false, ITEM(condition)},
	{"needs", VALUE_NEEDS, false, false, ITEM(needs)},
	{"gives", VALUE_NEEDS, false, false, ITEM(gives)},
	{"parent", VALUE_ID, false, false, ITEM(parent)},
	{"after", VALUE_ID, false, false, ITEM(after)},
	{"same", VALUE_ID, false, false, ITEM(same)},
	{"place_after", VALUE_ID, false, false,
	    offsetof(struct playbook_draft, place_after)},
	{"option", VALUE_BOOL, false, false, ITEM(option)},
	{"cutoff", VALUE_BOOL, false, false, ITEM(cutoff)},
	{"destructive", VALUE_BOOL, false, false, ITEM(destructive)},
	{"ours", VALUE_BOOL, false, false, ITEM(ours)},
	{"gap", VALUE_GAPS, false, false, ITEM(gap)},
	{"clear", VALUE_CLEAR, false, false, 0},
	{"title_ja", VALUE_TITLE, false, false, ITEM(title_ja)},
	{"title_en", VALUE_TITLE, false, false, ITEM(title_en)},
	{"ja", VALUE_TEXT, true, false, ITEM(ja)},
	{"en", VALUE_TEXT, true, false, ITEM(en)},
	{"differs_ja", VALUE_TEXT, false, true, ITEM(differs_ja)},
	{"differs_en", VALUE_TEXT, false, true, ITEM(differs_en)},
};

static const struct field header_fields[] = {
	{"playbook", VALUE_ID, true, false, HEADER(id)},
	{"version", VALUE_TITLE, true, false, HEADER(version)},
	{"based_on", VALUE_ID, false, false, HEADER(based_on)},
	{"name_ja", VALUE_TITLE, true, false, HEADER(name_ja)},
	{"name_en", VALUE_TEXT, true, false, HEADER(name_en)},
	{"notes_ja", VALUE_TEXT, false, false, HEADER(notes_ja)},
	{"notes_en", VALUE_TEXT, false, false, HEADER(notes_en)},
	{"additions", VALUE_BOOL, false, false, HEADER(additions)},
	{"languages", VALUE_ELSEWHERE, true, false, 0},
	{"files", VALUE_ELSEWHERE, false, false, 0},
	{"roles", VALUE_ELSEWHERE, false, false, 0},
	{"changed_roles", VALUE_ELSEWHERE, false, false, 0},
	{"items", VALUE_ELSEWHERE, false, false, 0},
	{"without", VALUE_ELSEWHERE, false, false, 0},
	{"changed", VALUE_ELSEWHERE, false, false, 0},
	{"gaps", VALUE_ELSEWHERE, false, false, 0},
};

static const struct field role_fields[] = {
	{"id", VALUE_ID, true, true, ROLE(id)},
	{"ja", VALUE_TITLE, true, false, ROLE(ja)},
	{"en", VALUE_TITLE, true, false, ROLE(en)},
	{"office_ja", VALUE_TITLE, false, false, ROLE(office_ja)},
	{"office_en", VALUE_TEXT, false, false, ROLE(office_en)},
};

static const struct field absent_fields[] = {
	{"id", VALUE_ID, true, true, ABSENT(id)},
	{"differs_ja", VALUE_TEXT, true, true, ABSENT(differs_ja)},
	{"differs_en", VALUE_TEXT, true, true, ABSENT(differs_en)},
};

static const struct field gap_fields[] = {
	{"id", VALUE_ID, true, true, GAP(id)},
	{"ja", VALUE_TEXT, true, true, GAP(ja)},
	{"en", VALUE_TEXT, true, true, GAP(en)},
};

struct table {
	const struct field *fields;
	size_t n;
	bool change;
};

static const struct table tables[FIELDS_COUNT_] = {
	[FIELDS_HEADER] = {header_fields, COUNT_OF(header_fields), false},
	[FIELDS_ITEM] = {item_fields, COUNT_OF(item_fields), false},
	[FIELDS_CHANGED] = {item_fields, COUNT_OF(item_fields), true},
	[FIELDS_ROLE] = {role_fields, COUNT_OF(role_fields), false},
	[FIELDS_CHANGED_ROLE] = {role_fields, COUNT_OF(role_fields), true},
	[FIELDS_ABSENT] = {absent_fields, COUNT_OF(absent_fields), false},
	[FIELDS_GAP] = {gap_fields, COUNT_OF(gap_fields), false},
};

static const char *const tool_words[] = {
	"alert", "evidence", "exposure", "final_report", "form", "inventory",
	"letters", "narrowing", "press",
};

static bool is_tool(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(tool_words); i++)
		if (str_is(word, tool_words[i]))
			return true;
	return false;
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* ASCII letters, digits and the signs of `also`, starting with the former. */
static bool is_word(struct str s, const char *also, size_t max)
{
	if (s.n == 0 || s.n > max || !is_alnum(s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && !strchr(also, s.p[i]))
			return false;
	return true;
}

/* One value of a map, with its key and its place. */
struct value {
	struct place at;
	struct str key;
	const struct yaml *y;
};

struct str place_clip(struct str s)
{
	return str_slice(s, 0, utf8_cut(s.p, s.n < 48 ? s.n : 48));
}

static bool fail_word(const struct value *n, struct err *e)
{
	struct str key = place_clip(n->key);
	struct str text = place_clip(n->y->s);

	return fail_place(e, &n->at,
	    "%.*sの値「%.*s」は使えません。決められた語から選んでください。",
	    "%.*s cannot be \"%.*s\"; choose one of the words of the format.",
	    STR_ARG(key), STR_ARG(text));
}

static bool read_id(const struct value *n, struct str *ret, struct err *e)
{
	if (!is_word(n->y->s, "._-", ID_BYTES_MAX))
		return fail_place(e, &n->at,
		    "%.*s「%.*s」は半角英数字と . _ - だけで%d字までにしてください。",
		    "%.*s \"%.*s\": use ASCII letters, digits, . _ - only, "
		    "%d at most.",
		    STR_ARG(place_clip(n->key)), STR_ARG(place_clip(n->y->s)),
		    ID_BYTES_MAX);
	*ret = n->y->s;
	return true;
}

/* A character that shows nothing, or makes other text show than is there. */
static bool is_hidden(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff ||
	       c == 0x2028 || c == 0x2029 || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

static bool has_hidden(struct str text)
{
	while (text.n > 0)
		if (is_hidden(utf8_next(&text)))
			return true;
	return false;
}

static bool read_text(
    const struct value *n, bool title, struct str *ret, struct err *e)
{
	struct str key = place_clip(n->key);
	struct str text = n->y->s;
	size_t max = title ? TITLE_CHARS_MAX : PLAYBOOK_TEXT_BYTES_MAX;

	while (text.n > 0 && text.p[text.n - 1] == '\n')
		text.n--;
	if (has_hidden(text))
		return fail_place(e, &n->at,
		    "%.*sに改行や制御文字があります。1行の文にしてください。",
		    "%.*s holds line breaks, control or direction "
		    "characters; write it as one line.",
		    STR_ARG(key));
	if (str_trim(text).n == 0)
		return fail_place(e, &n->at, "%.*sが空です。",
		    "%.*s is empty.", STR_ARG(key));
	if (text.n > PLAYBOOK_TEXT_BYTES_MAX || utf8_count(text) > max)
		return fail_place(e, &n->at, "%.*sが長すぎます（%zuまで）。",
		    "%.*s is too long (%zu at most).", STR_ARG(key), max);
	*ret = text;
	return true;
}

static bool read_bool(const struct value *n, bool *ret, struct err *e)
{
	bool yes = str_is(n->y->s, "yes");

	if (!yes && !str_is(n->y->s, "no"))
		return fail_place(e, &n->at, "%.*sはyesかnoで書いてください。",
		    "%.*s has to be yes or no.", STR_ARG(place_clip(n->key)));
	*ret = yes;
	return true;
}

/* The i-th entry of a list, under the list's key. */
static struct value entry(const struct value *list, size_t i)
{
	struct value v = *list;

	v.y = &list->y->items[i];
	v.at.line = v.y->line;
	return v;
}

static bool read_needs(
    const struct value *list, unsigned *ret, struct err *e)
{
	unsigned bits = 0;
	enum playbook_need need;

	for (size_t i = 0; i < list->y->n; i++) {
		struct value v = entry(list, i);

		if (!playbook_need_parse(v.y->s, &need))
			return fail_word(&v, e);
		bits |= (unsigned)need;
	}
	*ret = bits;
	return true;
}

static bool read_gaps(struct arena *a, const struct value *list,
    struct str *ret, struct err *e)
{
	struct str all = {0};

	for (size_t i = 0; i < list->y->n; i++) {
		struct value v = entry(list, i);

		if (!is_word(v.y->s, "", 8))
			return fail_word(&v, e);
		all = i == 0 ? v.y->s
			     : arena_printf(a, "%.*s %.*s", STR_ARG(all),
				   STR_ARG(v.y->s));
	}
	*ret = all;
	return true;
}

/* A key that an item may do without, and whose value is a word. */
static bool can_clear(const struct field *f)
{
	return !f->must && (f->kind == VALUE_TOOL ||
	    f->kind == VALUE_CONDITION || f->kind == VALUE_GAPS ||
	    (f->kind == VALUE_ID && f->at != ITEM(id)));
}

/* Empty each value that the list names, in the item at out. */
static bool read_clear(const struct value *list, void *out, struct err *e)
{
	for (size_t i = 0; i < list->y->n; i++) {
		struct value v = entry(list, i);
		const struct field *f = item_fields;
		const struct field *end = f + COUNT_OF(item_fields);

		while (f < end && !(can_clear(f) && str_is(v.y->s, f->key)))
			f++;
		if (f == end)
			return fail_word(&v, e);
		*(struct str *)((char *)out + f->at) = (struct str){0};
	}
	return true;
}

/* A value that is one of a fixed set of words. */
static bool read_word(const struct value *n, enum value_kind kind,
    void *at, struct err *e)
{
	bool ok = false;

	if (kind == VALUE_KIND)
		ok = playbook_kind_parse(n->y->s, at);
	else if (kind == VALUE_PHASE)
		ok = playbook_phase_parse(n->y->s, at);
	else if (kind == VALUE_DOES)
		ok = playbook_does_parse(n->y->s, at);
	else if (kind == VALUE_MACHINE)
		ok = playbook_machine_parse(n->y->s, at);
	else if (kind == VALUE_TOOL)
		ok = is_tool(n->y->s);
	else if (kind == VALUE_CONDITION)
		ok = playbook_condition_is_known(n->y->s);
	else
		ok = is_word(n->y->s, "()-", 16);
	if (!ok)
		return fail_word(n, e);
	if (kind == VALUE_TOOL || kind == VALUE_CONDITION ||
	    kind == VALUE_SECTION)
		*(struct str *)at = n->y->s;
	return true;
}

static bool read_value(struct arena *a, const struct value *n,
    enum value_kind kind, void *at, struct err *e)
{
	switch (kind) {
	case VALUE_ID:
		return read_id(n, at, e);
	case VALUE_TEXT:
	case VALUE_TITLE:
		return read_text(n, kind == VALUE_TITLE, at, e);
	case VALUE_BOOL:
		return read_bool(n, at, e);
	case VALUE_NEEDS:
		return read_needs(n, at, e);
	case VALUE_GAPS:
		return read_gaps(a, n, at, e);
	case VALUE_CLEAR: /* its at is 0: the item itself */
		return read_clear(n, at, e);
	case VALUE_ELSEWHERE:
		return true;
	default:
		return read_word(n, kind, at, e);
	}
}

static const struct field *find_field(const struct table *t, struct str key)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_is(key, t->fields[i].key))
			return &t->fields[i];
	return NULL;
}

/* A list where one is meant, of words only; one word otherwise. */
static bool check_shape(
    const struct value *n, enum value_kind kind, struct err *e)
{
	bool list = kind == VALUE_NEEDS || kind == VALUE_GAPS ||
	    kind == VALUE_CLEAR;
	struct str key = place_clip(n->key);

	if (kind == VALUE_ELSEWHERE)
		return true;
	if (list && n->y->kind != YAML_KIND_LIST)
		return fail_place(e, &n->at,
		    "%.*sは [a, b] の形の並びで書いてください。",
		    "%.*s has to be a list: [a, b].", STR_ARG(key));
	if (!list && n->y->kind != YAML_KIND_TEXT)
		return fail_place(e, &n->at,
		    "%.*sの値は1つだけ書いてください。",
		    "%.*s has to be one value.", STR_ARG(key));
	for (size_t i = 0; list && i < n->y->n; i++) {
		struct value v = entry(n, i);

		if (v.y->kind != YAML_KIND_TEXT)
			return fail_place(e, &v.at,
			    "%.*sの並びには語だけが使えます。",
			    "The list %.*s holds words only.", STR_ARG(key));
	}
	return true;
}

static bool check_musts(const struct table *t, const struct yaml *map,
    const struct place *at, struct err *e)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct field *f = &t->fields[i];
		bool must = t->change ? f->must_in_change : f->must;

		if (must && !yaml_get(map, f->key))
			return fail_place(e, at, "「%s」がありません。",
			    "\"%s\" is missing.", f->key);
	}
	return true;
}

bool fields_read(struct arena *a, struct str file, const struct yaml *map,
    enum fields_of what, void *out, struct err *e)
{
	const struct table *t = &tables[what];
	struct place at = {file, map->line};

	if (map->kind != YAML_KIND_MAP)
		return fail_place(e, &at,
		    "「見出し: 値」の組で書いてください。",
		    "Write this as \"key: value\" lines.");
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_member *m = &map->members[i];
		const struct field *f = find_field(t, m->name);
		struct value v = {{file, m->line}, m->name, &m->value};

		if (!f)
			return fail_place(e, &v.at,
			    "「%.*s」という見出しはここでは使えません。",
			    "There is no key \"%.*s\" here.",
			    STR_ARG(place_clip(m->name)));
		if (!check_shape(&v, f->kind, e) ||
		    !read_value(a, &v, f->kind, (char *)out + f->at, e))
			return false;
	}
	return check_musts(t, map, &at, e);
}
