/*
 * inventory/large - a file inside a medium, of any size: text and mailboxes
 * are read in pieces, unknown bytes are searched in windows, all else goes into
 * memory and is opened like a member of an archive. fs.c calls it.
 */
#include <stdlib.h>

#include "investigate/inventory/medium.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/protect.h"
#include "investigate/inventory/raw.h"

enum { WHOLE_BYTES = 32 << 20 }; /* unknown bytes up to this are opened whole */

/* What cannot be read is zeros, and said at the end. */
struct medium_source {
	struct source source;
	const struct medium *medium;
	uint64_t at, lost;
};

static size_t read_at(struct source *s, char *to, size_t n, struct err *e)
{
	struct medium_source *f = (struct medium_source *)s;

	if (n > s->size - f->at)
		n = (size_t)(s->size - f->at);
	if (n == 0 && f->lost > 0)
		fail(e, ERR_IO,
		    "媒体に読めない箇所があります（%lluバイト）。残りは読みました。",
		    "The medium has places that cannot be read (%llu bytes); the rest was read.",
		    (unsigned long long)f->lost);
	if (n == 0)
		return 0;
	f->lost += medium_read(f->medium, f->at, to, n);
	f->at += n;
	return n;
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

/* Too large for the format that it is in, or unknown bytes. */
static void open_large(struct opener *r, struct str name, struct str head,
    const struct medium *m)
{
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
	r->n_items++;
	r->depth++;
	r->look.recipients = false;
	r->now = (struct item){.bytes = m->size, .format = FORMAT_RAW};
	read_medium(r, m);
	r->depth--;
	r->now = outer;
	opener_leave(r, was);
}

void opener_medium(struct opener *r, struct str name, const struct medium *m)
{
	AUTO(arena_end) struct arena a = {0};
	struct medium_source from = {
	    .source = {read_at, m->size, NULL}, .medium = m};
	struct err e = {0};

	if (m->size <= OPENER_HEAD_BYTES) {
		open_whole(r, name, m);
		return;
	}
	char *room = arena_alloc(&a, OPENER_HEAD_BYTES);
	struct str head = {
	    room, read_at(&from.source, room, OPENER_HEAD_BYTES, &e)};
	if (opener_stream_member(r, name, head, &from.source))
		return;
	if (m->size <= WHOLE_BYTES)
		open_whole(r, name, m);
	else
		open_large(r, name, head, m);
}
