/*
 * inventory/ewf - libewf over descriptors. See ewf.h. Nothing here opens a
 * file: the segments are handed in.
 */
#include "investigate/inventory/ewf.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include <libbfio.h>
#define LIBEWF_HAVE_BFIO 1 /* Debian builds it so */
#include <libewf.h>
#include <openssl/evp.h>

#include "base/file.h"

enum { MD5_BYTES = 16, SHA1_BYTES = 20, STEP_BYTES = 1 << 20 };

/*
 * The libbfio ones too are libewf's: it carries its own copy, whose pool is
 * not that of libbfio.so.
 */
#define EWF_CALLS(CALL)                                                      \
	CALL(libewf_handle_initialize)                                       \
	CALL(libewf_handle_free)                                             \
	CALL(libewf_handle_open_file_io_pool)                                \
	CALL(libewf_handle_close)                                            \
	CALL(libewf_handle_get_media_size)                                   \
	CALL(libewf_handle_read_random)                                      \
	CALL(libewf_handle_get_md5_hash)                                     \
	CALL(libewf_handle_get_sha1_hash)                                    \
	CALL(libewf_handle_get_number_of_checksum_errors)                    \
	CALL(libewf_error_free)                                              \
	CALL(libbfio_pool_initialize)                                        \
	CALL(libbfio_pool_free)                                              \
	CALL(libbfio_pool_append_handle)                                     \
	CALL(libbfio_handle_initialize)                                      \
	CALL(libbfio_handle_free)

struct ewf_calls {
#define CALL(name) __typeof__(name) *name;
	EWF_CALLS(CALL)
#undef CALL
};

/* One segment, as libbfio sees it. */
struct segment {
	int fd;
	off64_t at, size;
};

struct ewf {
	struct ewf_calls call;
	libbfio_pool_t *pool;
	libewf_handle_t *handle;
};

struct wanted {
	const char *name;
	size_t where;
};

static bool load_from(const char *file, const struct wanted *calls, size_t n,
    struct ewf_calls *to)
{
	/* Never closed: its code is used until the process ends. */
	void *lib = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; lib && i < n; i++) {
		void *call = dlsym(lib, calls[i].name);
		if (!call)
			return false;
		memcpy((char *)to + calls[i].where, &call, sizeof(call));
	}
	return lib != NULL;
}

static bool load(struct ewf_calls *to)
{
#define CALL(name) {#name, offsetof(struct ewf_calls, name)},
	static const struct wanted calls[] = {EWF_CALLS(CALL)};
#undef CALL

	return load_from("libewf.so.2", calls, COUNT_OF(calls), to);
}

bool ewf_warm(void)
{
	struct ewf_calls calls;
	unsigned char out[EVP_MAX_MD_SIZE];

	/* The digests read OpenSSL's settings when first used. */
	return load(&calls) &&
	       EVP_Digest("", 0, out, NULL, EVP_md5(), NULL) == 1 &&
	       EVP_Digest("", 0, out, NULL, EVP_sha1(), NULL) == 1;
}

/* --- a segment as libbfio wants it -------------------------------------- */

static struct segment *segment_of(intptr_t *io)
{
	return (struct segment *)(void *)io;
}

static int keep_it(intptr_t **io, libbfio_error_t **error)
{
	(void)error;
	*io = NULL; /* the arena's */
	return 1;
}

static int clone_it(intptr_t **to, intptr_t *from, libbfio_error_t **error)
{
	(void)error;
	*to = from;
	return 1;
}

static int open_it(intptr_t *io, int flags, libbfio_error_t **error)
{
	(void)error;
	segment_of(io)->at = 0;
	return flags == LIBBFIO_OPEN_READ ? 1 : -1;
}

static int yes(intptr_t *io, libbfio_error_t **error)
{
	(void)io;
	(void)error;
	return 1;
}

static int close_it(intptr_t *io, libbfio_error_t **error)
{
	(void)io;
	(void)error;
	return 0;
}

static ssize_t read_it(
    intptr_t *io, uint8_t *to, size_t n, libbfio_error_t **error)
{
	struct segment *s = segment_of(io);
	ssize_t got;

	(void)error;
	do
		got = pread(s->fd, to, n, (off_t)s->at);
	while (got < 0 && errno == EINTR);
	if (got > 0)
		s->at += got;
	return got;
}

static ssize_t no_write(
    intptr_t *io, const uint8_t *from, size_t n, libbfio_error_t **error)
{
	(void)io;
	(void)from;
	(void)n;
	(void)error;
	return -1;
}

static off64_t seek_it(
    intptr_t *io, off64_t offset, int whence, libbfio_error_t **error)
{
	struct segment *s = segment_of(io);
	off64_t from = whence == SEEK_CUR   ? s->at
	               : whence == SEEK_END ? s->size
	                                    : 0;

	(void)error;
	if (offset > 0 && from > INT64_MAX - offset)
		return -1;
	if (from + offset < 0)
		return -1;
	s->at = from + offset;
	return s->at;
}

static int size_of_it(
    intptr_t *io, size64_t *size, libbfio_error_t **error)
{
	(void)error;
	*size = (size64_t)segment_of(io)->size;
	return 1;
}

/* --- the image ---------------------------------------------------------- */

static void end_image(void *ctx)
{
	struct ewf *x = ctx;

	if (x->handle) {
		x->call.libewf_handle_close(x->handle, NULL);
		x->call.libewf_handle_free(&x->handle, NULL);
	}
	if (x->pool)
		x->call.libbfio_pool_free(&x->pool, NULL);
}

static bool add_segment(struct arena *a, struct ewf *x, int fd)
{
	struct segment *s = ARENA_NEW(a, struct segment);
	libbfio_handle_t *h = NULL;
	struct stat st;
	int entry = 0;

	if (!fd_stat(fd, &st))
		return false;
	*s = (struct segment){.fd = fd, .size = st.st_size};
	if (x->call.libbfio_handle_initialize(&h, (intptr_t *)(void *)s,
	        keep_it, clone_it, open_it, close_it, read_it, no_write, seek_it,
	        yes, yes, size_of_it,
	        LIBBFIO_FLAG_IO_HANDLE_NON_MANAGED |
	            LIBBFIO_FLAG_IO_HANDLE_CLONE_BY_FUNCTION,
	        NULL) != 1)
		return false;
	if (x->call.libbfio_pool_append_handle(
	        x->pool, &entry, h, LIBBFIO_OPEN_READ, NULL) == 1)
		return true;
	x->call.libbfio_handle_free(&h, NULL);
	return false;
}

static bool read_image(
    const struct medium *m, uint64_t at, char *to, size_t n)
{
	const struct ewf *x = m->ctx;

	while (n > 0) {
		libewf_error_t *error = NULL;
		ssize_t got = x->call.libewf_handle_read_random(
		    x->handle, to, n, (off64_t)at, &error);
		if (got <= 0) {
			x->call.libewf_error_free(&error);
			return false;
		}
		at += (uint64_t)got;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

static uint64_t next_image(const struct medium *m, uint64_t at)
{
	(void)m;
	return at;
}

static bool broken(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "E01イメージが壊れているか、続きの分割ファイル（.E02など）がそろっていません。",
	    "The E01 image is broken, or its further segments (.E02 …) are not all there.");
}

bool ewf_open(struct arena *a, const int *fd, size_t n, struct medium *ret,
    struct err *e)
{
	struct ewf *x = ARENA_NEW(a, struct ewf);
	libewf_error_t *error = NULL;
	size64_t size = 0;

	if (!load(&x->call))
		return fail(e, ERR_MISSING,
		    "E01イメージを読むライブラリー（libewf）がこのコンピューターにありません。",
		    "The library that reads E01 images (libewf) is not installed here.");
	arena_on_end(a, end_image, x);
	if (x->call.libbfio_pool_initialize(
	        &x->pool, 0, (int)n + 1, NULL) != 1)
		return broken(e);
	for (size_t i = 0; i < n; i++)
		if (!add_segment(a, x, fd[i]))
			return broken(e);
	if (x->call.libewf_handle_initialize(&x->handle, NULL) != 1)
		return broken(e);
	if (x->call.libewf_handle_open_file_io_pool(
	        x->handle, x->pool, LIBEWF_OPEN_READ, &error) != 1 ||
	    x->call.libewf_handle_get_media_size(
	        x->handle, &size, &error) != 1 ||
	    size > INT64_MAX) {
		x->call.libewf_error_free(&error);
		return broken(e);
	}
	*ret = (struct medium){
	    .size = size, .read = read_image, .next = next_image, .ctx = x};
	return true;
}

struct digests {
	EVP_MD_CTX *md5, *sha1;
};

static void digests_end(struct digests *d)
{
	EVP_MD_CTX_free(d->md5);
	EVP_MD_CTX_free(d->sha1);
}

/* Answers the bytes that could not be read. */
static uint64_t digest_all(
    const struct medium *m, struct digests *d, struct opener *r)
{
	AUTO(arena_end) struct arena a = {0};
	char *room = arena_alloc(&a, STEP_BYTES);
	uint64_t lost = 0;

	for (uint64_t at = 0; at < m->size; at += STEP_BYTES) {
		size_t n = m->size - at < STEP_BYTES ? (size_t)(m->size - at)
		                                     : STEP_BYTES;
		lost += medium_read(m, at, room, n);
		EVP_DigestUpdate(d->md5, room, n);
		EVP_DigestUpdate(d->sha1, room, n);
		opener_reached(r, at, 2 * m->size);
	}
	return lost;
}

bool ewf_verify(const struct medium *m, struct opener *r, struct err *e)
{
	const struct ewf *x = m->ctx;
	uint8_t md5[MD5_BYTES], sha1[SHA1_BYTES];
	unsigned char got[2][EVP_MAX_MD_SIZE];
	AUTO(digests_end)
	struct digests d = {EVP_MD_CTX_new(), EVP_MD_CTX_new()};
	bool has_md5 = x->call.libewf_handle_get_md5_hash(
	                   x->handle, md5, sizeof(md5), NULL) == 1;
	bool has_sha1 = x->call.libewf_handle_get_sha1_hash(
	                    x->handle, sha1, sizeof(sha1), NULL) == 1;
	uint32_t bad = 0;

	if (EVP_DigestInit_ex(d.md5, EVP_md5(), NULL) != 1 ||
	    EVP_DigestInit_ex(d.sha1, EVP_sha1(), NULL) != 1)
		return fail(e, ERR_IO, "ハッシュ値を計算できません。",
		    "Hashes cannot be computed.");
	uint64_t lost = digest_all(m, &d, r);
	EVP_DigestFinal_ex(d.md5, got[0], NULL);
	EVP_DigestFinal_ex(d.sha1, got[1], NULL);
	x->call.libewf_handle_get_number_of_checksum_errors(
	    x->handle, &bad, NULL);
	if (lost > 0 || bad > 0)
		return fail(e, ERR_INPUT,
		    "E01イメージに壊れた箇所があるか、続きの分割ファイル（.E02など）がそろっていません（検査用数値の不一致%u箇所、読めない%lluバイト）。残りは読みました。",
		    "The E01 image is damaged or segments (.E02 …) are missing (%u checksums do not fit, %llu bytes cannot be read); the rest was read.",
		    bad, (unsigned long long)lost);
	if ((has_md5 && memcmp(md5, got[0], sizeof(md5)) != 0) ||
	    (has_sha1 && memcmp(sha1, got[1], sizeof(sha1)) != 0))
		return fail(e, ERR_INPUT,
		    "E01イメージに記録されたハッシュ値と、内容から計算した値が一致しません。取得後に書き換えられたおそれがあります。",
		    "The hash that the E01 image carries is not that of its content; it may have been altered after it was taken.");
	if (!has_md5 && !has_sha1)
		return fail(e, ERR_MISSING,
		    "E01イメージにハッシュ値が記録されていないため、取得後に変わっていないかを確かめられません。",
		    "The E01 image carries no hash, so whether it changed since it was taken cannot be told.");
	return true;
}
