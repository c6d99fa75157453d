/*
 * core/todo_inside - what todo.c, todo_collect.c and todo_text.c share: an
 * entry with the group it belongs to. Nobody else looks here.
 */
#ifndef CORE_TODO_INSIDE_H
#define CORE_TODO_INSIDE_H

#include "core/situation.h"
#include "core/todo.h"

/* In the order of the list. */
enum todo_group {
	TODO_CUTOFF, /* takes seconds, waits for nothing */
	TODO_FIRST_REPORT,
	TODO_TYPE,
	TODO_URGENT,    /* a clock that has run out or soon will */
	TODO_PAIR,      /* 報告・協議 and 初動対応 of chapter 2, together */
	TODO_RESPONSE,  /* discovery and initial response of the type */
	TODO_FACTS,
	TODO_CLOCK, /* a duty whose clock runs out within days */
	TODO_INVESTIGATION,
	TODO_SEVERITY,
	TODO_NOTIFICATION,
	TODO_PUBLICATION,
	TODO_RECOVERY,
	TODO_PREVENTION,
	TODO_CLOSE,
	TODO_EXAMPLE, /* 応急処置例, 二次被害防止策例 */
	TODO_GROUP_COUNT_,
};

struct todo_draft {
	struct todo todo;
	enum todo_group group;
	int order; /* within the group */
	bool obligation; /* keeps the incident from closing */
	struct str to; /* assigned to */
};

struct todo_making {
	struct arena *a;
	struct situation s;
	struct duty_list duties;
	int64_t now;
	enum lang lang;
	bool may_decide;
	struct todo_draft *items;
	size_t n, cap;
};

/* All of it, unsorted. */
void todo_collect(struct todo_making *m);

/* Why it stands in the list, by group; item may be NULL. */
struct str todo_reason(const struct todo_making *m, enum todo_group group,
    const struct playbook_item *item);

/* One of the two, by the language of the list. */
static inline struct str todo_say(
    const struct todo_making *m, const char *ja, const char *en)
{
	return str_of(m->lang == LANG_EN ? en : ja);
}

#endif
