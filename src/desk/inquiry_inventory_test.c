/*
 * desk/inquiry_inventory - files and result files from the upload to the
 * finding, and that nothing of what stands in a file comes out again.
 */
#include "desk/inquiry_fixture.h"
#include "investigate/inventory/report.h"

static const char ROLL[] =
    "氏名,個人番号,電話番号\n見本 太郎,983205673214,03-0000-0000\n"
    "見本 花子,621498320257,090-0000-0000\n";

static struct str part_of(
    const struct actor *by, struct str id, enum inquiry_form form)
{
	struct inquiry_ask ask = {code, id};
	uint64_t bytes = 0;
	struct str text;
	struct err e = {0};
	int fd = -1;

	ck_ok(desk_inquiry_open(desk, by, &ask, form, &fd, &bytes, &e), &e);
	ck_ok(file_read_fd(&arena, fd, 1 << 20, &text, &e), &e);
	close(fd);
	return text;
}

static struct str attached(const struct actor *by, struct str id)
{
	struct inquiry_ask ask = {code, id};
	struct desk_leaves leaves;
	struct desk_done done;
	struct err e = {0};

	ck_ok(desk_inquiry_attach(desk, &arena, by, &ask, &done, &e), &e);
	ck_ok(desk_journal(desk, &arena, by, code, &leaves, &e), &e);
	ck_assert_uint_eq(leaves.items[leaves.n - 1].seq, done.seq);
	struct str beside = leaves.items[leaves.n - 1].beside;
	ptrdiff_t at = str_find(beside, STR("\"result\":"));
	ck_assert(at >= 0); /* before it stands when it was attached */
	return str_from(beside, (size_t)at);
}

TEST(a_roll_is_counted_and_no_word_of_it_comes_out)
{
	static const char *const secrets[] = {
	    "太郎", "983205673214", "0000-0000"};
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send_as(&by, "files", "C:\\x\\住民.csv", ROLL);
	struct str id = start(&by, "{\"tool\":\"inventory\"}", &u);
	struct inquiry q = wait_for(&by, id);
	struct inquiry_ask ask = {code, id};
	const struct json *v, *total;
	struct err e = {0};

	ck_assert_msg(q.state == INQUIRY_DONE, "%s", q.err.en);
	ck_assert_uint_eq(q.done_bytes, sizeof(ROLL) - 1);
	ck_ok(desk_inquiry_summary(desk, &arena, &by, &ask, &v, &e), &e);
	total = json_get(json_get(v, "head"), "total");
	ck_assert_int_eq(json_get_int(total, "people_min", 0), 2);
	ck_assert_int_eq(json_get_int(total, "people_max", 0), 2);
	ck_ok(desk_inquiry_page(desk, &arena, &by, &ask, 0, &v, &e), &e);
	const struct json *row = &json_get(v, "files")->items[0];
	ck_str(json_get_str(row, "path"), "住民.csv");
	ck_assert_uint_eq(json_get_str(row, "sha256").n, 64);
	/* the spool's own date is none of the file's */
	ck_assert_int_eq(json_get(row, "modified")->kind, JSON_KIND_NULL);
	struct str texts[] = {part_of(&by, id, INQUIRY_JSON),
	    part_of(&by, id, INQUIRY_CSV), attached(&by, id)};
	ck_assert(str_find(texts[2], STR("content.d")) > 0);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		for (size_t s = 0; s < COUNT_OF(secrets); s++)
			ck_assert_msg(
			    str_find(texts[i], str_of(secrets[s])) < 0, "%s",
			    secrets[s]);
	finish();
}
END

/* Only who may see the result asks for them and sees them. */
TEST(shapes_are_in_the_result_when_asked_for_and_never_in_the_finding)
{
	static const char *const shapes[][2] = {
	    {"my_number", "************"}, {"name", "** **"}};
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send_as(&by, "files", "roll.csv", ROLL);
	struct str id =
	    start(&by, "{\"tool\":\"inventory\",\"samples\":3}", &u);
	struct inquiry_ask ask = {code, id};
	const struct json *v;
	struct err e = {0};

	ck_assert_int_eq(wait_for(&by, id).state, INQUIRY_DONE);
	ck_ok(desk_inquiry_summary(desk, &arena, &by, &ask, &v, &e), &e);
	v = json_get(json_get(v, "head"), "samples");
	struct str whole = part_of(&by, id, INQUIRY_JSON);
	struct str finding = attached(&by, id);
	for (size_t i = 0; i < COUNT_OF(shapes); i++) {
		const struct json *got = json_get(v, shapes[i][0]);

		ck_assert_ptr_nonnull(got);
		ck_assert_uint_eq(got->n, 1);
		ck_str(got->items[0].s, shapes[i][1]);
		ck_assert(str_find(whole, str_of(shapes[i][1])) > 0);
		ck_assert(str_find(finding, str_of(shapes[i][1])) < 0);
	}
	ck_assert(str_find(finding, STR("samples")) < 0);
	ck_assert(str_find(finding, STR("**")) < 0);
	write_text(arena_printf(&arena, "%s/a.log", logs).p, "a");
	ck_assert_int_eq(refused(&by,
	    "{\"tool\":\"inventory\",\"samples\":21,"
	    "\"files\":[{\"source\":\"web\",\"file\":\"a.log\"}]}", "samples"),
	    ERR_INPUT);
	finish();
}
END

/* Many at once: the answer in the order of the files, the days only of those
 * that did not come by the browser. */
TEST(many_files_are_told_in_their_order)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send_as(&by, "files", "f00.csv", ROLL);
	struct err e = {0};

	for (int i = 1; i < 40; i++) {
		struct str name = arena_printf(&arena, "f%02d.csv", i);

		ck_ok(desk_upload_file(u, STR("files"), name, &e), &e);
		ck_ok(desk_upload_put(u, STR(ROLL), &e), &e);
	}
	struct str id = start(&by, "{\"tool\":\"inventory\"}", &u);
	struct inquiry q = wait_for(&by, id);

	ck_assert_msg(q.state == INQUIRY_DONE, "%s", q.err.en);
	ck_assert_uint_eq(q.done_bytes, 40 * (sizeof(ROLL) - 1));
	const struct json *files =
	    json_get(json(part_of(&by, id, INQUIRY_JSON).p), "files");
	ck_assert_uint_eq(files->n, 40);
	for (size_t i = 0; i < files->n; i++) {
		ck_str(json_get_str(&files->items[i], "path"),
		    arena_printf(&arena, "f%02zu.csv", i).p);
		ck_assert_int_eq(
		    json_get(&files->items[i], "modified")->kind,
		    JSON_KIND_NULL);
	}
	finish();
}
END

/* Made on another machine, dropped in here. */
TEST(a_result_file_gives_the_finding_that_its_files_gave)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send_as(&by, "files", "roll.csv", ROLL);
	struct str id = start(&by, "{\"tool\":\"inventory\"}", &u);

	(void)wait_for(&by, id);
	struct str made = part_of(&by, id, INQUIRY_JSON);
	struct str first = attached(&by, id);
	u = send_as(&by, "result", "result.json", made.p);
	id = start(&by, "{\"tool\":\"inventory\"}", &u);
	ck_assert_int_eq(wait_for(&by, id).state, INQUIRY_DONE);
	ck_assert(str_eq(attached(&by, id), first));
	ck_assert(str_eq(part_of(&by, id, INQUIRY_JSON), made));
	/* by the API a file has no field; the question says what it is */
	u = send_as(&by, "logs", "result.json", made.p);
	id = start(&by, "{\"tool\":\"inventory\",\"result\":true}", &u);
	ck_assert_int_eq(wait_for(&by, id).state, INQUIRY_DONE);
	ck_assert(str_eq(part_of(&by, id, INQUIRY_JSON), made));
	finish();
}
END

TEST(what_is_no_result_file_is_refused_before_anything_runs)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send_as(&by, "result", "r.json", "{\"a\":1}");
	struct err e = {0};
	struct str id;

	ck_assert(!desk_inquiry_start(desk, &arena, &by, code,
	    json("{\"tool\":\"inventory\"}"), &u, &id, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
	ck_assert_str_eq(e.field, "result");
	e = (struct err){0};
	u = send_as(&by, "files", "roll.csv", ROLL);
	ck_ok(desk_upload_file(u, STR("result"), STR("r.json"), &e), &e);
	ck_assert(!desk_inquiry_start(desk, &arena, &by, code,
	    json("{\"tool\":\"inventory\"}"), &u, &id, &e));
	ck_assert_str_eq(e.field, "result");
	ck_assert_int_eq(
	    refused(&by, "{\"tool\":\"inventory\"}", "files"), ERR_INPUT);
	ck_assert_uint_eq(spool_entries(), 0);
	finish();
}
END

TEST(what_could_not_be_read_comes_first_and_takes_the_upper_limit)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send_as(&by, "files", "roll.csv", ROLL);
	struct inquiry_ask ask = {code, STR("")};
	const struct json *v;
	struct err e = {0};

	ck_ok(desk_upload_file(u, STR("files"), STR("broken.zip"), &e), &e);
	ck_ok(desk_upload_put(u, STR("PK\003\004broken"), &e), &e);
	ask.id = start(&by, "{\"tool\":\"inventory\"}", &u);
	ck_assert_int_eq(wait_for(&by, ask.id).state, INQUIRY_DONE);
	ck_ok(desk_inquiry_page(desk, &arena, &by, &ask, 0, &v, &e), &e);
	ck_str(json_get_str(&json_get(v, "files")->items[0], "path"),
	    "broken.zip");
	ck_ok(desk_inquiry_summary(desk, &arena, &by, &ask, &v, &e), &e);
	ck_assert(!json_get_bool(json_get(v, "head"), "complete", true));
	struct str answer = json_get_str(
	    json_get(json_get(v, "head"), "answers"), "d");
	ck_assert(str_starts(answer, STR("少なくとも")));
	finish();
}
END

/* The same file that the command line takes for the data directory. */
TEST(the_organisations_rules_are_used_and_the_file_is_named)
{
	begin_served();
	struct actor by = person("tanto");
	write_text(in_dir("inventory-rules.yaml"),
	    "rules:\n  - id: box\n    ja: 箱番号\n    pattern: 'BX-[0-9]{4}'\n");
	struct upload *u = send_as(&by, "files", "a.txt", "BX-0001 BX-0002\n");
	struct str id = start(&by, "{\"tool\":\"inventory\"}", &u);

	ck_assert_int_eq(wait_for(&by, id).state, INQUIRY_DONE);
	const struct json *v = json(part_of(&by, id, INQUIRY_JSON).p);
	const struct json *file = json_get(v, "rules_file");
	ck_str(json_get_str(file, "name"), "inventory-rules.yaml");
	ck_assert_uint_eq(json_get_str(file, "sha256").n, 64);
	v = json_get(json_get(json_get(v, "total"), "rules"), "box");
	ck_assert_int_eq(json_get_int(v, "found", 0), 2);
	ck_assert(str_find(attached(&by, id), json_get_str(file, "sha256")) > 0);
	finish();
}
END

/* Before anybody sends anything; a result that was made elsewhere needs none. */
TEST(wrong_rules_of_the_organisation_are_said_at_once)
{
	begin_served();
	struct actor by = person("tanto");
	struct err e = {0};
	struct str id;
	const char *ask = "{\"tool\":\"inventory\"}";

	ck_ok(desk_inventory_ready(desk, &e), &e);
	struct upload *u = send_as(&by, "files", "a.txt", "氏名 見本太郎\n");
	ck_assert_int_eq(
	    wait_for(&by, start(&by, ask, &u)).state, INQUIRY_DONE);
	write_text(in_dir("inventory-rules.yaml"), "rules:\n  - id: A\n");
	ck_assert(!desk_inventory_ready(desk, &e));
	ck_assert_int_eq(e.kind, ERR_INPUT);
	ck_assert_msg(strstr(e.en, "inventory-rules.yaml:2"), "%s", e.en);
	u = send_as(&by, "files", "a.txt", "氏名 見本太郎\n");
	e = (struct err){0};
	ck_assert(!desk_inquiry_start(
	    desk, &arena, &by, code, json(ask), &u, &id, &e));
	ck_assert_msg(strstr(e.en, "inventory-rules.yaml:2"), "%s", e.en);
	u = send_as(&by, "result", "r.json",
	    "{\"complete\":true,\"stopped\":false,\"unreadable\":[],\"files\":[],"
	    "\"total\":{\"files\":0,\"unreadable\":0,\"records\":0,"
	    "\"people_min\":0,\"people_max\":0,\"kinds\":{},\"oldest\":null,"
	    "\"newest\":null}}");
	ck_assert_int_eq(
	    wait_for(&by, start(&by, ask, &u)).state, INQUIRY_DONE);
	finish();
}
END

/* What a watcher hears before the only row of a large file. */
struct watched {
	uint64_t last, times;
	bool falls;
};

static void watch(void *ctx, const struct inventory_at *at)
{
	struct watched *w = ctx;

	w->falls |= at->bytes < w->last;
	w->times += at->n_files == 0 && at->bytes > w->last;
	w->last = at->bytes;
}

static void fill(const char *path, const char *line, size_t lines)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	while (lines-- > 0)
		fputs(line, f);
	ck_assert_int_eq(fclose(f), 0);
}

TEST(how_far_it_is_within_a_large_file_is_told)
{
	enum { LINES = 24 << 14 }; /* of about 64 bytes: 24 MiB */
	static const char text[] =
	    "An ordinary line of a text without anything in it, sixty-three\n";
	static const char bytes[] =
	    "\001\002\003ordinary bytes of no format whatever, to be looked at\200\377\n";

	begin(NULL);
	fill(in_dir("large.txt"), text, LINES);
	fill(in_dir("large.bin"), bytes, LINES);
	for (int i = 0; i < 2; i++) {
		const char *path = in_dir(i ? "large.bin" : "large.txt");
		AUTO(inventory_end) struct inventory v = {0};
		struct watched w = {0};
		struct stat st;
		struct err e = {0};

		inventory_begin(&v, &arena);
		v.progress = watch;
		v.ctx = &w;
		ck_ok(inventory_add(&v, path, &e), &e);
		ck_assert_int_eq(stat(path, &st), 0);
		ck_assert_uint_eq(v.bytes, (uint64_t)st.st_size);
		ck_assert_msg(w.times >= 3, "%s: %d", path, (int)w.times);
		ck_assert(!w.falls);
	}
	finish();
}
END

int main(int argc, char **argv)
{
	const TTest *tests[] = {a_roll_is_counted_and_no_word_of_it_comes_out,
	    shapes_are_in_the_result_when_asked_for_and_never_in_the_finding,
	    many_files_are_told_in_their_order,
	    a_result_file_gives_the_finding_that_its_files_gave,
	    what_is_no_result_file_is_refused_before_anything_runs,
	    what_could_not_be_read_comes_first_and_takes_the_upper_limit,
	    the_organisations_rules_are_used_and_the_file_is_named,
    wrong_rules_of_the_organisation_are_said_at_once,
	    how_far_it_is_within_a_large_file_is_told};

	if (cage_is_worker(argc, argv))
		return cage_worker(
		    argc, argv, inventory_kinds, inventory_n_kinds);
	return inquiry_tests("desk inventory", tests, COUNT_OF(tests));
}
