/*
 * desk - one report and one action while the disk fails at its n-th call, is
 * full, or loses power, for n = 1, 2, 3 …: what was acknowledged is there,
 * what was refused is not, no table holds a half, the journal verifies.
 */
#include "base/test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "base/file.h"
#include "desk/inside.h"
#include "store/fault_vfs.h"

enum { N_MAX = 1000 };

static const struct actor CHIEF = {.user = STR_INIT("chief"),
    .role = ROLE_SECRETARIAT,
    .via = STR_INIT("cli")};

static const char *const FILES[] = {"shodo.db", "journal.key",
    "journal.signed", "shodo.db-wal", "shodo.db-shm", "lock"};

struct scene {
	char sample[64], dir[64];
	bool reported, noted; /* acknowledged */
};

static void new_dir(char dir[64])
{
	/* the disk's own pace does not matter here: memory when there is one */
	snprintf(dir, 64, "%s/shodo-dfault-XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void remove_all(const char *dir)
{
	char path[100];

	for (size_t i = 0; i < COUNT_OF(FILES); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, FILES[i]);
		unlink(path);
	}
	rmdir(dir);
}

static void make_sample(struct scene *s)
{
	struct desk_init in = {.organisation = STR("A市")};
	struct err e = {0};

	*s = (struct scene){0};
	new_dir(s->sample);
	ck_ok(desk_init(s->sample, &in, &e), &e);
}

static void from_sample(struct scene *s)
{
	char from[100], to[100];
	struct err e = {0};

	new_dir(s->dir);
	s->reported = s->noted = false;
	for (size_t i = 0; i < 3; i++) {
		snprintf(from, sizeof(from), "%s/%s", s->sample, FILES[i]);
		snprintf(to, sizeof(to), "%s/%s", s->dir, FILES[i]);
		ck_ok(file_copy(from, to, 0600, &e), &e);
	}
}

static const struct json *json(struct arena *a, const char *text)
{
	const struct json *v;
	struct err e = {0};

	ck_ok(json_parse(a, str_of(text), 1000, &v, &e), &e);
	return v;
}

static bool report(struct desk *d, struct arena *a, struct desk_done *ret)
{
	struct err e = {0};
	struct desk_ask ask = {.body = json(a,
	                           "{\"types\":[\"t1\"],\"unit\":\"soumu\","
	                           "\"summary\":\"鞄を紛失\"}"),
	    .request = STR("one")};

	return desk_report(d, a, &CHIEF, &ask, ret, &e);
}

static bool note(struct desk *d, struct arena *a, struct str code)
{
	struct err e = {0};
	struct desk_done done;
	struct desk_ask ask = {.code = code,
	    .body = json(a,
	        "{\"action\":\"note.add\",\"text\":\"駅に届け出た\"}"),
	    .request = STR("two")};

	return desk_act(d, a, &CHIEF, &ask, &done, &e);
}

/* Both, on whatever disk; `told` hears of each acknowledgement. */
static void work(struct scene *s, int told)
{
	AUTO(arena_end) struct arena a = {0};
	struct desk *d = NULL;
	struct desk_done done;
	struct err e = {0};

	if (!desk_open(s->dir, NULL, &d, &e))
		return;
	s->reported = report(d, &a, &done);
	if (s->reported && write(told, "r", 1) != 1)
		_exit(1);
	s->noted = s->reported && note(d, &a, done.code);
	if (s->noted && write(told, "n", 1) != 1)
		_exit(1);
	desk_end(&d);
}

static int dump_row(void *ctx, int n, char **v, char **names)
{
	(void)names;
	for (int i = 0; i < n; i++)
		buf_printf(ctx, "%s|", v[i] ? v[i] : "");
	buf_putc(ctx, '\n');
	return 0;
}

/* Everything that is made from the journal. */
static struct str derived(struct scene *s, struct arena *a)
{
	static const char *const ALL[] = {
	    "SELECT * FROM incident ORDER BY id",
	    "SELECT * FROM scope ORDER BY key, incident",
	    "SELECT * FROM request ORDER BY key",
	    "SELECT rowid FROM search ORDER BY rowid",
	    "SELECT count(*) FROM journal"};
	struct buf b = buf_begin(a, 1 << 20);
	char path[100];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/shodo.db", s->dir);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	for (size_t i = 0; i < COUNT_OF(ALL); i++)
		ck_assert_int_eq(
		    sqlite3_exec(db, ALL[i], dump_row, &b, NULL), SQLITE_OK);
	sqlite3_close(db);
	return buf_str(&b);
}

/* On a good disk again. Answers how many entries there are. */
static uint64_t look(struct scene *s, int n)
{
	AUTO(arena_end) struct arena a = {0};
	struct desk *d = NULL;
	struct desk_proof proof;
	struct desk_done done;
	struct err e = {0};
	uint64_t count;

	ck_ok(desk_open(s->dir, NULL, &d, &e), &e);
	ck_ok(desk_verify(d, &a, (struct str){0}, &proof, &e), &e);
	struct str kept = derived(s, &a);
	ck_ok(desk_rebuild(d, &count, &e), &e);
	struct str again = derived(s, &a);
	ck_assert_msg(str_eq(kept, again), "fault %d: half a record\n%s%s", n,
	    kept.p, again.p);
	ck_assert_msg(count >= (uint64_t)s->reported + s->noted,
	    "fault %d: acknowledged and gone", n);
	/* asked again, the same request is answered and not doubled */
	ck_assert(report(d, &a, &done));
	ck_assert(note(d, &a, done.code));
	ck_ok(desk_verify(d, &a, (struct str){0}, &proof, &e), &e);
	ck_assert_uint_eq(proof.entries, 2);
	desk_end(&d);
	return count;
}

static int sweep(struct scene *s, enum fault_kind kind)
{
	int nowhere = open("/dev/null", O_WRONLY);
	bool happened = true;
	int n = 0;

	while (happened && ++n < N_MAX) {
		fault_begin(FAULT_NONE, 0, 0);
		from_sample(s);
		fault_begin(kind, n, 0);
		work(s, nowhere);
		happened = fault_happened();
		fault_mend();
		look(s, n);
		remove_all(s->dir);
	}
	close(nowhere);
	return n;
}

TEST(a_failing_or_full_disk_leaves_no_half)
{
	struct scene s;

	make_sample(&s);
	int n = sweep(&s, FAULT_ERROR);
	ck_assert_int_gt(n, 10);
	ck_assert_int_lt(n, N_MAX);
	ck_assert_int_lt(sweep(&s, FAULT_FULL), N_MAX);
	remove_all(s.sample);
}
END

static bool powered(struct scene *s, int n)
{
	int pipes[2], status;
	char told;

	ck_assert_int_eq(pipe(pipes), 0);
	pid_t child = fork();
	if (child == 0) {
		fault_begin(FAULT_POWER, n, (unsigned)n * 7919);
		work(s, pipes[1]);
		_exit(0);
	}
	close(pipes[1]);
	while (read(pipes[0], &told, 1) == 1) {
		s->reported |= told == 'r';
		s->noted |= told == 'n';
	}
	close(pipes[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) != 1);
	return WEXITSTATUS(status) == FAULT_EXIT;
}

TEST(a_power_cut_leaves_no_half)
{
	struct scene s;
	bool cut = true;
	int n = 0;

	make_sample(&s);
	while (cut && ++n < N_MAX) {
		from_sample(&s);
		cut = powered(&s, n);
		look(&s, n);
		remove_all(s.dir);
	}
	ck_assert_int_gt(n, 10);
	ck_assert_int_lt(n, N_MAX);
	remove_all(s.sample);
}
END

TEST_MAIN("desk/fault", a_failing_or_full_disk_leaves_no_half,
    a_power_cut_leaves_no_half)
