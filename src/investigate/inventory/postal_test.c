/*
 * The table of postal codes: what it has, and what a code that it does not
 * have changes. Codes of city halls and towns are public.
 */
#include "investigate/inventory/postal.h"

#include "base/test.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/scan.h"

TEST(codes_of_places_and_of_offices_are_known_and_others_are_not)
{
	static const char *const yes[] = {"5008384", "0010000", "9071801",
	    "1000001", "5008570"};
	static const char *const no[] = {"0000000", "0000001", "5009999",
	    "9999999", "1234567"};
	unsigned n = 0;

	for (size_t i = 0; i < COUNT_OF(yes); i++)
		ck_assert_msg(postal_known(yes[i]), "%s", yes[i]);
	for (size_t i = 0; i < COUNT_OF(no); i++)
		ck_assert_msg(!postal_known(no[i]), "%s", no[i]);
	for (unsigned code = 0; code < 10000000; code++) {
		char d[8];
		for (unsigned i = 0, rest = code; i < 7; i++, rest /= 10)
			d[6 - i] = (char)('0' + rest % 10);
		n += postal_known(d);
	}
	/* Japan had 142,626 in 2022; a table cut short would be noticed. */
	ck_assert_uint_gt(n, 140000);
	ck_assert_uint_lt(n, 160000);
}
END

static void see(void *ctx, const struct hit *h)
{
	enum sure *sure = ctx;

	if (h->kind == KIND_POSTAL_CODE && !h->plain)
		*sure = h->sure;
}

static enum sure sure_of(const char *text)
{
	char room[512];
	enum sure sure = SURE_NOT;
	size_t n = fold_text(str_of(text), room);

	scan_text((struct str){room, n}, (struct str){0}, see, &sure);
	return sure;
}

TEST(a_code_that_is_not_in_the_table_is_less_certain_and_still_told)
{
	static const struct {
		const char *text;
		enum sure sure;
	} cases[] = {
	    {"〒500-8384", SURE_CERTAIN},
	    {"〒500-9999", SURE_PROBABLE},
	    {"郵便番号 5008384", SURE_CERTAIN},
	    {"郵便番号 5009999", SURE_PROBABLE},
	    {"住所 5008384", SURE_CERTAIN},
	    {"住所 5009999", SURE_POSSIBLE},
	    {"500-8384 岐阜県岐阜市薮田南", SURE_CERTAIN},
	    {"500-9999 岐阜県岐阜市薮田南", SURE_PROBABLE},
	    {"500-8384 岐阜市薮田南", SURE_PROBABLE},
	    {"500-9999 岐阜市薮田南", SURE_POSSIBLE},
	    {"5008384 岐阜市薮田南", SURE_PROBABLE},
	    {"5009999 岐阜市薮田南", SURE_NOT},
	    {"5008384", SURE_NOT},
	    {"500-8384", SURE_POSSIBLE},
	    {"500-9999", SURE_POSSIBLE},
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_assert_msg(sure_of(cases[i].text) == cases[i].sure,
		    "%s: %d", cases[i].text, (int)sure_of(cases[i].text));
}
END

TEST_MAIN("inventory postal",
    codes_of_places_and_of_offices_are_known_and_others_are_not,
    a_code_that_is_not_in_the_table_is_less_certain_and_still_told)
