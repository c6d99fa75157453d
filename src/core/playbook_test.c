/*
 * core/playbook: the manual as data is whole and right: every row of the
 * inventory is there, and nothing else; and what is looked up in it.
 * tests/items.tsv is the inventory without its texts.
 */
#include <stdio.h>

#include "base/test.h"
#include "base/utf8.h"
#include "core/playbook_load.h"

#define ROWS_MAX 600
#define COLUMNS 8

/* id section kind phase v15 v17 differs machine */
struct row {
	struct str cell[COLUMNS];
};

static struct str read_whole(struct arena *a, const char *path)
{
	FILE *f = fopen(path, "rb");
	char *p = arena_alloc(a, 400000);
	size_t n;

	ck_assert_msg(f != NULL, "no file %s", path);
	n = fread(p, 1, 400000, f);
	fclose(f);
	ck_assert_msg(n < 400000, "%s is too long", path);
	return (struct str){p, n};
}

static size_t read_rows(struct arena *a, struct row *rows)
{
	const char *root = getenv("SHODO_SOURCE");
	char path[512];
	struct str rest;
	struct str line;
	size_t n = 0;

	snprintf(path, sizeof(path), "%s/tests/items.tsv", root ? root : ".");
	rest = read_whole(a, path);
	ck_assert(str_cut(&rest, '\n', &line)); /* the names of the columns */
	while (str_cut(&rest, '\n', &line)) {
		ck_assert_uint_lt(n, ROWS_MAX);
		for (size_t i = 0; i < COLUMNS; i++)
			ck_assert(str_cut(&line, '\t', &rows[n].cell[i]));
		n++;
	}
	return n;
}

static struct playbook load(struct arena *a, const char *id)
{
	struct err e = {0};
	struct playbook pb = {0};

	ck_ok(playbook_load_embedded(a, str_of(id), &pb, &e), &e);
	return pb;
}

/* Every row of that version is an item, in the same order; no other is. */
static void check_ids(const char *id, size_t version_cell, size_t expected)
{
	AUTO(arena_end) struct arena a = {0};
	struct row *rows = ARENA_ARRAY(&a, ROWS_MAX, struct row);
	size_t rows_n = read_rows(&a, rows);
	struct playbook pb = load(&a, id);
	size_t at = 0;
	size_t found = 0;

	ck_assert_uint_eq(rows_n, 512);
	for (size_t i = 0; i < rows_n; i++) {
		const struct playbook_item *it;

		if (!str_is(rows[i].cell[version_cell], "yes")) {
			ck_assert_msg(!playbook_find(&pb, rows[i].cell[0]),
			    "%s has %.*s, which that version does not have",
			    id, STR_ARG(rows[i].cell[0]));
			continue;
		}
		it = playbook_find(&pb, rows[i].cell[0]);
		ck_assert_msg(it != NULL, "%s lacks %.*s", id,
		    STR_ARG(rows[i].cell[0]));
		ck_assert_msg(at == 0 || it > &pb.items[at - 1],
		    "%.*s stands out of order", STR_ARG(it->id));
		at = (size_t)(it - pb.items) + 1;
		found++;
	}
	ck_assert_uint_eq(found, expected);
	for (size_t i = 0; i < pb.items_n; i++)
		if (!pb.items[i].ours)
			found--;
	ck_assert_msg(found == 0, "%s has an item too many", id);
}

TEST(version_1_7_has_every_row_of_the_inventory_and_no_other)
{
	check_ids("gifu-1.7", 5, 508);
}
END

TEST(version_1_5_has_every_row_of_the_inventory_and_no_other)
{
	check_ids("gifu-1.5", 4, 497);
}
END

static void check_natures(const char *id)
{
	AUTO(arena_end) struct arena a = {0};
	struct row *rows = ARENA_ARRAY(&a, ROWS_MAX, struct row);
	size_t rows_n = read_rows(&a, rows);
	struct playbook pb = load(&a, id);
	size_t compared = 0;

	for (size_t i = 0; i < rows_n; i++) {
		const struct playbook_item *it =
		    playbook_find(&pb, rows[i].cell[0]);

		if (!it)
			continue;
		ck_assert_msg(str_eq(it->section, rows[i].cell[1]) &&
		    str_eq(playbook_kind_name(it->kind), rows[i].cell[2]) &&
		    str_eq(playbook_phase_name(it->phase), rows[i].cell[3]) &&
		    str_eq(playbook_machine_name(it->machine),
			rows[i].cell[7]),
		    "%.*s: section, kind, phase or machine is not that of the "
		    "inventory",
		    STR_ARG(it->id));
		compared++;
	}
	ck_assert_uint_ge(compared, 497);
}

TEST(section_kind_phase_and_machine_are_those_of_the_inventory)
{
	check_natures("gifu-1.7");
	check_natures("gifu-1.5");
}
END

/* The committed copy holds what the inventory holds, column by column. */
TEST(the_copy_of_the_inventory_is_the_inventory)
{
	AUTO(arena_end) struct arena a = {0};
	const char *path = test_shared("manual/items.tsv");
	struct row *rows = ARENA_ARRAY(&a, ROWS_MAX, struct row);
	size_t rows_n = read_rows(&a, rows);
	struct str rest;
	struct str line;
	size_t n = 0;

	if (!path)
		return;
	rest = read_whole(&a, path);
	ck_assert(str_cut(&rest, '\n', &line));
	while (str_cut(&rest, '\n', &line)) {
		struct str cell[10] = {{0}};

		for (size_t i = 0; i < 10; i++)
			str_cut(&line, '\t', &cell[i]);
		for (size_t i = 0; i < 6; i++)
			ck_assert(str_eq(cell[i], rows[n].cell[i]));
		ck_assert(str_is(rows[n].cell[6], cell[6].n ? "yes" : "-"));
		ck_assert(str_eq(cell[9], rows[n].cell[7]));
		n++;
	}
	ck_assert_uint_eq(n, rows_n);
}
END

static bool has_japanese(struct str s)
{
	while (s.n > 0) {
		uint32_t c = utf8_next(&s);

		if (c >= 0x3040 && c < 0xa000)
			return true;
	}
	return false;
}

static void check_texts(const char *id)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, id);

	for (size_t i = 0; i < pb.items_n; i++) {
		const struct playbook_item *it = &pb.items[i];

		ck_assert_msg(has_japanese(it->ja), "%.*s: ja is not Japanese",
		    STR_ARG(it->id));
		ck_assert_msg(!has_japanese(it->en), "%.*s: en has Japanese",
		    STR_ARG(it->id));
		ck_assert_msg(!has_japanese(it->title_en),
		    "%.*s: title_en has Japanese", STR_ARG(it->id));
		ck_assert_msg(it->title_ja.n == 0 ||
		    (has_japanese(it->title_ja) &&
			utf8_count(it->title_ja) <= 30),
		    "%.*s: title_ja is too long for a list", STR_ARG(it->id));
		ck_assert_msg(str_find(it->ja, STR("{")) < 0 &&
		    str_find(it->en, STR("{")) < 0 &&
		    str_find(it->title_ja, STR("{")) < 0,
		    "%.*s: an office is not filled in", STR_ARG(it->id));
	}
}

TEST(every_text_is_there_in_both_languages)
{
	check_texts("gifu-1.7");
	check_texts("gifu-1.5");
}
END

/* No telephone number of the old manual, nor any other, in any file. */
TEST(no_telephone_number_is_stored)
{
	const char *const names[] = {"gifu-1.5/playbook.yaml",
		"gifu-1.5/only.yaml", "gifu-1.5/changed.yaml",
		"gifu-1.5/without.yaml", "gifu-1.7/steps.yaml",
		"gifu-1.7/cover.yaml", "gifu-1.7/basics.yaml"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct str s;
		size_t digits = 0;

		ck_assert(playbook_embedded(str_of(names[i]), &s));
		for (size_t j = 0; j < s.n; j++) {
			digits = s.p[j] >= '0' && s.p[j] <= '9' ? digits + 1
								: 0;
			ck_assert_msg(digits < 4, "%s: %.*s", names[i], 8,
			    s.p + j - 3);
		}
	}
}
END

TEST(what_the_manual_does_not_say_is_marked_and_can_be_switched_off)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	size_t ours = 0;

	for (size_t i = 0; i < pb.items_n; i++) {
		const struct playbook_item *it = &pb.items[i];

		ck_assert_int_eq(it->ours, str_starts(it->id, STR("x.")));
		ours += it->ours;
	}
	ck_assert_uint_eq(ours, 78);
	ck_assert_uint_eq(pb.items_n, 508 + 78);
}
END

/* An entry, a rule of the program, or the order: each gap has its place. */
TEST(every_gap_of_the_manual_is_named_with_its_treatment)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	struct str named = STR_INIT("");

	ck_assert_uint_eq(pb.gaps_n, 30);
	for (int n = 1; n <= 30; n++) {
		struct str id = arena_printf(&a, "G%d", n);
		bool used = false;

		ck_assert(playbook_gap_find(&pb, id) != NULL);
		for (size_t i = 0; i < pb.items_n; i++)
			used |= playbook_has_gap(&pb.items[i], id);
		if (!used)
			named = arena_printf(&a, "%.*s%.*s ", STR_ARG(named),
			    STR_ARG(id));
	}
	ck_str(named, ""); /* gaps that no item treats */
}
END

TEST(what_destroys_traces_waits_for_evidence_and_cutting_off_never_waits)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	const char *const waits[] = {"t5.first.2.2", "t5.secondary.1",
		"t5.contain.1", "t5.contain.2", "t5.contain.3",
		"t4.secondary.1", "t4.secondary.2", "t6.firstaid.3",
		"t6.contain.1.2", "step.recover.3"};
	const char *const cuts[] = {"step.initial.1", "t5.caution.1",
		"t6.caution.1", "t5.firstaid.2", "t6.firstaid.1",
		"t6.firstaid.2", "t4.firstaid.1", "t2.first.3",
		"t3.firstaid.1"};

	for (size_t i = 0; i < COUNT_OF(waits); i++)
		ck_assert_msg(playbook_find(&pb, str_of(waits[i]))->needs &
		    PLAYBOOK_NEEDS_EVIDENCE, "%s", waits[i]);
	for (size_t i = 0; i < COUNT_OF(cuts); i++) {
		const struct playbook_item *it =
		    playbook_find(&pb, str_of(cuts[i]));

		ck_assert_msg(it->cutoff && it->needs == 0, "%s", cuts[i]);
	}
	ck_assert(playbook_find(&pb, STR("t5.contain.3"))->needs &
		  PLAYBOOK_NEEDS_SCAN);
	ck_assert(playbook_find(&pb, STR("t6.firstaid.3"))->needs &
		  PLAYBOOK_NEEDS_CAUSE);
}
END

TEST(the_questions_of_each_type_are_those_of_the_manual)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	const size_t facts[] = {7, 7, 7, 6, 7, 7};
	const size_t forms[] = {4, 3, 4, 4, 4, 4}; /* options of e */

	for (int t = 1; t <= PLAYBOOK_TYPES; t++) {
		struct playbook_filter f = {.type = t, .no_options = true};
		const struct playbook_item *it = NULL;
		size_t n[PLAYBOOK_KIND_COUNT_] = {0};
		size_t options = 0;

		while ((it = playbook_next(&pb, it, &f)))
			n[it->kind] += !it->ours;
		ck_assert_uint_eq(n[PLAYBOOK_KIND_FACT_QUESTION],
		    facts[t - 1]);
		ck_assert_uint_eq(n[PLAYBOOK_KIND_CONTENT_QUESTION], 5);
		ck_assert_uint_eq(n[PLAYBOOK_KIND_SEVERITY_QUESTION], 4);

		const struct playbook_item *e = playbook_find(
		    &pb, arena_printf(&a, "t%d.content.e", t));

		for (it = NULL; (it = playbook_next_option(&pb, e, it));)
			options += !it->ours;
		ck_assert_uint_eq(options, forms[t - 1]);
	}
}
END

/* G10: the manual's three, then employees and "other", which are ours. */
TEST(options_come_with_those_of_the_manual_first)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	const struct playbook_item *q =
	    playbook_find(&pb, STR("t4.severity.3"));
	const char *const expected[] = {"t4.severity.3.opt.1",
		"t4.severity.3.opt.2", "t4.severity.3.opt.3",
		"x.t4.severity.3.opt.4", "x.t4.severity.3.opt.5"};
	const struct playbook_item *it = NULL;

	for (size_t i = 0; i < COUNT_OF(expected); i++) {
		it = playbook_next_option(&pb, q, it);
		ck_assert_ptr_nonnull(it);
		ck_str(it->id, expected[i]);
	}
	ck_assert_ptr_null(playbook_next_option(&pb, q, it));
}
END

TEST(items_know_their_type)
{
	const struct {
		struct str id;
		int type;
	} cases[] = {{STR("t1.h"), 1}, {STR("t6.first.3"), 6},
		{STR("x.t3.trigger.media"), 3}, {STR("step.report"), 0},
		{STR("toc.t1"), 0}, {STR("t7.h"), 0}, {STR("x.other"), 0},
		{STR("t1"), 1}, {STR("t10.h"), 0}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct playbook_item it = {.id = cases[i].id};

		ck_assert_int_eq(playbook_type_of(&it), cases[i].type);
	}
	ck_assert_int_eq(playbook_type_parse(STR("t2")), 2);
	ck_assert_int_eq(playbook_type_parse(STR("other")), 0);
	ck_assert_int_eq(playbook_type_parse(STR("")), 0);
}
END

TEST(a_filter_walks_one_type_one_phase)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	struct playbook_filter f = {.type = 5,
		.phase = PLAYBOOK_PHASE_REPORTING};
	const struct playbook_item *it = playbook_next(&pb, NULL, &f);

	ck_str(it->id, "t5.caution.1.2");
	ck_str(it->title_ja, "情報システム課へ報告し協議する");
	ck_assert_ptr_null(playbook_next(&pb, it, &f));
	f = (struct playbook_filter){.type = -1,
		.kind = PLAYBOOK_KIND_CAUTION};
	ck_str(playbook_next(&pb, NULL, &f)->id, "step.discovery.2.note");
}
END

TEST(work_is_what_a_person_has_to_do)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	const char *const work[] = {"step.report.1", "step.initial.1",
		"t1.find.1", "t2.invest.2", "t5.first.2.2", "t4.notify.2.2",
		"t1.invest.2", "t2.firstaid.note.1", "x.severity.level"};
	const char *const not_work[] = {"step.initial.1.opt.1", "t1.fact.1",
		"t2.content.b", "t1.h", "toc.t1", "t1.example.1",
		"t6.firstaid.note.1", "flow.firstreport", "t3.first.2"};

	for (size_t i = 0; i < COUNT_OF(work); i++)
		ck_assert_msg(playbook_is_work(
		    playbook_find(&pb, str_of(work[i]))), "%s", work[i]);
	for (size_t i = 0; i < COUNT_OF(not_work); i++)
		ck_assert_msg(!playbook_is_work(
		    playbook_find(&pb, str_of(not_work[i]))), "%s",
		    not_work[i]);
}
END

TEST(the_same_act_asked_for_twice_is_known)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	const char *const pairs[][2] = {
		{"t5.secondary.1", "t5.first.2.2"},
		{"t1.firstaid.2", "step.notify.4"},
		{"step.notify.4", "step.notify.4"},
		{"x.t4.notify.mic", "step.notify.6"}};

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		ck_str(playbook_same_among(&pb,
		    playbook_find(&pb, str_of(pairs[i][0])), 0x3f)->id,
		    pairs[i][1]);
}
END

TEST(disconnecting_never_stands_for_that_of_another_type)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	const unsigned t2_and_t5 = 1u << 1 | 1u << 4;
	const struct {
		const char *id;
		unsigned types;
		const char *root;
	} cases[] = {{"t5.firstaid.2", t2_and_t5, "t5.caution.1"},
		{"t2.firstaid.2", t2_and_t5, "t2.first.3"},
		{"step.initial.1", t2_and_t5, "t2.first.3"},
		{"step.initial.1", 1u << 4, "t5.caution.1"},
		{"step.initial.1", 1u << 0, "step.initial.1"},
		{"step.initial.1", 0, "step.initial.1"},
		{"t1.firstaid.2", 1u << 0, "step.notify.4"}};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		ck_str(playbook_same_among(&pb,
		    playbook_find(&pb, str_of(cases[i].id)),
		    cases[i].types)->id, cases[i].root);
}
END

TEST(every_need_of_a_task_can_be_given_by_another_or_by_the_record)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = load(&a, "gifu-1.7");
	unsigned needs = 0;
	unsigned gives = 0;

	for (size_t i = 0; i < pb.items_n; i++) {
		needs |= pb.items[i].needs;
		gives |= pb.items[i].gives;
	}
	/* Decisions, cause and prevention are records of their own. */
	needs &= ~(unsigned)(PLAYBOOK_NEEDS_PUBLICATION |
	    PLAYBOOK_NEEDS_SEVERITY | PLAYBOOK_NEEDS_CAUSE |
	    PLAYBOOK_NEEDS_PREVENTION);
	ck_assert_uint_eq(needs & ~gives, 0);
}
END

static enum playbook_truth first_letter(void *ctx, struct str word)
{
	(void)ctx;
	return word.p[0] == 'p'   ? PLAYBOOK_YES
	       : word.p[0] == 'u' ? PLAYBOOK_UNKNOWN
				  : PLAYBOOK_NO;
}

TEST(a_condition_has_three_values)
{
	/* p… is yes, u… is unknown, all others are no */
	const struct {
		struct str text;
		enum playbook_truth truth;
	} cases[] = {{STR(""), PLAYBOOK_YES},
		{STR("personal_information"), PLAYBOOK_YES},
		{STR("threat"), PLAYBOOK_NO},
		{STR("unauthorised_evident | threat"), PLAYBOOK_UNKNOWN},
		{STR("unauthorised_evident & threat"), PLAYBOOK_NO},
		{STR("threat|personal_information"), PLAYBOOK_YES},
		{STR("personal_information & unauthorised_evident | threat"),
		    PLAYBOOK_UNKNOWN}};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct playbook_item it = {.condition = cases[i].text};

		ck_assert_int_eq(playbook_condition(&it, first_letter, NULL),
		    cases[i].truth);
	}
	ck_assert(playbook_condition_is_known(STR("threat | victims&threat")));
	ck_assert(!playbook_condition_is_known(STR("threat |")));
	ck_assert(!playbook_condition_is_known(STR("& threat")));
	ck_assert(!playbook_condition_is_known(STR("threat & nonsense")));
	ck_assert(!playbook_condition_is_known(STR("")));
}
END

/* All 66 rows of column `differs`, each with its remark; nothing else. */
TEST(the_difference_of_the_versions_is_that_of_the_inventory)
{
	AUTO(arena_end) struct arena a = {0};
	struct row *rows = ARENA_ARRAY(&a, ROWS_MAX, struct row);
	size_t rows_n = read_rows(&a, rows);
	struct playbook old = load(&a, "gifu-1.5");
	struct playbook new = load(&a, "gifu-1.7");
	struct playbook_diff_row *diff;
	size_t n = playbook_diff(&a, &old, &new, &diff);
	size_t only_old = 0;
	size_t only_new = 0;
	size_t filled = 0;

	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(diff[i].remark_ja.n > 0 &&
		    diff[i].remark_en.n > 0, "%.*s: no remark",
		    STR_ARG(diff[i].id));
		only_old += !diff[i].b;
		only_new += !diff[i].a;
	}
	for (size_t i = 0; i < rows_n; i++) {
		size_t j = 0;

		if (!str_is(rows[i].cell[6], "yes"))
			continue;
		filled++;
		while (j < n && !str_eq(diff[j].id, rows[i].cell[0]))
			j++;
		ck_assert_msg(j < n, "%.*s is not in the difference",
		    STR_ARG(rows[i].cell[0]));
	}
	ck_assert_uint_eq(filled, 66);
	ck_assert_uint_eq(n, 66);
	ck_assert_uint_eq(only_old, 4);
	ck_assert_uint_eq(only_new, 15);
}
END

TEST(a_difference_says_what_differs)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook old = load(&a, "gifu-1.5");
	struct playbook new = load(&a, "gifu-1.7");
	struct playbook_diff_row *diff;
	size_t n = playbook_diff(&a, &old, &new, &diff);
	const char *const text[] = {"cover.version", "cover.secretariat",
		"step.report.1", "step.notify.6.submit", "t4.find.1.2",
		"t5.caution.1", "t5.caution.1.2", "t6.caution.1.2",
		"t1.example.h", "t3.firstaid.2", "t3.firstaid.note.1"};
	const char *const place[] = {"toc.h", "step.notify.1",
		"t3.secondary.2", "t6.severity.h", "t1.example.2"};

	for (size_t i = 0; i < n; i++) {
		ck_assert(!diff[i].nature);
		for (size_t j = 0; j < COUNT_OF(text); j++)
			ck_assert_msg(!str_is(diff[i].id, text[j]) ||
			    diff[i].text, "%s", text[j]);
		for (size_t j = 0; j < COUNT_OF(place); j++)
			ck_assert_msg(!str_is(diff[i].id, place[j]) ||
			    !diff[i].text, "%s", place[j]);
	}
	ck_str(diff[1].id, "cover.prefecture"); /* at its place in 1.5 */
	ck_assert_uint_eq(playbook_diff(&a, &new, &new, &diff), 0);
}
END

TEST(an_unknown_playbook_is_missing)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb;
	struct err e = {0};

	ck_assert(!playbook_load_embedded(&a, STR("gifu-9"), &pb, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
	ck_str(playbook_embedded_id(0), "gifu-1.7");
	ck_str(playbook_embedded_id(1), "gifu-1.5");
	ck_assert_uint_eq(playbook_embedded_id(2).n, 0);
}
END

TEST_MAIN("playbook", version_1_7_has_every_row_of_the_inventory_and_no_other,
    version_1_5_has_every_row_of_the_inventory_and_no_other,
    section_kind_phase_and_machine_are_those_of_the_inventory,
    the_copy_of_the_inventory_is_the_inventory,
    every_text_is_there_in_both_languages, no_telephone_number_is_stored,
    what_the_manual_does_not_say_is_marked_and_can_be_switched_off,
    every_gap_of_the_manual_is_named_with_its_treatment,
    what_destroys_traces_waits_for_evidence_and_cutting_off_never_waits,
    the_questions_of_each_type_are_those_of_the_manual,
    options_come_with_those_of_the_manual_first, items_know_their_type,
    a_filter_walks_one_type_one_phase, work_is_what_a_person_has_to_do,
    the_same_act_asked_for_twice_is_known,
    disconnecting_never_stands_for_that_of_another_type,
    every_need_of_a_task_can_be_given_by_another_or_by_the_record,
    a_condition_has_three_values,
    the_difference_of_the_versions_is_that_of_the_inventory,
    a_difference_says_what_differs, an_unknown_playbook_is_missing)
