/*
 * desk/index - the tables beside the journal, from the folded state and
 * nothing else: the incident's row, the lists it stands in, who is denied it,
 * and the words by which it is found. `rebuild` calls the same functions.
 */
#include "desk/inside.h"

#include "core/duty.h"
#include "core/todo.h"
#include "base/utf8.h"
#include "store/search.h"

enum { KEY_MAX = 600 };

/* Anything that waits for somebody: for the board's columns. */
static void count_open(struct desk *d, struct arena *a,
    const struct incident *inc, struct desk_row *row)
{
	/* of no clock: the same at every rebuild */
	struct duty_list l = duty_derive(a, inc, d->rules, inc->opened_at);

	for (size_t i = 0; i < l.n; i++) {
		if (l.items[i].state != DUTY_OPEN)
			continue;
		row->open_duties++;
		int64_t due = l.items[i].working_target
		    ? l.items[i].working_target
		    : l.items[i].limit;
		if (due && (!row->next_due || due < row->next_due))
			row->next_due = due;
	}
	row->open_tasks = 0;
	struct todo_list left = todo_before_close(a, inc,
	    desk_playbook(d, inc->playbook), d->rules, LANG_JA,
	    inc->opened_at);
	for (size_t i = 0; i < left.n; i++)
		row->open_tasks += !left.items[i].duty.n;
	for (size_t i = 0; i < inc->tasks_n; i++) {
		const struct task *t = &inc->tasks[i];
		if (t->status == WORK_OPEN && t->due &&
		    (!row->next_due || t->due < row->next_due))
			row->next_due = t->due;
	}
}

/* The first words of the summary; else the type's name. */
static struct str title_of(struct arena *a, const struct incident *inc)
{
	struct str s = str_trim(inc->summary), line;

	if (str_cut(&s, '\n', &line) && str_trim(line).n) {
		line = str_trim(line);
		size_t n = line.n > 180 ? utf8_cut(line.p, 180) : line.n;
		return arena_printf(a, "%.*s%s", (int)n, line.p,
		    n < line.n ? "…" : "");
	}
	for (int t = 0; t < TYPE_COUNT_; t++)
		if (inc->types & 1u << t)
			return str_of(incident_type_name(
			    (enum incident_type)t, LANG_JA));
	return STR("（概要なし）");
}

/*
 * A list's name: real or drill | open, closed or all | type or all | unit or
 * person. An incident stands in every list in which somebody may look for it.
 */
static struct str key_of(struct arena *a, bool drill, const char *status,
    int type, const char *kind, struct str who)
{
	return arena_printf(a, "%c|%s|%s|%s:%.*s", drill ? 'd' : 'r', status,
	    type < 0 ? "" : incident_type_word((enum incident_type)type), kind,
	    STR_ARG(str_slice(who, 0, KEY_MAX)));
}

struct lists {
	struct store_tx *tx;
	struct arena *a;
	const struct incident *inc;
	int64_t id;
};

static bool list_add(const struct lists *l, const char *status, int type,
    const char *kind, struct str who, struct err *e)
{
	struct str key = key_of(l->a, l->inc->drill, status, type, kind, who);

	return store_run(l->tx, STMT_scope_add,
	    ARGS(arg_text(key), arg_int(l->id)), NULL, NULL, e);
}

/* All lists of one unit or person. */
static bool lists_of(const struct lists *l, const char *kind, struct str who,
    struct err *e)
{
	const char *status[] = {"", l->inc->closed ? "closed" : "open"};

	for (size_t i = 0; i < COUNT_OF(status); i++)
		for (int t = -1; t < TYPE_COUNT_; t++)
			if ((t < 0 || l->inc->types & 1u << t) &&
			    !list_add(l, status[i], t, kind, who, e))
				return false;
	return true;
}

static bool lists_of_units(const struct lists *l, struct err *e)
{
	struct str unit = l->inc->unit;

	if (!lists_of(l, "u", STR(""), e))
		return false;
	while (unit.n) {
		if (!lists_of(l, "u", unit, e))
			return false;
		while (unit.n && unit.p[unit.n - 1] != '/')
			unit.n--;
		if (unit.n)
			unit.n--;
	}
	return true;
}

struct people {
	struct str who[128];
	size_t n;
};

static void people_add(struct people *p, struct str who)
{
	if (!who.n || p->n == COUNT_OF(p->who))
		return;
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->who[i], who))
			return;
	p->who[p->n++] = who;
}

/* Everybody named: who filed it, members, and who has a task. */
static void people_of(const struct incident *inc, struct people *p)
{
	if (!inc->restricted)
		people_add(p, inc->filed_by);
	for (size_t i = 0; i < inc->members_n; i++)
		people_add(p, inc->members[i]);
	for (size_t i = 0; !inc->restricted && i < inc->tasks_n; i++)
		people_add(p, inc->tasks[i].to);
}

static bool put_lists(const struct lists *l, struct err *e)
{
	struct people p = {.n = 0};

	if (!store_run(l->tx, STMT_scope_drop, ARGS(arg_int(l->id)), NULL,
	        NULL, e) ||
	    !store_run(l->tx, STMT_denied_drop, ARGS(arg_int(l->id)), NULL,
	        NULL, e))
		return false;
	/* "a" is the auditors' list: everything, also what is restricted */
	if (!lists_of(l, "a", STR(""), e) ||
	    (!l->inc->restricted && !lists_of_units(l, e)))
		return false;
	people_of(l->inc, &p);
	for (size_t i = 0; i < p.n; i++)
		if (!lists_of(l, "p", p.who[i], e))
			return false;
	for (size_t i = 0; i < l->inc->excluded_n; i++)
		if (!store_run(l->tx, STMT_denied_add,
		        ARGS(arg_text(l->inc->excluded[i]), arg_int(l->id)),
		        NULL, NULL, e))
			return false;
	return true;
}

static const struct event *newest(const struct incident *inc)
{
	return inc->timeline.n ? inc->timeline.items[inc->timeline.n - 1]
	                       : NULL;
}

/* Can the event have settled or opened anything? Counting takes 0.2 ms. */
static bool moves_counts(const struct incident *inc)
{
	const struct event *last = newest(inc);

	return !last || !(str_is(last->kind, "note.add") ||
	                    str_is(last->kind, "desk.call") ||
	                    str_is(last->kind, DESK_ERASE) ||
	                    str_starts(last->kind, STR("access.")));
}

/* Do the lists depend on what this event changed? */
static bool moves_lists(const struct incident *inc)
{
	static const char *const KINDS[] = {"report", "type.set",
	    "task.assign", "task.add", "incident.close", "incident.reopen"};
	const struct event *last = newest(inc);

	for (size_t i = 0; last && i < COUNT_OF(KINDS); i++)
		if (str_is(last->kind, KINDS[i]))
			return true;
	/* access.*, and the answers that stand for the report's own fields */
	return !last || str_starts(last->kind, STR("access.")) ||
	    str_starts(json_get_str(last->body, "item"), STR("report."));
}

bool index_put(struct desk *d, struct store_tx *tx, int64_t id,
    const struct incident *inc, bool lists, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct desk_row row = {.open_tasks = -1};
	struct lists l = {tx, &a, inc, id};

	if (lists || moves_counts(inc))
		count_open(d, &a, inc, &row);
	if (!store_run(tx, STMT_incident_put,
	        ARGS(arg_int(id), arg_text(inc->code),
	            arg_text(title_of(&a, inc)), arg_text(inc->unit),
	            arg_text(inc->closed ? STR("closed") : STR("open")),
	            arg_text(inc->severity_level), arg_int(inc->types),
	            arg_int(inc->party), arg_int(inc->opened_at),
	            arg_int(inc->updated_at), arg_int(row.next_due),
	            arg_int(row.open_tasks), arg_int(row.open_duties),
	            arg_int(inc->drill), arg_int(inc->restricted),
	            arg_int((int64_t)inc->timeline.n)),
	        NULL, NULL, e))
		return false;
	return !(lists || moves_lists(inc)) || put_lists(&l, e);
}

/* Every string of a value, one after the other. */
static void gather(struct buf *b, const struct json *v)
{
	if (!v)
		return;
	if (v->kind == JSON_KIND_STRING) {
		buf_put(b, v->s);
		buf_putc(b, '\n');
	}
	for (size_t i = 0; v->kind == JSON_KIND_ARRAY && i < v->n; i++)
		gather(b, &v->items[i]);
	for (size_t i = 0; v->kind == JSON_KIND_OBJECT && i < v->n; i++)
		if (!str_is(v->members[i].name, "action"))
			gather(b, &v->members[i].value);
}

bool index_words(struct store_tx *tx, struct arena *a,
    const struct event *ev, enum store_stmt stmt, struct err *e)
{
	struct buf b = buf_begin(a, 1 << 17);

	buf_printf(&b, "%.*s\n", STR_ARG(ev->incident));
	gather(&b, ev->body);
	return store_run(tx, stmt,
	    ARGS(arg_int((int64_t)ev->seq),
	        arg_text(search_tokens(a, buf_str(&b)))),
	    NULL, NULL, e);
}

static const char *status_of(const struct desk_query *q)
{
	if (str_is(q->status, "open"))
		return "open";
	return str_is(q->status, "closed") ? "closed" : "";
}

struct str index_scope_unit(
    struct arena *a, const struct actor *by, const struct desk_query *q)
{
	struct str unit = q->unit;
	const char *kind = by->role == ROLE_AUDITOR && !unit.n ? "a" : "u";

	if (by->role == ROLE_RESPONDER || by->role == ROLE_MANAGER) {
		if (!unit.n)
			unit = by->unit;
		else if (!unit_within(unit, by->unit))
			return STR("-");
	} else if (by->role != ROLE_SECRETARIAT && by->role != ROLE_AUDITOR) {
		return STR("-"); /* no list of a unit */
	}
	return key_of(a, q->drill, status_of(q), q->type, kind, unit);
}

struct str index_scope_person(
    struct arena *a, const struct actor *by, const struct desk_query *q)
{
	if (!by->user.n || by->role == ROLE_ADMINISTRATOR ||
	    by->role == ROLE_AUDITOR)
		return STR("-");
	return key_of(a, q->drill, status_of(q), q->type, "p", by->user);
}
