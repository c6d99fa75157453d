/*
 * What is searched out of the bytes of an old Office file: text, and noise
 * that is made of kanji too. The noise is such as pictures in files give.
 */
#include "base/test.h"

#include <stdlib.h>
#include <unicode/ucnv.h>

#include "investigate/inventory/opener.h"

static void item(void *ctx, struct str path, const struct item *it,
    const struct sum *sum, const struct err *reason)
{
	(void)path;
	(void)it;
	(void)reason;
	*(struct sum *)ctx = *sum;
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

/* The names found in an old Office file that holds this text. */
static uint64_t names_in(const char *text, const char *code)
{
	static char file[8192];
	static const char mark[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
	UErrorCode err = U_ZERO_ERROR;
	struct sum sum = {0};
	const struct opener_out out = {.item = item,
	    .persons = persons,
	    .outside = outside,
	    .ctx = &sum};
	struct people_key key = {{1}};
	struct opener *r = calloc(1, sizeof(*r));

	memset(file, 0, sizeof(file));
	memcpy(file, mark, sizeof(mark) - 1);
	ucnv_convert(code, "utf-8", file + 1024, 4096, text,
	    (int32_t)strlen(text), &err);
	ck_assert(U_SUCCESS(err));
	opener_begin(r, &out, &key);
	opener_open(r, STR("a.xls"), (struct str){file, sizeof(file)});
	free(r);
	return sum.kind[KIND_NAME].found;
}

TEST(names_of_known_families_are_found_in_old_office_files)
{
	static const char *const texts[] = {"橋本真千子", "作成者:鹿瀬 巌",
	    "担当は佐藤健一に引き継ぐ。", "高橋課長に報告し、指示を受けた。"};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		ck_assert_msg(
		    names_in(texts[i], "utf-16le") == 1, "%s", texts[i]);
	ck_assert_uint_eq(names_in("担当は佐藤健一に引き継ぐ。", "windows-31j"), 1);
}
END

TEST(noise_names_nobody)
{
	/* Kanji that no word has beside some that names have, families that
	 * nobody has, families of one kanji. */
	static const char *const texts[] = {"墙倏雄殿蔰縤槂", "瀧芬鼎毯摘螜鮖",
	    "堀塘塘塘", "樋堀慎", "牧搬篠", "滝止枴犀", "瀧覯凉剔"};

	for (size_t i = 0; i < COUNT_OF(texts); i++)
		ck_assert_msg(
		    names_in(texts[i], "utf-16le") == 0, "%s", texts[i]);
	ck_assert_uint_eq(names_in("谷 冒H.U恨、南 欄*偸、勝松勝", "windows-31j"), 0);
}
END

TEST_MAIN("inventory raw", names_of_known_families_are_found_in_old_office_files,
    noise_names_nobody)
