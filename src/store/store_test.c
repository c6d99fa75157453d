/*
 * store - a group is kept whole, an undone request leaves nothing, and a
 * second process is told so.
 */
#include "base/test.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/store.h"

static char dir[] = "/tmp/shodo-store-XXXXXX";

static void setup(struct store **s)
{
	struct err e = {0};

	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_ok(store_open(dir, STORE_MAKE, s, &e), &e);
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
	ck_assert(!store_open(dir, STORE_MAKE, &t, &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	ck_assert_ptr_null(t);
	teardown(&s);
}
END

TEST(an_empty_folder_is_no_data)
{
	struct store *s = NULL;
	struct err e = {0};

	ck_assert(!store_open("/tmp", STORE_OWN, &s, &e));
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
	ck_assert(!store_open(dir, STORE_MAKE, &s, &e));
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
	ck_assert(!store_open(dir, STORE_MAKE, &s, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
	teardown(&s);
}
END

TEST(one_may_look_beside_the_owner_and_not_write)
{
	struct store *s = NULL, *t = NULL;
	struct store_one one = {0};
	struct err e = {0};

	setup(&s);
	ck_ok(store_open(dir, STORE_LOOK, &t, &e), &e);
	ck_ok(store_write(s, put, "k", &e), &e);
	ck_ok(store_read(t, get, &one, &e), &e);
	ck_assert(one.found);
	ck_assert(!store_write(t, put, "x", &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	store_end(&t);
	ck_ok(store_write(s, put, "l", &(struct err){0}), &e);
	teardown(&s);
}
END

static bool exists(const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return access(path, F_OK) == 0;
}

/* The other process: waits for its turn, reads one row, goes. */
static int look_and_go(int turn)
{
	sqlite3 *db = NULL;
	char path[64];

	if (read(turn, dir, sizeof(dir)) != sizeof(dir))
		return 2;
	snprintf(path, sizeof(path), "%s/shodo.db", dir);
	return sqlite3_open(path, &db) ||
	    sqlite3_exec(db, "SELECT count(*) FROM meta", NULL, NULL, NULL) ||
	    sqlite3_close(db);
}

/*
 * Another process that opens the file and goes must not think itself the
 * last one and take the log away under the owner, whose locks therefore have
 * to be in force. (Forked before SQLite is used: a fork knows too much.)
 */
TEST(another_process_that_looks_leaves_the_owners_log_alone)
{
	struct store *s = NULL;
	struct err e = {0};
	int turn[2], status;

	ck_assert_int_eq(pipe(turn), 0);
	pid_t child = fork();
	if (child == 0)
		_exit(look_and_go(turn[0]));
	setup(&s);
	ck_ok(store_write(s, put, "k", &e), &e);
	ck_assert(exists("shodo.db-wal"));
	ck_assert_int_eq(write(turn[1], dir, sizeof(dir)), sizeof(dir));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert(exists("shodo.db-wal"));
	teardown(&s);
}
END

TEST(a_folder_that_is_not_there_is_missing)
{
	struct store *s = NULL;
	struct err e = {0};

	ck_assert(!store_open("/nonexistent/shodo", STORE_MAKE, &s, &e));
	ck_assert_msg(e.kind == ERR_MISSING || e.kind == ERR_IO, "%s", e.en);
	ck_assert(e.ja[0] && e.en[0]);
	ck_assert_ptr_null(s);
}
END

TEST_MAIN("store", what_was_answered_is_there,
    data_of_a_newer_version_is_left_alone,
    a_file_that_is_no_database_is_called_damaged,
    one_may_look_beside_the_owner_and_not_write,
    another_process_that_looks_leaves_the_owners_log_alone,
    a_folder_that_is_not_there_is_missing,
    an_undone_request_leaves_nothing,
    a_second_owner_is_refused_in_one_sentence, an_empty_folder_is_no_data,
    sixteen_writers_share_a_commit_and_nobody_is_lost)
