/*
 * Parts of a medium, names of segments, what a volume begins with, and a FAT
 * folder whose entries are made by hand.
 */
#include "base/test.h" /* first: it makes way for our fail() */

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "investigate/inventory/image.h"
#include "investigate/inventory/segments.h"
#include "investigate/inventory/volume.h"

TEST(spans_are_joined_as_a_bitmap_would)
{
	enum { BITS = 400 };
	AUTO(spans_end) struct spans s = {0};
	AUTO(spans_end) struct spans w = {0};
	char in[BITS] = {0}, out[BITS] = {0};
	unsigned seed = 7;

	for (int i = 0; i < 300; i++) {
		seed = seed * 1103515245 + 12345;
		size_t at = seed >> 16 & 255, n = 1 + (seed >> 8 & 7);
		spans_add(i % 3 ? &s : &w, at, n);
		memset((i % 3 ? in : out) + at, 1, n);
		size_t k = seed >> 20 & 255;
		ck_assert_int_eq(spans_touch(&s, k, 1), in[k]);
		ck_assert_int_eq(spans_hold(&s, k, 2), in[k] && in[k + 1]);
	}
	for (size_t i = 1; i < s.n; i++)
		ck_assert_uint_gt(s.v[i].at, s.v[i - 1].at + s.v[i - 1].n);
	struct span part = {0};
	char seen[BITS] = {0};
	while (spans_next(&s, &w, part.at + part.n, &part))
		memset(seen + part.at, 1, part.n);
	for (size_t i = 0; i < BITS; i++)
		ck_assert_int_eq(seen[i], in[i] && !out[i]);
}
END

static void make(int folder, const char *name)
{
	AUTO(fd_end) int fd = openat(folder, name, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
}

TEST(segments_follow_by_name)
{
	char path[] = "/tmp/shodo-segments-XXXXXX";
	static const char *const names[] = {"d.E01", "d.E02", "d.E03", "d.E05",
	    "one.e01", "one.e02", "x.E99", "x.EAA", "x.EAB", "lone.E02"};
	int fds[8];

	ck_assert_ptr_nonnull(mkdtemp(path));
	AUTO(fd_end) int folder = open(path, O_RDONLY | O_DIRECTORY);
	for (size_t i = 0; i < COUNT_OF(names); i++)
		make(folder, names[i]);
	static const struct {
		const char *first;
		size_t n;
	} sets[] = {{"d.E01", 3}, {"one.e01", 2}, {"x.E99", 3}, {"a.csv", 1},
	    {"d.E00", 1}};
	for (size_t i = 0; i < COUNT_OF(sets); i++) {
		size_t n = segments_open(folder, sets[i].first, fds, 8);
		ck_assert_uint_eq(n, sets[i].n);
		for (size_t k = 1; k < n; k++)
			close(fds[k]);
	}
	ck_assert_uint_eq(segments_open(folder, "d.E01", fds, 2), 2);
	close(fds[1]);
	ck_assert(segment_follows(folder, "d.E02"));
	ck_assert(!segment_follows(folder, "d.E01"));
	ck_assert(!segment_follows(folder, "lone.E02"));
	ck_assert(!segment_follows(folder, "a.csv"));
	for (size_t i = 0; i < COUNT_OF(names); i++)
		unlinkat(folder, names[i], 0);
	rmdir(path);
}
END

/* --- FAT ---------------------------------------------------------------- */

struct told {
	char paths[2000];
	size_t n, n_deleted, n_gone;
};

static void item(void *ctx, struct str path, const struct item *it,
    const struct sum *sum, const struct err *reason)
{
	struct told *t = ctx;

	(void)sum;
	(void)reason;
	t->n += (size_t)snprintf(t->paths + t->n, sizeof(t->paths) - t->n,
	    "%.*s|", STR_ARG(path));
	t->n_deleted += it->origin.deleted;
	t->n_gone += it->gone;
}

static void persons(void *ctx, struct str wire)
{
	(void)ctx;
	(void)wire;
}

static void outside(
    void *ctx, struct str path, struct str bytes, enum outside what)
{
	(void)ctx;
	(void)path;
	(void)bytes;
	(void)what;
}

static struct told look_at_fat(char *v, size_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct told t = {.n = 0};
	struct opener_out out = {
	    item, persons, outside, &t, NULL, NULL};
	struct people_key key = {{1}};
	struct str bytes = {v, n};
	struct medium m = medium_of_bytes(&bytes);
	struct opener *r = arena_alloc(&a, sizeof(*r));
	struct image im = {.r = r, .medium = &m};

	opener_begin(r, &out, &key);
	r->depth = 1;
	ck_assert_int_eq(volume_of(bytes), VOLUME_FAT);
	ck_assert(fat_read(&im, 0, n));
	return t;
}

enum { SECTORS = 400, ROOT = (1 + 2 * 2) * 512, DATA = ROOT + 16 * 32 };

/* FAT12, one sector a cluster, two tables of two sectors, 16 root entries. */
static char *fat12(struct arena *a)
{
	char *v = arena_alloc(a, SECTORS * 512);
	static const unsigned char boot[] = {0xEB, 0x3C, 0x90, 'M', 'S', 'D',
	    'O', 'S', '5', '.', '0', 0, 2, 1, 1, 0, 2, 16, 0, SECTORS & 255,
	    SECTORS >> 8, 0xF8, 2, 0};

	memcpy(v, boot, sizeof(boot));
	v[510] = 0x55;
	v[511] = (char)0xAA;
	return v;
}

static void put_entry(char *v, size_t k, const char *name11, int attr,
    int cluster, int bytes)
{
	char *e = v + ROOT + 32 * k;

	memcpy(e, name11, 11);
	e[11] = (char)attr;
	e[26] = (char)cluster;
	e[28] = (char)(bytes & 255);
	e[29] = (char)(bytes >> 8);
}

static void put_table(char *v, unsigned c, unsigned next)
{
	unsigned char *p = (unsigned char *)v + 512 + c * 3 / 2;

	if (c % 2) {
		p[0] = (unsigned char)((p[0] & 15) | next << 4);
		p[1] = (unsigned char)(next >> 4);
	} else {
		p[0] = (unsigned char)next;
		p[1] = (unsigned char)((p[1] & 0xF0) | next >> 8);
	}
}

TEST(japanese_short_names_are_read_and_none_is_left_out)
{
	AUTO(arena_end) struct arena a = {0};
	char *v = fat12(&a);

	/* データ.CSV, 表.TXT and ソ.TXT: 0x5B and 0x5C as second bytes. */
	put_entry(v, 0, "\x83\x66\x81\x5B\x83\x5E  CSV", 0x20, 2, 3);
	put_entry(v, 1, "\x95\x5C      TXT", 0x20, 3, 3);
	put_entry(v, 2, "\xE5\x5C      TXT", 0x20, 9, 3);
	put_entry(v, 3, "\x05\x4F      TXT", 0x20, 4, 3);
	for (unsigned c = 2; c < 5; c++)
		put_table(v, c, 0xFFF);
	memcpy(v + DATA, "abc", 3);
	struct told t = look_at_fat(v, SECTORS * 512);
	ck_assert_msg(strstr(t.paths, "データ.CSV|"), "%s", t.paths);
	ck_assert_msg(strstr(t.paths, "表.TXT|"), "%s", t.paths);
	ck_assert_msg(strstr(t.paths, "薜.TXT|"), "%s", t.paths);
	ck_assert_uint_eq(t.n_deleted, 1);
}
END

TEST(a_chain_or_a_folder_in_itself_ends)
{
	AUTO(arena_end) struct arena a = {0};
	char *v = fat12(&a);

	put_entry(v, 0, "LOOP    BIN", 0x20, 2, 60000);
	put_entry(v, 1, "DIR        ", 0x10, 4, 0);
	put_entry(v, 2, "SAME    BIN", 0x20, 2, 100);
	put_entry(v, 3, "NOWHERE BIN", 0x20, 250, 100);
	put_table(v, 2, 3);
	put_table(v, 3, 2);
	put_table(v, 4, 4);
	memcpy(v + DATA + 2 * 512, v + ROOT, 128);
	struct told t = look_at_fat(v, SECTORS * 512);
	ck_assert_msg(strstr(t.paths, "LOOP.BIN"), "%s", t.paths);
	ck_assert_msg(strstr(t.paths, "SAME.BIN"), "%s", t.paths);
	ck_assert_uint_lt(t.n, 600);
}
END

/* Cut anywhere, every number spoilt: it ends, and inside its bounds. */
TEST(a_spoilt_volume_is_no_harm)
{
	AUTO(arena_end) struct arena a = {0};
	char *v = fat12(&a);

	put_entry(v, 0, "A       BIN", 0x20, 2, 3000);
	put_table(v, 2, 0xFFF);
	for (size_t i = 11; i < 64; i++) {
		char *w = arena_alloc(&a, SECTORS * 512);
		memcpy(w, v, SECTORS * 512);
		w[i] ^= (char)0xFF;
		struct str bytes = {w, SECTORS * 512 - 512 * (i % 3)};
		if (volume_of(bytes) == VOLUME_FAT) {
			struct told t = {.n = 0};
			struct opener_out out = {
	    item, persons, outside, &t, NULL, NULL};
			struct people_key key = {{1}};
			struct medium m = medium_of_bytes(&bytes);
			struct opener *r = arena_alloc(&a, sizeof(*r));
			struct image im = {.r = r, .medium = &m};
			opener_begin(r, &out, &key);
			r->depth = 1;
			if (!fat_read(&im, 0, bytes.n))
				ck_assert_uint_eq(t.n, 0);
		}
	}
}
END

TEST(locks_have_their_names)
{
	static char room[4096];
	struct str head = {room, sizeof(room)};
	static const struct {
		size_t at;
		const char *mark;
		size_t n;
		enum lock lock;
	} locks[] = {{3, "-FVE-FS-", 8, LOCK_BITLOCKER},
	    {0, "LUKS\xBA\xBE\0\1", 8, LOCK_LUKS1},
	    {0, "LUKS\xBA\xBE\0\2", 8, LOCK_LUKS2},
	    {424, "\x3B\xD6\x67\x49\x29\x2E\xD8\x4A\x83\x99\xF6\xA3\x39"
	          "\xE3\xD0\x01",
	        16, LOCK_BITLOCKER_TO_GO},
	    {88, "CS", 2, LOCK_NONE}, {32, "NXSB", 4, LOCK_NONE}};

	for (size_t i = 0; i < COUNT_OF(locks); i++) {
		memset(room, 0, sizeof(room));
		memcpy(room + locks[i].at, locks[i].mark, locks[i].n);
		ck_assert_int_eq(volume_lock(head), locks[i].lock);
		ck_assert_int_eq(volume_lock((struct str){room, 2}), LOCK_NONE);
	}
}
END

int main(void)
{
	const TTest *tests[] = {spans_are_joined_as_a_bitmap_would,
	    segments_follow_by_name,
	    japanese_short_names_are_read_and_none_is_left_out,
	    a_chain_or_a_folder_in_itself_ends, a_spoilt_volume_is_no_harm,
	    locks_have_their_names};

	return test_run("image", tests, COUNT_OF(tests));
}
