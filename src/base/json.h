/*
 * base/json - JSON as a tree in an arena (read by jansson, strictly), and a
 * writer into a buf. The canonical form for hashing is journal/jcs.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum json_kind {
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_INT,
	JSON_KIND_REAL,
	JSON_KIND_STRING,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
	JSON_KIND_COUNT_,
};

struct json_member;

/* All zero is null. Members and items live in the arena that made them. */
struct json {
	enum json_kind kind;
	bool b;
	int64_t i;
	double d;
	struct str s;
	size_t n, cap; /* of items or members */
	struct json *items;
	struct json_member *members; /* in the order they came */
};

struct json_member {
	struct str name;
	struct json value;
};

/*
 * Parse one document. Refused with ERR_INPUT: broken UTF-8, U+0000, duplicate
 * names, anything after the value, depth over 32, over max_bytes (ERR_LIMIT).
 */
MUST_CHECK bool json_parse(struct arena *a, struct str text, size_t max_bytes,
    const struct json **ret, struct err *e);

/* The member of that name, or NULL: also when o is NULL or no object. */
const struct json *json_get(const struct json *o, const char *name);

/* The string member of that name; an empty str (p NULL) when there is none. */
struct str json_get_str(const struct json *o, const char *name);

/* The integer member, or other when there is none. */
int64_t json_get_int(const struct json *o, const char *name, int64_t other);

/* The boolean member, or other when there is none. */
bool json_get_bool(const struct json *o, const char *name, bool other);

bool json_same(const struct json *x, const struct json *y);

/* Building. Values are copied shallowly; strings are borrowed. */
struct json json_of_null(void);
struct json json_of_bool(bool b);
struct json json_of_int(int64_t i);
struct json json_of_string(struct str s);
struct json json_of_array(void);
struct json json_of_object(void);

/* Add a member, or replace the one of that name. */
void json_set(
    struct arena *a, struct json *o, const char *name, struct json value);
void json_set_n(
    struct arena *a, struct json *o, struct str name, struct json value);
void json_push(struct arena *a, struct json *array, struct json value);

/* Compact text in the order of the members. */
void json_put(struct buf *b, const struct json *v);

/* A quoted string; `<` and `>` as \u escapes, so it may stand in HTML. */
void json_put_string(struct buf *b, struct str s);

/* A streaming writer that sets the commas. */
struct json_writer {
	struct buf *b;
	bool comma;
};

void jw_open(struct json_writer *w, char bracket);  /* '{' or '[' */
void jw_close(struct json_writer *w, char bracket); /* '}' or ']' */
void jw_name(struct json_writer *w, const char *name);
void jw_name_n(struct json_writer *w, struct str name);
void jw_str(struct json_writer *w, struct str s); /* p NULL writes null */
void jw_int(struct json_writer *w, int64_t i);
void jw_bool(struct json_writer *w, bool b);
void jw_null(struct json_writer *w);
void jw_value(struct json_writer *w, const struct json *v); /* NULL: null */

/* Name and value at once. */
void jw_kstr(struct json_writer *w, const char *name, struct str s);
void jw_kint(struct json_writer *w, const char *name, int64_t i);
void jw_kcount(struct json_writer *w, const char *name, uint64_t n);
void jw_kbool(struct json_writer *w, const char *name, bool b);

/* Milliseconds since 1970 as RFC 3339 in UTC; 0, which is no time, as null. */
void jw_ktime(struct json_writer *w, const char *name, int64_t at);

#endif
