/*
 * inventory/crew - several files at once, each by a thread with a worker of
 * its own, and yet told in the order in which they were handed in. Knows no
 * format and no counts. inventory.c hands in and listens; hand.c reads.
 */
#ifndef INVESTIGATE_INVENTORY_CREW_H
#define INVESTIGATE_INVENTORY_CREW_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "investigate/inventory/item.h"
#include "investigate/inventory/people.h"

enum told_kind {
	TOLD_ITEM,    /* a row of the answer, with all persons told before it */
	TOLD_PERSONS, /* of the row that comes next */
	TOLD_CLOSED,  /* the file, or the rest of it, could not be read */
	TOLD_CHANGED, /* the file changed while it was read */
	TOLD_SHAPE,   /* of a finding; masked */
	TOLD_HASH,    /* of the whole file at `path` */
	TOLD_REACHED, /* nothing but `reached`; `path` is being read */
};

/* One thing that is known about the file at the head of the queue. */
struct told {
	struct told *next;
	struct arena arena; /* holds this and all that it points to */
	enum told_kind kind;
	struct item item;
	struct sum sum;     /* of the item */
	struct str path;    /* whole, UTF-8 */
	enum kind shape_kind;
	struct str shape;
	struct str ja, en;  /* the reason, where there is one */
	struct str persons; /* persons_put(), whole */
	int64_t file_day;
	struct sha256 sha256;
	bool begins; /* nothing was heard of this file before */
	uint64_t reached; /* bytes read by now, of all files, in any order */
};

struct job; /* one file that was handed in */
struct crew;

/* A new told of that kind; tell it or end its arena. */
struct told *told_new(enum told_kind kind);

/* What all hands have to know. */
struct crew_orders {
	struct people_key key;
	int stop_fd; /* as in struct cage */
	bool hash;   /* tell the SHA-256 of every file, too */
	struct str rules;  /* ownrules_put(); the caller's */
	uint16_t samples;  /* shapes to show of each kind */
};

/*
 * Threads are started when there is work for them, at most one per processor
 * that we may use. NULL when there is no memory.
 * crew_end() ends it, also when not everything was heard.
 */
struct crew *crew_begin(const struct crew_orders *orders);
void crew_end(struct crew **c);

/*
 * The file is the crew's from now on; fds are its descriptor, and those of
 * what belongs to it (the segments of an image). n >= 1.
 */
void crew_hand_in(struct crew *c, struct str path, const int *fds, size_t n,
    const struct stat *st);

/* Something that is known already, in its place in the order. */
void crew_hand_in_told(struct crew *c, struct told *t);

/*
 * What comes next in the order; the caller ends its arena. With `all`, waits
 * until it is known, and NULL says that everything was heard. Without, NULL
 * says that there is room for more files; waits while there is none.
 */
struct told *crew_hear(struct crew *c, bool all);

/* Was something left out because the person wanted to stop? */
bool crew_stopped(struct crew *c);

/* --- for the hands, in their threads ---------------------------------------- */

struct str job_path(const struct job *j);
int job_fd(const struct job *j);
const int *job_files(const struct job *j, size_t *ret_n);
const struct stat *job_stat(const struct job *j);

/* So many bytes of it have been read. */
void crew_reach(struct crew *c, struct job *j, uint64_t bytes);

/*
 * Waits while too much waits to be heard; answers how long, in microseconds,
 * since the worker's time must not run meanwhile.
 */
int64_t crew_tell(struct crew *c, struct job *j, struct told *t);

#endif
