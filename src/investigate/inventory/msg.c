/*
 * inventory/msg - a mail as Outlook saves it ([MS-OXMSG]): sender, recipients,
 * subject, body, attachments, mails in mails. Properties are streams whose
 * names end in tag and type ([MS-OXPROPS]). Runs in the cage only; opener.c
 * calls it.
 */
#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/compound.h"
#include "investigate/inventory/html.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/rtf.h"

enum { MAILS_DEEP = 10, RECIPIENTS_BYTES = 16 << 20,
	ROOT_HEAD = 32, EMBEDDED_HEAD = 24, /* of the stream of properties */
	PROPERTY_BYTES = 16 };

#define PROPERTIES "__properties_version1.0"

/* Tags of texts, without their type: 001F is UTF-16, 001E bytes. */
#define SUBJECT "__substg1.0_0037"
#define SENDER_NAME "__substg1.0_0C1A"
#define SENDER_ADDRESS "__substg1.0_0C1F"
#define SENDER_SMTP "__substg1.0_5D01"
#define SHOWN_TO "__substg1.0_0E04"
#define SHOWN_CC "__substg1.0_0E03"
#define SHOWN_BCC "__substg1.0_0E02"
#define BODY "__substg1.0_1000"
#define BODY_HTML "__substg1.0_1013"
#define BODY_RTF "__substg1.0_1009"
#define NAME "__substg1.0_3001"
#define ADDRESS "__substg1.0_3003"
#define SMTP "__substg1.0_39FE"
#define FILE_NAME "__substg1.0_3704"
#define FILE_LONG_NAME "__substg1.0_3707"
#define FILE_DATA "__substg1.0_37010102"
#define FILE_OBJECT "__substg1.0_3701000D"

struct msg {
	struct opener *r;
	struct arena arena;
	struct compound c;
	unsigned deep; /* mails around this one */
	struct err e;  /* of the mail that is being read */
};

/* --- properties --------------------------------------------------------- */

static uint32_t find(const struct msg *m, uint32_t storage, const char *name)
{
	uint32_t i = compound_first(&m->c, storage);

	while (i != COMPOUND_NONE && !compound_begins(&m->c, i, name))
		i = m->c.next[i];
	return i;
}

/* Streams that together are larger than the file share their bytes. */
static struct str bytes_of(struct msg *m, uint32_t entry)
{
	struct str s = {0};

	if (entry != COMPOUND_NONE &&
	    !compound_read(&m->arena, &m->c, entry, &s) && !m->e.kind)
		fail(&m->e, ERR_INPUT,
		    "メールの部品が同じデータを何重にも使っているため、一部を読んでいません。",
		    "Parts of the mail share the same bytes; some were not read.");
	return s;
}

/* The text as UTF-8; empty when there is none. */
static struct str text_of(struct msg *m, uint32_t storage, const char *tag)
{
	uint32_t i = find(m, storage, tag);
	struct str s = bytes_of(m, i);
	bool wide = i != COMPOUND_NONE &&
	            compound_is(&m->c, i,
	                arena_printf(&m->arena, "%s001F", tag).p);

	s = text_utf8(&m->arena, s, wide ? TEXT_UTF16LE : text_detect(s));
	while (s.n > 0 && s.p[s.n - 1] == '\0')
		s.n--;
	return s;
}

/* When it was sent, or else came: in tenths of microseconds since 1601. */
static void look_date(struct msg *m, uint32_t storage, size_t head)
{
	static const unsigned char sent[] = {0x40, 0, 0x39, 0},
	                           came[] = {0x40, 0, 0x06, 0x0E};
	const int64_t since_1601 = INT64_C(11644473600) * TIME_SECOND;
	struct str s = str_from(bytes_of(m, find(m, storage, PROPERTIES)), head);
	uint64_t t = 0;

	for (; s.n >= PROPERTY_BYTES; s = str_from(s, PROPERTY_BYTES)) {
		bool is_sent = memcmp(s.p, sent, sizeof(sent)) == 0;
		if (is_sent || (t == 0 && memcmp(s.p, came, sizeof(came)) == 0))
			memcpy(&t, s.p + 8, sizeof(t));
	}
	int64_t us = (int64_t)(t / 10) - since_1601;
	if (us > 0 && us < 130 * 366 * (int64_t)TIME_DAY)
		sum_day(&m->r->look.sum, time_day_of(us));
}

/* --- who ---------------------------------------------------------------- */

/* "name <address>", as other mails write it. */
static void put_person(struct buf *b, struct str name, struct str address)
{
	bool has = memchr(address.p ? address.p : "", '@', address.n) != NULL;

	if (b->n > 0)
		BUF_LIT(b, ", ");
	if (!str_eq(name, address))
		buf_put(b, name);
	if (has) {
		BUF_LIT(b, " <");
		buf_put(b, address);
		BUF_LIT(b, ">");
	}
}

/* Inside an organisation the address is a path in its directory. */
static struct str address_of(struct msg *m, uint32_t storage,
    const char *smtp, const char *other)
{
	struct str s = text_of(m, storage, smtp);

	return s.n > 0 ? s : text_of(m, storage, other);
}

static void look_recipients(struct msg *m, uint32_t storage)
{
	static const char *const shown[] = {SHOWN_TO, SHOWN_CC, SHOWN_BCC};
	struct buf b = buf_begin(&m->arena, RECIPIENTS_BYTES);
	uint32_t i = compound_first(&m->c, storage);

	for (; i != COMPOUND_NONE; i = m->c.next[i])
		if (compound_begins(&m->c, i, "__recip_version1.0_#"))
			put_person(&b, text_of(m, i, NAME),
			    address_of(m, i, SMTP, ADDRESS));
	for (size_t k = 0; b.n == 0 && k < COUNT_OF(shown); k++)
		opener_look(m->r, text_of(m, storage, shown[k]), true);
	opener_look(m->r, buf_str(&b), true);
	if (b.over && !m->e.kind)
		fail(&m->e, ERR_LIMIT,
		    "宛先が多すぎるため、一部を読んでいません。",
		    "There are too many recipients; some were not read.");
}

static void look_sender(struct msg *m, uint32_t storage)
{
	struct buf b = buf_begin(&m->arena, RECIPIENTS_BYTES);

	put_person(&b, text_of(m, storage, SENDER_NAME),
	    address_of(m, storage, SENDER_SMTP, SENDER_ADDRESS));
	opener_look(m->r, buf_str(&b), false);
}

/* --- body --------------------------------------------------------------- */

static void look_html(struct msg *m, struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct flow *f = flow_begin(&a, &m->r->look);
	struct html *h = html_begin(&a, f);
	struct err e = {0};

	html_feed(h, text_utf8(&m->arena, bytes, text_detect(bytes)));
	html_end(h);
	if (!flow_end(f, &e) && !m->e.kind)
		m->e = e;
}

static void look_rtf(struct msg *m, struct str packed)
{
	struct str s = rtf_unpack(&m->arena, packed);
	struct err e = {0};

	/* A body's objects are attachments, which are read. */
	if (s.n > 0 && !rtf_look(&m->r->look, s, &e) && !m->e.kind)
		m->e = e;
}

/* The same text stands in up to three of them: one is enough. */
static void look_body(struct msg *m, uint32_t storage)
{
	struct str text = str_trim(text_of(m, storage, BODY));
	struct str html = bytes_of(m, find(m, storage, BODY_HTML));

	if (text.n > 0)
		plain_look_utf8(&m->r->look, text);
	else if (html.n > 0)
		look_html(m, html);
	else
		look_rtf(m, bytes_of(m, find(m, storage, BODY_RTF)));
}

/* --- attachments -------------------------------------------------------- */

static void read_message(struct msg *m, uint32_t storage, size_t head);

static void closed(struct msg *m, struct str name, bool too_many)
{
	struct item it = {.format = FORMAT_UNKNOWN};
	struct err e = {0};

	if (too_many)
		fail(&e, ERR_LIMIT,
		    "メールの中のメールが多すぎるか深すぎるため、読んでいません。",
		    "Mails in mails are too many or too deep; it was not read.");
	else
		fail(&e, ERR_INPUT,
		    "添付ファイルの本体がこのメールに保存されていないか、OLEオブジェクトのため、読んでいません。",
		    "The attachment's content is not saved in this mail, or is an OLE object; it was not read.");
	opener_closed_member(m->r, name, &it, &e);
}

static void read_embedded(struct msg *m, struct str name, uint32_t storage)
{
	struct opener *r = m->r;
	struct item outer = r->now;

	if (m->deep >= MAILS_DEEP || r->n_items >= r->max_items) {
		closed(m, name, true);
		return;
	}
	size_t was = opener_enter(r, name);
	r->n_items++;
	m->deep++;
	r->now = (struct item){.format = FORMAT_MSG};
	read_message(m, storage, EMBEDDED_HEAD);
	m->deep--;
	r->now = outer;
	opener_leave(r, was);
}

static struct str attachment_name(struct msg *m, uint32_t storage)
{
	static const char *const tags[] = {FILE_LONG_NAME, FILE_NAME, NAME};

	for (size_t i = 0; i < COUNT_OF(tags); i++) {
		struct str s = text_of(m, storage, tags[i]);
		if (s.n > 0 && utf8_check(s))
			return s;
	}
	return STR("attachment");
}

static void read_attachment(struct msg *m, uint32_t storage)
{
	struct str name = attachment_name(m, storage);
	uint32_t data = find(m, storage, FILE_DATA);
	uint32_t object = find(m, storage, FILE_OBJECT);

	m->e = (struct err){0};
	if (data != COMPOUND_NONE) {
		struct str bytes = bytes_of(m, data);
		struct item it = {.format = FORMAT_UNKNOWN};
		if (m->e.kind)
			opener_closed_member(m->r, name, &it, &m->e);
		else
			opener_member(m->r, name, bytes);
	} else if (object != COMPOUND_NONE &&
	           find(m, object, PROPERTIES) != COMPOUND_NONE) {
		read_embedded(m, name, object);
	} else {
		closed(m, name, false);
	}
}

/* The mail first, then what is in it. */
static void read_message(struct msg *m, uint32_t storage, size_t head)
{
	uint32_t i = compound_first(&m->c, storage);

	m->e = (struct err){0};
	look_recipients(m, storage);
	look_sender(m, storage);
	opener_look(m->r, text_of(m, storage, SUBJECT), false);
	look_date(m, storage, head);
	look_body(m, storage);
	opener_item(m->r, m->e.kind ? &m->e : NULL);
	for (; i != COMPOUND_NONE; i = m->c.next[i])
		if (compound_begins(&m->c, i, "__attach_version1.0_#"))
			read_attachment(m, i);
}

bool read_msg(struct opener *r, struct str bytes)
{
	AUTO(arena_end) struct arena keep = {0};
	struct msg *m = ARENA_NEW(&keep, struct msg);

	m->r = r;
	bool is = compound_open(&m->arena, bytes, &m->c) &&
	          find(m, 0, PROPERTIES) != COMPOUND_NONE;
	if (is) {
		r->now.format = FORMAT_MSG;
		read_message(m, 0, ROOT_HEAD);
	}
	arena_end(&m->arena);
	return is;
}
