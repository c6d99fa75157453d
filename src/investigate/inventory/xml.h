/*
 * inventory/xml - the little of XML that office files need: elements and text,
 * one after the other, from a buffer or from a source piece by piece. No DTD,
 * so no entity can grow; nothing is allocated per event. Pure.
 */
#ifndef INVESTIGATE_INVENTORY_XML_H
#define INVESTIGATE_INVENTORY_XML_H

#include "base/buf.h"
#include "base/str.h"
#include "investigate/inventory/source.h"

enum xml_kind { XML_END, XML_OPEN, XML_CLOSE, XML_TEXT };

enum { XML_TAG_MAX = 1 << 20 }; /* a longer tag ends the reading */

/*
 * Where reading stands: {.rest = s} for a buffer, xml_begin() for a source.
 * What an event names is valid until the next.
 */
struct xml {
	struct str rest;
	enum xml_kind kind;
	struct str name;  /* local name, without its prefix */
	struct str attrs; /* of XML_OPEN, as written */
	struct str text;  /* of XML_TEXT, as written: see xml_text() */
	bool empty;       /* <x/>: an XML_CLOSE does not follow */
	bool literal;     /* text of CDATA: '&' is an '&' */

	struct source *from; /* the rest is private */
	struct err *e;
	struct arena *arena;
	char *room;
	size_t cap;
	bool ended, cdata;
	unsigned char wide;    /* UTF-16: 1 little, 2 big endian */
	unsigned char held[4]; /* of a letter that is not whole yet */
	size_t n_held;
};

/*
 * UTF-8, or UTF-16 with or without its mark. *e says why the source failed, or
 * that a declaration names another code: nothing behind it is read.
 */
struct xml xml_begin(struct arena *a, struct source *from, struct err *e);

/*
 * The next event; false at the end or where it is no XML any more. Long text
 * may come in several events, cut between letters and entities.
 */
bool xml_next(struct xml *x);

/* Name and value of the next attribute, off the front of *attrs. */
bool xml_next_attr(
    struct str *attrs, struct str *ret_name, struct str *ret_value);

/* The attribute's value as written; p NULL when there is none. Without prefix. */
struct str xml_attr(const struct xml *x, const char *name);

/* The letter of "amp" or "#x3042"; XML_NO_ENTITY when there is none. */
enum { XML_NO_ENTITY = 0xFFFD };
uint32_t xml_entity(struct str name);

/* Appends the event's text with &lt; and &#x3042; resolved. */
void xml_text(struct buf *b, const struct xml *x);

/* Is the name this literal? Inlined to one comparison. */
#define XML_IS(name, lit)                                                      \
	((name).n == sizeof(lit) - 1 &&                                        \
	    memcmp((name).p, (lit), sizeof(lit) - 1) == 0)

#endif
