/*
 * inventory/number - deciding on runs of digits. Pure; knows the shapes and
 * rules of the kinds (docs/inventory.md has the table). A check digit alone is
 * no evidence: one random twelve-digit number in eleven passes.
 */
#include "investigate/inventory/number.h"

#include "investigate/inventory/postal.h"
#include "investigate/inventory/word.h"

static bool one_group(const struct run *r, size_t digits)
{
	return r->n_groups == 1 && r->n_digits == digits;
}

static bool fits_my_number(const struct run *r, bool *ret_valid)
{
	if (!(one_group(r, 12) || run_is(r, 0x444)) || r->sep == 'p' ||
	    digits_dull(r->digit, 12))
		return false;
	*ret_valid = digits_my_number(r->digit, 12);
	return true;
}

static bool fits_corporate(const struct run *r, bool *ret_valid)
{
	if (!(one_group(r, 13) || run_is(r, 0x1444)) || r->digit[0] == '0')
		return false;
	*ret_valid = digits_corporate(r->digit, 13);
	return true;
}

static bool fits_phone(const struct run *r, bool *ret_valid)
{
	static const unsigned layouts[] = {0x244, 0x334, 0x424, 0x514, 0x344,
	    0x433, 0x37, 0x46, 0x28, 0x38};

	*ret_valid = true;
	if (!digits_phone(r->digit, r->n_digits))
		return false;
	if (r->plus81 || r->n_groups == 1)
		return true;
	for (size_t i = 0; i < COUNT_OF(layouts); i++)
		if (run_is(r, layouts[i]))
			return true;
	return false;
}

static bool fits_postal(const struct run *r, bool *ret_valid)
{
	*ret_valid = true;
	return (run_is(r, 0x34) || one_group(r, 7)) && r->sep != 'p' &&
	       r->sep != ' ' && memcmp(r->digit, "000", 3) != 0;
}

static bool fits_card(const struct run *r, bool *ret_valid)
{
	if (r->n_groups > 1 && !run_is(r, 0x4444) && !run_is(r, 0x465) &&
	    !run_is(r, 0x464))
		return false;
	if (r->n_digits < 14 || r->n_digits > 16 || r->sep == 'p')
		return false;
	*ret_valid = digits_card(r->digit, r->n_digits);
	return true;
}

static bool fits_bank(const struct run *r, bool *ret_valid)
{
	*ret_valid = true;
	if (r->sep == 'p' || digits_dull(r->digit, r->n_digits))
		return false;
	if (one_group(r, 7) || one_group(r, 6))
		return true;
	/* 銀行 4, 支店 3, 口座 7; ゆうちょ: 記号 1…0 and up to eight digits. */
	if (run_is(r, 0x437) || run_is(r, 0x37))
		return true;
	return r->n_groups == 2 && r->group[0] == 5 && r->group[1] >= 6 &&
	       r->group[1] <= 8 && r->digit[0] == '1' && r->digit[4] == '0';
}

static bool fits_insurance(const struct run *r, bool *ret_valid)
{
	*ret_valid = true;
	if (one_group(r, 8)) {
		*ret_valid = digits_insurer(r->digit, 8);
		return true;
	}
	return r->n_groups <= 3 && r->n_digits >= 5 && r->n_digits <= 16 &&
	       r->sep != 'p';
}

/* Ten digits drawn by lot and a check digit whose rule is not published, so
 * that a word has to say what it is (住民基本台帳法施行規則 Art. 1). */
static bool fits_resident(const struct run *r, bool *ret_valid)
{
	*ret_valid = true;
	return (one_group(r, 11) || run_is(r, 0x443) || run_is(r, 0x56)) &&
	       r->sep != 'p' && !digits_dull(r->digit, r->n_digits);
}

bool number_fits(const struct run *r, enum kind k, bool *ret_valid)
{
	switch (k) {
	case KIND_MY_NUMBER:
		return fits_my_number(r, ret_valid);
	case KIND_CORPORATE_NUMBER:
		return fits_corporate(r, ret_valid);
	case KIND_RESIDENT_CODE:
		return fits_resident(r, ret_valid);
	case KIND_PHONE:
		return fits_phone(r, ret_valid);
	case KIND_POSTAL_CODE:
		return fits_postal(r, ret_valid);
	case KIND_CARD:
		return fits_card(r, ret_valid);
	case KIND_BANK_ACCOUNT:
		return fits_bank(r, ret_valid);
	case KIND_PENSION_NUMBER:
		*ret_valid = true;
		return one_group(r, 10) || run_is(r, 0x46);
	case KIND_DRIVING_LICENCE:
		*ret_valid = digits_licence(r->digit, r->n_digits);
		return one_group(r, 12);
	case KIND_HEALTH_INSURANCE:
		return fits_insurance(r, ret_valid);
	default:
		return false;
	}
}

/* 国民健康保険　記号 岐 12　番号 1234567: the insurance speaks of its numbers only,
 * not of what is paid. */
static bool said_insurance(struct str before)
{
	static const char *const insurances[] = {"健康保険", "介護保険",
	    "後期高齢", "共済組合"};

	if (str_find(before, STR("番号")) < 0)
		return false;
	for (size_t i = 0; i < COUNT_OF(insurances); i++)
		if (str_find(before, str_of(insurances[i])) >= 0)
			return true;
	return false;
}

static bool said(const struct near *at, enum kind k)
{
	return (at->says >> k & 1) || word_near(k, at->before) ||
	       (k == KIND_HEALTH_INSURANCE && said_insurance(at->before));
}

/*
 * 記号 12430　番号 12345671: an account of ゆうちょ, whose symbol of five digits
 * begins with 1 and ends with 0. The number is what was found.
 */
static bool is_postal_account(const struct run *r, struct str before)
{
	if (r->n_groups != 1 || r->n_digits > 8)
		return false;
	ptrdiff_t at = str_find(before, STR("記号"));
	if (at < 0)
		return false;
	struct str s = str_trim(str_from(before, (size_t)at + 6));
	if (str_starts(s, STR(":")))
		s = str_trim(str_from(s, 1));
	for (size_t i = 0; i < 5; i++)
		if (i >= s.n || s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.p[0] == '1' && s.p[4] == '0' &&
	       str_find(str_from(s, 5), STR("番号")) >= 0;
}

/* 岐阜市薮田南: a city, a ward or a village within the first letters. */
static bool place_begins(struct str s)
{
	static const char *const ends[] = {"市", "区", "町", "村", "郡"};

	for (size_t at = 3; at + 3 <= s.n && (unsigned char)s.p[at] >= 0xE3;
	     at += 3)
		for (size_t i = 0; i < COUNT_OF(ends); i++)
			if (memcmp(s.p + at, ends[i], 3) == 0)
				return true;
	return word_prefecture(s) > 0;
}

/*
 * 500-8570 岐阜県: an address begins behind it. Of seven digits in a row one
 * number in seventy is in the table by chance, so it takes both.
 */
static enum sure postal_alone(const struct run *r, const struct near *at)
{
	struct str after = str_trim(at->after);
	bool known = postal_known(r->digit), hyphen = run_is(r, 0x34);

	if (word_prefecture(after) > 0 && (known || hyphen))
		return known ? SURE_CERTAIN : SURE_PROBABLE;
	if (known && place_begins(after))
		return SURE_PROBABLE;
	return hyphen ? SURE_POSSIBLE : SURE_NOT;
}

/*
 * A word says so. A code that the table does not have may be newer than it;
 * but 住所 and the like speak of what follows, not of any seven digits.
 */
static enum sure postal_said(const struct run *r, const struct near *at)
{
	static const char *const own[] = {"〒", "郵便", "zip", "Zip", "postal",
	    "Postal"};

	if (postal_known(r->digit))
		return SURE_CERTAIN;
	bool named = at->says >> KIND_POSTAL_CODE & 1;
	for (size_t i = 0; i < COUNT_OF(own); i++)
		named |= str_find(at->before, str_of(own[i])) >= 0;
	return named || run_is(r, 0x34) ? SURE_PROBABLE : SURE_POSSIBLE;
}

/* How far the form alone goes when no word says what it is. */
static enum sure form_alone(
    const struct run *r, enum kind k, const struct near *at, bool valid)
{
	switch (k) {
	case KIND_PHONE:
		/* 090-1234-5678 and 058-123-4567 are written for nothing else. */
		return r->plus81 || r->n_groups > 2 ? SURE_PROBABLE
		       : r->n_groups == 1           ? SURE_NOT
		                                    : SURE_POSSIBLE;
	case KIND_CARD:
		if (!valid)
			return SURE_NOT;
		return run_is(r, 0x4444) || run_is(r, 0x465) ? SURE_PROBABLE
		                                             : SURE_POSSIBLE;
	case KIND_MY_NUMBER:
		return valid && r->n_digits == 12 ? SURE_POSSIBLE : SURE_NOT;
	case KIND_POSTAL_CODE:
		return postal_alone(r, at);
	default:
		return SURE_NOT;
	}
}

/* Kinds in the order in which a word near the number is believed. */
static const enum kind order[] = {KIND_MY_NUMBER, KIND_CORPORATE_NUMBER,
    KIND_RESIDENT_CODE, KIND_CARD, KIND_DRIVING_LICENCE, KIND_PENSION_NUMBER,
    KIND_BANK_ACCOUNT, KIND_HEALTH_INSURANCE, KIND_PHONE, KIND_POSTAL_CODE};

/* The kinds that a number of so many digits can be, as bits. */
static unsigned by_digits(size_t n)
{
	enum {
		MY = 1U << KIND_MY_NUMBER,
		COMPANY = 1U << KIND_CORPORATE_NUMBER,
		PHONE = 1U << KIND_PHONE,
		POSTAL = 1U << KIND_POSTAL_CODE,
		CARD = 1U << KIND_CARD,
		BANK = 1U << KIND_BANK_ACCOUNT,
		PENSION = 1U << KIND_PENSION_NUMBER,
		LICENCE = 1U << KIND_DRIVING_LICENCE,
		RESIDENT = 1U << KIND_RESIDENT_CODE,
		INSURANCE = 1U << KIND_HEALTH_INSURANCE,
	};
	static const unsigned kinds[RUN_DIGITS + 1] = {
	    [5] = INSURANCE,
	    [6] = BANK | INSURANCE,
	    [7] = POSTAL | BANK | INSURANCE,
	    [8] = INSURANCE,
	    [9] = INSURANCE,
	    [10] = PHONE | BANK | PENSION | INSURANCE,
	    [11] = RESIDENT | PHONE | BANK | INSURANCE,
	    [12] = MY | BANK | LICENCE | INSURANCE,
	    [13] = COMPANY | BANK | INSURANCE,
	    [14] = CARD | BANK | INSURANCE,
	    [15] = CARD | INSURANCE,
	    [16] = CARD | INSURANCE,
	};

	return kinds[n];
}

/* What the run has the form of; *valid where the check digit fits too. */
static unsigned forms_of(const struct run *r, unsigned kinds, unsigned *valid)
{
	unsigned fits = 0;

	*valid = 0;
	for (; kinds; kinds &= kinds - 1) {
		unsigned k = (unsigned)__builtin_ctz(kinds);
		bool ok = false;
		if (!number_fits(r, (enum kind)k, &ok))
			continue;
		fits |= 1U << k;
		*valid |= (unsigned)ok << k;
	}
	return fits;
}

static bool by_context(const struct run *r, const struct near *at,
    unsigned fits, unsigned valid, struct hit *ret)
{
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		enum kind k = order[i];
		if (!(fits >> k & 1) || !said(at, k))
			continue;
		/* A word and a wrong check digit: a slip, or another number. */
		bool checked = k == KIND_CARD || k == KIND_MY_NUMBER ||
		               k == KIND_CORPORATE_NUMBER;
		ret->kind = k;
		ret->valid = valid >> k & 1;
		ret->sure = ret->valid || !checked ? SURE_CERTAIN : SURE_PROBABLE;
		if (k == KIND_POSTAL_CODE)
			ret->sure = postal_said(r, at);
		ret->why = WHY_CONTEXT;
		return true;
	}
	return false;
}

static bool by_form(const struct run *r, const struct near *at, unsigned fits,
    unsigned valid, struct hit *ret)
{
	for (size_t i = 0; i < COUNT_OF(order); i++) {
		enum kind k = order[i];
		if (!(fits >> k & 1))
			continue;
		enum sure sure = form_alone(r, k, at, valid >> k & 1);
		if (sure == SURE_NOT)
			continue;
		ret->kind = k;
		ret->valid = valid >> k & 1;
		ret->sure = sure;
		ret->why = k == KIND_PHONE || k == KIND_POSTAL_CODE ? WHY_SHAPE
		                                                    : WHY_CHECK;
		return !word_against(at->before, at->after);
	}
	return false;
}

bool number_decide(const struct run *r, const struct near *at, struct hit *ret)
{
	/* Japanese words alone say that it is one of these. */
	static const unsigned japanese = 1U << KIND_BANK_ACCOUNT |
	                                 1U << KIND_HEALTH_INSURANCE;
	unsigned kinds = by_digits(r->n_digits), valid;

	if (!r->tight)
		return false;
	if (!word_japanese(at->before)) {
		kinds &= ~(japanese & ~at->says);
	} else if (is_postal_account(r, at->before)) {
		ret->kind = KIND_BANK_ACCOUNT;
		ret->valid = true;
		ret->sure = SURE_CERTAIN;
		ret->why = WHY_CONTEXT;
		return true;
	}
	unsigned fits = forms_of(r, kinds, &valid);
	return fits && (by_context(r, at, fits, valid, ret) ||
	                   by_form(r, at, fits, valid, ret));
}
