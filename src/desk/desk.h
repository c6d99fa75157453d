/*
 * desk/desk - what a person does with Shodo, one function each, one
 * transaction each, the same for web, API and command line. Opens the data
 * directory (store, key, playbooks, rules); knows nothing of HTML or argv.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "core/actor.h"
#include "core/incident.h"
#include "core/playbook.h"
#include "core/rules.h"

struct desk;

struct desk_options {
	bool read_only; /* look only: no lock, no writer, no key */
};

/*
 * Open a data directory. ERR_MISSING when there is none (run `shodo init`),
 * ERR_CONFLICT when another process owns it or it is of a newer version.
 */
MUST_CHECK bool desk_open(const char *dir, const struct desk_options *o,
    struct desk **ret, struct err *e);
void desk_end(struct desk **d);

struct desk_init {
	struct str organisation;
	struct str user, password; /* of the first person; user may be "" */
	enum role role;
	bool demo; /* sample organisation, units, users and incidents */
};

/* Of everybody in the sample organisation; whoever makes it says so. */
#define DESK_DEMO_PASSWORD "shodo-demo"

/* Make a data directory. ERR_CONFLICT when there is one already. */
MUST_CHECK bool desk_init(
    const char *dir, const struct desk_init *in, struct err *e);

/* The name of the organisation, as given to init. */
struct str desk_organisation(const struct desk *d);

/* The playbook new incidents begin with, or one by id; NULL: no such one. */
const struct playbook *desk_playbook(const struct desk *d, struct str id);
size_t desk_playbooks(const struct desk *d, const struct playbook *const **ret);
const struct rules *desk_rules(const struct desk *d);

/* ---- incidents ---- */

/* What somebody asks for. Repeating `request` (an Idempotency-Key, "" when
 * none) answers the first result again. */
struct desk_ask {
	struct str code;         /* of the incident; "" for a first report */
	const struct json *body; /* the first report, or one action */
	struct str request;
	bool matched;            /* refuse unless it has `entries` entries */
	uint64_t entries;        /* the version the person saw */
};

struct desk_done {
	struct str code;
	uint64_t seq;    /* journal entry */
	uint64_t entries; /* of the incident, after it: its version */
	bool repeated;   /* request was known already */
};

MUST_CHECK bool desk_report(struct desk *d, struct arena *a,
    const struct actor *by, const struct desk_ask *ask, struct desk_done *ret,
    struct err *e);

MUST_CHECK bool desk_act(struct desk *d, struct arena *a,
    const struct actor *by, const struct desk_ask *ask, struct desk_done *ret,
    struct err *e);

/*
 * The incident as it stands. ERR_MISSING also when `by` may not see it. The
 * code is taken as read out over a telephone: case, width and O/0 are folded.
 * *ret is shared and lives as long as the arena.
 */
MUST_CHECK bool desk_incident(struct desk *d, struct arena *a,
    const struct actor *by, struct str code, const struct incident **ret,
    struct err *e);

struct desk_row { /* one line of the board */
	struct str code, title, status, severity;
	struct str unit, unit_name; /* path, and its name where it has one */
	unsigned types;
	enum party party;
	int64_t opened_at, updated_at, next_due;
	int64_t open_tasks;  /* keep it from closing; duties are apart */
	int64_t open_duties;
	bool drill, restricted;
};

struct desk_query {
	struct str text;   /* search words, "" for all */
	struct str status; /* open, closed, "" */
	struct str unit;
	int type;  /* enum incident_type, or -1 */
	bool drill; /* drills instead of real ones */
	struct str after; /* cursor from the page before, "" */
	size_t limit;     /* 1 to 200; 0 means 50 */
};

struct desk_page {
	struct desk_row *rows;
	size_t n;
	struct str next; /* cursor of the next page, "" at the end */
};

MUST_CHECK bool desk_list(struct desk *d, struct arena *a,
    const struct actor *by, const struct desk_query *q, struct desk_page *ret,
    struct err *e);

struct desk_leaf {
	uint64_t seq;
	struct str leaf; /* the bytes that were sealed */
	struct sha256 hash;
	struct str salt, beside; /* a body kept beside its leaf, or "" */
};

struct desk_leaves {
	struct desk_leaf *items;
	size_t n;
};

/* The journal entries of one incident, verbatim. */
MUST_CHECK bool desk_journal(struct desk *d, struct arena *a,
    const struct actor *by, struct str code, struct desk_leaves *ret,
    struct err *e);

/* ---- people ---- */

struct desk_user {
	struct str user, name, unit;
	enum role role;
	bool disabled;
};

/* Check a password and begin a session. Slows down after failures. */
MUST_CHECK bool desk_login(struct desk *d, struct arena *a, struct str user,
    struct str password, struct str *ret_session, struct err *e);
void desk_logout(struct desk *d, struct str session);

/* Who a session or a bearer token belongs to. False: nobody (no err). */
bool desk_session(struct desk *d, struct arena *a, struct str session,
    struct actor *ret);
bool desk_bearer(
    struct desk *d, struct arena *a, struct str token, struct actor *ret);
/* On the command line the person is named; ERR_MISSING when unknown. */
MUST_CHECK bool desk_person(struct desk *d, struct arena *a, struct str user,
    struct actor *ret, struct err *e);

/* The forgery token of a session: HMAC, so nothing is stored. */
struct str desk_forgery_token(
    struct desk *d, struct arena *a, struct str session);

MUST_CHECK bool desk_user_put(struct desk *d, const struct actor *by,
    const struct desk_user *u, struct str password, struct err *e);
MUST_CHECK bool desk_users(struct desk *d, struct arena *a,
    const struct actor *by, struct desk_user **ret, size_t *ret_n,
    struct err *e);
/* A new bearer token of the person, shown once. */
MUST_CHECK bool desk_token_new(struct desk *d, struct arena *a,
    const struct actor *by, struct str *ret_token, struct err *e);

struct desk_unit {
	struct str path, name; /* "soumu/zeimu", "税務課" */
};
MUST_CHECK bool desk_unit_put(struct desk *d, const struct actor *by,
    const struct desk_unit *u, struct err *e);
MUST_CHECK bool desk_units(struct desk *d, struct arena *a,
    struct desk_unit **ret, size_t *ret_n, struct err *e);

/* ---- the record ---- */

struct desk_proof {
	uint64_t entries;    /* checked, all good up to here */
	struct str checkpoint; /* the newest signed note */
	struct str vkey;
};

/*
 * Walk the whole journal: bytes, hashes, tree, signatures; with `checkpoint`
 * (a note somebody kept) also that today's tree is a continuation of it.
 * ERR_TAMPERED names the first entry that is wrong.
 */
MUST_CHECK bool desk_verify(struct desk *d, struct arena *a,
    struct str checkpoint, struct desk_proof *ret, struct err *e);

/*
 * The place of entry `seq` under the newest checkpoint, as a .tlog-proof file
 * that stands by itself (docs/journal-format.md). ERR_MISSING: no such entry,
 * or one of an incident that `by` may not see.
 */
MUST_CHECK bool desk_prove(struct desk *d, struct arena *a,
    const struct actor *by, uint64_t seq, struct str *ret, struct err *e);

/* ---- witnesses: another office's word that nothing was rewritten ---- */

struct desk_witness { /* a journal that this office is witness of */
	struct str origin, vkey;
	uint64_t size;   /* the largest that was seen */
	int64_t seen_at; /* 0: never */
};

struct desk_witnesses {
	struct desk_witness *items;
	size_t n;
};

/* This office's key as a witness, to be handed to the other office. */
struct str desk_witness_vkey(struct desk *d, struct arena *a);

/*
 * Become witness of the journal with that key. ERR_CONFLICT when another key
 * is known for the same journal. Administrators only.
 */
MUST_CHECK bool desk_witness_trust(struct desk *d, const struct actor *by,
    struct str vkey, struct err *e);
MUST_CHECK bool desk_witness_list(struct desk *d, struct arena *a,
    struct desk_witnesses *ret, struct err *e);

struct desk_file {
	struct str name, bytes;
};

/*
 * A request to our witness, who knows `old` entries (0: none yet;
 * DESK_OLD_KEPT: those of the newest checkpoint that a witness has signed).
 */
#define DESK_OLD_KEPT UINT64_MAX
MUST_CHECK bool desk_witness_ask(struct desk *d, struct arena *a,
    uint64_t old, struct desk_file *ret, struct err *e);

/*
 * Answer another office's request with our signature line. What was seen is
 * durable before the line exists. ERR_CONFLICT: the sentence says from which
 * size to prove; ERR_TAMPERED: their journal is no continuation.
 */
MUST_CHECK bool desk_witness_answer(struct desk *d, struct arena *a,
    struct str body, struct str *ret_lines, struct err *e);

/*
 * Keep a witness's signature lines with the checkpoint that they are for.
 * *ret is that checkpoint with all signatures. ERR_TAMPERED when they fit
 * none of ours.
 */
MUST_CHECK bool desk_witness_add(struct desk *d, struct arena *a,
    struct str vkey, struct str lines, struct str *ret, struct err *e);

/* The journal's verifier key, to be handed to whoever checks. */
struct str desk_vkey(struct desk *d, struct arena *a);

/* Throw the derived tables away and make them again from the journal. */
MUST_CHECK bool desk_rebuild(struct desk *d, uint64_t *ret_n, struct err *e);

/* A consistent copy of the whole data directory in a new folder. */
MUST_CHECK bool desk_backup(struct desk *d, const char *to, struct err *e);

/* A new data directory from a backup; its journal begins a new origin. */
MUST_CHECK bool desk_restore(const char *from, const char *dir,
    struct str reason, struct err *e);

#endif
