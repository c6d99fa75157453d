/*
 * inventory/office - XLSX, DOCX, PPTX, ODS, ODT: zips of XML. Runs in the
 * cage only. archive.c asks whether a zip is one; sheets.c reads the cells.
 */
#ifndef INVESTIGATE_INVENTORY_OFFICE_H
#define INVESTIGATE_INVENTORY_OFFICE_H

#include "investigate/inventory/archive.h"
#include "investigate/inventory/opener.h"
#include "investigate/inventory/xml.h"

/* Is this zip an office file, and which? */
bool office_format(const struct package *p, enum format *ret);

/* A document in a zip: tells the item, then the files embedded in it. */
void read_office(struct opener *r, const struct package *p);

/* One part of a workbook, and what it needs to be understood. */
struct sheet_world {
	struct arena *arena;
	struct str *shared; /* shared strings, folded */
	size_t n_shared, cap_shared;
	unsigned char *is_date; /* by style number */
	size_t n_styles;
};

void sheet_read_shared(struct sheet_world *w, struct xml *x);
void sheet_read_styles(struct sheet_world *w, struct xml *x);
void sheet_read(struct opener *r, const struct sheet_world *w, struct xml *x);

/* The same for workbooks of other make. */
void sheet_add_shared(struct sheet_world *w, struct str folded);
bool sheet_is_day_format(int64_t id);     /* a built-in one */
bool sheet_is_day_code(struct str code);  /* one written out */
struct str sheet_day(struct arena *a, int64_t serial); /* 1 to 80000 */
void sheet_lost_strings(struct err *e);

/* Paragraphs and tables of DOCX, PPTX, ODS, ODT. */
void document_read(struct opener *r, struct xml *x);

#endif
