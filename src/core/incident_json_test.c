/*
 * core/incident_json - the shapes of the contract (product.md): every member
 * it names is there, of its kind, on an empty and on a full incident.
 */
#include "core/incident_fixture.h"

static const struct json *shown(struct fixture *f)
{
	struct buf b = buf_begin(&f->a, 1 << 20);
	struct json_writer w = {.b = &b};

	incident_put_json(&w, &f->inc, &f->pb, f->rules, f->now);
	ck_assert(!b.over);
	return parsed(f, buf_str(&b).p);
}

static const struct json *member(
    const struct json *o, const char *name, enum json_kind kind)
{
	const struct json *v = json_get(o, name);

	ck_assert_msg(v && v->kind == kind, "%s", name);
	return v;
}

/* The one of the array whose `name` is that text. */
static const struct json *one(
    const struct json *array, const char *name, const char *text)
{
	for (size_t i = 0; i < array->n; i++)
		if (str_is(json_get_str(&array->items[i], name), text))
			return &array->items[i];
	ck_abort_msg("no %s %s", name, text);
	return NULL;
}

static void fill(struct fixture *f)
{
	static const char *const STEPS[] = {
	    "{\"action\":\"fact.state\",\"item\":\"t2.fact.4\","
	    "\"value\":\"午後\",\"certainty\":\"推定\"}",
	    "{\"action\":\"fact.state\",\"item\":\"t2.fact.4\","
	    "\"value\":\"15時\",\"certainty\":\"確認済\"}",
	    "{\"action\":\"task.assign\",\"item\":\"t2.first.2\","
	    "\"to\":\"tanto\",\"due\":\"2026-11-25\"}",
	    "{\"action\":\"task.done\",\"item\":\"t2.first.1\","
	    "\"result\":\"宛先だけ\"}",
	    "{\"action\":\"task.waive\",\"item\":\"t2.invest.2\","
	    "\"reason\":\"公開していない\"}",
	    "{\"action\":\"task.add\",\"title\":\"議会\","
	    "\"phase\":\"notification\"}",
	    "{\"action\":\"measure.take\",\"title\":\"送信停止\","
	    "\"effect\":\"止まった\"}",
	    "{\"action\":\"contact.add\",\"kind\":\"本人\",\"name\":\"代表\"}",
	    "{\"action\":\"severity.judge\",\"answers\":[\"a\",\"b\",\"c\","
	    "\"d\"],\"level\":\"大\",\"reason\":\"r\"}",
	    "{\"action\":\"decision.make\",\"what\":\"公表\","
	    "\"outcome\":\"公表する\",\"reason\":\"r\"}",
	    "{\"action\":\"duty.submit\",\"duty\":\"manual.mic\","
	    "\"at\":\"2026-11-24\",\"means\":\"メール\",\"receipt\":\"1\"}",
	    "{\"action\":\"duty.waive\",\"duty\":\"manual.governor\","
	    "\"reason\":\"r\"}",
	    "{\"action\":\"persons.count\",\"confirmed\":3,\"max\":1780}",
	    "{\"action\":\"prevention.plan\",\"title\":\"確認\","
	    "\"owner\":\"税務課\",\"due\":\"2027-03-31\"}"};

	filed(f, "{\"types\":[\"t2\"],\"summary\":\"誤送信\","
	         "\"known_at\":\"2026-11-24\","
	         "\"personal_information\":\"yes\"}");
	for (size_t i = 0; i < COUNT_OF(STEPS); i++)
		act(f, STEPS[i]);
}

TEST(show_has_every_member_of_the_contract)
{
	static const char *const ARRAYS[] = {"types", "tasks", "measures",
	    "decisions", "duties", "contacts", "timeline"};
	struct fixture f;
	const struct json *o;

	fixture_begin(&f);
	filed(&f, "{\"summary\":\"x\"}");
	o = shown(&f);
	ck_str(json_get_str(o, "incident"), "ABC-234");
	ck_str(json_get_str(o, "status"), "open");
	ck_str(json_get_str(o, "party"), "prefecture");
	for (size_t i = 0; i < COUNT_OF(ARRAYS); i++)
		(void)member(o, ARRAYS[i], JSON_KIND_ARRAY);
	(void)member(o, "facts", JSON_KIND_OBJECT);
	(void)member(o, "severity", JSON_KIND_NULL);
	ck_assert_int_eq(json_get_int(o, "entries", -1), 1);
	fixture_end(&f);
}
END

TEST(facts_tasks_and_the_rest_say_what_was_recorded)
{
	struct fixture f;
	const struct json *o, *v;

	fixture_begin(&f);
	fill(&f);
	o = shown(&f);
	v = member(json_get(o, "facts"), "t2.fact.4", JSON_KIND_OBJECT);
	ck_str(json_get_str(v, "value"), "15時");
	ck_str(json_get_str(v, "certainty"), "confirmed");
	ck_str(json_get_str(v, "at"), "2026-11-24T01:00:00.000Z");
	ck_str(json_get_str(v, "by"), "kacho");
	ck_assert_uint_eq(member(v, "older", JSON_KIND_ARRAY)->n, 1);
	v = member(o, "tasks", JSON_KIND_ARRAY);
	ck_str(json_get_str(one(v, "item", "t2.first.1"), "status"), "done");
	ck_str(json_get_str(one(v, "item", "t2.first.2"), "status"), "open");
	ck_str(json_get_str(one(v, "item", "t2.first.2"), "due"),
	    "2026-11-25T14:59:59.000Z"); /* to the end of that day in Japan */
	ck_str(json_get_str(one(v, "item", "t2.invest.2"), "status"),
	    "waived");
	ck_str(json_get_str(one(v, "id", "task.1"), "title"), "議会");
	ck_str(json_get_str(one(v, "item", "step.notify.6"), "status"),
	    "done");
	ck_str(json_get_str(one(json_get(o, "measures"), "title", "送信停止"),
	           "effect"),
	    "止まった");
	ck_str(json_get_str(json_get(o, "severity"), "level"), "大");
	ck_str(json_get_str(one(json_get(o, "decisions"), "what",
	           "publication"), "outcome"),
	    "publish");
	ck_assert_int_eq(
	    json_get_int(json_get(o, "persons"), "max", -1), 1780);
	ck_assert_int_eq(json_get_int(o, "entries", -1), 15);
	fixture_end(&f);
}
END

TEST(duties_carry_recipient_paper_state_and_clock)
{
	static const char *const STATES[] = {"open", "submitted", "waived",
	    "not_due"};
	struct fixture f;
	const struct json *duties, *ppc;

	fixture_begin(&f);
	fill(&f);
	duties = member(shown(&f), "duties", JSON_KIND_ARRAY);
	ck_str(json_get_str(one(duties, "id", "manual.mic"), "state"),
	    "submitted");
	ck_str(json_get_str(one(duties, "id", "manual.governor"), "state"),
	    "waived");
	ppc = one(duties, "id", "appi.ppc.preliminary");
	ck_str(json_get_str(ppc, "state"), "open");
	ck_assert(json_get_str(ppc, "working_target").n > 0);
	ck_assert(json_get_str(ppc, "limit").n > 0);
	ck_assert(json_get_str(ppc, "rule").n > 0);
	for (size_t i = 0; i < duties->n; i++) {
		const struct json *d = &duties->items[i];
		bool known = false;

		for (size_t k = 0; k < COUNT_OF(STATES); k++)
			known |= str_is(json_get_str(d, "state"), STATES[k]);
		ck_assert(known && json_get_str(d, "recipient").n);
		ck_assert(json_get(d, "paper") && json_get(d, "limit"));
	}
	fixture_end(&f);
}
END

TEST(the_timeline_is_every_entry_in_order)
{
	struct fixture f;
	const struct json *t;

	fixture_begin(&f);
	fill(&f);
	t = member(shown(&f), "timeline", JSON_KIND_ARRAY);
	ck_str(json_get_str(&t->items[0], "kind"), "report");
	for (size_t i = 0; i < t->n; i++) {
		ck_assert_int_eq(
		    json_get_int(&t->items[i], "seq", -1), (int)i + 1);
		ck_str(json_get_str(&t->items[i], "by"), "kacho");
		ck_assert(json_get_str(&t->items[i], "at").n);
	}
	fixture_end(&f);
}
END

/* Untouched work whose condition does not hold is nobody's to do. */
TEST(what_does_not_apply_is_not_open)
{
	struct fixture f;
	const struct json *tasks, *t;

	fixture_begin(&f);
	filed(&f, "{\"types\":[\"t2\"],\"party\":\"municipality\"}");
	tasks = member(shown(&f), "tasks", JSON_KIND_ARRAY);
	t = one(tasks, "item", "step.notify.1"); /* governor: prefecture */
	ck_str(json_get_str(t, "status"), "waived");
	ck_str(json_get_str(t, "applies"), "no");
	ck_str(json_get_str(one(tasks, "item", "t2.first.2"), "applies"),
	    "unknown");
	fixture_end(&f);
}
END

/* The journal hands back the bytes of each body: the fold is the same. */
TEST(a_fold_of_the_sealed_bytes_is_the_same_incident)
{
	struct fixture f;
	struct incident again = {0};
	struct buf before, after;
	struct json_writer wb = {.b = &before}, wa = {.b = &after};

	fixture_begin(&f);
	fill(&f);
	for (size_t i = 0; i < f.inc.timeline.n; i++) {
		struct event *ev = ARENA_NEW(&f.a, struct event);
		struct buf body = buf_begin(&f.a, 1 << 16);

		*ev = *f.inc.timeline.items[i];
		json_put(&body, ev->body);
		ev->body = parsed(&f, buf_str(&body).p);
		ck_ok(incident_apply(&f.a, &again, ev, &f.e), &f.e);
	}
	again.unit = f.inc.unit; /* desk/ puts it into the report */
	before = buf_begin(&f.a, 1 << 20);
	after = buf_begin(&f.a, 1 << 20);
	incident_put_json(&wb, &f.inc, &f.pb, f.rules, f.now);
	incident_put_json(&wa, &again, &f.pb, f.rules, f.now);
	ck_assert(str_eq(buf_str(&before), buf_str(&after)));
	fixture_end(&f);
}
END

TEST(todo_has_rank_title_reason_item_and_due)
{
	struct fixture f;
	struct todo_list l;
	struct buf b;
	struct json_writer w = {.b = &b};
	const struct json *v;

	fixture_begin(&f);
	fill(&f);
	l = todo_now(&f);
	b = buf_begin(&f.a, 1 << 20);
	todo_put_json(&w, &l);
	v = parsed(&f, buf_str(&b).p);
	ck_assert_int_eq(v->kind, JSON_KIND_ARRAY);
	ck_assert_uint_eq(v->n, l.n);
	for (size_t i = 0; i < v->n; i++) {
		const struct json *t = &v->items[i];

		ck_assert_int_eq(json_get_int(t, "rank", -1), (int)i + 1);
		ck_assert(json_get_str(t, "title").n);
		ck_assert(json_get_str(t, "reason").n);
		ck_assert(json_get_str(t, "item").n);
		ck_assert_ptr_nonnull(json_get(t, "due"));
	}
	fixture_end(&f);
}
END

TEST_MAIN("incident_json", show_has_every_member_of_the_contract,
    facts_tasks_and_the_rest_say_what_was_recorded,
    duties_carry_recipient_paper_state_and_clock,
    the_timeline_is_every_entry_in_order, what_does_not_apply_is_not_open,
    a_fold_of_the_sealed_bytes_is_the_same_incident,
    todo_has_rank_title_reason_item_and_due)
