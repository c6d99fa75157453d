/*
 * inventory/scan_mail - from where to where a mail address goes, seen from its
 * '@'. Pure, on folded text. Only the scanner calls it; scan_mail_end() stands in
 * scan.h, since cells are asked for it, too.
 */
#ifndef INVESTIGATE_INVENTORY_SCAN_MAIL_H
#define INVESTIGATE_INVENTORY_SCAN_MAIL_H

#include "base/str.h"

/* The first byte of the part before '@' at text[at]; not before text[done]. */
size_t scan_mail_from(struct str text, size_t done, size_t at);

/* Behind the last byte of the domain. */
size_t scan_mail_to(struct str text, size_t at);

#endif
