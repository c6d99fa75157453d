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
	READER_UNPACKED_BYTES = 128 * 1024,
};

enum reader_packing { PACKED_NOT, PACKED_GZIP, PACKED_ZSTD, PACKED_XZ };

struct reader_unpack;

struct reader {
	int fd;
	enum reader_packing packing;
	bool regular;
	bool borrowed; /* the descriptor is somebody else's */
	bool hash; /* take the SHA-256 of what is read */
	bool hashing;
	bool at_end;   /* of the file */
	bool damaged;  /* the packed stream ends early or is broken */
	uint64_t bytes; /* of the file, so far */
	uint64_t size;  /* of a regular file */
	struct sha256_run sha;
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

/* Bytes at an offset of a regular file, not unpacked and not hashed. */
MUST_CHECK bool reader_read_at(const struct reader *r, uint64_t offset,
    char *out, size_t cap, size_t *ret_n, struct err *e);

/* The SHA-256 once the end was reached; false before. Once only. */
bool reader_sha256(struct reader *r, struct sha256 *ret);

void reader_end(struct reader *r);

/* Inflate one more piece from r->in; in unpack.c. *ret_n 0: needs input. */
bool reader_unpack_begin(struct reader *r);
void reader_unpack_end(struct reader *r);
bool reader_unpack_step(struct reader *r, char *out, size_t cap, size_t *ret_n);

#endif
