/*
 * inventory/opener - from bytes to items: which format, how protected, who
 * reads it, within which bounds. Runs in the cage only. The formats call back
 * for members.
 */
#include "investigate/inventory/opener.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/persons.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/protect.h"
#include "investigate/inventory/shape.h"

enum { UNPACK_FIRST = 65536, REACHED_BYTES = 4 << 20, ROOM_ALIGN = 64 };

static void flush(struct opener *r)
{
	if (r->n_persons > 0)
		r->out->persons(r->out->ctx,
		    (struct str){r->persons, r->n_persons});
	r->n_persons = 0;
}

static void take_person(void *ctx, const struct person *who)
{
	struct opener *r = ctx;

	r->n_persons += persons_put(who, r->persons + r->n_persons);
	if (r->n_persons > PERSON_BYTES - PERSONS_BYTES_EACH)
		flush(r);
}

/* The first ones of each kind, masked. */
static void take_shape(void *ctx, enum kind k, struct str text)
{
	struct opener *r = ctx;
	char room[SHAPE_BYTES];

	if (r->shown[k] >= r->samples)
		return;
	size_t n = shape_of(k, text, room);
	if (n == 0)
		return;
	r->shown[k]++;
	r->out->shape(r->out->ctx, k, (struct str){room, n});
}

void opener_samples(struct opener *r, unsigned n)
{
	r->samples = n;
	r->look.seen = n > 0 && r->out->shape ? take_shape : NULL;
}

void opener_begin(struct opener *r, const struct opener_out *out,
    const struct people_key *key)
{
	*r = (struct opener){.out = out, .max_items = OPENER_ITEMS,
	    .next_at = REACHED_BYTES};
	r->look = (struct look){.person = take_person, .ctx = r};
	people_factors_make(&r->look.key, key);
}

void opener_reached(struct opener *r, uint64_t at, uint64_t of)
{
	if (!r->out->reached || at < r->next_at)
		return;
	r->next_at = at + REACHED_BYTES;
	r->out->reached(r->out->ctx, at, of);
}

/* False when one of the organisation's rules took too long. */
static bool own_rules_done(struct opener *r, struct err *e)
{
	unsigned late = r->look.own ? ownmatcher_given_up(r->look.own) : 0;

	if (late == 0)
		return true;
	return fail(e, ERR_LIMIT,
	    "組織で決めた規則の%d番目は、このファイルでは時間がかかりすぎるため、数え残しがあります。",
	    "Rule %d of the organisation's own took too long on this file; not all of its matches are counted.",
	    __builtin_ctz(late) + 1);
}

void opener_item(struct opener *r, const struct err *reason)
{
	struct err late = {0};

	flush(r);
	if (!own_rules_done(r, &late) && !reason)
		reason = &late;
	r->now.unreadable = reason != NULL && !r->now.gone;
	r->now.origin = r->origin;
	r->out->item(r->out->ctx, (struct str){r->path, r->n_path}, &r->now,
	    &r->look.sum, reason);
	r->look.sum = (struct sum){.records = 0};
}

bool opener_may_unpack(struct opener *r, uint64_t n, struct err *e)
{
	r->total += n;
	if (r->total > OPENER_TOTAL_BYTES ||
	    r->total > (r->top_bytes + 65536) * OPENER_RATIO)
		return fail(e, ERR_LIMIT,
		    "展開すると大きくなりすぎるため、途中で読取りを止めました。",
		    "It unpacks to too much; reading was stopped part way.");
	return true;
}

size_t opener_enter(struct opener *r, struct str name)
{
	size_t was = r->n_path, room = OPENER_NAME_BYTES - was;

	if (room < 2 || name.n == 0)
		return was;
	if (r->n_path > 0)
		r->path[r->n_path++] = '/';
	if (name.n > room - 1)
		name.n = utf8_cut(name.p, room - 1);
	memcpy(r->path + r->n_path, name.p, name.n);
	r->n_path += name.n;
	return was;
}

void opener_leave(struct opener *r, size_t was)
{
	r->n_path = was;
}

void opener_closed_member(struct opener *r, struct str name,
    const struct item *it, const struct err *reason)
{
	size_t was = opener_enter(r, name);
	struct item outer = r->now;

	r->now = *it;
	opener_item(r, reason);
	r->now = outer;
	opener_leave(r, was);
}

static bool may_go_deeper(const struct opener *r, struct err *e)
{
	if (r->depth >= OPENER_DEPTH)
		return fail(e, ERR_LIMIT,
		    "書庫の入れ子が%d段を超えるため、これより内側は読んでいません。",
		    "Archives are nested deeper than %d; what is further inside was not read.",
		    OPENER_DEPTH);
	if (r->n_items >= r->max_items)
		return fail(e, ERR_LIMIT,
		    "中のファイルが%u件を超えるため、残りは読んでいません。",
		    "There are more than %u files inside; the rest was not read.",
		    r->max_items);
	return true;
}

void opener_member(struct opener *r, struct str name, struct str bytes)
{
	struct item outer = r->now;
	struct err e = {0};

	if (!may_go_deeper(r, &e)) {
		struct item it = {.bytes = bytes.n};
		opener_closed_member(r, name, &it, &e);
		return;
	}
	size_t was = opener_enter(r, name);
	r->depth++;
	r->n_items++;
	opener_open(r, name, bytes);
	r->depth--;
	r->now = outer;
	opener_leave(r, was);
}

/* --- members that are unpacked as they are read ------------------------------ */

static size_t read_counted(
    struct source *s, char *to, size_t n, struct err *e)
{
	struct counted *c = (struct counted *)s;
	size_t got = c->from->read(c->from, to, n, e);
	const char *at = c->from->reached, *top = c->r->top.p;

	if (at && top && at >= top && at <= top + c->r->top.n)
		opener_reached(c->r, (uint64_t)(at - top), c->r->top.n);
	return opener_may_unpack(c->r, got, e) ? got : 0;
}

struct counted opener_counted(struct opener *r, struct source *from)
{
	return (struct counted){{read_counted, from->size, NULL}, r, from};
}

/* What has been unpacked of a member. */
struct unpacked {
	char *p;
	size_t n, cap;
};

static void end_unpacked(struct unpacked *u)
{
	free(u->p);
}

static bool too_large(struct err *e)
{
	return fail(e, ERR_LIMIT, "大きすぎるため読んでいません（上限%d MiB）。",
	    "It is too large and was not read (limit %d MiB).",
	    OPENER_MEMBER_BYTES >> 20);
}

/* Reads on until the member ends or n bytes are there. */
static bool unpack_to(struct unpacked *u, size_t n, struct source *from,
    struct err *e)
{
	size_t got = 1;

	while (u->n < n && got > 0) {
		if (u->n == u->cap) {
			size_t cap = u->cap ? 2 * u->cap : UNPACK_FIRST;
			char *p = realloc(u->p, cap < n ? cap : n);
			if (!p)
				return too_large(e);
			u->p = p;
			u->cap = cap < n ? cap : n;
		}
		got = from->read(from, u->p + u->n, u->cap - u->n, e);
		u->n += got;
	}
	return e->kind == ERR_NONE;
}

/* Text is known by its first megabyte and can then be read in pieces. */
static bool is_text(struct str name, struct str head, enum text_code *ret)
{
	if (format_of(name, head) != FORMAT_UNKNOWN ||
	    protection_of(FORMAT_UNKNOWN, head) != PROTECTION_NONE)
		return false;
	*ret = text_detect(head);
	return *ret != TEXT_BINARY;
}

static enum format text_format(enum plain_form form)
{
	static const enum format formats[] = {
	    [PLAIN_PROSE] = FORMAT_TEXT,
	    [PLAIN_TABLE] = FORMAT_CSV,
	    [PLAIN_OBJECTS] = FORMAT_JSON,
	};

	return formats[form];
}

/*
 * What was read counts, also when the rest cannot be read. malloc() gives large
 * room 16 bytes behind the start of a page; to there some processors copy three
 * times as slowly from the kernel's pages as to the start itself.
 */
static void stream_text(struct opener *r, struct str head,
    struct source *from, enum text_code code)
{
	struct plain *p = plain_begin(&r->look, code);
	char *room = aligned_alloc(ROOM_ALIGN, OPENER_PIECE_BYTES);
	struct err e = {0};

	if (!room)
		abort();
	r->now = (struct item){.code = code};
	while (head.n > 0) {
		plain_feed(p, head);
		r->now.bytes += head.n;
		head.n = from->read(from, room, OPENER_PIECE_BYTES, &e);
		head.p = room;
	}
	free(room);
	r->now.format = text_format(plain_end(&p));
	opener_item(r, e.kind ? &e : NULL);
}

bool opener_stream(struct opener *r, struct str name, struct str head,
    struct source *from)
{
	enum text_code code;
	bool mbox = from->size > 0 && format_of(name, head) == FORMAT_MBOX;

	if (!mbox && !is_text(name, head, &code))
		return false;
	if (r->depth == 0)
		r->top_bytes = from->size;
	r->look.recipients = false;
	if (mbox) {
		r->now = (struct item){
		    .bytes = from->size, .format = FORMAT_MBOX};
		read_mbox_from(r, head, from);
	} else {
		stream_text(r, head, from, code);
	}
	return true;
}

bool opener_stream_member(struct opener *r, struct str name, struct str head,
    struct source *from)
{
	struct item outer = r->now;
	struct err e = {0};

	if (!may_go_deeper(r, &e))
		return false;
	size_t was = opener_enter(r, name);
	r->n_items++;
	r->depth++;
	bool known = opener_stream(r, name, head, from);
	r->depth--;
	r->n_items -= !known;
	r->now = outer;
	opener_leave(r, was);
	return known;
}

void opener_member_from(
    struct opener *r, struct str name, struct source *packed)
{
	AUTO(end_unpacked) struct unpacked u = {0};
	struct counted counted = opener_counted(r, packed);
	struct source *from = &counted.source;
	struct err e = {0};

	bool ok = may_go_deeper(r, &e) &&
	          unpack_to(&u, OPENER_HEAD_BYTES, from, &e);
	if (ok && u.n == OPENER_HEAD_BYTES &&
	    opener_stream_member(r, name, (struct str){u.p, u.n}, from))
		return;
	ok = ok && unpack_to(&u, OPENER_MEMBER_BYTES + 1, from, &e) &&
	     (u.n <= OPENER_MEMBER_BYTES || too_large(&e));
	if (ok) {
		opener_member(r, name, (struct str){u.p, u.n});
	} else {
		struct item it = {.bytes = u.n};
		opener_closed_member(r, name, &it, &e);
	}
}

void opener_look(struct opener *r, struct str text, bool recipients)
{
	AUTO(arena_end) struct arena a = {0};
	char *room = arena_room(&a, fold_room(text.n));
	struct str folded = {room, fold_text(text, room)};

	r->look.recipients = recipients;
	look_text(&r->look, folded, (struct str){0});
	r->look.recipients = false;
}

void read_text(struct opener *r, struct str bytes, enum text_code code)
{
	r->now.code = code;
	r->now.format = text_format(plain_look(&r->look, bytes, code));
	opener_item(r, NULL);
}

static void outside(struct opener *r, struct str bytes, enum outside what)
{
	r->out->outside(
	    r->out->ctx, (struct str){r->path, r->n_path}, bytes, what);
}

/* Larger bytes are read in windows, which the worker for images does. */
enum { LARGE_BYTES = 8 << 20 };

static void read_unknown(struct opener *r, struct str bytes)
{
	enum text_code code = text_detect(bytes);

	if (code != TEXT_BINARY)
		read_text(r, bytes, code);
	else if (r->depth == 0 && bytes.n >= LARGE_BYTES)
		outside(r, bytes, OUTSIDE_IMAGE);
	else
		read_raw(r, bytes);
}

/* Encrypted: said as such, with nothing tried. */
static void refuse(struct opener *r, struct str bytes)
{
	struct err e = {0};
	enum protection p = r->now.protection;
	enum lock l = p == PROTECTION_VOLUME ? bytes_lock(bytes) : LOCK_NONE;
	const char *by[LANG_COUNT_];

	for (int i = 0; i < LANG_COUNT_; i++)
		by[i] = l ? lock_text(l, (enum lang)i)
		        : r->now.format == FORMAT_SMIME
		            ? format_text(FORMAT_SMIME, (enum lang)i)
		            : protection_text(p, (enum lang)i);
	fail(&e, ERR_FORBIDDEN,
	    "暗号化されているため、中身は読めません（%s）。%.0s",
	    "%.0sIt is encrypted, so its content cannot be read (%s).",
	    by[LANG_JA], by[LANG_EN]);
	opener_item(r, &e);
}

static void read_picture(struct opener *r)
{
	struct err e = {0};

	fail(&e, ERR_INPUT,
	    "画像の中の文字は読み取りません。目で確認してください。",
	    "Text in pictures is not read; please look at it.");
	opener_item(r, &e);
}

/* [MS-PST]: a database of blocks, and the usual "encoding" hides its text. */
static void refuse_pst(struct opener *r)
{
	struct err e = {0};

	fail(&e, ERR_INPUT,
	    "Outlookのデータファイル（PST・OST）は読めません。Outlookで開き、メールを.msg、.eml又はテキストに書き出してから調べてください。",
	    "Outlook data files (PST, OST) cannot be read; open it in Outlook and save the mails as .msg, .eml or text, then look at those.");
	opener_item(r, &e);
}

/* Archives show what of them is protected, member by member. */
static bool is_archive(enum format f)
{
	return f == FORMAT_ZIP || f == FORMAT_SEVENZIP || f == FORMAT_TAR ||
	       f == FORMAT_GZIP || f == FORMAT_LHA || f == FORMAT_ARCHIVE;
}

static void read_format(struct opener *r, struct str name, struct str bytes)
{
	switch (r->now.format) {
	case FORMAT_EMPTY:
		opener_item(r, NULL);
		break;
	case FORMAT_PDF:
		outside(r, bytes, OUTSIDE_PDF);
		break;
	case FORMAT_MAIL:
		read_mail(r, bytes);
		break;
	case FORMAT_MBOX:
		read_mbox(r, bytes);
		break;
	case FORMAT_SMIME:
		read_smime(r, name, bytes);
		break;
	case FORMAT_HTML:
		read_html(r, bytes);
		break;
	case FORMAT_RTF:
		read_rtf(r, bytes);
		break;
	case FORMAT_PST:
		refuse_pst(r);
		break;
	case FORMAT_OLE:
		if (!read_msg(r, bytes) && !read_old(r, bytes))
			read_ole(r, bytes);
		break;
	case FORMAT_SQLITE:
		read_sqlite(r, bytes);
		break;
	case FORMAT_DBF:
		read_dbf(r, bytes);
		break;
	case FORMAT_IMAGE:
	case FORMAT_E01:
		outside(r, bytes, OUTSIDE_IMAGE);
		break;
	case FORMAT_PICTURE:
		read_picture(r);
		break;
	default:
		if (is_archive(r->now.format))
			read_archive(r, name, bytes);
		else
			read_unknown(r, bytes);
	}
}

void opener_open(struct opener *r, struct str name, struct str bytes)
{
	enum format f = format_of(name, bytes);

	if (r->depth == 0) {
		r->top = bytes;
		r->top_bytes = bytes.n;
	}
	r->look.recipients = false;
	r->now = (struct item){.bytes = bytes.n,
	    .format = f,
	    .protection = protection_of(f, bytes)};
	if (r->now.protection == PROTECTION_PDF) {
		/* Perhaps only printing asks for the password. */
		outside(r, bytes, OUTSIDE_LOCKED_PDF);
		return;
	}
	if (r->now.protection != PROTECTION_NONE && !is_archive(f)) {
		if (f == FORMAT_UNKNOWN)
			r->now.format = FORMAT_RAW;
		refuse(r, bytes);
		return;
	}
	read_format(r, name, bytes);
}
