/*
 * web/pages/pages - what pages hand to their views. Views read these and
 * nothing else of the incident.
 */
#ifndef WEB_PAGES_PAGES_H
#define WEB_PAGES_PAGES_H

#include "core/severity.h"
#include "core/situation.h"
#include "core/todo.h"
#include "desk/desk.h"
#include "web/control.h"
#include "web/words.h"

struct page_board {
	const struct desk_query *query;
	struct desk_page page;
	const struct control_list *filter;
	struct str next; /* address of the next page, "" at the end */
	bool filtered;
};

struct task_row {
	const struct playbook_item *item; /* NULL for an added one */
	const struct task *task;          /* NULL when untouched */
	struct str id, title;
	enum work_status status;
	enum playbook_truth applies;
	unsigned missing; /* bits of playbook_need */
};

struct phase_box {
	enum playbook_phase phase;
	struct task_row *tasks;
	size_t tasks_n, open;
};

struct fact_row {
	struct str item, question;
	const struct fact *fact; /* NULL: no answer yet */
	const struct playbook_item *of; /* NULL for law.*, report.* */
};

struct fact_sheet {
	struct str key, title; /* "t2", "law", "report" */
	struct fact_row *rows;
	size_t n, answered;
};

enum { SHEETS_MAX = TYPE_COUNT_ + 4 };

struct page_incident {
	const struct incident *inc;
	const struct playbook *pb;
	const struct actor *by;
	struct situation situation;
	struct todo_list todo;
	struct duty_list duties;
	struct todo_list missing; /* before closing */
	struct phase_box phases[PLAYBOOK_PHASE_COUNT_];
	struct fact_sheet sheets[SHEETS_MAX];
	size_t sheets_n;
	struct str type_names;
	bool may_record, may_decide;
	struct arena *arena;
};

void page_incident_fill(struct page_incident *p, struct ask *q,
    const struct incident *inc);
void sheets_fill(struct page_incident *p);

struct page_act {
	const struct incident *inc;
	const struct action *action;
	const struct control_list *controls;
	struct str about, about_text; /* the item it is for, in words */
	const struct fact *fact;      /* the answer so far */
	struct todo_list missing;     /* of incident.close */
	bool closing;
	struct severity_proposal proposal; /* of severity.judge */
	const struct page_incident *page; /* severity: what is on record */
};

struct page_facts {
	const struct incident *inc;
	const struct fact_sheet *sheet;
	const struct form *typed; /* NULL: show what is on record */
	const struct err *err;
	struct str bad; /* the item at fault */
	size_t done;
	struct str once;
	struct arena *arena;
};

/* What a field of row i shows: typed, or on record. kind: "v", "c", "s". */
struct str facts_typed(
    const struct page_facts *p, size_t i, const char *kind);
bool facts_is_ternary(struct str item);

/* A member of an event's body as a label and a text. */
struct member_text {
	struct str label, value;
	const struct json *deep; /* a result with many parts: to be unfolded */
};

/* The members worth showing, in order, in the words of the reader. */
size_t event_members(const struct view *o, const struct event *ev,
    struct member_text *ret, size_t max);

/* Any value of the record for a reader: words, times, types, units. */
struct str value_text(
    const struct view *o, struct str name, struct str value);
const char *event_title(const struct event *ev, enum lang lang);

/* ---- the result of a finding (found.c) ---- */

enum found_form {
	FOUND_VALUE,
	FOUND_VALUES, /* an array of them */
	FOUND_NONE,   /* nothing in it */
	FOUND_TABLE,  /* of objects, each a row */
	FOUND_PARTS,  /* an object of anything */
};
enum { FOUND_COLUMNS = 12, FOUND_NAMES_MAX = 60 };

enum found_form found_form(const struct json *v);
struct str found_label(
    const struct view *o, struct str parent, struct str name);
/* The members of an object that are shown, in their order. */
size_t found_names(const struct view *o, const struct json *of,
    struct str parent, struct str *ret, size_t max);
/* Of a table: the names of its columns, by its first row. */
size_t found_columns(const struct view *o, const struct json *v,
    struct str parent, struct str *ret, size_t max);
/* Does the first row of the table have a number there? */
bool found_is_number(const struct json *v, struct str name);
/* A value, or several, in one line. */
struct str found_text(
    const struct view *o, struct str name, const struct json *v);

/* What a finding proposes (docs/findings.md), for a person to confirm. */
struct proposal {
	struct str item, question; /* of a fact */
	struct str value;  /* "": the tool cannot say, a person must */
	struct str shown;  /* the value for a reader */
	struct str recorded; /* what is recorded, where that is in other words */
	struct str certainty;
	struct str why;    /* "" when nothing is said */
	struct str href;   /* the form for what one click cannot do, or "" */
	struct str source; /* names the finding */
	struct str once;
	bool done;         /* a fact on record names this finding */
};

enum { PROPOSALS_MAX = 64 };

/* Those of a finding that this incident can take; o for the words. */
size_t proposals_of(const struct view *o, const struct page_incident *p,
    const struct event *ev, struct proposal *ret, size_t max);

struct page_manual {
	const struct playbook *pb;
	struct str words; /* what is searched for */
	const struct playbook_item **hits;
	size_t hits_n;
	int type; /* -1: all */
	const struct playbook *const *books;
	size_t books_n;
};

struct page_diff {
	const struct playbook *a, *b;
	const struct playbook_diff_row *rows;
	size_t n;
};

struct page_users {
	const struct desk_user *users;
	size_t users_n;
	const struct desk_unit *units;
	size_t units_n;
	const struct control_list *user_form, *unit_form;
};

/* Load the units, so that the view can name them. */
void units_load(struct ask *q, struct view *o);
/* "税務課" for "soumu/zeimu"; the path itself when it is unknown. */
struct str unit_name(const struct view *o, struct str path);

/* Load the users, so that the view can name them. */
void people_load(struct ask *q, struct view *o);
/* "税務 太郎" for "kacho", with the login name behind it where another has the
 * same name; the text itself when it is no login name. */
struct str person_name(const struct view *o, struct str user);

/* Labels of forms (forms.def): by action and field; the name if unknown. */
struct str label_of(const char *action, struct str field, enum lang lang);
struct str hint_of(const char *action, struct str field, enum lang lang);

#endif
