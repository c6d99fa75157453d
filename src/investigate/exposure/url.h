/*
 * exposure/url - the URLs that were exposed, and whether a request was for
 * one of them. Pure; read-only once made, so all threads share one.
 *
 * Two spellings are the same when a server would give the same file:
 * percent-encoding decoded once, repeated slashes and dot segments folded,
 * then byte for byte (ASCII letters of either case where the server says so).
 * The query is ignored unless the given URL has one; scheme and host count
 * only when both the given URL and the log line name them.
 */
#ifndef INVESTIGATE_EXPOSURE_URL_H
#define INVESTIGATE_EXPOSURE_URL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { URL_COUNT_MAX = 1000000, URL_BYTES_MAX = UINT16_MAX };

/* Lower case; empty: any. */
struct url_site {
	struct str scheme, host, port;
};

struct url_query {
	struct str raw, normal; /* as given, as compared */
};

/*
 * There may be a hundred thousand, each in two processes: what most of them
 * have in common or do not have stands apart.
 */
struct url_target {
	const char *given, *path; /* the path as compared; mostly within given */
	const struct url_site *site;
	const struct url_query *query; /* NULL: it is ignored */
	uint32_t next; /* of the same hash: its number + 1, 0 at the end */
	uint16_t given_n, path_n;
	uint16_t raw_at, raw_n; /* of the path in given; none: it is "/" */
	bool prefix;
};

_Static_assert(sizeof(struct url_target) == 48, "they are many");

#define URL_LITERAL UINT32_C(0x80000000) /* flag in url_match's answers */

struct url_set {
	size_t n;
	struct url_target *target;
	/* the rest by url_set_ready() */
	uint32_t *slot; /* hash of the path to the first target's number + 1 */
	uint64_t slot_mask;
	uint64_t *tail;      /* bits: may a raw path end like this? */
	unsigned tail_shift; /* 64 - log2 of their number */
	uint64_t *tail_any;  /* the same for letters of either case */
	uint64_t *head, *head_any; /* bits: may a raw path begin like this? */
	size_t head_bytes;   /* how much of it is hashed, 0: no prefixes */
	bool has_queries;    /* some target has one */
	size_t n_lengths;
	size_t *length;      /* the prefixes' distinct lengths */
};

/* How the log wrote it. */
struct url_request {
	struct str target;  /* origin form or absolute form, with its query */
	struct str query;   /* where a column of its own holds it */
	struct str host, scheme; /* empty when the line does not tell */
	bool query_apart;
	size_t normal;      /* bytes of the path of an origin form in which
	                     * there is nothing to decode or fold, or 0 */
	bool nocase;        /* Windows: letters of either case, \ is /, and
	                     * a space in the path is logged as + */
	bool log_escapes;   /* \xhh \" \\ stand for bytes */
};

static inline struct str url_given(const struct url_target *t)
{
	return (struct str){t->given, t->given_n};
}

static inline struct str url_path(const struct url_target *t)
{
	return (struct str){t->path, t->path_n};
}

/*
 * Read the URLs. ERR_INPUT names the first that is none. The set borrows the
 * texts, which live at least as long as it; all else lies in the arena.
 */
MUST_CHECK bool url_set_make(struct arena *a, const struct str *given, size_t n,
    struct url_set *ret, struct err *e);

/* Whoever matches requests needs the tables; who only asks others does not. */
void url_set_ready(struct arena *a, struct url_set *set);

/*
 * The targets that the request matches, into found[set->n], with URL_LITERAL
 * where it was spelled exactly as given. scratch holds at least
 * url_scratch_bytes() of the request. Answers how many.
 */
size_t url_match(const struct url_set *set, const struct url_request *rq,
    char *scratch, uint32_t *found);
size_t url_scratch_bytes(const struct url_request *rq);

/* The normalised path that url_match() compares, in scratch. */
struct str url_request_path(const struct url_request *rq, char *scratch);

/* out holds at least s.n bytes and may be s itself. Answers the length. */
size_t url_percent_decode(struct str s, char *out);

/* Decode, fold; out holds at least s.n bytes. Answers the length. */
size_t url_normalise(
    struct str s, const struct url_request *how, bool fold, char *out);

/* --- the quick no: pure functions of the raw path, for every line --- */

static inline uint64_t url_bytes_hash(uint64_t eight, size_t n, unsigned shift)
{
	return ((eight ^ (n * UINT64_C(0x9e3779b97f4a7c15))) *
		   UINT64_C(0xd6e8feb86659fd93)) >> shift;
}

static inline bool url_bit(const uint64_t *bits, uint64_t at)
{
	return bits[at >> 6] >> (at & 63) & 1;
}

static inline uint64_t url_load(const char *p, size_t n)
{
	uint64_t v = 0;

	memcpy(&v, p, n < 8 ? n : 8);
	return v;
}

enum { URL_HEAD_SHIFT = 64 - 16 };

static inline bool url_may_begin(
    const struct url_set *set, const char *path, size_t n)
{
	size_t m = set->head_bytes;

	return m > 0 && n >= m &&
	    url_bit(set->head,
		url_bytes_hash(url_load(path, m), m, URL_HEAD_SHIFT));
}

static inline bool url_may_end(
    const struct url_set *set, const char *path, size_t n)
{
	uint64_t v = n < 8 ? url_load(path, n) : url_load(path + n - 8, 8);

	return url_bit(set->tail, url_bytes_hash(v, n, set->tail_shift));
}

/*
 * May a path without a query, spelled without %, \, // or dot segments, be
 * one of the set? No false "no".
 */
static inline bool url_may(const struct url_set *set, const char *path, size_t n)
{
	return url_may_end(set, path, n) || url_may_begin(set, path, n);
}

/* Equal for letters of either case; what else it joins only costs time. */
#define URL_ANY_CASE UINT64_C(0x2020202020202020)

/* url_may() where the server takes letters of either case. */
static inline bool url_may_any(
    const struct url_set *set, const char *path, size_t n)
{
	uint64_t v = n < 8 ? url_load(path, n) : url_load(path + n - 8, 8);
	size_t m = set->head_bytes;

	if (url_bit(set->tail_any,
		url_bytes_hash(v | URL_ANY_CASE, n, set->tail_shift)))
		return true;
	return m > 0 && n >= m &&
	    url_bit(set->head_any,
		url_bytes_hash(url_load(path, m) | URL_ANY_CASE, m,
		    URL_HEAD_SHIFT));
}

#endif
