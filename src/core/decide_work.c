/*
 * core/decide_work - tasks and measures: does the item exist, is it still
 * open, and is what it needs in the record (the evidence lock, gap G5)? Also
 * prevention.done.
 */
#include "core/decide.h"
#include "core/near.h"
#include "core/situation.h"

static bool no_such_task(
    const struct deciding *d, struct str id, struct err *e)
{
	const struct playbook *pb = d->around->playbook;
	struct near near = {.want = id};

	for (size_t i = 0; i < pb->items_n; i++)
		if (situation_is_task(d->inc, &pb->items[i]))
			near_offer(&near, pb->items[i].id);
	for (size_t i = 0; i < d->inc->tasks_n; i++)
		if (d->inc->tasks[i].item.n == 0)
			near_offer(&near, d->inc->tasks[i].id);
	return fail_field(e, ERR_MISSING,
	    json_get(d->body, "task") ? "task" : "item",
	    "「%.*s」という作業はありません。近いもの: %s",
	    "There is no task \"%.*s\". Close to it: %s.",
	    (int)(id.n < 60 ? id.n : 60), id.p, near_list(d->a, &near).p);
}

/* An item that can be done: not a heading, a question or an example. */
static bool is_doable(const struct playbook_item *item)
{
	switch (item->kind) {
	case PLAYBOOK_KIND_STEP:
	case PLAYBOOK_KIND_FLOW:
	case PLAYBOOK_KIND_INSTRUCTION:
	case PLAYBOOK_KIND_CAUTION:
	case PLAYBOOK_KIND_CONTACT:
	case PLAYBOOK_KIND_FIRST_AID:
	case PLAYBOOK_KIND_FIRST_AID_NOTE:
	case PLAYBOOK_KIND_PREVENTION:
	case PLAYBOOK_KIND_PREVENTION_NOTE:
		return item->phase != PLAYBOOK_PHASE_NONE;
	default:
		return false;
	}
}

static bool other_type(const struct playbook_item *item, struct err *e)
{
	return fail_field(e, ERR_INPUT, "item",
	    "「%.*s」はこの事案の種別の項目ではありません。"
	    "種別が違うときは type.set で直してください。",
	    "\"%.*s\" belongs to another type of incident; if the type is "
	    "wrong, correct it with type.set.",
	    STR_ARG(item->id));
}

/* The id of the task that `item` or `task` names; *ret_item NULL when added. */
static bool find_task(const struct deciding *d, struct str *ret_id,
    const struct playbook_item **ret_item, struct err *e)
{
	struct str item = decide_text(d, "item");
	struct str task = decide_text(d, "task");
	struct str id = task.n ? task : item;

	if (item.n && task.n && !str_eq(item, task))
		return fail_field(e, ERR_INPUT, "task",
		    "「item」と「task」が別の作業を指しています。"
		    "どちらか一方にしてください。",
		    "\"item\" and \"task\" name two different tasks; "
		    "give only one of them.");
	*ret_id = id;
	*ret_item = NULL;
	if (str_starts(id, STR("task."))) {
		const struct task *t = incident_task(d->inc, id);

		return t && t->item.n == 0 ? true : no_such_task(d, id, e);
	}
	*ret_item = playbook_find(d->around->playbook, id);
	if (*ret_item && situation_is_question(d->inc, *ret_item))
		return fail_field(e, ERR_INPUT, "item",
		    "「%.*s」は問いです。答えは fact.state で記録してください。",
		    "\"%.*s\" is a question; record its answer with "
		    "fact.state.",
		    STR_ARG(id));
	if (!*ret_item || !is_doable(*ret_item))
		return no_such_task(d, id, e);
	if (!situation_has(d->inc, *ret_item) &&
	    !incident_task(d->inc, id))
		return other_type(*ret_item, e);
	return true;
}

/* What stands in the way, in both languages; nothing when overridden. */
static bool lock_ok(const struct deciding *d, const struct playbook_item *item,
    struct err *e)
{
	unsigned missing =
	    situation_missing(d->inc, d->around->playbook, item);
	struct buf ja = buf_begin(d->a, 200), en = buf_begin(d->a, 200);

	if (!missing || json_get(d->body, "override"))
		return true;
	for (unsigned need = 1; need <= missing; need <<= 1) {
		enum playbook_need one = (enum playbook_need)need;

		if (!(missing & need))
			continue;
		buf_printf(&ja, "%s%.*s", ja.n ? "、" : "",
		    STR_ARG(playbook_need_ja(one)));
		buf_printf(&en, "%s%.*s", en.n ? ", " : "",
		    STR_ARG(playbook_need_en(one)));
	}
	(void)fail_field(e, ERR_CONFLICT, "override",
	    "「%.*s」の前に必要な記録がありません。",
	    "\"%.*s\" needs something on record first.", STR_ARG(item->id));
	snprintf(e->ja, sizeof(e->ja),
	    "「%.*s」の前に、次の記録が必要です: %s。"
	    "先に記録するか、急ぐ理由を override に書いてください。",
	    STR_ARG(item->id), buf_str(&ja).p);
	snprintf(e->en, sizeof(e->en),
	    "Before \"%.*s\" the record needs: %s. Record that first, or "
	    "give the reason for going ahead in override.",
	    STR_ARG(item->id), buf_str(&en).p);
	return false;
}

/* Staff finish what they were given, nothing else. */
static bool own_task(const struct deciding *d, struct str id, struct err *e)
{
	const struct task *t = incident_task(d->inc, id);

	if (d->around->by->role != ROLE_STAFF ||
	    (t && str_eq(t->to, d->around->by->user)))
		return true;
	return fail(e, ERR_FORBIDDEN,
	    "「%.*s」はあなたに割り当てられた作業ではありません。",
	    "\"%.*s\" is not a task assigned to you.", STR_ARG(id));
}

static bool is_listed(const struct str *names, size_t n, struct str user)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], user))
			return true;
	return false;
}

/* Whoever gets a task must be able to see the incident. */
static bool assignee_ok(const struct deciding *d, struct err *e)
{
	const struct incident *inc = d->inc;
	struct str to = decide_text(d, "to");

	if (!to.n)
		return true;
	if (is_listed(inc->excluded, inc->excluded_n, to))
		return fail_field(e, ERR_CONFLICT, "to",
		    "「%.*s」はこの事案から除外されています。"
		    "ほかの人に割り当ててください。",
		    "\"%.*s\" is excluded from this incident; assign it "
		    "to somebody else.",
		    STR_ARG(to));
	if (inc->restricted && !is_listed(inc->members, inc->members_n, to))
		return fail_field(e, ERR_CONFLICT, "to",
		    "「%.*s」は閲覧者に入っていません。"
		    "先に閲覧者（access.restrict）に加えてください。",
		    "\"%.*s\" is no member of this restricted incident; "
		    "add the person first (access.restrict).",
		    STR_ARG(to));
	return true;
}

bool decide_task_add(const struct deciding *d, struct err *e)
{
	return assignee_ok(d, e);
}

bool decide_task(const struct deciding *d, struct err *e)
{
	const struct playbook_item *item = NULL;
	struct str id;

	if (!find_task(d, &id, &item, e))
		return false;
	const struct task *t = incident_task(d->inc, id);
	if (t && t->status == WORK_DONE)
		return fail_field(e, ERR_CONFLICT, t->item.n ? "item" : "task",
		    "「%.*s」はすでに完了しています。",
		    "\"%.*s\" is already done.", STR_ARG(id));
	if (t && t->status == WORK_WAIVED && d->action->id != ACTION_TASK_DONE)
		return fail_field(e, ERR_CONFLICT, t->item.n ? "item" : "task",
		    "「%.*s」は理由を付けて省略されています。",
		    "\"%.*s\" has been waived with a reason.", STR_ARG(id));
	if (d->action->id != ACTION_TASK_DONE)
		return assignee_ok(d, e);
	return own_task(d, id, e) && (!item || lock_ok(d, item, e));
}

bool decide_measure(const struct deciding *d, struct err *e)
{
	struct str id = decide_text(d, "item");
	const struct playbook_item *item;

	if (!id.n)
		return true;
	item = playbook_find(d->around->playbook, id);
	if (!item || !is_doable(item))
		return no_such_task(d, id, e);
	if (d->inc->types && !situation_has(d->inc, item))
		return other_type(item, e);
	return lock_ok(d, item, e);
}

bool decide_prevention_done(const struct deciding *d, struct err *e)
{
	struct str id = decide_text(d, "id");
	struct near near = {.want = id};

	for (size_t i = 0; i < d->inc->preventions_n; i++) {
		const struct prevention *p = &d->inc->preventions[i];

		near_offer(&near, p->id);
		if (!str_eq(p->id, id))
			continue;
		if (!p->done)
			return true;
		return fail_field(e, ERR_CONFLICT, "id",
		    "再発防止策「%.*s」はすでに完了しています。",
		    "The prevention measure \"%.*s\" is already done.",
		    STR_ARG(id));
	}
	return fail_field(e, ERR_MISSING, "id",
	    "再発防止策「%.*s」はありません。あるもの: %s",
	    "There is no prevention measure \"%.*s\"; there is: %s.",
	    (int)(id.n < 60 ? id.n : 60), id.p, near_list(d->a, &near).p);
}
