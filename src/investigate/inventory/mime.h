/*
 * inventory/mime - decoding what mails are made of: header fields, encoded
 * words, base64, quoted-printable (RFC 5322, 2045, 2047, 2231). Pure, on
 * buffers. Only mail.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_MIME_H
#define INVESTIGATE_INVENTORY_MIME_H

#include "base/arena.h"

/*
 * The field's value in the header block, unfolded, encoded words decoded, as
 * UTF-8, but for bytes of no code that is known, which stay (so a name has to be
 * checked); p NULL when there is none. `nth` 0 is the first of that name.
 */
struct str mime_field(
    struct arena *a, struct str head, const char *name, size_t nth);

/* A parameter of a value: charset of "text/plain; charset=utf-8". */
struct str mime_param(struct arena *a, struct str value, const char *name);

/* Where the header block ends; *ret_body is what comes behind it. */
struct str mime_split(struct str message, struct str *ret_body);

struct str mime_base64(struct arena *a, struct str s);
struct str mime_quoted(struct arena *a, struct str s, bool word);

#endif
