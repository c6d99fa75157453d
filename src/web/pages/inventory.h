/*
 * web/pages/inventory - what the view of an inventory's answer reads: the
 * desk's summary of the run and one page of its files, taken apart. Shows
 * counts, names of files and reasons; there is nothing else in it.
 */
#ifndef WEB_PAGES_INVENTORY_H
#define WEB_PAGES_INVENTORY_H

#include "web/pages/inquiries.h"

struct inventory_shown {
	const struct json *head, *found, *words; /* of the summary */
	const struct json *total, *kinds, *rules; /* of the head */
	const struct json *rules_file; /* of the organisation, or NULL */
	const struct json *samples; /* shapes by kind, or NULL */
	const struct json *protection; /* of the finding */
	const struct json *reasons, *changed; /* why, which files were not (wholly) read */
	int64_t more_reasons;       /* files for which another has no line */
	const struct json *files;                /* of the page, or NULL */
	int64_t unlisted; /* files without a row of their own */
	bool complete, stopped;
	int64_t least, most; /* persons */
};

struct inventory_shown inventory_shown_of(const struct page_inquiry *p);

/* Is it a result file that was read, not the files themselves? */
bool inventory_was_made_elsewhere(const struct page_inquiry *p);

/* What a word of the JSON is called; of: "kinds", "protection", "type". */
struct str inventory_word(const struct view *o,
    const struct inventory_shown *x, const char *of, struct str word);

/* Is such a file read by its structure, too, when text in it was recovered? */
bool inventory_in_part(struct str type);

/* The answer to a) … e), by 'a' … 'e'. */
struct str inventory_says(
    const struct view *o, const struct inventory_shown *x, char question);

/* Why a file was not read, "" when it was. */
struct str inventory_reason(const struct view *o, const struct json *file);

#endif
