/*
 * inventory/ownrule - an organisation's own numbers (宛名番号, 職員番号 …), as a
 * YAML file gives them: a pattern, and perhaps a check digit, words of heads,
 * the part that names the person. Pure. The caller loads them outside, the
 * worker compiles them inside the cage and matches on folded text.
 */
#ifndef INVESTIGATE_INVENTORY_OWNRULE_H
#define INVESTIGATE_INVENTORY_OWNRULE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"

enum {
	OWNRULES_MAX = 16,
	OWNRULE_HEADS = 8,
	OWNRULE_PATTERN_BYTES = 400,
	OWNRULES_FILE_BYTES = 64 << 10,
	OWNRULES_WIRE_BYTES = 7000, /* of all patterns and heads */
};

enum ownrule_check {
	OWNRULE_NO_CHECK,
	OWNRULE_LUHN,
	OWNRULE_MOD10, /* weights 2 and 1 from the right, products added whole */
	OWNRULE_MOD11, /* weights 2 … 7 from the right; 10 and 11 are 0 */
	OWNRULE_CHECK_COUNT_,
};

struct ownrule {
	struct str id, label[LANG_COUNT_], pattern;
	struct str head[OWNRULE_HEADS];
	size_t n_heads;
	enum ownrule_check check;
	unsigned person; /* the group that is the person's key + 1; 0: none */
};

struct ownrules {
	struct ownrule rule[OWNRULES_MAX];
	size_t n;
	struct str file; /* its name; empty: not known */
	struct sha256 sha256; /* of the file */
};

/*
 * Read and check the file; patterns are compiled once to see that they are
 * right. ERR_INPUT, with file, line and (for a pattern) the place in it;
 * ERR_LIMIT when there is too much of it.
 */
MUST_CHECK bool ownrules_load(struct arena *a, struct str name,
    struct str text, struct ownrules *ret, struct err *e);

/* What the worker needs of them, at most OWNRULES_WIRE_BYTES. */
void ownrules_put(struct buf *b, const struct ownrules *r);

/* ---- inside the cage ---- */

struct ownmatcher;

/* From ownrules_put(); NULL when the bytes are not that. Ended by
 * ownmatcher_end(). */
struct ownmatcher *ownmatcher_begin(struct str wire);
void ownmatcher_end(struct ownmatcher **m);

struct ownhit {
	size_t rule;
	bool valid;      /* passed its check, or has none */
	struct str text; /* the match, borrowed */
	struct str key;  /* the part that names the person, or empty */
};

typedef void ownhit_fn(void *ctx, const struct ownhit *h);

/* Every match of every rule in running text; rules with heads only behind one
 * of their words. Lines are matched one by one. */
void ownmatcher_scan(
    struct ownmatcher *m, struct str text, ownhit_fn *found, void *ctx);

/* The rule whose head this is, -1 when none. */
int ownmatcher_head(const struct ownmatcher *m, struct str head);

/* Does it say who the person is? */
bool ownmatcher_names_person(const struct ownmatcher *m, size_t rule);

/* Is the whole cell of that rule's form? */
bool ownmatcher_cell(
    struct ownmatcher *m, size_t rule, struct str cell, struct ownhit *ret);

/* Rules that since the last call missed something, because they took too long:
 * a bit each. The answer is then only "at least". A file ends here. */
unsigned ownmatcher_given_up(struct ownmatcher *m);

#endif
