/*
 * desk/fold - incidents as the fold of their journal entries: for the writer,
 * who keeps some and adds to them, and for readers, who share snapshots. Both
 * are checked against the index row's number of entries at every use, so a
 * group that was undone can never be seen.
 */
#include "desk/inside.h"

#include <stdlib.h>

#include "core/ready.h"
#include "desk/code.h"

bool fold_event(struct arena *a, struct str leaf, const struct payload *p,
    struct event *ret, struct err *e)
{
	struct entry x;

	if (!entry_decode(a, leaf, &x, e) || !payload_join(a, &x, p, e))
		return false;
	*ret = (struct event){.seq = x.seq,
	    .ts = x.ts,
	    .at = x.at,
	    .at_precision = x.at_precision,
	    .kind = x.kind,
	    .incident = x.incident,
	    .actor = x.actor,
	    .role = x.role,
	    .via = x.via,
	    .body = x.body};
	return true;
}

bool fold_event_row(struct arena *a, const struct store_row *row,
    struct event *ret, struct err *e)
{
	struct payload p = {arena_str(a, row_str(row, 3)),
	    arena_str(a, row_str(row, 4))};

	return fold_event(a, arena_str(a, row_str(row, 1)), &p, ret, e);
}

struct folding {
	struct arena *arena;
	struct incident *inc;
	uint64_t entries;
};

static bool fold_row(const struct store_row *row, void *ctx, struct err *e)
{
	struct folding *f = ctx;
	struct event *ev = ARENA_NEW(f->arena, struct event);

	if (!fold_event_row(f->arena, row, ev, e) ||
	    !incident_apply(f->arena, f->inc, ev, e))
		return false;
	f->entries++;
	return true;
}

/* Fold all entries of the incident that has this code. */
static bool fold_all(struct store_tx *tx, struct str code, struct folding *f,
    struct err *e)
{
	return store_run(tx, STMT_journal_of, ARGS(arg_text(code), arg_int(0)),
	    fold_row, f, e);
}

struct index_row {
	bool found;
	int64_t id;
	uint64_t entries;
};

static bool read_index(
    const struct store_row *row, void *ctx, struct err *e)
{
	struct index_row *r = ctx;

	(void)e;
	r->found = true;
	r->id = row_int(row, 0);
	r->entries = (uint64_t)row_int(row, 1);
	return true;
}

static bool find_index(struct store_tx *tx, struct str code,
    struct index_row *ret, struct err *e)
{
	*ret = (struct index_row){0};
	if (!store_run(tx, STMT_incident_id, ARGS(arg_text(code)), read_index,
	        ret, e))
		return false;
	if (!ret->found)
		return fail(e, ERR_MISSING,
		    "事案番号「%.*s」はありません。",
		    "There is no incident \"%.*s\".", STR_ARG(code));
	return true;
}

/* ---- the writer's ---- */

static void folded_end(struct folded **f)
{
	if (!*f)
		return;
	arena_end(&(*f)->arena);
	free(*f);
	*f = NULL;
}

struct folded *fold_new(struct desk *d)
{
	size_t oldest = 0;

	for (size_t i = 0; i < FOLDED_MAX; i++) {
		if (!d->folded[i]) {
			oldest = i;
			break;
		}
		if (d->folded[i]->used < d->folded[oldest]->used)
			oldest = i;
	}
	folded_end(&d->folded[oldest]);
	struct folded *f = calloc(1, sizeof(*f));
	if (!f)
		abort();
	f->used = ++d->turn;
	d->folded[oldest] = f;
	return f;
}

static struct folded **folded_slot(struct desk *d, struct str code)
{
	for (size_t i = 0; i < FOLDED_MAX; i++)
		if (d->folded[i] && str_eq(d->folded[i]->inc.code, code))
			return &d->folded[i];
	return NULL;
}

bool fold_for_write(struct desk *d, struct store_tx *tx, struct str code,
    struct folded **ret, struct err *e)
{
	struct folded **slot = folded_slot(d, code);
	struct index_row row;

	if (!find_index(tx, code, &row, e))
		return false;
	if (slot && (*slot)->entries == row.entries) {
		(*slot)->used = ++d->turn;
		*ret = *slot;
		return true;
	}
	if (slot)
		folded_end(slot);
	struct folded *f = fold_new(d);
	struct folding run = {&f->arena, &f->inc, 0};
	if (!fold_all(tx, code, &run, e)) {
		f->inc.code = (struct str){0};
		return false;
	}
	f->id = row.id;
	f->entries = run.entries;
	*ret = f;
	return true;
}

/* ---- the readers' ---- */

/* The table holds one reference, each reader's arena another; whoever drops
 * the last frees it, so a reader may even outlive the desk. */
static void snapshot_drop(void *ctx)
{
	struct snapshot *s = ctx;

	if (atomic_fetch_sub(&s->references, 1) != 1)
		return;
	arena_end(&s->arena);
	free(s);
}

/* The slot of the code, else of an empty or the oldest one. Mutex held. */
static struct snapshot **snapshot_slot(struct desk *d, struct str code)
{
	struct snapshot **oldest = &d->snapshots[0];

	for (size_t i = 0; i < SNAPSHOT_MAX; i++) {
		struct snapshot **at = &d->snapshots[i];
		if (*at && str_eq((*at)->inc.code, code))
			return at;
		if (!*oldest)
			continue;
		if (!*at || (*at)->used < (*oldest)->used)
			oldest = at;
	}
	return oldest;
}

static struct snapshot *snapshot_take(
    struct desk *d, struct str code, uint64_t entries)
{
	pthread_mutex_lock(&d->mutex);
	struct snapshot *s = *snapshot_slot(d, code);
	if (s && str_eq(s->inc.code, code) && s->entries == entries) {
		atomic_fetch_add(&s->references, 1);
		s->used = ++d->snapshot_turn;
	} else {
		s = NULL;
	}
	pthread_mutex_unlock(&d->mutex);
	return s;
}

static void snapshot_put(struct desk *d, struct snapshot *s)
{
	pthread_mutex_lock(&d->mutex);
	struct snapshot **slot = snapshot_slot(d, s->inc.code);
	if (*slot)
		snapshot_drop(*slot);
	s->references = 2;
	s->used = ++d->snapshot_turn;
	*slot = s;
	pthread_mutex_unlock(&d->mutex);
}

struct reading {
	struct desk *d;
	struct arena *a;
	struct str code;
	struct snapshot *s;
};

static bool read_snapshot(struct store_tx *tx, void *ctx, struct err *e)
{
	struct reading *r = ctx;
	struct index_row row;

	if (!find_index(tx, r->code, &row, e))
		return false;
	r->s = snapshot_take(r->d, r->code, row.entries);
	if (r->s)
		return true;
	struct snapshot *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	struct folding run = {&s->arena, &s->inc, 0};
	if (!fold_all(tx, r->code, &run, e)) {
		arena_end(&s->arena);
		free(s);
		return false;
	}
	s->entries = run.entries;
	incident_make_ready(&s->arena, &s->inc,
	    desk_playbook(r->d, s->inc.playbook), r->d->rules);
	snapshot_put(r->d, s);
	r->s = s;
	return true;
}

bool desk_incident(struct desk *d, struct arena *a, const struct actor *by,
    struct str code, const struct incident **ret, struct err *e)
{
	struct reading r = {.d = d, .a = a};

	if (!code_read(a, code, &r.code, e) ||
	    !store_read(d->store, read_snapshot, &r, e))
		return false;
	arena_on_end(a, snapshot_drop, r.s);
	if (!actor_may(by, MAY_SEE, &r.s->inc))
		return fail(e, ERR_MISSING,
		    "事案番号「%.*s」はありません。",
		    "There is no incident \"%.*s\".", STR_ARG(r.code));
	*ret = &r.s->inc;
	return true;
}

void fold_end(struct desk *d)
{
	for (size_t i = 0; i < FOLDED_MAX; i++)
		folded_end(&d->folded[i]);
	for (size_t i = 0; i < SNAPSHOT_MAX; i++)
		if (d->snapshots[i])
			snapshot_drop(d->snapshots[i]);
}
