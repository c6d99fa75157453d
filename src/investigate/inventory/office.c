/*
 * inventory/office - which parts of an office file are read, and in which
 * order. Runs in the cage only; archive.c and opener.c call it.
 */
#include "base/buf.h"
#include "investigate/inventory/office.h"

#include <archive.h>
#include <archive_entry.h>

static void end_archive(struct archive **a)
{
	if (*a)
		archive_read_free(*a);
}

static bool has_name(struct str zip, const char *name)
{
	return str_find(zip, str_of(name)) >= 0;
}

bool office_format(struct str zip, enum format *ret)
{
	/* Names stand in clear in the central directory, near the end. */
	struct str end = str_from(zip, zip.n > 65536 ? zip.n - 65536 : 0);

	if (has_name(end, "xl/workbook."))
		*ret = FORMAT_XLSX;
	else if (has_name(end, "word/document."))
		*ret = FORMAT_DOCX;
	else if (has_name(end, "ppt/presentation."))
		*ret = FORMAT_PPTX;
	else if (has_name(end, "content.xml") && has_name(zip, "mimetype"))
		*ret = has_name(str_slice(zip, 0, 120), "spreadsheet")
		           ? FORMAT_ODS
		           : FORMAT_ODT;
	else
		return false;
	return true;
}

/* What a part of the package is to us. */
enum part { PART_SKIP, PART_SHARED, PART_STYLES, PART_SHEET, PART_TEXT,
	PART_MEMBER };

static enum part part_of(struct str name)
{
	static const struct {
		const char *start;
		enum part part;
	} parts[] = {{"xl/sharedStrings.xml", PART_SHARED},
	    {"xl/styles.xml", PART_STYLES},
	    {"xl/worksheets/sheet", PART_SHEET},
	    {"xl/comments", PART_TEXT}, {"xl/drawings/drawing", PART_TEXT},
	    {"word/document", PART_TEXT}, {"word/header", PART_TEXT},
	    {"word/footer", PART_TEXT}, {"word/footnotes", PART_TEXT},
	    {"word/endnotes", PART_TEXT}, {"word/comments", PART_TEXT},
	    {"ppt/slides/slide", PART_TEXT},
	    {"ppt/notesSlides/notes", PART_TEXT}, {"content.xml", PART_TEXT}};

	for (size_t i = 0; i < COUNT_OF(parts); i++)
		if (str_starts(name, str_of(parts[i].start)) &&
		    str_ends(name, STR(".xml")))
			return parts[i].part;
	if (str_find(name, STR("/embeddings/")) > 0)
		return PART_MEMBER;
	return PART_SKIP;
}

static bool part_bytes(struct opener *r, struct archive *z, struct buf *to,
    struct err *e)
{
	const void *block;
	size_t n;
	int64_t where;
	int got;

	while ((got = archive_read_data_block(z, &block, &n, &where)) ==
	       ARCHIVE_OK) {
		if (!opener_may_unpack(r, n, e))
			return false;
		buf_put(to, (struct str){block, n});
	}
	if (got < ARCHIVE_WARN || to->over)
		return fail(e, ERR_INPUT,
		    "一部が壊れているか大きすぎるため、読めませんでした（%s）。",
		    "A part is broken or too large and was not read (%s).",
		    archive_error_string(z) ? archive_error_string(z) : "-");
	return true;
}

/* One walk over the package; `want` says which parts are read in it. */
typedef void part_fn(struct opener *r, struct sheet_world *w, enum part p,
    struct str name, struct str bytes);

static bool walk(struct opener *r, struct str zip, struct sheet_world *w,
    part_fn *fn, struct err *e)
{
	AUTO(end_archive) struct archive *z = archive_begin(zip);
	struct archive_entry *entry;

	if (!z)
		return fail(e, ERR_INPUT, "文書として開けません。",
		    "It cannot be opened as a document.");
	while (archive_read_next_header(z, &entry) >= ARCHIVE_WARN) {
		AUTO(arena_end) struct arena a = {0};
		struct str name = str_of(archive_entry_pathname(entry));
		enum part p = part_of(name);
		bool first = p == PART_SHARED || p == PART_STYLES;
		if (name.n == 0 || p == PART_SKIP || first != (fn == NULL))
			continue;
		struct buf b = buf_begin(&a, OPENER_MEMBER_BYTES);
		name = arena_str(&a, name);
		if (!part_bytes(r, z, &b, e))
			return false;
		if (p == PART_SHARED)
			sheet_read_shared(w, buf_str(&b));
		else if (p == PART_STYLES)
			sheet_read_styles(w, buf_str(&b));
		else
			fn(r, w, p, name, buf_str(&b));
	}
	return true;
}

static void read_part(struct opener *r, struct sheet_world *w, enum part p,
    struct str name, struct str bytes)
{
	(void)name;
	if (p == PART_SHEET)
		sheet_read(r, w, bytes);
	else if (p == PART_TEXT)
		document_read(r, bytes);
}

static void read_embedded(struct opener *r, struct sheet_world *w, enum part p,
    struct str name, struct str bytes)
{
	(void)w;
	if (p == PART_MEMBER)
		opener_member(r, name, bytes);
}

void read_office(struct opener *r, struct str zip)
{
	AUTO(arena_end) struct arena a = {0};
	struct sheet_world w = {.arena = &a};
	struct err e = {0};
	bool ok = walk(r, zip, &w, NULL, &e) && walk(r, zip, &w, read_part, &e);

	opener_item(r, ok ? NULL : &e);
	if (ok && has_name(zip, "/embeddings/"))
		ok = walk(r, zip, &w, read_embedded, &e);
}
