/*
 * web/gate - see gate.h. Everything that two programs in a row could read in
 * two ways (request smuggling) is refused here, once.
 */
#include "web/gate.h"

#include "base/utf8.h"
#include "web/form.h"

enum { TARGET_MAX = 8000 };

/* tchar of RFC 9110 §5.6.2. */
static bool is_token(struct str s)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z');
		if (!alnum && !memchr(marks, c, sizeof(marks) - 1))
			return false;
	}
	return s.n > 0;
}

/* field-value of RFC 9110 §5.5: visible, space, tab; no bare CR, LF, NUL. */
static bool is_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool is_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0 && s.n <= 15;
}

struct framing {
	int lengths, encodings, hosts;
	bool bad;
};

static void count_header(struct framing *f, const struct http_header *h)
{
	if (!is_token(h->name) || !is_value(h->value))
		f->bad = true;
	if (str_eq_nocase(h->name, STR("content-length"))) {
		f->lengths++;
		if (!is_digits(h->value))
			f->bad = true;
	} else if (str_eq_nocase(h->name, STR("transfer-encoding"))) {
		f->encodings++;
		if (!str_eq_nocase(h->value, STR("chunked")))
			f->bad = true;
	} else if (str_eq_nocase(h->name, STR("host"))) {
		f->hosts++;
		if (h->value.n == 0 || h->value.n > 255 ||
		    memchr(h->value.p, ' ', h->value.n) ||
		    memchr(h->value.p, '/', h->value.n) ||
		    memchr(h->value.p, '@', h->value.n))
			f->bad = true;
	}
}

static bool is_target(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '#' || c == '\\')
			return false;
	}
	return s.n > 0 && s.n <= TARGET_MAX;
}

/* One reading only: a length or chunks, one host, nothing new in 1.0. */
static bool is_framed(const struct framing *f, bool old)
{
	if (f->bad || f->lengths + f->encodings > 1 || f->hosts > 1)
		return false;
	return old ? f->encodings == 0 : f->hosts == 1;
}

int gate_check(const struct gate_head *h)
{
	struct framing f = {0};
	bool old = str_is(h->version, "HTTP/1.0");

	if (!old && !str_is(h->version, "HTTP/1.1"))
		return 505;
	if (!is_token(h->method) || !is_target(h->target))
		return 400;
	for (size_t i = 0; i < h->headers_n; i++)
		count_header(&f, &h->headers[i]);
	if (!is_framed(&f, old))
		return 400;
	if (!str_is(h->method, "GET") && !str_is(h->method, "HEAD") &&
	    !str_is(h->method, "POST"))
		return 405;
	return 0;
}

/* A path with "." or ".." as a segment means somebody is probing. */
static bool has_dots(struct str path)
{
	struct str part;

	while (str_cut(&path, '/', &part))
		if (str_is(part, ".") || str_is(part, ".."))
			return true;
	return false;
}

/* One line of well-formed UTF-8. */
static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return utf8_check(s);
}

bool gate_path(struct arena *a, struct str target, struct str *ret_path,
    struct str *ret_query)
{
	struct str raw = {0}, path;

	if (target.n == 0 || target.p[0] != '/' || !str_cut(&target, '?', &raw))
		return false;
	if (!form_percent(a, raw, '+', &path) || !is_plain(path) ||
	    has_dots(path))
		return false;
	*ret_path = path;
	*ret_query = target;
	return true;
}
