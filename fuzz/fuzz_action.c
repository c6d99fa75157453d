/*
 * fuzz/fuzz_action - any bytes as a first report and then one action a line:
 * refused in both languages with a kind, or decided; what was decided folds,
 * decides the same again from its own body, and shows as JSON.
 */
#include <stdlib.h>

#include "core/incident.h"
#include "core/playbook_load.h"
#include "core/todo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { LINES_MAX = 40 };

#define NOW (INT64_C(1795482000) * TIME_SECOND)

/* The book and the law do not change from input to input. */
struct books {
	struct arena a;
	struct playbook pb;
	const struct rules *rules;
};

static const struct books *books(void)
{
	static struct books b;
	const struct rules_source *files;
	struct err e = {0};

	if (b.rules)
		return &b;
	size_t n = rules_embedded(&files);
	if (!playbook_load_embedded(&b.a, STR("gifu-1.7"), &b.pb, &e) ||
	    !rules_load(&b.a, files, n, &b.rules, &e))
		abort();
	return &b;
}

static void check_refusal(const struct err *e)
{
	if (e->kind == ERR_NONE || e->kind == ERR_TAMPERED || !e->ja[0] ||
	    !e->en[0])
		abort();
}

/* Decided events fold, and their body is a fixed point of deciding. */
static void fold(struct arena *a, struct incident *inc, struct event ev)
{
	struct event *kept = ARENA_NEW(a, struct event);
	struct err e = {0};

	*kept = ev;
	kept->seq = inc->last_seq + 1;
	if (!incident_apply(a, inc, kept, &e))
		abort();
}

static void report(struct arena *a, struct incident *inc,
    const struct json *in)
{
	const struct json *body, *again;
	struct err e = {0};

	if (!incident_report(a, in, NOW, &body, &e)) {
		check_refusal(&e);
		return;
	}
	if (!incident_report(a, body, NOW, &again, &e) ||
	    !json_same(body, again))
		abort();
	fold(a, inc,
	    (struct event){.ts = NOW,
	        .at = NOW,
	        .kind = STR("report"),
	        .incident = STR("A"),
	        .actor = STR("u"),
	        .body = body});
}

static void act(struct arena *a, struct incident *inc, const struct json *in)
{
	const struct books *b = books();
	struct actor by = {.user = STR("u"), .role = ROLE_SECRETARIAT};
	struct surroundings around = {
	    .playbook = &b->pb, .rules = b->rules, .by = &by, .now = NOW};
	struct event ev = {0};
	struct err e = {0};

	if (incident_decide(a, inc, &around, in, &ev, &e))
		fold(a, inc, ev);
	else
		check_refusal(&e);
}

static void show(struct arena *a, const struct incident *inc)
{
	const struct books *b = books();
	struct actor by = {.user = STR("u"), .role = ROLE_SECRETARIAT};
	struct buf out = buf_begin(a, 1 << 24);
	struct json_writer w = {.b = &out};
	struct todo_list l = todo_make(a, inc, &b->pb, b->rules, &by, NOW);
	const struct json *parsed;
	struct err e = {0};

	incident_put_json(&w, inc, &b->pb, b->rules, NOW);
	if (out.over || !json_parse(a, buf_str(&out), out.n, &parsed, &e))
		abort();
	for (size_t i = 0; i < l.n; i++)
		if (!l.items[i].title.n || !l.items[i].reason.n ||
		    !l.items[i].item.n || l.items[i].rank != (int)i + 1)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct incident inc = {0};
	struct str rest = {(const char *)data, n}, line;

	for (int i = 0; i < LINES_MAX && str_cut(&rest, '\n', &line); i++) {
		const struct json *in;
		struct err e = {0};

		if (!json_parse(&a, line, 1 << 20, &in, &e))
			continue;
		if (inc.exists)
			act(&a, &inc, in);
		else
			report(&a, &inc, in);
	}
	if (inc.exists)
		show(&a, &inc);
	return 0;
}
