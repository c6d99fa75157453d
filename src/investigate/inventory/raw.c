/*
 * inventory/raw - bytes without a format: media images, old Office files,
 * anything. Text is recovered by searching, whole files by their marks; the
 * answer says so. Runs in the cage only; opener.c calls it.
 */
#include "base/buf.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/plain.h"
#include "investigate/inventory/opener.h"

#include "base/utf8.h"

enum {
	RUN_BYTES = 32,       /* shorter runs of letters are noise */
	SECTOR_BYTES = 512,
	CARVED_BYTES = 256 << 20,
	WIDE_LETTERS = 12,    /* UTF-16 runs; 2 in documents */
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

static void look_narrow(struct opener *r, struct str s, size_t shortest)
{
	for (size_t i = 0; i < s.n;) {
		i = skip_zero(s, i);
		size_t n = run_length(s, i);
		struct str run = str_slice(s, i, n);
		i += n ? n : 1;
		if (n < shortest)
			continue;
		enum text_code code = text_detect(run);
		if (code != TEXT_BINARY)
			plain_look(&r->look, run, code);
	}
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

/* Kana, marks or ASCII somewhere: noise is nearly all kanji. */
static bool plausible(struct str run, size_t shortest)
{
	size_t usual = 0, all = run.n / 2;

	for (size_t i = 0; i + 1 < run.n; i += 2) {
		uint32_t u = unit(run, i);
		usual += u < 0x3100 || u >= 0xFF00;
	}
	return shortest < WIDE_LETTERS || usual * 3 >= all;
}

static void look_wide(struct opener *r, struct str s, size_t shortest)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 256 << 20);

	for (size_t i = 0; i + 1 < s.n;) {
		size_t n = 0;
		if (!wide_letter(unit(s, i))) {
			i = s.p[i] == 0 ? skip_zero(s, i + 1) : i + 1;
			continue;
		}
		while (i + n + 1 < s.n && wide_letter(unit(s, i + n)))
			n += 2;
		struct str run = str_slice(s, i, n);
		if (n / 2 >= shortest && plausible(run, shortest)) {
			buf_put(&b, text_utf8(&a, run, TEXT_UTF16LE));
			buf_putc(&b, '\n');
		}
		i += n >= 2 * shortest ? n : 1;
	}
	struct str text = buf_str(&b);
	char *room = arena_alloc(&a, fold_room(text.n));
	look_text(&r->look, (struct str){room, fold_text(text, room)},
	    (struct str){0});
}

/* A whole file at a sector's start: its length, or 0. */
static size_t carve(struct str s, struct str *ret_name)
{
	static const struct {
		struct str begin, end, name;
		size_t behind; /* bytes behind the end mark */
	} files[] = {
	    {STR_INIT("PK\3\4"), STR_INIT("PK\5\6"), STR_INIT("zip"), 22},
	    {STR_INIT("%PDF-"), STR_INIT("%%EOF"), STR_INIT("pdf"), 5},
	};

	for (size_t i = 0; i < COUNT_OF(files); i++) {
		if (!str_starts(s, files[i].begin))
			continue;
		ptrdiff_t end =
		    str_find(str_slice(s, 0, CARVED_BYTES), files[i].end);
		*ret_name = files[i].name;
		return end < 0 ? 0 : (size_t)end + files[i].behind;
	}
	return 0;
}

void read_raw(struct opener *r, struct str s)
{
	r->now.format = FORMAT_RAW;
	r->now.recovered = true;
	look_narrow(r, s, RUN_BYTES);
	look_wide(r, s, WIDE_LETTERS);
	opener_item(r, NULL);
	for (size_t i = 0; i < s.n; i += SECTOR_BYTES) {
		AUTO(arena_end) struct arena a = {0};
		struct str kind = {0};
		i = skip_zero(s, i) / SECTOR_BYTES * SECTOR_BYTES;
		size_t n = carve(str_from(s, i), &kind);
		if (n == 0)
			continue;
		opener_member(r, arena_printf(&a, "@%zu.%.*s", i, STR_ARG(kind)),
		    str_slice(s, i, n));
		i += n / SECTOR_BYTES * SECTOR_BYTES;
	}
}

/* Old Word, Excel, PowerPoint, Outlook: short strings count too. */
void read_ole(struct opener *r, struct str s)
{
	r->now.recovered = true;
	look_wide(r, s, 2);
	look_narrow(r, s, 6);
	opener_item(r, NULL);
}
