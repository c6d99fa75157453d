/*
 * exposure/index - what a log's blocks hold, so that the next question reads
 * only those that can matter: per block of 4 MiB its lines, its times and a
 * Bloom filter of the paths in their normal form. Pure; index_keep.c reads and
 * writes the files, index_build.c fills a block.
 *
 * A block may be skipped when no asked path is in its filter or its times lie
 * outside the period, and every line in it that could not be read can be read
 * under no question. The answer is then the same as of the whole log.
 */
#ifndef INVESTIGATE_EXPOSURE_INDEX_H
#define INVESTIGATE_EXPOSURE_INDEX_H

#include "base/buf.h"
#include "base/hash.h"
#include "investigate/exposure/scan.h"

enum {
	INDEX_LEVELS = 16, /* folders of a path that are asked for by prefix */
	INDEX_FILTER_MIN = 4096,
	INDEX_FILTER_MAX = 65536,
	INDEX_PROBES = 8,
	INDEX_URLS_MAX = 10000, /* beyond them every block may matter */
	INDEX_SEED_BYTES = 16,
	INDEX_BYTES_MAX = 1 << 30,
};

/* Random per index: who writes a log must not choose what collides in it. */
struct index_seed {
	unsigned char b[INDEX_SEED_BYTES];
};

struct index_block {
	uint64_t lines, unparsed, format[FORMAT_COUNT_];
	int64_t first_s, last_s;  /* as scan_counts */
	int64_t from_s, until_s;  /* of all entries; until < from: none */
	uint64_t fields_at;       /* its last #Fields line + 1; 0: none */
	bool always;   /* a line in it depends on what is asked */
	struct str filter;
	size_t n_samples; /* its first unparsed lines, unless always */
	struct scan_sample sample[SCAN_SAMPLES];
};

/* What the file system says of a log: a hint that it is still the same. */
struct index_stamp {
	uint64_t size, inode;
	int64_t mtime_ns, ctime_ns;
};

struct index {
	struct index_stamp stamp;
	struct sha256 sha256; /* of the log, when the index was made */
	int64_t made_s;
	uint64_t block_bytes;
	struct index_seed seed;
	/* how the lines were read */
	struct str format;
	int32_t zone_s;
	bool zone_given;
	/* of the whole file */
	const char *variant;
	size_t n_blocks;
	struct index_block *block;
};

/* The bytes of an index file. */
void index_encode(struct buf *b, const struct index *x);

/*
 * Read them back, strictly: nothing is in *ret that a log could not have.
 * False for another version, damage, or anything too much. Strings borrow.
 */
bool index_decode(struct arena *a, struct str bytes, struct index *ret);

struct wire_in;
void index_put_block(struct buf *b, const struct index_block *k);
/* Of the log's bytes from number * block_bytes on. */
bool index_read_block(struct wire_in *w, uint64_t number, uint64_t block_bytes,
    struct index_block *ret);

/* What the block adds to the counts of a log when it is skipped. */
void index_counts_add(struct scan_counts *c, const struct index_block *k);

/* --- filters --- */

/* Lower case, + as a space: one form for every server's rules. In place. */
void index_fold(char *path, size_t n);
uint64_t index_key(const struct index_seed *s, struct str path);
/* The key of "everything below this folder"; it ends with a slash. */
uint64_t index_key_below(const struct index_seed *s, struct str folder);

/* A question made ready for many blocks. */
struct index_question {
	bool everything; /* every block may matter */
	size_t n;
	uint64_t *key;
	int64_t from_s, to_s;
};
/* all: every entry of the period matters, too. */
struct index_question index_ask(struct arena *a, const struct scan_job *job,
    bool all, const struct index_seed *s);
bool index_may(const struct index_question *q, const struct index_block *k);

/* The last #Fields line before a block, offset + 1; 0: none. */
uint64_t index_fields_before(const struct index *x, size_t block);

void index_filter_add(char *filter, size_t bytes, uint64_t key);

/* --- making --- */

/* One range of a log in the making; one thread owns it. */
struct index_builder {
	struct index_seed seed;
	struct set64 raw, keys; /* of the block in hand */
	struct index_block block;
	char *scratch, *filter;
};

void index_builder_begin(struct index_builder *b, const struct index_seed *s);
void index_builder_end(struct index_builder *b);
void index_builder_entry(struct index_builder *b, const struct line *l);
/* A line that could not be read, though under another question it might. */
void index_builder_unread(struct index_builder *b, struct str line);
void index_builder_fields(struct index_builder *b, uint64_t offset);

/*
 * The block is over: its record, valid until index_builder_next(). counts are
 * what the scan counted in it.
 */
const struct index_block *index_builder_turn(
    struct index_builder *b, const struct scan_counts *counts);
void index_builder_next(struct index_builder *b);

#endif
