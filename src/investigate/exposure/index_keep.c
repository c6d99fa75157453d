/*
 * exposure/index_keep - the files in which indexes are kept, one per log and
 * way of reading it, named by where the log lies. What is read back is
 * believed only when it fits the log; see index.h for what is checked.
 */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/time.h"
#include "investigate/exposure/run.h"

enum { NAME_MAX_BYTES = 100 };

static bool stamp_of(const char *path, struct index_stamp *ret)
{
	struct stat st;

	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return false;
	*ret = (struct index_stamp){.size = (uint64_t)st.st_size,
	    .inode = (uint64_t)st.st_ino,
	    .mtime_ns = (int64_t)st.st_mtim.tv_sec * 1000000000 +
		st.st_mtim.tv_nsec,
	    .ctime_ns = (int64_t)st.st_ctim.tv_sec * 1000000000 +
		st.st_ctim.tv_nsec};
	return true;
}

static bool same_stamp(const struct index_stamp *x, const struct index_stamp *y)
{
	return x->size == y->size && x->inode == y->inode &&
	    x->mtime_ns == y->mtime_ns && x->ctime_ns == y->ctime_ns;
}

/* access.log-0123456789abcdef.index */
static const char *path_of(struct arena *a, const struct run *r,
    const char *log)
{
	const struct exposure_options *o = r->o;
	struct buf name = buf_begin(a, NAME_MAX_BYTES + 8);
	char whole[PATH_MAX];
	const char *base;
	struct str how = arena_printf(a, "%.*s\n%d\n%d", STR_ARG(o->format),
	    o->zone_given ? (int)o->zone_s : 0, o->zone_given);

	if (!realpath(log, whole))
		return NULL;
	base = strrchr(whole, '/') + 1; /* log may be a descriptor's name */
	for (size_t i = 0; base[i] && i < NAME_MAX_BYTES; i++) {
		bool plain = (base[i] >= 'a' && base[i] <= 'z') ||
		    (base[i] >= 'A' && base[i] <= 'Z') ||
		    (base[i] >= '0' && base[i] <= '9') || base[i] == '-' ||
		    (base[i] == '.' && i > 0);

		buf_putc(&name, plain ? base[i] : '_');
	}
	struct sha256 sum = sha256_of3(str_of(whole), STR("\n"), how);
	struct str hex = hex_encode(a, (struct str){(const char *)sum.b, 8});
	struct str text = buf_str(&name);

	return arena_printf(a, "%s/%.*s-%.*s.index", o->index_dir,
	    STR_ARG(text), STR_ARG(hex)).p;
}

/* Is it an index of this log, read in this way? */
static bool fits(const struct run *r, const struct run_input *in,
    const struct index *x)
{
	const struct exposure_options *o = r->o;
	struct index_stamp now;

	return stamp_of(in->path, &now) && same_stamp(&now, &x->stamp) &&
	    x->block_bytes == run_block_bytes(r) &&
	    str_eq(x->format, o->format) && x->zone_given == o->zone_given &&
	    (!o->zone_given || x->zone_s == o->zone_s);
}

/* The log's SHA-256 as it is now. */
static bool verify(const struct run *r, const struct run_input *in,
    const struct index *x)
{
	struct reader file;
	struct sha256 sum = {{0}};
	struct err e = {0};
	char *room = table_grow(NULL, READER_BYTES, 1);
	size_t n = 1;
	bool ok = reader_open(&file, in->path, true, &e);

	while (ok && n > 0 && !run_should_stop(r))
		ok = reader_read(&file, room, READER_BYTES, &n, &e);
	ok = ok && reader_sha256(&file, &sum);
	reader_end(&file);
	free(room);
	return ok && sha256_eq(&sum, &x->sha256);
}

static bool use(struct run *r, struct run_input *in, struct arena *a)
{
	struct exposure_input *out = in->out;
	struct index *x = ARENA_NEW(a, struct index);
	struct str bytes;
	struct err e = {0};

	if (!file_read(a, in->index_path, INDEX_BYTES_MAX, &bytes, &e)) {
		if (e.kind != ERR_MISSING)
			out->index_fault = EXPOSURE_INDEX_BROKEN;
		return false;
	}
	if (!index_decode(a, bytes, x)) {
		out->index_fault = EXPOSURE_INDEX_BROKEN;
		return false;
	}
	if (!fits(r, in, x) || (r->o->index_verify && !verify(r, in, x))) {
		out->index_fault = EXPOSURE_INDEX_OTHER_LOG;
		return false;
	}
	in->index = x;
	out->index = EXPOSURE_INDEX_USED;
	out->index_verified = r->o->index_verify;
	out->index_made_s = x->made_s;
	out->index_read = bytes.n;
	return true;
}

/* In force before a block is the last #Fields line of those before it. */
static void directives_of(struct run_input *in)
{
	const struct index *x = in->index;

	in->directives_known = true;
	in->directive = table_grow(NULL, x->n_blocks, sizeof(uint64_t));
	for (size_t i = 0; i < x->n_blocks; i++)
		if (x->block[i].fields_at)
			in->directive[in->n_directives++] =
			    x->block[i].fields_at - 1;
}

static void make(struct run *r, struct run_input *in)
{
	struct index *x = &in->made;
	uint64_t bytes = run_block_bytes(r);

	if (r->o->no_hash || !stamp_of(in->path, &x->stamp) ||
	    x->stamp.size != in->look.size) {
		in->out->index = EXPOSURE_INDEX_NOT_KEPT;
		return;
	}
	in->making = true;
	x->block_bytes = bytes;
	x->format = r->o->format;
	x->zone_s = r->o->zone_given ? r->o->zone_s : 0;
	x->zone_given = r->o->zone_given;
	random_bytes(x->seed.b, sizeof(x->seed.b));
	x->n_blocks = (size_t)((x->stamp.size - 1) / bytes + 1);
	x->block = table_zeros(x->n_blocks, sizeof(*x->block));
}

void run_index_open(struct run *r, struct run_input *in, struct arena *a)
{
	if (!in->look.regular || in->look.packing != PACKED_NOT ||
	    in->look.size == 0) {
		in->out->index = EXPOSURE_INDEX_PACKED;
		return;
	}
	in->index_path = path_of(a, r, in->path);
	if (!in->index_path) {
		in->out->index = EXPOSURE_INDEX_UNWRITABLE;
		return;
	}
	if (use(r, in, a))
		directives_of(in);
	else
		make(r, in);
}

void run_keep_block(struct run *r, struct run_input *in, uint64_t number,
    const struct index_block *k)
{
	struct index *x = &in->made;

	pthread_mutex_lock(&r->lock);
	if (in->making && number < x->n_blocks && !x->block[number].filter.p) {
		x->block[number] = *k;
		x->block[number].filter = arena_str(&in->arena, k->filter);
	}
	pthread_mutex_unlock(&r->lock);
}

static bool is_complete(const struct run_input *in)
{
	const struct exposure_input *out = in->out;
	struct index_stamp now;

	for (size_t i = 0; i < in->made.n_blocks; i++)
		if (!in->made.block[i].filter.p)
			return false;
	return out->hashed && !out->stopped && !out->damaged &&
	    out->bytes == in->made.stamp.size && stamp_of(in->path, &now) &&
	    same_stamp(&now, &in->made.stamp);
}

void run_index_close(struct run *r, struct run_input *in)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, INDEX_BYTES_MAX);
	struct exposure_input *out = in->out;
	struct index *x = &in->made;
	struct err e = {0};

	if (!in->making)
		return;
	out->index = EXPOSURE_INDEX_NOT_KEPT;
	if (!is_complete(in))
		return;
	x->sha256 = out->sha256;
	x->made_s = time_now() / TIME_SECOND;
	x->variant = out->counts.variant;
	index_encode(&b, x);
	if (!b.over && file_make_folder(r->o->index_dir, 0700, &e) &&
	    file_write(in->index_path, buf_str(&b), 0600, &e))
		out->index = EXPOSURE_INDEX_WRITTEN;
	else
		out->index = EXPOSURE_INDEX_UNWRITABLE;
}
