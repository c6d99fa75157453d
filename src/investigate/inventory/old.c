/*
 * inventory/old - which streams of a compound file are an old Office document,
 * and what becomes of the others: documents and files in the document are
 * members, all else is searched for text. Runs in the cage only; opener.c calls
 * it.
 */
#include "investigate/inventory/old.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "investigate/inventory/compound.h"
#include "investigate/inventory/octets.h"
#include "investigate/inventory/protect.h"
#include "investigate/inventory/raw.h"

#define NATIVE "\1Ole10Native"

/* What a stream is by its name. */
enum part {
	PART_OTHER,
	PART_BOOK,
	PART_TEXT,
	PART_SLIDES,
	PART_FILE,     /* embedded as it was */
	PART_PICTURES, /* compressed; they read like Japanese here and there */
};

struct file {
	struct opener *r;
	struct arena arena;
	struct compound c;
	uint32_t *stack; /* room for every entry once */
	uint32_t *later; /* members, by the order they were met */
	size_t n_later;
};

static enum part part_of(const struct file *f, uint32_t entry)
{
	static const struct {
		const char *name;
		enum part part;
	} parts[] = {{"Workbook", PART_BOOK}, {"Book", PART_BOOK},
	    {"WordDocument", PART_TEXT},
	    {"PowerPoint Document", PART_SLIDES}, {"Package", PART_FILE},
	    {"CONTENTS", PART_FILE}, {NATIVE, PART_FILE},
	    {"Pictures", PART_PICTURES}};

	if (compound_kind(&f->c, entry) == COMPOUND_STREAM)
		for (size_t i = 0; i < COUNT_OF(parts); i++)
			if (compound_is(&f->c, entry, parts[i].name))
				return parts[i].part;
	return PART_OTHER;
}

static bool is_main(enum part p)
{
	return p == PART_BOOK || p == PART_TEXT || p == PART_SLIDES;
}

static bool is_document(const struct file *f, uint32_t storage)
{
	uint32_t i = compound_first(&f->c, storage);

	while (i != COMPOUND_NONE && !is_main(part_of(f, i)))
		i = f->c.next[i];
	return i != COMPOUND_NONE;
}

static struct str bytes_of(
    struct file *f, struct arena *a, uint32_t entry, struct err *e)
{
	struct str s = {0};

	if (!compound_read(a, &f->c, entry, &s))
		fail(e, ERR_INPUT,
		    "文書の部品が同じデータを何重にも使っているため、一部を読んでいません。",
		    "Parts of the document share the same bytes; some were not read.");
	else if (s.n < compound_size(&f->c, entry))
		fail(e, ERR_INPUT,
		    "ファイルが途中で切れているか壊れているため、一部を読んでいません。",
		    "The file is cut or broken; some of it was not read.");
	return s;
}

/* --- files in the document ---------------------------------------------- */

static struct str cut_zero(struct str *s)
{
	struct str part = {0};

	if (!str_cut(s, '\0', &part))
		*s = (struct str){0};
	return part;
}

/* [MS-OLEDS] 2.3.6: sizes around the name it had and its bytes. */
static struct str native_file(struct str s, struct str *ret_name)
{
	enum { FLAGS = 8 }; /* behind the second name */

	s = str_from(s, 6);
	*ret_name = cut_zero(&s);
	cut_zero(&s); /* where it came from */
	size_t path = le32(s, FLAGS - 4), n;
	s = str_from(s, path < s.n ? FLAGS + path : s.n);
	n = le32(s, 0);
	return n > 0 && n <= s.n - 4 ? str_slice(s, 4, n) : (struct str){0};
}

/* The file that the stream holds; n 0 when it is none that is known. */
static struct str file_of(struct file *f, struct arena *a, uint32_t entry,
    struct str bytes, struct str *ret_name)
{
	if (compound_is(&f->c, entry, NATIVE)) {
		struct str name = {0}, s = native_file(bytes, &name);
		*ret_name = text_utf8(a, name, text_detect(name));
		return s;
	}
	*ret_name = compound_name(a, &f->c, entry);
	return format_of(*ret_name, bytes) == FORMAT_UNKNOWN ? (struct str){0}
	                                                     : bytes;
}

static void open_file(struct file *f, uint32_t entry)
{
	AUTO(arena_end) struct arena a = {0};
	struct str name;
	struct err e = {0};
	struct str s = file_of(f, &a, entry, bytes_of(f, &a, entry, &e), &name);

	if (name.n == 0 || !utf8_check(name))
		name = STR("embedded");
	opener_member(f->r, name, s);
}

/* --- the document ------------------------------------------------------- */

static void search(struct file *f, struct old *o, uint32_t entry)
{
	AUTO(arena_end) struct arena a = {0};
	struct str name, bytes = bytes_of(f, &a, entry, &o->e);

	if (part_of(f, entry) == PART_FILE &&
	    file_of(f, &a, entry, bytes, &name).n > 0) {
		f->c.left += bytes.n; /* it will be read once more */
		f->later[f->n_later++] = entry;
		return;
	}
	raw_search(f->r, bytes);
}

/*
 * All but the main streams, or with them when they are not what they are called.
 * Every entry stands in one list, so there is room.
 */
static void search_others(
    struct file *f, struct old *o, uint32_t storage, bool mains)
{
	size_t n = 0;

	f->stack[n++] = storage;
	while (n > 0) {
		uint32_t at = f->stack[--n], i = compound_first(&f->c, at);
		for (; i != COMPOUND_NONE; i = f->c.next[i]) {
			enum part p = part_of(f, i);
			compound_take(&f->c, i);
			if (compound_kind(&f->c, i) == COMPOUND_STORAGE) {
				if (is_document(f, i))
					f->later[f->n_later++] = i;
				else
					f->stack[n++] = i;
			} else if (p != PART_PICTURES &&
			           (mains || at != storage || !is_main(p))) {
				search(f, o, i);
			}
		}
	}
}

/* The stream of that name beside the main one; empty without. */
static struct str beside(struct file *f, struct arena *a, struct old *o,
    uint32_t storage, const char *name)
{
	uint32_t i = compound_first(&f->c, storage);

	while (i != COMPOUND_NONE && !compound_is(&f->c, i, name))
		i = f->c.next[i];
	if (i == COMPOUND_NONE)
		return (struct str){0};
	f->c.left += compound_size(&f->c, i); /* it is searched, too */
	return bytes_of(f, a, i, &o->e);
}

static bool read_main(
    struct file *f, struct old *o, uint32_t storage, uint32_t entry)
{
	AUTO(arena_end) struct arena a = {0};
	struct str s = bytes_of(f, &a, entry, &o->e);
	enum part p = part_of(f, entry);
	enum format is = FORMAT_XLS;
	bool known;

	if (p == PART_TEXT) {
		struct doc_streams in = {s, beside(f, &a, o, storage, "Data"),
		    {beside(f, &a, o, storage, "0Table"),
		        beside(f, &a, o, storage, "1Table")}};
		known = doc_read(o, &in);
		is = FORMAT_DOC;
	} else if (p == PART_SLIDES) {
		known = ppt_read(o, s);
		is = FORMAT_PPT;
	} else {
		known = xls_read(o, s);
	}
	if (known)
		f->r->now.format = is;
	return known;
}

/* False, and nothing looked at, when none of them is what it is called. */
static bool read_mains(struct file *f, struct old *o, uint32_t storage)
{
	uint32_t i = compound_first(&f->c, storage);
	bool known = false;

	for (; i != COMPOUND_NONE && !o->locked; i = f->c.next[i])
		if (is_main(part_of(f, i)))
			known |= read_main(f, o, storage, i);
	return known;
}

static void tell(struct file *f, struct old *o)
{
	struct opener *r = f->r;

	if (o->locked) {
		r->now.protection = PROTECTION_OFFICE;
		o->e = (struct err){0};
		fail(&o->e, ERR_FORBIDDEN,
		    "暗号化されているため、中身は読めません（%s）。%.0s",
		    "%.0sIt is encrypted, so its content cannot be read (%s).",
		    protection_text(PROTECTION_OFFICE, LANG_JA),
		    protection_text(PROTECTION_OFFICE, LANG_EN));
	}
	opener_item(r, o->e.kind ? &o->e : NULL);
}

/*
 * False, and nothing told, when the file is no such document; one in it is
 * searched then.
 */
static bool read_document(struct file *f, uint32_t storage)
{
	AUTO(arena_end) struct arena a = {0};
	struct old o = {.r = f->r, .text = flow_begin(&a, &f->r->look)};
	struct err long_text = {0};
	bool whole = storage == 0;

	bool known = read_mains(f, &o, storage);
	if (!o.locked && (known || !whole))
		search_others(f, &o, storage, !known);
	if (!o.locked && known && whole)
		raw_search(f->r, compound_untaken(&a, &f->c));
	if (!flow_end(o.text, &long_text) && !o.e.kind)
		o.e = long_text;
	if (!known && whole)
		return false;
	f->r->now.recovered |= !known;
	tell(f, &o);
	return true;
}

static void too_many(struct file *f)
{
	struct item it = {.format = FORMAT_OLE};
	struct err e = {0};

	fail(&e, ERR_LIMIT,
	    "文書の中の文書が多すぎるため、残りは読んでいません。",
	    "There are too many documents in the document; the rest was not read.");
	opener_closed_member(f->r, STR("embedded"), &it, &e);
}

static void open_document(struct file *f, uint32_t storage)
{
	struct opener *r = f->r;
	struct item outer = r->now;
	struct str name = compound_name(&f->arena, &f->c, storage);

	if (!utf8_check(name))
		name = STR("embedded");
	size_t was = opener_enter(r, name);
	r->n_items++;
	r->now = (struct item){.format = FORMAT_OLE};
	(void)!read_document(f, storage); /* told in any case */
	r->now = outer;
	opener_leave(r, was);
}

/* What is in the documents comes behind them, however deep it was. */
static void open_later(struct file *f)
{
	for (size_t i = 0; i < f->n_later; i++) {
		if (f->r->n_items >= f->r->max_items) {
			too_many(f);
			return;
		}
		if (compound_kind(&f->c, f->later[i]) == COMPOUND_STREAM)
			open_file(f, f->later[i]);
		else
			open_document(f, f->later[i]);
	}
}

bool read_old(struct opener *r, struct str bytes)
{
	AUTO(arena_end) struct arena keep = {0};
	struct file *f = ARENA_NEW(&keep, struct file);

	f->r = r;
	bool is = compound_open(&f->arena, bytes, &f->c) && is_document(f, 0);
	if (is) {
		f->stack = ARENA_ARRAY(&f->arena, f->c.n, uint32_t);
		f->later = ARENA_ARRAY(&f->arena, f->c.n, uint32_t);
		is = read_document(f, 0);
	}
	if (is)
		open_later(f);
	arena_end(&f->arena);
	return is;
}
