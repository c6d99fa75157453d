/*
 * inventory/area - see area.h. realloc() would copy a large array whenever its
 * neighbours are in the way, to pages that have to be got and cleared first.
 */
#include "investigate/inventory/area.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 2 << 20 /* a large page; smaller areas are malloc()'s */ };

static bool is_large(size_t n)
{
	return n >= PAGE_BYTES;
}

/* As it is mapped. */
static size_t whole_pages(size_t n)
{
	return (n + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
}

/* At the start of a large page, or the pages would have to be cut up. */
static char *map_pages(size_t n)
{
	char *p = mmap(NULL, n + PAGE_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	size_t before = (PAGE_BYTES - (uintptr_t)p % PAGE_BYTES) % PAGE_BYTES;
	if (before > 0)
		munmap(p, before);
	munmap(p + before + n, PAGE_BYTES - before);
	(void)!madvise(p + before, n, MADV_HUGEPAGE);
	return p + before;
}

void *area_grown(void *old, size_t was, size_t n)
{
	if (!is_large(n)) {
		void *p = realloc(old, n);
		if (!p)
			abort();
		return p;
	}
	char *p = map_pages(whole_pages(n));
	if (!is_large(was)) {
		if (was > 0)
			memcpy(p, old, was);
		free(old);
	} else if (mremap(old, whole_pages(was), whole_pages(was),
	               MREMAP_MAYMOVE | MREMAP_FIXED, p) == MAP_FAILED) {
		abort();
	}
	return p;
}

void area_end(void *p, size_t n)
{
	if (is_large(n))
		munmap(p, whole_pages(n));
	else
		free(p);
}
