/*
 * inventory/skip - finds the few places of text in which something can be
 * found: Japanese letters and what stands near them, '@', +81, a letter of an
 * era before digits, and runs of digits that are long enough. Pure. The kinds
 * that need fewer than seven digits need a Japanese word near them, so code
 * and logs pass at nearly the speed of memory.
 */
#include "investigate/inventory/skip.h"

#include "investigate/inventory/bytes.h"

enum {
	/* A label and up to twelve marks may stand before a Japanese name. */
	BEFORE_HIGH = 14,
	/* A word is looked for in the 72 bytes before a number. */
	AFTER_HIGH = 100,
	LONG_RUN = 7,    /* digits of the shortest number that needs no word */
	WALK_BYTES = 64, /* a run has at most 24 digits and as many marks */
};

struct skipper {
	struct str text;
	size_t from;
	size_t done; /* digits before this have been judged */
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

/* The group of at least four digits around text[at]. */
static bool at_digits(struct skipper *k, size_t at, struct skip *ret)
{
	struct str s = k->text;
	size_t from = at;

	if (at < k->done)
		return false;
	while (from > k->from && is_digit(s.p[from - 1]))
		from--;
	size_t to = at + digits_from(s, at);
	k->done = to;
	bool year = may_be_year(s, from, to);
	bool more = joins(byte_at(s, to)) ||
	            (from > k->from && joins(s.p[from - 1]));
	if (!year && to - from < LONG_RUN &&
	    (!more || joined_digits(k, from, to) < LONG_RUN))
		return false;
	*ret = (struct skip){run_start(k, from), to};
	return true;
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

	return (struct skip){run_start(k, from), at + AFTER_HIGH};
}

/* The marks of the 64 bytes at text[base], in order. */
static bool in_order(struct skipper *k, size_t base,
    const struct byte_classes *c, const uint64_t *digits_era, struct skip *ret)
{
	uint64_t hot = c->high | c->sign | digits_era[0] | digits_era[1];

	for (; hot; hot &= hot - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(hot);
		uint64_t one = UINT64_C(1) << bit;
		size_t at = base + bit;
		if (c->high & one) {
			*ret = at_high(k, at);
			return true;
		}
		if ((c->sign & one) && at_sign(k, at, ret))
			return true;
		if ((digits_era[1] & one) && at_era(k, at, ret))
			return true;
		if ((digits_era[0] & one) && at_digits(k, at, ret))
			return true;
	}
	return false;
}

struct skip skip_to(struct str s, size_t from)
{
	const struct bytes_ops *ops = bytes_ops();
	struct skipper k = {.text = s, .from = from};
	struct skip found;
	uint64_t digit = 0, era = 0; /* of the 64 bytes before */

	for (size_t base = from; base < s.n; base += BYTES_STEP) {
		struct byte_classes c;
		char rest[BYTES_STEP] = {0};
		if (s.n - base >= BYTES_STEP) {
			ops->classes(s.p + base, &c);
		} else {
			memcpy(rest, s.p + base, s.n - base);
			ops->classes(rest, &c);
		}
		uint64_t second = c.digit & (c.digit << 1 | digit >> 63);
		uint64_t fourth = second & (c.digit << 2 | digit >> 62) &
		                  (c.digit << 3 | digit >> 61);
		uint64_t marks[2] = {
		    fourth, c.digit & ~second & (c.era << 1 | era >> 63)};
		if ((c.high | c.sign | marks[0] | marks[1]) &&
		    in_order(&k, base, &c, marks, &found))
			return found;
		digit = c.digit;
		era = c.era;
	}
	return (struct skip){s.n, s.n};
}
