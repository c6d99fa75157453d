/*
 * exposure/agent - what a user agent says of itself: a crawler of the list in
 * crawlers.def, a monitor, or nothing of the kind (then a person is assumed).
 * Pure.
 */
#ifndef INVESTIGATE_EXPOSURE_AGENT_H
#define INVESTIGATE_EXPOSURE_AGENT_H

#include "base/str.h"

enum crawler_kind {
	CRAWLER_SEARCH,
	CRAWLER_ARCHIVE,
	CRAWLER_MACHINE_LEARNING,
	CRAWLER_PREVIEW,
	CRAWLER_SEO,
	CRAWLER_MONITOR,
	CRAWLER_TOOL,
	CRAWLER_KIND_COUNT_,
};

struct crawler {
	enum crawler_kind kind;
	struct str mark; /* in the user agent, any case */
	struct str name, who, removal_ja, removal_en;
};

enum { AGENT_PERSON = -1 };

/* Number of the crawler, or AGENT_PERSON. */
int agent_find(struct str user_agent);

const struct crawler *agent_crawler(int number);
int agent_crawlers(void);
const char *crawler_kind_word(enum crawler_kind kind);

#endif
