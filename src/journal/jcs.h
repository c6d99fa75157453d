/*
 * journal/jcs - one value, one sequence of bytes: RFC 8785. What is hashed or
 * signed is written here and nowhere else. Knows nothing of entries.
 */
#ifndef JOURNAL_JCS_H
#define JOURNAL_JCS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

enum jcs_mode {
	/*
	 * The journal's own profile, JCS-I: null, booleans, integers within
	 * ±(2^53−1), strings, arrays, objects whose names are
	 * [a-z][a-z0-9_.]* and not repeated. Anything else is refused.
	 */
	JCS_INTEGERS,
	/* RFC 8785 in full: any name, numbers as ECMAScript writes them. */
	JCS_GENERAL,
};

/*
 * Append the canonical bytes of v to b. ERR_INPUT names what the mode does
 * not take (a fraction, a name, broken UTF-8, U+0000 in JCS-I); ERR_LIMIT
 * when b is full or v is nested over 32 deep. Scratch memory from b's arena.
 */
MUST_CHECK bool jcs_put(struct buf *b, const struct json *v,
    enum jcs_mode mode, struct err *e);

/* Is s a name that JCS-I takes? */
bool jcs_is_name(struct str s);

/* ECMAScript Number::toString of a finite number; false for others. */
bool jcs_put_number(struct buf *b, double d);

#endif
