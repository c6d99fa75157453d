/*
 * The result as JSON and back, what is refused on the way, and the finding
 * that is made from it.
 */
#include "investigate/inventory/report.h"

#include "base/test.h"
#include "investigate/finding.h"
#include "investigate/inventory/answers.h"

enum { ROOM = 8 << 20 };

/* Two files of one inventory: a roll, and a zip that could not be opened. */
static struct inventory_result sample(
    struct arena *a, struct inventory_file file[2])
{
	struct kind_count names = {
	    .found = 120, .valid = 120, .certain = 100, .possible = 3};
	struct kind_count numbers = {.found = 90, .valid = 88, .certain = 90};
	struct inventory_result r = {.n_files = 2, .n_unreadable = 1,
	    .people_min = 110, .people_max = 120};

	file[0] = (struct inventory_file){.path = STR("usb/住民.csv"),
	    .people = 120, .file_day = 20000, .hashed = true,
	    .next = &file[1]};
	file[0].sha256 = sha256_of(STR("roll"));
	file[0].item = (struct item){.bytes = 4096, .format = FORMAT_CSV,
	    .code = TEXT_CP932};
	r.total = (struct sum){.records = 121, .dated = true,
	    .oldest = 18000, .newest = 19000};
	r.total.kind[KIND_NAME] = names;
	r.total.kind[KIND_MY_NUMBER] = numbers;
	file[0].sum = sum_keep(a, &r.total);
	file[1] = (struct inventory_file){.path = STR("usb/控え.zip"),
	    .file_day = INT64_MIN, .changed = true,
	    .ja = STR("パスワードで保護されています。"),
	    .en = STR("Protected by a password.")};
	file[1].item = (struct item){.bytes = 99, .format = FORMAT_ZIP,
	    .protection = PROTECTION_ZIP_AES, .unreadable = true};
	r.first = file;
	return r;
}

static struct str json_text(struct arena *a, const struct inventory_result *r)
{
	struct buf b = buf_begin(a, ROOM);

	inventory_put_json(&b, r);
	return buf_str(&b);
}

TEST(a_result_that_is_read_back_says_the_same)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file), again;
	struct err e = {0};

	struct str text = json_text(&a, &r);
	ck_ok(inventory_result_read(&a, text, &again, &e), &e);
	ck_assert(str_eq(json_text(&a, &again), text));
}
END

static struct str with(
    struct arena *a, struct str text, const char *was, const char *now)
{
	ptrdiff_t at = str_find(text, str_of(was));

	ck_assert_msg(at >= 0, "no %s in the sample", was);
	return arena_printf(a, "%.*s%s%.*s", (int)at, text.p, now,
	    STR_ARG(str_from(text, (size_t)at + strlen(was))));
}

TEST(what_has_no_row_is_read_back_and_has_to_fit)
{
	static const char *const changes[][3] = {
	    {"\"unreadable\":2,", "\"unreadable\":8,", "unlisted"},
	    {"\"none\":4", "\"none\":7", "unlisted"},
	    {"\"none\":4", "\"none\":3", "unlisted"},
	    {"\"none\":4", "\"none\":-1", "none"},
	    {"\"unlisted\":{\"files\":7", "\"unlisted\":{\"files\":6", "files"}};
	AUTO(arena_end) struct arena a = {0};
	struct unlisted more = {.files = 7, .unreadable = 2,
	    .protection = {[PROTECTION_NONE] = 4, [PROTECTION_PDF] = 1}};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file), again;
	struct err e = {0};

	file[0].unlisted = &more;
	r.n_files += 7;
	r.n_unreadable += 2;
	struct str text = json_text(&a, &r);
	ck_ok(inventory_result_read(&a, text, &again, &e), &e);
	ck_assert(str_eq(json_text(&a, &again), text));
	/* 7, and the two rows: the locked zip, the roll */
	struct str kept = inventory_answer(&a, &again, 'e', LANG_EN);
	ck_assert(str_find(kept, STR("none (plain): 5 files")) >= 0);
	ck_assert(str_find(kept, STR("unknown, as unreadable: 2 files")) >= 0);
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct str bad =
		    with(&a, text, changes[i][0], changes[i][1]);

		e = (struct err){0};
		ck_assert(!inventory_result_read(&a, bad, &again, &e));
		ck_assert_msg(strstr(e.en, changes[i][2]) != NULL, "%s", e.en);
	}
}
END

TEST(a_changed_result_is_refused_and_the_place_named)
{
	static const char *const changes[][3] = {
	    {"\"complete\":false", "\"complete\":true", "complete"},
	    {"\"complete\":false", "\"complete\":0", "result file"},
	    {"\"bytes\":4096", "\"bytes\":-1", "bytes"},
	    {"\"bytes\":4096", "\"bytes\":1.5", "bytes"},
	    {"\"bytes\":4096", "\"bytes\":9000000000000000000", "bytes"},
	    {"\"type\":\"csv\"", "\"type\":\"exe\"", "type"},
	    {"\"encoding\":\"cp932\"", "\"encoding\":7", "encoding"},
	    {"\"protection\":\"zip_aes\"", "\"protection\":\"\"", "protection"},
	    {"\"path\":\"usb/住民.csv\"", "\"path\":null", "path"},
	    {"\"my_number\"", "\"horoscope\"", "kinds"},
	    {"\"valid\":88", "\"valid\":91", "found"},
	    {"\"certain\":100", "\"certain\":101", "found"},
	    {"\"records\":121", "\"records\":122", "kinds"},
	    {"\"oldest\":\"2019-04-14\"", "\"oldest\":\"2019-02-30\"",
	        "oldest"},
	    {"\"oldest\":\"2019-04-14\"", "\"oldest\":null", "newest"},
	    {"\"oldest\":\"2019-04-14\"", "\"oldest\":\"2030-01-01\"",
	        "newest"},
	    {"\"sha256\":\"", "\"sha256\":\"0", "sha256"},
	    {"\"people_max\":120", "\"people_max\":12", "people_max"},
	    {"\"files\":2", "\"files\":3", "files"},
	    {"\"unreadable\":1", "\"unreadable\":0", "files"},
	};
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file), again;
	struct str text = json_text(&a, &r);

	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct err e = {0};
		struct str bad =
		    with(&a, text, changes[i][0], changes[i][1]);

		ck_assert_msg(!inventory_result_read(&a, bad, &again, &e),
		    "%s", changes[i][1]);
		ck_assert_int_eq(e.kind, ERR_INPUT);
		ck_assert_msg(strstr(e.en, changes[i][2]) != NULL,
		    "%s: %s", changes[i][1], e.en);
	}
}
END

/* The lists are cut out of the text and parsed piece by piece. */
TEST(pieces_of_a_result_are_as_strict_as_the_whole)
{
	static const char *const changes[][2] = {
	    {"},{\"path\":\"usb/控え", "}{\"path\":\"usb/控え"},
	    {"},{\"path\":\"usb/控え", "},,{\"path\":\"usb/控え"},
	    {"\"files\":[{", "\"files\":[,{"},
	    {"\"files\":[{", "\"files\":[[{"},
	    {"\"files\":[{", "\"files\":{\"a\":{"},
	    {"\"files\":[{", "\"files\":[],\"files\":[{"},
	    {"\"files\":[{", "\"f\\u0069les\":[{"},
	    {"\"unreadable\":[{", "\"unreadable\":[},{"},
	    {"\"unreadable\":[{", "\"unreadable\":[{\"a\":tru},{"},
	    {"],\"total\"", ",],\"total\""},
	    {"],\"total\"", "]],\"total\""},
	    {"],\"total\"", "},\"total\""},
	    {"],\"total\"", ",\"total\""}};
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file), again;
	struct err e = {0};

	file[0].path = STR("a]}\",{[\"files\":[\\");
	file[1].ja = file[1].en = STR("\"}],[{\\\"");
	struct str text = json_text(&a, &r);
	ck_ok(inventory_result_read(&a, text, &again, &e), &e);
	ck_assert(str_eq(json_text(&a, &again), text));
	ck_ok(inventory_result_read(&a,
	          with(&a, text, "\"files\":[", " \"files\" :\n[ "), &again,
	          &e),
	    &e);
	ck_assert(str_eq(json_text(&a, &again), text));
	r = sample(&a, file);
	text = json_text(&a, &r);
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		struct str bad = with(&a, text, changes[i][0], changes[i][1]);

		e = (struct err){0};
		ck_assert_msg(!inventory_result_read(&a, bad, &again, &e),
		    "%s", changes[i][1]);
	}
	for (size_t n = 0; n < text.n - 2; n++) { /* cut off anywhere */
		e = (struct err){0};
		ck_assert(!inventory_result_read(
		    &a, str_slice(text, 0, n), &again, &e));
	}
}
END

TEST(an_organisations_own_rules_are_read_back_by_their_names)
{
	AUTO(arena_end) struct arena a = {0};
	struct ownrules rules = {.n = 2};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file), again;
	struct err e = {0};

	rules.rule[0].id = STR("unused");
	rules.rule[1].id = STR("atena");
	rules.rule[1].label[LANG_JA] = rules.rule[1].label[LANG_EN] =
	    STR("宛名番号");
	r.total.own[1] = (struct rule_count){.found = 7, .valid = 6};
	file[0].sum = sum_keep(&a, &r.total);
	rules.file = STR("inventory-rules.yaml");
	rules.sha256 = sha256_of(STR("rules"));
	r.rules = &rules;
	struct str text = json_text(&a, &r);
	ck_ok(inventory_result_read(&a, text, &again, &e), &e);
	ck_assert(str_eq(json_text(&a, &again), text));
	ck_assert_uint_eq(again.rules->n, 1);
	ck_str(again.rules->file, "inventory-rules.yaml");
	ck_assert(!inventory_result_read(&a,
	    with(&a, text, "inventory-rules.yaml\",\"sha256\":\"",
	        "inventory-rules.yaml\",\"sha256\":\"00"),
	    &again, &e));
	ck_assert_msg(strstr(e.en, "sha256") != NULL, "%s", e.en);
	ck_assert(!inventory_result_read(&a,
	    with(&a, text, "\"rules\":{\"atena\"", "\"rules\":{\"other\""),
	    &again, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
}
END

TEST(what_is_no_result_is_refused_in_a_sentence)
{
	static const char *const texts[] = {"", "[]", "{}", "null", "<html>",
	    "{\"complete\":true}", "{\"complete\":true,\"files\":{}}",
	    "{\"complete\":true,\"files\":[]}", "{\"complete\":true,\"files\":[1]}",
	    "{\"complete\":true,\"files\":[],\"total\":[]}"};
	AUTO(arena_end) struct arena a = {0};
	struct inventory_result r;

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct err e = {0};

		ck_assert_msg(
		    !inventory_result_read(&a, str_of(texts[i]), &r, &e),
		    "%s", texts[i]);
		ck_assert_int_eq(e.kind, ERR_INPUT);
		ck_assert_str_eq(e.field, "result");
	}
}
END

static const struct json *finding_of(
    struct arena *a, const struct inventory_result *r)
{
	struct buf b = buf_begin(a, ROOM);
	const struct json *v = NULL;
	struct err e = {0};

	inventory_put_finding(&b, r);
	ck_assert_msg(b.n <= FINDING_BYTES_MAX, "%zu bytes", b.n);
	ck_ok(json_parse(a, buf_str(&b), ROOM, &v, &e), &e);
	return json_get(v, "result");
}

static const struct json *proposal(
    const struct json *result, const char *name, const char *value)
{
	const struct json *list = json_get(result, "proposes");

	for (size_t i = 0; list && i < list->n; i++)
		if (str_is(json_get_str(&list->items[i], name), value))
			return &list->items[i];
	return NULL;
}

TEST(a_finding_proposes_what_a_person_then_confirms)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file);
	const struct json *f = finding_of(&a, &r), *p;

	for (char q = 'a'; q <= 'e'; q++) {
		p = proposal(f, "item",
		    arena_printf(&a, "content.%c", q).p);
		ck_assert_msg(p && json_get_str(p, "value").n, "%c", q);
		ck_str(json_get_str(p, "certainty"), "estimated");
		ck_assert_uint_gt(json_get_str(p, "value_en").n, 0);
		ck_assert(!json_get(p, "why") == !json_get(p, "why_en"));
	}
	ck_str(json_get_str(proposal(f, "item", "law.my_number"), "value"),
	    "yes");
	/* Locked, but where the key is a tool cannot know. */
	p = proposal(f, "item", "law.strong_encryption");
	ck_assert(p && !json_get(p, "value") && json_get_str(p, "why").n);
	ck_assert_ptr_null(proposal(f, "item", "law.property_damage"));
	ck_assert_int_eq(json_get_int(f, "inputs_in_all", 0), 1);
	ck_assert_uint_eq(json_get(f, "unreadable")->n, 1);
}
END

TEST(nothing_found_is_said_of_what_was_read_only)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_result r = {.n_files = 1};
	struct str none = inventory_answer(&a, &r, 'a', LANG_JA);

	ck_assert(str_starts(none, STR("個人を識別できる情報は")));
	r.n_unreadable = 1;
	for (char q = 'a'; q <= 'b'; q++)
		ck_assert(str_starts(inventory_answer(&a, &r, q, LANG_JA),
		    STR("読めた範囲では、")));
}
END

TEST(every_answer_says_at_least_when_something_was_not_read)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file);
	struct str said[LANG_COUNT_]['e' - 'a'];

	for (enum lang l = 0; l < LANG_COUNT_; l++)
		for (char q = 'a'; q < 'e'; q++)
			said[l][q - 'a'] = inventory_answer(&a, &r, q, l);
	ck_assert(str_starts(said[LANG_JA][0], STR("読めた範囲では、")));
	ck_assert(str_starts(said[LANG_JA][1], STR("少なくとも、個人番号 90件")));
	ck_assert(str_starts(said[LANG_JA][2], STR("読めた範囲では、")));
	ck_assert(str_starts(said[LANG_JA][3],
	    STR("少なくとも110人。読めた分だけでは110人から120人（記録121件）")));
	ck_assert(str_starts(said[LANG_EN][1], STR("At least: individual")));
	ck_assert(str_starts(said[LANG_EN][3],
	    STR("At least 110 persons; of what was read, 110 to 120 persons "
	        "(121 records)")));
	file[1] = (struct inventory_file){.path = STR("usb/b.csv")};
	r.n_unreadable = 0;
	ck_assert(str_starts(
	    inventory_answer(&a, &r, 'b', LANG_JA), STR("個人番号 90件")));
	ck_assert(str_starts(
	    inventory_answer(&a, &r, 'd', LANG_EN), STR("110 to 120 persons")));
}
END

/* Its figures are of no state that the file ever had. */
TEST(what_changed_while_it_was_read_makes_every_figure_at_least)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file), again;
	struct buf text = buf_begin(&a, ROOM), csv = buf_begin(&a, ROOM);
	struct err e = {0};

	file[1] = (struct inventory_file){.path = STR("usb/書きかけ.csv"),
	    .file_day = INT64_MIN, .changed = true};
	r.n_unreadable = 0;
	r.n_changed = 1;
	ck_assert(inventory_is_partial(&r));
	ck_ok(inventory_result_read(&a, json_text(&a, &r), &again, &e), &e);
	ck_assert_uint_eq(again.n_changed, 1);
	const struct json *f = finding_of(&a, &r);
	ck_assert(!json_get_bool(f, "complete", true));
	ck_str(json_get_str(&json_get(f, "changed")->items[0], "path"),
	    "usb/書きかけ.csv");
	inventory_put_text(&text, &r, LANG_JA);
	ck_assert(str_starts(buf_str(&text), STR("読んでいる間に変更された")));
	inventory_put_csv(&csv, &r);
	ck_assert(str_find(buf_str(&csv), STR("\r\n\"\",0,")) > 0);
}
END

TEST(an_upper_limit_of_persons_is_proposed_only_when_all_was_read)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file);
	const struct json *p =
	    proposal(finding_of(&a, &r), "action", "persons.count");

	ck_assert_int_eq(json_get_int(p, "confirmed", -1), 110);
	ck_assert_ptr_null(json_get(p, "max"));
	file[0].next = NULL;
	r.n_unreadable = 0;
	p = proposal(finding_of(&a, &r), "action", "persons.count");
	ck_assert_int_eq(json_get_int(p, "max", -1), 120);
	r.people_min = r.people_max = 0;
	ck_assert_ptr_null(
	    proposal(finding_of(&a, &r), "action", "persons.count"));
}
END

TEST(a_probable_number_is_asked_about_and_not_stated)
{
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file file[2];
	struct inventory_result r = sample(&a, file);

	r.total.kind[KIND_MY_NUMBER].certain = 0;
	const struct json *p =
	    proposal(finding_of(&a, &r), "item", "law.my_number");
	ck_assert(p && !json_get(p, "value"));
}
END

/* Long names, all kinds, everything unread: still an entry's size. */
TEST(a_finding_stays_small_whatever_was_read)
{
	enum { FILES = 3000 };
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file *file =
	    ARENA_ARRAY(&a, FILES, struct inventory_file);
	struct inventory_result r = {.first = file, .n_files = FILES,
	    .n_unreadable = FILES, .people_min = 1, .people_max = 1 << 30};
	struct buf name = buf_begin(&a, 8192), control = buf_begin(&a, 8192);

	for (int i = 0; i < 1300; i++) {
		BUF_LIT(&name, "長");
		BUF_LIT(&control, "\x01\"");
	}
	for (int i = 0; i < FILES; i++) {
		struct inventory_file *f = &file[i];

		f->path = f->ja = f->en = buf_str(i % 2 ? &name : &control);
		if (i < 10) /* another reason each */
			f->ja = arena_printf(&a, "%d%.*s", i, STR_ARG(f->ja));
		f->item.unreadable = f->changed = true;
		f->people = (uint64_t)i;
		f->hashed = true;
		f->item.protection =
		    (enum protection)(i % PROTECTION_COUNT_);
		f->next = i + 1 < FILES ? f + 1 : NULL;
	}
	for (int k = 0; k < KIND_COUNT_; k++)
		r.total.kind[k] = (struct kind_count){.found = 1ULL << 50,
		    .valid = 1ULL << 50, .certain = 1ULL << 50,
		    .possible = 1ULL << 50};
	struct ownrules rules = {.n = OWNRULES_MAX};
	for (int i = 0; i < OWNRULES_MAX; i++) {
		rules.rule[i].id = arena_printf(&a, "%040d", i);
		rules.rule[i].label[LANG_JA] = rules.rule[i].label[LANG_EN] =
		    str_slice(buf_str(&name), 0, 90);
		r.total.own[i].found = r.total.own[i].valid = 1ULL << 50;
	}
	r.rules = &rules;
	const struct json *f = finding_of(&a, &r);
	ck_assert_int_eq(json_get_int(f, "inputs_in_all", 0), FILES);
	ck_assert_int_eq(
	    json_get_int(json_get(f, "total"), "unreadable", 0), FILES);
	/* Most persons first. */
	ck_assert_int_eq(
	    json_get_int(&json_get(f, "files")->items[0], "people", 0),
	    FILES - 1);
}
END

/* Eleven hundred pictures and one locked zip. */
TEST(why_files_were_not_read_is_told_by_reason_the_rare_ones_first)
{
	enum { FILES = 1101 };
	AUTO(arena_end) struct arena a = {0};
	struct inventory_file *file =
	    ARENA_ARRAY(&a, FILES, struct inventory_file);
	struct inventory_result r = {.first = file, .n_files = FILES};
	struct buf b = buf_begin(&a, ROOM);
	const struct json *v;
	struct err e = {0};

	for (int i = 0; i < FILES; i++) {
		bool locked = i == 777;
		file[i] = (struct inventory_file){
		    .path = arena_printf(&a, "%d.%s", i, locked ? "zip" : "png"),
		    .ja = locked ? STR("鍵") : STR("画像"),
		    .en = locked ? STR("locked") : STR("picture"),
		    .item = {.unreadable = i != 5}, /* one was read */
		    .next = i + 1 < FILES ? &file[i + 1] : NULL};
	}
	inventory_put_reasons(&b, &r);
	ck_ok(json_parse(&a, buf_str(&b), ROOM, &v, &e), &e);
	const struct json *list = json_get(v, "reasons");
	ck_assert_uint_eq(list->n, 2);
	ck_str(json_get_str(&list->items[0], "reason_en"), "locked");
	ck_assert_uint_eq(json_get(&list->items[0], "first")->n, 1);
	ck_str(json_get(&list->items[0], "first")->items[0].s, "777.zip");
	ck_assert_int_eq(
	    json_get_int(&list->items[1], "files", 0), FILES - 2);
	ck_assert_uint_eq(json_get(&list->items[1], "first")->n, 3);
	ck_assert_int_eq(json_get_int(v, "more", -1), 0);
}
END

TEST_MAIN("inventory result", a_result_that_is_read_back_says_the_same,
    what_has_no_row_is_read_back_and_has_to_fit,
    a_changed_result_is_refused_and_the_place_named,
    pieces_of_a_result_are_as_strict_as_the_whole,
    an_organisations_own_rules_are_read_back_by_their_names,
    what_is_no_result_is_refused_in_a_sentence,
    a_finding_proposes_what_a_person_then_confirms,
    nothing_found_is_said_of_what_was_read_only,
    every_answer_says_at_least_when_something_was_not_read,
    what_changed_while_it_was_read_makes_every_figure_at_least, an_upper_limit_of_persons_is_proposed_only_when_all_was_read,
    a_probable_number_is_asked_about_and_not_stated,
    a_finding_stays_small_whatever_was_read,
    why_files_were_not_read_is_told_by_reason_the_rare_ones_first)
