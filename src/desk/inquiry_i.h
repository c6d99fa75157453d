/*
 * desk/inquiry_i - what the files of an inquiry share: the tools' table, one
 * run, the runs of a server, the spool. Nobody else includes it.
 */
#ifndef DESK_INQUIRY_I_H
#define DESK_INQUIRY_I_H

#include <pthread.h>

#include "desk/inquiry.h"
#include "desk/inside.h"
#include "investigate/exposure/progress.h"

enum {
	INQUIRIES_MAX = 64,  /* held at once in a server */
	INQUIRY_RUNNERS = 2, /* running at once */
	INQUIRY_FILES_MAX = 1000,
	INQUIRY_ROWS = 100, /* of the long list on one page */
	PARAMS_BYTES_MAX = 64 << 20,
};

/* ---- a tool: one line of tools.def ---- */

/* What a tool is given, and where its answer goes. */
struct inquiry_work {
	struct arena *arena; /* of this run, ended after it */
	const struct json *params;
	const struct inquiry_file *files;
	size_t n_files;
	struct exposure_progress *progress; /* done, total, stop */
	int stop_fd; /* readable when it shall stop */
	struct str folder;
	struct str own_rules; /* path of the office's rules for inventories */
	struct str indexes; /* folder of indexes of logs of this machine */
	uint64_t *page_at; /* of inquiry_put_page(): malloc'ed */
	size_t pages;
};

struct inquiry_tool {
	const char *name;
	/* Can the question be asked so? Before anything runs. */
	bool (*check)(const struct inquiry_work *w, struct err *e);
	/* Do it: summary.json, finding.json, result.json, result.csv. */
	bool (*run)(struct inquiry_work *w, struct err *e);
};

#define TOOL(word)                                                           \
	bool inquiry_check_##word(                                           \
	    const struct inquiry_work *w, struct err *e);                    \
	bool inquiry_run_##word(struct inquiry_work *w, struct err *e);
#include "desk/tools.def"
#undef TOOL

/* NULL when there is no such tool. */
const struct inquiry_tool *inquiry_tool_find(struct str name);

/* A file of the answer, mode 0600. ERR_IO with a sentence on the disk. */
MUST_CHECK bool inquiry_put_file(struct inquiry_work *w, const char *name,
    struct str bytes, struct err *e);

/* The same, written as it is made: of any length. */
typedef void inquiry_make(struct buf *b, const void *ctx);
MUST_CHECK bool inquiry_make_file(struct inquiry_work *w, const char *name,
    inquiry_make *make, const void *ctx, struct err *e);

/* The next page of the long list: one JSON document, one line. */
MUST_CHECK bool inquiry_put_page(
    struct inquiry_work *w, struct str json, struct err *e);

/* ---- settings and sources (sources.c) ---- */

struct inquiry_source {
	struct str name, path;
};

struct inquiry_settings {
	uint64_t upload_max_bytes;
	int64_t keep_hours;
	struct inquiry_source *sources;
	size_t n;
};

MUST_CHECK bool settings_read(struct arena *a, const char *dir,
    struct inquiry_settings *ret, struct err *e);

/* Open a file beneath a source, no link followed on the way. */
MUST_CHECK bool source_open(const struct inquiry_settings *s,
    struct str source, struct str file, int *ret_fd, uint64_t *ret_bytes,
    struct err *e);

/* ---- the spool (spool.c): DATA/spool/ID/… ---- */

enum { SPOOL_ID_BYTES = 23 }; /* with its NUL */

MUST_CHECK bool spool_clear(const char *dir, struct err *e);
/* A new folder: its name into ret_id. */
MUST_CHECK bool spool_folder(struct desk *d, struct arena *a,
    char ret_id[SPOOL_ID_BYTES], struct str *ret_path, struct err *e);
void spool_remove(struct str path);
/* Fills *e for a write that failed: a full disk has a sentence of its own. */
bool spool_fail(struct err *e, int errno_value);
/* ERR_IO unless so many bytes may still come beside what must stay free. */
MUST_CHECK bool spool_has_room(
    const char *dir, uint64_t bytes, struct err *e);

/* ---- indexes of logs (indexes.c): DATA/index ---- */

/*
 * Remove the oldest until the folder is within its bounds, and what is older
 * than a month; now in seconds. A folder that is not there is empty.
 */
void indexes_trim(const char *folder, int64_t now_s);

struct upload {
	struct arena arena;
	struct desk *desk;
	struct str code, user;
	char id[SPOOL_ID_BYTES];
	struct str folder;
	struct inquiry_file *files; /* INQUIRY_FILES_MAX of them */
	size_t n;
	int fd;
	uint64_t bytes, max, checked;
	int64_t kept_at;
	bool broken;
};

/* ---- runs (inquiry.c, inquiry_run.c) ---- */

struct inquiry_run {
	struct arena arena;
	char id[SPOOL_ID_BYTES];
	struct str code, user, folder;
	struct str own_rules, indexes; /* paths */
	const struct inquiry_tool *tool;
	struct json params;
	struct inquiry_file *files;
	size_t n_files;
	enum inquiry_state state;
	int64_t started_at, ended_at;
	struct exposure_progress progress;
	int stop_fd;
	bool stopped, discard, attached;
	uint64_t finding;
	uint64_t *page_at;
	size_t pages;
	struct err err;
};

struct inquiry_house {
	struct desk *desk;
	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t wake;
	struct inquiry_run *runs[INQUIRIES_MAX]; /* in order of their start */
	size_t n;
	struct upload *kept[INQUIRIES_MAX];
	size_t kept_n;
	int64_t keep_us;
	pthread_t runner[INQUIRY_RUNNERS];
	size_t runners;
	bool ending;
};

/* The incident, if by may run tools on it and a server is there to do it. */
MUST_CHECK bool inquiry_may(struct desk *d, struct arena *a,
    const struct actor *by, struct str code, const struct incident **ret,
    struct err *e);

/* The office's own rules for inventories, in its data directory. */
struct str own_rules_path(struct arena *a, const char *dir);

/* Starts the threads. */
MUST_CHECK bool inquiry_runners_begin(struct inquiry_house *h, struct err *e);

/* Stops, waits, removes everything. */
void inquiry_house_end(struct inquiry_house **h);

/* With the lock held. */
void inquiry_ask_stop(struct inquiry_run *r);
void inquiry_drop(struct inquiry_house *h, size_t at);

/* Frees what no list holds any more. */
void inquiry_run_end(struct inquiry_run *r);

#endif
