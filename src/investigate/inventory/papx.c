/*
 * inventory/papx - see papx.h. Section numbers are [MS-DOC]'s.
 */
#include "investigate/inventory/papx.h"

#include "investigate/inventory/octets.h"

typedef unsigned char byte;

enum { PAGE_BYTES = 512, PLACE_BYTES = 13 };

/* Modifiers of paragraphs (2.6.2). */
enum {
	IN_TABLE = 0x2416,
	ROW_END = 0x2417,
	HUGE = 0x6646, /* the others stand in the stream Data */
	TABLE_SHAPE = 0xD608,
	TABS = 0xC615,
};

/* The last i < n whose number is at most `place`; n when there is none. */
static size_t find(struct str numbers, size_t n, uint32_t place)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (le32(numbers, 4 * middle) <= place)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? low - 1 : n;
}

/* Bytes of the operand (2.2.5.1); 0 when it cannot be told. */
static size_t operand_bytes(unsigned code, struct str operand)
{
	static const byte sizes[8] = {1, 1, 2, 4, 2, 2, 0, 3};
	unsigned size = code >> 13;
	size_t n = operand.n > 0 ? (byte)operand.p[0] : 0;

	if (size != 6)
		return sizes[size];
	if (code == TABLE_SHAPE)
		return (size_t)le16(operand, 0) + 1;
	return code == TABS && n == 255 ? 0 : n + 1;
}

/* One level of HUGE is followed. */
static void read_modifiers(const struct papx *p, struct str s, bool may_follow,
    struct paragraph *ret)
{
	while (s.n > 2) {
		unsigned code = le16(s, 0);
		struct str operand = str_from(s, 2);
		size_t n = operand_bytes(code, operand);
		if (n == 0)
			return;
		if (code == IN_TABLE && operand.n > 0)
			ret->in_table = operand.p[0] != 0;
		else if (code == ROW_END && operand.n > 0)
			ret->row_end = operand.p[0] != 0;
		else if (code == HUGE && may_follow) {
			struct str far = str_from(p->data, le32(operand, 0));
			read_modifiers(p, str_slice(far, 2, le16(far, 0)),
			    false, ret);
		}
		s = str_from(operand, n);
	}
}

/* The paragraph's entry in its page (2.9.175, 2.9.182). */
static struct str entry_of(struct str page, size_t n, size_t i)
{
	struct str where = str_from(page, 4 * (n + 1) + PLACE_BYTES * i);
	struct str s = str_from(page, where.n > 0 ? 2U * (byte)where.p[0] : 0);
	size_t size = s.n > 0 ? (byte)s.p[0] : 0;

	if (where.n == 0 || where.p[0] == 0)
		return (struct str){0};
	if (size > 0)
		return str_slice(s, 1, 2 * size - 1);
	return str_slice(s, 2, s.n > 1 ? 2U * (byte)s.p[1] : 0);
}

struct paragraph papx_at(const struct papx *p, uint32_t place)
{
	enum { STYLE_BYTES = 2, PAGE_BITS = 0x3FFFFF };
	struct paragraph q = {0};
	size_t n = p->places.n < 12 ? 0 : (p->places.n - 4) / 8;
	size_t i = find(p->places, n + 1, place);

	if (i >= n)
		return q;
	size_t at = le32(p->places, 4 * (n + 1) + 4 * i) & PAGE_BITS;
	struct str page = str_slice(p->text, at * PAGE_BYTES, PAGE_BYTES);
	if (page.n < PAGE_BYTES)
		return q;
	size_t in_page = (byte)page.p[PAGE_BYTES - 1];
	size_t k = find(page, in_page + 1, place);
	if (k >= in_page || 4 * (in_page + 1) + PLACE_BYTES * in_page >
	                        PAGE_BYTES)
		return q;
	q.known = true;
	read_modifiers(
	    p, str_from(entry_of(page, in_page, k), STYLE_BYTES), true, &q);
	return q;
}
