/*
 * inventory/compound - see compound.h. Section numbers are [MS-CFB]'s.
 */
#include "investigate/inventory/compound.h"

#include <string.h>

#include "investigate/inventory/octets.h"
#include "investigate/inventory/text.h"

typedef unsigned char byte;

enum { ENTRY_BYTES = 128, NAME_BYTES = 64, MINI_SECTOR = 64, MINI_STREAM = 4096 };

/* Sector numbers from here on are marks (2.1). */
#define SECTOR_END UINT32_C(0xFFFFFFFE)
#define SECTOR_MARKS UINT32_C(0xFFFFFFF0)

static struct str sector_of(const struct compound *c, uint32_t n)
{
	return str_slice(c->s, ((size_t)n + 1) * c->sector, c->sector);
}

/*
 * The next sector of a chain (2.3); SECTOR_END ends it, as does a sector behind
 * the end of the file: the way to its place in the table would be endless.
 */
static uint32_t next_sector(const struct compound *c, uint32_t n)
{
	size_t per = c->sector / 4, block = n / per;
	uint32_t fat;

	if (sector_of(c, n).n == 0)
		return SECTOR_END;
	if (block < 109) {
		fat = le32(c->s, 76 + 4 * block);
	} else {
		uint32_t di = le32(c->s, 68);
		size_t left = block - 109;
		for (; left >= per - 1; left -= per - 1) {
			if (di >= SECTOR_MARKS)
				return SECTOR_END;
			di = le32(sector_of(c, di), c->sector - 4);
		}
		fat = le32(sector_of(c, di), 4 * left);
	}
	if (fat >= SECTOR_MARKS)
		return SECTOR_END;
	struct str table = sector_of(c, fat);
	return table.n == c->sector ? le32(table, 4 * (n % per)) : SECTOR_END;
}

struct compound compound_of(struct str s)
{
	return (struct compound){
	    .s = s, .sector = le16(s, 30) == 12 ? 4096 : 512};
}

/* --- without opening ---------------------------------------------------- */

/* Names are the same in capitals (2.6.4). */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static bool begins(struct str entry, const char *name)
{
	size_t n = strlen(name);

	if (entry.n < ENTRY_BYTES || 2 * n > NAME_BYTES)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(entry.p[2 * i]) != lower(name[i]) ||
		    entry.p[2 * i + 1] != 0)
			return false;
	return true;
}

static bool entry_is(struct str entry, const char *name)
{
	return le16(entry, NAME_BYTES) == 2 * (strlen(name) + 1) &&
	       begins(entry, name);
}

static struct str find(const struct compound *c, const char *name)
{
	uint32_t n = le32(c->s, 48);

	for (int i = 0; n < SECTOR_MARKS && i < 4096; i++) {
		struct str sector = sector_of(c, n);
		for (size_t k = 0; k + ENTRY_BYTES <= sector.n; k += ENTRY_BYTES)
			if (entry_is(str_slice(sector, k, ENTRY_BYTES), name))
				return str_slice(sector, k, ENTRY_BYTES);
		n = next_sector(c, n);
	}
	return (struct str){0};
}

bool compound_holds(const struct compound *c, const char *name)
{
	return find(c, name).n > 0;
}

struct str compound_head(const struct compound *c, const char *name)
{
	return sector_of(c, le32(find(c, name), 116));
}

/* --- opened ------------------------------------------------------------- */

/* The chain's bytes, `most` at most; a loop ends with them. */
static struct str read_chain(
    struct arena *a, const struct compound *c, uint32_t n, size_t most)
{
	char *to = arena_alloc(a, most + 1);
	size_t got = 0;

	while (n < SECTOR_MARKS && got < most) {
		struct str s = str_slice(sector_of(c, n), 0, most - got);
		if (s.n == 0)
			break;
		memcpy(to + got, s.p, s.n);
		got += s.n;
		n = next_sector(c, n);
	}
	return (struct str){to, got};
}

static struct str entry_of(const struct compound *c, uint32_t n)
{
	return str_slice(c->folder, (size_t)n * ENTRY_BYTES, ENTRY_BYTES);
}

static size_t size_of(const struct compound *c, uint32_t n)
{
	size_t size = le32(entry_of(c, n), 120);

	return size < c->s.n ? size : c->s.n;
}

/*
 * The trees of siblings (2.6.4) as lists: each entry stands in one, however
 * often it is named, so the lists end.
 */
static void list_children(
    struct compound *c, uint32_t storage, bool *listed, uint32_t *stack)
{
	enum { LEFT = 68, RIGHT = 72, CHILD = 76 };
	size_t n = 0;

	stack[n++] = le32(entry_of(c, storage), CHILD);
	while (n > 0) {
		uint32_t i = stack[--n];
		if (i >= c->n || listed[i])
			continue;
		listed[i] = true;
		c->next[i] = c->child[storage];
		c->child[storage] = i;
		stack[n++] = le32(entry_of(c, i), LEFT);
		stack[n++] = le32(entry_of(c, i), RIGHT);
	}
}

enum compound_kind compound_kind(const struct compound *c, uint32_t entry)
{
	enum { KIND = 66 };
	struct str e = entry_of(c, entry);

	return e.n > KIND ? (enum compound_kind)(byte)e.p[KIND] : 0;
}

static void take_chain(struct compound *c, uint32_t n)
{
	for (; n < c->n_sectors && !c->taken[n]; n = next_sector(c, n))
		c->taken[n] = true;
}

bool compound_open(struct arena *a, struct str s, struct compound *ret)
{
	struct compound c = compound_of(s);
	size_t most = COMPOUND_ENTRIES_MAX * ENTRY_BYTES;

	c.folder = read_chain(a, &c, le32(s, 48), s.n < most ? s.n : most);
	c.n = (uint32_t)(c.folder.n / ENTRY_BYTES);
	if (c.n == 0)
		return false;
	c.mini = read_chain(a, &c, le32(entry_of(&c, 0), 116), size_of(&c, 0));
	c.mini_table = read_chain(
	    a, &c, le32(s, 60), c.mini.n / MINI_SECTOR * 4 + 4);
	c.n_sectors = s.n / c.sector;
	c.taken = arena_alloc(a, c.n_sectors + 1);
	take_chain(&c, le32(entry_of(&c, 0), 116));
	c.child = ARENA_ARRAY(a, c.n, uint32_t);
	c.next = ARENA_ARRAY(a, c.n, uint32_t);
	memset(c.child, 0xFF, c.n * sizeof(*c.child));
	memset(c.next, 0xFF, c.n * sizeof(*c.next));
	AUTO(arena_end) struct arena scratch = {0};
	bool *listed = arena_alloc(&scratch, c.n);
	listed[0] = true;
	uint32_t *stack = ARENA_ARRAY(&scratch, 2 * (size_t)c.n + 2, uint32_t);
	list_children(&c, 0, listed, stack);
	for (uint32_t i = 1; i < c.n; i++)
		if (compound_kind(&c, i) == COMPOUND_STORAGE)
			list_children(&c, i, listed, stack);
	c.left = 2 * (uint64_t)s.n;
	*ret = c;
	return true;
}

uint32_t compound_first(const struct compound *c, uint32_t storage)
{
	return storage < c->n ? c->child[storage] : COMPOUND_NONE;
}

bool compound_is(const struct compound *c, uint32_t entry, const char *name)
{
	return entry_is(entry_of(c, entry), name);
}

bool compound_begins(
    const struct compound *c, uint32_t entry, const char *start)
{
	return begins(entry_of(c, entry), start);
}

struct str compound_name(
    struct arena *a, const struct compound *c, uint32_t entry)
{
	struct str e = entry_of(c, entry);
	size_t n = le16(e, NAME_BYTES);

	n = n < 2 ? 0 : n > NAME_BYTES ? NAME_BYTES : n - 2;
	return text_utf8(a, str_slice(e, 0, n), TEXT_UTF16LE);
}

/* Small streams lie in the mini stream, by a table of its own (2.4). */
static struct str read_mini(
    struct arena *a, const struct compound *c, uint32_t n, size_t most)
{
	char *to = arena_alloc(a, most + 1);
	struct str table = c->mini_table;
	size_t got = 0;

	while (n < SECTOR_MARKS && got < most) {
		struct str s = str_slice(str_slice(c->mini,
		                             (size_t)n * MINI_SECTOR, MINI_SECTOR),
		    0, most - got);
		if (s.n == 0)
			break;
		memcpy(to + got, s.p, s.n);
		got += s.n;
		n = (size_t)n * 4 + 4 <= table.n ? le32(table, (size_t)n * 4)
		                                 : SECTOR_END;
	}
	return (struct str){to, got};
}

bool compound_read(struct arena *a, struct compound *c, uint32_t entry,
    struct str *ret)
{
	size_t size = size_of(c, entry);
	uint32_t first = le32(entry_of(c, entry), 116);

	if (size > c->left)
		return false;
	c->left -= size;
	*ret = size < MINI_STREAM ? read_mini(a, c, first, size)
	                          : read_chain(a, c, first, size);
	return true;
}

uint64_t compound_size(const struct compound *c, uint32_t entry)
{
	return le32(entry_of(c, entry), 120);
}

void compound_take(struct compound *c, uint32_t entry)
{
	if (compound_size(c, entry) >= MINI_STREAM)
		take_chain(c, le32(entry_of(c, entry), 116));
}

struct str compound_untaken(struct arena *a, const struct compound *c)
{
	char *to = arena_alloc(a, c->s.n + 1);
	size_t got = 0;

	for (uint32_t i = 0; i < c->n_sectors; i++) {
		struct str s = sector_of(c, i);
		if (c->taken[i] || s.n == 0)
			continue;
		memcpy(to + got, s.p, s.n);
		got += s.n;
	}
	return (struct str){to, got};
}
