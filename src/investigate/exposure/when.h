/*
 * exposure/when - the times that logs write, as seconds since 1970 in UTC.
 * Pure. The line parsers call in here; zone_s is for texts without a zone.
 */
#ifndef INVESTIGATE_EXPOSURE_WHEN_H
#define INVESTIGATE_EXPOSURE_WHEN_H

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"

/*
 * All answer false when the text is no possible time between 1970 and 2105;
 * *ret_s is then untouched. A leap second counts as the second before it.
 */
bool when_ncsa(struct str s, int32_t zone_s, int64_t *ret_s);
bool when_iso(struct str s, int32_t zone_s, int64_t *ret_s);

/* Seconds, milliseconds or microseconds since 1970, with any fraction. */
bool when_epoch(struct str s, int64_t *ret_s);

/* Whichever of the three it is. */
bool when_any(struct str s, int32_t zone_s, int64_t *ret_s);

/* +09:00, -0330, Z; seconds east of Greenwich. */
bool when_zone(struct str s, int32_t *ret_s);

/* 2026-05-02T03:04:05Z */
void when_put(struct buf *b, int64_t at_s);

/* The same as a member of JSON; null when it is negative. */
void when_jw(struct json_writer *w, const char *name, int64_t at_s);

#endif
