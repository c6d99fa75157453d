/*
 * exposure/wire - bytes between the cage and its caller: fixed numbers and
 * counted strings. Whoever reads believes nothing: what does not fit sets
 * `bad`, which is asked once at the end. Pure.
 */
#ifndef INVESTIGATE_EXPOSURE_WIRE_H
#define INVESTIGATE_EXPOSURE_WIRE_H

#include "investigate/exposure/run.h"

struct wire_in {
	struct str rest;
	bool bad;
};

uint64_t wire_number(struct wire_in *w);
struct str wire_text(struct wire_in *w);

/* A constant word of ours (a packing, a variant of a format), or NULL. */
const char *wire_word(struct str s);

void wire_sample(struct wire_in *w, struct scan_sample *ret);
void wire_put_sample(struct buf *b, const struct scan_sample *s);

void wire_put_number(struct buf *b, uint64_t n);
void wire_put_text(struct buf *b, struct str s);

/* The question: options as the user gave them, not yet made into a job. */
void wire_put_job(struct buf *b, const struct exposure_options *o,
    const struct addr_nets *trusted);
bool wire_job(struct arena *a, struct str bytes, struct exposure_options *ret);

void wire_put_hit(struct buf *b, const struct tally_hit *h);
/* found gets room for n_urls; false unless the hit can be counted safely. */
bool wire_hit(struct wire_in *w, uint32_t *found, size_t n_urls,
    struct tally_hit *ret);

/* What became of one task. */
void wire_put_outcome(struct buf *b, const struct exposure_input *in);
bool wire_outcome(struct str bytes, struct exposure_input *ret);

#endif
