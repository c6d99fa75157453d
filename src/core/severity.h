/*
 * core/severity - a proposal of the severity from what is on record, with
 * every ground named. The manual sets no levels and no thresholds (gap G8), so
 * the levels and the rule are ours: a person judges and says why. Pure; the
 * form of severity.judge shows it.
 */
#ifndef CORE_SEVERITY_H
#define CORE_SEVERITY_H

#include "core/incident.h"

enum severity_level { SEVERITY_SMALL, SEVERITY_MIDDLE, SEVERITY_LARGE };

struct severity_ground {
	enum playbook_truth holds;
	enum severity_level level; /* what it makes of it when it holds */
	bool relief;               /* or: one level less */
	const char *ja, *en;
};

enum { SEVERITY_GROUNDS_MAX = 16 };

struct severity_proposal {
	enum severity_level level;    /* by what is known to hold */
	enum severity_level possible; /* if all that is unknown held too */
	struct severity_ground grounds[SEVERITY_GROUNDS_MAX];
	size_t n;
};

void severity_propose(
    const struct incident *inc, struct severity_proposal *ret);

const char *severity_word(enum severity_level level, enum lang lang);

#endif
