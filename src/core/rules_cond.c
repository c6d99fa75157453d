/*
 * core/rules_cond - does a condition hold for an incident: yes, no, or not
 * known yet; and which facts made it so. Knows nothing of days or duties.
 * duty.c and rules_clock.c call it.
 */
#include "core/rules_model.h"

#include "base/buf.h"

#define REASON_BYTES_MAX 4096

/* ---- leaves ---- */

static bool listed(const struct rules_cond *c, struct str value)
{
	for (size_t i = 0; i < c->is_n; i++)
		if (str_eq_nocase(c->is[i], value))
			return true;
	return false;
}

static enum playbook_truth fact_holds(
    const struct rules_cond *c, const struct incident *inc)
{
	const struct fact *f = incident_fact(inc, c->item);

	if (!f || f->value.n == 0 || f->certainty == CERTAINTY_UNKNOWN ||
	    str_eq_nocase(f->value, STR("unknown")))
		return PLAYBOOK_UNKNOWN;
	if (!listed(c, f->value))
		return PLAYBOOK_NO;
	if (c->confirmed && f->certainty != CERTAINTY_CONFIRMED)
		return PLAYBOOK_UNKNOWN;
	return PLAYBOOK_YES;
}

/* As long as it is not known, the largest possible number counts. */
static enum playbook_truth persons_hold(
    const struct rules_cond *c, const struct incident *inc)
{
	if (inc->persons_confirmed > c->over)
		return PLAYBOOK_YES;
	if (inc->persons_max < 0 || inc->persons_max > c->over)
		return PLAYBOOK_UNKNOWN;
	return PLAYBOOK_NO;
}

static enum playbook_truth decision_holds(
    const struct rules_cond *c, const struct incident *inc)
{
	const struct decision *d = incident_decision(inc, c->item);

	if (!d)
		return PLAYBOOK_UNKNOWN;
	return listed(c, str_trim(d->outcome)) ? PLAYBOOK_YES : PLAYBOOK_NO;
}

/* No type yet (a report by its summary alone): it may be any of them. */
static enum playbook_truth type_holds(
    const struct rules_cond *c, const struct incident *inc)
{
	if (inc->types == 0)
		return PLAYBOOK_UNKNOWN;
	return inc->types & c->bits ? PLAYBOOK_YES : PLAYBOOK_NO;
}

/* ---- the whole ---- */

static enum playbook_truth joined(
    const struct rules_cond *c, const struct incident *inc)
{
	bool all = c->op == RULES_ALL;
	enum playbook_truth t = all ? PLAYBOOK_YES : PLAYBOOK_NO;

	for (size_t i = 0; i < c->n; i++) {
		enum playbook_truth k = rules_holds(&c->kids[i], inc);

		if (all ? k < t : k > t)
			t = k;
	}
	return t;
}

enum playbook_truth rules_holds(
    const struct rules_cond *c, const struct incident *inc)
{
	switch (c->op) {
	case RULES_ALL:
	case RULES_ANY:
		return joined(c, inc);
	case RULES_NOT:
		return (enum playbook_truth)(
		    PLAYBOOK_YES - rules_holds(&c->kids[0], inc));
	case RULES_SURELY:
		return rules_holds(&c->kids[0], inc) == PLAYBOOK_YES
		    ? PLAYBOOK_YES
		    : PLAYBOOK_NO;
	case RULES_TYPE:
		return type_holds(c, inc);
	case RULES_PARTY:
		return c->bits & 1u << inc->party ? PLAYBOOK_YES : PLAYBOOK_NO;
	case RULES_FACT:
		return fact_holds(c, inc);
	case RULES_PERSONS:
		return persons_hold(c, inc);
	case RULES_DECISION:
		return decision_holds(c, inc);
	case RULES_ALWAYS:
	case RULES_OP_COUNT_:
		break;
	}
	return PLAYBOOK_YES;
}

/* ---- the reason ---- */

struct saying {
	struct arena *a;
	const struct incident *inc;
	struct buf ja, en;
};

static void say(struct saying *s, struct str ja, struct str en)
{
	if (str_find(buf_str(&s->ja), ja) >= 0 && s->ja.n)
		return; /* the same fact stands in several conditions */
	if (s->ja.n) {
		BUF_LIT(&s->ja, "、");
		BUF_LIT(&s->en, "; ");
	}
	buf_put(&s->ja, ja);
	buf_put(&s->en, en);
}

static void say_answer(struct saying *s, const struct rules_cond *c,
    const char *ja, const char *en)
{
	say(s,
	    arena_printf(
	        s->a, "%.*s：%s", STR_ARG(c->label.ja), ja),
	    arena_printf(
	        s->a, "%.*s: %s", STR_ARG(c->label.en), en));
}

static const char *word_ja(struct str v)
{
	static const struct {
		const char *word, *ja;
	} WORDS[] = {{"yes", "はい"}, {"no", "いいえ"}, {"publish", "公表する"},
	    {"not", "公表しない"}, {"later", "時期を見て改めて判断"},
	    {"unknown", "不明"}};

	for (size_t i = 0; i < COUNT_OF(WORDS); i++)
		if (str_eq_nocase(v, str_of(WORDS[i].word)))
			return WORDS[i].ja;
	return NULL;
}

static void say_value(struct saying *s, const struct rules_cond *c,
    struct str value, enum certainty certainty)
{
	const char *ja = word_ja(value);
	bool guess = certainty == CERTAINTY_ESTIMATED;
	bool known = certainty != CERTAINTY_UNKNOWN;
	struct str v = ja ? str_of(ja) : value;

	say_answer(s, c,
	    arena_printf(s->a, "%.*s%s", STR_ARG(v),
	        guess ? "（推定）" : known ? "" : "（確かでない）")
	        .p,
	    arena_printf(s->a, "%.*s%s", STR_ARG(value),
	        guess ? " (estimated)" : known ? "" : " (uncertain)")
	        .p);
}

static void say_fact(struct saying *s, const struct rules_cond *c)
{
	const struct fact *f = incident_fact(s->inc, c->item);

	if (!f || f->value.n == 0)
		say_answer(s, c, "未回答", "not answered");
	else
		say_value(s, c, f->value, f->certainty);
}

static void say_decision(struct saying *s, const struct rules_cond *c)
{
	const struct decision *d = incident_decision(s->inc, c->item);

	if (!d)
		say_answer(s, c, "まだ決めていない", "not decided yet");
	else
		say_value(s, c, d->outcome, CERTAINTY_CONFIRMED);
}

static void say_persons(struct saying *s, const struct rules_cond *c)
{
	long long over = (long long)c->over;
	long long sure = (long long)s->inc->persons_confirmed;
	long long max = (long long)s->inc->persons_max;

	if (sure > over)
		say(s,
		    arena_printf(s->a, "本人の数：確認済%lld人（%lld人を超える）",
		        sure, over),
		    arena_printf(s->a,
		        "persons concerned: %lld confirmed (more than %lld)",
		        sure, over));
	else if (max < 0)
		say(s,
		    arena_printf(s->a,
		        "本人の数：不明（%lld人を超えることがあり得る）", over),
		    arena_printf(s->a,
		        "persons concerned: unknown (may be more than %lld)",
		        over));
	else if (max > over)
		say(s,
		    arena_printf(s->a, "本人の数：最大%lld人（%lld人を超え得る）",
		        max, over),
		    arena_printf(s->a,
		        "persons concerned: up to %lld (may be more than %lld)",
		        max, over));
	else
		say(s,
		    arena_printf(s->a, "本人の数：最大%lld人（%lld人以下）", max,
		        over),
		    arena_printf(s->a,
		        "persons concerned: up to %lld (not more than %lld)",
		        max, over));
}

static void say_types(struct saying *s)
{
	struct buf ja = buf_begin(s->a, 512), en = buf_begin(s->a, 512);

	for (int t = 0; t < TYPE_COUNT_; t++) {
		if (!(s->inc->types & 1u << t))
			continue;
		buf_printf(&ja, "%s%s", ja.n ? "・" : "",
		    incident_type_name((enum incident_type)t, LANG_JA));
		buf_printf(&en, "%s%s", en.n ? ", " : "",
		    incident_type_name((enum incident_type)t, LANG_EN));
	}
	if (ja.n == 0) {
		BUF_LIT(&ja, "未定");
		BUF_LIT(&en, "not known yet");
	}
	say(s, arena_printf(s->a, "事故の種類：%s", buf_str(&ja).p),
	    arena_printf(s->a, "type of incident: %s", buf_str(&en).p));
}

static void say_party(struct saying *s)
{
	static const struct rules_text PARTIES[PARTY_COUNT_] = {
	    {STR_INIT("県の機関"), STR_INIT("prefecture")},
	    {STR_INIT("市町村"), STR_INIT("municipality")},
	    {STR_INIT("関係団体"), STR_INIT("related body")},
	};
	const struct rules_text *p = &PARTIES[s->inc->party];

	say(s, arena_printf(s->a, "事故のあった団体：%.*s", STR_ARG(p->ja)),
	    arena_printf(s->a, "reporting party: %.*s", STR_ARG(p->en)));
}

static void explain(struct saying *s, const struct rules_cond *c)
{
	enum playbook_truth t = rules_holds(c, s->inc);
	/* What decided: for an all that fails the first that failed, for an
	 * any that fails every one, else those as good as the whole. */
	bool one = c->op == RULES_ALL && t == PLAYBOOK_NO;

	for (size_t i = 0; i < c->n; i++) {
		bool nested = c->op == RULES_NOT || c->op == RULES_SURELY;

		if (!nested && rules_holds(&c->kids[i], s->inc) != t)
			continue;
		explain(s, &c->kids[i]);
		if (one)
			break;
	}
	if (c->op == RULES_TYPE)
		say_types(s);
	else if (c->op == RULES_PARTY)
		say_party(s);
	else if (c->op == RULES_FACT)
		say_fact(s, c);
	else if (c->op == RULES_PERSONS)
		say_persons(s, c);
	else if (c->op == RULES_DECISION)
		say_decision(s, c);
}

struct rules_text rules_reason(struct arena *a, const struct rules_cond *c,
    const struct incident *inc)
{
	struct saying s = {.a = a,
	    .inc = inc,
	    .ja = buf_begin(a, REASON_BYTES_MAX),
	    .en = buf_begin(a, REASON_BYTES_MAX)};

	explain(&s, c);
	return (struct rules_text){buf_str(&s.ja), buf_str(&s.en)};
}
