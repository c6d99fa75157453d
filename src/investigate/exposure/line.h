/*
 * exposure/line - one log line as typed fields, whatever server wrote it.
 * Pure: bytes in, fields out, nothing kept. scan calls line_parse(); each
 * format has a file of its own and a row in formats.def.
 */
#ifndef INVESTIGATE_EXPOSURE_LINE_H
#define INVESTIGATE_EXPOSURE_LINE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "investigate/exposure/addr.h"

enum {
	LINE_MAX_BYTES = 256 * 1024,
	LINE_FIELDS_MAX = 128,
	LINE_JSON_SLOTS = 251,
};

enum line_format {
	FORMAT_NONE,
#define FORMAT(id, word, parse, what) FORMAT_##id,
#include "investigate/exposure/formats.def"
#undef FORMAT
	FORMAT_COUNT_,
};

/* Strings borrow from the line or from the context's scratch. */
struct line {
	enum line_format format;
	const char *variant; /* common, combined, vhost, …: a constant */
	struct str client, forwarded;
	struct addr addr; /* of client */
	enum addr_kind addr_kind;
	int64_t at_s;
	struct str method;
	struct str target; /* empty: the client sent no readable request */
	struct str query;  /* only with query_apart */
	struct str host, scheme;
	struct str referrer, agent; /* empty for "-" */
	int64_t bytes;
	int status;
	bool query_apart, nocase, log_escapes;
};

/* What a column or a %directive holds. */
enum field {
	FIELD_IGNORE,
	FIELD_CLIENT,
	FIELD_FORWARDED,
	FIELD_TIME,
	FIELD_DATE,  /* with FIELD_CLOCK */
	FIELD_CLOCK,
	FIELD_REQUEST, /* method, target, protocol */
	FIELD_METHOD,
	FIELD_TARGET,
	FIELD_PATH,  /* the target without its query */
	FIELD_QUERY, /* a ? before it is dropped */
	FIELD_HOST,
	FIELD_SCHEME,
	FIELD_STATUS,
	FIELD_BYTES,
	FIELD_REFERRER,
	FIELD_AGENT,
	FIELD_COUNT_,
};

/* A user's format: literal text, then a field, then the next … */
struct custom_part {
	struct str literal; /* before the field */
	enum field field;
};

struct custom_format {
	size_t n;
	struct custom_part *part;
	struct str tail; /* after the last field */
};

/* What carries over from line to line, and room to unescape into. */
struct line_context {
	int32_t zone_s;      /* for times without a zone */
	bool zone_given;     /* else W3C means UTC and others Japan */
	enum line_format only; /* FORMAT_NONE: detect per line */
	const struct custom_format *custom;
	char *scratch;       /* LINE_MAX_BYTES, for one line at a time */
	size_t scratch_used;
	size_t n_columns; /* W3C: of the last #Fields line */
	enum field column[LINE_FIELDS_MAX];
	bool encoded; /* … of CloudFront, which encodes every value */
	/* the last time text and what it meant: neighbours share it */
	char time_text[32];
	size_t time_n;
	int64_t time_s;
	bool json_ready;
	unsigned char json_slot[LINE_JSON_SLOTS];
};

enum line_kind {
	LINE_UNPARSED,
	LINE_ENTRY,
	LINE_TORN,   /* the request is there, another field is unreadable */
	LINE_REMARK, /* empty, or a directive: not an entry and not a fault */
};

/*
 * Read one line without its line feed. LINE_UNPARSED leaves *ret undefined;
 * LINE_TORN sets what url_match() needs, and at_s to the time, or -1 when that
 * cannot be read. Updates the columns when the line is a #Fields directive.
 */
enum line_kind line_parse(
    struct line_context *c, struct str s, struct line *ret);

/*
 * The line behind what a log server wrote before it: a syslog header (RFC 3164,
 * RFC 5424, or an ISO time, host and tag) or that of a container. s itself when
 * there is none.
 */
struct str line_without_prefix(struct str s);

enum line_kind line_parse_ncsa(
    struct line_context *c, struct str s, struct line *ret);
enum line_kind line_parse_json(
    struct line_context *c, struct str s, struct line *ret);
enum line_kind line_parse_w3c(
    struct line_context *c, struct str s, struct line *ret);
enum line_kind line_parse_alb(
    struct line_context *c, struct str s, struct line *ret);
enum line_kind line_parse_squid(
    struct line_context *c, struct str s, struct line *ret);
enum line_kind line_parse_custom(
    struct line_context *c, struct str s, struct line *ret);

/* A #Fields directive; true when the line is one of W3C's directives. */
bool line_w3c_directive(struct line_context *c, struct str s);

/*
 * An Apache LogFormat (%h %l …) or an nginx log_format ($remote_addr …).
 * ERR_INPUT says which directive is unknown or missing.
 */
MUST_CHECK bool custom_format_make(struct arena *a, struct str text,
    struct custom_format *ret, struct err *e);

/* Is it a list of proxies ("a, b") that stands unquoted before next? */
bool custom_is_list(const struct custom_part *p, struct str next);

/*
 * The field of a name in JSON lines, FIELD_IGNORE when it is not in the table.
 * Of two names for one field the smaller *ret_row wins.
 */
enum field line_json_field(
    struct line_context *c, struct str name, int *ret_row);

/* What numbers, true, false and null consist of. */
static inline bool line_json_bare(char c)
{
	return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
	    c == '-' || c == '+' || c == '.';
}

/* The format called so, or FORMAT_NONE. */
enum line_format line_format_named(struct str word);
const char *line_format_word(enum line_format f);

/* --- for the parsers --- */

/* "GET /a HTTP/1.1" into method and target; anything else leaves them empty */
void line_set_request(struct line *l, struct str request);

/* Put text into the field it is; false when it cannot be that. */
bool line_set(
    struct line *l, struct line_context *c, enum field f, struct str s);

/* Dates and bytes. "-" is 0. */
bool line_parse_bytes(struct str s, int64_t *ret);
bool line_parse_status(struct str s, int *ret);

/* Empty for "-". */
struct str line_dash(struct str s);

/* The zone for a time without one. */
int32_t line_zone(const struct line_context *c);

/* Where the quote that closes s (which begins after the opening one) is. */
bool line_quote_end(struct str s, size_t *ret_at);

#endif
