/*
 * inventory/office - which parts of an office file are read, and in which
 * order. Runs in the cage only; archive.c and opener.c call it.
 */
#include "base/buf.h"
#include "investigate/inventory/office.h"

static bool has_name(struct str zip, const char *name)
{
	return str_find(zip, str_of(name)) >= 0;
}

/* The names that tell what it is: in the directory, or (when that is not to be
 * had) near the end, where they stand in clear. */
struct marks {
	bool book, text, slides, content, mimetype;
};

static struct marks marks_of_zip(const struct zip *z)
{
	struct marks m = {0};

	for (size_t i = 0; i < z->n; i++) {
		struct str name = z->entry[i].name;
		m.book |= str_starts(name, STR("xl/workbook."));
		m.text |= str_starts(name, STR("word/document."));
		m.slides |= str_starts(name, STR("ppt/presentation."));
		m.content |= str_is(name, "content.xml");
		m.mimetype |= str_is(name, "mimetype");
	}
	return m;
}

static struct marks marks_of_bytes(struct str zip)
{
	struct str end = str_from(zip, zip.n > 65536 ? zip.n - 65536 : 0);

	return (struct marks){has_name(end, "xl/workbook."),
	    has_name(end, "word/document."), has_name(end, "ppt/presentation."),
	    has_name(end, "content.xml"), has_name(zip, "mimetype")};
}

bool office_format(const struct package *p, enum format *ret)
{
	struct marks m = p->is_zip ? marks_of_zip(&p->zip)
	                           : marks_of_bytes(p->bytes);

	if (m.book)
		*ret = FORMAT_XLSX;
	else if (m.text)
		*ret = FORMAT_DOCX;
	else if (m.slides)
		*ret = FORMAT_PPTX;
	else if (m.content && m.mimetype)
		*ret = has_name(str_slice(p->bytes, 0, 120), "spreadsheet")
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

/* A walk over the package. */
struct office {
	struct opener *r;
	struct sheet_world world;
	struct err e;
	bool first;    /* what the sheets need, before the sheets */
	bool embedded; /* there are files in the file */
};

/* What libarchive or the inflater said, as a part's. The others are read. */
static void part_failed(struct office *o, const struct err *e)
{
	if (o->e.kind == ERR_NONE)
		fail(&o->e, e->kind, "一部を読めませんでした：%s%.0s",
		    "A part was not read: %.0s%s", e->ja, e->en);
}

static bool read_part(void *ctx, const struct member *m, struct source *from)
{
	AUTO(arena_end) struct arena a = {0};
	struct office *o = ctx;
	enum part p = part_of(m->name);
	struct err e = {0};

	o->embedded |= p == PART_MEMBER;
	if (p == PART_SKIP || p == PART_MEMBER ||
	    (p == PART_SHARED || p == PART_STYLES) != o->first)
		return true;
	struct counted counted = opener_counted(o->r, from);
	struct xml x = xml_begin(&a, &counted.source, &e);
	if (p == PART_SHARED)
		sheet_read_shared(&o->world, &x);
	else if (p == PART_STYLES)
		sheet_read_styles(&o->world, &x);
	else if (p == PART_SHEET)
		sheet_read(o->r, &o->world, &x);
	else
		document_read(o->r, &x);
	if (e.kind != ERR_NONE)
		part_failed(o, &e);
	return e.kind != ERR_LIMIT;
}

static bool read_embedded(
    void *ctx, const struct member *m, struct source *from)
{
	struct office *o = ctx;

	if (part_of(m->name) == PART_MEMBER)
		opener_member_from(o->r, m->name, from);
	return true;
}

void read_office(struct opener *r, const struct package *p)
{
	AUTO(arena_end) struct arena a = {0};
	struct office o = {
	    .r = r, .world.arena = &a, .first = true};

	bool ok = package_walk(p, read_part, &o, &o.e);
	o.first = false;
	ok = package_walk(p, read_part, &o, &o.e) && ok && o.e.kind == 0;
	opener_item(r, ok ? NULL : &o.e);
	if (o.embedded)
		(void)!package_walk(p, read_embedded, &o, &(struct err){0});
}
