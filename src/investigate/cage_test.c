/*
 * What the cage forbids, proved from inside it; and that whatever happens
 * inside is one sentence outside. This program is its own worker.
 */
#include "base/test.h" /* first: it makes way for our fail() */

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unicode/ucnv.h>
#include <unistd.h>

#include "base/file.h"
#include "investigate/cage.h"
#include "investigate/cage_lock.h"

/* A thread that was started before the locks, and tries when it is told to. */
struct early {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	bool runs, told, tried;
	int got;
	pid_t parent; /* asking for it inside would be forbidden itself */
};

static void *early_thread(void *arg)
{
	struct early *t = arg;

	pthread_mutex_lock(&t->lock);
	t->runs = true;
	pthread_cond_broadcast(&t->turned);
	while (!t->told)
		pthread_cond_wait(&t->turned, &t->lock);
	t->got = open("/etc/passwd", O_RDONLY);
	t->tried = true;
	pthread_cond_broadcast(&t->turned);
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

static void *begin(void)
{
	static struct early t = {.lock = PTHREAD_MUTEX_INITIALIZER,
	    .turned = PTHREAD_COND_INITIALIZER};

	t.parent = getppid();
	if (pthread_create(&t.thread, NULL, early_thread, &t) != 0)
		return NULL;
	pthread_mutex_lock(&t.lock);
	while (!t.runs)
		pthread_cond_wait(&t.turned, &t.lock);
	pthread_mutex_unlock(&t.lock);
	return &t;
}

static int early_opens(struct early *t)
{
	if (!t)
		return 0;
	pthread_mutex_lock(&t->lock);
	t->told = true;
	pthread_cond_broadcast(&t->turned);
	while (!t->tried)
		pthread_cond_wait(&t->turned, &t->lock);
	pthread_mutex_unlock(&t->lock);
	return t->got;
}

/* What only a nest may do, and a copy before its last lock. */
static long try_nest(struct str what)
{
	struct sock_filter all[] = {
	    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
	struct sock_fprog prog = {1, all};

	if (str_is(what, "copy"))
		return syscall(
		    SYS_clone, CAGE_COPY_FLAGS, NULL, NULL, NULL, 0);
	if (str_is(what, "send"))
		return send(0, "x", 1, MSG_NOSIGNAL);
	if (str_is(what, "descriptor"))
		return dup3(0, 9, 0);
	if (str_is(what, "filter"))
		return syscall(
		    SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog);
	if (str_is(what, "outlive"))
		return prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	if (str_is(what, "privileges"))
		return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	/* The kernel reads eight bytes there, where there are any. */
	if (str_is(what, "library left out"))
		return syscall(SYS_rt_sigprocmask, SIG_BLOCK,
		    (void *)(uintptr_t)ucnv_open, NULL, 8);
	return 0;
}

/*
 * Is there such a path? AT_EMPTY_PATH is what the C library's fstat() says,
 * but it does not make the kernel pass over a path that is there.
 */
static long try_paths(struct str what)
{
	struct stat st;

	if (str_is(what, "path"))
		return fstatat(AT_FDCWD, "/etc/passwd", &st, 0);
	if (str_is(what, "path as if none"))
		return syscall(SYS_newfstatat, AT_FDCWD, "/etc/passwd", &st,
		    AT_EMPTY_PATH);
	if (str_is(what, "path by statx"))
		return syscall(SYS_statx, AT_FDCWD, "/etc/passwd", 0, 0, &st);
	if (str_is(what, "path by access"))
		return access("/etc/passwd", F_OK);
	return try_nest(what);
}

/* Ways around what is forbidden by name. */
static long try_more(struct str what, pid_t parent)
{
	struct rlimit none = {0, 0};

	if (str_is(what, "tgkill"))
		return syscall(SYS_tgkill, parent, parent, 0);
	if (str_is(what, "owner"))
		return fcntl(0, F_SETOWN, parent);
	if (str_is(what, "others' limits"))
		return prlimit(parent, RLIMIT_NPROC, &none, NULL);
	if (str_is(what, "own limits"))
		return prlimit(0, RLIMIT_NOFILE, &none, NULL);
	if (str_is(what, "code"))
		return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		           ? -1
		           : 0;
	if (str_is(what, "io_uring"))
		return syscall(SYS_io_uring_setup, 4, NULL);
	if (str_is(what, "memfd"))
		return memfd_create("x", 0);
	if (str_is(what, "memory of others"))
		return process_vm_readv(parent, NULL, 0, NULL, 0, 0);
	if (str_is(what, "clone3"))
		return syscall(SYS_clone3, NULL, 0);
	if (str_is(what, "pidfd"))
		return syscall(SYS_pidfd_open, parent, 0);
	if (str_is(what, "prctl"))
		return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	if (str_is(what, "namespace"))
		return unshare(CLONE_NEWUSER);
	return try_paths(what);
}

static pid_t caller;

static void note_caller(void)
{
	caller = getppid();
}

/* Names what it managed to do, which should be nothing. */
static bool try_one(struct cage_job *job, struct err *e)
{
	struct str what = job->params;
	const struct early *early = job->begun;
	pid_t parent = early ? early->parent : caller;
	long got = -1;

	(void)e;
	if (str_is(what, "socket"))
		got = socket(AF_INET, SOCK_STREAM, 0);
	else if (str_is(what, "fork"))
		got = syscall(SYS_fork);
	else if (str_is(what, "thread"))
		got = -pthread_create(
		    &(pthread_t){0}, NULL, early_thread, job->begun);
	else if (str_is(what, "early thread"))
		got = early_opens(job->begun);
	else if (str_is(what, "ptrace"))
		got = ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	else if (str_is(what, "passwd"))
		got = open("/etc/passwd", O_RDONLY);
	else if (str_is(what, "write"))
		got = open("/tmp/shodo-cage-test", O_WRONLY | O_CREAT, 0600);
	else if (str_is(what, "exec"))
		got = execl("/bin/true", "true", (char *)NULL);
	else if (str_is(what, "kill"))
		got = kill(parent, 0);
	else
		got = try_more(what, parent);
	cage_put(job, 'r', got < 0 ? STR("refused") : STR("DONE"));
	return true;
}

/* Hands on what lies in a page that is not there, as of a file cut short. */
static void put_lost_page(struct cage_job *job)
{
	signal(SIGBUS, SIG_DFL); /* not the sanitizer's */
	cage_put(job, 'r', (struct str){mmap(NULL, 4096, PROT_NONE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096});
}

/* Answers that no worker of ours would give. */
static void lie(struct cage_job *job, struct str what)
{
	static const char steers[] = "\1\x1B[2J\x1B]0;x\7\0\x1B[2J";
	static const char huge[] = "r\xFF\xFF\xFF\x7F";

	if (str_is(what, "steers"))
		cage_put(job, 'E', (struct str){steers, sizeof(steers)});
	if (str_is(what, "huge"))
		ck_assert_int_eq(write(1, huge, 5), 5);
	if (str_is(what, "half"))
		ck_assert_int_eq(write(1, huge, 3), 3);
	if (str_is(what, "half and gone")) {
		ck_assert_int_eq(write(1, "r\x10\0\0\0ab", 7), 7);
		_exit(0);
	}
	if (str_is(what, "half"))
		while (true)
			;
}

static bool work(struct cage_job *job, struct err *e)
{
	struct str what = job->params;

	lie(job, what);
	if (str_is(what, "lost page"))
		put_lost_page(job);
	if (str_is(what, "crash"))
		raise(SIGSEGV);
	while (str_is(what, "hang"))
		;
	if (str_is(what, "bomb")) {
		struct arena a = {0};
		for (;;)
			memset(arena_alloc(&a, 1 << 20), 1, 1 << 20);
	}
	if (str_is(what, "sentence"))
		return fail(e, ERR_INPUT, "表が壊れています。",
		    "The table is broken.");
	if (str_is(what, "files")) {
		struct arena a = {0};
		size_t n = 0;
		for (size_t i = 0; i < job->n_files; i++) {
			char c;
			n += read(job->files[i], &c, 1) == 1;
		}
		cage_put(job, 'r', arena_printf(&a, "%zu", n));
		arena_end(&a);
		return true;
	}
	if (str_is(what, "read")) {
		char room[64];
		ssize_t n = read(job->fd, room, sizeof(room));
		struct stat st; /* of what is open, it may be asked */
		if (!fd_stat(job->fd, &st))
			n = 0;
		cage_put(job, 'r', (struct str){room, (size_t)(n > 0 ? n : 0)});
		return true;
	}
	return try_one(job, e);
}

static const char *const cat[] = {"/usr/bin/cat", "-", NULL};
static const char *const passwd[] = {"/usr/bin/cat", "/etc/passwd", NULL};
static const char *const missing[] = {"/usr/bin/no-such-program", NULL};
static const char *const icu[] = {"libicuuc.so", "libicudata.so", NULL};
static const struct cage_kind kinds[] = {
    {"test", .work = work, .begin = begin},
    {"light", .work = work, .warm = note_caller, .without = icu},
    {"cat", .program = cat}, {"passwd", .program = passwd},
    {"missing", .program = missing}};

/*
 * A process of its own, a copy of a nest that starts a thread before all its
 * locks, and one of a nest that wears its own already.
 */
enum how { ALONE, COPY, LIGHT_COPY, HOWS };

static struct err asked(
    const char *what, enum how how, struct arena *a, struct str *ret)
{
	AUTO(cage_end) struct cage c = {0};
	AUTO(cage_nest_end)
	struct cage_nest nest = {.kind = how == COPY ? "test" : "light",
	    .limits.memory_bytes = 64 << 20};
	AUTO(fd_end) int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	struct cage_limits l = {.memory_bytes = 64 << 20};
	struct cage_frame f = {0};
	struct err e = {0};

	if ((how != ALONE ? cage_copy(&c, &nest, fd, str_of(what), 2000, &e)
	          : cage_begin(&c, "test", &l, &e) &&
	                cage_ask(&c, fd, str_of(what), 2000, &e)) &&
	    cage_next(&c, a, &f, &e))
		*ret = f.payload;
	return e;
}

TEST(inside_nothing_can_be_reached)
{
	static const char *const tries[] = {
	    "socket", "fork", "thread", "early thread", "ptrace", "passwd",
	    "write", "exec", "kill", "tgkill", "owner", "others' limits",
	    "own limits", "code", "io_uring", "memfd", "memory of others",
	    "clone3", "pidfd", "prctl", "namespace", "path", "path as if none",
	    "path by statx", "path by access", "copy", "send", "descriptor",
	    "filter", "outlive", "privileges", "library left out"};

	for (size_t n = 0; n < HOWS * COUNT_OF(tries); n++) {
		AUTO(arena_end) struct arena a = {0};
		const char *what = tries[n / HOWS];
		enum how how = n % HOWS;
		struct str said = {0};
		if (how == LIGHT_COPY ? strcmp(what, "early thread") == 0
		                      : strcmp(what, "library left out") == 0)
			continue; /* it has no such thing */
		struct err e = asked(what, how, &a, &said);
		ck_assert_msg(e.kind != ERR_NONE || str_is(said, "refused"),
		    "%s, %d: %.*s", what, (int)how, STR_ARG(said));
		ck_assert_msg(
		    e.kind == ERR_NONE || strlen(e.ja) > 20, "%s", what);
	}
	ck_assert(!file_exists("/tmp/shodo-cage-test"));
}
END

TEST(the_file_that_is_handed_in_can_be_read)
{
	AUTO(arena_end) struct arena a = {0};
	struct str said = {0};

	for (enum how how = ALONE; how < HOWS; how++) {
		struct err e = asked("read", how, &a, &said);
		ck_assert_msg(e.kind == ERR_NONE, "%s", e.en);
		ck_assert_uint_gt(said.n, 4);
	}
}
END

/* A sanitizer needs more memory than any limit, so there it is time. */
#if defined(__SANITIZE_ADDRESS__)
#define BOMB_SAYS "within the time"
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BOMB_SAYS "within the time"
#endif
#endif
#ifndef BOMB_SAYS
#define BOMB_SAYS "memory"
#endif

TEST(a_crash_a_hang_and_a_bomb_are_one_sentence_each)
{
	static const struct {
		const char *what;
		enum err_kind kind;
		const char *en;
	} ends[] = {
	    {"crash", ERR_INPUT, "crashed"},
	    {"lost page", ERR_IO, "no longer be read"},
	    {"hang", ERR_LIMIT, "within the time"},
	    {"bomb", ERR_LIMIT, BOMB_SAYS},
	    {"sentence", ERR_INPUT, "The table is broken."},
	};

	for (size_t n = 0; n < HOWS * COUNT_OF(ends); n++) {
		AUTO(arena_end) struct arena a = {0};
		size_t i = n / HOWS;
		struct str said = {0};
		struct err e = asked(ends[i].what, n % HOWS, &a, &said);
		ck_assert_int_eq(e.kind, ends[i].kind);
		ck_assert_msg(strstr(e.en, ends[i].en), "%s: %s", ends[i].what,
		    e.en);
		ck_assert_ptr_null(said.p);
	}
}
END

TEST(a_lie_is_an_error_that_steers_no_terminal)
{
	static const char *const lies[] = {
	    "steers", "huge", "half", "half and gone"};

	for (size_t i = 0; i < COUNT_OF(lies); i++) {
		AUTO(arena_end) struct arena a = {0};
		struct str said = {0};
		struct err e = asked(lies[i], i % HOWS, &a, &said);
		ck_assert_msg(e.kind != ERR_NONE, "%s", lies[i]);
		ck_assert_msg(strlen(e.ja) > 20 && strlen(e.en) > 20, "%s: %s",
		    lies[i], e.en);
		ck_assert_ptr_null(strchr(e.en, 0x1B));
		ck_assert_ptr_null(said.p);
	}
}
END

static size_t open_files(void)
{
	size_t n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* However it ends: no descriptor and no dead process is left behind. */
TEST(nothing_is_left_behind)
{
	static const char *const ends[] = {
	    "crash", "steers", "huge", "half and gone", "sentence", "read"};
	size_t before = open_files();

	for (size_t i = 0; i < HOWS * COUNT_OF(ends); i++) {
		AUTO(arena_end) struct arena a = {0};
		struct str said = {0};
		asked(ends[i / HOWS], i % HOWS, &a, &said);
	}
	ck_assert_uint_eq(open_files(), before);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
}
END

TEST(several_files_are_handed_in_together)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(cage_end) struct cage c = {0};
	int fds[CAGE_FILES_MAX + 1];
	struct cage_frame f = {0};
	struct err e = {0};

	for (size_t i = 0; i < COUNT_OF(fds); i++)
		fds[i] = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	ck_ok(cage_begin(&c, "test", NULL, &e), &e);
	ck_ok(cage_ask_files(&c, fds, CAGE_FILES_MAX, STR("files"), 5000, &e),
	    &e);
	ck_ok(cage_next(&c, &a, &f, &e), &e);
	ck_assert_msg(str_is(f.payload, "250"), "%.*s", STR_ARG(f.payload));
	ck_assert(!cage_ask_files(
	    &c, fds, CAGE_FILES_MAX + 1, STR("files"), 5000, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
	for (size_t i = 0; i < COUNT_OF(fds); i++)
		fd_end(&fds[i]);
}
END

TEST(one_worker_answers_again_and_again)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(cage_end) struct cage c = {0};
	struct err e = {0};

	ck_ok(cage_begin(&c, "test", NULL, &e), &e);
	for (int i = 0; i < 50; i++) {
		AUTO(fd_end)
		int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
		struct cage_frame f = {0};
		ck_ok(cage_ask(&c, fd, STR("read"), 2000, &e), &e);
		ck_ok(cage_next(&c, &a, &f, &e), &e);
		ck_assert_int_eq(f.type, 'r');
		ck_ok(cage_next(&c, &a, &f, &e), &e);
		ck_assert_int_eq(f.type, 0);
	}
}
END

/* The nest is killed between two copies; a new one takes its place. */
TEST(copies_are_fresh_and_a_nest_that_died_is_replaced)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(cage_nest_end) struct cage_nest nest = {.kind = "test"};
	AUTO(fd_end) int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	struct err e = {0};

	for (int i = 0; i < 20; i++) {
		AUTO(cage_end) struct cage c = {0}, crashing = {0};
		struct cage_frame f = {0};
		lseek(fd, 0, SEEK_SET);
		ck_ok(cage_copy(&c, &nest, fd, STR("read"), 2000, &e), &e);
		ck_ok(cage_copy(&crashing, &nest, fd, STR("crash"), 2000, &e),
		    &e);
		ck_assert_int_ne(c.pid, crashing.pid);
		ck_assert(!cage_next(&crashing, &a, &f, &e));
		ck_assert_msg(strstr(e.en, "crashed"), "%s", e.en);
		ck_ok(cage_next(&c, &a, &f, &e), &e);
		ck_assert_int_eq(f.type, 'r');
		if (i % 5 == 4)
			kill(nest.pid, SIGKILL);
	}
}
END

static struct err run(const char *kind, struct arena *a, struct str *ret)
{
	AUTO(fd_end) int from = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	AUTO(fd_end) int to = memfd_create("out", MFD_CLOEXEC);
	struct err e = {0};

	if (cage_run(kind, from, to, 5000, &e)) {
		lseek(to, 0, SEEK_SET);
		ck_assert(file_read_fd(a, to, 1 << 20, ret, &e));
	}
	return e;
}

TEST(a_program_sees_its_file_and_not_the_passwords)
{
	AUTO(arena_end) struct arena a = {0};
	struct str out = {0};
	struct err e = run("cat", &a, &out);

	ck_assert_msg(e.kind == ERR_NONE, "%s", e.en);
	ck_assert_uint_gt(out.n, 4);
	out = (struct str){0};
	e = run("passwd", &a, &out);
	ck_assert_int_eq(e.kind, ERR_INPUT);
	ck_assert_uint_eq(out.n, 0);
	e = run("missing", &a, &out);
	ck_assert_int_eq(e.kind, ERR_MISSING);
}
END

int main(int argc, char **argv)
{
	const TTest *tests[] = {inside_nothing_can_be_reached,
	    the_file_that_is_handed_in_can_be_read,
	    a_crash_a_hang_and_a_bomb_are_one_sentence_each,
	    a_lie_is_an_error_that_steers_no_terminal, nothing_is_left_behind,
	    several_files_are_handed_in_together,
	    one_worker_answers_again_and_again,
	    copies_are_fresh_and_a_nest_that_died_is_replaced,
	    a_program_sees_its_file_and_not_the_passwords};

	if (cage_is_worker(argc, argv))
		return cage_worker(argc, argv, kinds, COUNT_OF(kinds));
	return test_run("cage", tests, COUNT_OF(tests));
}
