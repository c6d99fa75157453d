/*
 * journal/tree - see tree.h. The algorithms are those of RFC 9162 §2.1, word
 * for word where they check, so that a reader can lay them side by side.
 */
#include "journal/tree.h"

#include "base/buf.h"

struct sha256 tree_leaf(struct str entry)
{
	return sha256_of2((struct str){"\0", 1}, entry);
}

struct sha256 tree_node(const struct sha256 *left, const struct sha256 *right)
{
	return sha256_of3(
	    (struct str){"\1", 1}, sha256_str(left), sha256_str(right));
}

void tree_append_full(
    struct tree *t, const struct sha256 *leaf, struct tree_full *ret)
{
	struct sha256 x = *leaf;
	unsigned height = 0;

	ret->n = 0;
	for (uint64_t k = t->size; k & 1; k >>= 1) {
		x = tree_node(&t->stack[--t->n], &x);
		if (++height % 8 == 0)
			ret->h[ret->n++] = x;
	}
	t->stack[t->n++] = x;
	t->size++;
}

void tree_append(struct tree *t, const struct sha256 *leaf)
{
	struct tree_full full;

	tree_append_full(t, leaf, &full);
}

struct sha256 tree_root(const struct tree *t)
{
	if (t->n == 0)
		return sha256_of(STR(""));
	struct sha256 r = t->stack[t->n - 1];
	for (size_t i = t->n - 1; i > 0; i--)
		r = tree_node(&t->stack[i - 1], &r);
	return r;
}

struct str tree_stack(const struct tree *t)
{
	return (struct str){(const char *)t->stack, t->n * SHA256_BYTES};
}

bool tree_resume(
    uint64_t size, struct str stack, struct tree *ret, struct err *e)
{
	size_t n = 0;

	for (uint64_t k = size; k; k &= k - 1) /* one hash per set bit */
		n++;
	if (stack.n != n * SHA256_BYTES)
		return fail(e, ERR_TAMPERED,
		    "記録の先頭（木の右端）が件数 %llu と合いません。",
		    "The journal's head (right edge of the tree) does not fit "
		    "its %llu entries.",
		    (unsigned long long)size);
	ret->size = size;
	ret->n = n;
	if (n)
		memcpy(ret->stack, stack.p, stack.n);
	return true;
}

/* The largest power of two below n; n > 1. */
static uint64_t split(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

static bool is_power(uint64_t n)
{
	return n && (n & (n - 1)) == 0;
}

/* n is a power of two up to 256; h is used up. */
static struct sha256 fold(struct sha256 *h, size_t n)
{
	for (; n > 1; n /= 2)
		for (size_t i = 0; i < n / 2; i++)
			h[i] = tree_node(&h[2 * i], &h[2 * i + 1]);
	return h[0];
}

/* The hash of a complete subtree: n leaves, a power of two, from at. */
static bool complete(const struct tree_source *s, uint64_t at, uint64_t n,
    struct sha256 *ret, struct err *e)
{
	struct sha256 h[TREE_TILE_WIDTH];
	unsigned height = (unsigned)__builtin_ctzll(n);
	unsigned level = height / 8;
	size_t width = (size_t)1 << (height % 8);

	if (!s->hashes(s->ctx, level, at >> (8 * level), width, h, e))
		return false;
	*ret = fold(h, width);
	return true;
}

/* MTH(D[at:at+n]), n > 0, `at` a multiple of the subtree it begins. */
static bool range(const struct tree_source *s, uint64_t at, uint64_t n,
    struct sha256 *ret, struct err *e)
{
	struct sha256 left[64];
	size_t lefts = 0;

	while (!is_power(n)) {
		uint64_t k = split(n);
		if (!complete(s, at, k, &left[lefts++], e))
			return false;
		at += k;
		n -= k;
	}
	struct sha256 r;
	if (!complete(s, at, n, &r, e))
		return false;
	while (lefts > 0)
		r = tree_node(&left[--lefts], &r);
	*ret = r;
	return true;
}

static bool leaves_hashes(void *ctx, unsigned level, uint64_t first, size_t n,
    struct sha256 *ret, struct err *e)
{
	struct tree_leaves *l = ctx;
	uint64_t each = level < 8 ? UINT64_C(1) << (8 * level) : 0;

	if (each == 0 || first > l->n / each || n > l->n / each - first)
		return fail(e, ERR_MISSING,
		    "記録 %llu 番はまだありません。",
		    "There is no journal entry %llu yet.",
		    (unsigned long long)first);
	for (size_t i = 0; i < n; i++) {
		struct tree t = {0};
		for (uint64_t k = 0; k < each; k++)
			tree_append(&t, &l->a[(first + i) * each + k]);
		ret[i] = tree_root(&t);
	}
	return true;
}

struct tree_source tree_source_leaves(struct tree_leaves *leaves)
{
	return (struct tree_source){leaves_hashes, leaves};
}

bool tree_root_at(const struct tree_source *s, uint64_t size,
    struct sha256 *ret, struct err *e)
{
	if (size > 0)
		return range(s, 0, size, ret, e);
	*ret = sha256_of(STR(""));
	return true;
}

static void reverse(struct tree_path *p)
{
	for (size_t i = 0; i < p->n / 2; i++) {
		struct sha256 x = p->h[i];
		p->h[i] = p->h[p->n - 1 - i];
		p->h[p->n - 1 - i] = x;
	}
}

bool tree_prove_inclusion(const struct tree_source *s, uint64_t index,
    uint64_t size, struct tree_path *ret, struct err *e)
{
	struct tree_path p = {0};
	uint64_t at = 0;

	if (index >= size || size > INT64_MAX)
		return fail(e, ERR_MISSING,
		    "記録 %llu 番は、%llu 件の記録の中にありません。",
		    "Entry %llu is not among the first %llu entries.",
		    (unsigned long long)index, (unsigned long long)size);
	while (size > 1) { /* from the root down, the sibling each time */
		uint64_t k = split(size);
		bool left = index - at < k;
		uint64_t from = left ? at + k : at;
		uint64_t n = left ? size - k : k;
		if (!range(s, from, n, &p.h[p.n++], e))
			return false;
		at = left ? at : at + k;
		size = left ? k : size - k;
	}
	reverse(&p);
	*ret = p;
	return true;
}

bool tree_prove_consistency(const struct tree_source *s, uint64_t from,
    uint64_t to, struct tree_path *ret, struct err *e)
{
	struct tree_path p = {0};
	uint64_t at = 0, m = from, n = to;

	if (from == 0 || from > to || to > INT64_MAX)
		return fail(e, ERR_MISSING,
		    "%llu 件から %llu 件への続きは証明できません。",
		    "There is no proof from %llu entries to %llu.",
		    (unsigned long long)from, (unsigned long long)to);
	while (m < n) { /* SUBPROOF, from the root down */
		uint64_t k = split(n);
		bool left = m <= k;
		uint64_t other = left ? at + k : at;
		if (!range(s, other, left ? n - k : k, &p.h[p.n++], e))
			return false;
		at = left ? at : at + k;
		m = left ? m : m - k;
		n = left ? k : n - k;
	}
	/* The old tree itself is known when it is the whole left edge. */
	if (at > 0 && !range(s, at, n, &p.h[p.n++], e))
		return false;
	reverse(&p);
	*ret = p;
	return true;
}

bool tree_check_inclusion(const struct sha256 *leaf, uint64_t index,
    uint64_t size, const struct tree_path *path, struct str root)
{
	struct sha256 r = *leaf;

	if (index >= size || path->n > TREE_PATH_MAX)
		return false;
	uint64_t fn = index, sn = size - 1;
	for (size_t i = 0; i < path->n; i++) {
		if (sn == 0)
			return false;
		if (!(fn & 1) && fn != sn) {
			r = tree_node(&r, &path->h[i]);
		} else {
			r = tree_node(&path->h[i], &r);
			while (!(fn & 1) && fn) {
				fn >>= 1;
				sn >>= 1;
			}
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && str_eq(sha256_str(&r), root);
}

/* Both roots made anew from the proof; h is its hashes, h[0] the start. */
static bool walk(struct tree_claim from, struct tree_claim to,
    const struct sha256 *h, size_t n)
{
	uint64_t fn = from.size - 1, sn = to.size - 1;
	struct sha256 fr = h[0], sr = h[0];

	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	for (size_t i = 1; i < n; i++) {
		if (sn == 0)
			return false;
		if (!(fn & 1) && fn != sn) {
			sr = tree_node(&sr, &h[i]);
		} else {
			fr = tree_node(&h[i], &fr);
			sr = tree_node(&h[i], &sr);
			while (!(fn & 1) && fn) {
				fn >>= 1;
				sn >>= 1;
			}
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && str_eq(sha256_str(&fr), from.root) &&
	       str_eq(sha256_str(&sr), to.root);
}

bool tree_check_consistency(struct tree_claim from, struct tree_claim to,
    const struct tree_path *path)
{
	struct sha256 h[TREE_PATH_MAX + 1];
	size_t n = 0;

	if (from.size == 0 || from.size > to.size || path->n > TREE_PATH_MAX)
		return false;
	if (from.size == to.size)
		return path->n == 0 && str_eq(from.root, to.root);
	if (path->n == 0)
		return false;
	if (is_power(from.size)) {
		if (from.root.n != SHA256_BYTES)
			return false;
		memcpy(h[n++].b, from.root.p, SHA256_BYTES);
	}
	memcpy(&h[n], path->h, path->n * sizeof(*h));
	return walk(from, to, h, n + path->n);
}

unsigned tree_tile_width(uint64_t size, unsigned level, uint64_t index)
{
	uint64_t n = level < 8 ? size >> (8 * level) : 0;

	if (index >= n / TREE_TILE_WIDTH + 1)
		return 0;
	if (index < n / TREE_TILE_WIDTH)
		return TREE_TILE_WIDTH;
	return (unsigned)(n % TREE_TILE_WIDTH);
}

struct str tree_tile_path(
    struct arena *a, int level, uint64_t index, unsigned width)
{
	struct buf b = buf_begin(a, 128);
	unsigned group[7];
	int n = 0;

	do {
		group[n++] = (unsigned)(index % 1000);
		index /= 1000;
	} while (index > 0);
	if (level < 0)
		BUF_LIT(&b, "tile/entries");
	else
		buf_printf(&b, "tile/%d", level);
	while (n-- > 0)
		buf_printf(&b, "/%s%03u", n > 0 ? "x" : "", group[n]);
	if (width != TREE_TILE_WIDTH)
		buf_printf(&b, ".p/%u", width);
	return buf_str(&b);
}

bool tree_tile(const struct tree_source *s, uint64_t size, unsigned level,
    uint64_t index, struct sha256 *ret, struct err *e)
{
	unsigned width = tree_tile_width(size, level, index);

	if (width == 0)
		return fail(e, ERR_MISSING,
		    "その番号の木の断片（tile）はありません。",
		    "There is no tile of that number.");
	return s->hashes(
	    s->ctx, level, index * TREE_TILE_WIDTH, width, ret, e);
}
