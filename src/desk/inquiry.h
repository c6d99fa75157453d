/*
 * desk/inquiry - one run of an investigation tool on files, for an incident:
 * started, watched, stopped, its result shown, attached as a finding, thrown
 * away. Runs in the background of a server; knows no HTML and no sockets.
 *
 * A result may hold personal data (addresses of readers). It lies in the data
 * directory's spool for those who may record on the incident, is never in the
 * journal, and is gone after a day, when discarded, when the server ends, or
 * when all places are taken and it failed, was attached, or ended an hour ago.
 * Every function asks core's gate: who may not see the incident gets
 * ERR_MISSING, who may not record on it ERR_FORBIDDEN.
 */
#ifndef DESK_INQUIRY_H
#define DESK_INQUIRY_H

#include "desk/desk.h"

/* ---- files of this machine that the administrator allows ---- */

struct desk_source_file {
	struct str file; /* path beneath the source's folder, with '/' */
	uint64_t bytes;
	int64_t modified_at;
};

struct desk_source {
	struct str name, path;
	struct desk_source_file *files; /* the newest first */
	size_t n;
	bool more;      /* there are more files than are listed */
	struct err err; /* the folder cannot be read */
};

struct desk_sources {
	struct desk_source *items;
	size_t n;
	uint64_t upload_max_bytes; /* of one request */
	int64_t keep_hours;        /* of a result */
};

/*
 * What DATA/inquiry.yaml allows (docs/exposure.md), as it stands now.
 * ERR_INPUT names the line that is wrong; ERR_FORBIDDEN: staff and reporters.
 */
MUST_CHECK bool desk_sources(struct desk *d, struct arena *a,
    const struct actor *by, struct desk_sources *ret, struct err *e);

/* ---- files on their way in ---- */

struct upload;

/*
 * Begin to take files for an incident. bytes: how many are announced; ERR_LIMIT
 * when that is more than is allowed, ERR_IO when the disk has no room for it.
 * Ended by desk_upload_end(), which throws away what was not taken.
 */
MUST_CHECK bool desk_upload_begin(struct desk *d, const struct actor *by,
    struct str code, uint64_t bytes, struct upload **ret, struct err *e);

/* The next file. role: the field it came by ("logs", "sitemap"). */
MUST_CHECK bool desk_upload_file(
    struct upload *u, struct str role, struct str name, struct err *e);

/* More of it. On failure everything of this upload is gone already. */
MUST_CHECK bool desk_upload_put(
    struct upload *u, struct str bytes, struct err *e);

/*
 * Keep it for an hour under *ret_id, for a desk_inquiry_start() of the same
 * person; *u is taken.
 */
MUST_CHECK bool desk_upload_keep(
    struct upload **u, struct arena *a, struct str *ret_id, struct err *e);

size_t desk_upload_files(const struct upload *u);

void desk_upload_end(struct upload **u);

/* ---- inquiries ---- */

/*
 * Could files be inventoried now? ERR_INPUT names the line of the office's own
 * DATA/inventory-rules.yaml that is wrong: to be said before somebody sends
 * them.
 */
MUST_CHECK bool desk_inventory_ready(struct desk *d, struct err *e);

enum inquiry_state {
	INQUIRY_WAITING, /* others run */
	INQUIRY_RUNNING,
	INQUIRY_DONE,
	INQUIRY_FAILED, /* err says why */
	INQUIRY_STATE_COUNT_,
};

const char *inquiry_state_word(enum inquiry_state s);

struct inquiry_file {
	struct str role; /* "logs", "sitemap" */
	struct str name; /* as the person knows it */
	struct str source; /* of the administrator's list; "" when uploaded */
	struct str path; /* for desk/ only */
	uint64_t bytes;
	int fd;          /* for desk/ only; -1: none */
};

struct inquiry {
	struct str id, code, tool, user;
	enum inquiry_state state;
	int64_t started_at, ended_at, expires_at; /* 0: not yet */
	uint64_t done_bytes, total_bytes;
	bool stopped;  /* somebody stopped it: what is known so far */
	bool attached;
	uint64_t finding; /* the entry, when attached */
	const struct json *params; /* the question as it was asked */
	struct inquiry_file *files;
	size_t n_files;
	size_t pages; /* of the long list, 100 rows each */
	struct err err;
};

struct inquiries {
	struct inquiry *items; /* the newest first */
	size_t n;
};

/*
 * Begin the background: empties the spool of what a killed server left, reads
 * the settings. Once, by a server; ended with the desk.
 */
MUST_CHECK bool desk_inquiries_begin(struct desk *d, struct err *e);

/*
 * Start one. what: {"tool", "files": [{"source","file"} | {"upload"}], …} with
 * the tool's own members beside. files: taken over (then *files is NULL), or
 * NULL. ERR_INPUT names the member at fault; ERR_LIMIT: too many at once;
 * ERR_CONFLICT: no server, or the incident is closed.
 */
MUST_CHECK bool desk_inquiry_start(struct desk *d, struct arena *a,
    const struct actor *by, struct str code, const struct json *what,
    struct upload **files, struct str *ret_id, struct err *e);

MUST_CHECK bool desk_inquiry_list(struct desk *d, struct arena *a,
    const struct actor *by, struct str code, struct inquiries *ret,
    struct err *e);

/* Which one: everything below names it so. */
struct inquiry_ask {
	struct str code, id;
};

MUST_CHECK bool desk_inquiry(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask, struct inquiry *ret,
    struct err *e);

/* What a page shows: the tool's own JSON, with the long lists cut. */
MUST_CHECK bool desk_inquiry_summary(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask,
    const struct json **ret, struct err *e);

/* One page of the long list, from 0. */
MUST_CHECK bool desk_inquiry_page(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask, size_t page,
    const struct json **ret, struct err *e);

/* The whole result, open for reading: the caller closes it. */
enum inquiry_form { INQUIRY_JSON, INQUIRY_CSV };
MUST_CHECK bool desk_inquiry_open(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, enum inquiry_form form, int *ret_fd,
    uint64_t *ret_bytes, struct err *e);

/* Finish with what is known; a waiting one is thrown away. */
MUST_CHECK bool desk_inquiry_stop(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, struct err *e);

/* Throw it away, with its files. */
MUST_CHECK bool desk_inquiry_discard(struct desk *d, const struct actor *by,
    const struct inquiry_ask *ask, struct err *e);

/* Its finding.attach action, through desk_act(); twice is once. */
MUST_CHECK bool desk_inquiry_attach(struct desk *d, struct arena *a,
    const struct actor *by, const struct inquiry_ask *ask,
    struct desk_done *ret, struct err *e);

#endif
