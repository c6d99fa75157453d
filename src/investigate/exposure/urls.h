/*
 * exposure/urls - what was wrongly published, from what a person has: one URL
 * a line, or a sitemap. Pure; takes any bytes. cli and desk call in here.
 */
#ifndef INVESTIGATE_EXPOSURE_URLS_H
#define INVESTIGATE_EXPOSURE_URLS_H

#include "base/arena.h"
#include "base/str.h"

/* All zero is an empty list. */
struct url_list {
	struct str *items;
	size_t n, room;
};

/*
 * Add what stands in the text: the <loc> elements of a sitemap (sitemaps.org
 * 0.9; other namespaces' image:loc and the like too), or else one URL a line;
 * lines that are empty or begin with # are passed over. What has no '<' is
 * borrowed from text, decoded entities lie in the arena.
 */
void url_list_text(struct arena *a, struct url_list *l, struct str text);

/* Everything under each: a trailing * where there is none. */
void url_list_under(struct arena *a, struct url_list *l);

#endif
