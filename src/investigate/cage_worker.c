/*
 * investigate/cage_worker - the inside of the cage: lock up, then answer
 * questions until the caller goes away. Knows no format; the table of kinds
 * says who does the work. main() calls cage_worker().
 */
#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "investigate/cage.h"
#include "investigate/cage_lock.h"

bool cage_is_worker(int argc, char **argv)
{
	return argc >= 3 && (strcmp(argv[1], "--worker") == 0 ||
	                        strcmp(argv[1], "--nest") == 0);
}

static void put_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t put = write(fd, p, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && errno == EFAULT)
			raise(SIGBUS); /* as if we had touched the page */
		if (put <= 0)
			_exit(EXIT_FAILURE); /* nobody listens any more */
		p += put;
		n -= (size_t)put;
	}
}

void cage_put(struct cage_job *job, unsigned char type, struct str payload)
{
	char head[5] = {(char)type};
	uint32_t n = (uint32_t)payload.n;

	memcpy(head + 1, &n, sizeof(n));
	/* Both at once where there is room: the caller wakes up once. */
	const struct iovec parts[] = {{head, sizeof(head)},
	    {(char *)(uintptr_t)payload.p, payload.n}};
	ssize_t put = writev(job->answer, parts, COUNT_OF(parts));
	size_t done = put > 0 ? (size_t)put : 0;
	if (done < sizeof(head)) {
		put_all(job->answer, head + done, sizeof(head) - done);
		done = sizeof(head);
	}
	payload = str_from(payload, done - sizeof(head));
	put_all(job->answer, payload.p, payload.n);
}

static void put_error(struct cage_job *job, const struct err *e)
{
	char room[sizeof(e->ja) + sizeof(e->en) + 2];
	size_t ja = strlen(e->ja), en = strlen(e->en);

	room[0] = (char)e->kind;
	memcpy(room + 1, e->ja, ja + 1);
	memcpy(room + 2 + ja, e->en, en + 1);
	cage_put(job, 'E', (struct str){room, ja + en + 3});
}

/*
 * The next message and its descriptors, at most `max`. Answers how many; 0
 * when there is none.
 */
static size_t hear_fds(
    struct str *ret, char *text, size_t cap, int *fds, size_t max)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(CAGE_FILES_MAX * sizeof(int))];
	} control = {.room = {0}};
	struct iovec iov = {text, cap};
	struct msghdr m = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.room,
	    .msg_controllen = sizeof(control.room)};
	ssize_t n;

	do
		n = recvmsg(0, &m, 0);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return 0;
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	if (!h || h->cmsg_type != SCM_RIGHTS || (m.msg_flags & MSG_CTRUNC))
		return 0;
	size_t n_fds = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	if (n_fds > max)
		return 0;
	memcpy(fds, CMSG_DATA(h), n_fds * sizeof(int));
	*ret = (struct str){text, (size_t)n};
	return n_fds;
}

/* The socket gives nothing while there is no other question, and its end when
 * there will be none. */
bool cage_is_stopped(void)
{
	char none;
	struct iovec iov = {&none, 1};
	struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};

	return recvmsg(0, &m, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* The next question: its files in job. */
static bool hear(struct cage_job *job, char *room, size_t cap, int *files)
{
	job->n_files =
	    hear_fds(&job->params, room, cap, files, CAGE_FILES_MAX);
	job->files = files;
	job->fd = files[0];
	return job->n_files > 0;
}

/* One question at a time; true errors go to the caller and end the worker,
 * since nobody knows what the bytes did to it. */
static int serve(const struct cage_kind *kind, void *begun)
{
	char room[CAGE_PARAMS_MAX];
	int files[CAGE_FILES_MAX];
	struct cage_job job = {.answer = 1, .begun = begun};

	while (hear(&job, room, sizeof(room), files)) {
		struct err e = {0};
		if (!kind->work(&job, &e)) {
			put_error(&job, &e);
			return EXIT_FAILURE;
		}
		for (size_t i = 0; i < job.n_files; i++)
			close(files[i]);
		cage_put(&job, 0, (struct str){0});
		if (job.spent)
			break;
	}
	return EXIT_SUCCESS;
}

static int tell_error(const struct err *e)
{
	put_error(&(struct cage_job){.answer = 1}, e);
	return EXIT_FAILURE;
}

/* Puts the locks on, all but the last of which are on already, and works. */
static int lock_and_serve(const struct cage_kind *kind, struct cage_filter *f)
{
	void *begun = kind->begin ? kind->begin() : NULL;
	struct err e = {0};

	return cage_filter_wear(f, &e) ? serve(kind, begun) : tell_error(&e);
}

static pid_t copy_process(void)
{
	return (pid_t)syscall(
	    SYS_clone, CAGE_COPY_FLAGS, NULL, NULL, NULL, 0);
}

/* Behind the copy: a worker like any other. f: NULL when the nest wears its
 * filter already. */
static int hatch(
    const struct cage_kind *kind, const int *fds, struct cage_filter *f)
{
	struct err e = {0};

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (dup3(fds[0], 0, 0) < 0 || dup3(fds[1], 1, 0) < 0)
		return EXIT_FAILURE;
	close(fds[0]);
	close(fds[1]);
	if (f)
		return lock_and_serve(kind, f);
	return cage_lock_copy(&e) ? serve(kind, NULL) : tell_error(&e);
}

/* A part of a library in memory: no copy gets it. */
static void leave_out_part(const struct dl_phdr_info *lib, size_t i)
{
	const ElfW(Phdr) *part = &lib->dlpi_phdr[i];
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t from = (lib->dlpi_addr + part->p_vaddr) / page * page;
	uintptr_t to = lib->dlpi_addr + part->p_vaddr + part->p_memsz;

	/* What fails is only slower. */
	if (part->p_type == PT_LOAD)
		madvise((void *)from, (to - from + page - 1) / page * page,
		    MADV_DONTFORK);
}

static int leave_out(struct dl_phdr_info *lib, size_t size, void *ctx)
{
	const char *slash = strrchr(lib->dlpi_name, '/');
	const char *name = slash ? slash + 1 : lib->dlpi_name;

	(void)size;
	for (const char *const *l = ctx; *l; l++)
		for (size_t i = 0; i < lib->dlpi_phnum &&
		                   str_starts(str_of(name), str_of(*l)); i++)
			leave_out_part(lib, i);
	return 0;
}

/*
 * What each copy would have to do again, and what is to be set up and torn
 * down with each of them. Room for the heap is only addresses until a copy
 * writes to it, and then it is used again and again.
 */
enum { HEAP_BYTES = 8 << 20, HEAP_PIECE = 1 << 20 };

static void make_light(const struct cage_kind *kind)
{
	mallopt(M_MMAP_THRESHOLD, HEAP_PIECE);
	mallopt(M_TRIM_THRESHOLD, 2 * HEAP_BYTES);
	mallopt(M_TOP_PAD, HEAP_BYTES);
	malloc_trim(0);
	free(malloc(HEAP_PIECE / 2));
	if (kind->without)
		dl_iterate_phdr(
		    leave_out, (void *)(uintptr_t)kind->without);
}

/*
 * Copies itself whenever it is asked to, and reads nothing. A copy that has to
 * start threads puts the whole filter on by itself. None runs what the program
 * does at its end: of libraries that it has not got, too.
 */
static int nest(const struct cage_kind *kind, struct cage_filter *f)
{
	char room[16];
	struct str text;
	struct err e = {0};
	int fds[2];

	make_light(kind);
	if (!kind->begin && !cage_filter_wear(f, &e))
		return tell_error(&e);
	while (hear_fds(&text, room, sizeof(room), fds, 2) == 2) {
		int32_t pid = copy_process();
		if (pid == 0)
			_exit(hatch(kind, fds, kind->begin ? f : NULL));
		close(fds[0]);
		close(fds[1]);
		if (send(0, &pid, sizeof(pid), MSG_NOSIGNAL) < 0)
			break;
	}
	return EXIT_SUCCESS;
}

static int become(const struct cage_kind *kind)
{
	char room[64];
	int files[CAGE_FILES_MAX];
	char *env[] = {(char *)"LC_ALL=C.UTF-8", NULL};
	struct cage_job job = {.answer = 1};
	struct err e = {0};

	if (!hear(&job, room, sizeof(room), files) || dup2(job.fd, 0) < 0 ||
	    !cage_lock_program(&e))
		return 126;
	/* Not before it was heard: the caller would find nobody to ask. And
	 * at once: what a sanitizer does at exit the filter refuses. */
	if (access(kind->program[0], X_OK) != 0)
		_exit(127);
	close(job.fd);
	/* execve() takes char *const[]; the program's words stay constant. */
	char *argv[16] = {NULL};
	for (size_t i = 0; i + 1 < COUNT_OF(argv) && kind->program[i]; i++)
		argv[i] = (char *)(uintptr_t)kind->program[i];
	execve(argv[0], argv, env);
	return 126;
}

static int live(const struct cage_kind *kind, bool as_nest)
{
	struct cage_filter f = {.n = 0};
	struct err e = {0};

	if (!cage_filter_make(&f, as_nest && !kind->begin, &e))
		return tell_error(&e);
	return as_nest ? nest(kind, &f) : lock_and_serve(kind, &f);
}

static bool number_of(const char *text, size_t *ret)
{
	int64_t v;

	if (!text || !str_parse_int(str_of(text), &v) || v <= 0)
		return false;
	*ret = (size_t)v;
	return true;
}

int cage_worker(int argc, char **argv, const struct cage_kind *kinds, size_t n)
{
	const struct cage_kind *kind = NULL;
	struct err e = {0};
	size_t memory = 0, cpu = 0;

	for (size_t i = 0; i < n; i++)
		if (strcmp(kinds[i].name, argv[2]) == 0)
			kind = &kinds[i];
	if (!kind || argc != 5 || !number_of(argv[3], &memory) ||
	    !number_of(argv[4], &cpu)) {
		fputs("shodo: --worker is for the program itself.\n", stderr);
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	signal(SIGPIPE, SIG_IGN);
	close_range(3, ~0U, 0);
	if (kind->warm)
		kind->warm();
	if (!cage_lock_limits(memory, (unsigned)cpu, &e))
		return EXIT_FAILURE;
	if (kind->program)
		return become(kind);
	return live(kind, strcmp(argv[1], "--nest") == 0);
}
