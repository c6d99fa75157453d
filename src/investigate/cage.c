/*
 * investigate/cage - the caller's side: start, ask, listen, bury. Knows no
 * format. inventory and exposure call it; cage_worker.c is the other side.
 */
#include "investigate/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

static int64_t monotonic_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool no_worker(struct err *e)
{
	return fail(e, ERR_IO,
	    "検査用のプロセスを起動できません。メモリーとプロセス数の空きを確認してください。",
	    "No worker could be started; check free memory and processes.");
}

/* stdin: the socket, stdout: the pipe, stderr: nowhere. */
static bool spawn(const char *as, const char *kind,
    const struct cage_limits *l, int in, int out, pid_t *ret)
{
	char memory[32], cpu[16];
	char *argv[] = {(char *)"shodo", (char *)(uintptr_t)as,
	    (char *)(uintptr_t)kind, memory, cpu, NULL};
	/* What is bound in a nest need not be in each of its copies. */
	bool nest = strcmp(as, "--nest") == 0;
	char *env[] = {(char *)"LC_ALL=C.UTF-8", (char *)"TZ=JST-9",
	    nest ? (char *)"LD_BIND_NOW=1" : NULL, NULL};
	posix_spawn_file_actions_t fa;

	snprintf(memory, sizeof(memory), "%zu",
	    l && l->memory_bytes ? l->memory_bytes : (size_t)512 << 20);
	snprintf(cpu, sizeof(cpu), "%u", l && l->cpu_s ? l->cpu_s : 600U);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, in, 0);
	posix_spawn_file_actions_adddup2(&fa, out, 1);
	posix_spawn_file_actions_addopen(&fa, 2, "/dev/null", 1, 0);
	int bad = posix_spawn(ret, "/proc/self/exe", &fa, NULL, argv, env);
	posix_spawn_file_actions_destroy(&fa);
	return bad == 0;
}

/* The four ends between a caller and a worker: ours, and the worker's. */
struct lines {
	int ask, answer, theirs[2];
};

static void end_lines(struct lines *l)
{
	fd_end(&l->ask);
	fd_end(&l->answer);
	fd_end(&l->theirs[0]);
	fd_end(&l->theirs[1]);
}

static bool begin_lines(struct lines *l)
{
	int pair[2], pipes[2];

	*l = (struct lines){-1, -1, {-1, -1}};
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return false;
	l->ask = pair[0];
	l->theirs[0] = pair[1];
	if (pipe2(pipes, O_CLOEXEC))
		return false;
	l->answer = pipes[0];
	l->theirs[1] = pipes[1];
	return true;
}

/* Our ends are the cage's from now on. */
static void own(struct cage *c, struct lines *l, pid_t pid,
    const struct cage_limits *limits)
{
	memset(c, 0, offsetof(struct cage, room));
	c->pid = pid;
	c->ask = l->ask;
	c->answer = l->answer;
	c->stop_fd = limits ? limits->stop_fd : 0;
	c->stop_ms = limits ? limits->stop_ms : 0;
	l->ask = l->answer = -1;
}

bool cage_begin(struct cage *c, const char *kind,
    const struct cage_limits *limits, struct err *e)
{
	AUTO(end_lines) struct lines l = {-1, -1, {-1, -1}};
	pid_t pid;

	if (!begin_lines(&l) || !spawn("--worker", kind, limits, l.theirs[0],
	                            l.theirs[1], &pid))
		return no_worker(e);
	own(c, &l, pid, limits);
	return true;
}

/* One message and up to CAGE_FILES_MAX descriptors with it. */
static bool send_fds(int to, struct str text, const int *fds, size_t n)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(CAGE_FILES_MAX * sizeof(int))];
	} control = {.room = {0}};
	struct iovec iov = {(void *)(uintptr_t)text.p, text.n};
	char none = 0;
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = CMSG_SPACE(n * sizeof(int))};

	if (text.n == 0)
		iov = (struct iovec){&none, 1};
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(n * sizeof(int));
	memcpy(CMSG_DATA(h), fds, n * sizeof(int));
	return sendmsg(to, &m, MSG_NOSIGNAL) >= 0;
}

static bool nest_begin(struct cage_nest *n)
{
	int pair[2];
	AUTO(fd_end) int theirs = -1;
	AUTO(fd_end) int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return false;
	n->ask = pair[0];
	theirs = pair[1];
	if (nowhere >= 0 && spawn("--nest", n->kind, &n->limits, theirs,
	                        nowhere, &n->pid))
		return true;
	n->pid = 0;
	fd_end(&n->ask);
	return false;
}

/* The number of the new process; 0 when the nest has gone. The question waits
 * for it, so that it need not wait. */
static pid_t nest_copy(
    struct cage_nest *n, const struct lines *l, int fd, struct str params)
{
	int32_t pid = 0;
	ssize_t got;

	if ((n->pid == 0 && !nest_begin(n)) ||
	    !send_fds(l->ask, params, &fd, 1) ||
	    !send_fds(n->ask, STR("copy"), l->theirs, 2))
		return 0;
	do
		got = recv(n->ask, &pid, sizeof(pid), 0);
	while (got < 0 && errno == EINTR);
	return got == sizeof(pid) && pid > 0 ? pid : 0;
}

static pid_t copy_asked(struct cage_nest *n, struct lines *l, int fd,
    struct str params)
{
	end_lines(l);
	return begin_lines(l) ? nest_copy(n, l, fd, params) : 0;
}

bool cage_copy(struct cage *c, struct cage_nest *n, int fd, struct str params,
    unsigned deadline_ms, struct err *e)
{
	AUTO(end_lines) struct lines l = {-1, -1, {-1, -1}};

	pid_t pid = copy_asked(n, &l, fd, params);
	if (pid == 0) { /* killed from outside, it may be: once more */
		cage_nest_end(n);
		pid = copy_asked(n, &l, fd, params);
	}
	if (pid == 0)
		return no_worker(e);
	own(c, &l, pid, &n->limits);
	c->deadline_at = monotonic_us() + (int64_t)deadline_ms * 1000;
	return true;
}

bool cage_ask(struct cage *c, int fd, struct str params, unsigned deadline_ms,
    struct err *e)
{
	return cage_ask_files(c, &fd, 1, params, deadline_ms, e);
}

bool cage_ask_files(struct cage *c, const int *fds, size_t n,
    struct str params, unsigned deadline_ms, struct err *e)
{
	if (n > CAGE_FILES_MAX || params.n > CAGE_PARAMS_MAX)
		return fail(e, ERR_LIMIT,
		    "1つのイメージの分割ファイルが多すぎます（上限%d個）。",
		    "The image has too many segments (limit %d).",
		    CAGE_FILES_MAX);
	if (!send_fds(c->ask, params, fds, n)) {
		c->dead = true;
		return no_worker(e);
	}
	c->deadline_at = monotonic_us() + (int64_t)deadline_ms * 1000;
	return true;
}

static bool died_by(int signal, struct err *e)
{
	switch (signal) {
	case SIGSYS:
		return fail(e, ERR_INPUT,
		    "読取り中に禁じられた動作があったため、検査を止めました。ファイルが細工されているおそれがあります。",
		    "Reading it tried something forbidden and was stopped; the file may be crafted.");
	case SIGBUS: /* a page of a mapped file is not there any more */
		return fail(e, ERR_IO,
		    "読んでいる間に一部を読み出せなくなったため、検査を止めました。ファイルが短くなったか、媒体に読めない箇所があります。",
		    "Part of it could no longer be read, so reading was stopped; the file became shorter or its medium has places that cannot be read.");
	case SIGABRT:
	case SIGKILL:
		return fail(e, ERR_LIMIT,
		    "読取りに必要なメモリーが上限を超えたため、検査を止めました。",
		    "Reading it needs more memory than is allowed and was stopped.");
	case SIGXCPU:
		return fail(e, ERR_LIMIT,
		    "読取りに時間がかかりすぎたため、検査を止めました。",
		    "Reading it took too long and was stopped.");
	default:
		return fail(e, ERR_INPUT,
		    "読取り中に検査用のプロセスが異常終了しました。ファイルが壊れているか、細工されているおそれがあります。",
		    "The worker crashed while reading it; the file may be broken or crafted.");
	}
}

/* The worker is gone, or has to go: bury it and say why. */
static bool bury(struct cage *c, bool late, struct err *e)
{
	int status = 0;

	c->dead = true;
	if (late)
		kill(c->pid, SIGKILL);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->pid = 0;
	if (c->stopped)
		return fail(e, ERR_CONFLICT,
		    "途中で止められたため、最後まで読んでいません。",
		    "It was stopped part way and not read to its end.");
	if (late)
		return fail(e, ERR_LIMIT,
		    "決められた時間内に読み終わらないため、検査を止めました。",
		    "It could not be read within the time allowed and was stopped.");
	return died_by(WIFSIGNALED(status) ? WTERMSIG(status) : 0, e);
}

/* No more questions: a worker that looks for one ends its answer. */
static void stop(struct cage *c)
{
	int64_t until = monotonic_us() + (int64_t)c->stop_ms * 1000;

	c->stopped = true;
	if (c->deadline_at > until)
		c->deadline_at = until;
	shutdown(c->ask, SHUT_WR);
}

/* Up to n bytes; 0 when the worker died or closed, or the time is over. */
static size_t take_some(struct cage *c, char *to, size_t n, bool *late)
{
	for (;;) {
		bool heeds = c->stop_fd > 0 && !c->stopped;
		struct pollfd p[2] = {{.fd = c->answer, .events = POLLIN},
		    {.fd = heeds ? c->stop_fd : -1, .events = POLLIN}};
		int64_t left = (c->deadline_at - monotonic_us()) / 1000;
		int ready = poll(p, 2,
		    left > 1000000 ? 1000000 : left < 0 ? 0 : (int)left);
		if (ready > 0 && p[1].revents != 0) {
			stop(c);
			continue;
		}
		if (left <= 0) {
			*late = true;
			return 0;
		}
		if (ready < 0 && errno != EINTR)
			return 0;
		if (ready <= 0)
			continue;
		ssize_t got = read(c->answer, to, n);
		if (got >= 0)
			return (size_t)got;
		if (errno != EINTR)
			return 0;
	}
}

/* Small frames are read several at once. */
static bool fill_room(struct cage *c, bool *late)
{
	c->n_room = take_some(c, c->room, sizeof(c->room), late);
	c->from_room = 0;
	return c->n_room > 0;
}

static bool take(struct cage *c, char *to, size_t n, bool *late)
{
	while (n > 0) {
		size_t got = c->n_room < n ? c->n_room : n;
		if (got > 0) {
			memcpy(to, c->room + c->from_room, got);
			c->from_room += got;
			c->n_room -= got;
		} else if (n < sizeof(c->room)) {
			if (!fill_room(c, late))
				return false;
		} else if ((got = take_some(c, to, n, late)) == 0) {
			return false;
		}
		to += got;
		n -= got;
	}
	return true;
}

/* A sentence goes to terminals and pages: UTF-8, nothing that steers them. */
static bool is_text(const char *z)
{
	struct str s = str_of(z);

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F)
			return false;
	return utf8_check(s);
}

/* The worker's own sentence: kind, then ja and en with NUL behind each. */
static bool said_itself(struct str s, struct err *e)
{
	size_t ja = s.n > 1 ? strnlen(s.p + 1, s.n - 1) : 0;
	struct str en = str_from(s, ja + 2);

	if (ja == 0 || en.n == 0 || en.p[0] == 0 || s.p[0] <= ERR_NONE ||
	    s.p[0] >= ERR_COUNT_ || !is_text(s.p + 1) || !is_text(en.p))
		return died_by(0, e);
	/* Both end with a NUL: the payload's own, or the arena's behind it. */
	return fail(
	    e, (enum err_kind)s.p[0], "%s%.0s", "%.0s%s", s.p + 1, en.p);
}

bool cage_next(
    struct cage *c, struct arena *a, struct cage_frame *ret, struct err *e)
{
	unsigned char head[5];
	uint32_t n;
	bool late = false;

	if (c->dead)
		return died_by(0, e);
	if (!take(c, (char *)head, sizeof(head), &late))
		return bury(c, late, e);
	memcpy(&n, head + 1, sizeof(n));
	if (n > CAGE_FRAME_MAX) {
		bury(c, true, &(struct err){.kind = ERR_NONE});
		return died_by(0, e);
	}
	char *payload = arena_alloc(a, n + 1);
	if (!take(c, payload, n, &late))
		return bury(c, late, e);
	if (head[0] == 'E')
		return said_itself((struct str){payload, n}, e);
	*ret = (struct cage_frame){head[0], {payload, n}};
	return true;
}

void cage_kill(struct cage *c)
{
	if (c->pid > 0)
		kill(c->pid, SIGKILL);
	if (c->ask > 0)
		close(c->ask);
	if (c->answer > 0)
		close(c->answer);
	c->ask = c->answer = 0;
	c->dead = true;
}

void cage_end(struct cage *c)
{
	cage_kill(c);
	while (c->pid > 0 && waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*c = (struct cage){0};
}

void cage_nest_end(struct cage_nest *n)
{
	if (n->pid > 0) {
		kill(n->pid, SIGKILL);
		while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
			;
		close(n->ask);
	}
	n->pid = 0;
	n->ask = -1;
}

enum { PROGRAM_OUTPUT_MAX = 256 << 20 };

/* Everything the program says, into to_fd; its end is the end of the pipe. */
static bool copy_output(struct cage *c, int to_fd, bool *late, struct err *e)
{
	char room[65536];
	size_t all = 0;

	for (;;) {
		size_t n = take_some(c, room, sizeof(room), late);
		if (n == 0)
			return true;
		if (!file_put(to_fd, (struct str){room, n}, e))
			return false;
		all += n;
		if (all > PROGRAM_OUTPUT_MAX)
			return fail(e, ERR_LIMIT,
			    "取り出した文字が多すぎるため、検査を止めました。",
			    "Too much text came out; it was stopped.");
	}
}

bool cage_run(const char *kind, int fd, int to_fd, unsigned deadline_ms,
    struct err *e)
{
	AUTO(cage_end) struct cage c = {0};
	int status = 0;
	bool late = false;

	if (!cage_begin(&c, kind, NULL, e) ||
	    !cage_ask(&c, fd, STR("run"), deadline_ms, e) ||
	    !copy_output(&c, to_fd, &late, e))
		return false;
	if (late)
		return bury(&c, true, e);
	while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
		;
	c.pid = 0;
	if (WIFSIGNALED(status))
		return died_by(WTERMSIG(status), e);
	if (WEXITSTATUS(status) == 127)
		return fail(e, ERR_MISSING,
		    "文字を取り出すプログラム（%s）がこのコンピューターにありません。",
		    "The program that takes out the text (%s) is not installed here.",
		    kind);
	if (WEXITSTATUS(status) != 0)
		return fail(e, ERR_INPUT,
		    "文字を取り出せませんでした（%s、状態%d）。壊れているか、パスワードで保護されています。",
		    "No text could be taken out (%s, status %d); it is broken or protected by a password.",
		    kind, WEXITSTATUS(status));
	return true;
}
