/*
 * cli/exposure_print - the answer of `shodo exposure` for people: figures
 * first, then tables, a bar per hour, and what a log cannot know.
 */
#ifndef CLI_EXPOSURE_PRINT_H
#define CLI_EXPOSURE_PRINT_H

#include "cli/cli.h"
#include "investigate/exposure/exposure.h"

/* wide: the terminal's columns, 80 where it is none. */
int exposure_print(
    struct cli *c, const struct exposure_result *r, unsigned wide);

/* What must be said loudly, to c->err: unparsed, damaged, stopped. */
void exposure_warn(struct cli *c, const struct exposure_result *r);

#endif
