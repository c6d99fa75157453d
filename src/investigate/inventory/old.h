/*
 * inventory/old - Office documents of 1997 to 2003 in compound files: XLS, DOC,
 * PPT. Runs in the cage only. opener.c calls read_old(), old.c the readers of
 * the three, each of them with the streams it needs.
 */
#ifndef INVESTIGATE_INVENTORY_OLD_H
#define INVESTIGATE_INVENTORY_OLD_H

#include "investigate/inventory/flow.h"
#include "investigate/inventory/opener.h"

/* One document while it is read. */
struct old {
	struct opener *r;
	struct flow *text; /* what stands in no table of cells */
	struct err e;      /* the first reason why not all was read */
	bool locked;       /* it is encrypted; nothing more can be said */
};

/*
 * Rows, text, and what of the stream is only searched. False, and nothing
 * looked at, when it is no such document. Reasons go to o->e.
 */
bool xls_read(struct old *o, struct str book);

struct doc_streams {
	struct str text, data;
	struct str table[2]; /* 0Table and 1Table */
};
bool doc_read(struct old *o, const struct doc_streams *in);

bool ppt_read(struct old *o, struct str slides);

#endif
