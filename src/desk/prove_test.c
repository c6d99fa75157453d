/*
 * desk - proofs that stand without us, and two offices that witness each
 * other: the ordinary way, a rewritten journal, a database that was put back.
 */
#include "base/test.h"

#include <sqlite3.h>
#include <stdio.h>

#include "base/file.h"
#include "desk/desk.h"
#include "journal/entry.h"
#include "journal/proof.h"

struct office {
	char dir[64];
	struct desk *desk;
};

static const struct actor CHIEF = {.user = STR_INIT("chief"),
    .role = ROLE_SECRETARIAT,
    .via = STR_INIT("cli")};
static const struct actor STAFF = {.user = STR_INIT("staff"),
    .unit = STR_INIT("soumu"),
    .role = ROLE_STAFF,
    .via = STR_INIT("cli")};
static const struct actor KEEPER = {.user = STR_INIT("keeper"),
    .role = ROLE_ADMINISTRATOR,
    .via = STR_INIT("cli")};

static void begin(struct office *o, const char *name)
{
	struct desk_init in = {.organisation = str_of(name)};
	struct err e = {0};

	snprintf(o->dir, sizeof(o->dir), "/tmp/shodo-prove-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(o->dir));
	ck_ok(desk_init(o->dir, &in, &e), &e);
	ck_ok(desk_open(o->dir, NULL, &o->desk, &e), &e);
}

static void end(struct office *o)
{
	static const char *const FILES[] = {"shodo.db", "shodo.db-wal",
	    "shodo.db-shm", "journal.key", "journal.signed", "lock"};
	char path[100];

	desk_end(&o->desk);
	for (size_t i = 0; i < COUNT_OF(FILES); i++) {
		snprintf(path, sizeof(path), "%s/%s", o->dir, FILES[i]);
		unlink(path);
	}
	rmdir(o->dir);
}

/* The number of the entry, and the incident's code when asked for. */
static uint64_t report(struct office *o, struct arena *a, struct str *code)
{
	const struct json *body;
	struct desk_done done;
	struct err e = {0};

	ck_ok(json_parse(a,
	          STR("{\"types\":[\"t1\"],\"unit\":\"soumu/zeimu\","
	              "\"summary\":\"鞄を紛失\"}"),
	          1000, &body, &e),
	    &e);
	struct desk_ask ask = {.body = body};
	ck_ok(desk_report(o->desk, a, &CHIEF, &ask, &done, &e), &e);
	if (code)
		*code = done.code;
	return done.seq;
}

static struct note_key key_of(struct office *o, struct arena *a)
{
	struct desk_proof proof;
	struct note_key key;
	struct err e = {0};

	ck_ok(desk_verify(o->desk, a, (struct str){0}, &proof, &e), &e);
	ck_ok(note_vkey_parse(a, proof.vkey, &key, &e), &e);
	return key;
}

TEST(a_proof_convinces_whoever_has_only_the_key)
{
	AUTO(arena_end) struct arena a = {0};
	struct office o;
	struct str text, code;
	struct desk_leaves leaves;
	struct checkpoint c;
	struct proof p;
	struct err e = {0};

	begin(&o, "A市");
	uint64_t first = report(&o, &a, &code);
	for (int i = 0; i < 300; i++)
		report(&o, &a, NULL);
	struct note_key key = key_of(&o, &a);
	ck_ok(desk_journal(o.desk, &a, &CHIEF, code, &leaves, &e), &e);
	ck_ok(desk_prove(o.desk, &a, &CHIEF, first, &text, &e), &e);
	ck_ok(proof_parse(&a, text, &p, &e), &e);
	ck_ok(proof_check(&a, &p, leaves.items[0].leaf, &key, &c, &e), &e);
	ck_assert_uint_gt(c.size, 300);
	ck_assert(!proof_check(&a, &p, STR("{}"), &key, &c, &e));
	end(&o);
}
END

static void run_sql(struct office *o, const char *text)
{
	sqlite3 *db = NULL;
	char path[100];

	snprintf(path, sizeof(path), "%s/shodo.db", o->dir);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(
	    sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

TEST(a_damaged_short_cut_is_noticed_and_made_again)
{
	AUTO(arena_end) struct arena a = {0};
	struct office o;
	struct str text, before;
	uint64_t seq = 0, n;
	struct err e = {0};

	begin(&o, "A市");
	for (int i = 0; i < 260; i++)
		seq = report(&o, &a, NULL);
	ck_ok(desk_prove(o.desk, &a, &CHIEF, seq, &before, &e), &e);
	run_sql(&o, "UPDATE journal_tile SET hash = zeroblob(32)");
	ck_assert(!desk_prove(o.desk, &a, &CHIEF, seq, &text, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	e = (struct err){0};
	ck_ok(desk_rebuild(o.desk, &n, &e), &e);
	ck_assert_uint_eq(n, 260);
	ck_ok(desk_prove(o.desk, &a, &CHIEF, seq, &text, &e), &e);
	ck_assert(str_eq(text, before));
	end(&o);
}
END

TEST(a_proof_is_for_those_who_may_see_the_incident)
{
	AUTO(arena_end) struct arena a = {0};
	struct office o;
	struct str text;
	struct err e = {0};

	begin(&o, "A市");
	uint64_t seq = report(&o, &a, NULL);
	ck_assert(!desk_prove(o.desk, &a, &STAFF, seq, &text, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
	e = (struct err){0};
	ck_assert(!desk_prove(o.desk, &a, &CHIEF, seq + 9, &text, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
	ck_assert(!desk_prove(
	    o.desk, &a, &CHIEF, UINT64_MAX, &text, &(struct err){0}));
	end(&o);
}
END

/* The city asks, the prefecture answers; false with *e when it refuses. */
static bool witnessed(struct office *city, struct office *pref,
    struct arena *a, uint64_t old, struct err *e)
{
	struct desk_file ask;
	struct str lines, note;

	ck_ok(desk_witness_ask(city->desk, a, old, &ask, e), e);
	if (!desk_witness_answer(pref->desk, a, ask.bytes, &lines, e))
		return false;
	struct str vkey = desk_witness_vkey(pref->desk, a);
	ck_ok(desk_witness_add(city->desk, a, vkey, lines, &note, e), e);
	struct note_key key;
	struct note n;
	int64_t at;
	ck_ok(note_vkey_parse(a, vkey, &key, e), e);
	ck_ok(note_parse(a, note, &n, e), e);
	ck_ok(checkpoint_check_cosigned(a, &n, &key, &at, e), e);
	return true;
}

static uint64_t seen(struct office *pref, struct arena *a)
{
	struct desk_witnesses w;
	struct err e = {0};

	ck_ok(desk_witness_list(pref->desk, a, &w, &e), &e);
	ck_assert_uint_eq(w.n, 1);
	return w.items[0].size;
}

static void trust(struct office *city, struct office *pref, struct arena *a)
{
	struct note_key key = key_of(city, a);
	struct err e = {0};

	ck_ok(desk_witness_trust(pref->desk, &KEEPER, note_vkey(a, &key), &e),
	    &e);
}

TEST(a_prefecture_witnesses_a_city)
{
	AUTO(arena_end) struct arena a = {0};
	struct office city, pref;
	struct err e = {0};

	begin(&city, "A市");
	begin(&pref, "B県");
	report(&city, &a, NULL);
	ck_assert(!witnessed(&city, &pref, &a, 0, &e)); /* unknown yet */
	ck_assert_int_eq(e.kind, ERR_MISSING);
	trust(&city, &pref, &a);
	e = (struct err){0};
	ck_ok(witnessed(&city, &pref, &a, 0, &e), &e);
	uint64_t size = seen(&pref, &a);
	for (int i = 0; i < 20; i++)
		report(&city, &a, NULL);
	ck_assert(!witnessed(&city, &pref, &a, 0, &e)); /* stale */
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	e = (struct err){0};
	ck_ok(witnessed(&city, &pref, &a, size, &e), &e);
	ck_assert_uint_eq(seen(&pref, &a), size + 20);
	report(&city, &a, NULL);
	ck_ok(witnessed(&city, &pref, &a, DESK_OLD_KEPT, &e), &e);
	ck_assert_uint_eq(seen(&pref, &a), size + 21);
	end(&city);
	end(&pref);
}
END

/* Whoever has key, database and files can rewrite all; not the witness. */
TEST(a_city_that_rewrites_everything_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	struct office city, pref;
	char path[100];
	struct err e = {0};

	begin(&city, "A市");
	begin(&pref, "B県");
	for (int i = 0; i < 5; i++)
		report(&city, &a, NULL);
	trust(&city, &pref, &a);
	ck_ok(witnessed(&city, &pref, &a, 0, &e), &e);
	uint64_t size = seen(&pref, &a);

	desk_end(&city.desk);
	run_sql(&city,
	    "DELETE FROM journal; DELETE FROM journal_tile;"
	    " DELETE FROM checkpoint; DELETE FROM incident;"
	    " DELETE FROM scope; DELETE FROM payload;"
	    " UPDATE journal_head SET size = 0, stack = x''");
	snprintf(path, sizeof(path), "%s/journal.signed", city.dir);
	unlink(path);
	ck_ok(desk_open(city.dir, NULL, &city.desk, &e), &e);
	for (int i = 0; i < 9; i++)
		report(&city, &a, NULL);
	key_of(&city, &a); /* it verifies, by itself */
	ck_assert(!witnessed(&city, &pref, &a, size, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	ck_assert_uint_eq(seen(&pref, &a), size);
	end(&city);
	end(&pref);
}
END

TEST(keys_are_taken_for_what_they_are)
{
	AUTO(arena_end) struct arena a = {0};
	struct office city, pref;
	struct str note;
	struct err e = {0};

	begin(&city, "A市");
	begin(&pref, "B県");
	struct note_key key = key_of(&city, &a);
	struct str vkey = note_vkey(&a, &key);
	ck_assert(!desk_witness_trust(pref.desk, &CHIEF, vkey, &e));
	ck_assert_int_eq(e.kind, ERR_FORBIDDEN);
	struct str witness = desk_witness_vkey(pref.desk, &a);
	e = (struct err){0};
	ck_assert(!desk_witness_trust(pref.desk, &KEEPER, witness, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
	e = (struct err){0};
	trust(&city, &pref, &a);
	trust(&city, &pref, &a); /* again is no harm */
	key.public[0] ^= 1;
	key.id = note_key_id(key.name, key.type, key.public);
	ck_assert(!desk_witness_trust(
	    pref.desk, &KEEPER, note_vkey(&a, &key), &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	ck_assert(!desk_witness_add(
	    city.desk, &a, vkey, STR("x"), &note, &(struct err){0}));
	e = (struct err){0};
	ck_assert(!desk_witness_add(
	    city.desk, &a, witness, STR("x\n"), &note, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	end(&city);
	end(&pref);
}
END

TEST_MAIN("desk/prove", a_proof_convinces_whoever_has_only_the_key,
    a_damaged_short_cut_is_noticed_and_made_again,
    a_proof_is_for_those_who_may_see_the_incident,
    a_prefecture_witnesses_a_city,
    a_city_that_rewrites_everything_is_refused,
    keys_are_taken_for_what_they_are)
