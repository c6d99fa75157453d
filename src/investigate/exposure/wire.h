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

/*
 * Hits share few user agents and referrers. The writer keeps those it said
 * lately, each in the place that its hash gives; a hit names the place, and
 * brings the text when another one stood there. The reader keeps the numbers
 * of the texts in the same places, so both need the same room however many
 * texts there are. A text too long to be kept is said each time.
 */
enum {
	WIRE_AGENTS = 4096,
	WIRE_REFERRERS = 32768,
	WIRE_AGENT_BYTES = 240,
	WIRE_REFERRER_BYTES = 112,
	WIRE_HIT_BYTES = 64, /* beside its texts and found */
	WIRE_FOUND_BYTES = 5,
};

struct wire_said {
	uint64_t hash;
	bool known;
	unsigned char n;
};

/* The writer's; all zero has said nothing. */
struct wire_saying {
	struct wire_agent {
		struct wire_said said;
		char text[WIRE_AGENT_BYTES];
	} agent[WIRE_AGENTS];
	struct wire_referrer {
		struct wire_said said;
		char text[WIRE_REFERRER_BYTES];
	} referrer[WIRE_REFERRERS];
	struct wire_hash {
		const char *p;
		uint64_t hash;
	} next_agent, next_referrer; /* of wire_expect() */
};

/* The reader's: numbers in the tally, + 1; all zero but for the tally. */
struct wire_heard {
	struct tally *tally;
	uint32_t agent[WIRE_AGENTS], referrer[WIRE_REFERRERS];
};

/* Fetch the places of the texts that the next hit is likely to have. */
void wire_expect(
    struct wire_saying *s, struct str agent, struct str referrer);

/* At most so many bytes for the hit. */
size_t wire_hit_bytes(
    const struct tally_hit *h, struct str agent, struct str referrer);
void wire_put_hit(struct buf *b, struct wire_saying *s,
    const struct tally_hit *h, struct str agent, struct str referrer);
/* found gets room for n_urls; false unless the hit can be counted safely. */
bool wire_hit(struct wire_in *w, struct wire_heard *k, uint32_t *found,
    struct tally_hit *ret);

/* What became of one task. */
void wire_put_outcome(struct buf *b, const struct exposure_input *in);
bool wire_outcome(struct str bytes, struct exposure_input *ret);

#endif
