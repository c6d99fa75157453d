/*
 * journal/witness - the table of tlog-witness: every answer, and that nothing
 * but a cosignature moves what the witness knows.
 */
#include "journal/witness.h"

#include "base/buf.h"
#include "base/test.h"

enum { N = 20 };
#define ORIGIN "city.example.lg.jp/shodo"
#define WITNESS "pref.example.lg.jp/witness"

struct scene {
	struct arena a;
	struct sign_key city, pref;
	struct note_key log, witness;
	struct sha256 leaf[N];
};

static void begin(struct scene *s)
{
	unsigned char seed[SIGN_SEED_BYTES] = {1};

	*s = (struct scene){0};
	sign_key_from(&s->city, seed);
	seed[0] = 2;
	sign_key_from(&s->pref, seed);
	s->log = note_key_of(STR(ORIGIN), NOTE_ED25519, s->city.public);
	s->witness =
	    note_key_of(STR(WITNESS), NOTE_COSIGNATURE, s->pref.public);
	for (int i = 0; i < N; i++)
		s->leaf[i] = tree_leaf(arena_printf(&s->a, "entry-%d", i));
}

/* A request from `old` to `size`, signed by key. */
static struct witness_ask ask(
    struct scene *s, uint64_t old, uint64_t size, const struct sign_key *key)
{
	struct tree_leaves leaves = {s->leaf, N};
	struct tree_source source = tree_source_leaves(&leaves);
	struct checkpoint c = {STR(ORIGIN), size, {{0}}};
	struct witness_ask w = {.old = old};
	struct note n;
	struct err e = {0};

	ck_ok(tree_root_at(&source, size, &c.root, &e), &e);
	ck_ok(checkpoint_sign(&s->a, &c, key, &n, &e), &e);
	w.note = note_format(&s->a, &n);
	if (old > 0 && old <= size)
		ck_ok(tree_prove_consistency(&source, old, size, &w.path, &e),
		    &e);
	return w;
}

/* Sends it as bytes; the answer, and that *st moved only with 200. */
static int send(struct scene *s, const struct witness_ask *w,
    const struct note_key *log, struct witness_state *st, struct note *note)
{
	struct witness_state before = *st;
	struct witness_ask again;
	struct err e = {0};

	struct str body = witness_format(&s->a, w);
	ck_ok(witness_parse(&s->a, body, &again, &e), &e);
	ck_assert(str_eq(witness_format(&s->a, &again), body));
	int answer = (int)witness_decide(&s->a, &again, log, st, note, &e);
	ck_assert((answer == 200) == (e.kind == ERR_NONE));
	ck_assert(answer == 200 || (e.ja[0] && e.en[0]));
	if (answer != 200)
		ck_assert(st->size == before.size &&
		    sha256_eq(&st->root, &before.root));
	return answer;
}

TEST(a_growing_journal_is_cosigned_step_by_step)
{
	struct scene s;
	struct witness_state st = {0};
	struct note n;
	struct err e = {0};
	int64_t at = 0;

	begin(&s);
	for (uint64_t size = 1; size <= N; size += size > 5 ? 7 : 1) {
		struct witness_ask w = ask(&s, st.size, size, &s.city);
		ck_assert(str_eq(witness_origin(&w), s.log.name));
		ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 200);
		ck_assert_uint_eq(st.size, size);
		/* again, as after a lost answer: same size, empty proof */
		w = ask(&s, size, size, &s.city);
		ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 200);
	}
	struct note mine = n;
	ck_ok(checkpoint_cosign(
	          &s.a, &n, s.witness.name, 1800000000, &s.pref, &e),
	    &e);
	struct str line = note_sig_line(&s.a, &n.sigs[n.n - 1]);
	ck_ok(witness_add(&s.a, &mine, line, &s.witness, &at, &e), &e);
	ck_assert_int_eq(at, 1800000000);
	ck_assert(str_eq(note_format(&s.a, &mine), note_format(&s.a, &n)));
	arena_end(&s.a);
}
END

TEST(every_other_answer_has_its_reason)
{
	struct scene s;
	struct witness_state st = {0};
	struct note n;

	begin(&s);
	struct witness_ask first = ask(&s, 0, 8, &s.city);
	ck_assert_int_eq(send(&s, &first, &s.log, &st, &n), 200);

	struct witness_ask w = ask(&s, 8, 12, &s.city);
	ck_assert_int_eq(send(&s, &w, NULL, &st, &n), 404);
	w = ask(&s, 8, 12, &s.pref); /* the wrong key */
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 403);
	w = ask(&s, 13, 12, &s.city);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 400);
	w = ask(&s, 5, 12, &s.city); /* stale */
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 409);
	w = ask(&s, 0, 12, &s.city);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 409);
	w = ask(&s, 8, 12, &s.city); /* a wrong proof */
	w.path.h[0].b[3] ^= 1;
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 422);
	w = ask(&s, 8, 12, &s.city); /* no proof */
	w.path.n = 0;
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 422);
	s.leaf[3].b[0] ^= 1; /* a rewritten journal, well signed and proved */
	w = ask(&s, 8, 12, &s.city);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 422);
	w = ask(&s, 8, 8, &s.city); /* same size, other root */
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 422);
	arena_end(&s.a);
}
END

TEST(an_empty_journal_has_one_root_only)
{
	struct scene s;
	struct witness_state st = {0};
	struct note n;
	struct err e = {0};

	begin(&s);
	struct witness_ask w = ask(&s, 0, 0, &s.city);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 200);
	struct checkpoint c = {STR(ORIGIN), 0, {{1}}};
	ck_ok(checkpoint_sign(&s.a, &c, &s.city, &n, &e), &e);
	w.note = note_format(&s.a, &n);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &n), 422);
	arena_end(&s.a);
}
END

TEST(what_is_no_request_is_refused)
{
	struct scene s;
	struct witness_ask w;

	begin(&s);
	static const char *const bad[] = {"", "old 1\n", "old 1\n\n",
	    "old -1\n\nx\n", "old 01\n\nx\n", "new 1\n\nx\n",
	    "old 1\nAAAA\n\nx\n"};
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = {0};
		ck_assert_msg(!witness_parse(&s.a, str_of(bad[i]), &w, &e),
		    "%zu", i);
		ck_assert_int_eq(e.kind, ERR_INPUT);
	}
	struct buf b = buf_begin(&s.a, 10000); /* 64 proof lines */
	BUF_LIT(&b, "old 1\n");
	for (int i = 0; i < 64; i++)
		BUF_LIT(&b, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
	BUF_LIT(&b, "\nx\n");
	ck_assert(!witness_parse(&s.a, buf_str(&b), &w, &(struct err){0}));
	ck_str(witness_file_name(&s.a, STR(""), 7),
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	    "-7.add-checkpoint");
	arena_end(&s.a);
}
END

TEST(an_answer_for_another_checkpoint_is_not_taken)
{
	struct scene s;
	struct witness_state st = {0};
	struct note one, two;
	struct err e = {0};
	int64_t at;

	begin(&s);
	struct witness_ask w = ask(&s, 0, 3, &s.city);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &one), 200);
	w = ask(&s, 3, 4, &s.city);
	ck_assert_int_eq(send(&s, &w, &s.log, &st, &two), 200);
	ck_ok(checkpoint_cosign(&s.a, &one, s.witness.name, 1, &s.pref, &e),
	    &e);
	struct str line = note_sig_line(&s.a, &one.sigs[1]);
	ck_assert(!witness_add(&s.a, &two, line, &s.witness, &at, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	ck_assert(!witness_add(
	    &s.a, &two, STR("nonsense"), &s.witness, &at, &(struct err){0}));
	arena_end(&s.a);
}
END

TEST_MAIN("journal/witness", a_growing_journal_is_cosigned_step_by_step,
    every_other_answer_has_its_reason, an_empty_journal_has_one_root_only,
    what_is_no_request_is_refused,
    an_answer_for_another_checkpoint_is_not_taken)
