/*
 * What a worker may say of a file, and that each lie in it is refused.
 */
#include "base/test.h" /* first: it makes way for our fail() */

#include "base/time.h"
#include "investigate/inventory/heard.h"
#include "investigate/inventory/opener.h"

static struct str frame(struct arena *a, const struct item_frame *f,
    const char *text)
{
	struct buf b = buf_begin(a, 1 << 20);

	buf_put(&b, (struct str){(const char *)f, sizeof(*f)});
	buf_put(&b, str_of(text));
	return buf_str(&b);
}

/* A file with three telephone numbers of last year, not read to its end. */
static struct item_frame usual(void)
{
	struct item_frame f = {.item = {.bytes = 100, .format = FORMAT_CSV},
	    .n_path = 5, .n_ja = 9, .n_en = 3};

	f.sum = (struct sum){.records = 3, .rows = 4, .dated = true,
	    .oldest = 20000, .newest = 20300};
	f.sum.kind[KIND_PHONE] = (struct kind_count){
	    .found = 3, .valid = 3, .certain = 2, .possible = 9};
	f.item.origin = (struct origin){.dated = true, .day = 20300};
	return f;
}

static bool heard(const struct item_frame *f, const char *text)
{
	AUTO(arena_end) struct arena a = {0};
	struct heard h;

	return heard_item(frame(&a, f, text), &h);
}

TEST(what_a_worker_says_is_taken_apart)
{
	AUTO(arena_end) struct arena a = {0};
	struct item_frame f = usual();
	struct heard h;

	ck_assert(heard_item(frame(&a, &f, "a.csv理由。why"), &h));
	ck_str(h.path, "a.csv");
	ck_str(h.ja, "理由。");
	ck_str(h.en, "why");
	ck_assert_uint_eq(h.frame.sum.kind[KIND_PHONE].found, 3);
}
END

TEST(texts_that_are_none_are_refused)
{
	struct item_frame f = usual();

	ck_assert(!heard(&f, "a.csv理由。wh"));
	ck_assert(!heard(&f, "a.csv理由。whyx"));
	ck_assert(!heard(&f, "a.cs\xff理由。why"));
	f.n_path = 6; /* through the middle of a letter */
	f.n_ja = 8;
	ck_assert(!heard(&f, "a.csv理由。why"));
	f.n_path = UINT32_MAX;
	ck_assert(!heard(&f, "a.csv理由。why"));
	ck_assert(!heard_item(STR("short"), &(struct heard){.path = {0}}));
}
END

static void set_byte(void *p, unsigned char c)
{
	memcpy(p, &c, 1);
}

/* The n-th lie; false when there is none. */
static bool lie(struct item_frame *f, int n)
{
	struct kind_count *k = &f->sum.kind[KIND_PHONE];

	switch (n) {
	case 0: return f->item.format = FORMAT_COUNT_, true;
	case 1: return f->item.protection = PROTECTION_COUNT_, true;
	case 2: return f->item.code = TEXT_CODE_COUNT_, true;
	case 3: return f->item.bytes = UINT64_MAX, true;
	case 4: return set_byte(&f->item.gone, 2), true;
	case 5: return set_byte(&f->sum.dated, 255), true;
	case 6: return k->found = k->valid = UINT64_MAX, true;
	case 7: return k->valid = 4, true;
	case 8: return k->certain = 4, true;
	case 9: return k->why[0] = UINT64_MAX, true;
	case 10: return f->sum.own[3].valid = 1, true;
	case 11: return f->sum.records = UINT64_MAX, true;
	case 12: return f->sum.newest = INT64_MAX, true;
	case 13: return f->sum.oldest = INT64_MIN, true;
	case 14: return f->sum.oldest = f->sum.newest + 1, true;
	default: return false;
	}
}

TEST(each_lie_is_refused)
{
	struct item_frame f = usual();

	ck_assert(heard(&f, "a.csv理由。why"));
	for (int n = 0; f = usual(), lie(&f, n); n++)
		ck_assert_msg(!heard(&f, "a.csv理由。why"), "lie %d", n);
}
END

TEST(a_day_that_cannot_be_written_is_none)
{
	AUTO(arena_end) struct arena a = {0};
	struct item_frame f = usual();
	struct heard h;

	f.item.origin.day = INT64_MAX / 2;
	ck_assert(heard_item(frame(&a, &f, "a.csv理由。why"), &h));
	ck_assert(!h.frame.item.origin.dated);
	ck_assert(heard_day(time_day_from(9999, 12, 31)));
	ck_assert(!heard_day(time_day_from(9999, 12, 31) + 1));
	ck_assert(heard_day(time_day_from(0, 1, 1)));
	ck_assert(!heard_day(time_day_from(0, 1, 1) - 1));
}
END

TEST_MAIN("inventory heard", what_a_worker_says_is_taken_apart,
    texts_that_are_none_are_refused, each_lie_is_refused,
    a_day_that_cannot_be_written_is_none)
