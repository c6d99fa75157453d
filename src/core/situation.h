/*
 * core/situation - how the playbook stands in one incident: which items
 * belong to it, whether their condition may hold, what is done, what an item
 * still needs in the record. Pure; todo, the close gate, the evidence lock
 * and the JSON all ask here, so that they agree.
 */
#ifndef CORE_SITUATION_H
#define CORE_SITUATION_H

#include "core/incident.h"

/* Of chapter 2, or of a type the incident has. */
bool situation_has(
    const struct incident *inc, const struct playbook_item *item);

/* Work of this incident that somebody has to do (or waive). */
bool situation_is_task(
    const struct incident *inc, const struct playbook_item *item);

/* A question of this incident's facts sheet, not an answer option. */
bool situation_is_question(
    const struct incident *inc, const struct playbook_item *item);

/* Examples of measures (応急処置例, 二次被害防止策例): offered, never owed. */
bool situation_is_example(const struct playbook_item *item);

/* May its condition hold? Unknown counts as possible. */
enum playbook_truth situation_applies(
    const struct incident *inc, const struct playbook_item *item);

/* Was it decided that it is published? UNKNOWN: not, or not yet. */
enum playbook_truth situation_published(const struct incident *inc);

/* One condition word ("personal_information") by what is recorded. */
enum playbook_truth situation_holds(
    const struct incident *inc, struct str word);

/* The incident laid over its playbook, for many questions in one go. */
struct situation {
	const struct incident *inc;
	const struct playbook *pb;
	const struct playbook_item **roots; /* per item: see situation_root() */
	unsigned char *settled; /* per root: enum work_status of any of it */
};

struct situation situation_make(struct arena *a, const struct incident *inc,
    const struct playbook *pb);

/* What stands for all items that ask for the same act; an answer option
 * stands for its question. */
const struct playbook_item *situation_root(
    const struct situation *s, const struct playbook_item *item);

/*
 * Open, done or waived: by itself, by another item that asks for the same act
 * (one disconnection settles all that order it), by one of its answer
 * options, or by the decision it asks for.
 */
enum work_status situation_status(
    const struct situation *s, const struct playbook_item *item);

/* Does submitting the duty of `item` settle `other` too: itself, what it is a
 * part of, or the handing in that comes after it (write it, submit it)? */
bool situation_goes_with(const struct situation *s,
    const struct playbook_item *item, const struct playbook_item *other);

/* Settled by deciding on publication, not by itself (gap G11). */
bool situation_by_publication(const struct playbook_item *item);

/* Bits of enum playbook_need that the record does not show yet. */
unsigned situation_missing(const struct incident *inc,
    const struct playbook *pb, const struct playbook_item *item);

#endif
