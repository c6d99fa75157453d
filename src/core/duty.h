/*
 * core/duty - reports and notices somebody owes, derived from facts by dated
 * rule packs, with their clocks. Pure.
 */
#ifndef CORE_DUTY_H
#define CORE_DUTY_H

#include "core/incident.h"
#include "core/rules.h"

enum duty_state { DUTY_OPEN, DUTY_SUBMITTED, DUTY_WAIVED, DUTY_NOT_DUE, DUTY_COUNT_ };

struct duty {
	struct str id; /* manual.mic, appi.ppc.preliminary, … stable */
	struct str title_ja, title_en;
	struct str recipient, recipient_en;
	struct str paper; /* form id, "" when none */
	enum duty_state state;
	int64_t from;           /* clock's start, 0 when it has none */
	/* The last second, in Japan, of the earlier, safe day and of the last
	 * day by the rule; 0 when there is no date, or it is not due. */
	int64_t working_target, limit;
	struct str rule;        /* counting rule's name, shown to the person */
	struct str rule_ja, rule_en; /* the counting in a sentence */
	struct str item;        /* item of the manual, or "" */
	struct str law;         /* article, or "" */
	struct str why_ja, why_en;   /* which facts made it due or not */
	struct str note_ja, note_en; /* exceptions, wording of the type; or "" */
	struct str sure; /* how well the rule is founded: high, mid, low */
	bool unsure; /* due because a fact is still unknown */
	const struct submission *last; /* newest hand-in or waiver, or NULL */
};

struct duty_list {
	struct duty *items;
	size_t n;
};

/* Every duty of the packs in force on the day it became known, in order. */
struct duty_list duty_derive(struct arena *a, const struct incident *inc,
    const struct rules *r, int64_t now);

const struct duty *duty_find(const struct duty_list *l, struct str id);
const char *duty_state_word(enum duty_state s);

#endif
