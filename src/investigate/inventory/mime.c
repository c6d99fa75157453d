/*
 * inventory/mime - decoding fields and bodies of mails. Pure; broken input
 * gives what could be read of it. Only mail.c calls it.
 */
#include "investigate/inventory/mime.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "investigate/inventory/text.h"

enum { FIELD_BYTES = 1 << 20 };

static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

struct str mime_base64(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n / 4 * 3 + 4);
	size_t n = 0;
	uint32_t held = 0;
	unsigned bits = 0;

	for (size_t i = 0; i < s.n; i++) {
		int v = base64_value(s.p[i]);
		if (s.p[i] == '=')
			break;
		if (v < 0)
			continue;
		held = held << 6 | (uint32_t)v;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[n++] = (char)(held >> bits);
		}
	}
	return (struct str){out, n};
}

struct str mime_quoted(struct arena *a, struct str s, bool word)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (word && s.p[i] == '_') {
			out[n++] = ' ';
			continue;
		}
		if (s.p[i] != '=') {
			out[n++] = s.p[i];
			continue;
		}
		int hi = i + 1 < s.n ? str_hex(s.p[i + 1]) : -1;
		int lo = i + 2 < s.n ? str_hex(s.p[i + 2]) : -1;
		if (hi >= 0 && lo >= 0) {
			out[n++] = (char)(hi << 4 | lo);
			i += 2;
		} else { /* a soft line break: "=\r\n" */
			while (i + 1 < s.n && s.p[i + 1] != '\n' &&
			       (s.p[i + 1] == '\r' || s.p[i + 1] == ' '))
				i++;
			if (i + 1 < s.n && s.p[i + 1] == '\n')
				i++;
		}
	}
	return (struct str){out, n};
}

struct str mime_split(struct str s, struct str *ret_body)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\n')
			continue;
		size_t next = i + 1;
		if (next < s.n && s.p[next] == '\r')
			next++;
		if (next < s.n && s.p[next] == '\n') {
			*ret_body = str_from(s, next + 1);
			return str_slice(s, 0, i + 1);
		}
	}
	*ret_body = (struct str){s.p + s.n, 0};
	return s;
}

/* "=?charset?B|Q?text?=" at the start of s: the bytes it takes, or 0. */
static size_t encoded_word(struct arena *a, struct str s, struct buf *to)
{
	struct str part[3];
	struct str rest = str_from(s, 2);

	if (!str_starts(s, STR("=?")))
		return 0;
	for (int i = 0; i < 3; i++) {
		ptrdiff_t q = str_find(rest, STR("?"));
		if (q < 0 || (i < 2 && q > 60) || q > 4000)
			return 0;
		part[i] = str_slice(rest, 0, (size_t)q);
		rest = str_from(rest, (size_t)q + 1);
	}
	if (!str_starts(rest, STR("=")) || part[1].n != 1)
		return 0;
	ptrdiff_t star = str_find(part[0], STR("*"));
	if (star > 0)
		part[0].n = (size_t)star;
	struct str raw = (part[1].p[0] | 32) == 'b'
	                     ? mime_base64(a, part[2])
	                     : mime_quoted(a, part[2], true);
	enum text_code code = text_code_of(part[0]);
	if (code == TEXT_BINARY)
		code = text_detect(raw);
	buf_put(to, text_utf8(a, raw, code));
	return (size_t)(rest.p + 1 - s.p);
}

static bool only_blank(struct str s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t')
			return false;
	return true;
}

static struct str decode_words(struct arena *a, struct str s)
{
	struct buf b = buf_begin(a, FIELD_BYTES);
	bool was_word = false;

	while (s.n > 0) {
		ptrdiff_t at = str_find(s, STR("=?"));
		size_t plain = at < 0 ? s.n : (size_t)at;
		/* Blanks between two encoded words do not count. */
		if (!(was_word && at >= 0 && only_blank(s, plain)))
			buf_put(&b, str_slice(s, 0, plain));
		s = str_from(s, plain);
		if (s.n == 0)
			break;
		size_t took = encoded_word(a, s, &b);
		was_word = took > 0;
		if (took == 0) {
			buf_put(&b, str_slice(s, 0, 2));
			took = 2;
		}
		s = str_from(s, took);
	}
	return buf_str(&b);
}

/* The end of the field that begins at s[0]: a line not followed by a blank. */
static size_t field_end(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\n' &&
		    (i + 1 == s.n || (s.p[i + 1] != ' ' && s.p[i + 1] != '\t')))
			return i + 1;
	return s.n;
}

static struct str unfold(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r' && s.p[i] != '\n')
			out[n++] = s.p[i] == '\t' ? ' ' : s.p[i];
	return str_trim((struct str){out, n});
}

struct str mime_field(
    struct arena *a, struct str head, const char *name, size_t nth)
{
	size_t n = strlen(name);

	while (head.n > 0) {
		size_t end = field_end(head);
		if (end > n && head.p[n] == ':' &&
		    str_eq_nocase(str_slice(head, 0, n), str_of(name)) &&
		    nth-- == 0) {
			struct str raw =
			    unfold(a, str_slice(head, n + 1, end - n - 1));
			if (raw.n > FIELD_BYTES / 2)
				raw.n = FIELD_BYTES / 2;
			if (!utf8_check(raw) ||
			    text_detect(raw) == TEXT_ISO2022JP)
				raw = text_utf8(a, raw, text_detect(raw));
			return decode_words(a, raw);
		}
		head = str_from(head, end);
	}
	return (struct str){0};
}

/* name*0*=utf-8''%E3… (RFC 2231): percent signs, and a charset in front. */
static struct str percent(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	ptrdiff_t first = str_find(s, STR("'"));
	struct str charset = str_slice(s, 0, first > 0 ? (size_t)first : 0);

	if (first >= 0) {
		struct str rest = str_from(s, (size_t)first + 1);
		ptrdiff_t second = str_find(rest, STR("'"));
		if (second >= 0)
			s = str_from(rest, (size_t)second + 1);
	}
	for (size_t i = 0; i < s.n; i++) {
		int hi = s.p[i] == '%' && i + 2 < s.n ? str_hex(s.p[i + 1]) : -1;
		int lo = hi >= 0 ? str_hex(s.p[i + 2]) : -1;
		out[n++] = lo >= 0 ? (char)(hi << 4 | lo) : s.p[i];
		i += lo >= 0 ? 2 : 0;
	}
	struct str raw = {out, n};
	enum text_code code = text_code_of(charset);
	return text_utf8(a, raw, code ? code : text_detect(raw));
}

/* One "key=value" off the front of *rest; quotes are taken off the value. */
static bool next_param(struct str *rest, struct str *key, struct str *value)
{
	ptrdiff_t semi = str_find(*rest, STR(";"));

	if (semi < 0)
		return false;
	*rest = str_trim(str_from(*rest, (size_t)semi + 1));
	ptrdiff_t eq = str_find(*rest, STR("="));
	if (eq < 0)
		return false;
	*key = str_trim(str_slice(*rest, 0, (size_t)eq));
	struct str v = str_trim(str_from(*rest, (size_t)eq + 1));
	if (v.n > 0 && v.p[0] == '"') {
		ptrdiff_t end = str_find(str_from(v, 1), STR("\""));
		size_t n = end < 0 ? v.n - 1 : (size_t)end;
		*value = str_slice(v, 1, n);
		*rest = str_from(v, n + 1);
		return true;
	}
	ptrdiff_t end = str_find(v, STR(";"));
	*value = str_trim(str_slice(v, 0, end < 0 ? v.n : (size_t)end));
	*rest = end < 0 ? (struct str){v.p, 0} : str_from(v, (size_t)end);
	return true;
}

struct str mime_param(struct arena *a, struct str s, const char *name)
{
	struct buf b = buf_begin(a, 4096);
	struct str key, value;
	size_t n = strlen(name);
	bool extended = false;

	while (next_param(&s, &key, &value)) {
		if (!str_eq_nocase(str_slice(key, 0, n), str_of(name)) ||
		    (key.n > n && key.p[n] != '*'))
			continue;
		extended |= key.n > n && key.p[key.n - 1] == '*';
		buf_put(&b, value);
	}
	struct str all = buf_str(&b);
	return extended ? percent(a, all) : all;
}
