/*
 * core/todo - what to do now: for an incident, a person and a moment, the
 * ordered list, each with its reason and the item of the manual. Pure.
 */
#ifndef CORE_TODO_H
#define CORE_TODO_H

#include "core/duty.h"

struct todo {
	int rank; /* 1 is first */
	struct str title, reason; /* in the person's language */
	struct str item;          /* item id or duty id */
	struct str duty;          /* of duty.submit, "" for others */
	struct str action;        /* the action that settles it: task.done … */
	int64_t due;              /* 0 when none */
	bool urgent;
};

struct todo_list {
	struct todo *items;
	size_t n;
};

struct todo_list todo_make(struct arena *a, const struct incident *inc,
    const struct playbook *pb, const struct rules *r,
    const struct actor *by, int64_t now);

/* What still keeps the incident from closing; empty when it may close. */
struct todo_list todo_before_close(struct arena *a, const struct incident *inc,
    const struct playbook *pb, const struct rules *r, enum lang lang,
    int64_t now);

/* The JSON of the contract (product.md): incident show and todo. */
void incident_put_json(struct json_writer *w, const struct incident *inc,
    const struct playbook *pb, const struct rules *r, int64_t now);
void todo_put_json(struct json_writer *w, const struct todo_list *l);

#endif
