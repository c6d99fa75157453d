/*
 * cli/wrap - text of two languages within the columns of a terminal.
 */
#include "base/test.h"

#include "base/arena.h"
#include "cli/wrap.h"

static struct buf made(struct arena *a)
{
	return buf_begin(a, 4096);
}

TEST(what_is_cut_ends_with_a_mark_within_the_columns)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = made(&a);

	wrap_put_cut(&b, STR("名簿.csv"), 8);
	BUF_LIT(&b, "|");
	wrap_put_cut(&b, STR("名簿.csv"), 7);
	BUF_LIT(&b, "|");
	wrap_put_cut(&b, STR("名簿名簿"), 6);
	BUF_LIT(&b, "|");
	wrap_put_cut(&b, STR("か\xe3\x82\x99か"), 3);
	ck_str(buf_str(&b), "名簿.csv|名簿.c…|名簿…|か\xe3\x82\x99…");
}
END

TEST(columns_are_those_of_the_screen)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = made(&a);

	wrap_put_right(&b, STR("要求"), 6);
	BUF_LIT(&b, "|");
	wrap_put_left(&b, STR("人"), 4);
	BUF_LIT(&b, "|");
	wrap_put_right(&b, STR("12345"), 3);
	ck_str(buf_str(&b), "  要求|人  |12345");
}
END

TEST(words_stay_whole_and_signs_stay_behind_what_they_close)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = made(&a);

	wrap_put(&b, STR("one two three"), "  ", 10);
	wrap_put(&b, STR("読んだログは（access.log）です。"), "", 10);
	wrap_put(&b, STR("abcdefghijklmnop"), "", 10);
	wrap_put(&b, STR(""), "", 10);
	ck_str(buf_str(&b), "  one two\n  three\n"
	                    "読んだログ\nは\n（access.l\nog）です。\n"
	                    "abcdefghij\nklmnop\n");
}
END

TEST_MAIN("wrap", what_is_cut_ends_with_a_mark_within_the_columns,
    columns_are_those_of_the_screen,
    words_stay_whole_and_signs_stay_behind_what_they_close)
