/*
 * store/appends - what the fault and kill tests share: append numbered entries
 * to a store, and later look whether a journal is whole and holds them. Not
 * linked into the program.
 */
#ifndef STORE_APPENDS_H
#define STORE_APPENDS_H

#include "store/store.h"

/* Append an entry "<who>:<n>"; true only when it is durable. */
MUST_CHECK bool append_one(
    struct store *s, int who, int n, uint64_t *ret_seq, struct err *e);

/*
 * Walk the whole journal: numbers without gaps, hashes of the bytes, the
 * tree's edge that of the head, every entry once. Counts into seen[who *
 * n_each + n]; ERR_TAMPERED says what is wrong.
 */
MUST_CHECK bool appends_check(struct store *s, unsigned char *seen,
    int n_who, int n_each, struct err *e);

/* Remove the files of a test's store and its folder. */
void appends_remove(const char *dir);

#endif
