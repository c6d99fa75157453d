/*
 * core/incident - what an incident is and what may happen next. Pure: no
 * clock, no file, no database. State is the fold of events:
 * incident_apply(). desk/ calls incident_report() and incident_decide() for
 * an event, or a refusal with the reason; everything shown comes from here.
 */
#ifndef CORE_INCIDENT_H
#define CORE_INCIDENT_H

#include "base/arena.h"
#include "base/json.h"
#include "base/time.h"
#include "core/actor.h"
#include "core/event.h"
#include "core/playbook.h"
#include "core/rules.h"

enum incident_type {
	TYPE_T1, /* loss or theft */
	TYPE_T2, /* wrong sending or publication */
	TYPE_T3, /* insider */
	TYPE_T4, /* leak through file sharing */
	TYPE_T5, /* malicious program */
	TYPE_T6, /* unauthorised access */
	TYPE_OTHER, /* not in the manual: chapter 2 alone */
	TYPE_COUNT_,
};

enum party { PARTY_PREFECTURE, PARTY_MUNICIPALITY, PARTY_RELATED, PARTY_COUNT_ };

enum certainty {
	CERTAINTY_UNKNOWN,   /* 不明 */
	CERTAINTY_ESTIMATED, /* 推定 */
	CERTAINTY_CONFIRMED, /* 確認済 */
	CERTAINTY_COUNT_,
};

enum work_status { WORK_OPEN, WORK_DONE, WORK_WAIVED, WORK_COUNT_ };

/* One answer to a fact question; older ones stay in the list. */
struct fact {
	/* "t2.fact.4", "law.my_number", "condition.spreading"; the answers of
	 * the first report stand here too, as "report.known_at" and so on. */
	struct str item;
	struct str value;
	enum time_precision precision; /* of a value that is a time */
	enum certainty certainty;
	struct str source;
	int64_t at;
	struct str by;
	uint64_t seq;
	struct fact *older; /* the answer it replaced, NULL when first */
};

struct task {
	struct str id;    /* the item's id, or "task.N" for an added one */
	struct str item;  /* item of the playbook, "" for an added one */
	struct str title; /* of an added one; else the playbook's */
	enum work_status status;
	struct str phase;
	struct str to;    /* assigned to this user, "" when nobody */
	int64_t due;      /* 0 when none */
	struct str result; /* of done; reason of waived */
	struct str override; /* why it went ahead of what it needs, "" else */
	int64_t at;
	struct str by;
	uint64_t seq;
};

/* measures, consultations, findings, desk calls, notes, contacts: what was
 * recorded, in order, as its event. */
struct entry_list {
	const struct event **items;
	size_t n, cap;
};

struct decision {
	struct str what; /* publication, persons, police … free word */
	struct str outcome;
	struct str reason;
	struct str override; /* why before the severity was judged, "" else */
	int64_t next_look; /* when to look again, 0: not set */
	int64_t at;
	struct str by;
	uint64_t seq;
};

struct submission {
	struct str duty;
	int64_t at;
	struct str means, receipt, reason; /* reason: of a waiver */
	bool waived;
	struct str by;
	uint64_t seq;
};

struct prevention {
	struct str id; /* "p1", "p2", … */
	struct str title, owner;
	int64_t due;
	bool done;
	struct str check;
	int64_t at;
	uint64_t seq;
};

struct incident_ready;

struct incident {
	struct str code;
	bool exists, closed, drill, restricted;
	unsigned types; /* bit 1u << enum incident_type */
	enum party party;
	struct str unit, summary, source;
	struct str playbook; /* id it goes by: the one it began with, or set */
	int64_t occurred_at, known_at, opened_at, updated_at;
	enum time_precision occurred_precision, known_precision;
	struct str filed_by;
	const struct json *report; /* the first report as normalised */

	struct fact *facts; /* newest per item, in order of first answer */
	size_t facts_n, facts_cap;
	struct task *tasks; /* touched or added ones; the rest is the playbook */
	size_t tasks_n, tasks_cap;
	struct decision *decisions;
	size_t decisions_n, decisions_cap;
	struct submission *submissions;
	size_t submissions_n, submissions_cap;
	struct prevention *preventions;
	size_t preventions_n, preventions_cap;
	struct entry_list measures, contacts, consults, findings, desk_calls,
	    notes, approvals, timeline; /* timeline: every event */

	struct str severity_level; /* "" until judged */
	const struct event *severity;
	int64_t persons_max, persons_confirmed; /* -1 unknown */

	struct str *members, *excluded; /* access */
	size_t members_n, excluded_n, members_cap, excluded_cap;
	uint64_t last_seq;
	struct str close_summary;
	const struct incident_ready *ready; /* see ready.h; NULL: not made */
};

/*
 * Check and normalise a first report (product.md). Completeness never blocks:
 * only `types` or `summary` is needed, and `caller` when source is outside.
 * ERR_INPUT names the field. The answer is the event's body.
 */
MUST_CHECK bool incident_report(struct arena *a, const struct json *in,
    int64_t now, const struct json **ret_body, struct err *e);

/* What a decision looks at beside the incident itself. */
struct surroundings {
	const struct playbook *playbook; /* the one the incident goes by */
	const struct playbook *const *playbooks; /* all there are, */
	size_t playbooks_n; /* for playbook.set; 0: there is no other */
	const struct rules *rules;
	const struct actor *by;
	int64_t now;
};

/*
 * May around->by do this action to inc now? Checks the object against
 * events.def (unknown fields refused), the gate, and the manual's rules
 * (evidence lock, close gate, …). *ret_event is complete but for seq. Kinds:
 * INPUT, FORBIDDEN, MISSING (no such item), CONFLICT (closed, already done,
 * locked).
 */
MUST_CHECK bool incident_decide(struct arena *a, const struct incident *inc,
    const struct surroundings *around, const struct json *action,
    struct event *ret_event, struct err *e);

/*
 * Fold one event in. The event and its body must outlive inc. ERR_TAMPERED
 * for an event that could never have been decided (unknown kind, bad body).
 */
MUST_CHECK bool incident_apply(struct arena *a, struct incident *inc,
    const struct event *ev, struct err *e);

/* Newest answer, or NULL. */
const struct fact *incident_fact(const struct incident *inc, struct str item);

/* The task that was touched or added, or NULL. */
const struct task *incident_task(const struct incident *inc, struct str id);

/* The newest decision on that matter ("publication"), or NULL. */
const struct decision *incident_decision(
    const struct incident *inc, struct str what);

/* The state of a task, also of one the playbook has and nobody touched. What
 * follows from acts of the same kind is situation_status() (core/situation). */
enum work_status incident_task_status(
    const struct incident *inc, struct str id);

const char *incident_type_word(enum incident_type t); /* t1 … t6, other */
bool incident_type_parse(struct str s, enum incident_type *ret);
/* 紛失・盗難 / Loss or theft … the canonical name (G26). */
const char *incident_type_name(enum incident_type t, enum lang lang);
const char *party_word(enum party p);
const char *certainty_word(enum certainty c); /* unknown|estimated|confirmed */

#endif
