/*
 * core/todo_text - the reasons in the list of what to do now, in both
 * languages. Knows no order; todo_collect.c asks per entry.
 */
#include "core/todo_inside.h"

static const struct {
	const char *ja, *en;
} REASONS[TODO_GROUP_COUNT_] = {
	[TODO_CUTOFF] = {"被害の拡大を止めることが先です。"
	                 "報告や協議を待つ必要はありません。",
	    "Stopping the damage comes first; it waits for no report and no "
	    "consultation."},
	[TODO_FIRST_REPORT] = {"発生が分かった時点で、詳しいことを待たずに"
	                       "まず一報を入れます。",
	    "Report the moment it is known, before the details."},
	[TODO_TYPE] = {"種別が決まると、その種別の手順と期限が示されます。"
	               "後から変えられます。",
	    "Once the type is set, its steps and deadlines are shown; it can "
	    "be changed later."},
	[TODO_URGENT] = {"期限が過ぎているか、迫っています。",
	    "The deadline has passed or is near."},
	[TODO_PAIR] = {"報告・協議と初動対応は同時に進めます。"
	               "どちらも他方を待ちません。",
	    "Report and initial response run at the same time; neither waits "
	    "for the other."},
	[TODO_RESPONSE] = {"この種別の初動対応です。",
	    "Initial response of this type."},
	[TODO_FACTS] = {"事実関係は、報告書、重要度の判定、報告義務のもとに"
	                "なります。分からないものは「不明」と記録します。",
	    "The facts feed the reports, the severity and the duties; record "
	    "as unknown what is not known."},
	[TODO_CLOCK] = {"期限のある報告です。", "A report with a deadline."},
	[TODO_INVESTIGATION] = {"漏えいの範囲、原因、被害を明らかにします。",
	    "Make the extent, the cause and the damage clear."},
	[TODO_SEVERITY] = {"通知・公表の判断の前に、四つの問いに答え、"
	                   "理由を付けて人が判定します。",
	    "Before notices and publication a person answers the four "
	    "questions and judges, with the reason."},
	[TODO_NOTIFICATION] = {"通知・公表・報告等の段階で行います。",
	    "Part of notification, publication and reporting."},
	[TODO_PUBLICATION] = {"公表する、しない、時期を見て改めて判断する、の"
	                      "どれかを理由とともに決めます。",
	    "Decide to publish, not to, or to look again later, with the "
	    "reason."},
	[TODO_RECOVERY] = {"被害の拡大を防ぎ、復旧する段階で行います。",
	    "Part of containing the damage and recovering."},
	[TODO_PREVENTION] = {"同じ事故を繰り返さないために行います。",
	    "So that it does not happen again."},
	[TODO_CLOSE] = {"必要なことがすべて済みました。",
	    "Everything that is owed is done or waived."},
	[TODO_EXAMPLE] = {"マニュアルの例です。必要なものだけ行います。",
	    "An example of the manual; do what is needed."},
};

static void put_missing(struct buf *b, const struct todo_making *m,
    const struct playbook_item *item)
{
	unsigned missing = situation_missing(m->s.inc, m->s.pb, item);
	bool first = true;

	for (unsigned need = 1; need <= missing; need <<= 1) {
		enum playbook_need one = (enum playbook_need)need;
		struct str word = m->lang == LANG_EN ? playbook_need_en(one)
		                                     : playbook_need_ja(one);

		if (!(missing & need))
			continue;
		if (first)
			buf_put(b,
			    todo_say(m, "先に必要なもの: ", " Needed first: "));
		buf_printf(b, "%s%.*s",
		    first                    ? ""
		        : m->lang == LANG_EN ? ", "
		                             : "、",
		    STR_ARG(word));
		first = false;
	}
	if (!first)
		buf_put(b, todo_say(m, "。", "."));
}

struct str todo_reason(const struct todo_making *m, enum todo_group group,
    const struct playbook_item *item)
{
	struct buf b = buf_begin(m->a, 1000);

	buf_put(&b, todo_say(m, REASONS[group].ja, REASONS[group].en));
	if (item && group != TODO_SEVERITY && group != TODO_PUBLICATION) {
		put_missing(&b, m, item);
		if (situation_applies(m->s.inc, item) == PLAYBOOK_UNKNOWN)
			buf_put(&b,
			    todo_say(m,
			        "当てはまるか分からない間は、当てはまるものと"
			        "して扱います。",
			        " Treated as applying while that is not "
			        "known."));
	}
	return buf_str(&b);
}
