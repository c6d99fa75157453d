/*
 * inventory/mail - mails and mailboxes: recipients, bodies, attachments, mails
 * in mails. Runs in the cage only; opener.c calls it.
 */
#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/mime.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/opener.h"

enum { MAIL_PARTS = 10000, MAIL_DEPTH = 10, HELD_PARTS = 1000 };

/* One mail: attachments wait until the mail itself has been told. */
struct mail {
	struct opener *r;
	struct arena arena;
	struct {
		struct str name, bytes;
	} held[HELD_PARTS];
	size_t n_held, n_parts;
	unsigned depth;
	bool cut; /* parts were left out */
};

static void look_field(struct mail *m, struct str text, bool recipients)
{
	char *room = arena_alloc(&m->arena, fold_room(text.n));
	struct str folded = {room, fold_text(text, room)};

	m->r->look.recipients = recipients;
	look_text(&m->r->look, folded, (struct str){0});
	m->r->look.recipients = false;
}

/* "Tue, 24 Nov 2026 10:00:00 +0900": the day. */
static void look_date(struct mail *m, struct str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	ptrdiff_t comma = str_find(s, STR(","));
	struct str day = {0}, month = {0}, year = {0};
	int64_t d, y;

	s = str_trim(str_from(s, comma >= 0 ? (size_t)comma + 1 : 0));
	if (!str_cut(&s, ' ', &day) || !str_cut(&s, ' ', &month) ||
	    !str_cut(&s, ' ', &year) || month.n != 3)
		return;
	ptrdiff_t at = str_find(STR(months), month);
	if (at < 0 || at % 3 || !str_parse_int(day, &d) ||
	    !str_parse_int(year, &y) || y < 1970 || y > 2100 || d < 1 || d > 31)
		return;
	sum_day(&m->r->look.sum,
	    time_day_from((int)y, (int)at / 3 + 1, (int)d));
}

static void look_head(struct mail *m, struct str head)
{
	static const char *const to[] = {"To", "Cc", "Bcc"};
	static const char *const from[] = {"From", "Reply-To", "Subject"};

	for (size_t i = 0; i < COUNT_OF(to); i++)
		for (size_t n = 0; n < 8; n++) {
			struct str f = mime_field(&m->arena, head, to[i], n);
			if (f.n == 0)
				break;
			look_field(m, f, true);
		}
	for (size_t i = 0; i < COUNT_OF(from); i++)
		look_field(m, mime_field(&m->arena, head, from[i], 0), false);
	look_date(m, mime_field(&m->arena, head, "Date", 0));
}

/* Text of HTML: tags become blanks, blocks line ends; entities the usual. */
static struct str html_text(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	bool tag = false;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '<') {
			bool block = i + 2 < s.n && strchr("bptdlBPTDL/", s.p[i + 1]);
			tag = true;
			if (block && n > 0)
				out[n++] = '\n';
		} else if (s.p[i] == '>' && tag) {
			tag = false;
		} else if (!tag) {
			out[n++] = s.p[i];
		}
	}
	return (struct str){out, n};
}

static struct str transfer_decoded(
    struct arena *a, struct str head, struct str body)
{
	struct str how = mime_field(a, head, "Content-Transfer-Encoding", 0);

	if (str_eq_nocase(how, STR("base64")))
		return mime_base64(a, body);
	if (str_eq_nocase(how, STR("quoted-printable")))
		return mime_quoted(a, body, false);
	return body;
}

static void hold(struct mail *m, struct str name, struct str bytes)
{
	if (m->n_held == HELD_PARTS) {
		m->cut = true;
		return;
	}
	if (name.n == 0 || !utf8_check(name))
		name = STR("attachment");
	m->held[m->n_held].name = name;
	m->held[m->n_held++].bytes = bytes;
}

/* A part without parts: text is looked at here, all else is an attachment. */
static void leaf(struct mail *m, struct str type, struct str head,
    struct str body)
{
	struct arena *a = &m->arena;
	struct str how = mime_field(a, head, "Content-Disposition", 0);
	struct str name = mime_param(a, how, "filename");
	struct str bytes = transfer_decoded(a, head, body);
	bool text = type.n == 0 ||
	            str_eq_nocase(str_slice(type, 0, 5), STR("text/"));
	bool html = str_eq_nocase(str_slice(type, 0, 9), STR("text/html"));

	if (name.n == 0)
		name = mime_param(a, type, "name");
	if (name.n > 0 || !text ||
	    str_eq_nocase(str_slice(how, 0, 10), STR("attachment"))) {
		hold(m, name, bytes);
		return;
	}
	enum text_code code = text_code_of(mime_param(a, type, "charset"));
	if (code == TEXT_BINARY)
		code = text_detect(bytes);
	struct str utf8 = text_utf8(a, bytes, code);
	plain_look_utf8(&m->r->look, html ? html_text(a, utf8) : utf8);
}

static void part(struct mail *m, struct str message);

/* The parts between the boundary's lines. */
static void multipart(struct mail *m, struct str boundary, struct str body)
{
	struct str mark = arena_printf(&m->arena, "--%.*s", STR_ARG(boundary));
	ptrdiff_t at = str_find(body, mark);

	if (boundary.n == 0)
		return;
	while (at >= 0) {
		body = str_from(body, (size_t)at + mark.n);
		if (str_starts(body, STR("--")))
			return;
		ptrdiff_t line = str_find(body, STR("\n"));
		if (line < 0)
			return;
		body = str_from(body, (size_t)line + 1);
		at = str_find(body, mark);
		part(m, str_slice(body, 0, at < 0 ? body.n : (size_t)at));
	}
}

static void part(struct mail *m, struct str message)
{
	struct str body, head = mime_split(message, &body);
	struct str type = mime_field(&m->arena, head, "Content-Type", 0);

	if (++m->n_parts > MAIL_PARTS || m->depth > MAIL_DEPTH) {
		m->cut = true;
		return;
	}
	m->depth++;
	if (str_eq_nocase(str_slice(type, 0, 10), STR("multipart/")))
		multipart(m, mime_param(&m->arena, type, "boundary"), body);
	else if (str_eq_nocase(str_slice(type, 0, 14), STR("message/rfc822")))
		hold(m, STR("message.eml"),
		    transfer_decoded(&m->arena, head, body));
	else
		leaf(m, type, head, body);
	m->depth--;
}

static void look_mail(struct mail *m, struct str message)
{
	struct str body, head = mime_split(message, &body);

	look_head(m, head);
	part(m, message);
}

static void tell_mail(struct mail *m)
{
	struct err e = {0};

	if (m->cut)
		fail(&e, ERR_LIMIT,
		    "メールの部品が多すぎるため、一部を読んでいません。",
		    "The mail has too many parts; some were not read.");
	opener_item(m->r, m->cut ? &e : NULL);
	for (size_t i = 0; i < m->n_held; i++)
		opener_member(m->r, m->held[i].name, m->held[i].bytes);
}

void read_mail(struct opener *r, struct str bytes)
{
	struct arena keep = {0};
	struct mail *m = arena_alloc(&keep, sizeof(*m));

	m->r = r;
	look_mail(m, bytes);
	tell_mail(m);
	arena_end(&m->arena);
	arena_end(&keep);
}

/* "From " at the start of a line begins the next mail. */
static size_t mbox_next(struct str s)
{
	ptrdiff_t at = str_find(str_from(s, 1), STR("\nFrom "));

	return at < 0 ? s.n : (size_t)at + 2;
}

void read_mbox(struct opener *r, struct str bytes)
{
	size_t count = 0;

	opener_item(r, NULL);
	while (bytes.n > 0) {
		AUTO(arena_end) struct arena a = {0};
		size_t n = mbox_next(bytes);
		struct str one = str_slice(bytes, 0, n);
		ptrdiff_t line = str_find(one, STR("\n"));
		bytes = str_from(bytes, n);
		if (line < 0)
			continue;
		opener_member(r, arena_printf(&a, "%zu.eml", ++count),
		    str_from(one, (size_t)line + 1));
	}
}
