/*
 * fuzz/fuzz_inventory_image - media: tables of partitions, FAT by ourselves,
 * other file systems by libtsk where it is installed, carving. No input may
 * crash, leak or run away; names are UTF-8, reasons in both languages.
 */
#include "inventory_sink.h"
#include "investigate/inventory/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	struct str bytes = unfold(&keep, data, size);
	struct medium m = medium_of_bytes(&bytes);
	struct opener *r = sink_opener(&keep);

	r->depth = 1;
	r->now = (struct item){.bytes = m.size, .format = FORMAT_IMAGE};
	image_open(r, &m, NULL);
	return 0;
}
