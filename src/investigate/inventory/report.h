/*
 * inventory/report - the inventory as JSON (the contract), as CSV and as a
 * table for people, with the five answers a) to e) proposed. Pure. cli and web
 * call it.
 */
#ifndef INVESTIGATE_INVENTORY_REPORT_H
#define INVESTIGATE_INVENTORY_REPORT_H

#include "base/buf.h"
#include "investigate/inventory/result.h"

void inventory_put_json(struct buf *b, const struct inventory_result *r);

/* The same without the files and the list of what was not read. */
void inventory_put_head(struct buf *b, const struct inventory_result *r);

/* All rows as a person looks at them: what was not read first, then those
 * with most persons. In the arena, inventory_rows() of them. */
const struct inventory_file **inventory_by_weight(
    struct arena *a, const struct inventory_result *r);

enum { INVENTORY_FIRST = 3 };

/* Why files were not read. */
struct inventory_reason {
	struct str ja, en;
	uint64_t files;
	struct str first[INVENTORY_FIRST]; /* paths */
};

/* All reasons, those of few files first, in the arena; at most 200 are told
 * apart. *ret_more: the files of all others. */
size_t inventory_reasons(struct arena *a, const struct inventory_result *r,
    const struct inventory_reason **ret, uint64_t *ret_more);

/*
 * {"reasons":[{"reason","reason_en","files","first":[three paths]}],"more",
 * "changed":{"files","first"}}: why files were not read, the reasons of few
 * files first, at most twelve; more: the files of all others; changed: while
 * they were being read.
 */
void inventory_put_reasons(struct buf *b, const struct inventory_result *r);

/* {"files":[…]}, as in the JSON. */
void inventory_put_files(
    struct buf *b, const struct inventory_file *const *list, size_t n);

/* {"kinds":{"my_number":["個人番号","individual number"],…},"protection",
 * "type"}: what the words of the JSON are called, for who shows it. */
void inventory_put_words(struct buf *b);

/* With a BOM, so that Excel opens it; cells that begin with = + - @ are
 * made harmless. */
void inventory_put_csv(struct buf *b, const struct inventory_result *r);

void inventory_put_text(
    struct buf *b, const struct inventory_result *r, enum lang lang);

/*
 * One finding.attach action: sums, the first names of each list and how many
 * there are in all, and what it proposes. Below FINDING_BYTES_MAX.
 */
void inventory_put_finding(struct buf *b, const struct inventory_result *r);

/* Pieces of the JSON, for finding.c. known false: null. */
void inventory_jw_day(
    struct json_writer *w, const char *name, bool known, int64_t day);
void inventory_jw_kinds(struct json_writer *w, const struct sum *t);
void inventory_jw_rules(struct json_writer *w, const struct sum *t,
    const struct ownrules *rules);
/* "rules_file":{"name","sha256"}, where rules of a file were used. */
void inventory_jw_rules_file(
    struct json_writer *w, const struct ownrules *rules);

#endif
