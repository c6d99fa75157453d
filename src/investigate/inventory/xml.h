/*
 * inventory/xml - the little of XML that office files need: elements and text,
 * one after the other, on a buffer. No DTD, so no entity can grow. Pure.
 */
#ifndef INVESTIGATE_INVENTORY_XML_H
#define INVESTIGATE_INVENTORY_XML_H

#include "base/buf.h"
#include "base/str.h"

enum xml_kind { XML_END, XML_OPEN, XML_CLOSE, XML_TEXT };

/* Where reading stands. All zero but rest: at the start. */
struct xml {
	struct str rest;
	enum xml_kind kind;
	struct str name;  /* local name, without its prefix */
	struct str attrs; /* of XML_OPEN, as written */
	struct str text;  /* of XML_TEXT, as written: see xml_text() */
	bool empty;       /* <x/>: an XML_CLOSE does not follow */
};

/* The next event; false at the end or where it is no XML any more. */
bool xml_next(struct xml *x);

/* The attribute's value as written; p NULL when there is none. Without prefix. */
struct str xml_attr(const struct xml *x, const char *name);

/* Appends text with &lt; and &#x3042; resolved. */
void xml_text(struct buf *b, struct str text);

#endif
