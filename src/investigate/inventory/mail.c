/*
 * inventory/mail - mails and mailboxes: recipients, bodies, attachments, mails
 * in mails. Runs in the cage only; opener.c calls it.
 */
#include <stdlib.h>

#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/html.h"
#include "investigate/inventory/mime.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/smime.h"

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
	struct err e; /* of the bytes that it came in */
};

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
			opener_look(m->r, f, true);
		}
	for (size_t i = 0; i < COUNT_OF(from); i++)
		opener_look(m->r, mime_field(&m->arena, head, from[i], 0), false);
	look_date(m, mime_field(&m->arena, head, "Date", 0));
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

static bool look_html(struct mail *m, struct str utf8)
{
	AUTO(arena_end) struct arena a = {0};
	struct flow *f = flow_begin(&a, &m->r->look);
	struct html *h = html_begin(&a, f);

	html_feed(h, utf8);
	html_end(h);
	return flow_end(f, &(struct err){0});
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
	if (html)
		m->cut |= !look_html(m, utf8);
	else
		plain_look_utf8(&m->r->look, utf8);
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
	opener_item(m->r, m->cut ? &e : m->e.kind ? &m->e : NULL);
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

/* --- S/MIME ------------------------------------------------------------------ */

/* Text and parts as in a mail, but often without its head. */
static bool is_mail_part(struct str s)
{
	const struct str type = STR("Content-"), version = STR("MIME-Version:");

	return str_eq_nocase(str_slice(s, 0, type.n), type) ||
	       str_eq_nocase(str_slice(s, 0, version.n), version);
}

static void tell_signed(
    struct opener *r, struct str name, struct str content, const struct err *e)
{
	AUTO(arena_end) struct arena keep = {0};

	if (is_mail_part(content)) {
		struct mail *m = ARENA_NEW(&keep, struct mail);
		m->r = r;
		m->e = *e;
		look_mail(m, content);
		tell_mail(m);
		arena_end(&m->arena);
		return;
	}
	opener_item(r, e->kind ? e : NULL);
	if (str_ends(name, STR(".p7m")))
		name.n -= STR(".p7m").n;
	if (content.n > 0)
		opener_member(r, name, content);
}

/* A signature without what was signed is searched, as any bytes. */
void read_smime(struct opener *r, struct str name, struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct str content = {0};
	struct err e = {0};

	if (smime_of(bytes) == SMIME_COMPRESSED)
		fail(&e, ERR_INPUT,
		    "圧縮されたS/MIMEは読めません。メールソフトで開いて確認してください。",
		    "Compressed S/MIME is not read; please open it with a mail program.");
	else if (!smime_signed(&a, bytes, &content))
		fail(&e, ERR_INPUT,
		    "S/MIMEのデータが途中で切れているか壊れているため、一部は読めません。",
		    "The S/MIME data is cut or broken; some of it cannot be read.");
	if (content.n == 0 && !e.kind)
		read_raw(r, bytes);
	else
		tell_signed(r, name, content, &e);
}

/* --- mailboxes --------------------------------------------------------------- */

/* A window that moves over the mailbox; it grows to the largest mail. */
struct mbox {
	char *p;
	size_t from, to, cap;
	size_t looked; /* no mail begins between from and here */
	struct source *rest; /* NULL: nothing comes any more */
	uint64_t dropped;    /* of a mail that is too large */
	struct err e;
};

/* Reads another piece; what was told before `from` makes room. */
static bool read_more(struct mbox *b)
{
	if (!b->rest)
		return false;
	if (b->from > 0) {
		memmove(b->p, b->p + b->from, b->to - b->from);
		b->to -= b->from;
		b->looked -= b->from;
		b->from = 0;
	}
	if (b->to + OPENER_PIECE_BYTES > b->cap) {
		b->cap = 2 * (b->to + OPENER_PIECE_BYTES);
		b->p = realloc(b->p, b->cap);
		if (!b->p)
			abort();
	}
	size_t got = b->rest->read(
	    b->rest, b->p + b->to, OPENER_PIECE_BYTES, &b->e);
	b->to += got;
	if (got == 0)
		b->rest = NULL;
	return got > 0;
}

/* "\nFrom " may lie across two pieces. */
enum { MARK_BYTES = 6 };

/* "From " at the start of a line begins the next mail; empty at the end. */
static struct str next_mail(struct mbox *b)
{
	b->looked = b->from + 1;
	b->dropped = 0;
	do {
		struct str s = {b->p + b->from, b->to - b->from};
		ptrdiff_t at =
		    str_find(str_from(s, b->looked - b->from), STR("\nFrom "));
		if (at >= 0) {
			size_t n = b->looked - b->from + (size_t)at + 1;
			b->from += n;
			return str_slice(s, 0, n);
		}
		if (s.n > OPENER_MEMBER_BYTES) {
			b->dropped += s.n - MARK_BYTES;
			b->from = b->to - MARK_BYTES;
			b->looked = b->from;
		} else if (s.n >= MARK_BYTES) {
			b->looked = b->to - MARK_BYTES + 1;
		}
	} while (read_more(b));
	struct str last = {b->p + b->from, b->to - b->from};
	b->from = b->to;
	return last;
}

static void too_large(
    struct opener *r, struct str name, uint64_t bytes)
{
	struct item it = {.bytes = bytes, .format = FORMAT_MAIL};
	struct err e = {0};

	fail(&e, ERR_LIMIT, "大きすぎるため読んでいません（上限%d MiB）。",
	    "It is too large and was not read (limit %d MiB).",
	    OPENER_MEMBER_BYTES >> 20);
	opener_closed_member(r, name, &it, &e);
}

/* One row for all mails behind the last that may be opened. */
static void too_many(struct opener *r, struct mbox *b, size_t count)
{
	struct item it = {.bytes = b->to - b->from, .format = FORMAT_MBOX};
	struct err e = {0};

	while (b->from = b->to, read_more(b))
		it.bytes += b->to;
	fail(&e, ERR_LIMIT,
	    "メールが多すぎるため、%zu通目より後は読んでいません。",
	    "There are too many mails; those behind number %zu were not read.",
	    count);
	opener_closed_member(r, STR("rest.mbox"), &it, &e);
}

static void read_mails(struct opener *r, struct mbox *b)
{
	size_t count = 0;

	opener_item(r, NULL);
	for (;;) {
		AUTO(arena_end) struct arena a = {0};
		unsigned before = r->n_items;
		bool full = count == OPENER_MAILS || before >= r->max_items;
		if (full && b->from < b->to) {
			too_many(r, b, count);
			return;
		}
		struct str one = next_mail(b);
		ptrdiff_t line = str_find(one, STR("\n"));
		if (one.n == 0)
			return;
		if (line < 0 && b->dropped == 0)
			continue;
		struct str name = arena_printf(&a, "%zu.eml", ++count);
		if (b->dropped > 0)
			too_large(r, name, b->dropped + one.n);
		else
			opener_member(
			    r, name, str_from(one, (size_t)line + 1));
		r->n_items = before; /* each mail is as good as a file */
	}
}

void read_mbox(struct opener *r, struct str bytes)
{
	/* Nothing comes behind them, so nothing is written to them. */
	struct mbox b = {.p = (char *)(uintptr_t)bytes.p, .to = bytes.n};

	read_mails(r, &b);
}

void read_mbox_from(struct opener *r, struct str head, struct source *rest)
{
	struct mbox b = {.p = malloc(2 * OPENER_HEAD_BYTES),
	    .to = head.n,
	    .cap = 2 * OPENER_HEAD_BYTES,
	    .rest = rest};

	if (!b.p)
		abort();
	memcpy(b.p, head.p, head.n);
	read_mails(r, &b);
	free(b.p);
	struct item it = {.format = FORMAT_MBOX};
	if (b.e.kind)
		opener_closed_member(r, STR("rest.mbox"), &it, &b.e);
}
