/*
 * inventory/ownrule - reading and checking an organisation's rules. Pure.
 * Knows YAML and what a rule may say; ownmatch.c matches.
 */
#include "investigate/inventory/ownrule.h"

#include "base/yaml.h"
#include "investigate/inventory/ownmatch.h"

/* Where in which file; every refusal says it. */
struct place {
	struct str file;
	unsigned line;
};

#define WRONG(e, at, ja, en, ...)                                            \
	fail(e, ERR_INPUT, "%.*s:%u: " ja, "%.*s:%u: " en,                   \
	    STR_ARG((at).file), (at).line __VA_OPT__(, ) __VA_ARGS__)

static bool is_id(struct str s)
{
	if (s.n == 0 || s.n > 40)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		        c == '_'))
			return false;
	}
	return true;
}

static bool known_members(struct place at, const struct yaml *y, struct err *e)
{
	static const char *const names[] = {
	    "id", "ja", "en", "pattern", "check", "heads", "person"};

	if (y->kind != YAML_KIND_MAP)
		return WRONG(e, at, "規則は「名前: 値」の組で書いてください。",
		    "A rule has to be a map of names and values.");
	for (size_t i = 0; i < y->n; i++) {
		bool known = false;
		for (size_t k = 0; k < COUNT_OF(names); k++)
			known |= str_is(y->members[i].name, names[k]);
		at.line = y->members[i].line;
		if (!known)
			return WRONG(e, at,
			    "「%.*s」という項目はありません。",
			    "There is no member \"%.*s\" in a rule.",
			    STR_ARG(y->members[i].name));
	}
	return true;
}

static bool read_check(struct place at, struct str s, struct ownrule *r,
    struct err *e)
{
	static const char *const names[OWNRULE_CHECK_COUNT_] = {
	    "none", "luhn", "mod10", "mod11"};

	for (int i = 0; i < OWNRULE_CHECK_COUNT_; i++)
		if (s.n == 0 || str_is(s, names[i])) {
			r->check = (enum ownrule_check)i;
			return true;
		}
	return WRONG(e, at,
	    "check は none、luhn、mod10、mod11 のどれかです。",
	    "check is one of none, luhn, mod10, mod11.");
}

static bool read_heads(struct place at, const struct yaml *y,
    struct ownrule *r, struct err *e)
{
	if (!y)
		return true;
	if (y->kind != YAML_KIND_LIST || y->n > OWNRULE_HEADS)
		return WRONG(e, at, "heads は語の並びで、%d個までです。",
		    "heads is a list of at most %d words.", OWNRULE_HEADS);
	for (size_t i = 0; i < y->n; i++) {
		struct str w = y->items[i].s;
		if (y->items[i].kind != YAML_KIND_TEXT || w.n == 0 ||
		    w.n > 60)
			return WRONG(e, at,
			    "heads の語は60バイトまでの文字列です。",
			    "A word of heads is a text of at most 60 bytes.");
		r->head[r->n_heads++] = w;
	}
	return true;
}

/* The line of a member, where the rule has it. */
static struct place line_of(
    struct place at, const struct yaml *rule, const char *name)
{
	const struct yaml *y = yaml_get(rule, name);

	if (y)
		at.line = y->line;
	return at;
}

/* Compiled here only to be checked; the worker compiles it again. */
static bool read_pattern(struct place at, const struct yaml *y,
    struct ownrule *r, struct err *e)
{
	unsigned groups = 0;
	struct ownmatch_error bad;
	int64_t group = -1;
	struct str person = yaml_get_text(y, "person");
	struct place at_person = line_of(at, y, "person");

	at = line_of(at, y, "pattern");
	r->pattern = yaml_get_text(y, "pattern");
	if (r->pattern.n == 0 || r->pattern.n > OWNRULE_PATTERN_BYTES)
		return WRONG(e, at, "pattern（%dバイトまで）が必要です。",
		    "A pattern of at most %d bytes is needed.",
		    OWNRULE_PATTERN_BYTES);
	if (!ownmatch_check(r->pattern, &groups, &bad))
		return WRONG(e, at,
		    "pattern の%zuバイト目に誤りがあります（%s）。",
		    "The pattern is wrong at byte %zu: %s.", bad.at, bad.text);
	if (person.n > 0 && (!str_parse_int(person, &group) || group < 0 ||
	                        group > (int64_t)groups))
		return WRONG(e, at_person,
		    "person は pattern の中の括弧の番号（0は全体、この規則では%uまで）です。",
		    "person is the number of a group of the pattern (0: all of it; here up to %u).",
		    groups);
	r->person = group < 0 ? 0 : (unsigned)group + 1;
	return true;
}

static bool read_rule(struct place at, const struct yaml *y,
    struct ownrule *r, struct err *e)
{
	if (!known_members(at, y, e))
		return false;
	r->id = yaml_get_text(y, "id");
	r->label[LANG_JA] = yaml_get_text(y, "ja");
	r->label[LANG_EN] = yaml_get_text(y, "en");
	if (!is_id(r->id))
		return WRONG(e, line_of(at, y, "id"),
		    "id は英小文字、数字、_ で40字までにしてください。",
		    "id is of a-z, 0-9 and _, at most 40 of them.");
	if (r->label[LANG_JA].n == 0 || r->label[LANG_JA].n > 90 ||
	    r->label[LANG_EN].n > 90)
		return WRONG(e, line_of(at, y, "ja"),
		    "ja（と、あれば en）に、90バイトまでの名前を書いてください。",
		    "ja (and en, if given) is a name of at most 90 bytes.");
	if (r->label[LANG_EN].n == 0)
		r->label[LANG_EN] = r->id;
	return read_check(line_of(at, y, "check"), yaml_get_text(y, "check"),
	           r, e) &&
	       read_heads(at, yaml_get(y, "heads"), r, e) &&
	       read_pattern(at, y, r, e);
}

static bool is_new(
    struct place at, const struct ownrules *all, struct err *e)
{
	for (size_t i = 0; i + 1 < all->n; i++)
		if (str_eq(all->rule[i].id, all->rule[all->n - 1].id))
			return WRONG(e, at, "id「%.*s」が二つあります。",
			    "There are two rules with the id %.*s.",
			    STR_ARG(all->rule[i].id));
	return true;
}

static bool fits_wire(
    struct place at, const struct ownrules *r, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, OWNRULES_WIRE_BYTES);

	ownrules_put(&b, r);
	return !b.over ||
	       fail(e, ERR_LIMIT,
	           "%.*s:%u: 規則が全部で%dバイトを超えます。",
	           "%.*s:%u: The rules are more than %d bytes in all.",
	           STR_ARG(at.file), at.line, OWNRULES_WIRE_BYTES);
}

bool ownrules_load(struct arena *a, struct str name, struct str text,
    struct ownrules *ret, struct err *e)
{
	const struct yaml *y;
	struct place at = {name, 1};

	*ret = (struct ownrules){.file = arena_str(a, name),
	    .sha256 = sha256_of(text)};
	if (!yaml_parse(a, name, text, OWNRULES_FILE_BYTES, &y, e))
		return false;
	const struct yaml *list = yaml_get(y, "rules");
	if (!list || list->kind != YAML_KIND_LIST || list->n == 0 || y->n != 1)
		return WRONG(e, at, "「rules:」の下に規則を並べてください。",
		    "The file is \"rules:\" and a list of rules, nothing else.");
	if (list->n > OWNRULES_MAX)
		return fail(e, ERR_LIMIT, "%.*s: 規則は%d個までです。",
		    "%.*s: There may be at most %d rules.", STR_ARG(name),
		    OWNRULES_MAX);
	for (size_t i = 0; i < list->n; i++) {
		at.line = list->items[i].line;
		if (!read_rule(at, &list->items[i], &ret->rule[ret->n], e))
			return false;
		ret->n++;
		if (!is_new(at, ret, e))
			return false;
	}
	return fits_wire(at, ret, e);
}

static void put_text(struct buf *b, struct str s)
{
	uint16_t n = (uint16_t)s.n;

	buf_put(b, (struct str){(const char *)&n, sizeof(n)});
	buf_put(b, s);
}

void ownrules_put(struct buf *b, const struct ownrules *r)
{
	buf_putc(b, (char)r->n);
	for (size_t i = 0; i < r->n; i++) {
		const struct ownrule *o = &r->rule[i];
		buf_putc(b, (char)o->check);
		buf_putc(b, (char)o->person);
		buf_putc(b, (char)o->n_heads);
		put_text(b, o->pattern);
		for (size_t k = 0; k < o->n_heads; k++)
			put_text(b, o->head[k]);
	}
}
