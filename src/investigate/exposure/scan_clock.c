/*
 * exposure/scan_clock - the first and the last time of a log without reading
 * every time: within one hour the text tells which is earlier. See scan_quick.h.
 */
#include "investigate/exposure/scan_quick.h"

#include <limits.h>

#include "investigate/exposure/when.h"

enum { FIVE = 5, NCSA_AT = 15, ISO_AT = 14, EPOCH_AT = 5, ZONE_MAX = 8 };

void scan_saw_time(struct scan *s, int64_t at_s)
{
	if (at_s < s->counts.first_s)
		s->counts.first_s = at_s;
	if (at_s > s->counts.last_s)
		s->counts.last_s = at_s;
}

static void saw_five(struct scan *s, uint64_t five)
{
	struct scan_clock *k = &s->clock;
	int64_t at_s;

	for (unsigned i = 0; i < FIVE; i++)
		k->text[k->at + i] = (char)(five >> (32 - 8 * i));
	if (when_any((struct str){k->text, k->at + FIVE + k->zone_n}, k->zone_s,
		&at_s))
		scan_saw_time(s, at_s);
}

void scan_clock_flush(struct scan *s)
{
	struct scan_clock *k = &s->clock;

	if (k->set) {
		saw_five(s, k->min);
		saw_five(s, k->max);
	}
	/* No text goes on so long behind its time: none is the same. */
	*k = (struct scan_clock){.zone_s = k->zone_s, .zone_n = UINT_MAX};
}

void scan_clock_zone(struct scan *s, int32_t zone_s)
{
	if (s->clock.zone_s == zone_s)
		return;
	scan_clock_flush(s);
	s->clock.zone_s = zone_s;
}

/* Where the five characters are; 0: such a time is read each time. */
static unsigned five_at(struct str s)
{
	size_t digits = 0;

	while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9')
		digits++;
	if (digits == EPOCH_AT + FIVE)
		return EPOCH_AT;
	if (s.n >= NCSA_AT + FIVE && s.p[2] == '/')
		return NCSA_AT;
	return s.n >= ISO_AT + FIVE && digits == 4 ? ISO_AT : 0;
}

/* The first n bytes at p, of at most eight that are readable. */
static uint64_t load_some(const char *p, size_t n)
{
	char eight[8] = {0};

	memcpy(eight, p, n);
	return scan_load(eight);
}

static void keep(struct scan_clock *k, struct str text, unsigned at,
    struct str zone)
{
	char before[16] = {0};

	k->set = true;
	k->epoch = at == EPOCH_AT;
	k->at = at;
	k->zone_n = (unsigned)zone.n;
	k->zone = load_some(zone.p, zone.n);
	k->zone_mask = scan_first((unsigned)zone.n);
	memcpy(before + 16 - at, text.p, at);
	memcpy(k->before, before, 16);
	memset(before, 0, 16);
	memset(before + 16 - at, 0xff, at);
	memcpy(k->before_mask, before, 16);
	memcpy(k->text, text.p, at + FIVE);
	memcpy(k->text + at + FIVE, zone.p, zone.n);
	k->min = k->max =
	    __builtin_bswap64(load_some(text.p + at, FIVE)) >> 24;
}

bool scan_clock_new(struct scan *s, struct str text)
{
	unsigned at = five_at(text);
	struct str zone;
	int64_t at_s;
	size_t n;

	if (!when_any(text, s->clock.zone_s, &at_s))
		return false;
	zone = at ? str_from(text, at + FIVE) : text;
	if (at && zone.n && zone.p[0] == '.') {
		for (n = 1; n < zone.n && zone.p[n] >= '0' && zone.p[n] <= '9';)
			n++;
		zone = str_from(zone, n);
	}
	if (at == 0 || zone.n > ZONE_MAX ||
	    !(at == EPOCH_AT ||
		scan_is_clock(load_some(text.p + at, FIVE)))) {
		scan_saw_time(s, at_s); /* a leap second, a long zone */
		return true;
	}
	scan_clock_flush(s);
	keep(&s->clock, text, at, zone);
	return true;
}
