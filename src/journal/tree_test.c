/*
 * journal/tree against published vectors: 196 probes of two verifiers, 701
 * roots, proofs and tiles of another implementation, and the hostile edges.
 */
#include "journal/tree.h"

#include "base/file.h"
#include "base/json.h"
#include "base/test.h"

enum { FILE_MAX = 1 << 20, N = 700 };

static struct str read_shared(struct arena *a, const char *name)
{
	const char *path = test_shared(name);
	struct str text = {0};
	struct err e = {0};

	if (path)
		ck_ok(file_read(a, path, FILE_MAX, &text, &e), &e);
	return text;
}

static struct str bytes_of(struct arena *a, struct str base64)
{
	struct str out = {0};

	ck_assert(base64_decode(a, base64, &out));
	return out;
}

/* The door for hashes from outside: 32 bytes or refused. */
static bool to_hash(struct str bytes, struct sha256 *ret)
{
	if (bytes.n != SHA256_BYTES)
		return false;
	memcpy(ret->b, bytes.p, SHA256_BYTES);
	return true;
}

static bool to_path(
    struct arena *a, const struct json *list, struct tree_path *ret)
{
	*ret = (struct tree_path){0};
	for (size_t i = 0; list && i < list->n; i++)
		if (ret->n == TREE_PATH_MAX ||
		    !to_hash(bytes_of(a, list->items[i].s),
		        &ret->h[ret->n++]))
			return false;
	return true;
}

/* The integer of a probe; 2^64-1 is too large for JSON integers here. */
static struct str mend_huge(struct arena *a, struct str line)
{
	struct str huge = STR("18446744073709551615");
	ptrdiff_t at = str_find(line, huge);

	if (at < 0)
		return line;
	struct str tail = str_from(line, (size_t)at + huge.n);
	return arena_printf(
	    a, "%.*s-1%.*s", (int)at, line.p, STR_ARG(tail));
}

static bool inclusion(struct arena *a, const struct json *probe)
{
	struct tree_path path;
	struct sha256 leaf;

	return to_hash(bytes_of(a, json_get_str(probe, "leafHash")), &leaf) &&
	       to_path(a, json_get(probe, "proof"), &path) &&
	       tree_check_inclusion(&leaf,
	           (uint64_t)json_get_int(probe, "leafIdx", 0),
	           (uint64_t)json_get_int(probe, "treeSize", 0), &path,
	           bytes_of(a, json_get_str(probe, "root")));
}

static struct tree_claim claim(struct arena *a, const struct json *probe,
    const char *size, const char *root)
{
	return (struct tree_claim){(uint64_t)json_get_int(probe, size, 0),
	    bytes_of(a, json_get_str(probe, root))};
}

static bool consistency(struct arena *a, const struct json *probe)
{
	struct tree_path path;

	return to_path(a, json_get(probe, "proof"), &path) &&
	       tree_check_consistency(claim(a, probe, "size1", "root1"),
	           claim(a, probe, "size2", "root2"), &path);
}

static int probes(const char *name,
    bool (*run)(struct arena *, const struct json *))
{
	AUTO(arena_end) struct arena a = {0};
	struct str text = read_shared(&a, name), line;
	struct err e = {0};
	int n = 0;

	while (str_cut(&text, '\n', &line)) {
		const struct json *probe;
		ck_ok(json_parse(
		          &a, mend_huge(&a, line), FILE_MAX, &probe, &e),
		    &e);
		bool want = !json_get_bool(probe, "wantErr", false);
		ck_assert_msg(run(&a, probe) == want, "%.*s",
		    STR_ARG(json_get_str(probe, "file")));
		n++;
	}
	return n;
}

TEST(both_verifiers_agree_with_the_published_probes)
{
	if (!test_shared("standards/tlog/rfc6962-inclusion.jsonl"))
		return;
	ck_assert_int_eq(
	    probes("standards/tlog/rfc6962-inclusion.jsonl", inclusion), 98);
	ck_assert_int_eq(
	    probes("standards/tlog/rfc6962-consistency.jsonl", consistency),
	    98);
}
END

static struct sha256 *leaves_of(struct arena *a, size_t n)
{
	struct sha256 *h = ARENA_ARRAY(a, n, struct sha256);

	for (size_t i = 0; i < n; i++)
		h[i] = tree_leaf(arena_printf(a, "shodo-entry-%zu", i));
	return h;
}

static const struct json *vectors(struct arena *a)
{
	struct str text = read_shared(a, "standards/tlog/xmod-vectors.json");
	const struct json *v = NULL;
	struct err e = {0};

	if (text.n)
		ck_ok(json_parse(a, text, FILE_MAX, &v, &e), &e);
	return v;
}

TEST(roots_of_every_size_are_those_of_another_implementation)
{
	AUTO(arena_end) struct arena a = {0};
	const struct json *v = vectors(&a);
	const struct json *roots = json_get(v, "roots_by_size");
	struct tree t = {0};
	struct sha256 *h = leaves_of(&a, N);
	struct tree_leaves leaves = {h, N};
	struct tree_source s = tree_source_leaves(&leaves);
	struct err e = {0};

	for (size_t i = 0; roots && i < roots->n; i++) {
		struct sha256 root = tree_root(&t), again;
		struct str hex = hex_encode(&a, sha256_str(&root));
		ck_assert(str_eq(hex, roots->items[i].s));
		ck_ok(tree_root_at(&s, i, &again, &e), &e);
		ck_assert(sha256_eq(&root, &again));
		if (i < N)
			tree_append(&t, &h[i]);
	}
	ck_assert(!v || roots->n == N + 1);
}
END

static void same_path(
    struct arena *a, const struct json *want, const struct tree_path *got)
{
	ck_assert_uint_eq(want && want->kind == JSON_KIND_ARRAY ? want->n : 0,
	    got->n);
	for (size_t i = 0; i < got->n; i++)
		ck_assert(str_eq(bytes_of(a, want->items[i].s),
		    sha256_str(&got->h[i])));
}

TEST(proofs_are_the_bytes_of_another_implementation)
{
	AUTO(arena_end) struct arena a = {0};
	const struct json *v = vectors(&a), *p;
	struct tree_leaves leaves = {leaves_of(&a, N), N};
	struct tree_source s = tree_source_leaves(&leaves);
	struct tree_path path;
	struct err e = {0};

	p = json_get(v, "inclusion");
	for (size_t i = 0; p && i < p->n; i++) {
		const struct json *x = &p->items[i];
		ck_ok(tree_prove_inclusion(&s,
		          (uint64_t)json_get_int(x, "Index", -1),
		          (uint64_t)json_get_int(x, "Size", -1), &path, &e),
		    &e);
		same_path(&a, json_get(x, "Proof"), &path);
	}
	p = json_get(v, "consistency");
	for (size_t i = 0; p && i < p->n; i++) {
		const struct json *x = &p->items[i];
		ck_ok(tree_prove_consistency(&s,
		          (uint64_t)json_get_int(x, "Size1", -1),
		          (uint64_t)json_get_int(x, "Size2", -1), &path, &e),
		    &e);
		same_path(&a, json_get(x, "Proof"), &path);
	}
	p = json_get(v, "tiles_of_final_tree");
	ck_assert(!v || (p && p->n == 4));
}
END

/* tile/<level>/<number>[.p/<width>] of a small tree: number below 1000. */
static void check_tile(struct arena *a, const struct tree_source *s,
    const struct json *want)
{
	struct sha256 h[TREE_TILE_WIDTH];
	struct str path = json_get_str(want, "Path");
	struct err e = {0};
	unsigned level = (unsigned)(path.p[5] - '0');
	uint64_t index = (uint64_t)(path.p[9] - '0');

	ck_ok(tree_tile(s, N, level, index, h, &e), &e);
	unsigned width = tree_tile_width(N, level, index);
	ck_assert_msg(str_eq(tree_tile_path(a, (int)level, index, width),
	                  path),
	    "%.*s", STR_ARG(path));
	struct sha256 sum = sha256_of(
	    (struct str){(const char *)h, width * SHA256_BYTES});
	struct str hex = hex_encode(a, sha256_str(&sum));
	ck_assert(str_eq(hex, json_get_str(want, "Sha256")));
}

TEST(tiles_are_the_bytes_of_another_implementation)
{
	AUTO(arena_end) struct arena a = {0};
	const struct json *tiles =
	    json_get(vectors(&a), "tiles_of_final_tree");
	struct tree_leaves leaves = {leaves_of(&a, N), N};
	struct tree_source s = tree_source_leaves(&leaves);

	for (size_t i = 0; tiles && i < tiles->n; i++)
		check_tile(&a, &s, &tiles->items[i]);
}
END

TEST(the_tree_of_the_reference_logs_has_their_roots)
{
	AUTO(arena_end) struct arena a = {0};
	struct str text = read_shared(&a, "standards/tlog/ct-8leaf.json");
	const struct json *v = NULL;
	struct tree t = {0};
	struct err e = {0};

	if (!text.n)
		return;
	ck_ok(json_parse(&a, text, FILE_MAX, &v, &e), &e);
	const struct json *in = json_get(v, "leaf_inputs_hex");
	for (size_t i = 0; i <= in->n; i++) {
		struct sha256 root = tree_root(&t);
		struct str size = arena_printf(&a, "%zu", i);
		struct str hex = hex_encode(&a, sha256_str(&root));
		ck_assert(str_eq(hex,
		    json_get_str(json_get(v, "roots_by_size"), size.p)));
		if (i == in->n)
			break;
		struct str leaf;
		ck_assert(hex_decode(&a, in->items[i].s, &leaf));
		root = tree_leaf(leaf);
		tree_append(&t, &root);
	}
}
END

TEST(every_proof_of_every_small_tree_verifies_and_no_other)
{
	AUTO(arena_end) struct arena a = {0};
	enum { SMALL = 70 };
	struct sha256 *h = leaves_of(&a, SMALL);
	struct tree_leaves leaves = {h, SMALL};
	struct tree_source s = tree_source_leaves(&leaves);
	struct tree_path p;
	struct sha256 root, old;
	struct err e = {0};

	for (uint64_t n = 1; n <= SMALL; n++) {
		ck_ok(tree_root_at(&s, n, &root, &e), &e);
		struct tree_claim now = {n, sha256_str(&root)};
		for (uint64_t i = 0; i < n; i++) {
			ck_ok(tree_prove_inclusion(&s, i, n, &p, &e), &e);
			ck_assert(tree_check_inclusion(
			    &h[i], i, n, &p, now.root));
			ck_assert(!tree_check_inclusion(
			    &h[(i + 1) % SMALL], i, n, &p, now.root));
			ck_assert(n == 1 || !tree_check_inclusion(&h[i],
			                        (i + 1) % n, n, &p, now.root));
			ck_ok(tree_root_at(&s, i + 1, &old, &e), &e);
			struct tree_claim was = {i + 1, sha256_str(&old)};
			ck_ok(tree_prove_consistency(&s, i + 1, n, &p, &e),
			    &e);
			ck_assert(tree_check_consistency(was, now, &p));
			old.b[7] ^= 1;
			ck_assert(!tree_check_consistency(was, now, &p));
		}
	}
}
END

TEST(a_stack_resumes_only_at_its_own_size)
{
	AUTO(arena_end) struct arena a = {0};
	struct sha256 *h = leaves_of(&a, 300);
	struct tree t = {0}, again = {0};
	struct err e = {0};

	for (size_t i = 0; i < 299; i++)
		tree_append(&t, &h[i]);
	ck_ok(tree_resume(299, tree_stack(&t), &again, &e), &e);
	tree_append(&t, &h[299]);
	tree_append(&again, &h[299]);
	struct sha256 x = tree_root(&t), y = tree_root(&again);
	ck_assert(sha256_eq(&x, &y));
	ck_assert(!tree_resume(301, tree_stack(&t), &again, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
}
END

TEST(full_tiles_appear_as_the_tree_grows)
{
	AUTO(arena_end) struct arena a = {0};
	enum { MANY = 65536 + 300 };
	struct tree_leaves leaves = {leaves_of(&a, MANY), MANY};
	struct tree_source s = tree_source_leaves(&leaves);
	struct tree t = {0};
	unsigned seen[3] = {0};

	for (size_t i = 0; i < MANY; i++) {
		struct tree_full full;
		tree_append_full(&t, &leaves.a[i], &full);
		for (unsigned k = 0; k < full.n; k++) {
			uint64_t at = (t.size >> (8 * (k + 1))) - 1;
			struct sha256 want;
			struct err e = {0};
			ck_ok(s.hashes(s.ctx, k + 1, at, 1, &want, &e), &e);
			ck_assert(sha256_eq(&want, &full.h[k]));
			ck_assert_uint_eq(at, seen[k + 1]++);
		}
	}
	ck_assert_uint_eq(seen[1], 257);
	ck_assert_uint_eq(seen[2], 1);
}
END

TEST(what_is_not_there_has_no_proof)
{
	AUTO(arena_end) struct arena a = {0};
	struct tree_leaves leaves = {leaves_of(&a, 5), 5};
	struct tree_source s = tree_source_leaves(&leaves);
	struct sha256 h[TREE_TILE_WIDTH];
	struct tree_path p;
	struct err e = {0};

	ck_assert(!tree_prove_inclusion(&s, 5, 5, &p, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
	ck_assert(!tree_prove_inclusion(&s, 0, 6, &p, &(struct err){0}));
	ck_assert(!tree_prove_consistency(&s, 0, 5, &p, &(struct err){0}));
	ck_assert(!tree_prove_consistency(&s, 6, 5, &p, &(struct err){0}));
	ck_assert(!tree_tile(&s, 5, 1, 0, h, &(struct err){0}));
	ck_assert_uint_eq(tree_tile_width(700, 0, 2), 188);
	ck_assert_uint_eq(tree_tile_width(700, 0, 3), 0);
	ck_assert_uint_eq(tree_tile_width(512, 0, 2), 0);
	ck_str(tree_tile_path(&a, -1, 1234067, 256),
	    "tile/entries/x001/x234/067");
	ck_str(tree_tile_path(&a, 2, 5, 3), "tile/2/005.p/3");
}
END

TEST_MAIN("journal/tree", both_verifiers_agree_with_the_published_probes,
    roots_of_every_size_are_those_of_another_implementation,
    proofs_are_the_bytes_of_another_implementation,
    tiles_are_the_bytes_of_another_implementation,
    the_tree_of_the_reference_logs_has_their_roots,
    every_proof_of_every_small_tree_verifies_and_no_other,
    a_stack_resumes_only_at_its_own_size,
    full_tiles_appear_as_the_tree_grows, what_is_not_there_has_no_proof)
