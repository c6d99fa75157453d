/*
 * investigate/cage - hostile bytes are read in a process of their own that has
 * no network, no files but those handed in, and bounded memory and time. Knows
 * nothing of what is read. inventory and exposure call it; main() hands over
 * to cage_worker() when the program was started as a worker.
 *
 * The worker is this same program, started anew by posix_spawn (never a fork
 * of the server), because a fresh process holds nothing worth stealing.
 */
#ifndef INVESTIGATE_CAGE_H
#define INVESTIGATE_CAGE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"

struct cage_limits {
	size_t memory_bytes; /* of the worker's own data; 0: 512 MiB */
	unsigned cpu_s;      /* 0: 600 */
	int stop_fd;         /* see struct cage */
	unsigned stop_ms; /* to end its answer by itself when stopped; 0: none */
};

enum { CAGE_ROOM_BYTES = 4096 };

/* A worker seen from outside. All zero is none. */
struct cage {
	pid_t pid;
	int ask, answer;     /* socket to it, pipe from it */
	int64_t deadline_at; /* microseconds, monotonic; 0 none */
	int stop_fd; /* when it can be read, the person wants to stop; 0: none */
	unsigned stop_ms; /* how long it may go on then */
	bool dead, stopped; /* stopped: it takes no other question */
	size_t from_room, n_room; /* of the answer, read and not yet taken */
	char room[CAGE_ROOM_BYTES];
};

/*
 * A nest: a process of the same program that loads everything once, reads no
 * file and is copied for every worker. A copy costs a twentieth of a start.
 */
struct cage_nest {
	const char *kind;
	struct cage_limits limits;
	pid_t pid; /* 0: not started yet */
	int ask;
};

/* What came back. type 0 ends the answer to one question. */
struct cage_frame {
	unsigned char type;
	struct str payload;
};

enum {
	CAGE_PARAMS_MAX = 8192,
	CAGE_FRAME_MAX = 1 << 20,
	CAGE_FILES_MAX = 250, /* the kernel sends 253 at once */
};

/*
 * Start a worker of that kind. ERR_IO when the system has no room for one.
 * Ended by cage_end().
 */
MUST_CHECK bool cage_begin(struct cage *c, const char *kind,
    const struct cage_limits *limits, struct err *e);

/*
 * The same, as a copy of the nest, which is started when it does not run yet,
 * and asked at once, as by cage_ask(): it finds its question when it begins.
 * The worker is the caller's own child; nothing that another worker read was
 * ever in the nest.
 */
MUST_CHECK bool cage_copy(struct cage *c, struct cage_nest *nest, int fd,
    struct str params, unsigned deadline_ms, struct err *e);
void cage_nest_end(struct cage_nest *nest);

/*
 * Hand it a file and a question; the answer has to be complete within
 * deadline_ms. The file stays the caller's. A worker that answered one
 * question may be asked again, if what it read was not hostile.
 */
MUST_CHECK bool cage_ask(struct cage *c, int fd, struct str params,
    unsigned deadline_ms, struct err *e);

/* The same with several files; ERR_LIMIT over CAGE_FILES_MAX. */
MUST_CHECK bool cage_ask_files(struct cage *c, const int *fds, size_t n,
    struct str params, unsigned deadline_ms, struct err *e);

/*
 * The next frame, in the arena. False with a whole sentence when the worker
 * crashed, hung, ran out of memory, did something forbidden (ERR_LIMIT or
 * ERR_INPUT), was stopped by the person (ERR_CONFLICT), or said itself what is
 * wrong (its own kind); it is dead then,
 * and the caller goes on with the next file in a new one.
 */
MUST_CHECK bool cage_next(
    struct cage *c, struct arena *a, struct cage_frame *ret, struct err *e);

/* Kills it if it still runs, and waits for it. */
void cage_end(struct cage *c);

/* The same without waiting: cage_end() does that, when it will be gone. */
void cage_kill(struct cage *c);

/*
 * Run a program of the system on a file, in a cage of its own that may read
 * /usr and nothing else, and take its standard output. ERR_MISSING when the
 * program is not installed.
 */
MUST_CHECK bool cage_run(const char *kind, int fd, int to_fd,
    unsigned deadline_ms, struct err *e);

/* --- inside ------------------------------------------------------------ */

struct cage_job {
	int fd; /* the file, open for reading; the first of several */
	const int *files;
	size_t n_files;
	struct str params;
	int answer; /* for cage_put() */
	void *kept; /* the work's own, from one question to the next */
	void *begun; /* what begin() made */
	bool spent; /* set by the work: this was its last question */
};

/* Answers one question. A false becomes the caller's error, as it is. */
typedef bool cage_work(struct cage_job *job, struct err *e);

struct cage_kind {
	const char *name;
	cage_work *work;
	const char *const *program; /* instead of work: argv, path first */
	/* Libraries that the work never calls, by the beginnings of their
	 * files' names, NULL behind them: a copy of a nest is without. */
	const char *const *without;
	void (*warm)(void); /* load what cannot be loaded behind the filter */
	/* In each worker, before its filter: start the threads that cannot be
	 * started behind it. They are locked up with the rest. */
	void *(*begin)(void);
};

/* Does the caller want the answer to end here? Asked now and then. */
bool cage_is_stopped(void);

/* One frame to the caller. A caller that went away ends the worker. */
void cage_put(struct cage_job *job, unsigned char type, struct str payload);

/*
 * The whole life of a worker or a nest: argv is "shodo --worker KIND …" or
 * "shodo --nest KIND …". Answers the exit status. Called by main() before anything else is looked at.
 */
int cage_worker(
    int argc, char **argv, const struct cage_kind *kinds, size_t n);

/* Was the program started as a worker or a nest? */
bool cage_is_worker(int argc, char **argv);

#endif
