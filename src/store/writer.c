/*
 * store/writer - the thread that writes, and the readers' pool. Whoever wants
 * to write stands in a queue; the thread takes all who wait, runs each in a
 * savepoint of its own and answers them together after one COMMIT, so that
 * sixteen clients share one wait for the disk (group commit).
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "store/sqlite.h"

enum {
	GROUP_MAX = 64,  /* requests of one COMMIT */
	READERS_MAX = 8, /* idle connections kept */
};

/* One request; lives on its caller's stack until done. */
struct job {
	struct job *next;
	store_fn *fn;
	void *ctx;
	struct err *e;
	pthread_cond_t answered; /* its own, so that one answer wakes one */
	bool ok, done;
};

struct store {
	struct store_tx writer;
	char path[4096];
	int lock_fd;

	pthread_t thread;
	pthread_mutex_t mutex; /* guards all below */
	pthread_cond_t work;
	struct job *first, **last;
	bool ending;
	bool unsure; /* a sync failed: nothing more is written */

	struct store_tx *idle;
	int idle_n;
};

/*
 * Run one request inside its savepoint. SQLite undoes the whole transaction
 * by itself when the disk is full or fails; then nobody of the group can be
 * kept and all hear that reason.
 */
static bool run_job(struct store_tx *tx, struct job *j, struct err *group)
{
	if (!sqlite_exec(tx->db, "SAVEPOINT one", group))
		return false;
	j->ok = j->fn(tx, j->ctx, j->e);
	if (!j->ok && sqlite3_get_autocommit(tx->db)) {
		*group = *j->e;
		return false;
	}
	if (j->ok)
		return sqlite_exec(tx->db, "RELEASE one", group);
	return sqlite_exec(
	    tx->db, "ROLLBACK TO one; RELEASE one", group);
}

/*
 * After a failed sync nobody knows what is on the disk, and a second try may
 * say yes to bytes that the kernel has dropped. So it is not tried: the
 * process has to be started again and looks at what is there.
 */
static bool fail_unsure(struct err *e)
{
	return fail(e, ERR_IO,
	    "ディスクへの書き込みを確認できなかったため、記録を止めています。"
	    "ディスクを点検し、Shodo を起動し直して、最後の記録があるか確かめて"
	    "ください。",
	    "Recording has stopped: the disk did not confirm a write. Check "
	    "the disk, start Shodo again and see whether the last record is "
	    "there.");
}

static bool commit(struct store *s, struct err *e)
{
	if (sqlite3_exec(s->writer.db, "COMMIT", NULL, NULL, NULL) ==
	    SQLITE_OK)
		return true;
	int code = sqlite3_extended_errcode(s->writer.db);
	if (code != SQLITE_IOERR_FSYNC && code != SQLITE_IOERR_DIR_FSYNC)
		return sqlite_fail(e, s->writer.db);
	s->unsure = true; /* looked at by this thread only */
	return fail_unsure(e);
}

/* All of the group or none: nobody is answered before the COMMIT. */
static void run_group(struct store *s, struct job *group)
{
	struct err e = {0};
	bool ok = s->unsure
	    ? fail_unsure(&e)
	    : sqlite_exec(s->writer.db, "BEGIN IMMEDIATE", &e);

	for (struct job *j = group; ok && j; j = j->next)
		ok = run_job(&s->writer, j, &e);
	if (ok)
		ok = commit(s, &e);
	if (ok)
		return;
	if (!sqlite3_get_autocommit(s->writer.db))
		sqlite3_exec(s->writer.db, "ROLLBACK", NULL, NULL, NULL);
	for (struct job *j = group; j; j = j->next) {
		bool refused = !j->ok && j->e->kind != ERR_NONE;
		j->ok = false;
		if (!refused)
			*j->e = e;
	}
}

/* Take up to GROUP_MAX off the queue; the mutex is held. */
static struct job *take_group(struct store *s)
{
	struct job *group = s->first, *j = group;

	for (int n = 1; j->next && n < GROUP_MAX; n++)
		j = j->next;
	s->first = j->next;
	if (!s->first)
		s->last = &s->first;
	j->next = NULL;
	return group;
}

static void *writer_main(void *arg)
{
	struct store *s = arg;

	pthread_mutex_lock(&s->mutex);
	for (;;) {
		while (!s->first && !s->ending)
			pthread_cond_wait(&s->work, &s->mutex);
		if (!s->first)
			break;
		struct job *group = take_group(s);
		pthread_mutex_unlock(&s->mutex);
		run_group(s, group);
		pthread_mutex_lock(&s->mutex);
		for (struct job *j = group, *next; j; j = next) {
			next = j->next;
			j->done = true;
			pthread_cond_signal(&j->answered);
		}
	}
	pthread_mutex_unlock(&s->mutex);
	return NULL;
}

bool store_write(struct store *s, store_fn *fn, void *ctx, struct err *e)
{
	struct job j = {.fn = fn, .ctx = ctx, .e = e};

	if (!s->thread)
		return fail(e, ERR_CONFLICT,
		    "閲覧だけのために開いているので、記録できません。",
		    "The data is open for looking only; nothing can be "
		    "recorded.");
	pthread_cond_init(&j.answered, NULL);
	pthread_mutex_lock(&s->mutex);
	*s->last = &j;
	s->last = &j.next;
	pthread_cond_signal(&s->work);
	while (!j.done)
		pthread_cond_wait(&j.answered, &s->mutex);
	pthread_mutex_unlock(&s->mutex);
	pthread_cond_destroy(&j.answered);
	return j.ok;
}

static struct store_tx *reader_take(struct store *s, struct err *e)
{
	pthread_mutex_lock(&s->mutex);
	struct store_tx *c = s->idle;
	if (c) {
		s->idle = c->next;
		s->idle_n--;
	}
	pthread_mutex_unlock(&s->mutex);
	if (c)
		return c;
	c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	if (!conn_open(c, s->path, false, e)) {
		free(c);
		return NULL;
	}
	return c;
}

static void reader_give(struct store *s, struct store_tx *c)
{
	pthread_mutex_lock(&s->mutex);
	bool keep = s->idle_n < READERS_MAX;
	if (keep) {
		c->next = s->idle;
		s->idle = c;
		s->idle_n++;
	}
	pthread_mutex_unlock(&s->mutex);
	if (keep)
		return;
	conn_end(c);
	free(c);
}

bool store_read(struct store *s, store_fn *fn, void *ctx, struct err *e)
{
	struct store_tx *c = reader_take(s, e);

	if (!c)
		return false;
	bool ok = sqlite_exec(c->db, "BEGIN", e) && fn(c, ctx, e);
	if (!sqlite3_get_autocommit(c->db))
		sqlite3_exec(c->db, "COMMIT", NULL, NULL, NULL);
	reader_give(s, c);
	return ok;
}

/* The lock ends with the process, however it ends. */
static bool take_lock(struct store *s, const char *dir, struct err *e)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/lock", dir);
	s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return file_fail(e, path, errno);
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB))
		return fail(e, ERR_CONFLICT,
		    "データのフォルダ %s は別の Shodo が使用中です。",
		    "The data folder %s is in use by another Shodo.", dir);
	return true;
}

/*
 * Ours alone from its first byte; SQLite gives its other files the same mode.
 * Closed again before SQLite opens it: closing any descriptor of a file gives
 * up all locks that the process has on it, SQLite's too.
 */
static bool make_file(struct store *s, struct err *e)
{
	AUTO(fd_end)
	int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	return fd >= 0 || file_fail(e, s->path, errno);
}

/* One reader, kept in the pool, tells whether we can read it at all. */
static bool look(struct store *s, struct err *e)
{
	struct store_tx *c = reader_take(s, e);

	if (!c)
		return false;
	bool ok = conn_check_version(c, e);
	reader_give(s, c);
	return ok;
}

static bool open_files(
    struct store *s, const char *dir, enum store_mode mode, struct err *e)
{
	if ((size_t)snprintf(s->path, sizeof(s->path), "%s/shodo.db", dir) >=
	    sizeof(s->path))
		return fail(e, ERR_INPUT, "フォルダの名前が長すぎます。",
		    "The folder's name is too long.");
	if (mode != STORE_MAKE && !file_exists(s->path))
		return fail(e, ERR_MISSING,
		    "%s に Shodo のデータがありません。先に shodo init を実行"
		    "してください。",
		    "There is no Shodo data in %s. Run shodo init first.", dir);
	if (mode == STORE_LOOK)
		return look(s, e);
	return take_lock(s, dir, e) && make_file(s, e) &&
	    conn_open(&s->writer, s->path, true, e) &&
	    conn_migrate(&s->writer, e) && conn_prepare_all(&s->writer, e);
}

bool store_open(const char *dir, enum store_mode mode, struct store **ret,
    struct err *e)
{
	struct store *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->lock_fd = -1;
	s->last = &s->first;
	pthread_mutex_init(&s->mutex, NULL);
	pthread_cond_init(&s->work, NULL);
	if (!open_files(s, dir, mode, e)) {
		store_end(&s);
		return false;
	}
	if (mode != STORE_LOOK &&
	    pthread_create(&s->thread, NULL, writer_main, s)) {
		store_end(&s);
		return fail(e, ERR_IO, "書き込み用のスレッドを作れません。",
		    "Cannot start the writing thread.");
	}
	*ret = s;
	return true;
}

void store_end(struct store **ps)
{
	struct store *s = *ps;

	if (!s)
		return;
	if (s->thread) {
		pthread_mutex_lock(&s->mutex);
		s->ending = true;
		pthread_cond_signal(&s->work);
		pthread_mutex_unlock(&s->mutex);
		pthread_join(s->thread, NULL);
	}
	for (struct store_tx *c = s->idle, *next; c; c = next) {
		next = c->next;
		conn_end(c);
		free(c);
	}
	conn_end(&s->writer);
	fd_end(&s->lock_fd);
	pthread_mutex_destroy(&s->mutex);
	pthread_cond_destroy(&s->work);
	free(s);
	*ps = NULL;
}

bool store_copy(struct store *s, const char *path, struct err *e)
{
	struct store_tx *c = reader_take(s, e);
	sqlite3 *to = NULL;

	if (!c)
		return false;
	bool ok = sqlite3_open_v2(path, &to,
	              SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	                  SQLITE_OPEN_EXCLUSIVE,
	              NULL) == SQLITE_OK;
	sqlite3_backup *b =
	    ok ? sqlite3_backup_init(to, "main", c->db, "main") : NULL;
	if (b) {
		int rc = sqlite3_backup_step(b, -1);
		ok = sqlite3_backup_finish(b) == SQLITE_OK &&
		    rc == SQLITE_DONE;
	}
	if (!ok || !b)
		ok = sqlite_fail(e, to);
	sqlite3_close(to);
	reader_give(s, c);
	return ok;
}
