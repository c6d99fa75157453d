/*
 * store - the n-th write, sync, truncation or removal fails, the disk fills,
 * or the power goes, for n = 1, 2, 3 … until nothing happens any more. Whatever
 * was acknowledged is there afterwards, once; the journal is whole.
 */
#include "store/fault_vfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>

#include "base/test.h"
#include "store/appends.h"

enum { APPENDS = 8, N_MAX = 2000 };

static void new_dir(char dir[64])
{
	/* the disk's own pace does not matter here: memory when there is one */
	snprintf(dir, 64, "%s/shodo-fault-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

/* Make the tables on a good disk, so that only appends meet the fault. */
static void make_store(const char *dir)
{
	AUTO(store_end) struct store *s = NULL;
	struct err e = {0};

	ck_ok(store_open(dir, STORE_MAKE, &s, &e), &e);
}

/* After whatever happened, on a good disk again: acknowledged is there. */
static void look(const char *dir, const bool *acknowledged, int n)
{
	AUTO(store_end) struct store *s = NULL;
	unsigned char seen[APPENDS];
	struct err e = {0};
	uint64_t seq;

	ck_ok(store_open(dir, STORE_MAKE, &s, &e), &e);
	ck_ok(appends_check(s, seen, 1, APPENDS, &e), &e);
	for (int i = 0; i < APPENDS; i++)
		ck_assert_msg(!acknowledged[i] || seen[i],
		    "fault %d: entry %d was acknowledged and is gone", n, i);
	/* and it works on */
	for (int i = 0; i < APPENDS; i++)
		if (!seen[i])
			ck_ok(append_one(s, 0, i, &seq, &e), &e);
	ck_ok(appends_check(s, seen, 1, APPENDS, &e), &e);
}

/* Appends until the end whatever fails; how many were not recorded. */
static int append_all(const char *dir, bool *acknowledged)
{
	AUTO(store_end) struct store *s = NULL;
	struct err e = {0};
	int failed = 0;
	uint64_t seq;

	if (!store_open(dir, STORE_MAKE, &s, &e)) {
		ck_assert_msg(e.ja[0] && e.en[0], "an error without words");
		return APPENDS;
	}
	for (int i = 0; i < APPENDS; i++) {
		e = (struct err){0};
		acknowledged[i] = append_one(s, 0, i, &seq, &e);
		failed += !acknowledged[i];
		if (!acknowledged[i])
			ck_assert_int_eq(e.kind, ERR_IO);
	}
	return failed;
}

static int sweep(enum fault_kind kind, bool made)
{
	for (int n = 1; n < N_MAX; n++) {
		bool acknowledged[APPENDS] = {0};
		char dir[64];
		new_dir(dir);
		fault_begin(FAULT_NONE, 0, 0);
		if (made)
			make_store(dir);
		fault_begin(kind, n, 0);
		append_all(dir, acknowledged);
		bool happened = fault_happened();
		fault_mend();
		look(dir, acknowledged, n);
		appends_remove(dir);
		if (!happened)
			return n;
	}
	return N_MAX;
}

TEST(one_failing_call_loses_nothing_acknowledged)
{
	int n = sweep(FAULT_ERROR, true);

	ck_assert_int_gt(n, 2 * APPENDS);
	ck_assert_int_lt(n, N_MAX);
	ck_assert_int_lt(sweep(FAULT_ERROR, false), N_MAX);
}
END

TEST(a_full_disk_loses_nothing_acknowledged)
{
	ck_assert_int_lt(sweep(FAULT_FULL, true), N_MAX);
	ck_assert_int_lt(sweep(FAULT_FULL, false), N_MAX);
}
END

/* A child whose power goes at n; its acknowledgements come by a pipe. */
static bool powered(const char *dir, int n, unsigned seed, bool *acknowledged)
{
	int pipes[2], status;
	unsigned char i;

	ck_assert_int_eq(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		struct store *s = NULL;
		struct err e = {0};
		uint64_t seq;
		fault_begin(FAULT_POWER, n, seed);
		if (!store_open(dir, STORE_MAKE, &s, &e))
			_exit(1);
		for (i = 0; i < APPENDS; i++)
			if (!append_one(s, 0, i, &seq, &e) ||
			    write(pipes[1], &i, 1) != 1)
				_exit(1);
		store_end(&s);
		_exit(0);
	}
	close(pipes[1]);
	while (read(pipes[0], &i, 1) == 1)
		acknowledged[i] = true;
	close(pipes[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	ck_assert(WEXITSTATUS(status) == FAULT_EXIT ||
	    WEXITSTATUS(status) == 0);
	return WEXITSTATUS(status) == FAULT_EXIT;
}

static int power_cuts(unsigned seed)
{
	for (int n = 1; n < N_MAX; n++) {
		bool acknowledged[APPENDS] = {0};
		char dir[64];
		new_dir(dir);
		bool cut =
		    powered(dir, n, seed + (unsigned)n, acknowledged);
		fault_begin(FAULT_NONE, 0, 0);
		look(dir, acknowledged, n);
		appends_remove(dir);
		if (!cut)
			return n;
	}
	return N_MAX;
}

TEST(a_power_cut_at_any_call_loses_nothing_acknowledged)
{
	const char *more = getenv("SHODO_FAULT_SEEDS"); /* each about 4 s */
	int64_t seeds = 1;

	ck_assert(!more || str_parse_int(str_of(more), &seeds));
	for (unsigned seed = 0; seed < seeds; seed++)
		ck_assert_int_lt(power_cuts(seed * 7919), N_MAX);
}
END

TEST(after_a_failed_sync_nothing_more_is_written)
{
	char dir[64];
	struct store *s = NULL;
	struct err e = {0};
	uint64_t seq;
	int n = 0;

	new_dir(dir);
	fault_begin(FAULT_NONE, 0, 0);
	make_store(dir);
	ck_ok(store_open(dir, STORE_MAKE, &s, &e), &e);
	ck_ok(append_one(s, 0, 0, &seq, &e), &e);
	do /* the first call that makes an append uncertain */
		fault_begin(FAULT_ERROR, ++n, 0), e = (struct err){0};
	while (n < 50 &&
	    (append_one(s, 0, n, &seq, &e) ||
	        !strstr(e.en, "did not confirm")));
	ck_assert_int_lt(n, 50);
	fault_mend();
	e = (struct err){0};
	ck_assert(!append_one(s, 0, 90, &seq, &e));
	ck_assert_int_eq(e.kind, ERR_IO);
	ck_assert_ptr_nonnull(strstr(e.en, "start Shodo again"));
	store_end(&s);
	ck_ok(store_open(dir, STORE_OWN, &s, &e), &e);
	ck_ok(append_one(s, 0, 91, &seq, &e), &e);
	store_end(&s);
	appends_remove(dir);
}
END

TEST_MAIN("store/fault", one_failing_call_loses_nothing_acknowledged,
    a_full_disk_loses_nothing_acknowledged,
    a_power_cut_at_any_call_loses_nothing_acknowledged,
    after_a_failed_sync_nothing_more_is_written)
