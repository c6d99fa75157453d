/*
 * inventory/secret - passwords and their hashes: password=…, パスワード：…, and
 * what crypt(3) makes of them. Pure, on folded text. look.c and table.c call
 * it; they count, and nothing of a password is ever shown, not even its shape.
 */
#ifndef INVESTIGATE_INVENTORY_SECRET_H
#define INVESTIGATE_INVENTORY_SECRET_H

#include "investigate/inventory/scan.h"

/* Every password in running text, as KIND_CREDENTIAL. */
void secret_scan(struct str text, hit_fn *found, void *ctx);

/* A hash as crypt(3), bcrypt or Argon2 write it at the start of s: its bytes,
 * or 0. */
size_t secret_hash(struct str s);

/* Can the cell of a column that is headed as such be one? Not ***, not なし. */
bool secret_cell(struct str cell);

#endif
