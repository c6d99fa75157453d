/*
 * inventory/html - HTML as text and tables: tags are taken out, entities are
 * letters. What stands in comments, scripts and the values of attributes is text
 * too, since names are published in them as well. Pure, on buffers; the cage's
 * readers of files and mails call it.
 */
#ifndef INVESTIGATE_INVENTORY_HTML_H
#define INVESTIGATE_INVENTORY_HTML_H

#include "investigate/inventory/flow.h"

/* Does it begin as HTML does (perhaps behind a declaration or a comment)? */
bool html_is(struct str head);

/* UTF-8 that comes in pieces, cut anywhere. */
struct html;
struct html *html_begin(struct arena *a, struct flow *to);
void html_feed(struct html *h, struct str utf8);
void html_end(struct html *h);

#endif
