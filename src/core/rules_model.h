/*
 * core/rules_model - what a loaded rule pack is made of: conditions in three
 * values, counting rules, duties. Only rules_load.c (writes it), rules_cond.c,
 * rules_clock.c and duty.c look inside; everybody else uses rules.h, duty.h.
 * The format of the files is docs/rules-format.md.
 */
#ifndef CORE_RULES_MODEL_H
#define CORE_RULES_MODEL_H

#include "core/incident.h"
#include "core/rules.h"

#define RULES_FILE_BYTES_MAX 262144 /* one pack */
#define RULES_PACKS_MAX 64
#define RULES_DUTIES_MAX 256 /* of one pack */
#define RULES_DAYS_MAX 3650

struct rules_text {
	struct str ja, en;
};

enum rules_op {
	RULES_ALWAYS,
	RULES_ALL,
	RULES_ANY,
	RULES_NOT,
	RULES_SURELY, /* unknown becomes no: not before it is known */
	RULES_TYPE,
	RULES_PARTY,
	RULES_FACT,
	RULES_PERSONS, /* number of persons over `over` */
	RULES_DECISION,
	RULES_OP_COUNT_,
};

struct rules_cond {
	enum rules_op op;
	struct rules_cond *kids; /* of all, any, not, surely */
	size_t n;
	unsigned bits;    /* of types or parties */
	struct str item;  /* of fact; what of decision */
	struct str *is;   /* values that fit */
	size_t is_n;
	bool confirmed;   /* fits only when the fact is confirmed */
	int64_t over;
	struct rules_text label; /* the question, for the reason */
};

/* How days are counted from the day of the start. */
enum rules_count {
	RULES_COUNT_PROMPTLY,   /* at once, no date */
	RULES_COUNT_DAY1,       /* the day of knowing is day 1 */
	RULES_COUNT_NEXT_DAY1,  /* it is not counted (Civil Code Art. 140) */
	RULES_COUNT_COUNT_,
};

struct rules_other_days {
	struct rules_cond when;
	int64_t days;
};

struct rules_clock {
	enum rules_count count;
	bool from_occurred;  /* else from the day it became known */
	int64_t days;        /* limit: this day; 0 for promptly */
	int64_t target_days; /* working target; 0: the day before rolling */
	bool roll;           /* a closed day moves the limit to an open one */
	struct rules_other_days *instead; /* first that surely holds */
	size_t instead_n;
};

/* What is different for some types or parties. */
struct rules_case {
	unsigned types, parties; /* 0: whichever */
	struct rules_text title, recipient, note;
	struct str item, law;
};

struct rules_duty {
	struct str id;
	struct rules_text title, recipient, note;
	struct str paper, item, law, sure, covered_by;
	struct rules_cond when, unless;
	bool has_unless;
	struct rules_clock clock;
	struct rules_case *cases;
	size_t cases_n;
	unsigned line;
};

struct rules_pack {
	struct str id, file, source;
	struct rules_text title;
	int64_t from_day, until_day; /* both inclusive */
	struct rules_duty *duties;
	size_t n;
};

struct rules {
	struct rules_pack *packs;
	size_t n;
};

/* ---- rules_cond.c ---- */

enum playbook_truth rules_holds(
    const struct rules_cond *c, const struct incident *inc);

/* The facts that made the condition what it is, joined, in both languages. */
struct rules_text rules_reason(struct arena *a, const struct rules_cond *c,
    const struct incident *inc);

/* ---- rules_clock.c ---- */

struct rules_due {
	int64_t from;           /* instant of the start */
	int64_t working_target; /* last second of that day in Japan, 0: none */
	int64_t limit;          /* last second of that day in Japan, 0: none */
	int64_t days;           /* of the limit, as counted */
};

/* The day counted as the n-th, without rolling. n from 1. */
int64_t rules_count_day(enum rules_count c, int64_t start_day, int64_t n);

struct rules_due rules_clock_due(
    const struct rules_clock *c, const struct incident *inc);

const char *rules_count_word(enum rules_count c);
bool rules_count_parse(struct str s, enum rules_count *ret);
/* The counting, in a sentence that may stand on a form. */
struct rules_text rules_clock_say(struct arena *a, const struct rules_clock *c,
    const struct rules_due *due);

/* The instant the incident became known to any department. */
int64_t rules_known_at(const struct incident *inc);

#endif
