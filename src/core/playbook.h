/*
 * core/playbook - one version of the manual as data: its items, in order.
 *
 * Pure and read-only after loading: no clock, no file, no database; it knows
 * nothing of an incident. core/task, core/fact, core/todo, web/ and cli/ read
 * it; playbook_load.h makes it. The format is docs/playbook-format.md.
 */
#ifndef CORE_PLAYBOOK_H
#define CORE_PLAYBOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

#define PLAYBOOK_TYPES 6 /* 3-1 .. 3-6 of the manual: t1 .. t6 */

enum playbook_kind {
	PLAYBOOK_KIND_NONE,
	PLAYBOOK_KIND_PURPOSE,
	PLAYBOOK_KIND_FLOW,
	PLAYBOOK_KIND_STEP,
	PLAYBOOK_KIND_INSTRUCTION,
	PLAYBOOK_KIND_CAUTION,
	PLAYBOOK_KIND_CONTACT,
	PLAYBOOK_KIND_EXAMPLE,
	PLAYBOOK_KIND_TRIGGER,
	PLAYBOOK_KIND_FACT_QUESTION,
	PLAYBOOK_KIND_CONTENT_QUESTION,
	PLAYBOOK_KIND_FIRST_AID,
	PLAYBOOK_KIND_FIRST_AID_NOTE,
	PLAYBOOK_KIND_SEVERITY_QUESTION,
	PLAYBOOK_KIND_PREVENTION, /* measure against secondary damage */
	PLAYBOOK_KIND_PREVENTION_NOTE,
	PLAYBOOK_KIND_DEFINITION,
	PLAYBOOK_KIND_HEADING,
	PLAYBOOK_KIND_COUNT_,
};

/* In the order in which they open; NONE is written "-". */
enum playbook_phase {
	PLAYBOOK_PHASE_NONE,
	PLAYBOOK_PHASE_DISCOVERY,
	PLAYBOOK_PHASE_REPORTING,
	PLAYBOOK_PHASE_INITIAL_RESPONSE,
	PLAYBOOK_PHASE_INVESTIGATION,
	PLAYBOOK_PHASE_SEVERITY,
	PLAYBOOK_PHASE_NOTIFICATION,
	PLAYBOOK_PHASE_RECOVERY,
	PLAYBOOK_PHASE_PREVENTION,
	PLAYBOOK_PHASE_COUNT_,
};

/* What the program does for an item. */
enum playbook_does {
	PLAYBOOK_DOES_NONE,
	PLAYBOOK_DOES_SHOWS,          /* shown where it is needed */
	PLAYBOOK_DOES_PERSON,         /* assigned, reminded, recorded */
	PLAYBOOK_DOES_SYSTEM_CONFIRM, /* mostly done, a person confirms */
	PLAYBOOK_DOES_SYSTEM,         /* done or enforced */
	PLAYBOOK_DOES_COUNT_,
};

/* The nature of an item, column machine of the inventory. */
enum playbook_machine {
	PLAYBOOK_MACHINE_NONE,
	PLAYBOOK_MACHINE_RECORD,
	PLAYBOOK_MACHINE_TASK,
	PLAYBOOK_MACHINE_TOOL,
	PLAYBOOK_MACHINE_RULE,
	PLAYBOOK_MACHINE_TEXT,
	PLAYBOOK_MACHINE_COUNT_,
};

/* Bits of playbook_item.needs: what must be in the record before the task
 * may be reported done, unless a person overrides it with a reason (G5). */
enum playbook_need {
	PLAYBOOK_NEEDS_EVIDENCE = 1,   /* an evidence entry exists */
	PLAYBOOK_NEEDS_SCAN = 2,       /* a scan, with date of definitions */
	PLAYBOOK_NEEDS_CAUSE = 4,      /* cause and path are recorded */
	PLAYBOOK_NEEDS_BACKUP = 8,     /* the backup of the item is recorded */
	PLAYBOOK_NEEDS_PREVENTION = 16, /* measures against recurrence taken */
	PLAYBOOK_NEEDS_PUBLICATION = 32, /* decided that it is published */
	PLAYBOOK_NEEDS_SEVERITY = 64,  /* the four questions are judged */
	PLAYBOOK_NEEDS_HANDOVER = 128, /* the machine was handed in */
};

/* Three values: unknown counts as possible. In rising order. */
enum playbook_truth {
	PLAYBOOK_NO,
	PLAYBOOK_UNKNOWN,
	PLAYBOOK_YES,
};

/* One item. All text is borrowed from the arena of the load, is UTF-8 without
 * control characters, and is empty where the playbook says nothing. */
struct playbook_item {
	struct str id;        /* ASCII, stable, e.g. "t5.first.2.2" */
	struct str section;   /* "cover", "1", "3-5(2)" */
	enum playbook_kind kind;
	enum playbook_phase phase;
	enum playbook_phase opens; /* offered from this phase on; G4 */
	enum playbook_does does;
	enum playbook_machine machine;
	struct str actor;     /* a role id, see playbook_role_find() */
	struct str condition; /* e.g. "personal_information & leak_possible" */
	struct str tool;      /* e.g. "inventory", "exposure", "letters" */
	struct str title_ja;  /* short, for a to-do list; tasks have one */
	struct str title_en;
	struct str ja;        /* the whole text */
	struct str en;
	struct str parent;    /* id of the item this belongs to */
	struct str after;     /* id of the item that comes first */
	struct str same;      /* id of the item that asks for the same act */
	unsigned needs;       /* bits of enum playbook_need */
	unsigned gives;       /* what is in the record once it is done */
	bool option;          /* an answer option of its parent */
	bool cutoff;          /* disconnecting: never waits for anything */
	bool destructive;     /* destroys traces: stays behind evidence (G5) */
	bool ours;            /* not in the manual, can be switched off */
	struct str gap;       /* "G3 G8": the gaps it treats, or empty */
	struct str differs_ja; /* how it differs from the based_on version */
	struct str differs_en;
	int type_known;       /* playbook_type_of() plus one; 0: not yet */
	unsigned line;        /* where it stands, in file */
	struct str file;
};

/* Who acts or is addressed: a role, and the office that has it (G20). */
struct playbook_role {
	struct str id;
	struct str ja; /* the role */
	struct str en;
	struct str office_ja; /* the office's name in this version, or empty */
	struct str office_en;
};

/* An item of the based_on version that this one does not have. */
struct playbook_absent {
	struct str id;
	struct str differs_ja;
	struct str differs_en;
};

/* How the manual's gaps are treated: shown beside the items. */
struct playbook_gap {
	struct str id; /* "G1" */
	struct str ja;
	struct str en;
};

struct playbook {
	struct str id;       /* "gifu-1.7" */
	struct str version;  /* "Ver1.7" */
	struct str based_on; /* id of another playbook, or empty */
	struct str name_ja;
	struct str name_en;
	struct str notes_ja;
	struct str notes_en;
	bool additions; /* items marked ours are in */
	struct playbook_item *items; /* in the order of the manual */
	size_t items_n;
	struct playbook_role *roles;
	size_t roles_n;
	struct playbook_absent *absent;
	size_t absent_n;
	struct playbook_gap *gaps;
	size_t gaps_n;
	const struct playbook_item **by_id; /* sorted by id */
};

/* The item with that id, or NULL. O(log n). */
const struct playbook_item *playbook_find(
    const struct playbook *pb, struct str id);

const struct playbook_role *playbook_role_find(
    const struct playbook *pb, struct str id);

const struct playbook_gap *playbook_gap_find(
    const struct playbook *pb, struct str id);

/* 1..6 for an item of a type (t3.first.1, and x.t3.*), 0 for all others. */
int playbook_type_of(const struct playbook_item *item);

/* "t1".."t6" to 1..6, anything else (also "other") to 0. */
int playbook_type_parse(struct str name);

/* What to walk through; zero or NONE means any. */
struct playbook_filter {
	int type; /* -1: only items of no type */
	enum playbook_phase phase;
	enum playbook_kind kind;
	enum playbook_machine machine;
	bool no_options; /* leave out answer options and lists of options */
};

/* The first item after *prev (NULL: from the start) that fits, or NULL. */
const struct playbook_item *playbook_next(const struct playbook *pb,
    const struct playbook_item *prev, const struct playbook_filter *f);

/* Walk the answer options of a question: those of the manual, then ours. */
const struct playbook_item *playbook_next_option(const struct playbook *pb,
    const struct playbook_item *question, const struct playbook_item *prev);

/* The short title, or the whole text where there is none. */
struct str playbook_title_ja(const struct playbook_item *item);
struct str playbook_title_en(const struct playbook_item *item);

/* Does a person have to do it: it has a title and a phase, and the program
 * does not do it alone. Answer options, headings, questions are not work. */
bool playbook_is_work(const struct playbook_item *item);

/*
 * The item that stands for all that ask for the same act (item->same, to its
 * end) in an incident of these types (bit 1 << (n - 1) for tN): a to-do list
 * names it once. One disconnecting never stands for that of another type:
 * taking a page down settles the general "cut it off", but not "disconnect
 * the PC".
 */
const struct playbook_item *playbook_same_among(const struct playbook *pb,
    const struct playbook_item *item, unsigned types);

/* Is gap ("G5") one of those the item treats? */
bool playbook_has_gap(const struct playbook_item *item, struct str gap);

/* Whether a condition word holds in the incident at hand. */
typedef enum playbook_truth playbook_holds_fn(void *ctx, struct str word);

/*
 * Evaluate item->condition: words, "&" before "|". No condition is YES. "&"
 * is the smaller, "|" the larger of both in NO < UNKNOWN < YES.
 */
enum playbook_truth playbook_condition(
    const struct playbook_item *item, playbook_holds_fn *holds, void *ctx);

/* Whether a condition is well-formed and made of known words only. */
bool playbook_condition_is_known(struct str condition);

/* Names as the files write them; parse answers the NONE value if unknown
 * (phase: "-" too; ret is false then only for unknown words). */
struct str playbook_kind_name(enum playbook_kind kind);
struct str playbook_phase_name(enum playbook_phase phase);
struct str playbook_does_name(enum playbook_does does);
struct str playbook_machine_name(enum playbook_machine machine);
struct str playbook_need_name(enum playbook_need need);
bool playbook_kind_parse(struct str name, enum playbook_kind *ret);
bool playbook_phase_parse(struct str name, enum playbook_phase *ret);
bool playbook_does_parse(struct str name, enum playbook_does *ret);
bool playbook_machine_parse(struct str name, enum playbook_machine *ret);
bool playbook_need_parse(struct str name, enum playbook_need *ret);

/* What a need asks for, for people: 証拠の保全の記録, an evidence entry. */
struct str playbook_need_ja(enum playbook_need need);
struct str playbook_need_en(enum playbook_need need);

/* Phases for people: 発見・通報, 報告・協議, … */
struct str playbook_phase_ja(enum playbook_phase phase);
struct str playbook_phase_en(enum playbook_phase phase);

/* One row of a comparison. a or b is NULL where the other alone has it. */
struct playbook_diff_row {
	struct str id;
	const struct playbook_item *a;
	const struct playbook_item *b;
	bool text;   /* title or text differs, in ja or en */
	bool nature; /* kind, phase, machine, does, condition, needs … */
	bool office; /* the office that has the actor's role differs */
	struct str remark_ja; /* what the playbooks say about it, or empty */
	struct str remark_en;
};

/* Every item that only one of the two has, that differs, or of which either
 * playbook says that it differs from the other (placement, print); in the
 * order of b, then what only a has, at its place. Rows live in the arena. */
size_t playbook_diff(struct arena *arena, const struct playbook *a,
    const struct playbook *b, struct playbook_diff_row **ret_rows);

#endif
