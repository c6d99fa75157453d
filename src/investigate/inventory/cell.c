/*
 * inventory/cell - is this cell of that kind? A column of a million values is
 * asked a million times, so what nearly all values look like is read first and
 * fast; whatever looks otherwise is read as text is. Pure.
 */
#include "base/auto.h"
#include "investigate/inventory/day.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/number.h"
#include "investigate/inventory/postal.h"
#include "investigate/inventory/scan.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct only {
	struct hit first;
	size_t n;
};

static void keep_first(void *ctx, const struct hit *h)
{
	struct only *o = ctx;

	if (o->n++ == 0)
		o->first = *h;
}

/* Passport, residence card and e-mail by the same pass over the cell alone. */
static bool cell_by_scan(struct str cell, enum kind k, struct hit *ret)
{
	struct only o = {0};

	scan_text(cell, (struct str){0}, keep_first, &o);
	if (o.n == 0 || o.first.kind != k || o.first.plain ||
	    o.first.text.n != cell.n)
		return false;
	*ret = o.first;
	return true;
}

/* S50.1.1: the letter of an era stands alone before the digit at cell[i]. */
static bool era_digit(struct str cell, size_t i)
{
	return i > 0 && memchr("MTSHRmtshr", cell.p[i - 1], 10) &&
	       (i < 2 || cell.p[i - 2] == '.');
}

static bool plain_letter(char c)
{
	return is_digit(c) || is_letter(c) || c == '_' || c == '.';
}

/*
 * p1.23@example.jp, as nearly all are: letters, dots and short numbers before
 * the '@'. False says only that it has to be read as text: a date or a number
 * may stand in front.
 */
static bool plain_mail(struct str cell, size_t *ret_at)
{
	size_t i = 0, digits = 0;

	if (cell.n == 0 || !is_letter(cell.p[0]))
		return false;
	for (; i < cell.n && i < 60 && cell.p[i] != '@'; i++) {
		char c = cell.p[i];
		if (!plain_letter(c) || (c == '.' && digits == 4))
			return false;
		digits = is_digit(c) ? digits + 1 : 0;
		if (digits > 6 || (digits == 1 && era_digit(cell, i)))
			return false;
	}
	*ret_at = i;
	return i < cell.n && cell.p[i] == '@';
}

static bool fast_mail(struct str cell, struct hit *ret)
{
	size_t at;

	if (!plain_mail(cell, &at) || cell.n - at > 250)
		return false;
	for (size_t i = at + 1; i < cell.n; i++)
		if (!is_letter(cell.p[i]) && !is_digit(cell.p[i]) &&
		    cell.p[i] != '.' && cell.p[i] != '-')
			return false;
	char last = cell.p[cell.n - 1];
	if (last == '.' || last == '-' || cell.n - at < 5 ||
	    !scan_mail_end(str_from(cell, at + 1)))
		return false;
	*ret = (struct hit){.kind = KIND_EMAIL,
	    .sure = SURE_CERTAIN,
	    .why = WHY_SHAPE,
	    .valid = true,
	    .text = cell};
	return true;
}

/* 1234-5678 and 12345678: what run_read() answers, without its cases. */
static bool fast_run(struct str cell, struct run *r)
{
	size_t n = 0, groups = 0, in_group = 0;

	if (cell.n > RUN_DIGITS || !is_digit(cell.p[0]) ||
	    !is_digit(cell.p[cell.n - 1]))
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		char c = cell.p[i];
		if (is_digit(c)) {
			r->digit[n++] = c;
			in_group++;
			continue;
		}
		if (c != '-' || in_group == 0 || groups + 1 == RUN_GROUPS)
			return false;
		r->group[groups++] = (unsigned char)in_group;
		in_group = 0;
	}
	r->group[groups++] = (unsigned char)in_group;
	r->n = cell.n;
	r->n_digits = n;
	r->n_groups = groups;
	r->sep = groups > 1 ? '-' : 0;
	r->plus81 = false;
	r->tight = true;
	r->before = 0;
	return n >= 5;
}

static bool whole_run(struct str cell, struct run *r)
{
	return fast_run(cell, r) || (run_read(cell, 0, r) && r->n == cell.n);
}

/* 普通 1234567, 〒500-8570: what may stand before the digits in a cell. */
static struct str cell_digits(struct str cell, enum kind k)
{
	static const struct str words[] = {STR_INIT("普通"), STR_INIT("当座"),
	    STR_INIT("貯蓄"), STR_INIT("〒"), STR_INIT("TEL"), STR_INIT("電話"),
	    STR_INIT("No.")};

	for (size_t i = 0; i < COUNT_OF(words) && cell.n > 0 &&
	                   !is_digit(cell.p[0]);
	     i++)
		if (cell.p[0] == words[i].p[0] && str_starts(cell, words[i]))
			cell = str_trim(str_from(cell, words[i].n));
	if (cell.n == 0)
		return cell;
	if (k == KIND_BANK_ACCOUNT)
		while (cell.n > 0 && !is_digit(cell.p[0]))
			cell = str_from(cell, 1);
	return cell;
}

bool scan_cell(struct str cell, enum kind k, struct hit *ret)
{
	struct hit h = {.kind = k, .valid = true, .text = cell};
	struct day_found day;
	struct run r;

	cell = str_trim(cell);
	h.text = cell;
	if (cell.n < 2)
		return false;
	switch (k) {
	case KIND_NAME:
		if (!name_may_be(cell))
			return false;
		break;
	case KIND_ADDRESS:
		if (cell.n < 6 || (unsigned char)cell.p[0] < 0x80)
			return false;
		break;
	case KIND_BIRTH_DATE:
		if (!day_is(cell, &day))
			return false;
		h.day = day.day;
		break;
	case KIND_EMAIL:
		return fast_mail(cell, ret) || cell_by_scan(cell, k, ret);
	case KIND_PASSPORT:
	case KIND_RESIDENCE_CARD:
		return cell_by_scan(cell, k, ret);
	default:
		cell = cell_digits(cell, k);
		if (cell.n == 0 || !whole_run(cell, &r) ||
		    !number_fits(&r, k, &h.valid))
			return false;
		h.unlisted = k == KIND_POSTAL_CODE && !postal_known(r.digit);
	}
	*ret = h;
	return true;
}
