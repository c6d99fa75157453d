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
	FRAME_SHAPE = 'S',   /* a byte for the kind, a shape */
	FRAME_PERSONS = 'P', /* persons_put() */
	FRAME_REACHED = 'R', /* struct reached_frame */
	FRAME_PDF = 'X',     /* path: bytes of a PDF follow */
	FRAME_LOCKED_PDF = 'L', /* the same; its structure says encrypted */
	FRAME_IMAGE = 'M',   /* the same of a medium; no path: the file itself */
	FRAME_BYTES = 'Y',
	FRAME_BYTES_END = 'Z',
};

/* The question: this, the rules (ownrules_put()), the file's name. */
struct inventory_ask {
	struct people_key key;
	uint16_t n_rules; /* bytes */
	uint16_t samples; /* shapes to show of each kind */
};

struct item_frame {
	struct item item;
	struct sum sum;
	uint32_t n_path, n_ja, n_en;
};

/* So much of the file has been read, for whoever waits. */
struct reached_frame {
	uint64_t at, of;
};

cage_work inventory_work;

/* Begins the reader for a question; false when the question is broken. */
struct opener;
struct opener_out;
bool inventory_begin_work(struct cage_job *job, struct opener *r,
    const struct opener_out *out, struct str *ret_name);
void inventory_warm(void);
extern const char *const inventory_without[];

/* Media, by file systems; the question's files are the image's segments. */
cage_work inventory_image_work;
void inventory_image_warm(void);

/* Where the opener's answers go: frames to the caller. */
struct opener_out;
struct opener_out inventory_frames(struct cage_job *job);

/* Take out the text of a PDF: a program, run by cage_run("pdftotext", …). */
extern const char *const inventory_pdftotext[];

#endif
