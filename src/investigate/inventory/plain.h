/*
 * inventory/plain - text of any size and form: a table when it is one (CSV,
 * TSV, one value a line), objects (JSON), else running text. Pure, on buffers, in pieces of a
 * megabyte. Readers of files, mails and archives call it.
 */
#ifndef INVESTIGATE_INVENTORY_PLAIN_H
#define INVESTIGATE_INVENTORY_PLAIN_H

#include "investigate/inventory/look.h"
#include "investigate/inventory/text.h"

enum plain_form { PLAIN_PROSE, PLAIN_TABLE, PLAIN_OBJECTS };

/* Looks at all of the bytes; answers what they were. */
enum plain_form plain_look(
    struct look *l, struct str bytes, enum text_code code);

/*
 * The same for bytes that come in pieces, cut anywhere. plain_end() looks at
 * what is still held; the answer is that of plain_look() over all of them.
 */
struct plain;
struct plain *plain_begin(struct look *l, enum text_code code);
void plain_feed(struct plain *p, struct str bytes);
enum plain_form plain_end(struct plain **p);

/* The same for text in UTF-8 that is in memory already. */
enum plain_form plain_look_utf8(struct look *l, struct str text);

/*
 * The separator of a table: ',', '\t', ';', '|', or '\n' for one value a
 * line; 0 when it is none. Folded text.
 */
char plain_separator(struct str text);

#endif
