/*
 * exposure/times - see times.h. A list of 2 to 31 times is a byte that says how
 * many bytes follow, and the seconds from each to the next, seven bits a byte;
 * the first is in the client's span, the last too, so that one is put behind
 * the others without reading them. A full one is 32 numbers, the last one first.
 */
#include "investigate/exposure/times.h"

#include <stdlib.h>

enum {
	UNIT = 8,
	FULL_UNITS = TALLY_TIMES * 4 / UNIT,
	CHUNK_UNITS = 65536,
	PACKED_MAX = 1 + 5 * (TALLY_TIMES - 1),
};

_Static_assert(PACKED_MAX < TIMES_UNITS_MAX * UNIT, "a size for each list");

static void *at(const struct times *t, uint32_t unit)
{
	return t->chunk[unit / CHUNK_UNITS] + unit % CHUNK_UNITS;
}

/* Unit 0 is never given away: it stands for no list. */
static uint32_t units_take(struct times *t, size_t units)
{
	uint32_t got = t->free[units];

	if (got) {
		memcpy(&t->free[units], at(t, got), sizeof(got));
		return got;
	}
	if (t->used + units > t->n_chunks * CHUNK_UNITS) {
		t->used = t->n_chunks * CHUNK_UNITS + (t->used == 0);
		t->chunk = table_grow(
		    t->chunk, t->n_chunks + 1, sizeof(*t->chunk));
		t->chunk[t->n_chunks++] = table_zeros(CHUNK_UNITS, UNIT);
		if (t->used > UINT32_MAX - CHUNK_UNITS)
			table_full();
	}
	got = (uint32_t)t->used;
	t->used += units;
	return got;
}

static void units_give(struct times *t, uint32_t unit, size_t units)
{
	memcpy(at(t, unit), &t->free[units], sizeof(unit));
	t->free[units] = unit;
}

static size_t units_of(size_t bytes)
{
	return (bytes + UNIT - 1) / UNIT;
}

static size_t list_units(const struct times *t, const struct client *c)
{
	const unsigned char *p = at(t, c->times);

	return c->times_full ? FULL_UNITS : units_of(1 + (size_t)p[0]);
}

void times_expect(const struct times *t, const struct client *c)
{
	if (c->times)
		__builtin_prefetch(at(t, c->times), 1);
}

void times_drop(struct times *t, struct client *c)
{
	if (c->times)
		units_give(t, c->times, list_units(t, c));
	c->times = 0;
	c->times_full = 0;
}

static size_t pack(unsigned char *p, uint32_t gap)
{
	size_t n = 0;

	for (; gap >= 0x80; gap >>= 7)
		p[n++] = (unsigned char)(gap | 0x80);
	p[n++] = (unsigned char)gap;
	return n;
}

size_t times_get(
    const struct times *t, const struct client *c, uint32_t out[TALLY_TIMES])
{
	const unsigned char *p, *end;
	size_t n = 0;

	if (c->times_full) {
		const uint32_t *full = at(t, c->times);

		memcpy(out, full + 1, (TALLY_TIMES - 1) * sizeof(*out));
		out[TALLY_TIMES - 1] = full[0];
		return TALLY_TIMES;
	}
	if (c->requests == 0)
		return 0;
	out[n++] = c->span.first;
	if (!c->times)
		return n;
	p = at(t, c->times);
	end = p + 1 + *p;
	for (p++; p < end && n < TALLY_TIMES; n++) {
		uint32_t gap = 0;
		unsigned shift = 0;

		for (; *p & 0x80; shift += 7)
			gap |= (uint32_t)(*p++ & 0x7f) << shift;
		out[n] = out[n - 1] + (gap | (uint32_t)*p++ << shift);
	}
	return n;
}

static void put_bytes(struct times *t, struct client *c,
    const unsigned char *bytes, size_t n)
{
	uint32_t unit = units_take(t, units_of(n));

	memcpy(at(t, unit), bytes, n);
	times_drop(t, c);
	c->times = unit;
}

static void put_all(struct times *t, struct client *c,
    const uint32_t times[TALLY_TIMES], size_t n)
{
	unsigned char bytes[PACKED_MAX];
	size_t used = 1;

	if (n == TALLY_TIMES) {
		uint32_t full[TALLY_TIMES] = {times[n - 1]};

		memcpy(full + 1, times, (n - 1) * sizeof(*times));
		put_bytes(t, c, (unsigned char *)full, sizeof(full));
		c->times_full = 1;
		return;
	}
	for (size_t i = 1; i < n; i++)
		used += pack(bytes + used, times[i] - times[i - 1]);
	bytes[0] = (unsigned char)(used - 1);
	put_bytes(t, c, bytes, used);
}

/* The usual case: later than all others, and there is room for it. */
static void append(struct times *t, struct client *c, uint32_t gap)
{
	unsigned char bytes[PACKED_MAX + 5] = {0}, *p = bytes;
	size_t used = 1, more, units = 0;
	unsigned char packed[5];

	if (c->times) {
		p = at(t, c->times);
		used += p[0];
		units = units_of(used);
	}
	more = pack(packed, gap);
	if (units_of(used + more) != units) {
		memcpy(bytes, p, used);
		p = bytes;
	}
	memcpy(p + used, packed, more);
	p[0] = (unsigned char)(used + more - 1);
	if (p == bytes)
		put_bytes(t, c, bytes, used + more);
}

void times_add(struct times *t, struct client *c, uint32_t when)
{
	uint32_t times[TALLY_TIMES];
	size_t n, i;

	if (c->requests == 0)
		return; /* the span will say it */
	if (!c->times_full && when >= c->span.last &&
	    c->requests < TALLY_TIMES - 1) {
		append(t, c, when - c->span.last);
		return;
	}
	if (c->times_full && when >= *(const uint32_t *)at(t, c->times))
		return;
	n = times_get(t, c, times);
	i = n < TALLY_TIMES ? n++ : n - 1;
	for (; i > 0 && times[i - 1] > when; i--)
		times[i] = times[i - 1];
	times[i] = when;
	put_all(t, c, times, n);
}

void times_end(struct times *t)
{
	for (size_t i = 0; i < t->n_chunks; i++)
		free(t->chunk[i]);
	free(t->chunk);
	*t = (struct times){0};
}
