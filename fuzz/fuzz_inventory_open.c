/*
 * fuzz/fuzz_inventory_open - every format that the inventory opens: no input
 * may crash, leak or run away, and what is told must be within its ranges.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/opener.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void item(void *ctx, struct str path, const struct item *it,
    const struct err *reason)
{
	(void)ctx;
	if (!utf8_check(path) && path.n > 0)
		abort();
	if (it->format >= FORMAT_COUNT_ || it->protection >= PROTECTION_COUNT_ ||
	    (reason && (reason->ja[0] == 0 || reason->en[0] == 0)))
		abort();
	for (int k = 0; k < KIND_COUNT_; k++)
		if (it->sum.kind[k].valid > it->sum.kind[k].found)
			abort();
}

static void persons(void *ctx, const struct person *who, size_t n)
{
	(void)ctx;
	for (size_t i = 0; i < n; i++)
		if (who[i].n_keys > PERSON_KEYS)
			abort();
}

static void outside(
    void *ctx, struct str path, struct str bytes, enum outside what)
{
	(void)ctx;
	(void)path;
	(void)bytes;
	(void)what;
}

/* What comes behind the head, a few bytes at a time. */
struct rest {
	struct source source;
	struct str left;
	size_t step;
};

static size_t read_rest(struct source *s, char *to, size_t n, struct err *e)
{
	struct rest *f = (struct rest *)s;
	struct str part =
	    str_slice(f->left, 0, n < f->step ? n : f->step);

	(void)e;
	if (part.n > 0)
		memcpy(to, part.p, part.n);
	f->left = str_from(f->left, part.n);
	return part.n;
}

/* The same bytes in two parts or more: text and mailboxes only. */
static void stream(struct opener *r, struct str name, struct str s)
{
	size_t head = s.n / 2 + 1;
	struct rest rest = {{read_rest, s.n, NULL}, str_from(s, head), 1 + s.n % 97};

	opener_stream(r, name, str_slice(s, 0, head), &rest.source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"a.csv", "a.gpg", "a.csv.gz"};
	struct people_key key = {{1, 2, 3}};
	struct opener_out out = {
	    item, persons, outside, NULL, NULL, NULL};
	struct arena keep = {0};
	struct opener *r = arena_alloc(&keep, sizeof(*r));

	opener_begin(r, &out, &key);
	struct str name = str_of(names[size % 3]);
	struct str bytes = {(const char *)data, size};
	opener_open(r, name, bytes);
	opener_begin(r, &out, &key);
	if (size > 0 && size <= OPENER_HEAD_BYTES)
		stream(r, name, bytes);
	arena_end(&keep);
	return 0;
}
