/*
 * inventory/column - a column is strong evidence where a value is not: one
 * random number in eleven passes the check of 個人番号, ten of ten do not.
 * Pure. Only table.c calls it.
 */
#include "investigate/inventory/column.h"

#include "investigate/inventory/day.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/name_part.h"
#include "investigate/inventory/secret.h"

struct fit {
	size_t filled, fits, valid;
	size_t listed; /* of postal codes: in the table */
};

static struct fit fit_of(const struct str *values, size_t n, enum kind k)
{
	struct fit f = {0};
	struct hit h;

	for (size_t i = 0; i < n; i++) {
		if (str_trim(values[i]).n == 0)
			continue;
		f.filled++;
		if (!scan_cell(values[i], k, &h))
			continue;
		f.fits++;
		f.valid += h.valid;
		f.listed += !h.unlisted;
	}
	return f;
}

/* At least `percent` of the filled values, and not too few of them. */
static bool mostly(size_t part, size_t whole, size_t percent)
{
	return whole > 0 && part * 100 >= whole * percent;
}

/* Different values among the first; a constant is no identifier. */
static size_t distinct(const struct str *values, size_t n)
{
	size_t d = 0;

	for (size_t i = 0; i < n && i < 40; i++) {
		size_t j = 0;
		while (j < i && !str_eq(values[i], values[j]))
			j++;
		d += j == i && values[i].n > 0;
	}
	return d;
}

static bool known_names(const struct str *values, size_t n)
{
	size_t filled = 0, known = 0, kana = 0;

	for (size_t i = 0; i < n; i++) {
		struct str v = str_trim(values[i]);
		if (v.n == 0)
			continue;
		filled++;
		known += name_is_known(v);
		kana += name_is_kana(v);
	}
	return filled >= 3 && kana * 2 < filled && mostly(known, filled, 50);
}

bool column_like_name(struct str v)
{
	return v.n > 0 && (unsigned char)v.p[0] >= 0x80 && !name_is_kana(v) &&
	       (name_is_known(v) || name_split(v) > 0 ||
	           name_common_family(v) == v.n);
}

static bool has_gap(struct str v)
{
	return str_find(v, STR(" ")) > 0 || str_find(v, STR("・")) > 0;
}

/* Is the value made like a name? */
static bool like_name(struct str v)
{
	if (name_is_kana(v) || (unsigned char)v.p[0] < 0x80)
		return has_gap(v);
	return column_like_name(v);
}

/* John, JOHN, O'Brien, J. */
static bool is_capital_word(struct str w)
{
	size_t upper = 0, lower = 0;

	for (size_t i = 0; i < w.n; i++) {
		bool big = w.p[i] >= 'A' && w.p[i] <= 'Z';
		bool small = w.p[i] >= 'a' && w.p[i] <= 'z';
		if (!big && !small && !(i > 0 && strchr("'-.", w.p[i])) &&
		    (unsigned char)w.p[i] < 0x80)
			return false;
		if (i == 0 && small)
			return false;
		upper += big;
		lower += small;
	}
	return upper > 0 && (lower == 0 || upper <= 2);
}

/* John Smith, Smith,Joe J, NGUYEN VAN AN, マリア・サントス: two to four words. So are
 * most names of goods and chapters (Internal Error). */
static bool like_foreign(struct str v)
{
	size_t words = 0;

	if ((unsigned char)v.p[0] >= 0x80)
		return name_is_kana(v) && has_gap(v);
	while (v.n > 0) {
		size_t n = 0;
		while (n < v.n && v.p[n] != ' ' && v.p[n] != ',')
			n++;
		if (!is_capital_word(str_slice(v, 0, n)))
			return false;
		words++;
		v = str_trim(str_from(v, n < v.n ? n + 1 : n));
	}
	return words >= 2 && words <= 4;
}

/* Name, 名前 and serviceFullName head the names of everything. */
static bool heads_anything(struct str label)
{
	static const char *const own[] = {"full name", "fullname", "full_name"};

	if ((label.n == 4 && str_eq_nocase(label, STR("name"))) ||
	    str_eq(label, STR("名前")))
		return true;
	for (size_t i = 0; i < COUNT_OF(own); i++)
		if (str_eq_nocase(label, str_of(own[i])))
			return false;
	return str_find(label, STR("ullName")) >= 0 ||
	       str_find(label, STR("ull_name")) >= 0 ||
	       str_find(label, STR("ullname")) >= 0;
}

/* 電話番号, 住所; かな is in many a given name. */
static bool is_head(struct str v)
{
	enum role r = word_head(v).role;

	return r != ROLE_FREE && r != ROLE_KANA;
}

/* The second column of a form: 電話番号, 住所. */
static bool lists_heads(const struct str *values, size_t n)
{
	enum { ENOUGH = 20 };
	size_t filled = 0, heads = 0;

	for (size_t i = 0; i < n && filled < ENOUGH; i++) {
		struct str v = str_trim(values[i]);
		filled += v.n > 0;
		heads += v.n > 0 && is_head(v);
	}
	return filled > 0 && heads * 4 >= filled;
}

/*
 * Under a head that names anything half of the values have to be made like
 * Japanese names. Others may be, and fewer may in a short table: when
 * something else there says that it is about persons.
 */
static enum vague vague_of(struct str label, const struct str *values, size_t n)
{
	enum { ENOUGH = 40, SHORT = 8 };
	size_t filled = 0, japanese = 0, like = 0;

	if (!heads_anything(label))
		return VAGUE_NOT;
	for (size_t i = 0; i < n && filled < ENOUGH; i++) {
		struct str v = str_trim(values[i]);
		if (v.n == 0)
			continue;
		filled++;
		japanese += column_like_name(v);
		like += column_like_name(v) || like_foreign(v);
	}
	if (filled == 0 || japanese * 2 >= filled)
		return VAGUE_NOT;
	return like * 2 >= filled || (filled < SHORT && japanese > 0)
	           ? VAGUE_SOME
	           : VAGUE_WORDS;
}

/* Of which not one in five is made like a name. */
static bool no_names(const struct column *c, const struct str *values, size_t n)
{
	size_t filled = 0, like = 0;

	if (c->vague != VAGUE_WORDS)
		return lists_heads(values, n);
	for (size_t i = 0; i < n; i++) {
		struct str v = str_trim(values[i]);
		filled += v.n > 0;
		like += v.n > 0 && like_name(v);
	}
	return like * 5 < filled || lists_heads(values, n);
}

/* Addresses with a place and a number, as the scanner finds them. */
static void count_address(void *ctx, const struct hit *h)
{
	size_t *n = ctx;

	*n += h->kind == KIND_ADDRESS && !h->plain;
}

static bool known_addresses(const struct str *values, size_t n)
{
	size_t filled = 0, found = 0;

	for (size_t i = 0; i < n; i++) {
		size_t here = 0;
		if (values[i].n == 0)
			continue;
		filled++;
		scan_text(values[i], (struct str){0}, count_address, &here);
		found += here > 0;
	}
	return filled >= 3 && mostly(found, filled, 60);
}

static bool all_separated(const struct str *values, size_t n)
{
	size_t filled = 0, with = 0;

	for (size_t i = 0; i < n; i++) {
		filled += values[i].n > 0;
		with += str_find(values[i], STR("-")) >= 0 ||
		        str_find(values[i], STR("(")) >= 0;
	}
	return mostly(with, filled, 90);
}

/* Dates that spread over a lifetime, beside names: dates of birth. */
static bool birth_like(const struct str *values, size_t n)
{
	int64_t low = INT64_MAX, high = INT64_MIN;
	struct day_found f;

	for (size_t i = 0; i < n; i++) {
		if (!day_is(values[i], &f))
			continue;
		low = f.day < low ? f.day : low;
		high = f.day > high ? f.day : high;
	}
	return high > low && high - low > 20 * 365;
}

static void set(struct column *c, enum kind k, enum sure sure, enum why why)
{
	c->head.role = ROLE_KIND;
	c->head.kind = k;
	c->head.self = true;
	c->sure = sure;
	c->why = why;
}

/* 500-8570 throughout, or seven digits that nearly all are codes in use: of
 * other numbers one in seventy is. */
static bool by_postal(struct column *c, const struct str *values, size_t n)
{
	struct fit f = fit_of(values, n, KIND_POSTAL_CODE);

	if (!mostly(f.fits, f.filled, 90))
		return false;
	bool listed = mostly(f.listed, f.filled, 80) && distinct(values, n) >= 3;
	if (!listed && !all_separated(values, n))
		return false;
	set(c, KIND_POSTAL_CODE, listed ? SURE_CERTAIN : SURE_PROBABLE,
	    WHY_COLUMN);
	return true;
}

/* Kinds whose values show by themselves what they are. */
static bool by_number(struct column *c, const struct str *values, size_t n)
{
	struct fit f = fit_of(values, n, KIND_EMAIL);

	if (f.filled < 3)
		return false;
	if (mostly(f.fits, f.filled, 80)) {
		set(c, KIND_EMAIL, SURE_CERTAIN, WHY_COLUMN);
		return true;
	}
	f = fit_of(values, n, KIND_MY_NUMBER);
	if (f.filled >= 8 && mostly(f.valid, f.filled, 90) &&
	    distinct(values, n) >= 8) {
		set(c, KIND_MY_NUMBER, SURE_CERTAIN, WHY_COLUMN);
		return true;
	}
	f = fit_of(values, n, KIND_CARD);
	if (f.filled >= 4 && mostly(f.valid, f.filled, 90) &&
	    distinct(values, n) >= 4) {
		set(c, KIND_CARD, SURE_CERTAIN, WHY_COLUMN);
		return true;
	}
	f = fit_of(values, n, KIND_PHONE);
	if (mostly(f.fits, f.filled, 80) && distinct(values, n) >= 3) {
		set(c, KIND_PHONE, SURE_PROBABLE, WHY_COLUMN);
		return true;
	}
	return by_postal(c, values, n);
}

/*
 * Free, with values enough to say that they are not names: in a list of towns,
 * shops or sights one in ten is made like a name.
 */
static bool lists_no_names(const struct str *values, size_t n)
{
	enum { ENOUGH = 8 };
	size_t filled = 0, like = 0;

	for (size_t i = 0; i < n; i++) {
		struct str v = str_trim(values[i]);
		filled += v.n > 0;
		like += v.n > 0 && like_name(v);
	}
	return filled >= ENOUGH && like * 2 < filled;
}

static void by_values(
    struct column *c, const struct str *values, size_t n, bool named)
{
	bool headed = c->label.n > 0;

	if (headed && word_against(c->label, (struct str){0}))
		return;
	if (by_number(c, values, n))
		return;
	if (known_addresses(values, n)) {
		set(c, KIND_ADDRESS, SURE_CERTAIN, WHY_COLUMN);
		return;
	}
	if (known_names(values, n)) {
		set(c, KIND_NAME, SURE_PROBABLE, WHY_COLUMN);
		c->head.self = !headed;
		return;
	}
	struct fit f = fit_of(values, n, KIND_BIRTH_DATE);
	if (!mostly(f.fits, f.filled, 80) || f.filled < 3)
		return;
	if (named && !headed && birth_like(values, n))
		set(c, KIND_BIRTH_DATE, SURE_PROBABLE, WHY_COLUMN);
	else
		c->head.role = ROLE_DATE;
}

/* A word in a head of prose (passphrase) makes no column of passwords. */
static bool holds_secrets(const struct str *values, size_t n)
{
	size_t filled = 0, fits = 0;

	for (size_t i = 0; i < n; i++) {
		filled += str_trim(values[i]).n > 0;
		fits += secret_cell(values[i]);
	}
	return filled == 0 || mostly(fits, filled, 50);
}

/* Does s hold one of the words? 市民 and 町長 are people, no 市 and no 町. */
static bool has_one(struct str s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		ptrdiff_t at = str_find(s, str_of(words[i]));
		if (at < 0)
			continue;
		struct str rest = str_from(s, (size_t)at + strlen(words[i]));
		if (!str_starts(rest, STR("民")) && !str_starts(rest, STR("長")))
			return true;
	}
	return false;
}

/* The head in small letters; room holds 96 bytes. */
static struct str small_head(struct str label, char *room)
{
	size_t n = label.n < 96 ? label.n : 96;

	for (size_t i = 0; i < n; i++)
		room[i] = label.p[i] >= 'A' && label.p[i] <= 'Z'
		              ? (char)(label.p[i] + 32)
		              : label.p[i];
	return (struct str){room, n};
}

/* 市町村名, koaza, 商品名: names of places and things. */
static bool of_things(struct str head)
{
	static const char *const things[] = {"市", "町", "村", "区", "県", "都",
	    "府", "施設", "住所", "所在", "方書", "地名", "地区", "駅", "校", "園",
	    "商品", "品名", "品目", "事業", "課", "名称", "city", "town", "pref",
	    "ward", "addr", "street", "place", "station", "shop", "school",
	    "facility", "title", "item", "product", "spot", "building"};

	return has_one(head, things, COUNT_OF(things));
}

static bool of_persons(struct str head)
{
	static const char *const persons[] = {"氏", "者", "員", "人", "児",
	    "生徒", "利用", "顧客", "user", "member", "person", "customer"};

	return has_one(head, persons, COUNT_OF(persons));
}

/* 施設名カナ, city_kana: how a thing is read. フリガナ, 氏名カナ: a person. */
static bool kana_of_person(struct str label)
{
	static const char *const groups[] = {"法人", "会社", "企業", "団体",
	    "組織", "機関", "施設名", "店", "corp", "compan", "office"};
	char room[96];
	struct str s = small_head(label, room);

	return !has_one(s, groups, COUNT_OF(groups)) &&
	       (of_persons(s) || !of_things(s));
}

/* 町名, 大字・丁目名, koaza, 施設名: the values of the column are no names. */
static bool heads_things(struct str label)
{
	static const char *const more[] = {"字", "丁目", "koaza", "oaza", "chome",
	    "地域", "エリア", "観光", "スポット", "店", "area", "region", "県名",
	    "名所", "スローガン", "キャッチ", "slogan"};
	char room[96];
	struct str s = small_head(label, room);

	return s.n > 0 && s.n <= 60 && !of_persons(s) &&
	       (of_things(s) || has_one(s, more, COUNT_OF(more)));
}

/* フリガナ over anything else (digunakan has kana in it) heads no reading. */
static bool holds_kana(const struct str *values, size_t n)
{
	size_t filled = 0, kana = 0;

	for (size_t i = 0; i < n; i++) {
		filled += str_trim(values[i]).n > 0;
		kana += name_is_kana(values[i]);
	}
	return filled == 0 || mostly(kana, filled, 40);
}

/* Address over 0x40, 192.0.2.1 or a sentence is none of a place. */
static bool holds_places(const struct str *values, size_t n)
{
	size_t filled = 0, places = 0;

	for (size_t i = 0; i < n; i++) {
		struct str v = str_trim(values[i]);
		size_t digits = 0, letters = 0;
		for (size_t k = 0; k < v.n; k++) {
			digits += v.p[k] >= '0' && v.p[k] <= '9';
			letters += v.p[k] >= 'A' && v.p[k] <= 'Z';
		}
		filled += v.n > 0;
		places += word_japanese(v) ||
		          (digits > 0 && letters > 0 && v.n <= 200 &&
		              str_find(v, STR(" ")) > 0);
	}
	return filled == 0 || mostly(places, filled, 40);
}

/* 姓 and user_lastname over more heads (user_zipcode, 肩書き): a list of fields. */
static bool holds_parts(const struct str *values, size_t n)
{
	size_t filled = 0, parts = 0;

	for (size_t i = 0; i < n; i++) {
		struct str v = str_trim(values[i]);
		size_t k = 0;
		while (k < v.n && !strchr("_/:=()0123456789", v.p[k]))
			k++;
		filled += v.n > 0;
		parts += v.n > 0 && k == v.n;
	}
	return filled == 0 ||
	       (mostly(parts, filled, 40) && !lists_heads(values, n));
}

void column_judge_free(
    struct column *c, const struct str *values, size_t n, bool named)
{
	c->head = (struct head){0};
	by_values(c, values, n, named);
	c->no_names = c->head.role == ROLE_FREE &&
	              (lists_no_names(values, n) || heads_things(c->label));
}

/* Do the values bear out that they are of kind k? */
static bool head_fits(const struct column *c, const struct str *values, size_t n)
{
	enum kind k = c->head.kind;
	struct fit f = fit_of(values, n, k);

	/* Parts of an address (番地, 方書) have no form of their own. */
	if (k == KIND_ADDRESS)
		return word_japanese(c->label) || holds_places(values, n);
	if (f.filled > 0 && !mostly(f.fits, f.filled, 40))
		return false;
	return k != KIND_NAME || !no_names(c, values, n);
}

void column_judge(
    struct column *c, const struct str *values, size_t n, bool named)
{
	if (c->head.role == ROLE_KANA &&
	    (!kana_of_person(c->label) || !holds_kana(values, n)))
		c->head = (struct head){0};
	if ((c->head.role == ROLE_FAMILY || c->head.role == ROLE_GIVEN) &&
	    !holds_parts(values, n))
		c->head = (struct head){0};
	if (c->head.role == ROLE_SECRET && !holds_secrets(values, n)) {
		c->head = (struct head){0};
		return;
	}
	if (c->head.role == ROLE_KIND && c->head.kind == KIND_NAME)
		c->vague = vague_of(c->label, values, n);
	if (c->head.role == ROLE_KIND && head_fits(c, values, n)) {
		c->sure = SURE_CERTAIN;
		c->why = WHY_HEADER;
	} else if (c->head.role == ROLE_KIND || c->head.role == ROLE_FREE) {
		column_judge_free(c, values, n, named);
	}
}
