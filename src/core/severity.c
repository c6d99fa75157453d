/*
 * core/severity - see severity.h. The rule: the largest ground that holds
 * decides; protection that holds takes one level off, never below the least.
 */
#include "core/severity.h"

/* 1,000 persons: the number at which the rules of the personal information
 * protection act (規則 43 条) call for a report whatever the content. */
enum { MANY_PERSONS = 1000 };

struct rule {
	const char *item;
	enum severity_level level;
	bool relief;
	const char *ja, *en;
};

static const struct rule RULES[] = {
    {"law.special_care", SEVERITY_LARGE, false, "要配慮個人情報を含む",
        "Special-care personal information is included"},
    {"law.ordinance_special_care", SEVERITY_LARGE, false,
        "条例要配慮個人情報を含む",
        "Special-care information by ordinance is included"},
    {"law.my_number", SEVERITY_LARGE, false, "マイナンバーを含む",
        "My Number is included"},
    {"law.property_damage", SEVERITY_LARGE, false,
        "財産的被害のおそれがある", "Property may be lost"},
    {"law.wrongful_purpose", SEVERITY_LARGE, false,
        "不正の目的をもって行われたおそれがある",
        "Possibly done for a wrongful purpose"},
    {"report.personal_information", SEVERITY_MIDDLE, false,
        "個人情報を含む", "Personal information is included"},
    {"report.still_reachable", SEVERITY_MIDDLE, false,
        "今も外から見られる状態にある", "It can still be reached"},
    {"law.strong_encryption", SEVERITY_SMALL, true,
        "高度な暗号化などで守られていた（一段下げる）",
        "It was protected by strong encryption (one level less)"},
    {"law.recovered_unread", SEVERITY_SMALL, true,
        "見られる前に回収できた（一段下げる）",
        "It was recovered unread (one level less)"},
};

static enum playbook_truth truth_of(const struct incident *inc,
    const char *item)
{
	const struct fact *f = incident_fact(inc, str_of(item));

	if (f && str_is(f->value, "yes"))
		return PLAYBOOK_YES;
	return f && str_is(f->value, "no") ? PLAYBOOK_NO : PLAYBOOK_UNKNOWN;
}

static enum playbook_truth many_persons(const struct incident *inc)
{
	if (inc->persons_max < 0)
		return PLAYBOOK_UNKNOWN;
	return inc->persons_max > MANY_PERSONS ? PLAYBOOK_YES : PLAYBOOK_NO;
}

/* Grounds count from `least` on: YES alone, or what is unknown too. Relief
 * counts only when it is known. */
static enum severity_level level_of(
    const struct severity_proposal *p, enum playbook_truth least)
{
	int level = SEVERITY_SMALL;
	bool relief = false;

	for (size_t i = 0; i < p->n; i++) {
		const struct severity_ground *g = &p->grounds[i];
		if (g->relief)
			relief |= g->holds == PLAYBOOK_YES;
		else if (g->holds >= least && (int)g->level > level)
			level = (int)g->level;
	}
	if (relief && level > SEVERITY_SMALL)
		level--;
	return (enum severity_level)level;
}

void severity_propose(
    const struct incident *inc, struct severity_proposal *ret)
{
	struct severity_proposal p = {.n = 1};

	p.grounds[0] = (struct severity_ground){many_persons(inc),
	    SEVERITY_LARGE, false, "本人の数が 1,000 人を超え得る",
	    "More than 1,000 persons may be concerned"};
	for (size_t i = 0; i < COUNT_OF(RULES); i++)
		p.grounds[p.n++] = (struct severity_ground){
		    truth_of(inc, RULES[i].item), RULES[i].level,
		    RULES[i].relief, RULES[i].ja, RULES[i].en};
	p.level = level_of(&p, PLAYBOOK_YES);
	p.possible = level_of(&p, PLAYBOOK_UNKNOWN);
	*ret = p;
}

const char *severity_word(enum severity_level level, enum lang lang)
{
	static const char *const words[][LANG_COUNT_] = {
	    [SEVERITY_SMALL] = {"小", "small"},
	    [SEVERITY_MIDDLE] = {"中", "middle"},
	    [SEVERITY_LARGE] = {"大", "large"}};

	return words[level][lang];
}
