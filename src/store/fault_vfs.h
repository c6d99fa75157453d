/*
 * store/fault_vfs - a disk that fails on order, for the tests: it stands
 * between SQLite and the real file system, counts writes, syncs, truncations
 * and removals, and at the chosen one fails, is full, or loses power. Not
 * linked into the program.
 */
#ifndef STORE_FAULT_VFS_H
#define STORE_FAULT_VFS_H

#include <stdbool.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_ERROR, /* that one fails with an I/O error, the next work */
	FAULT_FULL,  /* from there on the disk is full */
	FAULT_POWER, /* bytes not yet synced are partly lost, exit(0) */
};

/* Status of a process that FAULT_POWER ended. */
enum { FAULT_EXIT = 99 };

/*
 * Becomes SQLite's default file system in this process. at = 1 is the first
 * counted call. `seed` chooses which unsynced writes a power cut loses.
 */
void fault_begin(enum fault_kind kind, int at, unsigned seed);

/* Has the fault happened? */
bool fault_happened(void);

/* The same disk, working again. */
void fault_mend(void);

#endif
