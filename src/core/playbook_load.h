/*
 * core/playbook_load - a playbook out of its YAML files, or the reason why not.
 *
 * Opens no file itself: the caller hands in a function that supplies bytes by
 * name, so the same code reads the playbooks inside the program and those an
 * office wrote. cli/ (playbook check), desk/ (start) and tests call it.
 */
#ifndef CORE_PLAYBOOK_LOAD_H
#define CORE_PLAYBOOK_LOAD_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "core/playbook.h"

#define PLAYBOOK_FILE_BYTES_MAX 1048576 /* one file */
#define PLAYBOOK_FILES_MAX 64           /* files of one playbook */
#define PLAYBOOK_ITEMS_MAX 4096
#define PLAYBOOK_TEXT_BYTES_MAX 4096    /* one text */
#define PLAYBOOK_BASE_DEPTH_MAX 4       /* based_on of based_on … */

/*
 * Supply the bytes of one file, e.g. "gifu-1.7/steps.yaml" (id of the
 * playbook, slash, name in its list of files). They must live as long as the
 * arena of the load. False with e filled when there is no such file.
 */
typedef bool playbook_file_fn(
    void *ctx, struct str name, struct str *ret_bytes, struct err *e);

/*
 * Load "ID/playbook.yaml" and every file it names, checked against the format.
 *
 * ERR_INPUT with "file:line: reason" for the first thing that is wrong,
 * ERR_LIMIT for too large or too many; whatever the callback failed with.
 */
MUST_CHECK bool playbook_load(struct arena *a, struct str id,
    playbook_file_fn *read, void *ctx, struct playbook *ret_pb, struct err *e);

/* A playbook that is part of the program; ERR_MISSING for an unknown id. */
MUST_CHECK bool playbook_load_embedded(
    struct arena *a, struct str id, struct playbook *ret_pb, struct err *e);

/* The file of that name inside the program, e.g. "gifu-1.7/t1.yaml"; false
 * when there is none. The bytes live as long as the program. */
bool playbook_embedded(struct str name, struct str *ret_bytes);

/* The n-th id inside the program ("gifu-1.7" first), or empty. */
struct str playbook_embedded_id(size_t n);

#endif
