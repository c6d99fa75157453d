/*
 * inventory/inventory - whose data, what kind, from when, how many, how
 * protected: over any number of files, each read in the cage. Keeps counts and
 * keyed hashes in memory, nothing of the content. cli and web call it.
 */
#ifndef INVESTIGATE_INVENTORY_INVENTORY_H
#define INVESTIGATE_INVENTORY_INVENTORY_H

#include "base/hash.h"
#include "base/json.h"
#include "investigate/cage.h"
#include "investigate/inventory/item.h"
#include "investigate/inventory/people.h"

/* Worker kinds for the table of cage_worker(). */
extern const struct cage_kind inventory_kinds[];
extern const size_t inventory_n_kinds;

/* Members that have no row of their own: see mailbox.h. */
struct unlisted {
	uint64_t files, unreadable;
	/* of those that are protected, or readable and not */
	uint64_t protection[PROTECTION_COUNT_];
};

struct inventory_file {
	struct str path; /* "share/a.zip/名簿.csv", valid UTF-8 */
	struct item item;
	const struct sum_kept *sum; /* NULL: nothing was found */
	uint64_t people;   /* at least so many in this file */
	int64_t file_day;  /* of its modification, JST; INT64_MIN unknown */
	bool changed;      /* while it was being read */
	bool hashed;       /* a file as given; members of it are not */
	struct sha256 sha256;
	struct str ja, en; /* why it was not (wholly) read; n 0: it was */
	const struct unlisted *unlisted; /* counted in this row; NULL: none */
	struct inventory_file *next;
};

/* How far it is. */
struct inventory_at {
	struct str path;  /* the newest row, or the file that is being read */
	uint64_t n_files; /* rows so far */
	uint64_t bytes;   /* read so far, of the files as given */
};

/* Told after each row, and now and then within a large file; may print. */
typedef void inventory_progress(void *ctx, const struct inventory_at *at);

struct crew;

struct inventory_shape {
	enum kind kind;
	struct str text; /* shape_of() */
	struct inventory_shape *next;
};

struct inventory {
	struct arena *arena; /* the caller's; holds the list of files */
	struct people_key key;
	struct people *people, *in_file;
	struct inventory_file *first, **last;
	uint64_t n_files, n_unreadable, bytes; /* files: unlisted ones too */
	struct sum total;
	struct mailbox *mailbox; /* the one that is being heard */
	struct crew *crew; /* those who read, several files at once */
	/* The newest row that was read; the first of the file it is from. */
	struct inventory_file *newest, *of_file;
	inventory_progress *progress;
	void *ctx;
	int stop_fd;  /* when it can be read, the person wants to stop; 0: none */
	bool stopped; /* there was more to read */
	const struct ownrules *rules; /* the organisation's, or NULL */
	struct inventory_shape *shapes; /* at most `samples` different ones a kind */
	uint16_t samples; /* shapes to show of each kind; 0: none */
	bool hash;    /* SHA-256 of the files, for a finding */
};

/* Draws the key. Ended by inventory_end(). */
void inventory_begin(struct inventory *v, struct arena *a);
void inventory_end(struct inventory *v);

/*
 * Use the organisation's rules in that file; before anything is handed in.
 * ERR_MISSING when it is not there, else as ownrules_load().
 */
MUST_CHECK bool inventory_use_rules(
    struct inventory *v, const char *path, struct err *e);

/*
 * A file, or a folder with all in it (links are not followed; named as such).
 * What cannot be read is in the list with its reason, a path that is not there
 * at all (ERR_MISSING) too; false only for the latter.
 */
MUST_CHECK bool inventory_add(
    struct inventory *v, const char *path, struct err *e);

/*
 * The same for several paths, which are then read side by side: hand in each,
 * then wait once. Answers and order are those of inventory_add().
 */
MUST_CHECK bool inventory_hand_in(
    struct inventory *v, const char *path, struct err *e);

/* The same for a file that lies elsewhere, by the name that the person knows
 * (UTF-8): in the answer, and for formats that have no mark of their own. */
MUST_CHECK bool inventory_hand_in_as(struct inventory *v, const char *path,
    struct str name, struct err *e);
void inventory_wait(struct inventory *v);

#endif
