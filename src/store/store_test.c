/*
 * store - a group is kept whole, an undone request leaves nothing, and a
 * second process is told so.
 */
#include "base/test.h"

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

#include "store/store.h"

static char dir[] = "/tmp/shodo-store-XXXXXX";

static void setup(struct store **s)
{
	struct err e = {0};

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_ok(store_open(dir, true, s, &e), &e);
}

static void teardown(struct store **s)
{
	char cmd[64];

	store_end(s);
	for (size_t i = 0; i < 4; i++) {
		static const char *const NAMES[] = {"shodo.db", "shodo.db-wal",
		    "shodo.db-shm", "lock"};
		snprintf(cmd, sizeof(cmd), "%s/%s", dir, NAMES[i]);
		unlink(cmd);
	}
	rmdir(dir);
}

static bool put(struct store_tx *tx, void *ctx, struct err *e)
{
	return store_run(tx, STMT_meta_put,
	    ARGS(arg_text(str_of(ctx)), arg_text(STR("v"))), NULL, NULL, e);
}

static bool put_and_regret(struct store_tx *tx, void *ctx, struct err *e)
{
	return put(tx, ctx, e) &&
	    fail(e, ERR_CONFLICT, "やめます。", "No.");
}

static bool get(struct store_tx *tx, void *ctx, struct err *e)
{
	return store_run(tx, STMT_meta_get, ARGS(arg_text(STR("k"))),
	    store_row_one, ctx, e);
}

TEST(what_was_answered_is_there)
{
	struct store *s = NULL;
	struct store_one one = {0};
	struct err e = {0};

	setup(&s);
	ck_ok(store_write(s, put, "k", &e), &e);
	ck_ok(store_read(s, get, &one, &e), &e);
	ck_assert(one.found);
	teardown(&s);
}
END

TEST(an_undone_request_leaves_nothing)
{
	struct store *s = NULL;
	struct store_one one = {0};
	struct err e = {0}, none = {0};

	setup(&s);
	ck_assert(!store_write(s, put_and_regret, "k", &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	ck_ok(store_read(s, get, &one, &none), &none);
	ck_assert(!one.found);
	teardown(&s);
}
END

TEST(a_second_owner_is_refused_in_one_sentence)
{
	struct store *s = NULL, *t = NULL;
	struct err e = {0};

	setup(&s);
	ck_assert(!store_open(dir, true, &t, &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	ck_assert_ptr_null(t);
	teardown(&s);
}
END

TEST(an_empty_folder_is_no_data)
{
	struct store *s = NULL;
	struct err e = {0};

	ck_assert(!store_open("/tmp", false, &s, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
}
END

static void *many(void *arg)
{
	for (int i = 0; i < 200; i++) {
		struct err e = {0};
		char key[32];
		snprintf(key, sizeof(key), "%p-%d", (void *)&e, i);
		if (!store_write(arg, i % 5 ? put : put_and_regret, key, &e) &&
		    e.kind != ERR_CONFLICT)
			return "failed";
	}
	return NULL;
}

TEST(sixteen_writers_share_a_commit_and_nobody_is_lost)
{
	struct store *s = NULL;
	pthread_t t[16];
	void *said;

	setup(&s);
	for (size_t i = 0; i < 16; i++)
		ck_assert_int_eq(pthread_create(&t[i], NULL, many, s), 0);
	for (size_t i = 0; i < 16; i++) {
		pthread_join(t[i], &said);
		ck_assert_ptr_null(said);
	}
	teardown(&s);
}
END

TEST_MAIN("store", what_was_answered_is_there,
    an_undone_request_leaves_nothing,
    a_second_owner_is_refused_in_one_sentence, an_empty_folder_is_no_data,
    sixteen_writers_share_a_commit_and_nobody_is_lost)
