/*
 * web/pages/facts - a whole facts sheet in one form. Each answer that was
 * changed becomes one fact.state, in order; the first refusal stops there and
 * the form comes back with what was typed.
 */
#include "web/views.h"
#include "base/hash.h"
#include "web/pages/pages.h"

bool facts_is_ternary(struct str item)
{
	return str_starts(item, STR("law.")) ||
	    str_is(item, "report.still_reachable") ||
	    str_is(item, "report.personal_information");
}

static struct str name_of(
    struct arena *a, const char *kind, struct str item)
{
	return arena_printf(a, "%s.%.*s", kind, STR_ARG(item));
}

struct str facts_typed(
    const struct page_facts *p, size_t i, const char *kind)
{
	const struct fact_row *r = &p->sheet->rows[i];

	if (p->typed)
		return form_get(
		    p->typed, name_of(p->arena, kind, r->item).p);
	if (!r->fact)
		return STR("");
	if (kind[0] == 'v')
		return r->fact->value;
	if (kind[0] == 's')
		return r->fact->source;
	return str_of(certainty_word(r->fact->certainty));
}

static const struct fact_sheet *find_sheet(
    const struct page_incident *p, struct str key)
{
	for (size_t i = 0; i < p->sheets_n; i++)
		if (str_eq(p->sheets[i].key, key))
			return &p->sheets[i];
	return p->sheets_n ? &p->sheets[0] : NULL;
}

static bool begin(struct ask *q, struct str key, struct page_facts *ret)
{
	struct page_incident *page =
	    ARENA_NEW(q->arena, struct page_incident);
	const struct incident *inc = NULL;
	struct err e = {0};

	if (!desk_incident(q->desk, q->arena, &q->by, q->part, &inc, &e)) {
		page_error(q, &e);
		return false;
	}
	page_incident_fill(page, q, inc);
	*ret = (struct page_facts){
	    .inc = inc, .sheet = find_sheet(page, key), .arena = q->arena};
	return ret->sheet != NULL;
}

static void show(struct ask *q, struct page_facts *p, int status)
{
	struct view o = page_view(q, "事実関係", "Facts", "board");
	unsigned char key[15];

	random_bytes(key, sizeof(key));
	p->once = base64url_encode(
	    q->arena, (struct str){(const char *)key, sizeof(key)});
	view_facts_form(&o, p);
	page_send(q, &o, status);
}

void page_facts(struct ask *q)
{
	struct page_facts p;

	if (begin(q, form_get(&q->query, "sheet"), &p))
		show(q, &p, 200);
}

/* Browsers send CR LF; what is on record has LF. */
static struct str unix_lines(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			p[n++] = s.p[i];
	return (struct str){p, n};
}

static bool is_changed(const struct fact *f, const struct str typed[3])
{
	if (typed[0].n == 0)
		return false;
	return !f || !str_eq(f->value, typed[0]) ||
	    !str_is(typed[1], certainty_word(f->certainty)) ||
	    !str_eq(f->source, typed[2]);
}

static bool record(struct ask *q, struct page_facts *p, size_t i,
    struct err *e)
{
	static const char *const kinds[] = {"v", "c", "s"};
	static const char *const names[] = {"value", "certainty", "source"};
	const struct fact_row *r = &p->sheet->rows[i];
	struct json action = json_of_object();
	struct str typed[3];
	struct desk_done done;

	for (size_t k = 0; k < 3; k++)
		typed[k] = unix_lines(
		    q->arena, facts_typed(p, i, kinds[k]));
	if (!is_changed(r->fact, typed))
		return true;
	json_set(q->arena, &action, "action",
	    json_of_string(STR("fact.state")));
	json_set(q->arena, &action, "item", json_of_string(r->item));
	for (size_t k = 0; k < 3; k++)
		if (typed[k].n)
			json_set(q->arena, &action, names[k],
			    json_of_string(typed[k]));
	struct desk_ask ask = {.code = p->inc->code, .body = &action,
	    .request = arena_printf(q->arena, "web:%.*s/%.*s",
	        STR_ARG(form_get(&q->form, "once")), STR_ARG(r->item))};
	p->bad = r->item;
	if (!desk_act(q->desk, q->arena, &q->by, &ask, &done, e))
		return false;
	p->done++;
	return true;
}

void page_facts_post(struct ask *q)
{
	struct page_facts p;
	struct err e = {0};

	if (!begin(q, form_get(&q->form, "sheet"), &p))
		return;
	p.typed = &q->form;
	p.err = &e;
	for (size_t i = 0; i < p.sheet->n; i++)
		if (!record(q, &p, i, &e)) {
			show(q, &p, err_http_status(e.kind));
			return;
		}
	page_see(q, arena_printf(q->arena, "/incidents/%.*s#facts",
	                STR_ARG(p.inc->code)));
}
