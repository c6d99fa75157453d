/*
 * core/decide_judge - what a person decides: severity, publication and the
 * like, duties, number of persons, access, closing.
 */
#include "core/decide.h"

#include "base/utf8.h"
#include "core/near.h"
#include "core/situation.h"
#include "core/todo.h"
#include "core/words.h"

/* ---- severity: the four questions, the same in all types ---- */

enum { QUESTIONS = 4 };

static const char *const QUESTION_WORDS =
    "1,q1,class,information,kind,情報区分|"
    "2,q2,protection,measures,保護策|"
    "3,q3,impact,affected,extent,影響|"
    "4,q4,management,problems,cause,管理上の問題点";

/* "1", "t2.severity.1", "class": which of the four, 0 for none. */
static int question_of(struct arena *a, struct str name)
{
	if (name.n == 13 && str_starts(str_from(name, 2), STR(".severity.")))
		name = str_from(name, 12);
	struct str word = field_word(a, QUESTION_WORDS, name);

	return word.p ? word.p[0] - '0' : 0;
}

static bool answers_shape(struct err *e)
{
	return fail_field(e, ERR_INPUT, "answers",
	    "「answers」は四つの問いへの答えを {\"1\": …, \"2\": …, \"3\": …, "
	    "\"4\": …} の形で入力してください"
	    "（1 情報の区分、2 保護策、3 影響、4 管理上の問題点）。",
	    "Give \"answers\" to the four questions as {\"1\": …, \"2\": …, "
	    "\"3\": …, \"4\": …} (1 class of information, 2 protection, "
	    "3 impact, 4 problems of management).");
}

/* The answers as q1 to q4, since a name on record begins with a letter; an
 * array of four counts in order. */
static bool read_answers(const struct deciding *d, struct json *ret,
    struct err *e)
{
	const struct json *in = json_get(d->body, "answers");
	const struct json *by[QUESTIONS + 1] = {0};

	*ret = json_of_object();
	if (!in)
		return true;
	if (in->kind != JSON_KIND_OBJECT && in->kind != JSON_KIND_ARRAY)
		return answers_shape(e);
	if (in->kind == JSON_KIND_ARRAY && in->n > QUESTIONS)
		return answers_shape(e);
	for (size_t i = 0; in->kind == JSON_KIND_ARRAY && i < in->n; i++)
		by[i + 1] = &in->items[i];
	for (size_t i = 0; in->kind == JSON_KIND_OBJECT && i < in->n; i++) {
		int q = question_of(d->a, in->members[i].name);

		if (!q)
			return answers_shape(e);
		by[q] = &in->members[i].value;
	}
	for (int q = 1; q <= QUESTIONS; q++)
		if (!field_is_blank(by[q]))
			json_set_n(d->a, ret, arena_printf(d->a, "q%d", q),
			    *by[q]);
	return true;
}

bool decide_severity(const struct deciding *d, struct err *e)
{
	struct json answers;

	if (!read_answers(d, &answers, e))
		return false;
	json_set(d->a, d->body, "answers", answers);
	if (json_get(d->body, "override"))
		return true;
	for (int q = 1; q <= QUESTIONS; q++) {
		char name[4];

		snprintf(name, sizeof(name), "q%d", q);
		if (json_get(&answers, name))
			continue;
		return fail_field(e, ERR_INPUT, "answers",
		    "重要度の問い %d に答えてください"
		    "（1 情報の区分、2 保護策、3 影響、4 管理上の問題点）。"
		    "急ぐときは override に理由を書いてください。",
		    "Answer question %d of the severity (1 class of "
		    "information, 2 protection, 3 impact, 4 problems of "
		    "management), or give a reason in override.",
		    q);
	}
	return true;
}

/* ---- decisions ---- */

static bool publication(const struct deciding *d, struct err *e)
{
	struct str outcome =
	    field_word(d->a, OUTCOME_WORDS, decide_text(d, "outcome"));

	if (!outcome.p)
		return fail_field(e, ERR_INPUT, "outcome",
		    "公表の判断は publish（公表する）、not（公表しない）、"
		    "later（時期を見て改めて判断）のどれかにしてください。",
		    "Decide publication as publish, not, or later.");
	json_set(d->a, d->body, "what", json_of_string(STR("publication")));
	json_set(d->a, d->body, "outcome", json_of_string(outcome));
	if (d->inc->severity || json_get(d->body, "override"))
		return true;
	return fail_field(e, ERR_CONFLICT, "override",
	    "公表の判断の前に重要度を判定（severity.judge）してください。"
	    "急ぐときは override に理由を書いてください。",
	    "Judge the severity (severity.judge) before deciding on "
	    "publication, or give a reason in override.");
}

bool decide_decision(const struct deciding *d, struct err *e)
{
	static const char WORDS[] =
	    "publication,publish,press,公表,公表の要否,記者発表";

	if (field_word(d->a, WORDS, decide_text(d, "what")).p)
		return publication(d, e);
	return true;
}

/* ---- duties ---- */

/* The items of the manual that this submission settles. */
static void put_settles(const struct deciding *d, struct str id)
{
	const struct playbook *pb = d->around->playbook;
	const struct playbook_item *own = playbook_find(pb, id);
	struct situation s = situation_make(d->a, d->inc, pb);
	struct json list = json_of_array();

	if (!own)
		return;
	json_push(d->a, &list, json_of_string(own->id));
	for (size_t i = 0; i < pb->items_n; i++)
		if (&pb->items[i] != own &&
		    situation_is_task(d->inc, &pb->items[i]) &&
		    situation_goes_with(&s, own, &pb->items[i]))
			json_push(
			    d->a, &list, json_of_string(pb->items[i].id));
	json_set(d->a, d->body, "settles", list);
}

bool decide_duty(const struct deciding *d, struct err *e)
{
	struct duty_list list = duty_derive(
	    d->a, d->inc, d->around->rules, d->around->now);
	struct str id = decide_text(d, "duty");
	const struct duty *duty = duty_find(&list, id);
	struct near near = {.want = id};

	for (size_t i = 0; i < list.n; i++)
		near_offer(&near, list.items[i].id);
	if (!duty)
		return fail_field(e, ERR_MISSING, "duty",
		    "「%.*s」という報告・届出はありません。近いもの: %s",
		    "There is no duty \"%.*s\". Close to it: %s.",
		    (int)(id.n < 60 ? id.n : 60), id.p,
		    near_list(d->a, &near).p);
	if (d->action->id == ACTION_DUTY_WAIVE &&
	    (duty->state == DUTY_SUBMITTED || duty->state == DUTY_WAIVED))
		return fail_field(e, ERR_CONFLICT, "duty",
		    "「%.*s」はすでに済んでいるので、省略できません。",
		    "\"%.*s\" is already settled, so it cannot be waived.",
		    STR_ARG(id));
	if (d->action->id != ACTION_DUTY_APPROVE)
		put_settles(d, duty->item);
	return true;
}

/* ---- the version of the manual ---- */

bool decide_playbook(const struct deciding *d, struct err *e)
{
	struct str id = decide_text(d, "playbook");
	struct near near = {.want = id};

	if (str_eq(id, d->around->playbook->id))
		return fail_field(e, ERR_CONFLICT, "playbook",
		    "この事案はすでに「%.*s」に沿っています。",
		    "This incident already goes by \"%.*s\".", STR_ARG(id));
	for (size_t i = 0; i < d->around->playbooks_n; i++) {
		if (str_eq(d->around->playbooks[i]->id, id))
			return true;
		near_offer(&near, d->around->playbooks[i]->id);
	}
	return fail_field(e, ERR_MISSING, "playbook",
	    "「%.*s」というマニュアルの版はありません。あるもの: %s",
	    "There is no playbook \"%.*s\"; there is: %s.",
	    (int)(id.n < 60 ? id.n : 60), id.p, near_list(d->a, &near).p);
}

/* ---- persons, access ---- */

bool decide_persons(const struct deciding *d, struct err *e)
{
	int64_t max = json_get_int(d->body, "max", 0);
	int64_t confirmed = json_get_int(
	    d->body, "confirmed", d->inc->persons_confirmed);

	if (confirmed <= max)
		return true;
	return fail_field(e, ERR_INPUT, "confirmed",
	    "確認済みの数（confirmed %lld）が最大（max %lld）を超えています。",
	    "The confirmed number (confirmed %lld) exceeds the largest "
	    "possible one (max %lld).",
	    (long long)confirmed, (long long)max);
}

static bool is_excluded(const struct incident *inc, struct str user)
{
	for (size_t i = 0; i < inc->excluded_n; i++)
		if (str_eq(inc->excluded[i], user))
			return true;
	return false;
}

bool decide_access(const struct deciding *d, struct err *e)
{
	struct str user = decide_text(d, "user");

	if (d->action->id == ACTION_ACCESS_OPEN && !d->inc->restricted)
		return fail(e, ERR_CONFLICT,
		    "この事案の閲覧者は限定されていません。",
		    "Access to this incident is not restricted.");
	if (d->action->id == ACTION_ACCESS_EXCLUDE &&
	    str_eq(user, d->around->by->user))
		return fail_field(e, ERR_INPUT, "user",
		    "自分自身は除外できません。ほかの決定者に依頼してください。",
		    "You cannot exclude yourself; ask another decider.");
	if (d->action->id == ACTION_ACCESS_EXCLUDE &&
	    is_excluded(d->inc, user))
		return fail_field(e, ERR_CONFLICT, "user",
		    "「%.*s」はすでに除外されています。",
		    "\"%.*s\" is already excluded.", STR_ARG(user));
	if (d->action->id == ACTION_ACCESS_INCLUDE &&
	    !is_excluded(d->inc, user))
		return fail_field(e, ERR_MISSING, "user",
		    "「%.*s」は除外されていません。",
		    "\"%.*s\" is not excluded.", STR_ARG(user));
	return true;
}

/* ---- closing (gap G23) ---- */

static struct str first_items(const struct deciding *d, enum lang lang,
    size_t *ret_n)
{
	struct todo_list open = todo_before_close(d->a, d->inc,
	    d->around->playbook, d->around->rules, lang, d->around->now);
	struct buf b = buf_begin(d->a, 250);

	*ret_n = open.n;
	for (size_t i = 0; i < open.n && i < 3; i++)
		buf_printf(&b, "%s%.*s (%.*s)",
		    i == 0                 ? ""
		        : lang == LANG_JA ? "、"
		                          : ", ",
		    STR_ARG(open.items[i].title), STR_ARG(open.items[i].item));
	return (struct str){b.p, utf8_cut(b.p, b.n)};
}

bool decide_close(const struct deciding *d, struct err *e)
{
	size_t n;
	struct str ja = first_items(d, LANG_JA, &n);
	struct str en = first_items(d, LANG_EN, &n);

	if (n == 0)
		return true;
	(void)fail(e, ERR_CONFLICT, "未了の事項が %zu 件あります。",
	    "%zu things are still open.", n);
	snprintf(e->ja, sizeof(e->ja),
	    "終結の前に、未了の %zu 件を終えるか理由を付けて省略してください: %.*s%s",
	    n, STR_ARG(ja), n > 3 ? " ほか" : "");
	snprintf(e->en, sizeof(e->en),
	    "Before closing, finish or waive with a reason what is still "
	    "open (%zu): %.*s%s",
	    n, STR_ARG(en), n > 3 ? " …" : ".");
	return false;
}
