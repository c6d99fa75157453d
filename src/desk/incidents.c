/*
 * desk/incidents - a first report and every later action: read, decide, seal,
 * keep, bring the index up to date; one transaction, one function.
 */
#include "desk/inside.h"

#include "base/time.h"
#include "desk/code.h"

enum { REQUEST_MAX = 200 };

struct surroundings desk_around(const struct desk *d,
    const struct incident *inc, const struct actor *by, int64_t now)
{
	return (struct surroundings){
	    .playbook = desk_playbook(d, inc->playbook),
	    .playbooks = d->playbooks,
	    .playbooks_n = d->playbooks_n,
	    .rules = d->rules,
	    .by = by,
	    .now = now};
}

/* One request on its way through the writer. */
struct work {
	struct desk *d;
	struct arena *a;
	const struct actor *by;
	struct str code;
	const struct json *in; /* a report's body, or an action */
	const struct desk_ask *ask;
	struct str request;
	int64_t now;
	struct desk_done done;
};

static bool read_request(
    const struct store_row *row, void *ctx, struct err *e)
{
	struct work *w = ctx;

	(void)e;
	w->done.seq = (uint64_t)row_int(row, 0);
	w->done.code = arena_str(w->a, row_str(row, 1));
	w->done.repeated = true;
	return true;
}

/* A key belongs to the person who sent it. */
static bool check_request(struct work *w, struct err *e)
{
	struct str key = w->ask->request;

	if (!key.n)
		return true;
	for (size_t i = 0; i < key.n; i++)
		if (key.n > REQUEST_MAX || key.p[i] < 0x21 || key.p[i] > 0x7e)
			return fail_field(e, ERR_INPUT, "Idempotency-Key",
			    "要求の識別子は 1〜%d 文字の英数記号です。",
			    "The request's key is 1 to %d printable ASCII "
			    "characters.",
			    REQUEST_MAX);
	w->request = arena_printf(w->a, "%.*s:%.*s", STR_ARG(w->by->user),
	    STR_ARG(key));
	return true;
}

static bool was_answered(struct work *w, struct store_tx *tx, struct err *e)
{
	return !w->request.n ||
	    store_run(tx, STMT_request_get, ARGS(arg_text(w->request)),
	        read_request, w, e);
}

/*
 * Seal the event, fold what was sealed (not what was meant) into the writer's
 * incident, and bring the index up to date from it.
 */
static bool keep(struct work *w, struct store_tx *tx, struct folded *f,
    const struct event *ev, struct err *e)
{
	struct entry x = {.ts = w->now,
	    .actor = w->by->user,
	    .os = w->by->os,
	    .role = str_of(role_word(w->by->role)),
	    .via = w->by->via,
	    .kind = ev->kind,
	    .incident = ev->incident,
	    .at = entry_ms(ev->at),
	    .at_precision = ev->at_precision,
	    .request = w->request,
	    .body = ev->body};
	struct event *kept = ARENA_NEW(&f->arena, struct event);
	struct payload beside;
	struct str leaf;
	uint64_t entries = f->entries + 1;

	/* until all is kept, what is folded may be ahead of what is stored */
	f->entries = 0;
	if (!payload_split(&f->arena, &x, &beside, e) ||
	    !record_append(w->d, tx, &f->arena, &x, &leaf, e) ||
	    !payload_keep(tx, x.seq, &beside, e) ||
	    !fold_event(&f->arena, leaf, &beside, kept, e) ||
	    !incident_apply(&f->arena, &f->inc, kept, e) ||
	    !index_put(w->d, tx, f->id, &f->inc, false, e) ||
	    !index_words(tx, w->a, kept, STMT_search_put, e))
		return false;
	bool erases = str_is(kept->kind, DESK_ERASE);
	if (erases &&
	    !payload_erase(tx, f->inc.code,
	        json_get_int(kept->body, "entry", -1), e))
		return false;
	w->done.entries = entries;
	w->done.seq = x.seq;
	w->done.code = arena_str(w->a, f->inc.code);
	if (w->request.n &&
	    !store_run(tx, STMT_request_add,
	        ARGS(arg_text(w->request), arg_int((int64_t)x.seq),
	            arg_text(w->done.code)),
	        NULL, NULL, e))
		return false;
	/* what is folded still holds what was erased: fold it again */
	f->entries = erases ? 0 : entries;
	return true;
}

/* A code that nobody has yet. */
static bool free_code(
    struct store_tx *tx, struct arena *a, struct str *ret, struct err *e)
{
	struct store_one taken;

	do {
		*ret = code_new(a);
		taken = (struct store_one){0};
		if (!store_run(tx, STMT_incident_id, ARGS(arg_text(*ret)),
		        store_row_one, &taken, e))
			return false;
	} while (taken.found);
	return true;
}

static bool file_report(struct store_tx *tx, void *ctx, struct err *e)
{
	struct work *w = ctx;
	struct store_one id = {0};
	struct folded *f;

	if (!was_answered(w, tx, e) || w->done.repeated)
		return e->kind == ERR_NONE;
	f = fold_new(w->d);
	struct event ev = {.kind = STR("report"), .body = w->in, .at = w->now};
	if (!free_code(tx, &f->arena, &ev.incident, e) ||
	    !store_run(tx, STMT_incident_next, NO_ARGS, store_row_one, &id, e))
		return false;
	f->id = id.i;
	return keep(w, tx, f, &ev, e);
}

/* The playbook and the filer's unit belong to the record of the report. */
static const struct json *with_playbook(
    struct work *w, const struct json *body)
{
	struct json *o = ARENA_NEW(w->a, struct json);

	*o = json_of_object();
	for (size_t i = 0; i < body->n; i++)
		json_set_n(
		    w->a, o, body->members[i].name, body->members[i].value);
	json_set(w->a, o, "playbook",
	    json_of_string(desk_playbook(w->d, STR(""))->id));
	if (!json_get_str(body, "unit").n && w->by->unit.n)
		json_set(w->a, o, "unit", json_of_string(w->by->unit));
	return o;
}

bool desk_report(struct desk *d, struct arena *a, const struct actor *by,
    const struct desk_ask *ask, struct desk_done *ret, struct err *e)
{
	struct work w = {
	    .d = d, .a = a, .by = by, .ask = ask, .now = entry_ms(time_now())};

	if (!incident_report(a, ask->body, w.now, &w.in, e) ||
	    !check_request(&w, e))
		return false;
	w.in = with_playbook(&w, w.in);
	if (!store_write(d->store, file_report, &w, e))
		return false;
	*ret = w.done;
	return true;
}

static bool decide(struct store_tx *tx, void *ctx, struct err *e)
{
	struct work *w = ctx;
	struct folded *f;
	struct event ev = {0};

	if (!was_answered(w, tx, e) || w->done.repeated)
		return e->kind == ERR_NONE;
	if (!fold_for_write(w->d, tx, w->code, &f, e))
		return false;
	if (!actor_may(w->by, MAY_SEE, &f->inc))
		return fail(e, ERR_MISSING,
		    "事案番号「%.*s」はありません。",
		    "There is no incident \"%.*s\".", STR_ARG(w->code));
	if (w->ask->matched && w->ask->entries != f->entries)
		return fail(e, ERR_CONFLICT,
		    "この事案は、画面を開いたあとに更新されています。内容を"
		    "見直してから、もう一度記録してください。",
		    "The incident changed since you opened it. Look again, "
		    "then record.");
	struct surroundings around = desk_around(w->d, &f->inc, w->by, w->now);
	return incident_decide(w->a, &f->inc, &around, w->in, &ev, e) &&
	    keep(w, tx, f, &ev, e);
}

bool desk_act(struct desk *d, struct arena *a, const struct actor *by,
    const struct desk_ask *ask, struct desk_done *ret, struct err *e)
{
	struct work w = {.d = d,
	    .a = a,
	    .by = by,
	    .ask = ask,
	    .in = ask->body,
	    .now = entry_ms(time_now())};

	if (!code_read(a, ask->code, &w.code, e) || !check_request(&w, e) ||
	    !store_write(d->store, decide, &w, e))
		return false;
	*ret = w.done;
	return true;
}
