/*
 * inventory/runs - see runs.h.
 */
#include "investigate/inventory/runs.h"

#include <stdlib.h>

void runs_end(struct runs *r)
{
	free(r->v);
	*r = (struct runs){0};
}

void runs_add(struct runs *r, uint64_t at, uint64_t n)
{
	struct span *last = r->n ? &r->v[r->n - 1] : NULL;

	r->bytes += n;
	if (last && last->at + last->n == at) {
		last->n += n;
		return;
	}
	if (r->n == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 8;
		r->v = reallocarray(r->v, r->cap, sizeof(*r->v));
		if (!r->v)
			abort();
	}
	r->v[r->n++] = (struct span){at, n};
}

static bool read_content(
    const struct medium *m, uint64_t at, char *to, size_t n)
{
	const struct runs_on *c = m->ctx;

	for (size_t i = 0; i < c->runs->n && n > 0; i++) {
		const struct span *run = &c->runs->v[i];
		if (at >= run->n) {
			at -= run->n;
			continue;
		}
		size_t part = run->n - at < n ? (size_t)(run->n - at) : n;
		if (run->at + at + part > c->medium->size ||
		    !c->medium->read(c->medium, run->at + at, to, part))
			return false;
		to += part;
		n -= part;
		at = 0;
	}
	return n == 0; /* there may be fewer than the file says */
}

static uint64_t next_content(const struct medium *m, uint64_t at)
{
	(void)m;
	return at;
}

struct medium medium_of_runs(const struct runs_on *on, uint64_t size)
{
	return (struct medium){.size = size,
	    .read = read_content,
	    .next = next_content,
	    .ctx = on};
}
