/*
 * exposure/how - how an answer was asked, and which log came in twice. Not for
 * other rooms, which see struct exposure_how in exposure.h.
 */
#ifndef INVESTIGATE_EXPOSURE_HOW_H
#define INVESTIGATE_EXPOSURE_HOW_H

#include "investigate/exposure/exposure.h"

/* Borrows what *o points to. */
struct exposure_how exposure_how_of(const struct exposure_options *o);

/* Sets same_as of every log that is another's equal, byte for byte. */
void exposure_mark_repeats(struct exposure_result *r, struct arena *a);

/* "options": {…}, only what was given; at most nets_max networks of a kind. */
void exposure_put_how(
    struct json_writer *w, const struct exposure_how *h, size_t nets_max);

#endif
