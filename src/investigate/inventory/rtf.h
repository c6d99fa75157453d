/*
 * inventory/rtf - the text and tables of a file in Rich Text Format. Pure, on
 * buffers, in the cage; msg.c has mails whose body is one.
 */
#ifndef INVESTIGATE_INVENTORY_RTF_H
#define INVESTIGATE_INVENTORY_RTF_H

#include "base/arena.h"
#include "investigate/inventory/look.h"

/* False when part of it was not read, and why; the rest counts. */
MUST_CHECK bool rtf_look(struct look *l, struct str bytes, struct err *e);

/* As mails have it, compressed ([MS-OXRTFCP]); empty when it is not that. */
struct str rtf_unpack(struct arena *a, struct str packed);

#endif
