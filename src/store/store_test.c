/*
 * store - a group is kept whole, an undone request leaves nothing, and a
 * second process is told so.
 */
#include "base/test.h"

#include <pthread.h>
#include <sqlite3.h>
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

static void set_version(int version)
{
	char path[64], sql[64];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/shodo.db", dir);
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", version);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

TEST(data_of_a_newer_version_is_left_alone)
{
	struct store *s = NULL;
	struct err e = {0};

	setup(&s);
	store_end(&s);
	set_version(STORE_VERSION + 1);
	ck_assert(!store_open(dir, true, &s, &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	ck_assert_ptr_nonnull(strstr(e.ja, "新しい版"));
	teardown(&s);
}
END

TEST(a_file_that_is_no_database_is_called_damaged)
{
	struct store *s = NULL;
	struct err e = {0};
	char path[64];

	setup(&s);
	store_end(&s);
	snprintf(path, sizeof(path), "%s/shodo.db", dir);
	FILE *f = fopen(path, "w");
	for (int i = 0; i < 500; i++)
		fputs("not a database ", f);
	fclose(f);
	ck_assert(!store_open(dir, true, &s, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	teardown(&s);
}
END

TEST(a_folder_that_is_not_there_is_missing)
{
	struct store *s = NULL;
	struct err e = {0};

	ck_assert(!store_open("/nonexistent/shodo", true, &s, &e));
	ck_assert_msg(e.kind == ERR_MISSING || e.kind == ERR_IO, "%s", e.en);
	ck_assert(e.ja[0] && e.en[0]);
	ck_assert_ptr_null(s);
}
END

TEST_MAIN("store", what_was_answered_is_there,
    data_of_a_newer_version_is_left_alone,
    a_file_that_is_no_database_is_called_damaged,
    a_folder_that_is_not_there_is_missing,
    an_undone_request_leaves_nothing,
    a_second_owner_is_refused_in_one_sentence, an_empty_folder_is_no_data,
    sixteen_writers_share_a_commit_and_nobody_is_lost)
