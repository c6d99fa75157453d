/*
 * inventory/biff - see biff.h. Section numbers are [MS-XLS]'s.
 */
#include "investigate/inventory/biff.h"

#include "base/utf8.h"

typedef unsigned char byte;

enum { HEAD_BYTES = 4, WIDE = 1, PHONETIC = 4, RICH = 8 };

bool biff_next(struct biff *b, struct biff_record *ret)
{
	size_t n = le16(b->s, b->at + 2);

	if (b->at + HEAD_BYTES > b->s.n || n > BIFF_RECORD_BYTES ||
	    n > b->s.n - b->at - HEAD_BYTES)
		return false;
	*ret = (struct biff_record){.id = le16(b->s, b->at),
	    .at = b->at,
	    .data = str_slice(b->s, b->at + HEAD_BYTES, n)};
	b->at += HEAD_BYTES + n;
	return true;
}

/* Pictures, drawings, looks, and where other records stand. */
bool biff_is_binary(unsigned id)
{
	static const unsigned short ids[] = {0x31, 0x7D, 0x7F, 0x92, 0xBE, 0xD7,
	    0xE5, 0xE9, 0xEB, 0xEC, 0xFF, 0x5D, 0x200, 0x201, 0x208, 0x20B,
	    BIFF_ARRAY, BIFF_TABLE, 0x293, BIFF_SHRFMLA, 0x866, 0x87C, 0x87D,
	    0x896, 0x8A3, 0x8A4, 0x1026, 0x1051};

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (ids[i] == id)
			return true;
	return false;
}

struct biff_text biff_text(
    struct str stream, size_t next, struct str part, char *room)
{
	return (struct biff_text){
	    .rest = {stream, next}, .part = part, .to = room};
}

/* The next record, when it continues this one. */
static bool go_on(struct biff_text *t)
{
	struct biff b = t->rest;
	struct biff_record rec;

	if (!biff_next(&b, &rec) || rec.id != BIFF_CONTINUE)
		return false;
	t->rest = b;
	t->part = rec.data;
	return true;
}

bool biff_more(struct biff_text *t)
{
	while (t->part.n == 0)
		if (!go_on(t))
			return false;
	return true;
}

static unsigned get8(struct biff_text *t)
{
	if (!biff_more(t)) {
		t->cut = true;
		return 0;
	}
	byte c = (byte)t->part.p[0];
	t->part = str_from(t->part, 1);
	return c;
}

unsigned biff_get16(struct biff_text *t)
{
	unsigned low = get8(t);

	return low | get8(t) << 8;
}

void biff_skip(struct biff_text *t, uint64_t n)
{
	while (n > 0 && biff_more(t)) {
		size_t step = n < t->part.n ? (size_t)n : t->part.n;
		t->part = str_from(t->part, step);
		n -= step;
	}
	t->cut |= n > 0;
}

/* Pairs may lie in two records; half of one is U+FFFD. */
static void put_unit(struct biff_text *t, uint32_t u)
{
	if (u < 0x80 && t->high == 0) {
		t->to[t->n++] = (char)u;
		return;
	}
	bool low = u >= 0xDC00 && u < 0xE000;
	if (t->high && !low)
		t->n += utf8_put(t->to + t->n, 0xFFFD);
	if (low)
		u = t->high ? 0x10000 + ((t->high - 0xD800) << 10) + (u - 0xDC00)
		            : 0xFFFD;
	t->high = u >= 0xD800 && u < 0xDC00 ? u : 0;
	if (!t->high)
		t->n += utf8_put(t->to + t->n, u);
}

/* Behind the border of a record the flags stand again (2.5.293, rgb). */
struct str biff_letters(struct biff_text *t, size_t n, bool wide)
{
	t->n = 0;
	t->high = 0;
	while (n > 0) {
		if (t->part.n == 0) {
			if (!go_on(t))
				break;
			wide = get8(t) & WIDE;
		}
		if (wide && t->part.n < 2) {
			t->part.n = 0; /* half a letter */
			continue;
		}
		put_unit(t, wide ? le16(t->part, 0) : (byte)t->part.p[0]);
		t->part = str_from(t->part, wide ? 2 : 1);
		n--;
	}
	t->cut |= n > 0;
	return (struct str){t->to, t->n};
}

struct str biff_string(struct biff_text *t)
{
	size_t n = biff_get16(t);
	unsigned flags = get8(t);
	uint64_t runs = flags & RICH ? biff_get16(t) : 0, aloud = 0;

	if (flags & PHONETIC) {
		aloud = biff_get16(t);
		aloud |= (uint64_t)biff_get16(t) << 16;
	}
	struct str s = biff_letters(t, n, flags & WIDE);
	biff_skip(t, 4 * runs + aloud);
	return s;
}

double biff_double(struct str s, size_t at)
{
	double v = 0;

	if (at + sizeof(v) <= s.n)
		memcpy(&v, s.p + at, sizeof(v));
	return v;
}

double biff_rk(uint32_t rk)
{
	enum { HUNDREDTHS = 1, INTEGER = 2 };
	uint64_t bits = (uint64_t)(rk & ~UINT32_C(3)) << 32;
	double v;

	memcpy(&v, &bits, sizeof(v));
	if (rk & INTEGER)
		v = (double)((int32_t)rk >> 2);
	return rk & HUNDREDTHS ? v / 100 : v;
}
