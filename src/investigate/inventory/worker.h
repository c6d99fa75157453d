/*
 * inventory/worker - what the two sides of the cage say to each other about a
 * file. worker.c speaks inside, inventory.c listens outside and trusts
 * nothing of it.
 */
#ifndef INVESTIGATE_INVENTORY_WORKER_H
#define INVESTIGATE_INVENTORY_WORKER_H

#include "investigate/cage.h"
#include "investigate/inventory/item.h"
#include "investigate/inventory/people.h"

/* Frames: the question is the key and the file's name. */
enum {
	FRAME_ITEM = 'I',    /* struct item_frame, path, ja, en (with NULs) */
	FRAME_PERSONS = 'P', /* struct person, some of them */
	FRAME_PDF = 'X',     /* path: bytes of a PDF follow */
	FRAME_BYTES = 'Y',
	FRAME_PDF_END = 'Z',
};

struct item_frame {
	struct item item;
	uint32_t n_path, n_ja, n_en;
};

cage_work inventory_work;
void inventory_warm(void);

/* Take out the text of a PDF: a program, run by cage_run("pdftotext", …). */
extern const char *const inventory_pdftotext[];

#endif
