/*
 * inventory/listen - a worker's answer about one file, frame by frame: checked,
 * and passed on as what is told. A worker may be somebody else's by now, so
 * nothing of it is believed. Parses nothing of a file, starts nothing; hand.c
 * calls it.
 */
#ifndef INVESTIGATE_INVENTORY_LISTEN_H
#define INVESTIGATE_INVENTORY_LISTEN_H

#include "investigate/cage.h"
#include "investigate/inventory/crew.h"

enum { LISTEN_OUTSIDE_BYTES_MAX = 512 << 20 };

/* What a worker hands out, to be read by one of another kind. */
struct handed {
	int fd; /* being filled, -1 none */
	bool image; /* of a medium; else a PDF */
	bool locked; /* a PDF whose structure says encrypted */
	uint64_t bytes;
	struct str path; /* whole, UTF-8, in the listener's arena */
};

struct listener {
	/* Who hears it. `handed` is whole: it may take the descriptor. */
	void (*tell)(struct listener *l, struct told *t);
	void (*reach)(struct listener *l, uint64_t bytes);
	void (*read_handed)(struct listener *l);
	struct cage *cage;
	struct str path; /* of the file as given, UTF-8 */
	uint64_t bytes;  /* of the file; 0 when this is a part of it */
	int64_t file_day;
	bool as_pdf; /* what is read is the text of a PDF at `path` */
	uint64_t pdf_bytes;
	/* What was heard. */
	bool hostile; /* more than plain text was opened */
	bool told;
	bool is_medium; /* the file itself is to be read as one */
	struct handed handed; /* fd -1 to begin with */
	struct arena arena;
};

/*
 * Listens until the answer ends. False with the worker's reason, cage_next()'s,
 * or ERR_INPUT when the answer is not one that a worker of ours gives; what was
 * told before stands.
 */
MUST_CHECK bool listen_to(struct listener *l, struct err *e);
void listener_end(struct listener *l);

#endif
