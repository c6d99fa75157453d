/*
 * inventory/report - the inventory as JSON (the contract), as CSV and as a
 * table for people, with the five answers a) to e) proposed. Pure. cli and web
 * call it.
 */
#ifndef INVESTIGATE_INVENTORY_REPORT_H
#define INVESTIGATE_INVENTORY_REPORT_H

#include "base/buf.h"
#include "investigate/inventory/inventory.h"

void inventory_put_json(struct buf *b, const struct inventory *v);

/* With a BOM, so that Excel opens it; cells that begin with = + - @ are
 * made harmless. */
void inventory_put_csv(struct buf *b, const struct inventory *v);

void inventory_put_text(
    struct buf *b, const struct inventory *v, enum lang lang);

#endif
