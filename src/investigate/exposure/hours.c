/*
 * exposure/hours - see hours.h. A list holds the steps from one client's number
 * to the next, seven bits a byte. Who comes waits in a heap of plain numbers;
 * when there are a quarter as many as in the list, they are sorted into it.
 */
#include "investigate/exposure/hours.h"

#include <stdlib.h>

enum { LATELY = 8192, LATE_MIN = 16, LATE_FULL = 1024, STEP_MAX = 5 };

static struct hour *hour_at(struct hours *h, uint32_t at)
{
	if (!h->number)
		h->number = table_zeros(HOURS_MAX, sizeof(*h->number));
	if (h->number[at] == 0) {
		if (h->n == h->room) {
			h->room = h->room ? h->room * 2 : 64;
			h->hour =
			    table_grow(h->hour, h->room, sizeof(*h->hour));
		}
		h->hour[h->n] = (struct hour){.at = at};
		h->number[at] = (uint32_t)++h->n;
	}
	return &h->hour[h->number[at] - 1];
}

/* By their lowest byte, then the next; n numbers in x, n of room behind. */
static void sort(uint32_t *x, size_t n)
{
	uint32_t *from = x, *to = x + n, any = 0;

	for (size_t i = 0; i < n; i++)
		any |= x[i];
	for (unsigned shift = 0; shift < 32 && any >> shift; shift += 8) {
		size_t place[256] = {0}, sum = 0;
		uint32_t *swap = from;

		for (size_t i = 0; i < n; i++)
			place[from[i] >> shift & 0xff]++;
		for (int i = 0; i < 256; i++) {
			size_t count = place[i];

			place[i] = sum;
			sum += count;
		}
		for (size_t i = 0; i < n; i++)
			to[place[from[i] >> shift & 0xff]++] = from[i];
		from = to;
		to = swap;
	}
	if (from != x)
		memcpy(x, from, n * sizeof(*x));
}

/* Reads a list from its first client to its last. */
struct walk {
	const unsigned char *p;
	size_t n;
	uint64_t client; /* UINT64_MAX: behind the last */
};

static void walk_on(struct walk *w)
{
	uint64_t step = 0;

	if (w->n == 0) {
		w->client = UINT64_MAX;
		return;
	}
	for (unsigned shift = 0;; shift += 7) {
		unsigned char c = *w->p++;
		w->n--;

		step |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			break;
	}
	w->client += step;
}

static unsigned char *put_step(unsigned char *p, uint64_t step)
{
	for (; step >= 0x80; step >>= 7)
		*p++ = (unsigned char)(step | 0x80);
	*p++ = (unsigned char)step;
	return p;
}

static void sort_late(struct hours *h, struct hour *x)
{
	if (h->sorting_room < 2 * (size_t)x->n_late) {
		h->sorting_room = 2 * (size_t)x->n_late;
		h->sorting = table_grow(
		    h->sorting, h->sorting_room, sizeof(*h->sorting));
	}
	memcpy(h->sorting, x->late, x->n_late * sizeof(*x->late));
	sort(h->sorting, x->n_late);
}

/* The late ones go into the list, each once. */
static void merge_late(struct hours *h, struct hour *x)
{
	struct walk w = {x->list, x->list_bytes, 0};
	unsigned char *list, *to;
	uint64_t before = 0;
	size_t i = 0;

	if (x->n_late == 0)
		return;
	sort_late(h, x);
	list = to = table_grow(
	    NULL, x->list_bytes + STEP_MAX * (size_t)x->n_late + 1, 1);
	x->clients = 0;
	walk_on(&w);
	while (i < x->n_late || w.client != UINT64_MAX) {
		uint64_t late = i < x->n_late ? h->sorting[i] : UINT64_MAX;
		uint64_t next = late < w.client ? late : w.client;

		to = put_step(to, next - before);
		before = next;
		x->clients++;
		if (w.client == next)
			walk_on(&w);
		while (i < x->n_late && h->sorting[i] == next)
			i++;
	}
	free(x->list);
	x->list_bytes = (size_t)(to - list);
	x->list = table_grow(list, x->list_bytes, 1);
	x->n_late = 0;
}

/* Room for one more that waits. */
static void late_room(struct hours *h, struct hour *x)
{
	if (x->n_late < x->late_room)
		return;
	if (x->n_late >= LATE_FULL && x->n_late >= x->clients / 4)
		merge_late(h, x);
	if (x->n_late < x->late_room)
		return;
	x->late_room = x->late_room ? x->late_room * 2 : LATE_MIN;
	x->late = table_grow(x->late, x->late_room, sizeof(*x->late));
}

void hours_add(struct hours *h, uint32_t at, uint32_t client, bool served)
{
	struct hour *x = hour_at(h, at);
	uint64_t pair = (uint64_t)at << 32 | client, *lately;

	x->requests++;
	if (!served)
		return;
	if (!h->lately)
		h->lately = table_zeros(LATELY, sizeof(*h->lately));
	lately = &h->lately[(client ^ (uint64_t)at << 7) % LATELY];
	if (*lately == pair + 1)
		return;
	*lately = pair + 1;
	late_room(h, x);
	x->late[x->n_late++] = client;
}

static int by_hour(const void *x, const void *y)
{
	const struct hour *a = x, *b = y;

	return a->at < b->at ? -1 : a->at > b->at;
}

void hours_settle(struct hours *h)
{
	for (size_t i = 0; i < h->n; i++) {
		struct hour *x = &h->hour[i];

		merge_late(h, x);
		free(x->late);
		x->late = NULL;
		x->late_room = 0;
	}
	if (h->n > 0)
		qsort(h->hour, h->n, sizeof(*h->hour), by_hour);
	for (size_t i = 0; i < h->n; i++)
		h->number[h->hour[i].at] = (uint32_t)i + 1;
}

void hours_end(struct hours *h)
{
	for (size_t i = 0; i < h->n; i++) {
		free(h->hour[i].list);
		free(h->hour[i].late);
	}
	free(h->hour);
	free(h->number);
	free(h->lately);
	free(h->sorting);
	*h = (struct hours){0};
}
