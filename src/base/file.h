/*
 * base/file - whole files in, whole files out, so that a power cut leaves the
 * old file or the new one.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* ERR_MISSING when there is none, ERR_LIMIT over max_bytes, else ERR_IO. */
MUST_CHECK bool file_read(struct arena *a, const char *path, size_t max_bytes,
    struct str *ret, struct err *e);

/* Everything from a descriptor until its end. */
MUST_CHECK bool file_read_fd(struct arena *a, int fd, size_t max_bytes,
    struct str *ret, struct err *e);

/* Written beside, synced, renamed over, folder synced. mode as in open(2). */
MUST_CHECK bool file_write(
    const char *path, struct str bytes, unsigned mode, struct err *e);

/* A copy of any size, synced; `to` must not exist. */
MUST_CHECK bool file_copy(
    const char *from, const char *to, unsigned mode, struct err *e);

/* mkdir(2) that accepts an existing folder. */
MUST_CHECK bool file_make_folder(
    const char *path, unsigned mode, struct err *e);

bool file_exists(const char *path);

/*
 * fstat(2) by the call that takes no path. The C library's own goes through
 * newfstatat, by which any path can be asked for; the cage refuses that.
 */
MUST_CHECK bool fd_stat(int fd, struct stat *ret);

/* write(2) until all is written. */
MUST_CHECK bool file_put(int fd, struct str bytes, struct err *e);

void fd_end(int *fd); /* for AUTO: closes unless negative */

/* Fills *e for a failed system call on path, with the reason in words. */
bool file_fail(struct err *e, const char *path, int errno_value);

#endif
