/*
 * store - kill -9 while eight threads append: what was acknowledged is there
 * once, the journal is whole, and the next process goes on with it.
 * SHODO_KILL_ROUNDS=100 for the long run.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>

#include "base/test.h"
#include "store/appends.h"

enum { THREADS = 8, EACH = 20000 };

struct ack {
	int who, n;
};

struct work {
	struct store *store;
	int who, from, pipe;
};

static void *append_for_ever(void *arg)
{
	struct work *w = arg;

	for (int n = w->from; n < EACH; n++) {
		struct err e = {0};
		struct ack ack = {w->who, n};
		uint64_t seq;
		if (!append_one(w->store, w->who, n, &seq, &e))
			_exit(1);
		if (write(w->pipe, &ack, sizeof(ack)) != sizeof(ack))
			_exit(2);
	}
	return NULL;
}

/* The child: never comes back. */
static void work_until_killed(const char *dir, int pipe, const int *from)
{
	struct store *s = NULL;
	struct err e = {0};
	struct work w[THREADS];
	pthread_t t[THREADS];

	if (!store_open(dir, STORE_MAKE, &s, &e))
		_exit(3);
	for (int i = 0; i < THREADS; i++) {
		w[i] = (struct work){s, i, from[i], pipe};
		if (pthread_create(&t[i], NULL, append_for_ever, &w[i]))
			_exit(4);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(t[i], NULL);
	_exit(5);
}

/* One child, killed after `ms`; adds what it was told to acknowledged. */
static void round_of(
    const char *dir, long ms, int *from, unsigned char *acknowledged)
{
	struct timespec wait = {0, ms * 1000000};
	struct ack ack;
	int pipes[2], status;

	ck_assert_int_eq(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0)
		work_until_killed(dir, pipes[1], from);
	close(pipes[1]);
	nanosleep(&wait, NULL);
	ck_assert_int_eq(kill(child, SIGKILL), 0);
	while (read(pipes[0], &ack, sizeof(ack)) == sizeof(ack))
		acknowledged[ack.who * EACH + ack.n] = 1;
	close(pipes[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_msg(WIFSIGNALED(status), "ended by itself: %d",
	    WEXITSTATUS(status));
}

/* What is there now; each thread goes on behind its last entry. */
static long look(const char *dir, const unsigned char *acknowledged,
    unsigned char *seen, int *from)
{
	AUTO(store_end) struct store *s = NULL;
	struct err e = {0};
	long n = 0;

	ck_ok(store_open(dir, STORE_MAKE, &s, &e), &e);
	ck_ok(appends_check(s, seen, THREADS, EACH, &e), &e);
	for (int i = 0; i < THREADS * EACH; i++) {
		ck_assert_msg(!acknowledged[i] || seen[i],
		    "acknowledged and gone: %d", i);
		n += acknowledged[i];
		if (seen[i])
			from[i / EACH] = i % EACH + 1;
	}
	return n;
}

TEST(kill_nine_in_the_middle_of_appends_loses_nothing_acknowledged)
{
	static unsigned char acknowledged[THREADS * EACH];
	static unsigned char seen[THREADS * EACH];
	const char *more = getenv("SHODO_KILL_ROUNDS");
	char dir[] = "/tmp/shodo-kill-XXXXXX";
	int from[THREADS] = {0};
	int64_t rounds = 5;
	long n = 0;

	ck_assert(!more || str_parse_int(str_of(more), &rounds));
	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (int i = 0; i < rounds; i++) {
		round_of(dir, 15 + i * 37 % 100, from, acknowledged);
		n = look(dir, acknowledged, seen, from);
	}
	ck_assert_int_gt(n, 0);
	printf("%d times killed, %ld entries acknowledged, none lost\n",
	    (int)rounds, n);
	appends_remove(dir);
}
END

TEST_MAIN("store/kill",
    kill_nine_in_the_middle_of_appends_loses_nothing_acknowledged)
