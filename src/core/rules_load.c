/*
 * core/rules_load - rule packs out of YAML, or file, line and reason why not.
 * Every name is checked, so that a slip of the pen in a law cannot silently
 * drop a duty. Opens no file; desk/ and the tests call rules_load().
 * A parser in one file: its small readers are of no use to anybody else.
 */
#include "core/rules_model.h"

#include "base/yaml.h"

/* What is being read; errors name the file. */
struct loader {
	struct arena *a;
	struct str file;
	const struct yaml *terms; /* named conditions, read when used */
	const struct yaml *words; /* questions of the facts */
	unsigned depth;
};

#define COND_DEPTH_MAX 16

/* fail() with "file:line: " before the reason. */
#define bad(l, y, e, ja, en, ...)                                            \
	fail((e), ERR_INPUT, "%.*s:%u: " ja, "%.*s:%u: " en,                 \
	    STR_ARG((l)->file), (y)->line __VA_OPT__(, ) __VA_ARGS__)

/* ---- small readers ---- */

/* Only these names, in a map; allowed is separated by blanks. */
static bool names(struct loader *l, const struct yaml *y, const char *allowed,
    struct err *e)
{
	if (y->kind != YAML_KIND_MAP)
		return bad(l, y, e, "ここは「項目名: 値」で書いてください。",
		    "names with values belong here.");
	for (size_t i = 0; i < y->n; i++) {
		struct str rest = str_of(allowed), one;
		bool known = false;

		while (!known && str_cut(&rest, ' ', &one))
			known = str_eq(one, y->members[i].name);
		if (!known)
			return bad(l, &y->members[i], e,
			    "「%.*s」という項目はありません。書けるのは %s です。",
			    "there is no \"%.*s\" here; known are %s.",
			    STR_ARG(y->members[i].name), allowed);
	}
	return true;
}

static bool text(struct loader *l, const struct yaml *y, const char *name,
    struct str *ret, struct err *e)
{
	const struct yaml *v = yaml_get(y, name);

	if (!v)
		return bad(l, y, e, "「%s」を書いてください。",
		    "\"%s\" is missing.", name);
	if (v->kind != YAML_KIND_TEXT || str_trim(v->s).n == 0)
		return bad(l, v, e, "「%s」は空でない文字にしてください。",
		    "\"%s\" has to be text and not empty.", name);
	*ret = str_trim(v->s);
	return true;
}

/* The same, but it may be left out. */
static bool text_maybe(struct loader *l, const struct yaml *y,
    const char *name, struct str *ret, struct err *e)
{
	*ret = STR("");
	return !yaml_get(y, name) || text(l, y, name, ret, e);
}

static bool both(struct loader *l, const struct yaml *y, const char *name,
    struct rules_text *ret, struct err *e)
{
	const struct yaml *v = yaml_get(y, name);

	if (!v)
		return bad(l, y, e, "「%s」を日本語（ja）と英語（en）で書いてください。",
		    "\"%s\" is missing; write it as ja and en.", name);
	return names(l, v, "ja en", e) && text(l, v, "ja", &ret->ja, e) &&
	    text(l, v, "en", &ret->en, e);
}

static bool both_maybe(struct loader *l, const struct yaml *y,
    const char *name, struct rules_text *ret, struct err *e)
{
	*ret = (struct rules_text){STR(""), STR("")};
	return !yaml_get(y, name) || both(l, y, name, ret, e);
}

static bool number(struct loader *l, const struct yaml *v, int64_t max,
    int64_t *ret, struct err *e)
{
	int64_t n;

	if (v->kind != YAML_KIND_TEXT || !str_parse_int(v->s, &n) || n < 1 ||
	    n > max)
		return bad(l, v, e, "1から%lldまでの数を書いてください。",
		    "write a number from 1 to %lld.", (long long)max);
	*ret = n;
	return true;
}

static bool number_maybe(struct loader *l, const struct yaml *y,
    const char *name, int64_t *ret, struct err *e)
{
	const struct yaml *v = yaml_get(y, name);

	return !v || number(l, v, RULES_DAYS_MAX, ret, e);
}

/* A day such as 2023-04-01, or "-" for no bound. */
static bool day(struct loader *l, const struct yaml *y, const char *name,
    int64_t *ret, struct err *e)
{
	struct str s;
	int64_t at;
	enum time_precision p = TIME_EXACT;

	if (!text(l, y, name, &s, e))
		return false;
	if (str_is(s, "-"))
		return true; /* *ret holds the open bound */
	if (!time_parse(s, &at, &p) || p != TIME_DATE)
		return bad(l, yaml_get(y, name), e,
		    "「%s」は 2023-04-01 のような日付か「-」にしてください。",
		    "\"%s\" has to be a date such as 2023-04-01, or \"-\".",
		    name);
	*ret = time_day_of(at);
	return true;
}

/* One text or a list of texts. */
static bool texts(struct loader *l, const struct yaml *v, struct str **ret,
    size_t *ret_n, struct err *e)
{
	size_t n = v->kind == YAML_KIND_LIST ? v->n : 1;
	const struct yaml *items = v->kind == YAML_KIND_LIST ? v->items : v;
	struct str *all = ARENA_ARRAY(l->a, n ? n : 1, struct str);

	for (size_t i = 0; i < n; i++) {
		if (items[i].kind != YAML_KIND_TEXT)
			return bad(l, &items[i], e,
			    "文字か、文字の並びを書いてください。",
			    "write text or a list of texts.");
		all[i] = items[i].s;
	}
	if (n == 0)
		return bad(l, v, e, "一つ以上書いてください。",
		    "write at least one.");
	*ret = all;
	*ret_n = n;
	return true;
}

static bool type_bit(struct str s, unsigned *bits)
{
	enum incident_type t;

	if (!incident_type_parse(s, &t))
		return false;
	*bits |= 1u << t;
	return true;
}

static bool party_bit(struct str s, unsigned *bits)
{
	for (int p = 0; p < PARTY_COUNT_; p++)
		if (str_is(s, party_word((enum party)p))) {
			*bits |= 1u << p;
			return true;
		}
	return false;
}

static bool bits(struct loader *l, const struct yaml *v,
    bool (*one)(struct str, unsigned *), unsigned *ret, struct err *e)
{
	struct str *all;
	size_t n;

	if (!texts(l, v, &all, &n, e))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!one(all[i], ret))
			return bad(l, v, e,
			    "「%.*s」は知らない語です（種類は t1〜t6 と other、"
			    "団体は prefecture・municipality・related）。",
			    "\"%.*s\" is not known (types t1 to t6 and other; "
			    "parties prefecture, municipality, related).",
			    STR_ARG(all[i]));
	return true;
}

/* ---- conditions ---- */

static bool cond(struct loader *l, const struct yaml *y,
    struct rules_cond *ret, struct err *e);

static bool kids(struct loader *l, const struct yaml *v,
    struct rules_cond *ret, struct err *e)
{
	if (v->kind != YAML_KIND_LIST || v->n == 0)
		return bad(l, v, e, "条件を「-」で並べてください。",
		    "a list of conditions belongs here.");
	ret->kids = ARENA_ARRAY(l->a, v->n, struct rules_cond);
	for (size_t i = 0; i < v->n; i++)
		if (!cond(l, &v->items[i], &ret->kids[i], e))
			return false;
	ret->n = v->n;
	return true;
}

static bool kid(struct loader *l, const struct yaml *v, struct rules_cond *ret,
    struct err *e)
{
	ret->kids = ARENA_NEW(l->a, struct rules_cond);
	ret->n = 1;
	return cond(l, v, &ret->kids[0], e);
}

/* The question of a fact or decision, as the pack's words say it. */
static bool label(struct loader *l, const struct yaml *y,
    struct rules_cond *ret, struct err *e)
{
	char name[128];

	if (ret->item.n >= sizeof(name))
		return bad(l, y, e, "名前が長すぎます。", "the name is too long.");
	memcpy(name, ret->item.p, ret->item.n);
	name[ret->item.n] = '\0';
	if (!yaml_get(l->words, name))
		return bad(l, y, e,
		    "「%s」の問いが words にありません。理由の文に使います。",
		    "words has no question for \"%s\"; the reason needs it.",
		    name);
	return both(l, l->words, name, &ret->label, e);
}

static bool valued(struct loader *l, const struct yaml *y, const char *name,
    struct rules_cond *ret, struct err *e)
{
	const struct yaml *is = yaml_get(y, "is");
	struct str certainty;

	if (!text(l, y, name, &ret->item, e) || !label(l, y, ret, e) ||
	    !text_maybe(l, y, "certainty", &certainty, e))
		return false;
	if (!is)
		return bad(l, y, e, "「is」に合う値を書いてください。",
		    "\"is\" with the value that fits is missing.");
	if (certainty.n && !str_is(certainty, "confirmed"))
		return bad(l, y, e, "certainty に書けるのは confirmed だけです。",
		    "certainty can only be confirmed.");
	ret->confirmed = certainty.n != 0;
	return texts(l, is, &ret->is, &ret->is_n, e);
}

static bool use(struct loader *l, const struct yaml *v, struct rules_cond *ret,
    struct err *e)
{
	for (size_t i = 0; l->terms && i < l->terms->n; i++)
		if (v->kind == YAML_KIND_TEXT &&
		    str_eq(l->terms->members[i].name, v->s))
			return cond(l, &l->terms->members[i].value, ret, e);
	return bad(l, v, e, "その名前の条件が terms にありません。",
	    "terms has no condition of that name.");
}

static bool cond_one(struct loader *l, const struct yaml *y,
    const struct yaml_member *m, struct rules_cond *ret, struct err *e)
{
	static const struct {
		const char *name;
		enum rules_op op;
	} OPS[] = {{"all", RULES_ALL}, {"any", RULES_ANY}, {"not", RULES_NOT},
	    {"surely", RULES_SURELY}, {"type", RULES_TYPE},
	    {"party", RULES_PARTY}, {"fact", RULES_FACT},
	    {"persons_over", RULES_PERSONS}, {"decision", RULES_DECISION}};

	for (size_t i = 0; i < COUNT_OF(OPS); i++)
		if (str_is(m->name, OPS[i].name))
			ret->op = OPS[i].op;
	switch (ret->op) {
	case RULES_ALL:
	case RULES_ANY:
		return kids(l, &m->value, ret, e);
	case RULES_NOT:
	case RULES_SURELY:
		return kid(l, &m->value, ret, e);
	case RULES_TYPE:
		return bits(l, &m->value, type_bit, &ret->bits, e);
	case RULES_PARTY:
		return bits(l, &m->value, party_bit, &ret->bits, e);
	case RULES_FACT:
		return names(l, y, "fact is certainty", e) &&
		    valued(l, y, "fact", ret, e);
	case RULES_PERSONS:
		return number(l, &m->value, 1000000000, &ret->over, e);
	case RULES_DECISION:
		return names(l, y, "decision is", e) &&
		    valued(l, y, "decision", ret, e);
	case RULES_ALWAYS:
	case RULES_OP_COUNT_:
		break;
	}
	return use(l, &m->value, ret, e);
}

static bool cond(struct loader *l, const struct yaml *y,
    struct rules_cond *ret, struct err *e)
{
	*ret = (struct rules_cond){0};
	if (!names(l, y,
	        "all any not surely type party fact is certainty "
	        "persons_over decision use",
	        e))
		return false;
	/* fact and decision stand first; all others alone. */
	if (y->n == 0 || (y->n > 1 && !str_is(y->members[0].name, "fact") &&
	                     !str_is(y->members[0].name, "decision")) ||
	    str_is(y->members[0].name, "is") ||
	    str_is(y->members[0].name, "certainty"))
		return bad(l, y, e,
		    "条件は一つずつ書き、fact と decision は先頭に置いてください。",
		    "one condition at a time; fact and decision stand first.");
	/* terms may name terms, also in a circle */
	if (l->depth == COND_DEPTH_MAX)
		return bad(l, y, e,
		    "条件の入れ子が深すぎるか、terms が循環しています。",
		    "conditions nest too deeply, or terms go in a circle.");
	l->depth++;

	bool good = cond_one(l, y, &y->members[0], ret, e);

	l->depth--;
	return good;
}

static bool cond_maybe(struct loader *l, const struct yaml *y,
    const char *name, struct rules_cond *ret, struct err *e)
{
	const struct yaml *v = yaml_get(y, name);

	*ret = (struct rules_cond){0};
	return !v || cond(l, v, ret, e);
}

/* ---- clocks, duties, packs ---- */

static bool instead(struct loader *l, const struct yaml *v,
    struct rules_clock *ret, struct err *e)
{
	if (v->kind != YAML_KIND_LIST)
		return bad(l, v, e, "instead は「-」で並べてください。",
		    "instead is a list.");
	ret->instead = ARENA_ARRAY(l->a, v->n, struct rules_other_days);
	for (size_t i = 0; i < v->n; i++) {
		const struct yaml *y = &v->items[i];
		struct rules_other_days *o = &ret->instead[i];

		if (!names(l, y, "when days", e))
			return false;
		if (!yaml_get(y, "when") || !yaml_get(y, "days"))
			return bad(l, y, e, "when と days の両方が要ります。",
			    "both when and days are needed.");
		if (!cond_maybe(l, y, "when", &o->when, e) ||
		    !number_maybe(l, y, "days", &o->days, e))
			return false;
	}
	ret->instead_n = v->n;
	return true;
}

static bool clock_days(struct loader *l, const struct yaml *y,
    const struct rules_clock *c, struct err *e)
{
	bool promptly = c->count == RULES_COUNT_PROMPTLY;

	if (promptly != (c->days == 0) || (promptly && c->instead_n))
		return bad(l, y, e, "promptly には days を書かず、他には書きます。",
		    "promptly has no days, every other rule has.");

	int64_t least = c->days;

	for (size_t i = 0; i < c->instead_n; i++)
		if (c->instead[i].days < least)
			least = c->instead[i].days;
	if (c->target_days > least)
		return bad(l, y, e, "target_days はどの days よりも大きくできません。",
		    "target_days may not be more than any of the days.");
	return true;
}

static bool clock(struct loader *l, const struct yaml *y,
    struct rules_clock *ret, struct err *e)
{
	struct str start, rule, roll;
	const struct yaml *other = yaml_get(y, "instead");

	if (!names(l, y, "start rule days target_days roll instead", e) ||
	    !text(l, y, "start", &start, e) || !text(l, y, "rule", &rule, e) ||
	    !text_maybe(l, y, "roll", &roll, e) ||
	    !number_maybe(l, y, "days", &ret->days, e) ||
	    !number_maybe(l, y, "target_days", &ret->target_days, e) ||
	    (other && !instead(l, other, ret, e)))
		return false;
	ret->from_occurred = str_is(start, "occurred_at");
	ret->roll = str_is(roll, "open-day");
	if (!ret->from_occurred && !str_is(start, "known_at"))
		return bad(l, y, e, "start は known_at か occurred_at です。",
		    "start is known_at or occurred_at.");
	if (!rules_count_parse(rule, &ret->count))
		return bad(l, y, e, "数え方「%.*s」は知りません。",
		    "there is no counting rule \"%.*s\".", STR_ARG(rule));
	if (roll.n && !ret->roll && !str_is(roll, "none"))
		return bad(l, y, e, "roll は open-day か none です。",
		    "roll is open-day or none.");
	return clock_days(l, y, ret, e);
}

static bool cases(struct loader *l, const struct yaml *v,
    struct rules_duty *ret, struct err *e)
{
	if (v->kind != YAML_KIND_LIST)
		return bad(l, v, e, "cases は「-」で並べてください。",
		    "cases is a list.");
	ret->cases = ARENA_ARRAY(l->a, v->n, struct rules_case);
	for (size_t i = 0; i < v->n; i++) {
		const struct yaml *y = &v->items[i];
		struct rules_case *c = &ret->cases[i];

		if (!names(l, y, "type party title recipient note item law", e))
			return false;

		const struct yaml *t = yaml_get(y, "type");
		const struct yaml *p = yaml_get(y, "party");

		if (!t && !p)
			return bad(l, y, e, "type か party を書いてください。",
			    "say for which type or party.");
		if ((t && !bits(l, t, type_bit, &c->types, e)) ||
		    (p && !bits(l, p, party_bit, &c->parties, e)) ||
		    !both_maybe(l, y, "title", &c->title, e) ||
		    !both_maybe(l, y, "recipient", &c->recipient, e) ||
		    !both_maybe(l, y, "note", &c->note, e) ||
		    !text_maybe(l, y, "item", &c->item, e) ||
		    !text_maybe(l, y, "law", &c->law, e))
			return false;
	}
	ret->cases_n = v->n;
	return true;
}

static bool id_is_good(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || id.p[i] == '.' ||
		        id.p[i] == '_' || id.p[i] == '-' ||
		        (id.p[i] >= '0' && id.p[i] <= '9')))
			return false;
	return id.n > 0 && id.n < 64;
}

static bool duty_texts(struct loader *l, const struct yaml *y,
    struct rules_duty *d, struct err *e)
{
	return text(l, y, "id", &d->id, e) && both(l, y, "title", &d->title, e) &&
	    both(l, y, "recipient", &d->recipient, e) &&
	    both_maybe(l, y, "note", &d->note, e) &&
	    text_maybe(l, y, "paper", &d->paper, e) &&
	    text_maybe(l, y, "item", &d->item, e) &&
	    text_maybe(l, y, "law", &d->law, e) &&
	    text(l, y, "sure", &d->sure, e) &&
	    text_maybe(l, y, "covered_by", &d->covered_by, e);
}

static bool duty(struct loader *l, const struct yaml *y, struct rules_duty *d,
    struct err *e)
{
	const struct yaml *c = yaml_get(y, "clock");
	const struct yaml *cs = yaml_get(y, "cases");

	d->line = y->line;
	d->has_unless = yaml_get(y, "unless") != NULL;
	if (!names(l, y,
	        "id title recipient note paper item law sure when unless "
	        "clock cases covered_by",
	        e) ||
	    !duty_texts(l, y, d, e))
		return false;
	if (!id_is_good(d->id))
		return bad(l, y, e,
		    "id「%.*s」に使えるのは小文字・数字・点・「-」・「_」です。",
		    "the id \"%.*s\" may hold small letters, digits, . - and _.",
		    STR_ARG(d->id));
	if (!str_is(d->sure, "high") && !str_is(d->sure, "mid") &&
	    !str_is(d->sure, "low"))
		return bad(l, y, e, "sure は high・mid・low のどれかです。",
		    "sure is high, mid or low.");
	if (!c)
		return bad(l, y, e, "clock を書いてください。",
		    "clock is missing.");
	return cond_maybe(l, y, "when", &d->when, e) &&
	    cond_maybe(l, y, "unless", &d->unless, e) &&
	    clock(l, c, &d->clock, e) && (!cs || cases(l, cs, d, e));
}

static bool duties(struct loader *l, const struct yaml *y,
    struct rules_pack *p, struct err *e)
{
	const struct yaml *v = yaml_get(y, "duties");

	if (!v || v->kind != YAML_KIND_LIST || v->n == 0 ||
	    v->n > RULES_DUTIES_MAX)
		return bad(l, v ? v : y, e,
		    "duties に1から%d件を並べてください。",
		    "duties has to list 1 to %d of them.", RULES_DUTIES_MAX);
	p->duties = ARENA_ARRAY(l->a, v->n, struct rules_duty);
	for (size_t i = 0; i < v->n; i++) {
		if (!duty(l, &v->items[i], &p->duties[i], e))
			return false;
		for (size_t k = 0; k < i; k++)
			if (str_eq(p->duties[i].id, p->duties[k].id))
				return bad(l, &v->items[i], e,
				    "「%.*s」が二つあります。",
				    "\"%.*s\" is there twice.",
				    STR_ARG(p->duties[i].id));
	}
	p->n = v->n;
	return true;
}

/* Every named condition has to be right, also one nobody uses. */
static bool terms(struct loader *l, struct err *e)
{
	struct rules_cond unused;

	for (size_t i = 0; l->terms && i < l->terms->n; i++)
		if (!cond(l, &l->terms->members[i].value, &unused, e))
			return false;
	return true;
}

static bool pack(struct loader *l, const struct yaml *y, struct rules_pack *p,
    struct err *e)
{
	l->terms = yaml_get(y, "terms");
	l->words = yaml_get(y, "words");
	p->file = l->file;
	p->from_day = INT64_MIN;
	p->until_day = INT64_MAX;
	if (!names(l, y,
	        "id title valid_from valid_until source words terms duties", e))
		return false;
	if ((l->terms && l->terms->kind != YAML_KIND_MAP) ||
	    (l->words && l->words->kind != YAML_KIND_MAP))
		return bad(l, y, e, "words と terms は「名前: 内容」で書きます。",
		    "words and terms are names with contents.");
	if (!text(l, y, "id", &p->id, e) || !both(l, y, "title", &p->title, e) ||
	    !text(l, y, "source", &p->source, e) ||
	    !day(l, y, "valid_from", &p->from_day, e) ||
	    !day(l, y, "valid_until", &p->until_day, e))
		return false;
	if (p->from_day > p->until_day)
		return bad(l, y, e, "valid_until が valid_from より前です。",
		    "valid_until is before valid_from.");
	return terms(l, e) && duties(l, y, p, e);
}

/* ---- all packs together ---- */

static bool in_both(const struct rules_pack *a, const struct rules_pack *b)
{
	return a->from_day <= b->until_day && b->from_day <= a->until_day;
}

/* On no day may two packs say something about the same duty. */
static bool apart(const struct rules *r, size_t at, struct err *e)
{
	const struct rules_pack *p = &r->packs[at];

	for (size_t k = 0; k < at; k++) {
		const struct rules_pack *q = &r->packs[k];

		if (str_eq(p->id, q->id))
			return fail(e, ERR_INPUT,
			    "%.*s:1: id「%.*s」は%.*sと同じです。",
			    "%.*s:1: the id \"%.*s\" is that of %.*s too.",
			    STR_ARG(p->file), STR_ARG(p->id), STR_ARG(q->file));
		for (size_t i = 0; in_both(p, q) && i < p->n * q->n; i++) {
			const struct rules_duty *d = &p->duties[i / q->n];

			if (!str_eq(d->id, q->duties[i % q->n].id))
				continue;
			return fail(e, ERR_INPUT,
			    "%.*s:%u: 「%.*s」は%.*sにもあり、期間が重なります。",
			    "%.*s:%u: \"%.*s\" is in %.*s too, and the periods "
			    "overlap.",
			    STR_ARG(p->file), d->line, STR_ARG(d->id),
			    STR_ARG(q->file));
		}
	}
	return true;
}

bool rules_load(struct arena *a, const struct rules_source *files, size_t n,
    const struct rules **ret, struct err *e)
{
	struct rules *r = ARENA_NEW(a, struct rules);

	if (n > RULES_PACKS_MAX)
		return fail(e, ERR_LIMIT, "規則のファイルが多すぎます（上限%d）。",
		    "too many rule packs (at most %d).", RULES_PACKS_MAX);
	r->packs = ARENA_ARRAY(a, n ? n : 1, struct rules_pack);
	for (size_t i = 0; i < n; i++) {
		struct loader l = {.a = a, .file = arena_str(a, files[i].name)};
		const struct yaml *y;

		if (!yaml_parse(a, l.file, files[i].text, RULES_FILE_BYTES_MAX,
		        &y, e) ||
		    !pack(&l, y, &r->packs[i], e) || !apart(r, i, e))
			return false;
		r->n = i + 1;
	}
	*ret = r;
	return true;
}
