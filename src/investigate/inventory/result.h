/*
 * inventory/result - the answer as plain data: of an inventory that was made
 * here, or read from the JSON that `shodo inventory --json` wrote elsewhere.
 * report.c and finding.c say it; desk hands it the file.
 */
#ifndef INVESTIGATE_INVENTORY_RESULT_H
#define INVESTIGATE_INVENTORY_RESULT_H

#include "investigate/inventory/inventory.h"

/* Of the text that is read: some 100,000 files. */
enum { INVENTORY_RESULT_BYTES_MAX = 64 << 20 };

struct inventory_result {
	const struct inventory_file *first;
	uint64_t n_files, n_unreadable;
	uint64_t n_changed; /* rows: while they were being read */
	uint64_t people_min, people_max;
	struct sum total;
	bool stopped; /* there was more to read */
	const struct inventory_shape *shapes; /* on demand only */
	const struct ownrules *rules; /* that sum.own counts; or NULL */
};

/* What is known so far; the files stay the inventory's. */
struct inventory_result inventory_result_of(const struct inventory *v);

/* Rows in the list of files; r->n_files counts what has none, too. */
size_t inventory_rows(const struct inventory_result *r);

/* "At least": something could not be read, changed meanwhile, or was left. */
bool inventory_is_partial(const struct inventory_result *r);

/*
 * The files in which most persons are, most first, into ret[max]: of equals
 * the one that was read first. Answers how many there are.
 */
size_t inventory_most_people(const struct inventory_result *r,
    const struct inventory_file **ret, size_t max);

/*
 * Read a result file. Taken from it are counts, days, the names of files and
 * the reasons why one was not read, each checked; the sums are added up anew
 * and have to agree. ERR_INPUT names the place; ERR_LIMIT: over
 * INVENTORY_RESULT_BYTES_MAX. `why` of the kinds is not in the file.
 */
MUST_CHECK bool inventory_result_read(struct arena *a, struct str text,
    struct inventory_result *ret, struct err *e);

#endif
