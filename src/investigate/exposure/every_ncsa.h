/*
 * exposure/every_ncsa - the usual line of a web server, read at once: for who
 * reads lines in full, every.c and scan.c. Pure.
 */
#ifndef INVESTIGATE_EXPOSURE_EVERY_NCSA_H
#define INVESTIGATE_EXPOSURE_EVERY_NCSA_H

#include "investigate/exposure/line.h"

/* The hour that the last time stood in: its texts, and when it began. */
struct every_hour {
	char date[16], zone[8];
	int64_t at_s;
};

bool every_has_quick(void);

/*
 * Finds the line's end, and reads it as line_parse() would when it is common
 * or combined and nothing in it is unusual; false: ask line_parse(). 64 bytes
 * behind the line must be readable.
 */
bool every_ncsa(struct every_hour *hour, const char *p, const char **ret_nl,
    struct line *ret);

#endif
