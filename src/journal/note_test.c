/*
 * journal/note, checkpoint and proof against published notes and those of
 * another implementation, and against small changes of them.
 */
#include "journal/note.h"

#include "base/file.h"
#include "base/json.h"
#include "base/test.h"
#include "journal/checkpoint.h"
#include "journal/proof.h"

enum { FILE_MAX = 1 << 20 };

static const struct json *shared(struct arena *a, const char *name)
{
	const char *path = test_shared(name);
	const struct json *v = NULL;
	struct str text;
	struct err e = {0};

	if (!path)
		return NULL;
	ck_ok(file_read(a, path, FILE_MAX, &text, &e), &e);
	ck_ok(json_parse(a, text, FILE_MAX, &v, &e), &e);
	return v;
}

static struct sign_key key_of(unsigned char first)
{
	unsigned char seed[SIGN_SEED_BYTES] = {first};
	struct sign_key k;

	sign_key_from(&k, seed);
	return k;
}

TEST(the_published_note_opens_and_a_changed_one_does_not)
{
	AUTO(arena_end) struct arena a = {0};
	const struct json *v =
	    shared(&a, "standards/tlog/signed-note.json");
	struct note_key key;
	struct note n;
	struct err e = {0};

	if (!v)
		return;
	struct str vkey = json_get_str(v, "vkey");
	struct str text = json_get_str(v, "note");
	ck_ok(note_vkey_parse(&a, vkey, &key, &e), &e);
	ck_assert(str_eq(note_vkey(&a, &key), vkey));
	ck_ok(note_parse(&a, text, &n, &e), &e);
	ck_str(n.text, "This is an example message.\n");
	ck_ok(note_check(&n, &key, 1, &e), &e);
	ck_assert(str_eq(note_format(&a, &n), text));

	struct str other = arena_str(&a, text);
	((char *)other.p)[0] ^= 1;
	ck_ok(note_parse(&a, other, &n, &e), &e);
	ck_assert(!note_check(&n, &key, 1, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
}
END

static struct sign_key key_of_hex(struct arena *a, struct str hex)
{
	struct str seed;
	struct sign_key k;

	ck_assert(hex_decode(a, hex, &seed) && seed.n == SIGN_SEED_BYTES);
	sign_key_from(&k, (const unsigned char *)seed.p);
	return k;
}

TEST(checkpoint_and_cosignature_are_the_bytes_of_another_implementation)
{
	AUTO(arena_end) struct arena a = {0};
	const struct json *v =
	    shared(&a, "standards/tlog/xmod-vectors.json");
	struct note_key log, witness;
	struct checkpoint c;
	struct note n, mine;
	struct err e = {0};
	int64_t at = 0;

	if (!v)
		return;
	struct str want = json_get_str(v, "checkpoint");
	ck_ok(note_vkey_parse(&a, json_get_str(v, "log_vkey"), &log, &e), &e);
	ck_ok(checkpoint_open(&a, want, &log, &n, &c, &e), &e);
	ck_assert_uint_eq(c.size, 700);
	struct sign_key k = key_of_hex(&a, json_get_str(v, "log_seed_hex"));
	ck_ok(checkpoint_sign(&a, &c, &k, &mine, &e), &e);
	ck_assert(str_eq(note_format(&a, &mine), want));

	k = key_of_hex(&a, json_get_str(v, "witness_seed_hex"));
	ck_ok(note_vkey_parse(
	          &a, json_get_str(v, "witness_vkey"), &witness, &e),
	    &e);
	ck_ok(checkpoint_cosign(&a, &mine, witness.name, 1775001600, &k, &e),
	    &e);
	struct str line = note_sig_line(&a, &mine.sigs[1]);
	ck_assert(str_eq(
	    str_trim(line), str_trim(json_get_str(v, "cosignature_line"))));
	ck_ok(checkpoint_check_cosigned(&a, &mine, &witness, &at, &e), &e);
	ck_assert_int_eq(at, 1775001600);
	ck_assert(!checkpoint_check_cosigned(&a, &n, &witness, &at, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
}
END

TEST(a_changed_cosignature_time_is_noticed)
{
	AUTO(arena_end) struct arena a = {0};
	struct sign_key k = key_of(3);
	struct checkpoint c = {STR("city.example/shodo"), 9, {{1}}};
	struct note_key w =
	    note_key_of(STR("pref.example/w"), NOTE_COSIGNATURE, k.public);
	struct note n;
	struct err e = {0};
	int64_t at = 0;

	ck_ok(checkpoint_sign(&a, &c, &k, &n, &e), &e);
	ck_ok(checkpoint_cosign(&a, &n, w.name, 1800000000, &k, &e), &e);
	ck_ok(checkpoint_check_cosigned(&a, &n, &w, &at, &e), &e);
	((char *)n.sigs[1].bytes.p)[7] ^= 1;
	ck_assert(!checkpoint_check_cosigned(&a, &n, &w, &at, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
}
END

TEST(what_is_no_note_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const bad[] = {"", "\n", "text\n", "text\n\n",
	    "text\n\nx\n", "text\n\n— a AAAAAAA=",
	    "text\n\n— a AAAAAAA\n", "text\n\n— a+b AAAAAAA=\n",
	    "text\n\n—  AAAAAAA=\n", "te\txt\n\n— a AAAAAAA=\n",
	    "te\xfft\n\n— a AAAAAAA=\n", "text\n\n— a AAAA\n"};
	struct note n;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = {0};
		ck_assert_msg(
		    !note_parse(&a, str_of(bad[i]), &n, &e), "%zu", i);
		ck_assert_int_eq(e.kind, ERR_INPUT);
	}
	struct err e = {0};
	ck_ok(note_parse(&a, STR("a\n\nb\n\n— a AAAAAAA=\n"), &n, &e), &e);
	ck_str(n.text, "a\n\nb\n");
}
END

TEST(only_a_known_signature_counts)
{
	AUTO(arena_end) struct arena a = {0};
	struct sign_key k = key_of(1), other = key_of(2);
	struct note n = {.text = STR("text\n")};
	struct err e = {0};

	ck_ok(note_sign(&a, &n, STR("one"), &k, &e), &e);
	struct note_key keys[2] = {
	    note_key_of(STR("two"), NOTE_ED25519, other.public),
	    note_key_of(STR("one"), NOTE_ED25519, k.public)};
	ck_ok(note_check(&n, keys, 2, &e), &e);
	ck_assert(!note_check(&n, keys, 1, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	e = (struct err){0};
	ck_assert(!note_sign(&a, &n, STR("a b"), &k, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
	ck_assert(!note_name_is(STR("a\xe3\x80\x80" "b"))); /* U+3000 */
	ck_assert(note_name_is(STR("city.example.lg.jp/shodo/2")));
}
END

TEST(a_vkey_whose_id_is_not_its_own_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	struct sign_key k = key_of(1);
	struct note_key key = note_key_of(STR("n"), NOTE_ED25519, k.public);
	struct note_key out;
	struct err e = {0};

	ck_ok(note_vkey_parse(&a, note_vkey(&a, &key), &out, &e), &e);
	ck_assert_uint_eq(out.id, key.id);
	key.id ^= 1;
	ck_assert(!note_vkey_parse(&a, note_vkey(&a, &key), &out, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
}
END

TEST(a_checkpoint_is_three_lines_and_no_more)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const bad[] = {"o\n1\n", "o\n01\nAAAA\n",
	    "o\n-1\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n",
	    "o\n01\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n",
	    "o\n1\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\nmore\n",
	    "o o\n1\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n"};
	struct checkpoint c;
	struct err e = {0};

	ck_ok(checkpoint_parse(&a,
	          STR("o\n1\nqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=\n"),
	          &c, &e),
	    &e);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_msg(!checkpoint_parse(
		                  &a, str_of(bad[i]), &c, &(struct err){0}),
		    "%zu", i);
}
END

TEST(a_journal_that_went_back_is_not_signed_again)
{
	struct checkpoint last = {STR("o"), 5, {{1}}}, now = last;
	struct sha256 root = last.root;
	struct err e = {0};

	now.size = 7;
	ck_ok(checkpoint_may_follow(&last, &now, &root, &e), &e);
	now.size = 4;
	ck_assert(!checkpoint_may_follow(&last, &now, &root, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	now.size = 7;
	root.b[0] ^= 1;
	ck_assert(!checkpoint_may_follow(
	    &last, &now, &root, &(struct err){0}));
	now.origin = STR("p");
	ck_assert(!checkpoint_may_follow(
	    &last, &now, &last.root, &(struct err){0}));
}
END

/* A proof for entry `index` of n entries "entry-<i>". */
static struct proof make_proof(
    struct arena *a, const struct sign_key *k, size_t index, size_t n)
{
	struct sha256 *h = ARENA_ARRAY(a, n, struct sha256);
	struct tree_leaves leaves = {h, n};
	struct proof p = {.index = index, .extra = STR("x")};
	struct checkpoint c = {STR("o"), n, {{0}}};
	struct note note;
	struct err e = {0};

	for (size_t i = 0; i < n; i++)
		h[i] = tree_leaf(arena_printf(a, "entry-%zu", i));
	struct tree_source s = tree_source_leaves(&leaves);
	ck_ok(tree_root_at(&s, n, &c.root, &e), &e);
	ck_ok(tree_prove_inclusion(&s, index, n, &p.path, &e), &e);
	ck_ok(checkpoint_sign(a, &c, k, &note, &e), &e);
	p.checkpoint = note_format(a, &note);
	return p;
}

TEST(a_proof_file_stands_by_itself)
{
	AUTO(arena_end) struct arena a = {0};
	struct sign_key k = key_of(1);
	struct note_key log = note_key_of(STR("o"), NOTE_ED25519, k.public);
	struct proof p = make_proof(&a, &k, 5, 11), q;
	struct checkpoint c;
	struct err e = {0};

	struct str text = proof_format(&a, &p);
	ck_ok(proof_parse(&a, text, &q, &e), &e);
	ck_assert(str_eq(proof_format(&a, &q), text));
	ck_ok(proof_check(&a, &q, STR("entry-5"), &log, &c, &e), &e);
	ck_assert_uint_eq(c.size, 11);
	ck_assert(!proof_check(&a, &q, STR("entry-6"), &log, &c, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	q.index = 6;
	ck_assert(!proof_check(
	    &a, &q, STR("entry-5"), &log, &c, &(struct err){0}));
	log.name = STR("p");
	ck_assert(!proof_check(
	    &a, &p, STR("entry-5"), &log, &c, &(struct err){0}));
}
END

TEST(what_is_no_proof_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	static const char *const bad[] = {"", "c2sp.org/tlog-proof@v1\n",
	    "c2sp.org/tlog-proof@v2\nindex 1\n\no\n",
	    "c2sp.org/tlog-proof@v1\nindex 01\n\no\n",
	    "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\no\n",
	    "c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\no\n",
	    "c2sp.org/tlog-proof@v1\nindex 1\n\n"};
	struct proof p;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = {0};
		ck_assert_msg(
		    !proof_parse(&a, str_of(bad[i]), &p, &e), "%zu", i);
		ck_assert_int_eq(e.kind, ERR_INPUT);
	}
}
END

TEST_MAIN("journal/note",
    the_published_note_opens_and_a_changed_one_does_not,
    checkpoint_and_cosignature_are_the_bytes_of_another_implementation,
    a_changed_cosignature_time_is_noticed, what_is_no_note_is_refused,
    only_a_known_signature_counts,
    a_vkey_whose_id_is_not_its_own_is_refused,
    a_checkpoint_is_three_lines_and_no_more,
    a_journal_that_went_back_is_not_signed_again,
    a_proof_file_stands_by_itself, what_is_no_proof_is_refused)
