/*
 * web/pages/inquiries - what the pages of inquiries share: one inquiry as a
 * page shows it, the form that starts one, and where a tool has its own view.
 * A tool is one line in inquiry.c, pages/TOOL.c and views/TOOL.view.
 */
#ifndef WEB_PAGES_INQUIRIES_H
#define WEB_PAGES_INQUIRIES_H

#include "desk/inquiry.h"
#include "web/pages/pages.h"

enum { CHART_BARS_MAX = 200 };

struct chart_bar {
	int64_t at; /* its beginning */
	int64_t n;
	int64_t height; /* 0 to 100, at least 1 when there is anything */
};

struct chart {
	struct chart_bar bars[CHART_BARS_MAX];
	size_t n;
	int64_t step; /* TIME_HOUR, TIME_DAY or 7 days */
	int64_t max, sum;
};

struct page_inquiry {
	const struct incident *inc;
	struct inquiry q;
	const struct json *summary; /* the tool's, when done */
	const struct json *rows;    /* a page of the long list, or NULL */
	size_t page;                /* from 0 */
	const struct chart *chart;  /* NULL: the tool has none */
	int64_t percent;            /* of the bytes, while it runs */
	int64_t keep_hours;
};

/* What a form to start one shows. */
struct page_ask {
	const struct incident *inc;
	const struct control_list *first, *more; /* more: seldom needed */
	bool more_open;
	bool sent_before; /* asked again: files that were sent are gone */
	struct desk_sources sources;
	struct inquiries list; /* of this tool, the newest first */
	struct err sources_err;
	struct err not_ready; /* why no files can be taken now */
};

/* The incident if the person may run tools on it; the page is answered else. */
const struct incident *inquiry_incident(struct ask *q);

/* Fill what every such form needs: sources, and earlier inquiries. */
void inquiry_ask_fill(struct ask *q, struct page_ask *p, const char *tool);

/* The chosen files of the server, for "files" of desk_inquiry_start(). */
struct json inquiry_files(struct ask *q);

/* The sources' files as choices; the field where files are sent. */
void inquiry_add_sources(
    struct control_list *l, const struct desk_sources *s);
void inquiry_add_upload(
    struct control_list *l, const struct desk_sources *s, struct str label);

/*
 * An earlier question (?again=ID) as if it were typed, with the server's files
 * that it was asked of; else what the address says. Notes in p that files were
 * sent, which have to be sent again.
 */
const struct form *inquiry_asked_before(struct ask *q, struct page_ask *p);

/* Start it; 303 to its page. False: *e says why, the form is shown again. */
MUST_CHECK bool inquiry_begin(struct ask *q, const struct incident *inc,
    const struct json *what, struct err *e);

/* The tool's name for a reader. */
const char *inquiry_tool_name(struct str tool, enum lang lang);

/* Requests per hour, day or week, whichever fits. */
void exposure_chart(const struct page_inquiry *p, struct chart *ret);

/* Are two of the logs equal, so that their requests count twice? */
bool exposure_has_twice(const struct json *result);

/* "2026-05-02T00:00:00Z" for people; "－" when it is none. */
void view_instant(struct view *o, struct str rfc3339);

#endif
