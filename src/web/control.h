/*
 * web/control - one question of a form: its label, what was typed, what is
 * wrong with it. Pages make lists of them, views/control.view writes them, so
 * that every field has a label and shows its own error.
 */
#ifndef WEB_CONTROL_H
#define WEB_CONTROL_H

#include "web/form.h"
#include "web/route.h"

enum control_kind {
	CONTROL_LINE,
	CONTROL_TEXT,
	CONTROL_NUMBER,
	CONTROL_PASSWORD,
	CONTROL_TIME,  /* a day, perhaps a time, perhaps about */
	CONTROL_DAY,
	CONTROL_PICK,  /* one of the options: a select */
	CONTROL_RADIO, /* one of few options, all seen */
	CONTROL_CHECKS, /* any of the options */
	CONTROL_TICK,  /* yes or nothing */
	CONTROL_FILE,  /* one, or many; the form is multipart */
	CONTROL_HIDDEN,
};

struct option {
	struct str value, label, hint;
	bool chosen;
};

struct control {
	enum control_kind kind;
	struct str name, label, hint;
	struct str value;
	struct str time;  /* CONTROL_TIME: the time of day */
	bool about;
	bool exact;  /* CONTROL_TIME: about is not asked */
	bool many;   /* CONTROL_FILE */
	bool folds;  /* CONTROL_CHECKS: many options, behind a summary */
	struct str id; /* when several have the same name; else the name */
	bool required;
	bool narrows; /* of a filter: left empty it means all */
	int64_t max;      /* characters, 0: none; of CONTROL_FILE bytes */
	struct option *options;
	size_t options_n, options_cap;
	const char *error; /* in the reader's language, NULL when right */
	const char *autocomplete;
};

struct control_list {
	struct ask *q;
	const struct form *typed; /* what was sent, or the query at first */
	const struct err *err;    /* NULL at first */
	struct control items[48];
	size_t n;
};

void control_begin(struct control_list *l, struct ask *q,
    const struct form *typed, const struct err *err);

/* Adds one; name and texts borrow. The typed value and the error come along. */
struct control *control_add(struct control_list *l, enum control_kind kind,
    const char *name, const char *ja, const char *en);
void control_hint(
    struct control_list *l, struct control *c, const char *ja, const char *en);
void control_option(struct control_list *l, struct control *c,
    struct str value, struct str ja, struct str en);
/* "yes,はい,Yes|no,いいえ,No" */
void control_options(
    struct control_list *l, struct control *c, const char *words);

/* A hidden key that makes a double click one record. */
void control_once(struct control_list *l);

/* Was the error about none of the controls? Then it stands on top. */
bool control_err_is_general(const struct control_list *l);

#endif
