/*
 * exposure/scan_quick - what the quick loops share: which lines they may
 * dismiss, and the pieces that no loop has to itself. Between scan.c and its
 * neighbours scan_*.c only.
 *
 * A quick loop dismisses a line by its request target alone, and only if the
 * full reading would find the same request in it and count it as an entry for
 * another URL. Everything else is left to scan_line(). So no loop changes a
 * count; scan_loops.h holds them, compiled once with AVX2 and once without.
 */
#ifndef INVESTIGATE_EXPOSURE_SCAN_QUICK_H
#define INVESTIGATE_EXPOSURE_SCAN_QUICK_H

#include "investigate/exposure/scan.h"

enum {
	SCAN_SHAPES = 8,
	SCAN_ODDS = 256,
	ODD_BYTES = 124,
	SHAPE_HOLES = 96,
	SHAPE_TEXT = 4096,
	NCSA_TIME = 26,   /* dd/Mon/yyyy:hh:mm:ss +zzzz */
	W3C_TIME = 19,    /* yyyy-mm-dd hh:mm:ss */
	ALB_TIME = 27,    /* yyyy-mm-ddThh:mm:ss.ffffffZ */
	SQUID_TIME = 14,  /* seconds.fff */
};

enum hole_kind {
	HOLE_QUOTED, /* up to a quote; a backslash is for the full reading */
	HOLE_BARE,   /* a JSON number or word */
	HOLE_WORD,   /* up to the first character of what follows */
};

enum hole_role { ROLE_NONE, ROLE_TIME, ROLE_REQUEST, ROLE_TARGET };

/* Text that stands in every such line, then a value that differs. */
struct scan_hole {
	uint16_t at, n; /* the text before it, in the shape's text */
	unsigned char kind, role;
	char stop; /* the first character behind the value */
};

/*
 * What the lines of one log have in common: fixed text and holes in turn.
 * For JSON it is taken from a line that was read in full, for a format of the
 * user's own from that format.
 */
struct scan_shape {
	size_t n;
	struct scan_hole hole[SHAPE_HOLES];
	uint16_t tail_at, tail_n;
	size_t text_n;
	char text[SHAPE_TEXT + 8];
};

/* How the paths of a log are written. */
enum scan_paths {
	PATHS_WEB,
	PATHS_WINDOWS, /* letters of either case, \\ for /, + for a space */
	PATHS_ENCODED, /* percent-encoded once more by the log */
};

/* A path in an odd spelling that was decoded before and is not exposed. */
struct scan_odd {
	uint16_t n;
	unsigned char how;
	char path[ODD_BYTES];
};

/* False when the line has no shape that the loop could use. */
bool scan_shape_json(
    struct scan_shape *h, struct line_context *c, struct str line);
bool scan_shape_custom(struct scan_shape *h, const struct custom_format *f);

/* The loops: lines from p on, until the format or the columns change. */
const char *scan_avx2(
    struct scan *s, enum line_format f, const char *p, const char *end);
const char *scan_portable(
    struct scan *s, enum line_format f, const char *p, const char *end);
bool scan_has_avx2(void);

/*
 * Bytes of the path at the start of a target, when nothing in it is to be
 * decoded or folded; else 0. 64 bytes behind the target are readable.
 */
size_t scan_plain_avx2(const char *p, size_t n);
size_t scan_plain_portable(const char *p, size_t n);

/* Read the line at p in full. FORMAT_NONE when it was no entry. */
enum line_format scan_line(
    struct scan *s, const char *p, const char **ret_nl);

/* The time of text, first of a new hour. False: it is none. */
bool scan_clock_new(struct scan *s, struct str text);

/* Times without a zone are in this one from now on. */
void scan_clock_zone(struct scan *s, int32_t zone_s);

/* What was kept goes into the counts. */
void scan_clock_flush(struct scan *s);

void scan_saw_time(struct scan *s, int64_t at_s);

/*
 * Is the target [t, end) surely not exposed? For any length and spelling; it
 * holds no space, quote or line feed, and no backslash unless on Windows.
 */
bool scan_target(
    struct scan *s, const char *t, const char *end, enum scan_paths how);

/*
 * May the path (after decoding) be exposed? For odd spellings. Eight bytes
 * before it are readable.
 */
bool scan_suspect(struct scan *s, struct str path, enum scan_paths how);

/* Bytes of the load balancer's first word and its space, 0: none of them. */
size_t scan_alb_type(const char *p);

/* Is the first word a number, as in Squid's log? */
bool scan_begins_epoch(const char *p);

/* Behind a method that is not one of the three usual ones, or NULL. */
const char *scan_rare_method(const char *p);

/* --- eight bytes at a time, for every line --- */

#define SCAN_INLINE static inline __attribute__((always_inline))

SCAN_INLINE uint64_t scan_load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The first n of eight bytes; n is 0 to 8. */
SCAN_INLINE uint64_t scan_first(unsigned n)
{
	return n < 8 ? (UINT64_C(1) << 8 * n) - 1 : ~UINT64_C(0);
}

/* How many of eight bytes are digits before one that is none. */
SCAN_INLINE unsigned scan_digits(uint64_t v)
{
	uint64_t other = v ^ UINT64_C(0x3030303030303030);

	/* a digit is now 0 to 9: neither the sum nor itself reaches a high bit */
	other = (((other & UINT64_C(0x7f7f7f7f7f7f7f7f)) +
		     UINT64_C(0x7676767676767676)) | other) &
	    UINT64_C(0x8080808080808080);
	return other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
}

SCAN_INLINE bool scan_same(const char *a, const char *b, size_t n)
{
	for (; n > 8; n -= 8, a += 8, b += 8)
		if (scan_load(a) != scan_load(b))
			return false;
	return ((scan_load(a) ^ scan_load(b)) & scan_first((unsigned)n)) == 0;
}

/* "mm:ss", both below 60 */
SCAN_INLINE bool scan_is_clock(uint64_t v)
{
	return (v & UINT64_C(0xf0f0fff0f0)) == UINT64_C(0x30303a3030) &&
	    (((v & UINT64_C(0x0f0f000f0f)) + UINT64_C(0x060a00060a)) &
		UINT64_C(0x1010001010)) == 0;
}

/* Does text stand in the hour that is kept? Then it is noted. */
SCAN_INLINE bool scan_clock_same(struct scan *s, const char *text, size_t n)
{
	struct scan_clock *k = &s->clock;
	const char *at = text + k->at, *rest = at + 5;
	uint64_t clock = scan_load(at), other;

	other = (scan_load(at - 16) ^ k->before[0]) & k->before_mask[0];
	other |= (scan_load(at - 8) ^ k->before[1]) & k->before_mask[1];
	if (other || !(k->epoch ? scan_digits(clock) >= 5
				: scan_is_clock(clock)))
		return false;
	if (*rest == '.' && rest < text + n) {
		unsigned digits = scan_digits(scan_load(rest + 1));

		if (digits == 0 || digits == 8)
			return false;
		rest += 1 + digits;
	}
	if ((size_t)(text + n - rest) != k->zone_n ||
	    ((scan_load(rest) ^ k->zone) & k->zone_mask))
		return false;
	clock = __builtin_bswap64(clock) >> 24;
	k->min = clock < k->min ? clock : k->min;
	k->max = clock > k->max ? clock : k->max;
	return true;
}

/*
 * Note the time of a line that is dismissed. False: it is no time, and the line
 * is for the full reading. 16 bytes before and behind it are readable.
 */
SCAN_INLINE bool scan_clock_note(struct scan *s, const char *text, size_t n)
{
	return scan_clock_same(s, text, n) ||
	    scan_clock_new(s, (struct str){text, n});
}

/* Behind a method and its space, or NULL. */
SCAN_INLINE const char *scan_method(const char *p)
{
	uint64_t v = scan_load(p) & scan_first(5);

	if ((v & scan_first(4)) == UINT64_C(0x20544547))
		return p + 4; /* GET */
	if (v == UINT64_C(0x2054534f50) || v == UINT64_C(0x2044414548))
		return p + 5; /* POST, HEAD */
	return scan_rare_method(p);
}

/* The end of a path in one number, as url_may() takes it. Reads before it. */
SCAN_INLINE uint64_t scan_tail(const char *path, size_t n)
{
	uint64_t v = scan_load(path + n - 8);

	return n < 8 ? v >> (64 - 8 * n) : v;
}

/* url_may() and url_may_any() for a path in the buffer. */
SCAN_INLINE bool scan_may(
    const struct scan *s, const char *path, size_t n, enum scan_paths how)
{
	bool windows = how == PATHS_WINDOWS;
	const struct url_set *set = &s->job->urls;
	uint64_t v = scan_tail(path, n);

	if (url_bit(windows ? set->tail_any : set->tail,
		url_bytes_hash(windows ? v | URL_ANY_CASE : v, n,
		    set->tail_shift)))
		return true;
	return set->head_bytes > 0 &&
	    (windows ? url_may_any(set, path, n) : url_may(set, path, n));
}

#endif
