/*
 * inventory/skip - finds the few places of text in which something can be
 * found: Japanese letters and what stands near them, '@', +81, a letter of an
 * era before digits, and runs of digits that are long enough. Pure. The kinds
 * that need fewer than seven digits need a Japanese word near them, so code
 * and logs pass at nearly the speed of memory.
 */
#include "investigate/inventory/skip.h"

#include "investigate/inventory/run.h"

enum {
	/* A label and up to twelve marks may stand before a Japanese name. */
	BEFORE_HIGH = 14,
	LONG_RUN = 7,    /* digits of the shortest number that needs no word */
	WALK_BYTES = 64, /* a run has at most 24 digits and as many marks */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

static bool joins(char c)
{
	return c == '-' || c == ' ' || c == '(' || c == ')';
}

static char byte_at(struct str s, size_t i)
{
	return i < s.n ? s.p[i] : (char)0;
}

static size_t digits_from(struct str s, size_t i)
{
	size_t to = i;

	while (to < s.n && is_digit(s.p[to]))
		to++;
	return to - i;
}

/*
 * Where a run of groups that reaches `at` may begin at the earliest: no three
 * marks in a row are inside one.
 */
static size_t run_start(const struct skipper *k, size_t at)
{
	const char *p = k->text.p;
	int marks = 0;

	while (at > k->from && marks < 3) {
		if (is_digit(p[at - 1]))
			marks = 0;
		else if (joins(p[at - 1]))
			marks++;
		else
			break;
		at--;
	}
	return at;
}

/* Digits joined to the group at [from, to), as far as they matter. */
static size_t joined_digits(const struct skipper *k, size_t from, size_t to)
{
	const char *p = k->text.p;
	size_t n = to - from, low = from > WALK_BYTES ? from - WALK_BYTES : 0;
	size_t high = to + WALK_BYTES < k->text.n ? to + WALK_BYTES : k->text.n;
	int marks = 0;

	for (size_t i = from; i > low && n < LONG_RUN && marks < 3; i--) {
		if (!is_digit(p[i - 1]) && !joins(p[i - 1]))
			break;
		marks = is_digit(p[i - 1]) ? 0 : marks + 1;
		n += marks == 0;
	}
	marks = 0;
	for (size_t i = to; i < high && n < LONG_RUN && marks < 3; i++) {
		if (!is_digit(p[i]) && !joins(p[i]))
			break;
		marks = is_digit(p[i]) ? 0 : marks + 1;
		n += marks == 0;
	}
	return n;
}

/* 2001/2/3: a year, and a separator that goes on. */
static bool may_be_year(struct str s, size_t from, size_t to)
{
	char sep = byte_at(s, to), next = byte_at(s, to + 1);

	if (to - from != 4 || (s.p[from] != '1' && s.p[from] != '2') ||
	    (sep != '/' && sep != '-' && sep != '.'))
		return false;
	return (is_digit(next) || next == ' ') &&
	       (from == 0 || !is_word(s.p[from - 1]));
}

/* Can no run go over text[at - 1] to what stands at `at`? */
static bool begins_run(struct str s, size_t at)
{
	char near = at > 0 ? s.p[at - 1] : (char)0;
	char far = at > 1 ? s.p[at - 2] : (char)0;

	if (near != ' ' && near != '-')
		return !is_digit(near) && !joins(near);
	return !is_digit(far) && !joins(far);
}

/* Can no run that ends at `at` go on? */
static bool ends_run(struct str s, size_t at)
{
	char near = byte_at(s, at);

	if (near != ' ' && near != '-')
		return !is_digit(near) && !joins(near);
	return !is_digit(byte_at(s, at + 1));
}

/*
 * A group by itself of nine digits, of more than sixteen, or that touches a
 * letter: far from Japanese words it is nothing. Shorter ones may be days.
 */
static bool lone_is_nothing(struct str s, size_t from, size_t to)
{
	size_t n = to - from;

	return begins_run(s, from) && ends_run(s, to) &&
	       (n == 9 || n > 16 || !run_stands_alone(s, from, to));
}

/*
 * Numbers between single blanks, as in `200 7137`, with at most nine digits in
 * all: telephones and cards have more, postal codes no blank, and what is left
 * needs a Japanese word. The group at [from, to), of less than seven digits, is
 * one of them.
 */
static bool counts_between_blanks(struct str s, size_t from, size_t to)
{
	size_t n = to - from;

	while (n < 10 && from >= 2 && s.p[from - 1] == ' ' &&
	       is_digit(s.p[from - 2]))
		for (from--; from > 0 && is_digit(s.p[from - 1]); from--)
			n++;
	while (n < 10 && byte_at(s, to) == ' ' && is_digit(byte_at(s, to + 1)))
		for (to++; is_digit(byte_at(s, to)); to++)
			n++;
	return n < 10 && begins_run(s, from) && ends_run(s, to);
}

/* A group of at least four digits that ends before text[to]. */
static bool at_digits(const struct skipper *k, size_t to, struct skip *ret)
{
	struct str s = k->text;
	size_t from = to;

	while (from > k->from && is_digit(s.p[from - 1]))
		from--;
	size_t n = to - from;
	if (n < 4)
		return false;
	bool nothing = n >= LONG_RUN
	                   ? n >= 9 && lone_is_nothing(s, from, to)
	                   : !may_be_year(s, from, to) &&
	                         (counts_between_blanks(s, from, to) ||
	                             joined_digits(k, from, to) < LONG_RUN);
	if (!nothing)
		*ret = (struct skip){run_start(k, from), to};
	return !nothing;
}

/* S50.1.1 and S500101, where the digits begin at text[at]. */
static bool at_era(const struct skipper *k, size_t at, struct skip *ret)
{
	struct str s = k->text;

	if (at >= 2 && is_word(s.p[at - 2]))
		return false;
	size_t n = digits_from(s, at);
	char sep = byte_at(s, at + n);
	if (n != 6 && (n > 2 || (sep != '.' && sep != '/' && sep != '-')))
		return false;
	*ret = (struct skip){at, at + 1};
	return true;
}

static bool at_sign(const struct skipper *k, size_t at, struct skip *ret)
{
	struct str s = k->text;

	if (s.p[at] == '+') {
		if (byte_at(s, at + 1) != '8' || byte_at(s, at + 2) != '1')
			return false;
	} else if (at == 0 || s.p[at - 1] == ' ' || at + 1 == s.n ||
	           !(is_word(s.p[at + 1]) || s.p[at + 1] == '.' ||
	               s.p[at + 1] == '-')) {
		return false;
	}
	*ret = (struct skip){at, at + 1};
	return true;
}

static struct skip at_high(const struct skipper *k, size_t at)
{
	size_t from = at > k->from + BEFORE_HIGH ? at - BEFORE_HIGH : k->from;

	return (struct skip){run_start(k, from), at + SKIP_AFTER_HIGH};
}

/* The marks of the 64 bytes from text[k->from] on, in order. */
static bool in_order(struct skipper *k, uint64_t hot, struct skip *ret)
{
	for (; hot; hot &= hot - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(hot);
		uint64_t one = UINT64_C(1) << bit;
		size_t at = k->base + bit;
		if (k->high & one) {
			*ret = at_high(k, at);
			return true;
		}
		if ((k->runs & one) && at_digits(k, at, ret))
			return true;
		if ((k->sign & one) && at_sign(k, at, ret))
			return true;
		if ((k->eras & one) && at_era(k, at, ret))
			return true;
	}
	return false;
}

/* The bits of the bytes `by` before, some of them in the 64 bytes before. */
static inline uint64_t back(uint64_t now, uint64_t before, unsigned by)
{
	return now << by | before >> (64 - by);
}

/*
 * Marks the 64 bytes at p, when *k is about those before. A run is marked where
 * it ends: one of seven digits, and one of four to which more digits or the
 * rest of a date may be joined.
 */
static inline void mark(struct skipper *k, const char *p)
{
	struct byte_classes c;

	k->ops->classes(p, &c);
	uint64_t second = c.digit & back(c.digit, k->digit, 1);
	uint64_t fourth = second & back(c.digit, k->digit, 2) &
	                  back(c.digit, k->digit, 3);
	/* From the first digit behind a joint to the last of four to six. */
	uint64_t joined = c.digit & back(c.join, k->join, 1);
	uint64_t before = k->digit & k->join << 1;
	uint64_t reach = fourth &
	                 (back(fourth, k->fourth, 3) | back(joined, before, 3) |
	                     back(joined, before, 4) | back(joined, before, 5));

	k->runs = ~c.digit & (back(reach, k->reach, 1) |
	                         (back(fourth, k->fourth, 1) & (c.join | c.part)));
	k->eras = c.digit & ~second & back(c.era, k->era, 1);
	k->high = c.high;
	k->sign = c.sign;
	k->digit = c.digit;
	k->fourth = fourth;
	k->reach = reach;
	k->join = c.join;
	k->era = c.era;
}

/* The same for text[base], behind which zeros stand. */
static void judge(struct skipper *k, size_t base)
{
	char rest[BYTES_STEP] = {0};
	size_t n = k->text.n - base;

	k->base = base;
	if (n >= BYTES_STEP) {
		mark(k, k->text.p + base);
		return;
	}
	if (n > 0)
		memcpy(rest, k->text.p + base, n);
	mark(k, rest);
}

struct skipper skip_begin(struct str text)
{
	struct skipper k = {.text = text, .ops = bytes_ops()};

	judge(&k, 0);
	return k;
}

/* Goes to the 64 bytes that have text[from], over some unseen. */
static void jump(struct skipper *k, size_t from)
{
	size_t base = from / BYTES_STEP * BYTES_STEP;

	if (base > k->base + BYTES_STEP)
		judge(k, base - BYTES_STEP);
	if (base > k->base)
		judge(k, base);
}

struct skip skip_to(struct skipper *k, size_t from)
{
	struct skip found;

	k->from = from;
	jump(k, from);
	uint64_t hot = (k->high | k->sign | k->eras | k->runs) &
	               ~UINT64_C(0) << (from - k->base);
	/* Up to the zero behind the last byte: a run may end there. */
	for (;;) {
		if (hot && in_order(k, hot, &found))
			return found;
		if (k->base + BYTES_STEP > k->text.n)
			return (struct skip){k->text.n, k->text.n};
		judge(k, k->base + BYTES_STEP);
		hot = k->high | k->sign | k->eras | k->runs;
	}
}
