/*
 * inventory/fat - FAT12, FAT16 and FAT32 (Microsoft, FAT: General Overview of
 * On-Disk Format, 1.03; short names in CP932). Read here and not by libtsk,
 * since that leaves out every entry whose short name has 0x5B, 0x5C, 0x5D or
 * 0x7C in it: the second bytes of ー, ソ, 表, 予 and other letters, so that
 * データ.CSV of a Japanese stick would be missing without a word. A parser in
 * one file. image.c calls it; every number of the medium is bounded before use.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/runs.h"
#include "investigate/inventory/tree.h"

enum {
	ENTRY_BYTES = 32,
	FOLDER_BYTES = 4 << 20, /* the format allows 2 MiB */
	PIECE_BYTES = 64 << 10, /* of the table, at once */
	LONG_UNITS = 260,
	ATTR_LABEL = 8,
	ATTR_FOLDER = 16,
	ATTR_LONG = 15,
	ERASED = 0xE5,
};

typedef unsigned char byte;

struct fat {
	struct tree tree;
	unsigned bits; /* of an entry of the table: 12, 16, 32 */
	uint64_t table, data; /* bytes of the medium */
	uint64_t root;        /* of FAT12 and FAT16 */
	uint32_t root_bytes, root_cluster;
	uint32_t cluster_bytes, n_clusters;
	uint64_t piece_at; /* which bytes of the table are in piece */
	byte piece[PIECE_BYTES + 4];
};

static uint32_t le16(const byte *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t le32(const byte *p)
{
	return le16(p) | le16(p + 2) << 16;
}

/* --- the table ---------------------------------------------------------- */

static bool is_cluster(const struct fat *f, uint32_t c)
{
	return c >= 2 && c - 2 < f->n_clusters;
}

static uint64_t cluster_at(const struct fat *f, uint32_t c)
{
	return f->data + (uint64_t)(c - 2) * f->cluster_bytes;
}

/* What the table says of the cluster; 0 is free. */
static uint32_t entry_of(struct fat *f, uint32_t c)
{
	const struct medium *m = f->tree.im->medium;
	uint64_t at = (uint64_t)c * f->bits / 8;

	if (at / PIECE_BYTES * PIECE_BYTES != f->piece_at) {
		uint64_t from = f->table + at / PIECE_BYTES * PIECE_BYTES;
		size_t n = sizeof(f->piece);
		f->piece_at = at / PIECE_BYTES * PIECE_BYTES;
		memset(f->piece, 0, n);
		if (from < m->size)
			medium_read(m, from, (char *)f->piece,
			    m->size - from < n ? (size_t)(m->size - from) : n);
	}
	const byte *p = f->piece + (at - f->piece_at);
	if (f->bits == 32)
		return le32(p) & 0x0FFFFFFF;
	if (f->bits == 16)
		return le16(p);
	return c % 2 ? le16(p) >> 4 : le16(p) & 0xFFF;
}

/* Follows the chain as far as it is needed. A loop ends with the bytes. */
static void follow(
    struct fat *f, uint32_t c, uint64_t want, struct runs *ret)
{
	while (is_cluster(f, c) && ret->bytes < want) {
		runs_add(ret, cluster_at(f, c), f->cluster_bytes);
		c = entry_of(f, c);
	}
}

/* A deleted file has no chain any more: its clusters were probably in a row. */
static void guess(struct fat *f, uint32_t c, uint64_t want, struct runs *ret)
{
	uint64_t n = (want + f->cluster_bytes - 1) / f->cluster_bytes;

	if (is_cluster(f, c) && n <= f->n_clusters - (c - 2))
		runs_add(ret, cluster_at(f, c), n * f->cluster_bytes);
}

static void find_empty(struct fat *f)
{
	uint32_t from = 0;

	for (uint32_t c = 2; c - 2 <= f->n_clusters; c++) {
		bool empty = is_cluster(f, c) && entry_of(f, c) == 0;
		if (empty && from == 0)
			from = c;
		if (empty || from == 0)
			continue;
		spans_add(&f->tree.empty, cluster_at(f, from),
		    (uint64_t)(c - from) * f->cluster_bytes);
		from = 0;
	}
}

/* --- names -------------------------------------------------------------- */

/* The long name that the entries before a short one make. */
struct long_name {
	uint16_t unit[LONG_UNITS];
	size_t n; /* units, from the end of unit[] */
	byte sum; /* of the short name that it belongs to */
};

static byte sum_of(const byte *name)
{
	byte sum = 0;

	for (int i = 0; i < 11; i++)
		sum = (byte)((sum << 7 | sum >> 1) + name[i]);
	return sum;
}

/* The last part comes first: each goes before what is there. */
static void take_long(struct long_name *l, const byte *e)
{
	static const byte places[13] = {
	    1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
	bool first = e[0] == ERASED ? l->n == 0 || l->sum != e[13]
	                            : (e[0] & 0x40) != 0;

	if (first)
		l->n = 0;
	if (l->n + 13 > LONG_UNITS || (!first && l->sum != e[13])) {
		l->n = 0;
		return;
	}
	l->sum = e[13];
	l->n += 13;
	for (int i = 0; i < 13; i++)
		l->unit[LONG_UNITS - l->n + (size_t)i] =
		    (uint16_t)le16(e + places[i]);
}

static struct str long_text(struct arena *a, const struct long_name *l)
{
	const uint16_t *from = l->unit + LONG_UNITS - l->n;
	size_t n = 0;

	while (n < l->n && from[n] != 0 && from[n] != 0xFFFF)
		n++;
	return text_utf8(a,
	    (struct str){(const char *)from, 2 * n}, TEXT_UTF16LE);
}

/* Part of a short name, without its padding; NT keeps its case in bits. */
static size_t put_part(char *to, const byte *from, size_t n, bool lower)
{
	bool second = false;
	size_t put = 0;

	for (size_t i = 0; i < n; i++) {
		byte c = from[i];
		if (c == ' ')
			continue;
		bool lead = (c >= 0x81 && c <= 0x9F) || (c >= 0xE0 && c <= 0xFC);
		if (lower && !second && c >= 'A' && c <= 'Z')
			c = (byte)(c + 32);
		second = !second && lead;
		to[put++] = (char)c;
	}
	return put;
}

static struct str short_text(struct arena *a, const byte *e)
{
	char *raw = arena_alloc(a, 13);
	bool erased = e[0] == ERASED;
	byte base[8];

	memcpy(base, e, sizeof(base));
	if (erased)
		base[0] = '_';
	else if (base[0] == 5)
		base[0] = 0xE5;
	size_t n = put_part(raw, base, 8, (e[12] & 8) != 0);
	size_t end = put_part(raw + n + 1, e + 8, 3, (e[12] & 16) != 0);
	if (end > 0) {
		raw[n] = '.';
		n += 1 + end;
	}
	struct str s = text_utf8(a, (struct str){raw, n}, TEXT_CP932);
	if (!erased || n < 2 || str_find(s, STR("\xEF\xBF\xBD")) < 0)
		return s;
	/* A lead byte was overwritten; what followed it means nothing. */
	memmove(raw + 1, raw + 2, n - 2);
	return text_utf8(a, (struct str){raw, n - 1}, TEXT_CP932);
}

static struct str name_of(
    struct arena *a, const byte *e, const struct long_name *l)
{
	/* The first byte of an erased short name is gone from its sum. */
	bool its = l->n > 0 && (e[0] == ERASED || l->sum == sum_of(e));
	struct str s = its ? long_text(a, l) : short_text(a, e);

	return s.n > 0 && utf8_check(s) ? s : STR("(unreadable name)");
}

/* --- folders ------------------------------------------------------------ */

static void walk(struct fat *f, struct runs *folder, unsigned depth);

static void set_origin(struct fat *f, const byte *e)
{
	uint32_t date = le16(e + 24);
	int y = 1980 + (int)(date >> 9), m = (int)(date >> 5 & 15),
	    d = (int)(date & 31);
	bool real = time_date_is(y, m, d);

	tree_origin(&f->tree, real, real ? time_day_from(y, m, d) : 0);
}

static uint32_t first_cluster(const struct fat *f, const byte *e)
{
	return le16(e + 26) | (f->bits == 32 ? le16(e + 20) << 16 : 0);
}

static void read_file(struct fat *f, const byte *e, struct str name)
{
	AUTO(runs_end) struct runs runs = {0};
	AUTO(spans_end) struct spans where = {0};
	uint64_t size = le32(e + 28);
	struct runs_on on = {f->tree.im->medium, &runs};
	struct medium m = medium_of_runs(&on, size);

	set_origin(f, e);
	if (f->tree.deleted)
		guess(f, first_cluster(f, e), size, &runs);
	else
		follow(f, first_cluster(f, e), size, &runs);
	for (size_t i = 0; i < runs.n; i++)
		spans_add(&where, runs.v[i].at, runs.v[i].n);
	if (f->tree.deleted && runs.n == 0)
		m.size = 0; /* nobody knows where it was */
	if (runs.n == 0 && m.size > 0) {
		struct err err = {0};
		fail(&err, ERR_INPUT,
		    "ファイルシステムが壊れているため、内容の場所が分かりません。",
		    "The file system is broken; where the content stands cannot be told.");
		tree_closed(&f->tree, name, size, PROTECTION_NONE, &err);
		return;
	}
	tree_file(&f->tree, name, &m, &where);
}

/* Does the cluster still begin as a folder does: with itself? */
static bool is_still_folder(struct fat *f, uint32_t c)
{
	const struct medium *m = f->tree.im->medium;
	char e[ENTRY_BYTES];
	uint64_t at = is_cluster(f, c) ? cluster_at(f, c) : m->size;

	return at < m->size && m->size - at >= sizeof(e) &&
	       entry_of(f, c) == 0 && m->read(m, at, e, sizeof(e)) &&
	       memcmp(e, ".          \x10", 12) == 0;
}

static void enter_folder(
    struct fat *f, const byte *e, struct str name, unsigned depth)
{
	AUTO(runs_end) struct runs runs = {0};
	struct opener *r = f->tree.im->r;
	uint32_t c = first_cluster(f, e);
	bool gone = e[0] == ERASED || f->tree.in_deleted > 0;

	if (gone && (!f->tree.deleted || !is_still_folder(f, c)))
		return;
	size_t was = opener_enter(r, name);
	if (gone)
		runs_add(&runs, cluster_at(f, c), f->cluster_bytes);
	else
		follow(f, c, FOLDER_BYTES, &runs);
	f->tree.in_deleted += gone;
	tree_origin(&f->tree, false, 0);
	if (runs.n == 0 && !gone)
		tree_broken_folder(&f->tree, false);
	else if (!seen_before(&f->tree.folders, c))
		walk(f, &runs, depth + 1);
	f->tree.in_deleted -= gone;
	opener_leave(r, was);
}

static void one_entry(struct fat *f, const byte *e, struct long_name *l,
    unsigned depth)
{
	AUTO(arena_end) struct arena a = {0};
	bool gone = e[0] == ERASED || f->tree.in_deleted > 0;

	if ((e[11] & 0x3F) == ATTR_LONG) {
		take_long(l, e);
		return;
	}
	if (e[0] != '.' && !(e[11] & (ATTR_LABEL | 0xC0))) {
		struct str name = name_of(&a, e, l);
		if (e[11] & ATTR_FOLDER)
			enter_folder(f, e, name, depth);
		else if (gone == f->tree.deleted)
			read_file(f, e, name);
	}
	l->n = 0;
}

static void walk(struct fat *f, struct runs *folder, unsigned depth)
{
	struct runs_on on = {f->tree.im->medium, folder};
	struct medium m = medium_of_runs(
	    &on, folder->bytes < FOLDER_BYTES ? folder->bytes : FOLDER_BYTES);
	struct long_name l = {.n = 0};

	if (depth > TREE_DEPTH || f->tree.folders.n > TREE_FOLDERS) {
		tree_broken_folder(&f->tree, true);
		return;
	}
	for (size_t i = 0; i < folder->n; i++)
		spans_add(&f->tree.taken, folder->v[i].at, folder->v[i].n);
	byte *all = malloc((size_t)m.size + 1);
	if (!all)
		abort();
	medium_read(&m, 0, (char *)all, (size_t)m.size);
	for (size_t i = 0; i + ENTRY_BYTES <= m.size && all[i] != 0;
	     i += ENTRY_BYTES)
		one_entry(f, all + i, &l, depth);
	free(all);
}

static void walk_root(struct fat *f)
{
	AUTO(runs_end) struct runs root = {0};

	if (f->bits == 32)
		follow(f, f->root_cluster, FOLDER_BYTES, &root);
	else
		runs_add(&root, f->root, f->root_bytes);
	seen_before(&f->tree.folders, f->root_cluster);
	walk(f, &root, 0);
}

/* --- the volume --------------------------------------------------------- */

/* How many clusters there are: by the volume, by its own word, by the table. */
static uint64_t count_clusters(
    const byte *b, uint64_t left, uint64_t data, uint32_t cluster)
{
	uint64_t n = left / cluster;
	uint64_t said = le16(b + 19) ? le16(b + 19) : le32(b + 32);
	uint64_t bytes = said * le16(b + 11);

	if (bytes > data && (bytes - data) / cluster < n)
		n = (bytes - data) / cluster;
	return n < 0x0FFFFFF5 ? n : 0x0FFFFFF5;
}

/* The numbers of the boot sector, each against the volume's size. */
static bool read_boot(struct fat *f, uint64_t at, uint64_t n)
{
	const struct medium *m = f->tree.im->medium;
	byte b[512];

	if (n < sizeof(b) || !m->read(m, at, (char *)b, sizeof(b)))
		return false;
	uint64_t sector = le16(b + 11), reserved = le16(b + 14) * sector;
	bool wide = le16(b + 22) == 0;
	uint64_t table = (wide ? le32(b + 36) : le16(b + 22)) * sector;
	uint64_t root = reserved + b[16] * table;
	f->cluster_bytes = (uint32_t)(b[13] * sector);
	if (sector < 512 || f->cluster_bytes == 0 || table == 0)
		return false;
	f->root_bytes = le16(b + 17) * ENTRY_BYTES;
	uint64_t data = root + (f->root_bytes + sector - 1) / sector * sector;
	if (data >= n)
		return false;
	uint64_t clusters = count_clusters(b, n - data, data, f->cluster_bytes);
	f->bits = wide ? 32 : clusters < 4085 ? 12 : 16;
	if (clusters + 2 > table * 8 / f->bits)
		clusters = table * 8 / f->bits - 2;
	f->n_clusters = (uint32_t)clusters;
	f->table = at + reserved;
	f->root = at + root;
	f->root_cluster = wide ? le32(b + 44) : 0;
	f->data = at + data;
	return f->n_clusters > 0;
}

bool fat_read(struct image *im, uint64_t at, uint64_t n)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(spans_end) struct spans all = {0};
	struct fat *f = ARENA_NEW(&a, struct fat);

	f->tree.im = im;
	f->piece_at = UINT64_MAX;
	if (!read_boot(f, at, n))
		return false;
	opener_item(im->r, NULL);
	walk_root(f);
	seen_end(&f->tree.folders);
	find_empty(f);
	f->tree.deleted = true;
	walk_root(f);
	im->r->origin = (struct origin){0};
	/* Free clusters, and those whose file is not in any folder. */
	spans_add(&all, f->data, (uint64_t)f->n_clusters * f->cluster_bytes);
	image_search(im, IMAGE_REST, &all, &f->tree.taken);
	tree_end(&f->tree);
	return true;
}
