/*
 * inventory/zip - central directory and inflate ([APPNOTE] 4.3, RFC 1951).
 * Every offset is checked against the buffer. Pure; archive.c calls it.
 */
#include "investigate/inventory/zip.h"

#include <stdlib.h>

#ifdef HAVE_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#else
#include <zlib.h>
#endif

enum {
	END_BYTES = 22,
	END64_BYTES = 56,
	LOCATOR_BYTES = 20,
	ENTRY_BYTES = 46,
	LOCAL_BYTES = 30,
	FLAG_ENCRYPTED = 1,
	FLAG_STRONG = 64,  /* PKWARE's own, 7.2 */
	METHOD_AES = 99,   /* WinZip's AE-1 and AE-2 */
	EXTRA_64 = 0x0001,
	EXTRA_NAME = 0x7075, /* another name than the one in the entry */
	INPUT_MAX = 1 << 30, /* handed to the library at once */
};

static uint64_t le(struct str s, uint64_t i, size_t n)
{
	uint64_t v = 0;

	if (i > s.n || s.n - i < n)
		return 0;
	for (size_t k = n; k > 0; k--)
		v = v << 8 | (unsigned char)s.p[i + k - 1];
	return v;
}

static bool at(struct str s, uint64_t i, struct str mark)
{
	return i <= s.n && str_starts(str_from(s, (size_t)i), mark);
}

/* --- the directory --------------------------------------------------------- */

struct directory {
	uint64_t at, bytes, n;
};

/* The end record whose comment reaches exactly to the end of the file. */
static bool find_end(struct str s, uint64_t *ret)
{
	size_t far = END_BYTES + 65535;

	for (size_t back = END_BYTES; back <= s.n && back <= far; back++)
		if (at(s, s.n - back, STR("PK\5\6")) &&
		    le(s, s.n - back + 20, 2) == back - END_BYTES) {
			*ret = s.n - back;
			return true;
		}
	return false;
}

/* More than 65,535 entries or 4 GiB: a second end record before the first. */
static bool find_end64(struct str s, uint64_t end, struct directory *d)
{
	if (end < LOCATOR_BYTES ||
	    !at(s, end - LOCATOR_BYTES, STR("PK\6\7")))
		return false;
	uint64_t i = le(s, end - LOCATOR_BYTES + 8, 8);
	if (!at(s, i, STR("PK\6\6")) || i + END64_BYTES > end)
		return false;
	*d = (struct directory){
	    .at = le(s, i + 48, 8), .bytes = le(s, i + 40, 8),
	    .n = le(s, i + 32, 8)};
	return d->at <= i && d->bytes == i - d->at;
}

static bool find_directory(struct str s, struct directory *d)
{
	uint64_t end;

	if (!find_end(s, &end) || le(s, end + 4, 4) != 0 ||
	    le(s, end + 8, 2) != le(s, end + 10, 2))
		return false;
	*d = (struct directory){
	    le(s, end + 16, 4), le(s, end + 12, 4), le(s, end + 10, 2)};
	if (d->n == 0xFFFF || d->at == 0xFFFFFFFF || d->bytes == 0xFFFFFFFF)
		return find_end64(s, end, d);
	return d->at <= end && d->bytes == end - d->at;
}

/* Sizes and offset of 64 bits, those that the entry says are there. */
static bool wide_numbers(struct str extra, uint64_t *size, uint64_t *packed,
    uint64_t *where)
{
	uint64_t *const numbers[] = {size, packed, where};

	for (uint64_t i = 0; i + 4 <= extra.n;) {
		uint64_t id = le(extra, i, 2), n = le(extra, i + 2, 2);
		uint64_t v = i + 4;
		i = v + n;
		if (i > extra.n || id == EXTRA_NAME)
			return false;
		for (size_t k = 0; id == EXTRA_64 && k < 3; k++) {
			if (*numbers[k] != 0xFFFFFFFF)
				continue;
			if (v + 8 > i)
				return false;
			*numbers[k] = le(extra, v, 8);
			v += 8;
		}
	}
	return true;
}

/* The bytes behind the local header, which must tell the same name. */
static bool find_packed(struct str s, const struct directory *d,
    uint64_t where, uint64_t packed, struct zip_entry *e)
{
	if (where >= d->at || !at(s, where, STR("PK\3\4")))
		return false;
	uint64_t n_name = le(s, where + 26, 2);
	uint64_t from =
	    where + LOCAL_BYTES + n_name + le(s, where + 28, 2);
	if (from > d->at || packed > d->at - from)
		return false;
	e->packed = str_slice(s, (size_t)from, (size_t)packed);
	return str_eq(e->name,
	    str_slice(s, (size_t)where + LOCAL_BYTES, (size_t)n_name));
}

static enum protection protection_by(uint64_t flags, uint64_t method)
{
	if (!(flags & FLAG_ENCRYPTED))
		return PROTECTION_NONE;
	if (method == METHOD_AES)
		return PROTECTION_ZIP_AES;
	return flags & FLAG_STRONG ? PROTECTION_UNKNOWN
	                           : PROTECTION_ZIP_LEGACY;
}

/* One entry at *i, which moves on. */
static bool read_entry(struct str s, const struct directory *d, uint64_t *i,
    struct zip_entry *e)
{
	uint64_t n_name = le(s, *i + 28, 2), n_extra = le(s, *i + 30, 2);
	uint64_t next =
	    *i + ENTRY_BYTES + n_name + n_extra + le(s, *i + 32, 2);
	uint64_t packed = le(s, *i + 20, 4), where = le(s, *i + 42, 4);

	if (!at(s, *i, STR("PK\1\2")) || next > d->at + d->bytes ||
	    le(s, *i + 34, 2) != 0)
		return false;
	*e = (struct zip_entry){
	    .name = str_slice(s, (size_t)*i + ENTRY_BYTES, (size_t)n_name),
	    .size = le(s, *i + 24, 4),
	    .crc = (uint32_t)le(s, *i + 16, 4),
	    .method = (uint32_t)le(s, *i + 10, 2),
	    .protection =
	        protection_by(le(s, *i + 8, 2), le(s, *i + 10, 2))};
	bool locked = e->protection != PROTECTION_NONE;
	struct str extra = str_slice(s,
	    (size_t)(*i + ENTRY_BYTES + n_name), (size_t)n_extra);
	*i = next;
	return (locked || e->method == 0 || e->method == 8) &&
	       wide_numbers(extra, &e->size, &packed, &where) &&
	       find_packed(s, d, where, packed, e) &&
	       (e->method != 0 || locked || e->size == packed);
}

static int by_place(const void *a, const void *b)
{
	const struct zip_entry *x = a, *y = b;

	if (x->packed.p == y->packed.p) /* empty ones, as the directory says */
		return x->name.p < y->name.p ? -1 : x->name.p > y->name.p;
	return x->packed.p < y->packed.p ? -1 : 1;
}

bool zip_begin(struct zip *z, struct arena *a, struct str s)
{
	struct directory d;

	if (!find_directory(s, &d) || d.n > ZIP_MEMBERS_MAX ||
	    d.n * ENTRY_BYTES > d.bytes)
		return false;
	*z = (struct zip){.entry = ARENA_ARRAY(a, d.n + 1, struct zip_entry)};
	for (uint64_t i = d.at; z->n < d.n; z->n++)
		if (!read_entry(s, &d, &i, &z->entry[z->n]))
			return false;
	qsort(z->entry, z->n, sizeof(*z->entry), by_place);
	for (size_t i = 1; i < z->n; i++)
		z->overlaps |= z->entry[i].packed.p <
		               z->entry[i - 1].packed.p +
		                   z->entry[i - 1].packed.n;
	return true;
}

/* --- unpacking ------------------------------------------------------------- */

#ifdef HAVE_ISAL
typedef struct inflate_state inflater;
#else
typedef z_stream inflater;
#endif

struct unpacking {
	struct source source;
	const struct zip_entry *entry;
	struct str rest;
	inflater *z; /* NULL until there is something deflated */
	uint64_t n;
	uint32_t crc;
	bool ended;
};

static bool broken(struct err *e)
{
	return fail(e, ERR_INPUT, "圧縮されたデータが壊れており、展開できません。",
	    "The compressed data is broken and cannot be unpacked.");
}

static uint32_t crc_of(uint32_t crc, const char *p, size_t n)
{
#ifdef HAVE_ISAL
	return crc32_gzip_refl(crc, (const unsigned char *)p, n);
#else
	return (uint32_t)crc32_z(crc, (const unsigned char *)p, n);
#endif
}

#ifdef HAVE_ISAL
static bool inflater_begin(inflater *z)
{
	isal_inflate_init(z);
	return true;
}

static void inflater_end(inflater *z)
{
	(void)z;
}

/* False when broken; *ret_n bytes were written, *ended when it was all. */
static bool inflate_some(struct unpacking *u, char *to, size_t cap,
    size_t *ret_n)
{
	inflater *z = u->z;
	size_t n_in = u->rest.n < INPUT_MAX ? u->rest.n : INPUT_MAX;

	z->next_in = (uint8_t *)(uintptr_t)u->rest.p;
	z->avail_in = (uint32_t)n_in;
	z->next_out = (uint8_t *)to;
	z->avail_out = (uint32_t)cap;
	int got = isal_inflate(z);
	u->rest = str_from(u->rest, n_in - z->avail_in);
	u->ended = z->block_state == ISAL_BLOCK_FINISH;
	*ret_n = cap - z->avail_out;
	return got >= 0;
}
#else
static bool inflater_begin(inflater *z)
{
	*z = (inflater){.next_in = NULL};
	return inflateInit2(z, -15) == Z_OK;
}

static void inflater_end(inflater *z)
{
	inflateEnd(z);
}

static bool inflate_some(struct unpacking *u, char *to, size_t cap,
    size_t *ret_n)
{
	inflater *z = u->z;
	size_t n_in = u->rest.n < INPUT_MAX ? u->rest.n : INPUT_MAX;

	z->next_in = (Bytef *)(uintptr_t)u->rest.p;
	z->avail_in = (uInt)n_in;
	z->next_out = (Bytef *)to;
	z->avail_out = (uInt)cap;
	int got = inflate(z, Z_NO_FLUSH);
	u->rest = str_from(u->rest, n_in - z->avail_in);
	u->ended = got == Z_STREAM_END;
	*ret_n = cap - z->avail_out;
	return got == Z_OK || got == Z_STREAM_END || got == Z_BUF_ERROR;
}
#endif

/* The end: all bytes came, and they are those that were packed. */
static bool whole(const struct unpacking *u, struct err *e)
{
	return (u->n == u->entry->size && u->crc == u->entry->crc) ||
	       broken(e);
}

static size_t read_stored(struct unpacking *u, char *to, size_t n)
{
	if (n > u->rest.n)
		n = u->rest.n;
	memcpy(to, u->rest.p, n);
	u->rest = str_from(u->rest, n);
	u->ended = u->rest.n == 0;
	return n;
}

static size_t read_entry_bytes(
    struct source *s, char *to, size_t n, struct err *e)
{
	struct unpacking *u = (struct unpacking *)s;
	size_t got = 0;

	if (n > INPUT_MAX)
		n = INPUT_MAX;
	while (got == 0 && !u->ended) {
		size_t before = u->rest.n;
		if (u->entry->method == 0)
			got = read_stored(u, to, n);
		else if (!inflate_some(u, to, n, &got))
			return (size_t)broken(e);
		if (got == 0 && !u->ended && u->rest.n == before)
			return (size_t)broken(e); /* it ends too early */
	}
	u->crc = crc_of(u->crc, to, got);
	u->source.reached = u->rest.p;
	u->n += got;
	if (u->ended && !whole(u, e))
		return 0;
	return got;
}

static void end_inflater(inflater **z)
{
	free(*z);
}

bool zip_walk(const struct zip *z, member_fn *fn, void *ctx)
{
	AUTO(end_inflater) inflater *state = malloc(sizeof(*state));

	for (size_t i = 0; state && i < z->n; i++) {
		const struct zip_entry *entry = &z->entry[i];
		struct member m = {.name = entry->name,
		    .size = entry->size,
		    .protection = entry->protection,
		    .file = !str_ends(entry->name, STR("/"))};
		struct unpacking u = {
		    .source = {.read = read_entry_bytes, .size = entry->size},
		    .entry = entry,
		    .rest = entry->packed,
		    .z = state};
		if (!inflater_begin(state))
			return false;
		bool go_on = fn(ctx, &m, &u.source);
		inflater_end(state);
		if (!go_on)
			return false;
	}
	return state != NULL;
}
