/*
 * exposure/progress - how far a run is, and whether it shall stop: for whoever
 * watches it from another thread. cli and desk share it with the tools.
 */
#ifndef INVESTIGATE_EXPOSURE_PROGRESS_H
#define INVESTIGATE_EXPOSURE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Watched and stopped from another thread while exposure_run() works. */
struct exposure_progress {
	_Atomic uint64_t done, total; /* bytes of the files; total 0: unknown */
	_Atomic bool stop;            /* finish with what is known */
};

#endif
