/*
 * web/view - what compiled views (tools/viewc) are made of: literals, values
 * escaped by their place, the reader's language, times for people. Only views
 * and their helpers call it.
 */
#ifndef WEB_VIEW_H
#define WEB_VIEW_H

#include "base/buf.h"
#include "base/time.h"
#include "core/actor.h"

/* Markup that a view made; nothing else may be of this type. */
struct html {
	struct str s;
};

struct asset_list;
struct desk_unit;
struct desk_user;
struct playbook;

/* One page being written. */
struct view {
	struct buf *b;
	enum lang lang;
	int64_t now;
	const struct actor *by; /* role reporter: nobody is logged in */
	struct str organisation;
	struct str forgery;     /* token for forms, "" without login */
	struct str here;        /* path and query of this page */
	struct str title;
	const char *nav;        /* the entry of the menu that is current */
	int refresh_s;          /* load again after so long, without scripts */
	const struct asset_list *assets;
	/* For names of items, units and people; may be NULL and 0. */
	const struct playbook *playbook;
	const struct desk_unit *units;
	size_t units_n;
	const struct desk_user *people;
	size_t people_n;
};

void view_lit(struct view *o, const char *p, size_t n);
void view_pick(struct view *o, const char *ja, const char *en);

void view_text_str(struct view *o, struct str s);
void view_text_z(struct view *o, const char *z);
void view_text_int(struct view *o, int64_t i);
void view_text_size(struct view *o, size_t n);
void view_text_html(struct view *o, struct html h);

/* A whole address: local, http(s), mailto or tel; anything else becomes "#". */
void view_url_str(struct view *o, struct str s);
void view_url_z(struct view *o, const char *z);
/* A piece of one: percent-encoded. */
void view_url_part_str(struct view *o, struct str s);
void view_url_part_z(struct view *o, const char *z);
void view_url_part_int(struct view *o, int64_t i);

#define view_text(o, x)                                                      \
	_Generic((x), struct str: view_text_str, const char *: view_text_z,  \
	    char *: view_text_z, struct html: view_text_html,                \
	    size_t: view_text_size,                                          \
	    default: view_text_int)(o, x)
#define view_attr(o, x)                                                      \
	_Generic((x), struct str: view_text_str, const char *: view_text_z,  \
	    char *: view_text_z, size_t: view_text_size,                     \
	    default: view_text_int)(o, x)
#define view_url(o, x)                                                       \
	_Generic((x), struct str: view_url_str, const char *: view_url_z,    \
	    char *: view_url_z)(o, x)
#define view_url_part(o, x)                                                  \
	_Generic((x), struct str: view_url_part_str,                         \
	    const char *: view_url_part_z, char *: view_url_part_z,          \
	    default: view_url_part_int)(o, x)

/* The one of the two that the reader reads; ja when en is empty. */
struct str view_lang(const struct view *o, struct str ja, struct str en);

/* <time> for people; "－" for 0. The second is short, for lists. */
void view_time(struct view *o, int64_t at, enum time_precision p);
void view_when(struct view *o, int64_t at);

/* How long until (or since) a limit, with a class for its colour. */
void view_clock(struct view *o, int64_t limit);

/* 1,234,567; and 12.3 MB. */
void view_number(struct view *o, int64_t n);
void view_bytes(struct view *o, int64_t n);

/* Text of several lines, as paragraphs' line breaks. */
void view_lines(struct view *o, struct str s);

/* "/static/<hash>/name" */
struct str view_asset(const struct view *o, const char *name);

#endif
