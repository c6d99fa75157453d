/*
 * exposure/reader - see reader.h. read() into a buffer, never a mapping: it is
 * quicker here, and a file that shrinks under us ends in an answer, not in
 * SIGBUS.
 */
#include "investigate/exposure/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "investigate/exposure/table.h"

static bool read_raw(struct reader *r, void *out, size_t cap, size_t *ret_n,
    struct err *e)
{
	ssize_t n;

	do
		n = read(r->fd, out, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail(e, ERR_IO,
		    "ログを読み取れません: %s。", "Cannot read the log: %s.",
		    strerror(errno));
	r->bytes += (uint64_t)n;
	r->at_end = n == 0;
	if (r->hashing && !r->hash_apart && n > 0)
		sha256_add(&r->sha, (struct str){out, (size_t)n});
	*ret_n = (size_t)n;
	return true;
}

static enum reader_packing packing_of(const unsigned char *p, size_t n)
{
	static const unsigned char gzip[] = {0x1f, 0x8b},
				   zstd[] = {0x28, 0xb5, 0x2f, 0xfd},
				   xz[] = {0xfd, '7', 'z', 'X', 'Z', 0};

	if (n >= sizeof(gzip) && memcmp(p, gzip, sizeof(gzip)) == 0)
		return PACKED_GZIP;
	if (n >= sizeof(zstd) && memcmp(p, zstd, sizeof(zstd)) == 0)
		return PACKED_ZSTD;
	if (n >= sizeof(xz) && memcmp(p, xz, sizeof(xz)) == 0)
		return PACKED_XZ;
	return PACKED_NOT;
}

/* A pipe may give its first bytes one by one. */
static bool read_start(struct reader *r, struct err *e)
{
	size_t n = 1;

	while (n > 0 && r->in_n < 8) {
		if (!read_raw(r, r->in + r->in_n,
			READER_PACKED_BYTES - r->in_n, &n, e))
			return false;
		r->in_n += n;
	}
	r->packing = packing_of(r->in, r->in_n);
	if (r->packing != PACKED_NOT && !reader_unpack_begin(r))
		return fail(e, ERR_IO, "圧縮ファイルの展開を準備できません。",
		    "Cannot prepare to unpack the log.");
	r->sum = reader_sum_begin(r);
	return true;
}

static bool open_file(
    const char *path, int *ret_fd, struct stat *ret_st, struct err *e)
{
	bool in = strcmp(path, "-") == 0;
	int fd = in ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, ret_st) != 0)
		return fail(e, ERR_INPUT, "「%s」を開けません: %s。",
		    "Cannot open \"%s\": %s.", path, strerror(errno));
	*ret_fd = fd;
	if (S_ISDIR(ret_st->st_mode))
		return fail(e, ERR_INPUT,
		    "「%s」はフォルダです。ログファイルを指定してください。",
		    "\"%s\" is a folder; give log files.", path);
	return true;
}

bool reader_look(const char *path, struct reader_look *ret, struct err *e)
{
	AUTO(fd_end) int fd = -1;
	unsigned char start[8];
	struct reader_look look = {0};
	struct stat st;
	ssize_t n;

	/* Opening a pipe would wait for its writer. */
	if (strcmp(path, "-") == 0 ||
	    (stat(path, &st) == 0 && S_ISFIFO(st.st_mode))) {
		*ret = look;
		return true;
	}
	if (!open_file(path, &fd, &st, e))
		return false;
	look.regular = S_ISREG(st.st_mode);
	look.size = look.regular ? (uint64_t)st.st_size : 0;
	n = look.regular ? pread(fd, start, sizeof(start), 0) : 0;
	look.packing = packing_of(start, n > 0 ? (size_t)n : 0);
	*ret = look;
	return true;
}

static bool read_begin(struct reader *r, const struct stat *st, struct err *e)
{
	off_t start = lseek(r->fd, 0, SEEK_CUR);

	r->regular = S_ISREG(st->st_mode) && start >= 0;
	r->size = r->regular ? (uint64_t)st->st_size : 0;
	r->start = r->regular ? (uint64_t)start : 0;
	r->in = table_grow(NULL, READER_PACKED_BYTES, 1);
	if (r->hash) {
		sha256_begin(&r->sha);
		r->hashing = true;
	}
	return read_start(r, e);
}

bool reader_open(struct reader *r, const char *path, bool hash, struct err *e)
{
	struct stat st;

	*r = (struct reader){.fd = -1, .hash = hash};
	if (!open_file(path, &r->fd, &st, e))
		return false;
	posix_fadvise(r->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return read_begin(r, &st, e);
}

bool reader_adopt(struct reader *r, int fd, bool hash, struct err *e)
{
	struct stat st;

	*r = (struct reader){.fd = fd, .hash = hash, .borrowed = true};
	if (!fd_stat(fd, &st))
		return fail(e, ERR_IO, "ログを調べられません: %s。",
		    "Cannot look at the log: %s.", strerror(errno));
	return read_begin(r, &st, e);
}

bool reader_descriptor(const char *path, int *ret_fd, struct err *e)
{
	struct stat st;

	return open_file(path, ret_fd, &st, e);
}

static bool read_plain(struct reader *r, char *out, size_t cap, size_t *ret_n,
    struct err *e)
{
	size_t n = r->in_n - r->in_at;

	if (n == 0)
		return read_raw(r, out, cap, ret_n, e);
	n = n < cap ? n : cap;
	memcpy(out, r->in + r->in_at, n);
	r->in_at += n;
	*ret_n = n;
	return true;
}

static bool read_packed(
    struct reader *r, char *out, size_t cap, size_t *ret_n, struct err *e)
{
	for (;;) {
		if (r->in_at == r->in_n && !r->at_end) {
			r->in_at = 0;
			if (!read_raw(r, r->in, READER_PACKED_BYTES, &r->in_n, e))
				return false;
		}
		if (r->damaged) { /* the rest is only hashed */
			*ret_n = 0;
			r->in_at = r->in_n;
			if (r->at_end)
				return true;
			continue;
		}
		if (!reader_unpack_step(r, out, cap, ret_n))
			r->damaged = true;
		if (*ret_n > 0 || (r->at_end && !r->damaged))
			return true;
	}
}

bool reader_read_unchecked(struct reader *r, char *out, size_t cap,
    struct reader_piece *ret, struct err *e)
{
	size_t n;

	if (r->packing == PACKED_NOT
		? !read_plain(r, out, cap, &n, e)
		: !read_packed(r, out, cap, &n, e))
		return false;
	*ret = (struct reader_piece){n, r->seal};
	r->seal.set = false;
	return true;
}

bool reader_read(
    struct reader *r, char *out, size_t cap, size_t *ret_n, struct err *e)
{
	struct reader_piece p;

	if (!reader_read_unchecked(r, out, cap, &p, e))
		return false;
	if (!reader_check(&r->sum, out, &p)) {
		r->damaged = true;
		if (!read_packed(r, out, cap, &p.n, e))
			return false;
	}
	*ret_n = p.n;
	return true;
}

void reader_hash_apart(struct reader *r)
{
	r->hash_apart = r->hashing && r->regular;
	r->hashed = r->bytes; /* the first were hashed when it was opened */
}

bool reader_hash_to(struct reader *r, uint64_t to, struct err *e)
{
	char room[16384];
	size_t n = 1;

	while (r->hash_apart && r->hashed < to && n > 0) {
		uint64_t left = to - r->hashed;
		size_t cap = left < sizeof(room) ? (size_t)left : sizeof(room);

		if (!reader_read_at(
			r, r->start + r->hashed, room, cap, &n, e))
			return false;
		sha256_add(&r->sha, (struct str){room, n});
		r->hashed += n;
	}
	return true;
}

bool reader_read_at(const struct reader *r, uint64_t offset, char *out,
    size_t cap, size_t *ret_n, struct err *e)
{
	ssize_t n;

	do
		n = pread(r->fd, out, cap, (off_t)offset);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail(e, ERR_IO,
		    "ログを読み取れません: %s。", "Cannot read the log: %s.",
		    strerror(errno));
	*ret_n = (size_t)n;
	return true;
}

bool reader_sha256(struct reader *r, struct sha256 *ret)
{
	if (!r->hashing || !r->at_end ||
	    (r->hash_apart && r->hashed != r->bytes))
		return false;
	*ret = sha256_end(&r->sha);
	r->hashing = false;
	return true;
}

void reader_end(struct reader *r)
{
	struct sha256 unused;

	reader_unpack_end(r);
	if (r->hashing)
		unused = sha256_end(&r->sha);
	(void)unused;
	free(r->in);
	if (!r->borrowed)
		fd_end(&r->fd);
	*r = (struct reader){.fd = -1};
}
