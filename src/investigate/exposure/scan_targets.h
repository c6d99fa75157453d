/*
 * exposure/scan_targets - the part of the quick loops that all formats share:
 * 64 bytes at a time, and whether the request target that begins at a place is
 * surely not exposed. Part of scan_loops.h, which includes it; see there.
 */

struct block {
	half lo, hi;
};

LOOP struct block block_at(const char *p)
{
	return (struct block){half_at(p), half_at(p + 32)};
}

LOOP uint64_t bits(marks lo, marks hi)
{
	return marks_bits(lo) | (uint64_t)marks_bits(hi) << 32;
}

LOOP uint64_t equal(struct block b, char c)
{
	return bits(half_marks(b.lo, c), half_marks(b.hi, c));
}

LOOP marks half_either(half h, char c, char d)
{
	return marks_or(half_marks(h, c), half_marks(h, d));
}

/* Any of four, which cost as much as two of the above; see half_any(). */
LOOP uint64_t any(struct block b, char c, char d, char e, char f)
{
	return bits(half_any(b.lo, c, d, e, f), half_any(b.hi, c, d, e, f));
}

LOOP uint64_t either(struct block b, char c, char d)
{
	return any(b, c, d, c, d);
}

LOOP unsigned lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits);
}

LOOP uint64_t without_lowest(uint64_t bits)
{
	return bits & (bits - 1);
}

/* The bits below n, which is 0 to 63. */
LOOP uint64_t below(unsigned n)
{
	return (UINT64_C(1) << n) - 1;
}

/* The next line feed; there is one. */
LOOP const char *line_end(const char *p)
{
	for (;; p += 64) {
		uint64_t nl = equal(block_at(p), '\n');

		if (nl)
			return p + lowest(nl);
	}
}

/* The first quote or line feed. */
LOOP const char *quote_or_end(const char *p)
{
	for (;; p += 64) {
		uint64_t stop = either(block_at(p), '"', '\n');

		if (stop)
			return p + lowest(stop);
	}
}

/*
 * Where the path of http://host/path begins, from the bits of / and ? in the
 * target; 0: not sure.
 */
LOOP unsigned path_from(const char *t, uint64_t slash, uint64_t mark)
{
	uint64_t third = without_lowest(without_lowest(slash));
	unsigned first = lowest(slash);

	if (!third || (scan_load(t) & scan_first(4)) != UINT64_C(0x70747468) ||
	    !(first == 5 || (first == 6 && t[4] == 's')) ||
	    t[first - 1] != ':' || !(slash >> (first + 1) & 1) ||
	    (mark & below(lowest(third))))
		return 0;
	return lowest(third);
}

/*
 * What no target that a loop may judge holds: a space, a quote and (but on
 * Windows, where it is a slash) a backslash. stop is what must end it.
 */
LOOP marks half_ends(half h, char stop, enum scan_paths how)
{
	marks m = half_any(
	    h, ' ', '"', '\n', how == PATHS_WINDOWS ? '\n' : '\\');

	if (stop != ' ' && stop != '"')
		m = marks_or(m, half_marks(h, stop));
	return m;
}

LOOP uint64_t target_ends(struct block b, char stop, enum scan_paths how)
{
	return bits(half_ends(b.lo, stop, how), half_ends(b.hi, stop, how));
}

/*
 * Where the path begins in the target at t, from its bits of / and ?. False:
 * not sure.
 */
LOOP bool path_begins(const char *t, uint64_t slash, uint64_t mark,
    enum scan_paths how, unsigned *ret)
{
	*ret = 0;
	if (slash & 1)
		return true;
	if (how != PATHS_WEB || !slash)
		return false;
	*ret = path_from(t, slash, mark);
	return *ret > 0;
}

/* What is to be decoded before paths are compared. */
LOOP uint64_t coded_bits(struct block b, enum scan_paths how)
{
	return how == PATHS_WINDOWS ? either(b, '%', '\\') : equal(b, '%');
}

/* … and what is to be folded; carry: a / before it. */
LOOP uint64_t folded_bits(struct block b, uint64_t slash, uint64_t carry)
{
	return (slash | equal(b, '.')) & (slash << 1 | carry);
}

/* The path [path, to), odd or not. */
LOOP bool other_path(struct scan *s, const char *path, const char *to, bool odd,
    enum scan_paths how)
{
	size_t n = (size_t)(to - path);

	return odd ? !scan_suspect(s, (struct str){path, n}, how)
		   : !scan_may(s, path, n, how);
}

/* No end in the first 64 bytes, and its path begins at from. */
LOOP bool long_target(struct scan *s, const char *t, unsigned from, char stop,
    enum scan_paths how, const char **ret_end)
{
	const char *to = NULL, *p = t;
	uint64_t carry = 0, odd = 0, ends = 0;

	for (;; p += 64) {
		struct block b = block_at(p);

		ends = target_ends(b, stop, how);
		uint64_t in = ends ? below(lowest(ends)) : ~UINT64_C(0);
		uint64_t slash = equal(b, '/') & in, mark = equal(b, '?') & in;

		if (how == PATHS_WINDOWS && (mark | (equal(b, '+') & in)))
			return false;
		if (!to) {
			in = mark ? below(lowest(mark)) : in;
			uint64_t here = in & (coded_bits(b, how) |
						 folded_bits(b, slash, carry));

			odd |= p == t ? here >> from >> 1 : here;
			to = mark ? p + lowest(mark) : NULL;
		}
		carry = slash >> 63;
		if (ends)
			break;
	}
	p += lowest(ends);
	*ret_end = p;
	return *p == stop &&
	    other_path(s, t + from, to ? to : p, odd != 0, how);
}

/* A target whose path the loop does not find. */
LOOP bool strange_target(struct scan *s, const char *t, char stop,
    enum scan_paths how, const char **ret_end)
{
	const char *end = t;
	uint64_t ends;

	while (!(ends = target_ends(block_at(end), stop, how)))
		end += 64;
	end += lowest(ends);
	*ret_end = end;
	return *end == stop && scan_target(s, t, end, how);
}

/* Does a target that is surely not exposed stand at t, and end at stop? */
LOOP bool other_target(struct scan *s, const char *t, char stop,
    enum scan_paths how, const char **ret_end)
{
	struct block b = block_at(t);
	uint64_t slash, mark, ends, in, rare, odd;
	unsigned from;
	const char *to;

	if (!LOOP_HAS_MASKS)
		return strange_target(s, t, stop, how, ret_end);
	ends = target_ends(b, stop, how);
	in = ends ? below(lowest(ends)) : ~UINT64_C(0);
	slash = equal(b, '/') & in;
	/* most have none of these, and no other question is asked then */
	rare = in & (how == PATHS_WINDOWS ? any(b, '?', '+', '%', '\\')
					  : either(b, '?', '%'));
	mark = rare ? equal(b, '?') & in : 0;
	if (!path_begins(t, slash, mark, how, &from))
		return strange_target(s, t, stop, how, ret_end);
	if (!ends)
		return long_target(s, t, from, stop, how, ret_end);
	*ret_end = t + lowest(ends);
	if (**ret_end != stop || (how == PATHS_WINDOWS && rare &&
				     (mark | (equal(b, '+') & in))))
		return false;
	to = t + lowest(mark | ends);
	odd = folded_bits(b, slash, 0) | (rare ? coded_bits(b, how) : 0);
	odd &= below(lowest(mark | ends));
	return other_path(s, t + from, to, odd >> from >> 1 != 0, how);
}

/* `METHOD target HTTP/1.1"` at *r, which moves to the quote. */
LOOP bool other_request(struct scan *s, const char **r)
{
	const char *t = scan_method(*r), *e;

	if (!t || !other_target(s, t, ' ', PATHS_WEB, &e) ||
	    (scan_load(e) & UINT64_C(0xf0ffffffffffff)) !=
		UINT64_C(0x302f5054544820) ||
	    e[6] > '9' || e[7] != '.' || e[8] < '0' || e[8] > '9' ||
	    e[9] != '"')
		return false;
	*r = e + 9;
	return true;
}
