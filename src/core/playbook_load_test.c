/*
 * core/playbook_load: a wrong file is refused with file, line and reason; an
 * office's own version on top of another one is taken.
 */
#include <stdio.h>

#include "base/test.h"
#include "core/playbook_load.h"

#define HEAD                                                                 \
	"playbook: p\nversion: v1\nname_ja: 名\nname_en: name\n"             \
	"languages: [ja, en]\n"

/* Lines 1 to 9 of p/a.yaml: one good item to put wrong ones beside. */
#define GOOD                                                                 \
	"items:\n  - id: a.1\n    section: \"2\"\n    kind: example\n"       \
	"    phase: discovery\n    machine: text\n    does: shows\n"         \
	"    ja: 例。\n    en: An example.\n"

/* Lines 10 on: the start of a second item, complete but for what follows. */
#define NEXT                                                                 \
	"  - id: a.2\n    section: \"2\"\n    kind: instruction\n"           \
	"    phase: discovery\n    machine: text\n    does: shows\n"         \
	"    ja: 文。\n    en: A text.\n"

struct file {
	const char *name;
	const char *text;
	size_t n; /* 0: text is NUL-terminated */
};

struct folder {
	const struct file *files;
	size_t n;
};

static bool read_folder(
    void *ctx, struct str name, struct str *ret_bytes, struct err *e)
{
	const struct folder *in = ctx;

	for (size_t i = 0; i < in->n; i++) {
		const struct file *f = &in->files[i];

		if (!str_is(name, f->name))
			continue;
		*ret_bytes = f->n ? (struct str){f->text, f->n}
				  : str_of(f->text);
		return true;
	}
	if (playbook_embedded(name, ret_bytes))
		return true;
	return fail(e, ERR_MISSING, "「%.*s」がありません。",
	    "There is no \"%.*s\".", STR_ARG(name));
}

static bool load(struct arena *a, const struct file *files, size_t n,
    struct playbook *ret_pb, struct err *e)
{
	struct folder in = {files, n};

	return playbook_load(a, STR("p"), read_folder, &in, ret_pb, e);
}

/* Refused, with that place and that reason in both languages. */
static void check_refused(const struct file *files, size_t n,
    const char *place, const char *reason)
{
	AUTO(arena_end) struct arena a = {0};
	struct playbook pb = {.items_n = 77};
	struct err e = {0};

	ck_assert_msg(!load(&a, files, n, &pb, &e), "taken: %s", reason);
	ck_assert_msg(e.kind == ERR_INPUT || e.kind == ERR_LIMIT, "kind %d",
	    (int)e.kind);
	ck_assert_msg(str_starts(str_of(e.en), str_of(place)) &&
	    str_find(str_of(e.en), str_of(reason)) >= 0,
	    "\"%s\", not \"%s … %s\"", e.en, place, reason);
	ck_assert_msg(str_starts(str_of(e.ja), str_of(place)) &&
	    str_find(str_of(e.ja), str_of("。")) > 0, "%s", e.ja);
	ck_assert_uint_eq(pb.items_n, 77); /* untouched */
}

struct wrong {
	const char *text; /* of p/a.yaml */
	const char *place;
	const char *reason;
};

static const struct wrong wrong_items[] = {
	{"items:\n  - id: a.1\n", "p/a.yaml:2: ", "\"section\" is missing"},
	{GOOD "  - id: a.1\n    section: \"2\"\n    kind: example\n"
	      "    phase: discovery\n    machine: text\n    does: shows\n"
	      "    ja: 例。\n    en: Again.\n",
	    "p/a.yaml:10: ", "\"a.1\" exists already, in p/a.yaml line 2"},
	{GOOD "    colour: red\n", "p/a.yaml:10: ", "no key \"colour\""},
	{GOOD "    ja: もう一つ。\n", "p/a.yaml:10: ", "written twice"},
	{"items:\n  - id: あ\n", "p/a.yaml:2: ", "use ASCII letters"},
	{"items:\n  - id: \"\"\n", "p/a.yaml:2: ", "use ASCII letters"},
	{"items:\n  - id: .a\n", "p/a.yaml:2: ", "use ASCII letters"},
	{"items:\n  - id: a\n    kind: exampel\n", "p/a.yaml:3: ",
	    "kind cannot be \"exampel\""},
	{"items:\n  - id: a\n    phase: early\n", "p/a.yaml:3: ",
	    "phase cannot be \"early\""},
	{"items:\n  - id: a\n    does: magic\n", "p/a.yaml:3: ",
	    "does cannot be \"magic\""},
	{"items:\n  - id: a\n    machine: \"\"\n", "p/a.yaml:3: ",
	    "machine cannot be"},
	{"items:\n  - id: a\n    section: 3-5 (2)\n", "p/a.yaml:3: ",
	    "section cannot be"},
	{"items:\n  - id: a\n    tool: hammer\n", "p/a.yaml:3: ",
	    "tool cannot be \"hammer\""},
	{"items:\n  - id: a\n    condition: threat and victims\n",
	    "p/a.yaml:3: ", "condition cannot be"},
	{"items:\n  - id: a\n    condition: [threat]\n", "p/a.yaml:3: ",
	    "has to be one value"},
	{"items:\n  - id: a\n    needs: evidence\n", "p/a.yaml:3: ",
	    "needs has to be a list"},
	{"items:\n  - id: a\n    needs:\n      - evidence\n      - luck\n",
	    "p/a.yaml:5: ", "needs cannot be \"luck\""},
	{"items:\n  - id: a\n    needs:\n      - [evidence]\n",
	    "p/a.yaml:4: ", "holds words only"},
	{"items:\n  - id: a\n    clear: [condition, ja]\n", "p/a.yaml:3: ",
	    "clear cannot be \"ja\""},
	{"items:\n  - id: a\n    gap: [G 1]\n", "p/a.yaml:3: ",
	    "gap cannot be"},
	{"items:\n  - id: a\n    cutoff: true\n", "p/a.yaml:3: ",
	    "has to be yes or no"},
	{"items:\n  - id: a\n    ja:\n", "p/a.yaml:3: ", "ja is empty"},
	{"items:\n  - id: a\n    en: \"  \"\n", "p/a.yaml:3: ",
	    "en is empty"},
	{"items:\n  - id: a\n    ja: |\n      一行\n      二行\n",
	    "p/a.yaml:3: ", "line breaks"},
	{"items:\n  - id: a\n    ja: \"\\u0007\"\n", "p/a.yaml:3: ",
	    "control"},
	{"items:\n  - id: a\n    ja: \"\\u202E文\"\n", "p/a.yaml:3: ",
	    "direction"},
	{"items:\n  - id: a\n    ja: 文\x01\n", "p/a.yaml:3: ", "YAML"},
	{"items:\n  - id: a\n    ja: \xff\n", "p/a.yaml:3: ", "UTF-8"},
	{"items:\n  - just a text\n", "p/a.yaml:2: ", "key: value"},
	{"items: none\n", "p/a.yaml:1: ", "items has to be a list"},
	{"rubbish: yes\n", "p/a.yaml:1: ", "no key \"rubbish\""},
	{"roles: []\n", "p/a.yaml:1: ", "no key \"roles\" here"},
	{"- a\n", "p/a.yaml:1: ", "key: value"},
	{"items:\n  - id: *x\n", "p/a.yaml:2: ", "aliases"},
	{"items:\n  - id: &x a\n", "p/a.yaml:2: ", "anchors"},
	{"items:\n  - id: !!str a\n", "p/a.yaml:2: ", "tags"},
	{"items:\n - id: a\n  section: b\n", "p/a.yaml:3: ", "YAML"},
	{"items:\n  - id: \"a\n", "p/a.yaml:3: ", "YAML"},
	{"items: []\n---\nitems: []\n", "p/a.yaml:3: ", "one document"},
	{"a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n",
	    "p/a.yaml:1: ", "nested too deeply"},
};

TEST(a_wrong_item_is_refused_with_its_line)
{
	for (size_t i = 0; i < COUNT_OF(wrong_items); i++) {
		const struct file files[] = {
			{"p/playbook.yaml", HEAD "files: [a.yaml]\n", 0},
			{"p/a.yaml", wrong_items[i].text, 0}};

		check_refused(files, 2, wrong_items[i].place,
		    wrong_items[i].reason);
	}
}
END

/* Whole items that do not fit together; line 10 is where the second begins. */
static const struct wrong wrong_references[] = {
	{GOOD NEXT "    parent: a.9\n", "p/a.yaml:10: ",
	    "parent: there is no item \"a.9\""},
	{GOOD NEXT "    after: a.2\n", "p/a.yaml:10: ", "comes around"},
	{GOOD NEXT "    same: b\n", "p/a.yaml:10: ",
	    "same: there is no item"},
	{GOOD "    parent: a.2\n" NEXT "    parent: a.1\n", "p/a.yaml:2: ",
	    "comes around"},
	{GOOD NEXT "    actor: nobody\n", "p/a.yaml:10: ",
	    "no role \"nobody\""},
	{GOOD NEXT "    gap: [G99]\n", "p/a.yaml:10: ",
	    "\"G99\" is not among"},
	{GOOD NEXT "    place_after: b\n", "p/a.yaml:10: ",
	    "place_after: there is no item"},
	{GOOD NEXT "    option: yes\n", "p/a.yaml:10: ",
	    "name its question"},
	{GOOD NEXT "    ours: yes\n", "p/a.yaml:10: ", "begins with x."},
	{GOOD NEXT "    cutoff: yes\n    needs: [evidence]\n",
	    "p/a.yaml:10: ", "never waits"},
	{GOOD NEXT "    destructive: yes\n    needs: [scan]\n",
	    "p/a.yaml:10: ", "has to have needs"},
	{GOOD NEXT "    title_ja: 題\n", "p/a.yaml:10: ", "go together"},
	{GOOD "  - id: a.2\n    section: \"2\"\n    kind: instruction\n"
	      "    phase: discovery\n    machine: task\n    does: person\n"
	      "    ja: 文。\n    en: A text.\n",
	    "p/a.yaml:10: ", "has to have title_ja"},
	{GOOD "  - id: a.2\n    section: \"2\"\n    kind: instruction\n"
	      "    phase: discovery\n    machine: text\n    does: shows\n"
	      "    ja: \"{boss}が決める。\"\n    en: A text.\n",
	    "p/a.yaml:10: ", "no such role"},
	{GOOD "  - id: a.2\n    section: \"2\"\n    kind: instruction\n"
	      "    phase: discovery\n    machine: text\n    does: shows\n"
	      "    ja: \"{taker\"\n    en: A text.\n",
	    "p/a.yaml:10: ", "no such role"},
	{GOOD "without:\n  - id: a.1\n    differs_ja: ない。\n"
	      "    differs_en: Not there.\n",
	    "p/a.yaml:11: ", "has no item \"a.1\""},
	{GOOD "changed:\n  - id: a.1\n    differs_ja: 違う。\n"
	      "    differs_en: Different.\n",
	    "p/a.yaml:11: ", "has no item \"a.1\""},
	{GOOD "changed:\n  - id: a.1\n    ja: 新しい。\n", "p/a.yaml:11: ",
	    "\"differs_ja\" is missing"},
	{GOOD "gaps:\n  - {id: G1, ja: 空白, en: gap}\n"
	      "  - {id: G1, ja: 空白, en: gap}\n",
	    "p/a.yaml:12: ", "\"G1\" is there twice"},
	{"gaps: []\n", "p/playbook.yaml:1: ", "not a single item"},
};

TEST(items_that_do_not_fit_together_are_refused_with_their_line)
{
	for (size_t i = 0; i < COUNT_OF(wrong_references); i++) {
		const struct file files[] = {
			{"p/playbook.yaml", HEAD "files: [a.yaml]\n"
			    "roles:\n  - {id: taker, ja: 受, en: taker}\n", 0},
			{"p/a.yaml", wrong_references[i].text, 0}};

		check_refused(files, 2, wrong_references[i].place,
		    wrong_references[i].reason);
	}
}
END

/* Line 6 is the first after the head. */
static const struct wrong wrong_heads[] = {
	{"playbook: p\nversion: v1\nname_ja: 名\nname_en: n\n",
	    "p/playbook.yaml:1: ", "\"languages\" is missing"},
	{"playbook: q\nversion: v1\nname_ja: 名\nname_en: n\n"
	 "languages: [ja, en]\n",
	    "p/playbook.yaml:1: ", "not the name of its folder"},
	{"playbook: p\nversion: v1\nname_ja: 名\nname_en: n\n"
	 "languages: [ja]\n",
	    "p/playbook.yaml:5: ", "has to be [ja, en]"},
	{HEAD "files: a.yaml\n", "p/playbook.yaml:6: ", "has to be a list"},
	{HEAD "files:\n  - a.yaml\n  - b.yaml\n", "p/playbook.yaml:8: ",
	    "no \"p/b.yaml\""},
	{HEAD "files:\n  - a.yaml\n  - ../a.yaml\n", "p/playbook.yaml:8: ",
	    "same folder"},
	{HEAD "files:\n  - a.yaml\n  - a.yaml\n", "p/playbook.yaml:8: ",
	    "there twice"},
	{HEAD "files: [playbook.yaml]\n", "p/playbook.yaml:6: ",
	    "same folder"},
	{HEAD "files:\n  - [a.yaml]\n", "p/playbook.yaml:7: ",
	    "same folder"},
	{HEAD "additions: maybe\n", "p/playbook.yaml:6: ", "yes or no"},
	{HEAD "based_on: p\n", "p/playbook.yaml:6: ", "comes around"},
	{HEAD "based_on: nowhere\n", "p/playbook.yaml:6: ",
	    "no \"nowhere/playbook.yaml\""},
	{HEAD "roles:\n  - {id: a, ja: 甲, en: a}\n"
	      "  - {id: a, ja: 甲, en: a}\n",
	    "p/playbook.yaml:8: ", "role \"a\" is there twice"},
	{HEAD "changed_roles:\n  - {id: a, ja: 甲, en: a}\n",
	    "p/playbook.yaml:7: ", "has no role \"a\""},
	{HEAD "based_on: gifu-1.7\nwithout:\n  - id: t9.h\n"
	      "    differs_ja: ない。\n    differs_en: No.\n",
	    "p/playbook.yaml:8: ", "has no item \"t9.h\""},
	/* What others point at cannot go without them. */
	{HEAD "based_on: gifu-1.7\nwithout:\n  - id: step.report.1\n"
	      "    differs_ja: ない。\n    differs_en: No.\n",
	    "gifu-1.7/basics.yaml:", "same: there is no item"},
	{HEAD "title: x\n", "p/playbook.yaml:6: ", "no key \"title\""},
	{"", "p/playbook.yaml:1: ", "key: value"},
};

TEST(a_wrong_playbook_yaml_is_refused_with_its_line)
{
	for (size_t i = 0; i < COUNT_OF(wrong_heads); i++) {
		const struct file files[] = {
			{"p/playbook.yaml", wrong_heads[i].text, 0},
			{"p/a.yaml", GOOD, 0}};

		check_refused(files, 2, wrong_heads[i].place,
		    wrong_heads[i].reason);
	}
}
END

TEST(a_file_that_is_too_large_is_refused)
{
	AUTO(arena_end) struct arena a = {0};
	size_t n = PLAYBOOK_FILE_BYTES_MAX + 1;
	char *big = arena_alloc(&a, n);

	memset(big, '#', n);
	const struct file files[] = {
		{"p/playbook.yaml", HEAD "files: [a.yaml]\n", 0},
		{"p/a.yaml", big, n}};

	check_refused(files, 2, "p/a.yaml:1: ", "too large");
}
END

TEST(too_long_a_text_and_title_are_refused)
{
	AUTO(arena_end) struct arena a = {0};
	char *x = arena_alloc(&a, PLAYBOOK_TEXT_BYTES_MAX + 2);
	struct str text;
	struct str title;

	memset(x, 'x', PLAYBOOK_TEXT_BYTES_MAX + 1);
	text = arena_printf(&a, "items:\n  - id: a\n    en: %s\n", x);
	title = arena_printf(
	    &a, "items:\n  - id: a\n    title_en: %.61s\n", x);
	const struct file long_text[] = {
		{"p/playbook.yaml", HEAD "files: [a.yaml]\n", 0},
		{"p/a.yaml", text.p, text.n}};
	const struct file long_title[] = {
		{"p/playbook.yaml", HEAD "files: [a.yaml]\n", 0},
		{"p/a.yaml", title.p, title.n}};

	check_refused(long_text, 2, "p/a.yaml:3: ", "en is too long");
	check_refused(long_title, 2, "p/a.yaml:3: ", "title_en is too long");
}
END

/* A prefecture's own version: other office, one change, one of its own. */
#define OWN                                                                  \
	HEAD "based_on: gifu-1.7\nchanged_roles:\n  - id: report_desk\n"     \
	     "    office_ja: デジタル課\n    office_en: Digital Division\n"  \
	     "changed:\n  - id: step.notify.1\n    clear: [condition]\n"     \
	     "    differs_ja: 常に行う。\n    differs_en: Always.\n"          \
	     "  - id: step.recover.2\n    needs: [severity]\n"               \
	     "    differs_ja: 先に判定する。\n"                              \
	     "    differs_en: Judged first.\n"                               \
	     "items:\n  - id: own.1\n    section: \"2\"\n    kind: step\n"   \
	     "    phase: recovery\n    machine: text\n    does: shows\n"     \
	     "    place_after: step.recover.2\n"                             \
	     "    ja: 独自の項目。\n    en: Our own item.\n"

TEST(an_office_writes_its_own_version_as_what_differs)
{
	AUTO(arena_end) struct arena a = {0};
	const struct file files[] = {{"p/playbook.yaml", OWN, 0}};
	struct playbook pb;
	struct playbook base;
	struct playbook_diff_row *diff;
	struct err e = {0};
	const struct playbook_item *it;

	ck_ok(load(&a, files, 1, &pb, &e), &e);
	ck_ok(playbook_load_embedded(&a, STR("gifu-1.7"), &base, &e), &e);

	ck_assert_uint_eq(pb.items_n, base.items_n + 1);
	it = playbook_find(&pb, STR("step.report.1"));
	ck_assert(str_find(it->ja, STR("デジタル課")) > 0);
	it = playbook_find(&pb, STR("step.recover.2"));
	ck_assert_uint_eq(it->needs, PLAYBOOK_NEEDS_SEVERITY);
	ck_assert_uint_eq(
	    playbook_find(&pb, STR("step.notify.1"))->condition.n, 0);
	ck_str(it[1].id, "own.1");
	ck_assert_uint_gt(playbook_diff(&a, &base, &pb, &diff), 4);
}
END

TEST(the_additions_can_be_switched_off)
{
	AUTO(arena_end) struct arena a = {0};
	const struct file files[] = {{"p/playbook.yaml",
	    HEAD "based_on: gifu-1.7\nadditions: no\n", 0}};
	struct playbook pb;
	struct err e = {0};

	ck_ok(load(&a, files, 1, &pb, &e), &e);

	ck_assert_uint_eq(pb.items_n, 508);
	ck_assert_ptr_null(playbook_find(&pb, STR("x.other")));
}
END

/* docs/playbook-format.md of the source tree. */
static struct str read_page(struct arena *a)
{
	const char *root = getenv("SHODO_SOURCE");
	char path[512];
	char *p = arena_alloc(a, 100000);
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/docs/playbook-format.md",
	    root ? root : ".");
	f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "no %s", path);
	n = fread(p, 1, 100000, f);
	fclose(f);
	ck_assert_uint_lt(n, 100000);
	return (struct str){p, n};
}

static struct str between(struct str s, const char *from, const char *to)
{
	ptrdiff_t at = str_find(s, str_of(from));

	ck_assert_msg(at >= 0, "the page lacks \"%s\"", from);
	s = str_from(s, (size_t)at);
	at = str_find(s, str_of(to));
	ck_assert_msg(at >= 0, "the page lacks \"%s\"", to);
	return str_slice(s, 0, (size_t)at);
}

/* Whoever copies the example of the page gets a playbook that loads. */
TEST(the_example_of_the_page_is_a_right_playbook)
{
	AUTO(arena_end) struct arena a = {0};
	struct str text =
	    between(read_page(&a), "playbook: city-2026\n", "```");
	const struct file files[] = {
		{"city-2026/playbook.yaml", text.p, text.n}};
	struct folder in = {files, 1};
	struct playbook pb;
	struct err e = {0};

	ck_ok(playbook_load(&a, STR("city-2026"), read_folder, &in, &pb, &e),
	    &e);

	ck_str(playbook_find(&pb, STR("step.notify.1"))->title_ja,
	    "市長・副市長に報告し協議する");
}
END

TEST(the_page_names_every_condition_that_is_used)
{
	AUTO(arena_end) struct arena a = {0};
	struct str words =
	    between(read_page(&a), "**Conditions.**", "**Needs.**");
	struct playbook pb;
	struct err e = {0};

	ck_ok(playbook_load_embedded(&a, STR("gifu-1.7"), &pb, &e), &e);
	for (size_t i = 0; i < pb.items_n; i++) {
		struct str rest = pb.items[i].condition;
		struct str part;
		struct str word;

		while (str_cut(&rest, '|', &part))
			while (str_cut(&part, '&', &word))
				ck_assert_msg(str_find(words,
				    str_trim(word)) > 0, "%.*s",
				    STR_ARG(word));
	}
}
END

TEST_MAIN("playbook_load", a_wrong_item_is_refused_with_its_line,
    items_that_do_not_fit_together_are_refused_with_their_line,
    a_wrong_playbook_yaml_is_refused_with_its_line,
    a_file_that_is_too_large_is_refused,
    too_long_a_text_and_title_are_refused,
    an_office_writes_its_own_version_as_what_differs,
    the_additions_can_be_switched_off,
    the_example_of_the_page_is_a_right_playbook,
    the_page_names_every_condition_that_is_used)
