/*
 * core/incident - see incident.h. Words of types, parties and certainty, and
 * the small look-ups; folding is incident_apply.c, deciding incident_decide.c.
 */
#include "core/incident.h"

static const struct {
	const char *word, *ja, *en;
} TYPES[TYPE_COUNT_] = {
	[TYPE_T1] = {"t1", "紛失・盗難", "Loss or theft"},
	[TYPE_T2] = {"t2", "誤送信・Webでの誤公開",
	    "Wrong sending or publication"},
	[TYPE_T3] = {"t3", "内部犯行", "Insider wrongdoing"},
	[TYPE_T4] = {"t4", "Winny/Share等への漏えい",
	    "Leak through file sharing"},
	[TYPE_T5] = {"t5", "不正プログラム", "Malicious program"},
	[TYPE_T6] = {"t6", "不正アクセス", "Unauthorised access"},
	[TYPE_OTHER] = {"other", "その他（マニュアルにない種別）",
	    "Other (not in the manual)"},
};

const char *incident_type_word(enum incident_type t)
{
	return TYPES[t].word;
}

const char *incident_type_name(enum incident_type t, enum lang lang)
{
	return lang == LANG_EN ? TYPES[t].en : TYPES[t].ja;
}

bool incident_type_parse(struct str s, enum incident_type *ret)
{
	for (int t = 0; t < TYPE_COUNT_; t++)
		if (str_is(s, TYPES[t].word)) {
			*ret = (enum incident_type)t;
			return true;
		}
	return false;
}

const char *party_word(enum party p)
{
	static const char *const WORDS[PARTY_COUNT_] = {"prefecture",
	    "municipality", "related"};

	return WORDS[p];
}

const char *certainty_word(enum certainty c)
{
	static const char *const WORDS[CERTAINTY_COUNT_] = {"unknown",
	    "estimated", "confirmed"};

	return WORDS[c];
}

const struct fact *incident_fact(const struct incident *inc, struct str item)
{
	for (size_t i = 0; i < inc->facts_n; i++)
		if (str_eq(inc->facts[i].item, item))
			return &inc->facts[i];
	return NULL;
}

const struct task *incident_task(const struct incident *inc, struct str id)
{
	for (size_t i = 0; i < inc->tasks_n; i++)
		if (str_eq(inc->tasks[i].id, id))
			return &inc->tasks[i];
	return NULL;
}

enum work_status incident_task_status(
    const struct incident *inc, struct str id)
{
	const struct task *t = incident_task(inc, id);

	return t ? t->status : WORK_OPEN;
}

const struct decision *incident_decision(
    const struct incident *inc, struct str what)
{
	for (size_t i = inc->decisions_n; i > 0; i--)
		if (str_eq(inc->decisions[i - 1].what, what))
			return &inc->decisions[i - 1];
	return NULL;
}
