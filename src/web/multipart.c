/*
 * web/multipart - see multipart.h. Strict: nothing before the first boundary,
 * CR LF only, one Content-Disposition a part. What a browser sends is so.
 */
#include "web/multipart.h"

#include <stdlib.h>

#include "base/utf8.h"

static bool fail_form(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "送られた内容を、様式として読み取れません。画面を読み直して、もう"
	    "一度送ってください。",
	    "What was sent cannot be read as a form; load the page again and "
	    "send once more.");
}

static bool is_boundary_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || (c && strchr("'()+_,-./:=?", c));
}

bool multipart_begin(struct multipart *m, struct str content_type,
    const struct multipart_taker *to, struct err *e)
{
	struct str rest = content_type, word = {0}, b = {0};

	memset(m, 0, sizeof(*m));
	m->to = *to;
	str_cut(&rest, ';', &word);
	if (!str_eq_nocase(str_trim(word), STR("multipart/form-data")))
		return fail_form(e);
	while (str_cut(&rest, ';', &word)) {
		word = str_trim(word);
		if (word.n > 9 &&
		    str_eq_nocase(str_slice(word, 0, 9), STR("boundary=")))
			b = str_from(word, 9);
	}
	if (b.n >= 2 && b.p[0] == '"' && b.p[b.n - 1] == '"')
		b = str_slice(b, 1, b.n - 2);
	if (b.n == 0 || b.n > MULTIPART_BOUNDARY_MAX)
		return fail_form(e);
	for (size_t i = 0; i < b.n; i++)
		if (!is_boundary_char(b.p[i]))
			return fail_form(e);
	memcpy(m->mark, "\r\n--", 4);
	memcpy(m->mark + 4, b.p, b.n);
	m->mark_n = b.n + 4;
	/* as if a line had ended before it, so that all boundaries look alike */
	memcpy(m->held, "\r\n", 2);
	m->held_n = 2;
	return true;
}

/* ---- the head of a part ---- */

/* A quoted value from s, which begins behind its opening quote. */
static bool quoted(struct str *s, char *out, struct str *ret)
{
	size_t n = 0, i = 0;

	while (i < s->n && s->p[i] != '"') {
		/* curl writes \" and browsers %22; a lone backslash is one */
		if (s->p[i] == '\\' && i + 1 < s->n && s->p[i + 1] == '"')
			i++;
		if (i + 2 < s->n && memcmp(s->p + i, "%22", 3) == 0) {
			out[n++] = '"';
			i += 3;
			continue;
		}
		out[n++] = s->p[i++];
	}
	if (i == s->n)
		return false;
	*s = str_from(*s, i + 1);
	*ret = (struct str){out, n};
	return utf8_check(*ret) && !utf8_has_control(*ret) &&
	    !memchr(out, '\n', n) && !memchr(out, '\r', n) &&
	    !memchr(out, '\t', n);
}

/* form-data; name="…"; filename="…" */
static bool disposition(struct str s, char *out, struct multipart_part *ret)
{
	struct str word = {0};

	str_cut(&s, ';', &word);
	if (!str_eq_nocase(str_trim(word), STR("form-data")))
		return false;
	while ((s = str_trim(s)).n > 0) {
		bool file = str_starts(s, STR("filename=\""));
		struct str *to = file ? &ret->file : &ret->name;

		if (!file && !str_starts(s, STR("name=\"")))
			return false;
		if (to->p) /* twice */
			return false;
		s = str_from(s, file ? 10 : 6);
		if (!quoted(&s, out, to))
			return false;
		out += to->n + 1;
		ret->is_file |= file;
		s = str_trim(s);
		if (s.n && s.p[0] != ';')
			return false;
		s = s.n ? str_from(s, 1) : s;
	}
	return ret->name.p && ret->name.n > 0;
}

static bool read_head(struct multipart *m, struct str head, struct err *e)
{
	char text[MULTIPART_HEAD_MAX + 8];
	struct multipart_part p = {0};
	struct str line, name;
	bool found = false;

	while (str_cut(&head, '\n', &line)) {
		if (line.n == 0 || line.p[line.n - 1] != '\r')
			return fail_form(e);
		line.n--;
		if (!memchr(line.p, ':', line.n) || !str_cut(&line, ':', &name))
			return fail_form(e);
		if (!str_eq_nocase(name, STR("content-disposition")))
			continue;
		if (found || !disposition(line, text, &p))
			return fail_form(e);
		found = true;
	}
	if (!found)
		return fail_form(e);
	if (++m->parts > MULTIPART_PARTS_MAX)
		return fail(e, ERR_LIMIT, "項目が多すぎます（上限は %d 個）。",
		    "There are too many fields (the limit is %d).",
		    MULTIPART_PARTS_MAX);
	return m->to.part(m->to.ctx, &p, e);
}

/* ---- the bytes ---- */

/* Each takes what it understands off *s; false in *ret_more: needs more. */
static bool step_start(
    struct multipart *m, struct str *s, bool *ret_more, struct err *e)
{
	size_t n = s->n < m->mark_n ? s->n : m->mark_n;

	if (memcmp(s->p, m->mark, n) != 0)
		return fail_form(e);
	*ret_more = n == m->mark_n;
	if (*ret_more) {
		*s = str_from(*s, n);
		m->state = MULTIPART_AFTER;
	}
	return true;
}

static bool step_after(
    struct multipart *m, struct str *s, bool *ret_more, struct err *e)
{
	*ret_more = s->n >= 2;
	if (!*ret_more)
		return true;
	if (memcmp(s->p, "--", 2) == 0)
		m->state = MULTIPART_OVER;
	else if (memcmp(s->p, "\r\n", 2) == 0)
		m->state = MULTIPART_HEAD;
	else
		return fail_form(e);
	*s = str_from(*s, 2);
	return true;
}

static bool step_head(
    struct multipart *m, struct str *s, bool *ret_more, struct err *e)
{
	ptrdiff_t end = str_find(*s, STR("\r\n\r\n"));

	*ret_more = end >= 0;
	if (end > MULTIPART_HEAD_MAX || (end < 0 && s->n > MULTIPART_HEAD_MAX))
		return fail_form(e);
	if (end < 0)
		return true;
	struct str head = str_slice(*s, 0, (size_t)end + 2);
	*s = str_from(*s, (size_t)end + 4);
	m->state = MULTIPART_BODY;
	return read_head(m, head, e);
}

static bool step_body(
    struct multipart *m, struct str *s, bool *ret_more, struct err *e)
{
	const char *at = memmem(s->p, s->n, m->mark, m->mark_n);
	size_t n = at ? (size_t)(at - s->p) : s->n;

	/* the last bytes may be the beginning of a boundary */
	if (!at)
		n = n < m->mark_n ? 0 : n - m->mark_n + 1;
	if (n > 0 &&
	    !m->to.data(m->to.ctx, str_slice(*s, 0, n), e))
		return false;
	*s = str_from(*s, n);
	*ret_more = at != NULL;
	if (at) {
		*s = str_from(*s, m->mark_n);
		m->state = MULTIPART_AFTER;
	}
	return true;
}

static bool steps(struct multipart *m, struct str *s, struct err *e)
{
	typedef bool step_fn(struct multipart *, struct str *, bool *,
	    struct err *);
	static step_fn *const fns[] = {
	    step_start, step_after, step_head, step_body};
	bool more = true;

	while (more && s->n > 0) {
		if (m->state == MULTIPART_OVER) /* an epilogue is nothing */
			s->n = 0;
		else if (!fns[m->state](m, s, &more, e))
			return false;
	}
	return true;
}

bool multipart_put(struct multipart *m, struct str bytes, struct err *e)
{
	size_t n = m->held_n + bytes.n;
	char *all = malloc(n + 1);

	if (!all)
		abort();
	memcpy(all, m->held, m->held_n);
	if (bytes.n)
		memcpy(all + m->held_n, bytes.p, bytes.n);
	struct str s = {all, n};
	bool ok = steps(m, &s, e);
	if (ok && s.n > sizeof(m->held))
		ok = fail_form(e);
	if (ok) {
		memmove(m->held, s.p, s.n);
		m->held_n = s.n;
	}
	free(all);
	return ok;
}

bool multipart_end(const struct multipart *m, struct err *e)
{
	return m->state == MULTIPART_OVER ||
	    fail(e, ERR_INPUT,
	        "送信が途中で切れました。もう一度送ってください（途中までのもの"
	        "は消しました）。",
	        "The sending broke off; send again (what came so far was "
	        "removed).");
}
