/*
 * fuzz/fuzz_inventory_ewf - E01 images by libewf, where it is installed: one
 * segment, or two when the input says so. The checksums of its sections are
 * made to fit, since nothing behind them would be reached otherwise.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "inventory_sink.h"
#include "investigate/inventory/ewf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libewf forgets chunks of a broken image; a worker reads only one. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libewf";
}

/* 13 bytes of file header, then sections of 76: type, next, size, checksum. */
enum { FILE_HEAD = 13, SECTION = 76, SUM_AT = 72, SECTIONS = 64,
	VOLUME_DATA = 1052, MEDIUM_MAX = 64 << 20 };

static uint32_t adler(const unsigned char *p, size_t n)
{
	uint32_t a = 1, b = 0;

	for (size_t i = 0; i < n; i++) {
		a = (a + p[i]) % 65521;
		b = (b + a) % 65521;
	}
	return b << 16 | a;
}

static void put_adler(unsigned char *p, size_t n)
{
	uint32_t sum = adler(p, n);

	memcpy(p + n, &sum, sizeof(sum));
}

static void mend(unsigned char *p, size_t n)
{
	uint64_t at = FILE_HEAD, next;

	for (int i = 0; i < SECTIONS && at < n && n - at >= SECTION; i++) {
		unsigned char *s = p + at;
		put_adler(s, SUM_AT);
		if (memcmp(s, "volume", 6) == 0 && n - at >= SECTION + VOLUME_DATA)
			put_adler(s + SECTION, VOLUME_DATA - 4);
		memcpy(&next, s + 16, sizeof(next));
		if (next <= at)
			return;
		at = next;
	}
}

static int segment_of(const unsigned char *p, size_t n)
{
	int fd = memfd_create("segment", MFD_CLOEXEC);
	struct err e = {0};

	if (fd < 0 || !file_put(fd, (struct str){(const char *)p, n}, &e))
		abort();
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena_end) struct arena a = {0};
	unsigned char *room = arena_alloc(&a, size + 1);
	size_t half = size > 4 && data[size - 1] == '2' ? size / 2 : size;
	struct medium m = {0};
	struct err e = {0};

	memcpy(room, data, size);
	mend(room, half);
	mend(room + half, size - half);
	AUTO(fd_end) int one = segment_of(room, half);
	AUTO(fd_end) int two = segment_of(room + half, size - half);
	int fds[] = {one, two};
	/* Declared last, so that it ends before the segments are closed. */
	AUTO(arena_end) struct arena image = {0};
	bool opened = ewf_open(&image, fds, half < size ? 2 : 1, &m, &e);
	if (opened && m.size > MEDIUM_MAX)
		return 0; /* it would only take its time */
	if (!(opened && ewf_verify(&m, sink_opener(&a), &e)) &&
	    (e.ja[0] == 0 || e.en[0] == 0))
		abort();
	return 0;
}
