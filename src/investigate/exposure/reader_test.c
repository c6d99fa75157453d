/*
 * exposure/reader_test - packed logs: joined members, wrong sums and cut ends
 * are read alike by one thread and by two.
 */
#include <sys/mman.h>

#include "base/test.h"
#include "investigate/exposure/ahead.h"

/* A member of gzip with four bytes as they are, and their CRC-32. */
#define MEMBER(text, sum)                                                      \
	"\x1f\x8b\x08\0\0\0\0\0\0\x03" "\x01\x04\0\xfb\xff" text sum "\x04\0\0\0"
#define ONE MEMBER("one\n", "\x9f\xa8\x17\xf8")
#define TWO MEMBER("two\n", "\x74\x08\x17\x96")
#define TWO_WRONG MEMBER("two\n", "\x74\x08\x17\x97")
#define NAMED_ONE                                                              \
	"\x1f\x8b\x08\x08\0\0\0\0\0\x03" "log\0" "\x01\x04\0\xfb\xff" "one\n"  \
	"\x9f\xa8\x17\xf8" "\x04\0\0\0"
#define EMPTY                                                                  \
	"\x1f\x8b\x08\0\0\0\0\0\0\x03" "\x01\0\0\xff\xff" "\0\0\0\0" "\0\0\0\0"
#define EMPTY_WRONG                                                            \
	"\x1f\x8b\x08\0\0\0\0\0\0\x03" "\x01\0\0\xff\xff" "\1\0\0\0" "\0\0\0\0"
#define BYTES(literal) ((struct str){literal, sizeof(literal) - 1})

struct got {
	char text[64];
	size_t n;
	bool damaged;
};

static void open_bytes(struct reader *r, struct str bytes)
{
	struct err e = {0};
	int fd = memfd_create("log", MFD_CLOEXEC);

	ck_assert_int_eq(write(fd, bytes.p, bytes.n), (ssize_t)bytes.n);
	lseek(fd, 0, SEEK_SET);
	ck_assert(reader_adopt(r, fd, true, &e));
}

/* The whole file was hashed, whatever it held. */
static struct got close_bytes(struct reader *r, struct str bytes, struct got g)
{
	struct sha256 sha, want = sha256_of(bytes);
	int fd = r->fd;

	ck_assert(reader_sha256(r, &sha));
	ck_assert(sha256_eq(&sha, &want));
	g.damaged = r->damaged;
	reader_end(r);
	close(fd);
	return g;
}

static struct got by_one(struct str bytes)
{
	struct reader r;
	struct err e = {0};
	struct got g = {.n = 0};
	size_t n = 1;

	open_bytes(&r, bytes);
	for (; n > 0; g.n += n)
		ck_assert(reader_read(
		    &r, g.text + g.n, sizeof(g.text) - g.n, &n, &e));
	return close_bytes(&r, bytes, g);
}

static struct got by_two(struct str bytes)
{
	struct ahead a;
	struct ahead_block b = {.end = false};
	struct reader r;
	struct err e = {0};
	struct got g = {.n = 0};

	open_bytes(&r, bytes);
	ck_assert(ahead_begin(&a));
	ahead_read(&a, &r);
	while (!b.end) {
		ck_assert(ahead_next(&a, &b, &e));
		ck_assert_uint_le(g.n + b.piece.n, sizeof(g.text));
		memcpy(g.text + g.n, b.bytes, b.piece.n);
		g.n += b.piece.n;
	}
	ahead_stop(&a);
	ahead_end(&a);
	return close_bytes(&r, bytes, g);
}

/* Read either way, it is the text, damaged or not. */
static void check(struct str bytes, const char *text, bool damaged)
{
	struct got one = by_one(bytes), two = by_two(bytes);

	ck_str(((struct str){one.text, one.n}), text);
	ck_str(((struct str){two.text, two.n}), text);
	ck_assert(one.damaged == damaged && two.damaged == damaged);
}

TEST(members_of_gzip_are_read_as_one_log)
{
	check(BYTES(ONE TWO), "one\ntwo\n", false);
	check(BYTES(NAMED_ONE EMPTY EMPTY TWO EMPTY), "one\ntwo\n", false);
	check(BYTES(ONE TWO "\0\0\0\0\0"), "one\ntwo\n", false);
	check(BYTES(EMPTY), "", false);
}
END

TEST(a_wrong_sum_ends_the_log_behind_its_member)
{
	check(BYTES(ONE TWO_WRONG ONE), "one\ntwo\n", true);
	check(BYTES(TWO_WRONG ONE EMPTY), "two\n", true);
	check(BYTES(ONE TWO_WRONG), "one\ntwo\n", true);
	check(BYTES(ONE EMPTY_WRONG TWO), "one\n", true);
	check(BYTES(ONE "\0\0x"), "one\n", true);
	check(BYTES(ONE "no gzip"), "one\n", true);
}
END

TEST(a_cut_file_is_damaged_wherever_it_was_cut)
{
	struct str whole = BYTES(ONE TWO);
	size_t member = whole.n / 2;

	for (size_t n = 2; n < whole.n; n++) {
		/* the text begins behind fifteen bytes of each member */
		size_t second = n > member + 15 ? n - member - 15 : 0;
		size_t first = n > 15 ? n - 15 : 0;
		size_t text = (first < 4 ? first : 4) +
		    (second < 4 ? second : 4);
		char want[9] = "one\ntwo\n";

		want[text] = '\0';
		check(str_slice(whole, 0, n), want, n != member);
	}
}
END

TEST_MAIN("exposure reader", members_of_gzip_are_read_as_one_log,
    a_wrong_sum_ends_the_log_behind_its_member,
    a_cut_file_is_damaged_wherever_it_was_cut)
