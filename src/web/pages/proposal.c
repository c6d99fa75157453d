/*
 * web/pages/proposal - what a finding proposes, as a person may confirm it: a
 * fact by one click, everything else by its form, filled in. A finding alone
 * changes no fact (docs/findings.md).
 */
#include "core/situation.h"
#include "web/pages/pages.h"

struct proposing {
	const struct view *o;
	const struct page_incident *p;
	const struct event *ev;
	struct proposal *to;
	size_t n, max;
};

/* The question as a sheet asks it; empty when this incident does not. */
static struct str question_of(const struct page_incident *p, struct str item)
{
	for (size_t s = 0; s < p->sheets_n; s++)
		for (size_t i = 0; i < p->sheets[s].n; i++) {
			const struct fact_row *r = &p->sheets[s].rows[i];

			if (str_eq(r->item, item)) /* a colon follows */
				return str_ends(r->question, STR("。"))
				    ? str_slice(r->question, 0,
				          r->question.n - strlen("。"))
				    : r->question;
		}
	return STR("");
}

static bool is_on_record(
    const struct page_incident *p, struct str item, struct str source)
{
	const struct fact *f = incident_fact(p->inc, item);

	for (; f; f = f->older)
		if (str_eq(f->source, source))
			return true;
	return false;
}

/* "調査結果 #12（exposure）": which entry of the record says so. */
static struct str source_of(const struct proposing *x)
{
	return arena_printf(x->p->arena, "調査結果 #%llu（%.*s）",
	    (unsigned long long)x->ev->seq,
	    STR_ARG(json_get_str(x->ev->body, "tool")));
}

static struct str why_of(
    const struct proposing *x, const struct json *of)
{
	return view_lang(x->o, json_get_str(of, "why"),
	    json_get_str(of, "why_en"));
}

static void add_fact(
    struct proposing *x, struct str item, const struct json *of)
{
	struct arena *a = x->p->arena;
	struct str question = question_of(x->p, item);
	struct proposal *r = &x->to[x->n];

	if (question.n == 0 || x->n == x->max)
		return;
	*r = (struct proposal){.item = item,
	    .question = question,
	    .value = json_get_str(of, "value"),
	    .certainty = json_get_str(of, "certainty"),
	    .why = why_of(x, of),
	    .source = source_of(x),
	    .href = STR("")};
	r->shown = value_text(x->o, STR("value"), r->value);
	if (x->o->lang != LANG_JA && json_get_str(of, "value_en").n) {
		r->recorded = r->shown;
		r->shown = json_get_str(of, "value_en");
	}
	r->once = arena_printf(a, "finding.%llu.%.*s",
	    (unsigned long long)x->ev->seq, STR_ARG(item));
	r->done = is_on_record(x->p, item, r->source);
	if (r->value.n == 0)
		r->href = arena_printf(a,
		    "/incidents/%.*s/act/fact.state?item=%.*s&source=%.*s",
		    STR_ARG(x->p->inc->code), STR_ARG(form_encode(a, item)),
		    STR_ARG(form_encode(a, r->source)));
	x->n++;
}

/* "content.a" stands for that question of each type. */
static void add_content(
    struct proposing *x, struct str item, const struct json *of)
{
	for (int t = 0; t < PLAYBOOK_TYPES; t++)
		if (x->p->inc->types & 1u << t)
			add_fact(x,
			    arena_printf(x->p->arena, "t%d.%.*s", t + 1,
			        STR_ARG(item)),
			    of);
}

/* The very numbers that stand on record need no second recording. */
static bool is_counted(const struct incident *inc, const struct json *of)
{
	return inc->persons_max >= 0 &&
	    json_get_int(of, "max", inc->persons_max) == inc->persons_max &&
	    json_get_int(of, "confirmed", -1) == inc->persons_confirmed;
}

/* Another action: its form, filled in with what the tool found. */
static void add_action(
    struct proposing *x, const struct action *act, const struct json *of)
{
	struct arena *a = x->p->arena;
	struct buf b = buf_begin(a, 4000), shown = buf_begin(a, 2000);

	if (x->n == x->max)
		return;
	buf_printf(&b, "/incidents/%.*s/act/%s?", STR_ARG(x->p->inc->code),
	    act->word);
	for (size_t i = 0; i < of->n; i++) {
		const struct json_member *m = &of->members[i];
		struct str v = m->value.kind == JSON_KIND_INT
		    ? arena_printf(a, "%lld", (long long)m->value.i)
		    : m->value.s;

		if (str_is(m->name, "action") || str_is(m->name, "why") ||
		    str_is(m->name, "why_en"))
			continue;
		buf_printf(&b, "&%.*s=%.*s",
		    STR_ARG(form_encode(a, m->name)),
		    STR_ARG(form_encode(a, v)));
		buf_printf(&shown, "%s%.*s %.*s", shown.n ? "、" : "",
		    STR_ARG(label_of(act->word, m->name, x->o->lang)),
		    STR_ARG(v));
	}
	x->to[x->n++] = (struct proposal){
	    .question = str_of(x->o->lang == LANG_JA ? act->ja : act->en),
	    .shown = buf_str(&shown),
	    .why = why_of(x, of),
	    .href = b.over ? STR("") : buf_str(&b),
	    .done = act->id == ACTION_PERSONS_COUNT &&
	        is_counted(x->p->inc, of),
	    .source = source_of(x)};
}

size_t proposals_of(const struct view *o, const struct page_incident *p,
    const struct event *ev, struct proposal *ret, size_t max)
{
	struct proposing x = {o, p, ev, ret, 0, max};
	const struct json *list =
	    json_get(json_get(ev->body, "result"), "proposes");

	for (size_t i = 0; list && i < list->n; i++) {
		const struct json *of = &list->items[i];
		struct str item = json_get_str(of, "item");
		const struct action *act =
		    action_find(json_get_str(of, "action"));

		if (act)
			add_action(&x, act, of);
		else if (str_starts(item, STR("content.")))
			add_content(&x, item, of);
		else
			add_fact(&x, item, of);
	}
	return x.n;
}
