/*
 * The tables made from the dictionary: what is in them, and that they are
 * looked up where they were put.
 */
#include "investigate/inventory/roster.h"

#include "base/test.h"

TEST(families_nouns_and_places_are_told_apart)
{
	ck_assert(roster_is_family(STR("高橋")));
	ck_assert(roster_is_family(STR("長谷川")));
	ck_assert(roster_is_family(STR("勅使河原")));
	ck_assert(!roster_is_family(STR("標準")));
	ck_assert(!roster_is_family(STR("関東")));
	ck_assert(!roster_is_family(STR("高")));
	ck_assert(roster_is_noun(STR("標準")));
	ck_assert(roster_is_noun(STR("時代")));
	ck_assert(roster_is_noun(STR("々々")) == false);
	/* More often a given name than a noun. */
	ck_assert(!roster_is_noun(STR("正義")));
	ck_assert(roster_is_place(STR("岐阜")));
	ck_assert(roster_is_place(STR("大和郡山")));
	ck_assert(!roster_is_place(STR("高橋")));
}
END

TEST(letters_speak_for_names_or_against)
{
	ck_assert_int_gt(roster_family_score(STR("深沼")), 8);
	ck_assert_int_lt(roster_family_score(STR("説明")), 0);
	ck_assert_int_gt(roster_given_score(STR("清太郎")), 8);
	ck_assert_int_lt(roster_given_score(STR("検索")), 0);
	ck_assert_int_gt(roster_ends_given("子"), 4);
	ck_assert_int_lt(roster_ends_given("的"), 0);
	/* Old forms that the dictionary does not have count as the usual ones. */
	ck_assert_int_eq(roster_ends_given("德"), roster_ends_given("徳"));
	ck_assert_int_eq(roster_begins_given("﨑"), roster_begins_given("崎"));
	ck_assert_int_eq(roster_begins_given("\xEF\xA8\x99"),
	    roster_begins_given("神"));
	/* Kanji that no name and no noun has. */
	ck_assert_int_lt(roster_family_score(STR("龘龘")), 0);
	ck_assert_int_eq(roster_family_score(STR("高")), ROSTER_NEVER);
}
END

/* Every pair is in its place: as many are found as are listed. */
TEST(every_pair_is_found_by_its_letters)
{
	const struct roster_words *all[] = {
	    &roster_family, &roster_noun, &roster_place};
	bool (*const is[])(struct str) = {
	    roster_is_family, roster_is_noun, roster_is_place};

	for (size_t k = 0; k < COUNT_OF(all); k++)
		for (unsigned c = 0x4E00; c <= 0x9FFF; c++) {
			unsigned l = roster_letter[c - 0x4E00], high = 0;
			for (unsigned i = all[k]->start[l];
			     l && i < all[k]->start[l + 1]; i++) {
				unsigned d = all[k]->second[i];
				char w[6] = {(char)(0xE0 | c >> 12),
				    (char)(0x80 | (c >> 6 & 63)),
				    (char)(0x80 | (c & 63)),
				    (char)(0xE0 | d >> 12),
				    (char)(0x80 | (d >> 6 & 63)),
				    (char)(0x80 | (d & 63))};
				ck_assert_uint_gt(d, high);
				ck_assert(is[k]((struct str){w, 6}));
				high = d;
			}
		}
	for (size_t k = 0; k < COUNT_OF(all); k++)
		for (unsigned i = 1; i < all[k]->n_whole; i++)
			ck_assert_uint_gt(
			    all[k]->whole[i], all[k]->whole[i - 1]);
}
END

TEST_MAIN("inventory roster", families_nouns_and_places_are_told_apart,
    letters_speak_for_names_or_against, every_pair_is_found_by_its_letters)
