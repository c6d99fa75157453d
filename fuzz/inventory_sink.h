/*
 * fuzz/inventory_sink - what the fuzz targets of the inventory do with what a
 * reader tells: every number has to be in its range, names are UTF-8, reasons
 * stand in both languages.
 */
#ifndef FUZZ_INVENTORY_SINK_H
#define FUZZ_INVENTORY_SINK_H

#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/persons.h"

static inline void sink_item(void *ctx, struct str path, const struct item *it,
    const struct sum *sum, const struct err *reason)
{
	(void)ctx;
	if (path.n > 0 && !utf8_check(path))
		abort();
	if (it->format >= FORMAT_COUNT_ || it->protection >= PROTECTION_COUNT_ ||
	    (reason && (reason->ja[0] == 0 || reason->en[0] == 0)))
		abort();
	for (int k = 0; k < KIND_COUNT_; k++)
		if (sum->kind[k].valid > sum->kind[k].found)
			abort();
}

static inline void sink_persons(void *ctx, struct str wire)
{
	(void)ctx;
	if (!persons_are_whole(wire))
		abort();
}

static inline void sink_outside(
    void *ctx, struct str path, struct str bytes, enum outside what)
{
	(void)ctx;
	(void)path;
	(void)bytes;
	(void)what;
}

/* A reader as in the worker; nothing that it may be asked about is missing. */
static inline struct opener *sink_opener(struct arena *a)
{
	static const struct opener_out out = {
	    .item = sink_item, .persons = sink_persons, .outside = sink_outside};
	struct opener *r = arena_alloc(a, sizeof(*r));

	opener_begin(r, &out, &(struct people_key){{1, 2, 3}});
	return r;
}

/* Bytes that come a few at a time. */
struct sink_drip {
	struct source source;
	struct str rest;
	size_t step;
};

static inline size_t sink_drip_read(
    struct source *s, char *to, size_t n, struct err *e)
{
	struct sink_drip *d = (struct sink_drip *)s;

	(void)e;
	n = n < d->step ? n : d->step;
	n = n < d->rest.n ? n : d->rest.n;
	if (n > 0)
		memcpy(to, d->rest.p, n);
	d->rest = str_from(d->rest, n);
	return n;
}

static inline struct sink_drip sink_drip(
    struct str bytes, size_t step, uint64_t size)
{
	return (struct sink_drip){
	    {sink_drip_read, size, NULL}, bytes, step};
}

#endif
