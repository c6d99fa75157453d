/*
 * inventory/spans - sorted, joined intervals. Pure. See spans.h.
 */
#include "investigate/inventory/spans.h"

#include <stdlib.h>

void spans_end(struct spans *s)
{
	free(s->v);
	*s = (struct spans){0};
}

/* The first span that ends behind `at`. */
static size_t find(const struct spans *s, uint64_t at)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (s->v[mid].at + s->v[mid].n > at)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

static void make_room(struct spans *s)
{
	if (s->n < s->cap)
		return;
	s->cap = s->cap ? 2 * s->cap : 64;
	s->v = reallocarray(s->v, s->cap, sizeof(*s->v));
	if (!s->v)
		abort();
}

void spans_add(struct spans *s, uint64_t at, uint64_t n)
{
	if (n == 0 || n > UINT64_MAX - at)
		return;
	/* One that ends exactly here touches, so it is found too. */
	size_t from = find(s, at > 0 ? at - 1 : 0), to = from;
	uint64_t end = at + n;
	while (to < s->n && s->v[to].at <= end) {
		uint64_t its = s->v[to].at + s->v[to].n;
		at = s->v[to].at < at ? s->v[to].at : at;
		end = its > end ? its : end;
		to++;
	}
	if (to == from && s->n == SPANS_MAX) {
		s->full = true;
		return;
	}
	if (to == from) {
		make_room(s);
		memmove(s->v + from + 1, s->v + from,
		    (s->n - from) * sizeof(*s->v));
		s->n++;
	} else {
		memmove(
		    s->v + from + 1, s->v + to, (s->n - to) * sizeof(*s->v));
		s->n -= to - from - 1;
	}
	s->v[from] = (struct span){at, end - at};
}

bool spans_hold(const struct spans *s, uint64_t at, uint64_t n)
{
	size_t i = find(s, at);

	return i < s->n && s->v[i].at <= at &&
	       n <= s->v[i].at + s->v[i].n - at;
}

bool spans_touch(const struct spans *s, uint64_t at, uint64_t n)
{
	size_t i = find(s, at);

	return i < s->n && s->v[i].at < at + n;
}

bool spans_next(const struct spans *s, const struct spans *without,
    uint64_t at, struct span *ret)
{
	for (;;) {
		size_t i = find(s, at);
		if (i == s->n)
			return false;
		at = s->v[i].at > at ? s->v[i].at : at;
		uint64_t end = s->v[i].at + s->v[i].n;
		size_t k = find(without, at);
		if (k == without->n || without->v[k].at >= end) {
			*ret = (struct span){at, end - at};
			return true;
		}
		if (without->v[k].at > at) {
			*ret = (struct span){at, without->v[k].at - at};
			return true;
		}
		at = without->v[k].at + without->v[k].n;
	}
}
