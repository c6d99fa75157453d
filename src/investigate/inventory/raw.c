/*
 * inventory/raw - bytes without a format: unallocated space, old Office files,
 * anything. Text is recovered by searching, whole files by their marks; the
 * answer says so. Runs in the cage only. See raw.h.
 */
#include "investigate/inventory/raw.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "investigate/inventory/compound.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/roster.h"

enum {
	RUN_BYTES = 32, /* shorter runs of letters are noise */
	SECTOR_BYTES = 512,
	STEP_BYTES = 1 << 20,   /* read at once */
	WINDOW_BYTES = 8 << 20, /* looked at at once */
	CARVED_BYTES = 64 << 20,
	CARVED_FILES = 20000,
	WIDE_LETTERS = 12, /* UTF-16 runs; 2 in documents */
};

typedef unsigned char byte;

static bool text_byte(byte c)
{
	return (c >= 0x20 && c != 0x7F && c != 0xFF) || c == '\t' ||
	       c == '\n' || c == '\r' || c == 0x1B;
}

static size_t run_length(struct str s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n && text_byte((byte)s.p[at + n]))
		n++;
	return n;
}

/* Zero pages by eight bytes at once. */
static size_t skip_zero(struct str s, size_t at)
{
	uint64_t word;

	while (at + 8 <= s.n) {
		memcpy(&word, s.p + at, 8);
		if (word)
			break;
		at += 8;
	}
	while (at < s.n && s.p[at] == 0)
		at++;
	return at;
}

/*
 * The next run of at least `shortest` letters; its start, or s.n. One that
 * begins at i or later covers i + shortest - 1, so most bytes are never looked
 * at.
 */
static size_t next_narrow(struct str s, size_t i, size_t shortest)
{
	while (shortest <= s.n && i <= s.n - shortest) {
		size_t probe = i + shortest - 1, from = probe;
		if (!text_byte((byte)s.p[probe])) {
			i = s.p[probe] ? probe + 1 : skip_zero(s, probe);
			continue;
		}
		while (from > i && text_byte((byte)s.p[from - 1]))
			from--;
		size_t n = probe - from + run_length(s, probe);
		if (n >= shortest)
			return from;
		i = from + n;
	}
	return s.n;
}

static void look_narrow(struct opener *r, struct str s, size_t shortest)
{
	size_t i = 0;

	r->look.recovered = true;
	while ((i = next_narrow(s, i, shortest)) < s.n) {
		struct str run = str_slice(s, i, run_length(s, i));
		enum text_code code = text_detect(run);
		if (code != TEXT_BINARY)
			plain_look(&r->look, run, code);
		i += run.n;
	}
	r->look.recovered = false;
}

static uint32_t unit(struct str s, size_t i)
{
	return (uint32_t)((byte)s.p[i] | (byte)s.p[i + 1] << 8);
}

static bool wide_letter(uint32_t u)
{
	return (u >= 0x20 && u < 0x7F) || u == '\n' || u == '\r' || u == '\t' ||
	       (u >= 0x3000 && u < 0x3100) || (u >= 0x4E00 && u < 0xA000) ||
	       (u >= 0xFF00 && u < 0xFFF0);
}

/*
 * Noise is nearly all kanji, and such that no word has; of the kanji of a text
 * two in three are in the dictionary, in noise one in five. In a long run some
 * kana, marks or ASCII have to be, too.
 */
static bool plausible(struct str run, size_t shortest)
{
	size_t other = 0, strange = 0, all = run.n / 2;

	for (size_t i = 0; i + 1 < run.n; i += 2) {
		uint32_t u = unit(run, i);
		if (u < 0x3100 || u >= 0xFF00)
			other++;
		else
			strange += !roster_is_usual(u);
	}
	return strange * 3 <= all - other &&
	       (shortest < WIDE_LETTERS || other * 3 >= all);
}

/* A run of wide letters at every second byte. */
struct wide {
	size_t at, n; /* at: the end of the bytes when there is none */
};

/* The same as next_narrow() for units at i, i + 2, i + 4 … */
static struct wide next_wide(struct str s, size_t i, size_t shortest)
{
	size_t least = 2 * shortest;

	while (least <= s.n && i <= s.n - least) {
		size_t probe = i + least - 2, from = probe, to = probe;
		if (!wide_letter(unit(s, probe))) {
			i = probe + 2;
			continue;
		}
		while (from > i && wide_letter(unit(s, from - 2)))
			from -= 2;
		while (to + 1 < s.n && wide_letter(unit(s, to)))
			to += 2;
		/* Zeros before 山 (71 5C) would make 00 71, a letter too. */
		if (from > 0 && s.p[from - 1] == 0 && s.p[from] == 0)
			from += 2;
		if (to - from >= least)
			return (struct wide){from, to - from};
		i = to;
	}
	return (struct wide){s.n, 0};
}

static void look_wide(struct opener *r, struct str s, size_t shortest)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 256 << 20);
	struct wide even = next_wide(s, 0, shortest),
	            odd = next_wide(s, 1, shortest);

	while (even.n || odd.n) {
		struct wide w = even.at < odd.at ? even : odd;
		size_t end = w.at + w.n;
		struct str run = str_slice(s, w.at, w.n);
		if (plausible(run, shortest)) {
			buf_put(&b, text_utf8(&a, run, TEXT_UTF16LE));
			buf_putc(&b, '\n');
		}
		if (even.n && even.at < end)
			even = next_wide(s, end + end % 2, shortest);
		if (odd.n && odd.at < end)
			odd = next_wide(s, end + (end + 1) % 2, shortest);
	}
	struct str text = buf_str(&b);
	char *room = arena_room(&a, fold_room(text.n));
	r->look.recovered = true;
	look_text(&r->look, (struct str){room, fold_text(text, room)},
	    (struct str){0});
	r->look.recovered = false;
}

/* --- windows ------------------------------------------------------------ */

struct raw_mark {
	uint64_t at, end; /* the part that it stands in ends there */
};

void raw_begin(struct raw *w, struct opener *r, const struct medium *m)
{
	uint64_t room = m->size + 1; /* small files come by the thousand */

	*w = (struct raw){.opener = r, .medium = m};
	w->window = arena_room(
	    &w->arena, room < WINDOW_BYTES ? (size_t)room : WINDOW_BYTES);
}

/* The last place before `at` at which no run of narrow letters is cut. */
static size_t narrow_begin(struct str s, size_t at)
{
	while (at > 0 && text_byte((byte)s.p[at - 1]))
		at--;
	return at;
}

static size_t wide_begin(struct str s, size_t at)
{
	while (at >= 2 && wide_letter(unit(s, at - 2)))
		at -= 2;
	return at;
}

/*
 * Where the window can be cut without cutting a string. A run that fills half
 * of it is cut behind a line.
 */
static size_t cut_place(struct str s)
{
	size_t at = s.n, low = s.n / 2;

	for (size_t was = s.n + 1; at < was && at > low;) {
		was = at;
		at = wide_begin(s, narrow_begin(s, at));
	}
	if (at > low)
		return at;
	const char *line = memrchr(s.p + low, '\n', s.n - low);
	return line ? (size_t)(line + 1 - s.p) : s.n;
}

static void look_at(struct raw *w, size_t n)
{
	struct str s = {w->window, n};

	look_narrow(w->opener, s, RUN_BYTES);
	look_wide(w->opener, s, WIDE_LETTERS);
	memmove(w->window, w->window + n, w->n - n);
	w->n -= n;
}

static const struct {
	struct str begin, end, name;
	size_t behind; /* bytes behind the end mark */
} carved[] = {
    {STR_INIT("PK\3\4"), STR_INIT("PK\5\6"), STR_INIT("zip"), 22},
    {STR_INIT("%PDF-"), STR_INIT("%%EOF"), STR_INIT("pdf"), 5},
};

static void add_mark(struct raw *w, uint64_t at, uint64_t end)
{
	if (w->n_marks == CARVED_FILES)
		return;
	if (w->n_marks == w->cap_marks) {
		w->cap_marks = w->cap_marks ? 2 * w->cap_marks : 64;
		w->mark = reallocarray(
		    w->mark, w->cap_marks, sizeof(*w->mark));
		if (!w->mark)
			abort();
	}
	w->mark[w->n_marks++] = (struct raw_mark){at, end};
}

/* Files begin at sectors. */
static void find_marks(
    struct raw *w, struct str s, uint64_t at, uint64_t end)
{
	for (size_t i = 0; i < s.n; i += SECTOR_BYTES)
		for (size_t k = 0; k < COUNT_OF(carved); k++)
			if (s.p[i] == carved[k].begin.p[0] &&
			    str_starts(str_from(s, i), carved[k].begin))
				add_mark(w, at + i, end);
}

static bool all_zero(const char *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

void raw_part(struct raw *w, uint64_t at, uint64_t n)
{
	const struct medium *m = w->medium;
	uint64_t end = at < m->size && n < m->size - at ? at + n : m->size;

	while (at < end) {
		uint64_t data = m->next(m, at) / SECTOR_BYTES * SECTOR_BYTES;
		if (data > at) {
			look_at(w, w->n);
			at = data;
			continue;
		}
		size_t step = end - at < STEP_BYTES ? (size_t)(end - at)
		                                    : STEP_BYTES;
		if (w->n + step > WINDOW_BYTES)
			look_at(w, cut_place((struct str){w->window, w->n}));
		char *to = w->window + w->n;
		w->lost += medium_read(m, at, to, step);
		if (all_zero(to, step)) {
			look_at(w, w->n);
		} else {
			find_marks(w, (struct str){to, step}, at, end);
			w->n += step;
		}
		at += step;
	}
	look_at(w, w->n);
}

/* --- whole files -------------------------------------------------------- */

/*
 * The length of the file that begins in s, by the first end mark behind
 * `from`; 0 when it is not there.
 */
static size_t carved_length(struct str s, size_t from, struct str *ret_name)
{
	for (size_t i = 0; i < COUNT_OF(carved); i++) {
		if (!str_starts(s, carved[i].begin))
			continue;
		*ret_name = carved[i].name;
		ptrdiff_t end = str_find(str_from(s, from), carved[i].end);
		size_t n = from + (size_t)end + carved[i].behind;
		return end < 0 || n > s.n ? 0 : n;
	}
	return 0;
}

/* Reads the file at the mark, as far as its end. Answers its length. */
static uint64_t open_mark(struct raw *w, const struct raw_mark *k)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, CARVED_BYTES);
	struct str name = {0};
	uint64_t left = k->end - k->at;
	size_t n = 0, most = left < CARVED_BYTES ? (size_t)left : CARVED_BYTES;
	char *room = arena_room(&a, STEP_BYTES);

	while (n == 0 && b.n < most) {
		size_t had = b.n, step = most - had < STEP_BYTES ? most - had
		                                               : STEP_BYTES;
		medium_read(w->medium, k->at + had, room, step);
		buf_put(&b, (struct str){room, step});
		n = carved_length(buf_str(&b), had < 32 ? 0 : had - 32, &name);
	}
	if (n == 0)
		return 0;
	opener_member(w->opener,
	    arena_printf(&a, "@%llu.%.*s", (unsigned long long)k->at,
	        STR_ARG(name)),
	    str_slice(buf_str(&b), 0, n));
	return n;
}

void raw_end(struct raw *w, const struct err *reason)
{
	uint64_t behind = 0;

	opener_item(w->opener, reason);
	arena_end(&w->arena);
	for (size_t i = 0; i < w->n_marks; i++)
		if (w->mark[i].at >= behind)
			behind = w->mark[i].at + open_mark(w, &w->mark[i]);
	free(w->mark);
	*w = (struct raw){0};
}

void read_medium(struct opener *r, const struct medium *m)
{
	struct raw w;
	struct err e = {0};

	r->now.recovered = true;
	raw_begin(&w, r, m);
	raw_part(&w, 0, m->size);
	if (w.lost > 0)
		fail(&e, ERR_IO,
		    "媒体に読めない箇所があります（%lluバイト）。残りは読みました。",
		    "The medium has places that cannot be read (%llu bytes); the rest was read.",
		    (unsigned long long)w.lost);
	raw_end(&w, w.lost > 0 ? &e : NULL);
}

void read_raw(struct opener *r, struct str s)
{
	struct medium m = medium_of_bytes(&s);

	r->now.format = FORMAT_RAW;
	read_medium(r, &m);
}

static uint64_t found_in(const struct sum *t)
{
	uint64_t n = t->records;

	for (int k = 0; k < KIND_COUNT_; k++)
		n += t->kind[k].found;
	return n;
}

bool raw_search(struct opener *r, struct str s)
{
	uint64_t before = found_in(&r->look.sum);

	look_wide(r, s, 2);
	look_narrow(r, s, 6);
	bool found = found_in(&r->look.sum) > before;
	r->now.recovered |= found;
	return found;
}

/* Compound files that hold no document that is known. */
void read_ole(struct opener *r, struct str s)
{
	AUTO(arena_end) struct arena a = {0};
	struct compound c;
	struct err e = {0};

	if (!compound_open(&a, s, &c))
		fail(&e, ERR_INPUT,
		    "ファイルの目次が読めません（途中で切れているか壊れています）。文字の検索だけをしています。",
		    "The directory of the file cannot be read (it is cut or broken); it was only searched for text.");
	r->now.recovered = true;
	raw_search(r, s);
	opener_item(r, e.kind ? &e : NULL);
}
