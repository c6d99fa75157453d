/*
 * inventory/office - XLSX, DOCX, PPTX, ODS, ODT: zips of XML. Runs in the
 * cage only. archive.c asks whether a zip is one; sheets.c reads the cells.
 */
#ifndef INVESTIGATE_INVENTORY_OFFICE_H
#define INVESTIGATE_INVENTORY_OFFICE_H

#include "investigate/inventory/opener.h"

struct archive;

/* An archive over the buffer, or NULL. Ended by archive_read_free(). */
struct archive *archive_begin(struct str bytes);

/* Is this zip an office file, and which? */
bool office_format(struct str zip, enum format *ret);

/* One part of a workbook, and what it needs to be understood. */
struct sheet_world {
	struct arena *arena;
	struct str *shared; /* shared strings, folded */
	size_t n_shared;
	unsigned char *is_date; /* by style number */
	size_t n_styles;
};

void sheet_read_shared(struct sheet_world *w, struct str xml);
void sheet_read_styles(struct sheet_world *w, struct str xml);
void sheet_read(struct opener *r, const struct sheet_world *w, struct str xml);

/* Paragraphs and tables of DOCX, PPTX, ODS, ODT. */
void document_read(struct opener *r, struct str xml);

#endif
