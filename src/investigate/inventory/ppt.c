/*
 * inventory/ppt - text of old presentations ([MS-PPT]): every text of the
 * stream, also of slides that were changed since and are still there. Runs in
 * the cage only; old.c calls it.
 */
#include "investigate/inventory/old.h"

#include "base/utf8.h"
#include "investigate/inventory/octets.h"
#include "investigate/inventory/raw.h"

typedef unsigned char byte;

enum {
	HEAD_BYTES = 8,
	FIRST = 0x03E8, /* the least number of a record */
	CONTAINER = 0xF,
	CONTAINERS = 64,
};

enum record { TEXT_WIDE = 0x0FA0, TEXT_NARROW = 0x0FA8, STRING = 0x0FBA };

/* Lines end with CR, within a paragraph with VT (2.9.42). */
static void put_text(struct flow *f, struct str s, bool wide)
{
	struct buf *to = flow_buf(f);
	size_t step = wide ? 2 : 1;
	uint32_t high = 0;
	char utf8[4];

	for (size_t i = 0; i + step <= s.n; i += step) {
		uint32_t u = wide ? le16(s, i) : (byte)s.p[i];
		bool low = u >= 0xDC00 && u < 0xE000;
		if (low)
			u = high ? 0x10000 + ((high - 0xD800) << 10) + (u - 0xDC00)
			         : 0xFFFD;
		high = u >= 0xD800 && u < 0xDC00 ? u : 0;
		if (u == '\r' || u == 0xB)
			buf_putc(to, '\n');
		else if (u < 0x20)
			buf_putc(to, ' ');
		else if (!high)
			buf_put(to, (struct str){utf8, utf8_put(utf8, u)});
	}
	flow_break(f);
}

/* Where the walk stands: containers in each other, each with its end. */
struct walk {
	struct old *o;
	struct str s;
	size_t at, end[CONTAINERS];
	unsigned deep;
	bool cut;
};

/* Some call themselves containers and hold other things. */
static void search_rest(struct walk *w, size_t end)
{
	raw_search(w->o->r, str_slice(w->s, w->at, end - w->at));
	w->at = end;
}

/*
 * Between two savings there may be zeros, of any number. A head may begin with
 * two of them.
 */
static void skip_zeros(struct walk *w)
{
	size_t at = w->at;

	while (at < w->s.n && w->s.p[at] == 0)
		at++;
	if (at - w->at < HEAD_BYTES)
		return;
	if (at == w->s.n) {
		w->at = at;
		return;
	}
	for (size_t i = at - 2; i <= at; i++)
		if (le16(w->s, i + 2) >= FIRST &&
		    le32(w->s, i + 4) <= w->s.n - i) {
			w->at = i;
			return;
		}
}

/* False at the end of the stream. */
static bool next_record(struct walk *w)
{
	while (w->deep > 0 && w->at >= w->end[w->deep - 1])
		w->deep--;
	if (w->deep == 0)
		skip_zeros(w);
	size_t end = w->deep > 0 ? w->end[w->deep - 1] : w->s.n;
	size_t left = end - w->at;
	unsigned version = le16(w->s, w->at) & 0xF;
	unsigned kind = le16(w->s, w->at + 2);
	size_t n = le32(w->s, w->at + 4);

	if (left < HEAD_BYTES || n > left - HEAD_BYTES) {
		w->cut |= w->deep == 0 && left >= HEAD_BYTES;
		search_rest(w, end);
		return w->deep > 0;
	}
	w->at += HEAD_BYTES;
	struct str data = str_slice(w->s, w->at, n);
	if (version == CONTAINER && w->deep < CONTAINERS) {
		w->end[w->deep++] = w->at + n;
		return true;
	}
	if (version == CONTAINER)
		search_rest(w, w->at + n);
	else if (kind == TEXT_NARROW)
		put_text(w->o->text, data, false);
	else if (kind == TEXT_WIDE || kind == STRING)
		put_text(w->o->text, data, true);
	w->at += version == CONTAINER ? 0 : n;
	return true;
}

bool ppt_read(struct old *o, struct str s)
{
	struct walk w = {.o = o, .s = s};

	if (s.n < HEAD_BYTES || le16(s, 2) < FIRST)
		return false;
	while (next_record(&w))
		;
	if (w.cut)
		fail(&o->e, ERR_INPUT,
		    "スライドが途中で切れているか壊れているため、一部は文字の検索だけをしています。",
		    "The slides are cut or broken; some of them were only searched for text.");
	return true;
}
