/*
 * cli/wrap - text of two languages within the columns of a terminal: padded,
 * cut, broken into lines. Knows no command.
 */
#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include "base/buf.h"

/* As much of s as fits into so many columns, … at the end of what is cut. */
void wrap_put_cut(struct buf *b, struct str s, size_t columns);

/* s at the left or right end of so many columns; longer ones as they are. */
void wrap_put_left(struct buf *b, struct str s, size_t columns);
void wrap_put_right(struct buf *b, struct str s, size_t columns);

/*
 * s in lines of at most so many columns, each begun with `indent` and ended by a
 * line feed. Broken at spaces and between characters of Japanese, but not
 * before a closing bracket or 、 and 。 nor behind an opening one.
 */
void wrap_put(
    struct buf *b, struct str s, const char *indent, size_t columns);

#endif
