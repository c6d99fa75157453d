/*
 * Cells of the usual form against the way that says what a cell is: hundreds of
 * thousands made from the forms of every kind, and most of them spoilt. And what
 * a table remembers of its free cells.
 */
#include "investigate/inventory/usual.h"

#include <stdio.h>

#include "base/test.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/plain.h"

enum { CELLS = 600000, CELL_BYTES = 200 };

static uint64_t state = 7;

/* splitmix64 */
static size_t draw(size_t below)
{
	uint64_t z = (state += 0x9E3779B97F4A7C15U);

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
	z = (z ^ z >> 27) * 0x94D049BB133111EBU;
	return (size_t)((z ^ z >> 31) % below);
}

/* # a digit, + 1 to 9, @ a piece of a name, $ of an address, ~ of a mail. */
static const char *const forms[] = {"############", "####-####-####",
    "4###############", "4###-####-####-####", "37#############",
    "5+##-####-####-####", "0+0-####-####", "0+#-###-####", "0+-####-####",
    "0+##-##-####", "0+########", "0+0########", "0120-###-###",
    "###-####", "〒###-####", "#######", "普通 #######", "当座 #######",
    "1###0-#######", "19##/#+/#+", "20##/+/+", "19##-0+-1+", "19##.+.+",
    "19##年+月1+日", "20##年0+月2+日", "昭和+年+月+日", "昭和5+年1+月2+日",
    "平成1#年+月3#日", "令和元年+月1+日", "令和+年1#月+日", "大正1+年+月+日",
    "明治4#年+月+日", "S+#.0+.1#", "H#+/0+/0+", "R0+.+.+", "s5+.0+.1+",
    "S500+1+", "35#0+1+", "19##0+1+", "@@", "@ @", "@@@ @@", "@ @@@",
    "@　@", "$$$+-+-+", "$$+丁目+番+号", "$$$", "~@~.jp", "~.~@~.ne.jp",
    "~##.####@~.jp", "~+@~.com", "~.+.+@~.jp", "~_~@~-~.lg.jp", "~@~.png",
    "~####.#@~.jp", "########", "##########", "#############", "AB#######",
    "111111111111", "0123-4567-8901", "4444444444444444", "普通 1234567",
    "7777777", "090-0000-0000", "06-1234-5678", "000-####"};

static const char *const names[] = {"山", "田", "大", "学", "工", "業", "太",
    "郎", "々", "髙", "会", "社", "株", "主", "合", "計", "市", "村", "一", "丁",
    "恵", "ア", "さ", "ー", "外", "李", "㈱", "法", "人", "\xEE\x80\x80", "団"};
static const char *const places[] = {"岐阜県", "岐阜市", "東京都", "北海道",
    "中区", "本町", "薮田南", "三番町", "丁目", "字", "ヶ丘", "府"};
static const char *const mails[] = {"p", "taro", "s", "h5", "T", "m.r", "a1b2",
    "example", "city", "x"};
static const char *const spoils[] = {" ", "-", ".", "/", "0", "9", "年", "元",
    "　", "A", "@", "(", ")", "ー", "\x01", "\xE5", "\x80", "_", "1", "生", "'"};

#define PICK(list) (list)[draw(COUNT_OF(list))]

static size_t put(char *out, const char *word)
{
	size_t n = strlen(word);

	memcpy(out, word, n);
	return n;
}

/* A piece where the form has a sign for one; the bytes written, else 0. */
static size_t piece(char sign, char *out)
{
	switch (sign) {
	case '#':
		*out = (char)('0' + draw(10));
		return 1;
	case '+':
		*out = (char)('1' + draw(9));
		return 1;
	case '@':
		return put(out, PICK(names));
	case '$':
		return put(out, PICK(places));
	case '~':
		return put(out, PICK(mails));
	default:
		return 0;
	}
}

static size_t filled(const char *form, char *out)
{
	bool mail = strchr(form, '~') != NULL;
	size_t n = 0;

	for (; *form; form++) {
		size_t took = mail && *form == '@' ? 0 : piece(*form, out + n);
		if (took == 0)
			out[n++] = *form;
		n += took;
	}
	return n;
}

/* One place of the text is written over, left out or filled with more. */
static size_t spoilt(char *text, size_t n)
{
	char rest[CELL_BYTES];
	size_t at = draw(n + 1), cut = at < n ? draw(3) : 0;

	if (cut > n - at)
		cut = n - at;
	size_t left = n - at - cut;
	memcpy(rest, text + at + cut, left);
	if (draw(3))
		at += put(text + at, PICK(spoils));
	memcpy(text + at, rest, left);
	return at + left;
}

/* Folded, as cells are when they are read, in memory that ends with it; the
 * caller's to free. */
static struct str make_cell(void)
{
	char raw[CELL_BYTES], room[2 * CELL_BYTES + 40];
	size_t n = filled(PICK(forms), raw);

	for (size_t i = draw(4); i > 1; i--)
		n = spoilt(raw, n);
	n = fold_text((struct str){raw, n}, room);
	char *cell = malloc(n + (n == 0));
	ck_assert_ptr_nonnull(cell);
	memcpy(cell, room, n);
	return (struct str){cell, n};
}

static void check_key(struct str cell, const struct usual *u)
{
	char room[2 * CELL_BYTES + 40];
	struct str key = {room, fold_key(cell, room, sizeof(room))};

	ck_assert_msg(!u->own_key || str_eq(key, cell), "%.*s", STR_ARG(cell));
	ck_assert_msg(u->n_key == 0 ||
	                  str_eq(key, (struct str){u->key, u->n_key}),
	    "%.*s", STR_ARG(cell));
}

TEST(a_usual_cell_is_what_the_full_way_says)
{
	size_t usual[KIND_COUNT_] = {0};

	for (size_t i = 0; i < CELLS; i++) {
		struct str cell = make_cell();
		for (int k = 0; cell.n > 0 && k < KIND_COUNT_; k++) {
			char key[USUAL_KEY];
			struct usual u = {.key = key};
			struct hit h = {0};
			usual_fn *usual_is = usual_of((enum kind)k);
			if (!usual_is || !usual_is(cell, &u))
				continue;
			usual[k]++;
			ck_assert_msg(scan_cell(cell, (enum kind)k, &h) &&
			                  h.valid == u.valid && h.day == u.day &&
			                  h.unlisted == u.unlisted &&
			                  str_eq(h.text, cell),
			    "%s: \"%.*s\"", kind_word((enum kind)k), STR_ARG(cell));
			check_key(cell, &u);
		}
		free((char *)cell.p);
	}
	/* Each kind that has a usual form was met in it. */
	static const enum kind kinds[] = {KIND_MY_NUMBER, KIND_CARD, KIND_PHONE,
	    KIND_POSTAL_CODE, KIND_BANK_ACCOUNT, KIND_EMAIL, KIND_NAME,
	    KIND_ADDRESS, KIND_BIRTH_DATE};
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		ck_assert_uint_ge(usual[kinds[i]], 1000);
}
END

TEST(the_forms_of_a_register_are_usual)
{
	static const struct {
		enum kind kind;
		const char *cell;
	} usual[] = {{KIND_MY_NUMBER, "621498320257"},
	    {KIND_MY_NUMBER, "6214-9832-0257"}, {KIND_CARD, "4111111111111111"},
	    {KIND_CARD, "4111-1111-1111-1111"}, {KIND_PHONE, "090-1234-9876"},
	    {KIND_PHONE, "058-272-9999"}, {KIND_PHONE, "03-5253-9999"},
	    {KIND_PHONE, "0574-25-9999"}, {KIND_PHONE, "09012349876"},
	    {KIND_POSTAL_CODE, "〒500-8570"}, {KIND_POSTAL_CODE, "500-8570"},
	    {KIND_BANK_ACCOUNT, "普通 2345671"}, {KIND_EMAIL, "p1.234@example.jp"},
	    {KIND_NAME, "佐々木 大輔"}, {KIND_NAME, "林 誠"},
	    {KIND_ADDRESS, "岐阜県岐阜市薮田南2-1-1"},
	    {KIND_BIRTH_DATE, "1975/01/02"}, {KIND_BIRTH_DATE, "1975年1月2日"},
	    {KIND_BIRTH_DATE, "昭和50年1月2日"}, {KIND_BIRTH_DATE, "令和元年5月1日"},
	    {KIND_BIRTH_DATE, "S50.01.02"}};
	char key[USUAL_KEY];
	struct usual u = {.key = key};

	for (size_t i = 0; i < COUNT_OF(usual); i++)
		ck_assert_msg(usual_of(usual[i].kind)(
		                  str_of(usual[i].cell), &u),
		    "%s", usual[i].cell);
}
END

static void any_hit(void *ctx, const struct hit *h)
{
	*(bool *)ctx |= h->sure != SURE_NOT;
}

TEST(nothing_is_found_in_numbers_that_are_passed_over)
{
	size_t passed = 0;

	for (size_t i = 0; i < CELLS; i++) {
		struct str cell = make_cell();
		bool any = false;
		if (cell.n > 0 && usual_nothing(cell)) {
			passed++;
			scan_text(cell, (struct str){0}, any_hit, &any);
		}
		ck_assert_msg(!any, "%.*s", STR_ARG(cell));
		free((char *)cell.p);
	}
	ck_assert_uint_ge(passed, 1000);
}
END

static void nobody(void *ctx, const struct person *who)
{
	*(size_t *)ctx += who->n_keys > 0;
}

/* Rows beyond those from which the columns are judged. */
TEST(a_remark_counts_in_every_row_it_stands_in)
{
	static const char *const remarks[] = {"転入した", "障害者手帳2級",
	    "090-1234-9876へ", "転入した", "窓口で受付", "障害者手帳2級"};
	static char text[200000];
	size_t rows = 0, n, people = 0;
	struct look l = {.person = nobody, .ctx = &people};

	n = put(text, "氏名,生年月日,備考\n");
	for (; rows < 1200; rows++)
		n += (size_t)snprintf(text + n, 100,
		    "山田 太郎,19%02zu/1/%zu,%s\n", 10 + rows % 90, 1 + rows % 28,
		    remarks[rows % COUNT_OF(remarks)]);
	plain_look_utf8(&l, (struct str){text, n});
	ck_assert_uint_eq(people, rows);
	ck_assert_uint_eq(l.sum.kind[KIND_BIRTH_DATE].found, rows);
	ck_assert_uint_eq(l.sum.kind[KIND_SPECIAL_CARE].found, rows / 3);
	ck_assert_uint_eq(l.sum.kind[KIND_PHONE].found, rows / 6);
}
END

TEST_MAIN("inventory usual", a_usual_cell_is_what_the_full_way_says,
    the_forms_of_a_register_are_usual,
    nothing_is_found_in_numbers_that_are_passed_over,
    a_remark_counts_in_every_row_it_stands_in)
