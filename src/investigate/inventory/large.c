/*
 * inventory/large - a file inside a medium, of any size: small ones are read
 * into memory and opened like a member of an archive; text that is larger goes
 * through in pieces that end with a line, each with the table's head before
 * it; unknown bytes are searched in windows. fs.c calls it.
 */
#include <stdlib.h>

#include "investigate/inventory/medium.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/protect.h"
#include "investigate/inventory/raw.h"

enum {
	HEAD_BYTES = 64 << 10,
	PIECE_BYTES = 16 << 20, /* of text */
	LARGE_BYTES = 32 << 20, /* text up to this is opened whole */
	LINE_BYTES = 16 << 10,  /* the head of a table at most */
};

/* The first line, to be repeated before every piece of a table. */
static size_t head_line(struct str s, enum text_code code)
{
	bool wide = code == TEXT_UTF16LE || code == TEXT_UTF16BE;
	const char *end = memchr(s.p, '\n', s.n < LINE_BYTES ? s.n : LINE_BYTES);
	size_t n = end ? (size_t)(end + 1 - s.p) : 0;

	return n > 0 && wide ? (n + 1) / 2 * 2 : n;
}

static void read_pieces(
    struct opener *r, const struct medium *m, enum text_code code)
{
	AUTO(arena_end) struct arena a = {0};
	char *room = arena_alloc(&a, PIECE_BYTES);
	enum plain_form form = PLAIN_PROSE;
	size_t head = 0, kept = 0; /* kept: of the last line, not looked at */
	uint64_t lost = 0;

	for (uint64_t at = 0; at < m->size;) {
		size_t had = head + kept, step = PIECE_BYTES - had;
		if (step > m->size - at)
			step = (size_t)(m->size - at);
		lost += medium_read(m, at, room + had, step);
		struct str s = {room, had + step};
		size_t n = at + step == m->size ? s.n
		                                : text_cut(s, s.n, code);
		if (n <= head)
			n = s.n;
		form = plain_look(&r->look, str_slice(s, 0, n), code);
		if (at == 0)
			head = form == PLAIN_TABLE ? head_line(s, code) : 0;
		at += step;
		kept = s.n - n;
		memmove(room + head, room + n, kept);
	}
	struct err e = {0};
	if (lost > 0)
		fail(&e, ERR_IO,
		    "媒体に読めない箇所があります（%lluバイト）。残りは読みました。",
		    "The medium has places that cannot be read (%llu bytes); the rest was read.",
		    (unsigned long long)lost);
	r->now.code = code;
	r->now.format = form == PLAIN_TABLE ? FORMAT_CSV : FORMAT_TEXT;
	opener_item(r, lost > 0 ? &e : NULL);
}

static void too_large(struct opener *r, struct str name, struct item it)
{
	struct err e = {0};

	fail(&e, ERR_LIMIT,
	    "大きすぎるため読んでいません（上限%dMiB）。",
	    "It is too large and was not read (limit %d MiB).",
	    OPENER_MEMBER_BYTES >> 20);
	opener_closed_member(r, name, &it, &e);
}

/* Everything in memory. What cannot be read is zeros, and said. */
static void open_whole(
    struct opener *r, struct str name, const struct medium *m)
{
	char *room = malloc((size_t)m->size + 1);

	if (!room)
		abort();
	uint64_t lost = medium_read(m, 0, room, (size_t)m->size);
	opener_member(r, name, (struct str){room, (size_t)m->size});
	free(room);
	if (lost == 0)
		return;
	struct item it = {.bytes = lost};
	struct err e = {0};
	fail(&e, ERR_IO,
	    "このファイルには媒体から読めない箇所があります（%lluバイト）。",
	    "Parts of this file cannot be read from the medium (%llu bytes).",
	    (unsigned long long)lost);
	opener_closed_member(r, name, &it, &e);
}

void opener_medium(struct opener *r, struct str name, const struct medium *m)
{
	char room[HEAD_BYTES];
	struct str head = {
	    room, m->size < HEAD_BYTES ? (size_t)m->size : HEAD_BYTES};

	if (m->size <= LARGE_BYTES) {
		open_whole(r, name, m);
		return;
	}
	medium_read(m, 0, room, head.n);
	enum format f = format_of(name, head);
	if (f != FORMAT_UNKNOWN && f != FORMAT_RAW) {
		struct item it = {.bytes = m->size, .format = f};
		if (m->size <= OPENER_MEMBER_BYTES)
			open_whole(r, name, m);
		else
			too_large(r, name, it);
		return;
	}
	struct item outer = r->now;
	size_t was = opener_enter(r, name);
	enum text_code code = text_detect(head);
	r->n_items++;
	r->depth++;
	r->look.recipients = false;
	r->now = (struct item){.bytes = m->size, .format = FORMAT_RAW};
	if (code == TEXT_BINARY)
		read_medium(r, m);
	else
		read_pieces(r, m, code);
	r->depth--;
	r->now = outer;
	opener_leave(r, was);
}
