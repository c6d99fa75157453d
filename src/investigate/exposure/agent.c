/*
 * exposure/agent - see agent.h. Asked once per distinct user agent, so a plain
 * search through the list is quick enough.
 */
#include "investigate/exposure/agent.h"

#include "base/auto.h"

#define CRAWLER(kind, mark, name, who, ja, en)                               \
	{CRAWLER_##kind, STR_INIT(mark), STR_INIT(name), STR_INIT(who),      \
	    STR_INIT(ja), STR_INIT(en)},
static const struct crawler crawlers[] = {
#include "investigate/exposure/crawlers.def"
};
#undef CRAWLER

_Static_assert(COUNT_OF(crawlers) <= 256, "tally.h counts 256 of them");

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool holds(struct str s, struct str mark)
{
	char first = lower(mark.p[0]);

	for (size_t i = 0; i + mark.n <= s.n; i++)
		if (lower(s.p[i]) == first &&
		    str_eq_nocase(str_slice(s, i, mark.n), mark))
			return true;
	return false;
}

int agent_find(struct str user_agent)
{
	for (size_t i = 0; i < COUNT_OF(crawlers); i++)
		if (holds(user_agent, crawlers[i].mark))
			return (int)i;
	return AGENT_PERSON;
}

const struct crawler *agent_crawler(int number)
{
	return &crawlers[number];
}

int agent_crawlers(void)
{
	return (int)COUNT_OF(crawlers);
}

const char *crawler_kind_word(enum crawler_kind kind)
{
	static const char *const word[CRAWLER_KIND_COUNT_] = {
	    [CRAWLER_SEARCH] = "search",
	    [CRAWLER_ARCHIVE] = "archive",
	    [CRAWLER_MACHINE_LEARNING] = "machine_learning",
	    [CRAWLER_PREVIEW] = "preview",
	    [CRAWLER_SEO] = "seo",
	    [CRAWLER_MONITOR] = "monitor",
	    [CRAWLER_TOOL] = "tool",
	};

	return word[kind];
}
