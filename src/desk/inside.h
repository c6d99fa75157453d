/*
 * desk/inside - what the files of desk/ share and nobody else may see: the
 * open desk, the folded incidents of the writer, appending to the journal.
 */
#ifndef DESK_INSIDE_H
#define DESK_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/sign.h"
#include "desk/desk.h"
#include "journal/checkpoint.h"
#include "journal/entry.h"
#include "journal/tree.h"
#include "store/store.h"

struct inquiry_house;

enum {
	PLAYBOOKS_MAX = 8,
	FOLDED_MAX = 64,   /* incidents kept folded by the writer */
	SNAPSHOT_MAX = 128, /* and for readers */
	FAILURES_MAX = 512, /* logins remembered for slowing down */
};

/* An incident folded by the writer thread; only that thread touches it. */
struct folded {
	struct arena arena;
	struct incident inc;
	int64_t id;       /* row in the index */
	uint64_t entries; /* folded so far; must equal the index row's */
	uint64_t used;    /* for throwing the oldest out */
};

/* One that many readers share. */
struct snapshot {
	struct arena arena;
	struct incident inc;
	uint64_t entries, used;
	atomic_int references;
};

struct login_failures {
	struct sha256 who;
	int64_t last_at;
	int n;
};

struct desk {
	char dir[3500];
	bool look; /* beside the owner: nothing is written or signed */
	struct arena arena; /* for what lives as long as the desk */
	struct store *store;
	struct str organisation, origin;
	struct sign_key key;
	const struct playbook *playbooks[PLAYBOOKS_MAX];
	size_t playbooks_n;
	const struct rules *rules;
	unsigned char secret[32]; /* for forgery tokens */

	struct folded *folded[FOLDED_MAX]; /* the writer's */
	uint64_t turn;

	pthread_mutex_t mutex; /* guards all below */
	struct snapshot *snapshots[SNAPSHOT_MAX];
	uint64_t snapshot_turn;
	struct login_failures failures[FAILURES_MAX];

	pthread_mutex_t signing; /* one signs at a time: journal.signed */

	struct inquiry_house *inquiries; /* of a server, else NULL */

	pthread_t signer;
	pthread_cond_t signer_wake;
	bool signer_runs, ending;
};

/* ---- journal (record.c) ---- */

MUST_CHECK bool record_head(
    struct store_tx *tx, struct tree *ret, struct err *e);

/*
 * Seal the entry as the next one and keep it: encoded, decoded again and
 * compared, appended, read back and hashed again. Sets entry->seq and log;
 * *ret_leaf is the sealed bytes as read back, in arena a.
 */
MUST_CHECK bool record_append(struct desk *d, struct store_tx *tx,
    struct arena *a, struct entry *entry, struct str *ret_leaf,
    struct err *e);

/* The newest signed checkpoint, as bytes and opened. ERR_MISSING: none yet. */
MUST_CHECK bool record_newest(struct desk *d, struct store_tx *tx,
    struct arena *a, struct str *ret_bytes, struct checkpoint *ret,
    struct err *e);

/*
 * Sign the head if it grew; refuse when the database went backwards. Beside
 * the owner it is compared only, never signed.
 */
MUST_CHECK bool record_sign(struct desk *d, struct err *e);
MUST_CHECK bool record_key(struct desk *d, bool make, struct err *e);

/* ---- bodies beside the journal (payload.c) ---- */

/* The action that erases the content of an entry of the incident. */
#define DESK_ERASE "record.erase"

/* salt.n is 0 when the body stands in its leaf, or was erased. */
struct payload {
	struct str salt, bytes;
};

/* Take a personal or long body out of x, leaving the commitment. */
MUST_CHECK bool payload_split(struct arena *a, struct entry *x,
    struct payload *ret, struct err *e);
MUST_CHECK bool payload_keep(struct store_tx *tx, uint64_t seq,
    const struct payload *p, struct err *e);
/*
 * Erase the content of entry `seq` of that incident, and its words from the
 * index. ERR_MISSING when there is no such entry, or nothing to erase.
 */
MUST_CHECK bool payload_erase(struct store_tx *tx, struct str code,
    int64_t seq, struct err *e);
/* Put it back; x->body stays NULL when it was erased. ERR_TAMPERED. */
MUST_CHECK bool payload_join(struct arena *a, struct entry *x,
    const struct payload *p, struct err *e);

/* ---- index (index.c): from the folded state, nothing else ---- */

/* The incident's row; its lists too when `lists`, or the last event moved it. */
MUST_CHECK bool index_put(struct desk *d, struct store_tx *tx, int64_t id,
    const struct incident *inc, bool lists, struct err *e);
MUST_CHECK bool index_words(struct store_tx *tx, struct arena *a,
    const struct event *ev, enum store_stmt stmt, struct err *e);
/* The lists in which this person looks: unit's and own. */
struct str index_scope_unit(struct arena *a, const struct actor *by,
    const struct desk_query *q);
struct str index_scope_person(struct arena *a, const struct actor *by,
    const struct desk_query *q);

/* ---- folding (fold.c) ---- */

/* A journal entry as core's event; both in arena a. ERR_TAMPERED. */
MUST_CHECK bool fold_event(struct arena *a, struct str leaf,
    const struct payload *p, struct event *ret, struct err *e);

/* The same from a row of journal_of or journal_all, copied into a. */
MUST_CHECK bool fold_event_row(struct arena *a, const struct store_row *row,
    struct event *ret, struct err *e);

/* The incident inside a write; *ret stays the writer's. ERR_MISSING. */
MUST_CHECK bool fold_for_write(struct desk *d, struct store_tx *tx,
    struct str code, struct folded **ret, struct err *e);
struct folded *fold_new(struct desk *d);
void fold_end(struct desk *d);

/* What core looks at for this incident. */
struct surroundings desk_around(const struct desk *d,
    const struct incident *inc, const struct actor *by, int64_t now);

/* ---- opening (desk.c, init.c, demo.c) ---- */

/* Allocate and load what is in the program; the store is not open yet. */
MUST_CHECK bool desk_begin(const char *dir, struct desk **ret, struct err *e);
/* The owner's way, without comparing or signing: for restore. */
MUST_CHECK bool desk_open_unsigned(
    const char *dir, struct desk **ret, struct err *e);
MUST_CHECK bool demo_fill(struct desk *d, struct err *e);

/* The program's playbooks and the office's own (playbooks.c). */
MUST_CHECK bool playbooks_load(struct desk *d, struct err *e);

/* The office's own, from one data directory into another. */
MUST_CHECK bool playbooks_copy(
    const char *from, const char *to, struct err *e);

/* Acts while a data directory is being made. */
extern const struct actor DESK_INSTALLER;

/* ERR_FORBIDDEN unless by has that role. */
bool desk_need_role(const struct actor *by, enum role role, struct err *e);

#endif
