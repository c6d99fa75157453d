/*
 * inventory/medium - reading at a place; holes are passed over. See medium.h.
 */
#include "investigate/inventory/medium.h"

#include <errno.h>
#include <unistd.h>

enum { SECTOR_BYTES = 512 };

static bool read_fd(const struct medium *m, uint64_t at, char *to, size_t n)
{
	int fd = *(const int *)m->ctx;

	while (n > 0) {
		ssize_t got = pread(fd, to, n, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		to += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return true;
}

static uint64_t next_fd(const struct medium *m, uint64_t at)
{
	off_t data = lseek(*(const int *)m->ctx, (off_t)at, SEEK_DATA);

	if (data < 0)
		return errno == ENXIO ? m->size : at;
	return (uint64_t)data < m->size ? (uint64_t)data : m->size;
}

struct medium medium_of_fd(const int *fd)
{
	off_t size = lseek(*fd, 0, SEEK_END);

	return (struct medium){.size = size > 0 ? (uint64_t)size : 0,
	    .read = read_fd,
	    .next = next_fd,
	    .ctx = fd};
}

static bool read_bytes(const struct medium *m, uint64_t at, char *to, size_t n)
{
	const struct str *s = m->ctx;

	memcpy(to, s->p + at, n);
	return true;
}

static uint64_t next_bytes(const struct medium *m, uint64_t at)
{
	(void)m;
	return at;
}

struct medium medium_of_bytes(const struct str *bytes)
{
	return (struct medium){.size = bytes->n,
	    .read = read_bytes,
	    .next = next_bytes,
	    .ctx = bytes};
}

uint64_t medium_read(const struct medium *m, uint64_t at, char *to, size_t n)
{
	uint64_t lost = 0;

	if (m->read(m, at, to, n))
		return 0;
	for (size_t i = 0; i < n; i += SECTOR_BYTES) {
		size_t part = n - i < SECTOR_BYTES ? n - i : SECTOR_BYTES;
		if (m->read(m, at + i, to + i, part))
			continue;
		memset(to + i, 0, part);
		lost += part;
	}
	return lost;
}
