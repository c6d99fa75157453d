/*
 * journal/entry - see entry.h. Decoding encodes again and compares, so there
 * is one way only to write an entry.
 */
#include "journal/entry.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "journal/jcs.h"
#include "journal/note.h"

#define TIME_1900 (INT64_C(-2208988800) * TIME_SECOND)
#define TIME_2200 (INT64_C(7258118400) * TIME_SECOND)

enum { CODE_MAX = 40, USER_MAX = 128, REQUEST_MAX = 200 };

int64_t entry_ms(int64_t at)
{
	int64_t rest = at % 1000;

	return at - (rest < 0 ? rest + 1000 : rest);
}

static bool bad(struct err *e, const char *field)
{
	return fail_field(e, ERR_INPUT, field,
	    "記録の項目「%s」に使えない値があります。",
	    "The field \"%s\" of a journal entry cannot hold this value.",
	    field);
}

static bool is_via(struct str s)
{
	return str_is(s, "web") || str_is(s, "api") || str_is(s, "cli") ||
	       str_is(s, "import");
}

/* One line of text: no control characters, no line breaks either. */
static bool is_text(struct str s, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return s.n <= max && utf8_check(s);
}

/* A time that is written in four digits of year and read back the same. */
static bool is_time(int64_t t)
{
	struct arena a = {0};
	struct buf b = buf_begin(&a, 64);
	enum time_precision p;
	int64_t again = 0;

	if (t < TIME_1900 || t >= TIME_2200)
		return false;
	time_put_utc(&b, t);
	bool same = time_parse(buf_str(&b), &again, &p) && again == t;
	arena_end(&a);
	return same;
}

static bool is_commit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') ||
		        (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n == 2 * SHA256_BYTES;
}

struct str entry_commit(struct arena *a, struct str salt, struct str body)
{
	struct sha256 h = sha256_of2(salt, body);

	return hex_encode(a, sha256_str(&h));
}

static bool check_words(const struct entry *x, struct err *e)
{
	if (!note_name_is(x->log))
		return bad(e, "log");
	if (!jcs_is_name(x->role))
		return bad(e, "role");
	if (!is_via(x->via))
		return bad(e, "via");
	if (!jcs_is_name(x->kind))
		return bad(e, "kind");
	if (!is_text(x->actor, USER_MAX))
		return bad(e, "actor");
	if (!is_text(x->os, USER_MAX))
		return bad(e, "os");
	if (!is_text(x->incident, CODE_MAX))
		return bad(e, "incident");
	if (!is_text(x->request, REQUEST_MAX))
		return bad(e, "request");
	return true;
}

static bool check(const struct entry *x, struct err *e)
{
	if (x->seq > INT64_C(1) << 52)
		return bad(e, "seq");
	if (x->ts % 1000 != 0 || !is_time(x->ts))
		return bad(e, "ts");
	if (x->at % 1000 != 0 || !is_time(x->at))
		return bad(e, "at");
	if (x->at_precision >= TIME_PRECISION_COUNT_)
		return bad(e, "at_precision");
	if (x->body_commit.n ? x->body || !is_commit(x->body_commit)
	                     : !x->body || x->body->kind != JSON_KIND_OBJECT)
		return bad(e, "body");
	return check_words(x, e);
}

static struct json of_time(struct arena *a, int64_t t)
{
	struct buf b = buf_begin(a, 64);

	time_put_utc(&b, t);
	return json_of_string(buf_str(&b));
}

static void set_text(
    struct arena *a, struct json *o, const char *name, struct str s)
{
	if (s.n > 0)
		json_set(a, o, name, json_of_string(s));
}

bool entry_encode(struct arena *a, const struct entry *x,
    struct str *ret_leaf, struct err *e)
{
	struct json o = json_of_object();
	struct buf b = buf_begin(a, ENTRY_BYTES_MAX);

	if (!check(x, e))
		return false;
	json_set(a, &o, "v", json_of_int(ENTRY_VERSION));
	json_set(a, &o, "log", json_of_string(x->log));
	json_set(a, &o, "seq", json_of_int((int64_t)x->seq));
	json_set(a, &o, "ts", of_time(a, x->ts));
	json_set(a, &o, "actor", json_of_string(x->actor));
	set_text(a, &o, "os", x->os);
	json_set(a, &o, "role", json_of_string(x->role));
	json_set(a, &o, "via", json_of_string(x->via));
	json_set(a, &o, "kind", json_of_string(x->kind));
	set_text(a, &o, "incident", x->incident);
	json_set(a, &o, "at", of_time(a, x->at));
	json_set(a, &o, "at_precision",
	    json_of_string(str_of(time_precision_word(x->at_precision))));
	set_text(a, &o, "request", x->request);
	if (x->body)
		json_set(a, &o, "body", *x->body);
	set_text(a, &o, "body_commit", x->body_commit);
	if (!jcs_put(&b, &o, JCS_INTEGERS, e))
		return false;
	*ret_leaf = buf_str(&b);
	return true;
}

static bool tampered(struct err *e, const char *why_ja, const char *why_en)
{
	char ja[200], en[200];

	snprintf(ja, sizeof(ja), "記録が壊れています（%s）。", why_ja);
	snprintf(en, sizeof(en), "The entry is damaged (%s).", why_en);
	return fail(e, ERR_TAMPERED, "%s%.0s", "%.0s%s", ja, en);
}

static bool get_time(const struct json *o, const char *name, int64_t *ret)
{
	enum time_precision p;

	return time_parse(json_get_str(o, name), ret, &p) && p == TIME_EXACT;
}

/* The frame of o; what is wrong in it shows when it is encoded again. */
static bool read_frame(const struct json *o, struct entry *x)
{
	int64_t seq = json_get_int(o, "seq", -1);

	x->log = json_get_str(o, "log");
	x->seq = (uint64_t)seq;
	x->actor = json_get_str(o, "actor");
	x->os = json_get_str(o, "os");
	x->role = json_get_str(o, "role");
	x->via = json_get_str(o, "via");
	x->kind = json_get_str(o, "kind");
	x->incident = json_get_str(o, "incident");
	x->request = json_get_str(o, "request");
	x->body = json_get(o, "body");
	x->body_commit = json_get_str(o, "body_commit");
	return seq >= 0 && get_time(o, "ts", &x->ts) &&
	       get_time(o, "at", &x->at) &&
	       time_precision_parse(
	           json_get_str(o, "at_precision"), &x->at_precision);
}

bool entry_decode(
    struct arena *a, struct str leaf, struct entry *ret, struct err *e)
{
	struct err why = {0};
	const struct json *o;
	struct entry x = {0};
	struct str again;

	if (!json_parse(a, leaf, ENTRY_BYTES_MAX, &o, &why))
		return tampered(e, "JSON として読めません", "it is no JSON");
	if (json_get_int(o, "v", 0) != ENTRY_VERSION)
		return tampered(e, "版が 1 ではありません",
		    "its version is not 1");
	if (!read_frame(o, &x) || !entry_encode(a, &x, &again, &why))
		return tampered(
		    e, "必要な項目がないか正しくありません",
		    "a field is missing or not valid");
	if (!str_eq(again, leaf))
		return tampered(e, "決められた書き方ではありません",
		    "it is not in the canonical form");
	*ret = x;
	return true;
}
