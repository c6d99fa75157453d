/*
 * exposure/scan_shape - what the lines of a log have in common, for the quick
 * loops: from one JSON line that was read in full, or from a format of the
 * user's own. See scan_quick.h.
 */
#include <limits.h>

#include "investigate/exposure/scan_quick.h"

enum { DEPTH_MAX = 16 };

static bool put_text(struct scan_shape *h, struct str s)
{
	if (h->text_n + s.n > SHAPE_TEXT)
		return false;
	memcpy(h->text + h->text_n, s.p, s.n);
	h->text_n += s.n;
	return true;
}

/* The text since the last hole stands before the next. */
static struct scan_hole *put_hole(struct scan_shape *h, size_t *from)
{
	struct scan_hole *x;

	if (h->n == SHAPE_HOLES)
		return NULL;
	x = &h->hole[h->n++];
	*x = (struct scan_hole){.at = (uint16_t)*from,
	    .n = (uint16_t)(h->text_n - *from)};
	*from = h->text_n;
	return x;
}

/* --- JSON --- */

/*
 * A walk over a line that is known to be well formed and to hold no backslash.
 * in_list: a bit per depth, the innermost lowest.
 */
struct walk {
	struct line_context *c;
	struct scan_shape *h;
	const char *p, *end;
	size_t from; /* in the text: what follows the last hole */
	uint32_t in_list;
	int depth;
	struct str name; /* of the next value; empty: of none */
	int time_row;    /* the best name for the time so far … */
	size_t time;     /* … and its hole */
	bool target;
};

/*
 * Every name that may hold the request has its part, and the one time that the
 * full reading takes: the smallest row, of equal ones the first.
 */
static bool give_role(struct walk *w, struct scan_hole *x)
{
	int row = 0;

	switch (line_json_field(w->c, w->name, &row)) {
	case FIELD_REQUEST:
		x->role = ROLE_REQUEST;
		break;
	case FIELD_TARGET:
		x->role = ROLE_TARGET;
		break;
	case FIELD_TIME:
		if (row < w->time_row) {
			w->time_row = row;
			w->time = (size_t)(x - w->h->hole);
		}
		return true;
	default:
		return true;
	}
	w->target = true;
	return x->kind == HOLE_QUOTED;
}

static bool value(struct walk *w, enum hole_kind kind, const char *to)
{
	struct scan_hole *x = put_hole(w->h, &w->from);

	if (!x)
		return false;
	x->kind = (unsigned char)kind;
	x->stop = *to;
	if (!give_role(w, x))
		return false;
	w->name.n = 0;
	w->p = to;
	return true;
}

/* A string at the opening quote: a name stays text, a value is a hole. */
static bool string(struct walk *w)
{
	const char *from = w->p + 1, *after;
	const char *quote = memchr(from, '"', (size_t)(w->end - from));

	if (!quote)
		return false;
	for (after = quote + 1; after < w->end && *after == ' ';)
		after++;
	if (after < w->end && *after == ':') {
		w->name = (struct str){from, (size_t)(quote - from)};
		after++;
		bool put = put_text(
		    w->h, (struct str){w->p, (size_t)(after - w->p)});

		w->p = after;
		return put;
	}
	if (!put_text(w->h, (struct str){w->p, 1}) ||
	    !value(w, HOLE_QUOTED, quote) ||
	    !put_text(w->h, (struct str){quote, 1}))
		return false;
	w->p = quote + 1;
	return true;
}

/* { [ ] } , and spaces. Only the first item of a list has the list's name. */
static bool sign(struct walk *w)
{
	char c = *w->p;

	if (c == '{' || c == '[') {
		if (++w->depth > DEPTH_MAX)
			return false;
		w->in_list = w->in_list << 1 | (c == '[');
		if (c == '{')
			w->name.n = 0;
	} else if (c == '}' || c == ']') {
		w->depth--;
		w->in_list >>= 1;
	}
	if (c == ',' || c == ']' || c == '}')
		w->name.n = 0;
	return put_text(w->h, (struct str){w->p++, 1});
}

static bool is_sign(char c)
{
	return c == '{' || c == '}' || c == '[' || c == ']' || c == ',' ||
	    c == ' ' || c == ':';
}

static bool step(struct walk *w)
{
	const char *to = w->p;

	if (*w->p == '"')
		return string(w);
	if (is_sign(*w->p))
		return sign(w);
	while (to < w->end && line_json_bare(*to))
		to++;
	return to < w->end && to > w->p && value(w, HOLE_BARE, to);
}

bool scan_shape_json(
    struct scan_shape *h, struct line_context *c, struct str line)
{
	struct walk w = {.c = c, .h = h, .time_row = INT_MAX};

	while (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n == 0 || line.p[0] != '{')
		return false;
	for (size_t i = 0; i < line.n; i++)
		if (line.p[i] == '\\' || line.p[i] == '\t' ||
		    line.p[i] == '\r' || line.p[i] == '\0')
			return false;
	*h = (struct scan_shape){.n = 0};
	w.p = line.p;
	w.end = line.p + line.n;
	while (w.p < w.end)
		if (!step(&w))
			return false;
	h->tail_at = (uint16_t)w.from;
	h->tail_n = (uint16_t)(h->text_n - w.from);
	if (!w.target || w.time_row == INT_MAX || h->tail_n == 0)
		return false;
	h->hole[w.time].role = ROLE_TIME;
	return true;
}

/* --- the user's own --- */

static unsigned char role_of(enum field f)
{
	switch (f) {
	case FIELD_REQUEST:
		return ROLE_REQUEST;
	case FIELD_TARGET:
	case FIELD_PATH:
		return ROLE_TARGET;
	default:
		return ROLE_NONE;
	}
}

/* The field i; false: the loop could not tell where it ends. */
static bool custom_hole(
    struct scan_shape *h, const struct custom_format *f, size_t i, size_t *from)
{
	struct str lit = f->part[i].literal;
	bool last = i + 1 == f->n;
	struct str next = last ? f->tail : f->part[i + 1].literal;
	struct scan_hole *x;

	if (custom_is_list(&f->part[i], next) || !put_text(h, lit) ||
	    !(x = put_hole(h, from)))
		return false;
	x->kind = lit.n && lit.p[lit.n - 1] == '"' ? HOLE_QUOTED : HOLE_WORD;
	x->role = role_of(f->part[i].field);
	x->stop = next.n ? next.p[0] : '\n';
	if (x->role == ROLE_REQUEST)
		return x->stop == '"';
	return next.n > 0 || (last && x->role == ROLE_NONE);
}

bool scan_shape_custom(struct scan_shape *h, const struct custom_format *f)
{
	size_t from = 0, time = f->n;
	bool target = false;

	*h = (struct scan_shape){.n = 0};
	for (size_t i = 0; i < f->n; i++) {
		if (!custom_hole(h, f, i, &from))
			return false;
		target = target || h->hole[i].role != ROLE_NONE;
		if (f->part[i].field == FIELD_TIME)
			time = i; /* of two, the last one stands */
	}
	if (!put_text(h, f->tail) || time == f->n || !target)
		return false;
	h->hole[time].role = ROLE_TIME;
	h->tail_at = (uint16_t)from;
	h->tail_n = (uint16_t)(h->text_n - from);
	return true;
}
