/*
 * base/embed - a file that is part of the program. tools/embed writes tables
 * of these at build time; a room declares the one it asked for as extern.
 */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include "base/str.h"

struct embedded {
	struct str name; /* relative, with slashes: "gifu-1.7/t1.yaml" */
	struct str text; /* bytes; a NUL follows them */
};

#endif
