/*
 * desk/inquiry - a run from the files to the finding, and what must hold
 * whatever happens: nobody outside sees it, nothing personal gets into the
 * record, and no file stays behind.
 */
#include "desk/inquiry_fixture.h"
#include "investigate/exposure/kind.h"

static const char LOG[] =
    "198.51.100.7 - - [02/May/2026:09:00:01 +0900] \"GET /a.pdf HTTP/1.1\" "
    "200 100 \"-\" \"Mozilla/5.0\"\n"
    "198.51.100.7 - - [02/May/2026:09:30:00 +0900] \"GET /%61.pdf HTTP/1.1\" "
    "200 100 \"https://x.example/\" \"Mozilla/5.0\"\n"
    "10.1.2.3 - - [02/May/2026:10:00:00 +0900] \"GET /a.pdf HTTP/1.1\" 200 "
    "100 \"-\" \"Mozilla/5.0\"\n"
    "203.0.113.9 - - [02/May/2026:11:00:00 +0900] \"GET /b.pdf HTTP/1.1\" "
    "200 100 \"-\" \"Mozilla/5.0\"\n";


static struct upload *send(const struct actor *by, const char *text)
{
	return send_as(by, "logs", "C:\\x\\access.log", text);
}

TEST(a_log_is_counted_and_attached_without_an_address)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send(&by, LOG);
	struct str id = start(&by,
	    "{\"tool\":\"exposure\",\"urls\":[\"/a.pdf\"]}", &u);
	struct inquiry q = wait_for(&by, id);
	struct inquiry_ask ask = {code, id};
	const struct json *v;
	struct desk_done done = {0}, again = {0};
	struct desk_leaves leaves;
	struct err e = {0};
	int fd = -1;
	uint64_t bytes = 0;

	ck_assert_ptr_null(u);
	ck_assert_msg(q.state == INQUIRY_DONE, "%s", q.err.en);
	ck_str(q.files[0].name, "access.log");
	ck_ok(desk_inquiry_summary(desk, &arena, &by, &ask, &v, &e), &e);
	ck_assert_int_eq(json_get_int(v, "clients", 0), 2);
	const struct json *total = json_get(json_get(v, "result"), "total");
	ck_assert_int_eq(json_get_int(total, "requests", 0), 3);
	ck_assert_int_eq(json_get_int(total, "people", 0), 1);
	ck_ok(desk_inquiry_page(desk, &arena, &by, &ask, 0, &v, &e), &e);
	ck_str(json_get_str(&json_get(v, "clients")->items[0], "ip"),
	    "198.51.100.7");
	ck_assert(!desk_inquiry_page(desk, &arena, &by, &ask, 1, &v, &e));
	e = (struct err){0};
	ck_ok(desk_inquiry_open(
	          desk, &by, &ask, INQUIRY_CSV, &fd, &bytes, &e),
	    &e);
	ck_assert_uint_gt(bytes, 100);
	close(fd);
	ck_ok(desk_inquiry_attach(desk, &arena, &by, &ask, &done, &e), &e);
	ck_ok(desk_inquiry_attach(desk, &arena, &by, &ask, &again, &e), &e);
	ck_assert_uint_eq(done.seq, again.seq);
	ck_assert_uint_eq(wait_for(&by, id).finding, done.seq);
	ck_ok(desk_journal(desk, &arena, &by, code, &leaves, &e), &e);
	const struct desk_leaf *last = &leaves.items[leaves.n - 1];
	ck_assert(str_find(last->beside, STR("t2.invest.2")) > 0);
	ck_assert(str_find(last->beside,
	              STR("\"value_en\":\"Of 3 requests ")) > 0);
	ck_assert(str_find(last->beside, STR("access.log")) > 0);
	ck_assert(str_find(last->beside, STR("198.51.100.7")) < 0);
	finish();
}
END

/* Make the run look as if it had ended so long ago. */
static void age(struct str id, int64_t us)
{
	struct inquiry_house *h = desk->inquiries;

	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->n; i++)
		if (str_is(id, h->runs[i]->id))
			h->runs[i]->ended_at -= us;
	pthread_mutex_unlock(&h->lock);
}

static bool is_there(const struct actor *by, struct str id)
{
	struct inquiry_ask ask = {code, id};
	struct inquiry q;
	struct err e = {0};

	return desk_inquiry(desk, &arena, by, &ask, &q, &e);
}

static struct str run_one(const struct actor *by)
{
	struct upload *u = send_as(by, "logs", "a.log", LOG);
	struct str id = start(
	    by, "{\"tool\":\"exposure\",\"urls\":[\"/a\"]}", &u);

	(void)wait_for(by, id);
	return id;
}

TEST(a_full_list_gives_up_what_is_needed_least_and_says_so_when_it_cannot)
{
	begin_served();
	struct actor by = person("tanto");
	struct str ids[INQUIRIES_MAX], id;
	struct desk_done done;
	struct err e = {0};

	for (size_t i = 0; i < INQUIRIES_MAX; i++)
		ids[i] = run_one(&by);
	struct upload *u = send_as(&by, "logs", "a.log", LOG);
	ck_assert(!desk_inquiry_start(desk, &arena, &by, code,
	    json("{\"tool\":\"exposure\",\"urls\":[\"/a\"]}"), &u, &id, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
	ck_assert(strstr(e.en, "64") && strstr(e.en, "attach"));
	/* The oldest of what ended an hour ago; before it what was attached. */
	age(ids[3], 2 * TIME_HOUR);
	age(ids[5], 2 * TIME_HOUR);
	e = (struct err){0};
	ck_ok(desk_inquiry_attach(desk, &arena, &by,
	          &(struct inquiry_ask){code, ids[9]}, &done, &e),
	    &e);
	run_one(&by);
	ck_assert(!is_there(&by, ids[9]));
	ck_assert(is_there(&by, ids[3]));
	run_one(&by);
	ck_assert(!is_there(&by, ids[3]));
	ck_assert(is_there(&by, ids[5]) && is_there(&by, ids[0]));
	finish();
}
END

TEST(what_came_in_goes_when_it_was_read_and_all_when_discarded)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send(&by, LOG);
	struct str id = start(&by,
	    "{\"tool\":\"exposure\",\"urls_text\":\"/a.pdf\\n\"}", &u);
	struct inquiry_ask ask = {code, id};
	struct inquiry q = wait_for(&by, id);
	struct err e = {0};
	struct stat st;

	ck_assert_int_eq(q.state, INQUIRY_DONE);
	ck_assert_uint_eq(spool_entries(), 1);
	ck_assert(!file_exists(in_dir(arena_printf(
	    &arena, "spool/%.*s/in0000", STR_ARG(id)).p)));
	ck_assert_int_eq(stat(in_dir(arena_printf(&arena,
	    "spool/%.*s/result.json", STR_ARG(id)).p), &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0600);
	ck_ok(desk_inquiry_discard(desk, &by, &ask, &e), &e);
	ck_assert_uint_eq(spool_entries(), 0);
	ck_assert(!desk_inquiry(desk, &arena, &by, &ask, &q, &e));
	ck_assert_int_eq(e.kind, ERR_MISSING);
	finish();
}
END

TEST(nothing_stays_of_what_was_refused_or_broke_off)
{
	static char big[2 << 20];

	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send(&by, LOG);
	struct err e = {0};
	struct str id;

	desk_upload_end(&u); /* the browser went away */
	ck_assert_uint_eq(spool_entries(), 0);
	ck_assert(!desk_upload_begin(desk, &by, code, 2 << 20, &u, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
	e = (struct err){0};
	u = send(&by, LOG);
	ck_assert(!desk_upload_put(u, (struct str){big, sizeof(big)}, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
	ck_assert_uint_eq(spool_entries(), 0);
	desk_upload_end(&u);
	e = (struct err){0};
	u = send(&by, LOG); /* a question that cannot be asked */
	ck_assert(!desk_inquiry_start(desk, &arena, &by, code,
	    json("{\"tool\":\"exposure\"}"), &u, &id, &e));
	ck_assert_str_eq(e.field, "urls");
	ck_assert_ptr_null(u);
	ck_assert_uint_eq(spool_entries(), 0);
	e = (struct err){0};
	u = send(&by, "no log at all\nnor this\n"); /* a run that fails */
	id = start(&by, "{\"tool\":\"exposure\",\"urls\":[\"/a\"]}", &u);
	struct inquiry q = wait_for(&by, id);
	ck_assert_int_eq(q.state, INQUIRY_FAILED);
	ck_assert_int_eq(q.err.kind, ERR_INPUT);
	ck_assert_uint_eq(spool_entries(), 0);
	finish();
}
END

TEST(a_killed_servers_leftovers_go_at_the_next_start)
{
	struct err e = {0};

	begin(NULL);
	ck_assert_int_eq(mkdir(in_dir("spool"), 0700), 0);
	ck_assert_int_eq(mkdir(in_dir("spool/x"), 0700), 0);
	write_text(in_dir("spool/x/in0000"), "198.51.100.7");
	ck_ok(desk_inquiries_begin(desk, &e), &e);
	ck_assert_uint_eq(spool_entries(), 0);
	finish();
}
END

TEST(a_server_that_ends_leaves_nothing)
{
	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send(&by, LOG), *kept = send(&by, LOG);
	struct err e = {0};
	struct str id;

	ck_ok(desk_upload_keep(&kept, &arena, &id, &e), &e);
	start(&by, "{\"tool\":\"exposure\",\"urls\":[\"/a\"]}", &u);
	desk_end(&desk);
	ck_assert_uint_eq(spool_entries(), 0);
	finish();
}
END

TEST(a_result_goes_when_its_time_is_over)
{
	const struct timespec pause = {.tv_nsec = 20000000};

	begin_served();
	struct actor by = person("tanto");
	struct upload *u = send(&by, LOG);
	struct str id =
	    start(&by, "{\"tool\":\"exposure\",\"urls\":[\"/a\"]}", &u);

	ck_assert_int_eq(wait_for(&by, id).state, INQUIRY_DONE);
	pthread_mutex_lock(&desk->inquiries->lock);
	desk->inquiries->keep_us = -1;
	pthread_cond_broadcast(&desk->inquiries->wake);
	pthread_mutex_unlock(&desk->inquiries->lock);
	for (int i = 0; i < 500 && spool_entries(); i++)
		nanosleep(&pause, NULL);
	ck_assert_uint_eq(spool_entries(), 0);
	finish();
}
END

TEST(nobody_else_sees_it)
{
	static const struct {
		const char *user;
		enum err_kind kind;
	} others[] = {{"kansa", ERR_FORBIDDEN}, {"shokuin", ERR_MISSING},
	    {"kanri", ERR_MISSING}};

	begin_served();
	struct actor by = person("tanto"), boss = person("kacho");
	struct upload *u = send(&by, LOG);
	struct inquiry_ask ask = {code,
	    start(&by, "{\"tool\":\"exposure\",\"urls\":[\"/a\"]}", &u)};
	struct inquiries list;
	struct inquiry q;
	struct err e = {0};

	wait_for(&by, ask.id);
	ck_ok(desk_inquiry(desk, &arena, &boss, &ask, &q, &e), &e);
	for (size_t i = 0; i < COUNT_OF(others); i++) {
		struct actor who = person(others[i].user);
		const struct json *v;
		struct desk_done done;
		struct err x[8] = {{0}};
		uint64_t bytes;
		int fd;
		struct str id;

		ck_assert(!desk_inquiry(desk, &arena, &who, &ask, &q, &x[0]));
		ck_assert(!desk_inquiry_list(
		    desk, &arena, &who, code, &list, &x[1]));
		ck_assert(!desk_inquiry_summary(
		    desk, &arena, &who, &ask, &v, &x[2]));
		ck_assert(!desk_inquiry_open(
		    desk, &who, &ask, INQUIRY_JSON, &fd, &bytes, &x[3]));
		ck_assert(!desk_inquiry_discard(desk, &who, &ask, &x[4]));
		ck_assert(!desk_inquiry_attach(
		    desk, &arena, &who, &ask, &done, &x[5]));
		ck_assert(!desk_upload_begin(desk, &who, code, 1, &u, &x[6]));
		ck_assert(!desk_inquiry_start(desk, &arena, &who, code,
		    json("{}"), NULL, &id, &x[7]));
		for (size_t k = 0; k < COUNT_OF(x); k++)
			ck_assert_msg(x[k].kind == others[i].kind, "%s %zu: %s",
			    others[i].user, k, x[k].en);
	}
	/* and not under another incident's code */
	ask.code = STR("2222-2222");
	ck_assert(!desk_inquiry(desk, &arena, &by, &ask, &q, &e));
	finish();
}
END

TEST(files_of_the_server_only_beneath_the_allowed_folder)
{
	static const char *const bad[] = {"../inquiry.yaml", "/etc/passwd",
	    "out", "outdir/inquiry.yaml", "sub/../../inquiry.yaml", "sub",
	    "pipe", "", "sub//a.log", "./a.log", "missing"};

	begin_served();
	struct actor by = person("tanto");
	struct desk_sources list;
	struct err e = {0};

	ck_assert_int_eq(chdir(logs), 0);
	write_text("a.log", LOG);
	ck_assert_int_eq(mkdir("sub", 0700), 0);
	write_text("sub/b.log", LOG);
	ck_assert_int_eq(symlink("../inquiry.yaml", "out"), 0);
	ck_assert_int_eq(symlink("..", "outdir"), 0);
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		ck_assert_int_eq(
		    refused(&by,
		        arena_printf(&arena,
		            "{\"tool\":\"exposure\",\"urls\":[\"/a.pdf\"],"
		            "\"files\":[{\"source\":\"web\",\"file\":\"%s\"}]}",
		            bad[i]).p,
		        "files"),
		    ERR_INPUT);
	refused(&by,
	    "{\"tool\":\"exposure\",\"urls\":[\"/a.pdf\"],"
	    "\"files\":[{\"source\":\"no\",\"file\":\"a.log\"}]}",
	    "files");
	ck_ok(desk_sources(desk, &arena, &by, &list, &e), &e);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_uint_eq(list.items[0].n, 2);
	struct str id = start(&by,
	    "{\"tool\":\"exposure\",\"urls\":[\"/a.pdf\"],"
	    "\"files\":[{\"source\":\"web\",\"file\":\"a.log\"},"
	    "{\"source\":\"web\",\"file\":\"sub/b.log\"}]}",
	    NULL);
	struct inquiry q = wait_for(&by, id);
	ck_assert_int_eq(q.state, INQUIRY_DONE);
	ck_str(q.files[1].name, "sub/b.log");
	ck_assert(file_exists("a.log")); /* theirs, never removed */
	finish();
}
END

TEST(a_long_run_is_stopped_and_tells_what_it_knows)
{
	begin_served();
	struct actor by = person("tanto");
	const char *path = arena_printf(&arena, "%s/big.log", logs).p;
	struct err e = {0};

	write_text(path, LOG);
	/* a hole of a terabyte: hours, were it not stopped */
	ck_assert_int_eq(truncate(path, (off_t)1 << 40), 0);
	struct inquiry_ask ask = {code,
	    start(&by,
	        "{\"tool\":\"exposure\",\"urls\":[\"/a.pdf\"],"
	        "\"files\":[{\"source\":\"web\",\"file\":\"big.log\"}]}",
	        NULL)};
	const struct timespec pause = {.tv_nsec = 10000000};
	struct inquiry q = {0};
	const struct json *v;

	for (int i = 0; i < 3000 && q.done_bytes == 0; i++) {
		nanosleep(&pause, NULL);
		ck_ok(desk_inquiry(desk, &arena, &by, &ask, &q, &e), &e);
	}
	ck_assert_int_eq(q.state, INQUIRY_RUNNING);
	ck_assert_uint_eq(q.total_bytes, UINT64_C(1) << 40);
	ck_ok(desk_inquiry_stop(desk, &by, &ask, &e), &e);
	q = wait_for(&by, ask.id);
	ck_assert_int_eq(q.state, INQUIRY_DONE);
	ck_assert(q.stopped);
	ck_ok(desk_inquiry_summary(desk, &arena, &by, &ask, &v, &e), &e);
	ck_assert(json_get_bool(json_get(v, "result"), "partial", false));
	finish();
}
END

TEST(an_upload_that_was_kept_is_used_once_by_its_person)
{
	begin_served();
	struct actor by = person("tanto"), boss = person("kacho");
	struct upload *u = send(&by, LOG);
	struct err e = {0};
	struct str id;

	ck_ok(desk_upload_keep(&u, &arena, &id, &e), &e);
	const char *what = arena_printf(&arena,
	    "{\"tool\":\"exposure\",\"urls\":[\"/a.pdf\"],"
	    "\"files\":[{\"upload\":\"%.*s\"}]}",
	    STR_ARG(id)).p;
	ck_assert_int_eq(refused(&boss, what, "files"), ERR_MISSING);
	ck_assert_int_eq(
	    wait_for(&by, start(&by, what, NULL)).state, INQUIRY_DONE);
	ck_assert_int_eq(refused(&by, what, "files"), ERR_MISSING);
	finish();
}
END

TEST(wrong_questions_name_their_field)
{
	begin_served();
	struct actor by = person("tanto");

	write_text(arena_printf(&arena, "%s/a.log", logs).p, LOG);
#define ASK(more)                                                            \
	"{\"tool\":\"exposure\",\"urls\":[\"/a\"],\"files\":"                \
	"[{\"source\":\"web\",\"file\":\"a.log\"}]," more "}"
	refused(&by, ASK("\"from\":\"2026-02-30\""), "from");
	refused(&by, ASK("\"from\":\"2026-03-02\",\"to\":\"2026-03-01\""),
	    "to");
	refused(&by, ASK("\"internal\":[\"10.0.0.0/99\"]"), "internal");
	refused(&by, ASK("\"trusted\":[\"x\"]"), "trusted");
	refused(&by, ASK("\"zone\":\"Tokyo\""), "zone");
	refused(&by, ASK("\"format\":\"unheard-of\""), NULL);
	refused(&by, "{\"tool\":\"exposure\",\"urls\":[\"/a\"]}", "logs");
	refused(&by, "{\"tool\":\"telescope\"}", "tool");
	ck_assert_uint_eq(spool_entries(), 0);
	finish();
}
END

TEST(a_slip_in_the_settings_is_named_with_its_line)
{
	static const char *const bad[] = {"source: x\n",
	    "keep_hours: 0\n", "sources:\n  - name: a\n    path: relative\n",
	    "sources:\n  - name: a\n    path: /a\n  - name: a\n    path: /b\n",
	    "upload_max_mb: many\n"};

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct err e = {0};

		begin(bad[i]);
		ck_assert(!desk_inquiries_begin(desk, &e));
		ck_assert_int_eq(e.kind, ERR_INPUT);
		ck_assert_ptr_nonnull(strstr(e.en, "inquiry.yaml:"));
		finish();
	}
}
END

int main(int argc, char **argv)
{
	const TTest *tests[] = {
	    a_log_is_counted_and_attached_without_an_address,
	    what_came_in_goes_when_it_was_read_and_all_when_discarded,
	    a_full_list_gives_up_what_is_needed_least_and_says_so_when_it_cannot,
	    nothing_stays_of_what_was_refused_or_broke_off,
	    a_killed_servers_leftovers_go_at_the_next_start,
	    a_server_that_ends_leaves_nothing,
	    a_result_goes_when_its_time_is_over, nobody_else_sees_it,
	    files_of_the_server_only_beneath_the_allowed_folder,
	    a_long_run_is_stopped_and_tells_what_it_knows,
	    an_upload_that_was_kept_is_used_once_by_its_person,
	    wrong_questions_name_their_field,
	    a_slip_in_the_settings_is_named_with_its_line};

	if (cage_is_worker(argc, argv))
		return cage_worker(argc, argv, &exposure_kind, 1);
	return inquiry_tests("desk inquiry", tests, COUNT_OF(tests));
}
