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
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
typedef struct inflate_state gzip_state;
#else
#include <zlib.h>
typedef z_stream gzip_state;
#endif

enum { TRAILER_BYTES = 8 };

enum gzip_part { GZIP_HEADER, GZIP_BODY, GZIP_TRAILER };

struct reader_unpack {
	bool inside; /* a member or frame has begun and not ended */
	bool any;    /* at least one ended well */
	gzip_state *gzip;
#ifdef HAVE_ISAL
	enum gzip_part part;
	bool empty; /* the member so far */
	struct isal_gzip_header header;
	unsigned char trailer[TRAILER_BYTES];
	size_t trailer_n;
#endif
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

static void member_begin(struct reader_unpack *u)
{
	isal_inflate_reset(u->gzip);
	isal_gzip_header_init(&u->header);
	u->part = GZIP_HEADER;
	u->empty = true;
}

/* The body alone is ISA-L's, so that it takes no sum of what it gives. */
static bool gzip_begin(struct reader_unpack *u)
{
	u->gzip = table_grow(NULL, 1, sizeof(*u->gzip));
	isal_inflate_init(u->gzip);
	member_begin(u);
	return true;
}

static void gzip_end(struct reader_unpack *u)
{
	free(u->gzip);
}

/* Bytes behind the body that were already taken in with its last bits. */
static void trailer_begin(struct reader_unpack *u)
{
	const gzip_state *z = u->gzip;
	uint64_t bits = (uint64_t)z->read_in >> z->read_in_length % 8;

	u->part = GZIP_TRAILER;
	u->trailer_n = (size_t)z->read_in_length / 8;
	for (size_t i = 0; i < TRAILER_BYTES; i++)
		u->trailer[i] = (unsigned char)(bits >> 8 * i);
}

static uint32_t number_at(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* Of an empty member no sum can be taken later: it is looked at here. */
static bool trailer_read(struct reader *r)
{
	struct reader_unpack *u = r->unpack;
	struct reader_seal seal = {.set = true};
	bool empty = u->empty;

	while (u->trailer_n < TRAILER_BYTES && r->in_at < r->in_n)
		u->trailer[u->trailer_n++] = r->in[r->in_at++];
	if (u->trailer_n < TRAILER_BYTES)
		return true;
	seal.crc = number_at(u->trailer);
	seal.n = number_at(u->trailer + 4);
	u->inside = false;
	u->any = true;
	member_begin(u);
	if (empty)
		return seal.crc == 0 && seal.n == 0;
	r->seal = seal;
	return true;
}

static bool gzip_run(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	struct reader_unpack *u = r->unpack;
	gzip_state *z = u->gzip;
	int status;

	if (u->part == GZIP_TRAILER)
		return trailer_read(r);
	z->next_in = r->in + r->in_at;
	z->avail_in = (uint32_t)(r->in_n - r->in_at);
	z->next_out = (uint8_t *)out;
	z->avail_out = (uint32_t)cap;
	status = u->part == GZIP_HEADER ? isal_read_gzip_header(z, &u->header)
					: isal_inflate(z);
	r->in_at = r->in_n - z->avail_in;
	*ret_n = cap - z->avail_out;
	u->empty = u->empty && *ret_n == 0;
	if (status < 0)
		return false;
	if (u->part == GZIP_BODY && z->block_state == ISAL_BLOCK_FINISH)
		trailer_begin(u);
	if (u->part == GZIP_HEADER && status == ISAL_DECOMP_OK)
		u->part = GZIP_BODY;
	return true;
}

struct reader_sum reader_sum_begin(const struct reader *r)
{
	return (struct reader_sum){.wanted = r->packing == PACKED_GZIP};
}

bool reader_check(struct reader_sum *sum, const char *bytes,
    const struct reader_piece *p)
{
	bool ok = !p->seal.set ||
	    (p->seal.crc == sum->crc && p->seal.n == sum->n);

	if (!sum->wanted)
		return true;
	if (p->seal.set)
		sum->crc = sum->n = 0;
	sum->crc = crc32_gzip_refl(
	    sum->crc, (const unsigned char *)bytes, p->n);
	sum->n += (uint32_t)p->n;
	return ok;
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

struct reader_sum reader_sum_begin(const struct reader *r)
{
	(void)r;
	return (struct reader_sum){.wanted = false};
}

bool reader_check(struct reader_sum *sum, const char *bytes,
    const struct reader_piece *p)
{
	(void)sum;
	(void)bytes;
	(void)p;
	return true;
}

#endif

static bool gzip_step(struct reader *r, char *out, size_t cap, size_t *ret_n)
{
	struct reader_unpack *u = r->unpack;

	if (!u->inside && r->in_at == r->in_n)
		return true;
	if (!u->inside && u->any && r->in[r->in_at] == 0) {
		bool padding = only_padding(r);

		r->in_at = r->in_n;
		return padding;
	}
	u->inside = true;
	if (!gzip_run(r, out, cap, ret_n))
		return false;
	/* At the end something may still come out; else it is cut short. */
	return *ret_n > 0 || !u->inside || r->in_at < r->in_n || !r->at_end;
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
