/*
 * exposure/unpack - gzip (several members in a row, as rotated and joined logs
 * have them), zstd and xz for reader.c. gzip is inflated by ISA-L where the
 * build has it (2.5 times zlib's speed), else by zlib.
 */
#include <lzma.h>
#include <stdlib.h>
#include <zstd.h>

#include "investigate/exposure/reader.h"
#include "investigate/exposure/table.h"

#ifdef HAVE_ISAL
#include <isa-l/igzip_lib.h>
typedef struct inflate_state gzip_state;
#else
#include <zlib.h>
typedef z_stream gzip_state;
#endif

struct reader_unpack {
	bool inside; /* a member or frame has begun and not ended */
	bool any;    /* at least one ended well */
	gzip_state *gzip;
	ZSTD_DStream *zstd;
	lzma_stream xz;
};

/* zeros after the last member, as tapes and some tools leave them */
static bool only_padding(const struct reader *r)
{
	for (size_t i = r->in_at; i < r->in_n; i++)
		if (r->in[i])
			return false;
	return true;
}

#ifdef HAVE_ISAL

static bool gzip_begin(struct reader_unpack *u)
{
	u->gzip = table_grow(NULL, 1, sizeof(*u->gzip));
	isal_inflate_init(u->gzip);
	u->gzip->crc_flag = ISAL_GZIP;
	return true;
}

static void gzip_end(struct reader_unpack *u)
{
	free(u->gzip);
}

static bool gzip_run(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	struct reader_unpack *u = r->unpack;
	gzip_state *z = u->gzip;

	z->next_in = r->in + r->in_at;
	z->avail_in = (uint32_t)(r->in_n - r->in_at);
	z->next_out = (uint8_t *)out;
	z->avail_out = (uint32_t)cap;
	int status = isal_inflate(z);

	r->in_at = r->in_n - z->avail_in;
	*ret_n = cap - z->avail_out;
	if (status < 0)
		return false;
	if (z->block_state == ISAL_BLOCK_FINISH) {
		u->inside = false;
		u->any = true;
		isal_inflate_reset(z);
		z->crc_flag = ISAL_GZIP;
	}
	return true;
}

#else

static bool gzip_begin(struct reader_unpack *u)
{
	u->gzip = table_grow(NULL, 1, sizeof(*u->gzip));
	*u->gzip = (z_stream){0};
	return inflateInit2(u->gzip, 15 + 16) == Z_OK;
}

static void gzip_end(struct reader_unpack *u)
{
	if (u->gzip)
		inflateEnd(u->gzip);
	free(u->gzip);
}

static bool gzip_run(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	struct reader_unpack *u = r->unpack;
	z_stream *z = u->gzip;

	z->next_in = r->in + r->in_at;
	z->avail_in = (uInt)(r->in_n - r->in_at);
	z->next_out = (Bytef *)out;
	z->avail_out = (uInt)cap;
	int status = inflate(z, Z_NO_FLUSH);

	r->in_at = r->in_n - z->avail_in;
	*ret_n = cap - z->avail_out;
	if (status == Z_STREAM_END) {
		u->inside = false;
		u->any = true;
		return inflateReset2(z, 15 + 16) == Z_OK;
	}
	return status == Z_OK || status == Z_BUF_ERROR;
}

#endif

static bool gzip_step(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	struct reader_unpack *u = r->unpack;

	if (!u->inside) {
		if (r->in_at == r->in_n)
			return true;
		if (u->any && r->in[r->in_at] == 0) {
			bool padding = only_padding(r);

			r->in_at = r->in_n;
			return padding;
		}
		u->inside = true;
	} else if (r->in_at == r->in_n && r->at_end) {
		/* Something may still wait inside; else it is cut short. */
		return gzip_run(r, out, cap, ret_n) && *ret_n > 0;
	}
	return gzip_run(r, out, cap, ret_n);
}

static bool zstd_step(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	struct reader_unpack *u = r->unpack;
	ZSTD_inBuffer in = {r->in, r->in_n, r->in_at};
	ZSTD_outBuffer to = {out, cap, 0};
	size_t left;

	if (in.pos == in.size && !u->inside)
		return true;
	left = ZSTD_decompressStream(u->zstd, &to, &in);
	r->in_at = in.pos;
	*ret_n = to.pos;
	if (ZSTD_isError(left))
		return false;
	u->inside = left != 0;
	return !(u->inside && r->at_end && in.pos == in.size && to.pos == 0);
}

static bool xz_step(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	lzma_stream *z = &r->unpack->xz;
	lzma_ret status;

	z->next_in = r->in + r->in_at;
	z->avail_in = r->in_n - r->in_at;
	z->next_out = (uint8_t *)out;
	z->avail_out = cap;
	status = lzma_code(z, r->at_end ? LZMA_FINISH : LZMA_RUN);
	r->in_at = r->in_n - z->avail_in;
	*ret_n = cap - z->avail_out;
	if (status == LZMA_BUF_ERROR) /* no progress: cut short at the end */
		return !r->at_end;
	if (status == LZMA_STREAM_END) {
		r->in_at = r->in_n;
		return true;
	}
	return status == LZMA_OK;
}

bool reader_unpack_begin(struct reader *r)
{
	const uint64_t memory = UINT64_C(256) << 20;
	struct reader_unpack *u = table_grow(NULL, 1, sizeof(*u));

	*u = (struct reader_unpack){.xz = LZMA_STREAM_INIT};
	r->unpack = u;
	switch (r->packing) {
	case PACKED_GZIP:
		return gzip_begin(u);
	case PACKED_ZSTD:
		u->zstd = ZSTD_createDStream();
		return u->zstd != NULL;
	case PACKED_XZ:
		return lzma_stream_decoder(&u->xz, memory,
			   LZMA_CONCATENATED) == LZMA_OK;
	default:
		return true;
	}
}

bool reader_unpack_step(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	*ret_n = 0;
	switch (r->packing) {
	case PACKED_GZIP:
		return gzip_step(r, out, cap, ret_n);
	case PACKED_ZSTD:
		return zstd_step(r, out, cap, ret_n);
	case PACKED_XZ:
		return xz_step(r, out, cap, ret_n);
	default:
		return false;
	}
}

void reader_unpack_end(struct reader *r)
{
	struct reader_unpack *u = r->unpack;

	if (!u)
		return;
	gzip_end(u);
	ZSTD_freeDStream(u->zstd);
	lzma_end(&u->xz);
	free(u);
	r->unpack = NULL;
}
