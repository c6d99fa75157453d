/*
 * exposure/reader - the one file of this room that touches files: bytes of a
 * log as they are, or out of gzip, zstd or xz, with the SHA-256 of the file
 * read on the way. Damage is a result, not an error: what was good counts.
 */
#ifndef INVESTIGATE_EXPOSURE_READER_H
#define INVESTIGATE_EXPOSURE_READER_H

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

/* Small enough that packed and unpacked bytes stay in the processor's cache. */
enum {
	READER_BYTES = 256 * 1024,
	READER_PACKED_BYTES = 64 * 1024,
};

enum reader_packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD, PACKED_XZ };

struct reader_unpack;

/*
 * What a member of a gzip file says of its bytes where it ends. ISA-L leaves
 * the comparison to us, so that another thread than the one that unpacks can
 * take the sum; zlib compares by itself and gives none.
 */
struct reader_seal {
	bool set;
	uint32_t crc, n;
};

/* The sum of the member in hand. */
struct reader_sum {
	bool wanted;
	uint32_t crc, n;
};

struct reader {
	int fd;
	enum reader_packing packing;
	bool regular;
	bool borrowed; /* the descriptor is somebody else's */
	bool hash; /* take the SHA-256 of what is read */
	bool hashing;
	bool hash_apart; /* by reader_hash_to() */
	bool at_end;   /* of the file */
	bool damaged;  /* the packed stream ends early or is broken */
	uint64_t bytes; /* of the file, so far */
	uint64_t size;  /* of a regular file */
	uint64_t start; /* … and where in it we began */
	uint64_t hashed; /* so far, when apart */
	struct sha256_run sha;
	struct reader_seal seal; /* not yet given away */
	struct reader_sum sum;   /* of reader_read() */
	unsigned char *in;
	size_t in_at, in_n;
	struct reader_unpack *unpack;
};

/*
 * Open a log; "-" is standard input. ERR_INPUT for a folder or another thing
 * that is no file, ERR_INPUT also when it cannot be opened (the sentence says
 * why): a wrong name is the user's to correct.
 */
MUST_CHECK bool reader_open(
    struct reader *r, const char *path, bool hash, struct err *e);

/* The same on a descriptor that stays the caller's. */
MUST_CHECK bool reader_adopt(
    struct reader *r, int fd, bool hash, struct err *e);

/* Open for reading; errors as reader_open(). Ended by fd_end(). */
MUST_CHECK bool reader_descriptor(const char *path, int *ret_fd, struct err *e);

/* What a path is, before it is read. A pipe is not opened. */
struct reader_look {
	bool regular;
	uint64_t size;
	enum reader_packing packing;
};

/* Errors as reader_open(). */
MUST_CHECK bool reader_look(
    const char *path, struct reader_look *ret, struct err *e);

/*
 * Up to cap bytes, unpacked. *ret_n is 0 at the end only. ERR_IO when the
 * disk fails.
 */
MUST_CHECK bool reader_read(struct reader *r, char *out, size_t cap,
    size_t *ret_n, struct err *e);

/* n is 0 at the end only. */
struct reader_piece {
	size_t n;
	struct reader_seal seal; /* of the bytes before these */
};

/*
 * The same in two steps, for two threads: unpack without checking, then check.
 * reader_check() takes every piece in turn and is false when a seal does not
 * fit; the bytes of that piece and all behind are then not the log's.
 */
MUST_CHECK bool reader_read_unchecked(struct reader *r, char *out, size_t cap,
    struct reader_piece *ret, struct err *e);
struct reader_sum reader_sum_begin(const struct reader *r);
bool reader_check(struct reader_sum *sum, const char *bytes,
    const struct reader_piece *p);

/*
 * Leave the hash to reader_hash_to(), which may be called beside the reading:
 * it fetches the bytes again, which are in memory. Of a pipe it cannot.
 */
void reader_hash_apart(struct reader *r);
/* Hash up to the byte `to` of those read. Errors as reader_read(). */
MUST_CHECK bool reader_hash_to(struct reader *r, uint64_t to, struct err *e);

/* Bytes at an offset of a regular file, not unpacked and not hashed. */
MUST_CHECK bool reader_read_at(const struct reader *r, uint64_t offset,
    char *out, size_t cap, size_t *ret_n, struct err *e);

/* The SHA-256 once the end was reached; false before. Once only. */
bool reader_sha256(struct reader *r, struct sha256 *ret);

void reader_end(struct reader *r);

/* One more step from r->in; in unpack.c. *ret_n 0: call again, with input. */
bool reader_unpack_begin(struct reader *r);
void reader_unpack_end(struct reader *r);
bool reader_unpack_step(struct reader *r, char *out, size_t cap, size_t *ret_n);

#endif
