/*
 * fuzz/fuzz_inventory_image - media: tables of partitions, FAT by ourselves,
 * other file systems by libtsk where it is installed, carving. No input may
 * crash, leak or run away; names are UTF-8, reasons in both languages.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void item(void *ctx, struct str path, const struct item *it,
    const struct err *reason)
{
	(void)ctx;
	if (path.n > 0 && !utf8_check(path))
		abort();
	if (it->format >= FORMAT_COUNT_ || it->protection >= PROTECTION_COUNT_ ||
	    (reason && (reason->ja[0] == 0 || reason->en[0] == 0)))
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

/*
 * Images are mostly zeros, which a fuzzer does not like: the input is a list
 * of (sector, 512 bytes) for a medium of 2 MiB, or the medium itself.
 */
static struct str unfold(struct arena *a, const uint8_t *data, size_t size)
{
	enum { MEDIUM = 2 << 20, SECTOR = 512, ENTRY = 2 + SECTOR };

	if (size < ENTRY || data[0] != 'L')
		return (struct str){(const char *)data, size};
	char *m = arena_alloc(a, MEDIUM);
	for (size_t i = 1; i + ENTRY <= size; i += ENTRY) {
		size_t sector = (size_t)(data[i] | data[i + 1] << 8);
		memcpy(m + sector % (MEDIUM / SECTOR) * SECTOR, data + i + 2,
		    SECTOR);
	}
	return (struct str){m, MEDIUM};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena keep = {0};
	struct people_key key = {{1, 2, 3}};
	struct opener_out out = {
	    item, persons, outside, NULL, NULL, NULL};
	struct str bytes = unfold(&keep, data, size);
	struct medium m = medium_of_bytes(&bytes);
	struct opener *r = arena_alloc(&keep, sizeof(*r));

	opener_begin(r, &out, &key);
	r->depth = 1;
	r->now = (struct item){.bytes = m.size, .format = FORMAT_IMAGE};
	image_open(r, &m, NULL);
	return 0;
}
