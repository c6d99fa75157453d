/*
 * base/auto - what the compiler does for us: end things on every path, and
 * refuse a forgotten result. Everybody may include it.
 */
#ifndef BASE_AUTO_H
#define BASE_AUTO_H

/* Ends the variable when it leaves scope: AUTO(arena_end) struct arena a = {0}; */
#define AUTO(end_fn) __attribute__((cleanup(end_fn)))

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))
#define UNUSED __attribute__((unused))

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

#endif
