/*
 * core/incident_fixture - what the tests of this room share: a playbook, the
 * rules, people, and one line per step of an incident. Tests only.
 */
#ifndef CORE_INCIDENT_FIXTURE_H
#define CORE_INCIDENT_FIXTURE_H

#include "base/test.h"
#include "core/action.h"
#include "core/incident.h"
#include "core/playbook_load.h"
#include "core/todo.h"

struct fixture {
	struct arena a;
	struct playbook pb, other; /* other: only its id */
	const struct playbook *all[2];
	const struct rules *rules;
	struct incident inc;
	struct actor by;
	int64_t now;
	uint64_t seq;
	struct err e;
};

/* 2026-11-24 10:00 in Japan. */
#define FIXTURE_NOW (INT64_C(1795482000) * TIME_SECOND)

static inline struct actor person(const char *user, enum role role)
{
	return (struct actor){.user = str_of(user),
	    .name = str_of(user),
	    .role = role,
	    .unit = role == ROLE_SECRETARIAT ? STR("") : STR("soumu/zeimu"),
	    .via = STR("cli")};
}

static inline void fixture_begin(struct fixture *f)
{
	const struct rules_source *files;
	size_t n = rules_embedded(&files);

	*f = (struct fixture){.now = FIXTURE_NOW,
	    .by = person("kacho", ROLE_MANAGER)};
	ck_ok(playbook_load_embedded(&f->a, STR("gifu-1.7"), &f->pb, &f->e),
	    &f->e);
	f->other.id = STR("gifu-1.5");
	f->all[0] = &f->pb;
	f->all[1] = &f->other;
	ck_ok(rules_load(&f->a, files, n, &f->rules, &f->e), &f->e);
}

static inline void fixture_end(struct fixture *f)
{
	arena_end(&f->a);
}

static inline const struct json *parsed(struct fixture *f, const char *text)
{
	const struct json *v = NULL;
	struct err e = {0};

	ck_assert_msg(json_parse(&f->a, str_of(text), 1 << 20, &v, &e),
	    "%s: %s", text, e.en);
	return v;
}

/* Apply a body as the journal would hand it back. */
static inline bool applied(struct fixture *f, struct event ev)
{
	struct event *kept = ARENA_NEW(&f->a, struct event);

	*kept = ev;
	kept->seq = ++f->seq;
	return incident_apply(&f->a, &f->inc, kept, &f->e);
}

static inline bool try_report(struct fixture *f, const char *text)
{
	const struct json *body;

	f->e = (struct err){0};
	if (!incident_report(&f->a, parsed(f, text), f->now, &body, &f->e))
		return false;
	return applied(f,
	    (struct event){.ts = f->now,
	        .at = f->now,
	        .kind = STR("report"),
	        .incident = STR("ABC-234"),
	        .actor = f->by.user,
	        .role = str_of(role_word(f->by.role)),
	        .via = f->by.via,
	        .body = body});
}

static inline bool try_act(struct fixture *f, const char *text)
{
	struct surroundings around = {.playbook = &f->pb,
	    .playbooks = f->all,
	    .playbooks_n = 2,
	    .rules = f->rules,
	    .by = &f->by,
	    .now = f->now};
	struct event ev;

	f->e = (struct err){0};
	return incident_decide(&f->a, &f->inc, &around, parsed(f, text), &ev,
	           &f->e) &&
	    applied(f, ev);
}

static inline void filed(struct fixture *f, const char *text)
{
	ck_assert_msg(try_report(f, text), "%s: %s", text, f->e.en);
	f->inc.unit = f->inc.unit.n ? f->inc.unit : STR("soumu/zeimu");
}

static inline void act(struct fixture *f, const char *text)
{
	ck_assert_msg(try_act(f, text), "%s: %s", text, f->e.en);
}

static inline struct todo_list todo_now(struct fixture *f)
{
	return todo_make(
	    &f->a, &f->inc, &f->pb, f->rules, &f->by, f->now);
}

#endif
