/*
 * exposure/scan_plain - is a path compared as it stands? For lines that are
 * likely hits. Compiled twice, behind scan_loops.h and with its pieces;
 * LOOP_PLAIN is its name.
 */

/*
 * Bytes of the path at the start of a target that lies in the buffer, when
 * nothing in it is to be decoded or folded; else 0.
 */
LOOP_TARGET size_t LOOP_PLAIN(const char *p, size_t n)
{
	uint64_t before = 0; /* the last character was a slash */

	for (size_t at = 0; at < n; at += 64) {
		struct block b = block_at(p + at);
		uint64_t slash = equal(b, '/'), mark = equal(b, '?');
		uint64_t odd = equal(b, '%') | equal(b, '\\');

		odd |= (slash << 1 | before) & (slash | equal(b, '.'));
		if (n - at < 64)
			mark |= UINT64_C(1) << (n - at);
		if (mark)
			odd &= below(lowest(mark));
		if (odd)
			return 0;
		if (mark)
			return at + lowest(mark);
		before = slash >> 63;
	}
	return n;
}
