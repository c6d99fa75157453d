/*
 * inventory/cell - is this cell of that kind? What nearly all cells look like,
 * usual.c answers, and must answer the same. Pure.
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
