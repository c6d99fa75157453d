/*
 * inventory/listen - see listen.h. Items are checked number by number in
 * heard.c.
 */
#include "investigate/inventory/listen.h"

#include <errno.h>
#include <sys/mman.h>

#include "base/file.h"
#include "base/utf8.h"
#include "investigate/inventory/heard.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/persons.h"
#include "investigate/inventory/shape.h"
#include "investigate/inventory/worker.h"

/* "a.zip" and "b/c.csv" as one path. The inner one is anybody's. */
static struct str joined(struct arena *a, struct str outer, struct str inner)
{
	if (inner.n == 0)
		return arena_str(a, outer);
	inner = utf8_shown(a, inner);
	return arena_printf(a, "%.*s/%.*s", STR_ARG(outer), STR_ARG(inner));
}

static bool broken_answer(struct err *e)
{
	return fail(e, ERR_INPUT,
	    "検査用のプロセスの答えが壊れています。ファイルが細工されているおそれがあります。",
	    "The worker's answer is broken; the file may be crafted.");
}

/* The frame's memory becomes the told thing's. */
static bool tell_persons(struct listener *l, struct str payload,
    struct arena *a, struct err *e)
{
	if (!persons_are_whole(payload))
		return broken_answer(e);
	struct told *t = ARENA_NEW(a, struct told);

	*t = (struct told){.kind = TOLD_PERSONS, .persons = payload,
	    .arena = *a};
	*a = (struct arena){0};
	l->tell(l, t);
	return true;
}

static bool tell_item(struct listener *l, struct str payload, struct err *e)
{
	struct heard h;
	struct item *it = &h.frame.item;

	if (!heard_item(payload, &h))
		return broken_answer(e);
	if (l->as_pdf)
		it->format = FORMAT_PDF;
	if (l->as_pdf && h.path.n == 0)
		it->bytes = l->pdf_bytes;
	else if (l->cage->stopped && h.path.n == 0 && l->bytes > 0)
		it->bytes = l->bytes; /* the worker says what it read */
	it->unreadable = h.ja.n > 0 && !it->gone;
	struct told *t = told_new(TOLD_ITEM);
	t->item = *it;
	t->sum = h.frame.sum;
	t->file_day = it->origin.dated ? it->origin.day : l->file_day;
	t->path = joined(&t->arena, l->path, h.path);
	t->ja = arena_str(&t->arena, utf8_shown(&t->arena, h.ja));
	t->en = arena_str(&t->arena, utf8_shown(&t->arena, h.en));
	l->hostile |= !item_is_plain(it);
	l->told = true;
	l->tell(l, t);
	return true;
}

/* One at a time. Of a medium that is the file itself no bytes follow. */
static bool begin_handed(
    struct listener *l, const struct cage_frame *f, struct err *e)
{
	struct handed *h = &l->handed;

	if (f->payload.n > OPENER_NAME_BYTES || !utf8_check(f->payload) ||
	    h->fd >= 0)
		return broken_answer(e);
	if (f->type == FRAME_IMAGE && f->payload.n == 0) {
		l->is_medium = true;
		return true;
	}
	*h = (struct handed){.fd = memfd_create("handed", MFD_CLOEXEC),
	    .image = f->type == FRAME_IMAGE,
	    .locked = f->type == FRAME_LOCKED_PDF,
	    .path = joined(&l->arena, l->path, f->payload)};
	return h->fd >= 0 || file_fail(e, "memfd", errno);
}

static bool take_handed(
    struct listener *l, const struct cage_frame *f, struct err *e)
{
	struct handed *h = &l->handed;

	if (f->type == FRAME_PDF || f->type == FRAME_LOCKED_PDF ||
	    f->type == FRAME_IMAGE)
		return begin_handed(l, f, e);
	if (f->type == FRAME_BYTES && h->fd >= 0) {
		h->bytes += f->payload.n;
		if (h->bytes > LISTEN_OUTSIDE_BYTES_MAX)
			return fail(e, ERR_LIMIT,
			    "PDF又は媒体イメージが大きすぎるため読んでいません。",
			    "The PDF or image is too large and was not read.");
		return file_put(h->fd, f->payload, e);
	}
	if (f->type != FRAME_BYTES_END || h->fd < 0)
		return broken_answer(e);
	l->read_handed(l);
	fd_end(&h->fd);
	h->fd = -1;
	return true;
}

/* What is not masked as it has to be is not passed on. */
static bool tell_shape(struct listener *l, struct str payload, struct err *e)
{
	struct str shape = str_from(payload, 1);

	if (payload.n < 2 || (unsigned char)payload.p[0] >= KIND_COUNT_ ||
	    !utf8_check(shape) ||
	    !shape_is_safe((enum kind)payload.p[0], shape))
		return broken_answer(e);
	struct told *t = told_new(TOLD_SHAPE);
	t->shape_kind = (enum kind)payload.p[0];
	t->shape = arena_str(&t->arena, shape);
	l->tell(l, t);
	return true;
}

/* How far the worker is in the file, whatever it counts: of the file's bytes. */
static bool note_reached(
    struct listener *l, struct str payload, struct err *e)
{
	struct reached_frame f;

	if (payload.n != sizeof(f))
		return broken_answer(e);
	memcpy(&f, payload.p, sizeof(f));
	if (f.of == 0 || f.at > f.of)
		return true;
	l->reach(l,
	    (uint64_t)((double)f.at / (double)f.of * (double)l->bytes));
	return true;
}

/* May take the arena that holds the frame. */
static bool one_frame(struct listener *l, const struct cage_frame *f,
    struct arena *a, struct err *e)
{
	switch (f->type) {
	case FRAME_ITEM:
		return tell_item(l, f->payload, e);
	case FRAME_PERSONS:
		return tell_persons(l, f->payload, a, e);
	case FRAME_SHAPE:
		return tell_shape(l, f->payload, e);
	case FRAME_REACHED:
		return note_reached(l, f->payload, e);
	default:
		return take_handed(l, f, e);
	}
}

bool listen_to(struct listener *l, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	for (;;) {
		struct cage_frame f = {0};
		if (!cage_next(l->cage, &a, &f, e))
			return false;
		if (f.type == 0)
			return true;
		if (!one_frame(l, &f, &a, e))
			return false;
		arena_end(&a);
	}
}


void listener_end(struct listener *l)
{
	fd_end(&l->handed.fd);
	l->handed.fd = -1;
	arena_end(&l->arena);
}
