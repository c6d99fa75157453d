/*
 * investigate/cage_lock - the locks of the cage: limits, landlock, the system
 * call filter. Only cage_worker.c and the test call it. What is locked stays
 * locked for the process.
 */
#ifndef INVESTIGATE_CAGE_LOCK_H
#define INVESTIGATE_CAGE_LOCK_H

#include <linux/filter.h>
#include <sched.h>
#include <signal.h>

#include "base/err.h"

/* Memory, processor time, no file may grow, no core file, no new rights. */
MUST_CHECK bool cage_lock_limits(
    size_t memory_bytes, unsigned cpu_s, struct err *e);

/*
 * Reading and writing what is open, memory, the clock; opening anything
 * answers EACCES, every other system call ends the process (SIGSYS). Holds for
 * all threads that run by now; none can be started afterwards.
 */
MUST_CHECK bool cage_lock_calls(struct err *e);

/*
 * The same in two steps: made once, then put on by every copy of a process. A
 * nest's own filter also leaves it what it needs to copy itself: clone with
 * its own flags, and what a copy does before its last lock.
 */
enum {
	CAGE_FILTER_MAX = 512,
	/* The copy's parent is the nest's own: the caller, who waits for it. */
	CAGE_COPY_FLAGS = CLONE_PARENT | SIGCHLD,
};
struct cage_filter {
	struct sock_filter code[CAGE_FILTER_MAX];
	size_t n;
};
MUST_CHECK bool cage_filter_make(
    struct cage_filter *ret, bool of_nest, struct err *e);
MUST_CHECK bool cage_filter_wear(struct cage_filter *f, struct err *e);

/*
 * The last lock of a copy whose nest wears its filter: takes away all that a
 * nest may do besides. Together they are cage_lock_calls(), but the kernel
 * takes up a dozen instructions faster than two hundred.
 */
MUST_CHECK bool cage_lock_copy(struct err *e);

/*
 * For a program that still has to be loaded: it may open files for reading
 * and execve once; landlock, where the kernel has it, leaves it /usr, /lib and
 * the fonts. No socket, no process, no ptrace, no writing (EPERM).
 */
MUST_CHECK bool cage_lock_program(struct err *e);

#endif
