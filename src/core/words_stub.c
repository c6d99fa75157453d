/* Until incident.c is there: its words, for the tests of the rules alone. */
#include "core/incident.h"

static const char *const TYPES[] = {"t1", "t2", "t3", "t4", "t5", "t6", "other"};
static const char *const JA[] = {"紛失・盗難", "誤送信・誤公開", "内部犯行",
    "Winny/Share等への漏えい", "不正プログラム", "不正アクセス", "その他"};

bool incident_type_parse(struct str s, enum incident_type *ret)
{
	for (int i = 0; i < TYPE_COUNT_; i++)
		if (str_is(s, TYPES[i])) {
			*ret = (enum incident_type)i;
			return true;
		}
	return false;
}

const char *incident_type_name(enum incident_type t, enum lang lang)
{
	return lang == LANG_JA ? JA[t] : TYPES[t];
}

const char *party_word(enum party p)
{
	static const char *const W[] = {"prefecture", "municipality", "related"};

	return W[p];
}
