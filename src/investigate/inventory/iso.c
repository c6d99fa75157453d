/*
 * inventory/iso - discs: ISO 9660 (ECMA-119) with the names of Rock Ridge (SUSP
 * and RRIP 1.12) or of Joliet. Read here and not by libtsk, since that shows
 * names that are not ASCII only where Joliet has them, and else short ones full
 * of underscores. image.c calls it; every number of the medium is bounded
 * before use.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/runs.h"
#include "investigate/inventory/tree.h"

enum {
	DESCRIPTOR_BYTES = 2048,
	DESCRIPTORS_AT = 16, /* sectors of 2,048 bytes */
	DESCRIPTORS_MAX = 32,
	RECORD_BYTES = 33, /* without the name */
	FOLDER_BYTES = 16 << 20,
	NAME_BYTES = 1024,
	CONTINUED_MAX = 32, /* places where a record's fields go on */
	FLAG_FOLDER = 2,
	FLAG_GOES_ON = 0x80, /* the next record is more of the same file */
};

typedef unsigned char byte;

struct iso {
	struct tree tree;
	uint64_t at, n; /* of the volume */
	uint32_t block;
	bool ridge, joliet; /* how names are written in the tree that is walked */
	bool second;        /* files of the first tree have been read */
	size_t skip;        /* bytes before the fields of Rock Ridge */
	struct runs runs;   /* of a file whose records are not all read yet */
};

static uint32_t le32(const byte *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* Bytes of the volume; false when they are not all there. */
static bool read_at(const struct iso *o, uint64_t at, byte *to, size_t n)
{
	const struct medium *m = o->tree.im->medium;

	return at <= o->n && n <= o->n - at && o->at <= m->size &&
	       o->at + at + n <= m->size &&
	       m->read(m, o->at + at, (char *)to, n);
}

/* --- Rock Ridge --------------------------------------------------------- */

/* What a record's fields say. */
struct ridge {
	char name[NAME_BYTES];
	size_t n_name;
	uint32_t moved_to;  /* block of a folder that lies elsewhere; 0 none */
	bool moved;         /* is that folder, under the name of its refuge */
	bool packed;        /* zisofs: the content is compressed */
	uint32_t mode;      /* 0: not said */
	uint64_t more_at;   /* where the fields go on */
	size_t more_n;
};

static void take_field(struct iso *o, const byte *f, struct ridge *g)
{
	size_t n = f[2];

	if (memcmp(f, "NM", 2) == 0 && n > 5 && !(f[4] & 6)) {
		size_t add = n - 5;
		if (add <= NAME_BYTES - g->n_name) {
			memcpy(g->name + g->n_name, f + 5, add);
			g->n_name += add;
		}
	} else if (memcmp(f, "PX", 2) == 0 && n >= 12) {
		g->mode = le32(f + 4);
	} else if (memcmp(f, "CL", 2) == 0 && n >= 12) {
		g->moved_to = le32(f + 4);
	} else if (memcmp(f, "RE", 2) == 0) {
		g->moved = true;
	} else if (memcmp(f, "ZF", 2) == 0) {
		g->packed = true;
	} else if (memcmp(f, "CE", 2) == 0 && n >= 28) {
		g->more_at = (uint64_t)le32(f + 4) * o->block + le32(f + 12);
		g->more_n = le32(f + 20);
	}
}

static void take_fields(
    struct iso *o, const byte *p, size_t n, struct ridge *g)
{
	for (size_t i = 0; i + 4 <= n && p[i + 2] >= 4 && p[i + 2] <= n - i;
	     i += p[i + 2])
		take_field(o, p + i, g);
}

/* Behind the name, which is padded to an even place. */
static size_t behind_name(const byte *r)
{
	return RECORD_BYTES + (size_t)r[32] + (r[32] % 2 == 0);
}

/* Behind the name, to the record's end, and wherever they go on. */
static void read_ridge(struct iso *o, const byte *r, struct ridge *g)
{
	size_t from = behind_name(r) + o->skip;
	byte more[DESCRIPTOR_BYTES];

	*g = (struct ridge){.n_name = 0};
	if (!o->ridge || from >= r[0])
		return;
	take_fields(o, r + from, r[0] - from, g);
	for (int i = 0; i < CONTINUED_MAX && g->more_n > 0; i++) {
		size_t n = g->more_n < sizeof(more) ? g->more_n : sizeof(more);
		g->more_n = 0;
		if (!read_at(o, g->more_at, more, n))
			return;
		take_fields(o, more, n, g);
	}
}

/* The root's first record has SP when there are such fields. */
static void find_ridge(struct iso *o, uint32_t root)
{
	byte r[256];
	size_t i;

	if (!read_at(o, (uint64_t)root * o->block, r, sizeof(r)) || r[0] < 41)
		return;
	i = behind_name(r);
	if (i + 7 <= r[0] && memcmp(r + i, "SP\7\1\xBE\xEF", 6) == 0) {
		o->ridge = true;
		o->skip = r[i + 6];
	}
}

/* --- names and days ----------------------------------------------------- */

/* "MEIBO.CSV;1" without its version, in whatever code it was written. */
static struct str plain_name(struct arena *a, struct str s)
{
	ptrdiff_t semi = str_find(s, STR(";"));

	if (semi > 0)
		s.n = (size_t)semi;
	if (s.n > 1 && s.p[s.n - 1] == '.')
		s.n--;
	return utf8_check(s) ? arena_str(a, s) : text_utf8(a, s, text_detect(s));
}

static struct str joliet_name(struct arena *a, struct str s)
{
	return plain_name(a, text_utf8(a, s, TEXT_UTF16BE));
}

static struct str name_of(const struct iso *o, struct arena *a, const byte *r,
    const struct ridge *g)
{
	struct str raw = {(const char *)r + RECORD_BYTES, r[32]};
	struct str ridge = {g->name, g->n_name}, s;

	if (ridge.n > 0)
		s = utf8_check(ridge)
		        ? arena_str(a, ridge)
		        : text_utf8(a, ridge, text_detect(ridge));
	else
		s = o->joliet ? joliet_name(a, raw) : plain_name(a, raw);
	return s.n > 0 && utf8_check(s) ? s : STR("(unreadable name)");
}

/* Year since 1900 to minute, and how far from Greenwich in quarters of an
 * hour (9.1.5): the day in Japan. */
static void set_origin(struct iso *o, const byte *d)
{
	enum { MINUTES_A_DAY = 1440, JAPAN = 540 };
	bool real = d[0] > 0 && time_date_is(1900 + d[0], d[1], d[2]) &&
	            d[3] < 24 && d[4] < 60;
	int64_t day = real ? time_day_from(1900 + d[0], d[1], d[2]) : 0;
	int minute = d[3] * 60 + d[4] - (signed char)d[6] * 15 + JAPAN;

	day += minute >= MINUTES_A_DAY ? 1 : minute < 0 ? -1 : 0;
	tree_origin(&o->tree, real, day);
}

/* --- files and folders --------------------------------------------------- */

static void walk(struct iso *o, uint32_t block, uint32_t bytes, unsigned depth);

static void not_read(
    struct iso *o, struct str name, uint64_t bytes, bool no_place)
{
	struct err e = {0};

	if (no_place)
		fail(&e, ERR_INPUT,
		    "ファイルシステムが壊れているため、内容の場所が分かりません。",
		    "The file system is broken; where the content stands cannot be told.");
	else
		fail(&e, ERR_INPUT,
		    "ディスクの中で圧縮されている（zisofs）か、分かれて記録されているため、読んでいません。",
		    "It is compressed on the disc (zisofs) or interleaved, and was not read.");
	tree_closed(&o->tree, name, bytes, PROTECTION_NONE, &e);
}

/* Once, whichever of its names and trees comes first. */
static void read_file(struct iso *o, const byte *r, struct str name,
    const struct ridge *g)
{
	AUTO(spans_end) struct spans where = {0};
	struct runs *runs = &o->runs;
	struct runs_on on = {o->tree.im->medium, runs};
	struct medium m = medium_of_runs(&on, runs->bytes);
	bool seen = runs->n > 0 && runs->bytes > 0 &&
	            seen_before(&o->tree.files, runs->v[0].at);

	if (seen || (o->second && runs->bytes == 0))
		return;
	set_origin(o, r + 18);
	bool no_place = runs->bytes > o->n;
	if (no_place || g->packed || r[26] != 0) {
		not_read(o, name, runs->bytes, no_place);
		return;
	}
	for (size_t i = 0; i < runs->n; i++)
		if (runs->v[i].n > 0)
			spans_add(&where, runs->v[i].at, runs->v[i].n);
	tree_file(&o->tree, name, &m, &where);
}

static void enter_folder(struct iso *o, const byte *r, struct str name,
    const struct ridge *g, unsigned depth)
{
	struct opener *opener = o->tree.im->r;
	size_t was = opener_enter(opener, name);
	byte first[RECORD_BYTES + 1];
	uint32_t block = g->moved_to ? g->moved_to : le32(r + 2);
	uint32_t bytes = le32(r + 10);

	/* One that lies elsewhere says its size itself, in its first record. */
	if (g->moved_to && read_at(o, (uint64_t)block * o->block, first,
	                       sizeof(first)))
		bytes = le32(first + 10);
	tree_origin(&o->tree, false, 0);
	walk(o, block, bytes, depth + 1);
	opener_leave(opener, was);
}

static bool is_special(const struct ridge *g)
{
	enum { TYPE = 0170000, REGULAR = 0100000 };

	return g->mode != 0 && (g->mode & TYPE) != REGULAR;
}

static void one_record(struct iso *o, const byte *r, unsigned depth)
{
	AUTO(arena_end) struct arena a = {0};
	struct ridge g;
	byte flags = r[25];
	bool own = r[32] == 1 && r[33] <= 1; /* the folder and the one above */

	if (own)
		return;
	read_ridge(o, r, &g);
	struct str name = name_of(o, &a, r, &g);
	if ((flags & FLAG_FOLDER) || g.moved_to) {
		if (!g.moved)
			enter_folder(o, r, name, &g, depth);
		return;
	}
	runs_add(&o->runs,
	    o->at + ((uint64_t)le32(r + 2) + r[1]) * o->block, le32(r + 10));
	if (flags & FLAG_GOES_ON)
		return;
	if (!is_special(&g))
		read_file(o, r, name, &g);
	runs_end(&o->runs);
}

/* Records lie in blocks, none across two. */
static void read_records(
    struct iso *o, const byte *all, size_t n, unsigned depth)
{
	for (size_t i = 0; i + RECORD_BYTES < n;) {
		size_t left = o->block - i % o->block, len = all[i];
		if (len == 0) {
			i += left;
			continue;
		}
		if (len <= RECORD_BYTES || len > left || len > n - i ||
		    RECORD_BYTES + (size_t)all[i + 32] > len) {
			tree_broken_folder(&o->tree, false);
			return;
		}
		one_record(o, all + i, depth);
		i += len;
	}
}

static void walk(struct iso *o, uint32_t block, uint32_t bytes, unsigned depth)
{
	uint64_t at = (uint64_t)block * o->block;

	if (seen_before(&o->tree.folders, block))
		return;
	if (depth > TREE_DEPTH || o->tree.folders.n > TREE_FOLDERS) {
		tree_broken_folder(&o->tree, true);
		return;
	}
	byte *all = bytes <= FOLDER_BYTES ? malloc((size_t)bytes + 1) : NULL;
	if (!all || bytes == 0 || !read_at(o, at, all, bytes)) {
		free(all);
		tree_broken_folder(&o->tree, false);
		return;
	}
	spans_add(&o->tree.taken, o->at + at, bytes);
	read_records(o, all, bytes, depth);
	runs_end(&o->runs); /* of a file whose last record is missing */
	free(all);
}

/* --- the volume --------------------------------------------------------- */

/* A tree's root, and what beside it is no content: the tables of paths. */
struct root {
	uint32_t block, bytes;
};

static struct root take_descriptor(struct iso *o, const byte *d)
{
	uint32_t n = le32(d + 132), at = le32(d + 140);
	uint32_t big = (uint32_t)d[148] << 24 | (uint32_t)d[149] << 16 |
	               (uint32_t)d[150] << 8 | d[151];

	spans_add(&o->tree.taken, o->at + (uint64_t)at * o->block, n);
	spans_add(&o->tree.taken, o->at + (uint64_t)big * o->block, n);
	return (struct root){le32(d + 156 + 2), le32(d + 156 + 10)};
}

/* Levels 1 to 3 of UCS-2 by their escape sequences. */
static bool is_joliet(const byte *d)
{
	return memcmp(d + 88, "%/@", 3) == 0 || memcmp(d + 88, "%/C", 3) == 0 ||
	       memcmp(d + 88, "%/E", 3) == 0;
}

static bool read_descriptors(
    struct iso *o, struct root *primary, struct root *joliet)
{
	enum { PRIMARY = 1, SUPPLEMENTARY = 2, LAST = 255 };
	byte d[DESCRIPTOR_BYTES];

	for (uint64_t i = 0; i < DESCRIPTORS_MAX; i++) {
		if (!read_at(o, (DESCRIPTORS_AT + i) * DESCRIPTOR_BYTES, d,
		        sizeof(d)) ||
		    memcmp(d + 1, "CD001", 5) != 0 || d[0] == LAST)
			break;
		uint32_t block = d[128] | (uint32_t)d[129] << 8;
		if (d[0] == PRIMARY && primary->bytes == 0 && block >= 512 &&
		    block <= DESCRIPTOR_BYTES && (block & (block - 1)) == 0) {
			o->block = block;
			*primary = take_descriptor(o, d);
		} else if (d[0] == SUPPLEMENTARY && o->block == block &&
		           is_joliet(d)) {
			*joliet = take_descriptor(o, d);
		}
	}
	return primary->bytes > 0;
}

static void walk_tree(struct iso *o, struct root root, bool joliet)
{
	bool ridge = o->ridge;

	o->joliet = joliet;
	o->ridge = ridge && !joliet;
	if (root.bytes > 0)
		walk(o, root.block, root.bytes, 0);
	o->ridge = ridge;
	o->second = true;
}

/*
 * The names of Rock Ridge are the longer ones, those of Joliet better than none.
 * Both trees are walked: a file may stand in one only.
 */
bool iso_read(struct image *im, uint64_t at, uint64_t n)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(spans_end) struct spans all = {0};
	struct iso *o = ARENA_NEW(&a, struct iso);
	struct root primary = {0}, joliet = {0};

	o->tree.im = im;
	o->at = at;
	o->n = n;
	if (!read_descriptors(o, &primary, &joliet)) {
		tree_end(&o->tree);
		return false;
	}
	opener_item(im->r, NULL);
	find_ridge(o, primary.block);
	bool by_joliet = !o->ridge && joliet.bytes > 0;
	walk_tree(o, by_joliet ? joliet : primary, by_joliet);
	walk_tree(o, by_joliet ? primary : joliet, !by_joliet);
	im->r->origin = (struct origin){0};
	spans_add(&all, at, n);
	image_search(im, IMAGE_REST, &all, &o->tree.taken);
	tree_end(&o->tree);
	return true;
}
