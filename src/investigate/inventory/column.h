/*
 * inventory/column - judging a column as a whole. Pure. Only table.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_COLUMN_H
#define INVESTIGATE_INVENTORY_COLUMN_H

#include "investigate/inventory/usual.h"
#include "investigate/inventory/word.h"

/* Of a head that names anything (Name, 名前): how are its values made? */
enum vague {
	VAGUE_NOT,   /* such as Japanese names, or the head says 氏名 */
	VAGUE_SOME,  /* names, where something else in the table says persons */
	VAGUE_WORDS, /* no names; names all the same in a table about persons */
};

struct column {
	struct head head;
	struct str label; /* the head's text, for the words near a value */
	unsigned says;    /* word_says(label) */
	enum sure sure;   /* of its values, when head.role is ROLE_KIND */
	enum why why;
	usual_fn *usual; /* of head.kind, or NULL */
	bool no_names; /* free, and surely no list of names */
	enum vague vague;
	bool doubtful; /* a value that is no Japanese name is nobody for sure */
	bool quick; /* for table_row.c: nothing but the kind has a say */
	uint64_t found, valid; /* in a quick column, not yet in the sum */
};

/*
 * What the values say, together with the head word already in c->head and
 * c->label. `named` says that another column surely holds names.
 */
void column_judge(
    struct column *c, const struct str *values, size_t n, bool named);

/* The same as if there were no head. */
void column_judge_free(
    struct column *c, const struct str *values, size_t n, bool named);

/* 山田 太郎, 佐藤: by its own look. */
bool column_like_name(struct str value);

#endif
