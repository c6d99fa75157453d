/*
 * desk/inquiry_fixture - the sample organisation with a server's background
 * and one source, for the tests of inquiries: each begins and finishes one.
 */
#ifndef DESK_INQUIRY_FIXTURE_H
#define DESK_INQUIRY_FIXTURE_H

#include "base/test.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "desk/inquiry_i.h"

static char sample[64], dir[64], logs[96];
static struct arena arena;
static struct desk *desk;
static struct str code; /* of an incident of the tax division */

static inline int remove_one(const char *path, const struct stat *st, int what,
    struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	return what == FTW_DP ? rmdir(path) : unlink(path);
}

static inline void remove_all(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline const char *in_dir(const char *name)
{
	return arena_printf(&arena, "%s/%s", dir, name).p;
}

static inline void write_text(const char *path, const char *text)
{
	struct err e = {0};

	ck_ok(file_write(path, str_of(text), 0600, &e), &e);
}

static inline struct actor person(const char *user)
{
	struct actor by;
	struct err e = {0};

	ck_ok(desk_person(desk, &arena, str_of(user), &by, &e), &e);
	by.via = STR("web");
	return by;
}

static inline const struct json *json(const char *text)
{
	const struct json *v;
	struct err e = {0};

	ck_ok(json_parse(&arena, str_of(text), 1 << 20, &v, &e), &e);
	return v;
}

static inline void find_code(void)
{
	struct actor by = person("jimukyoku");
	struct desk_query q = {.type = 1};
	struct desk_page page;
	struct err e = {0};

	ck_ok(desk_list(desk, &arena, &by, &q, &page, &e), &e);
	ck_assert_uint_eq(page.n, 1);
	code = page.rows[0].code;
}

/* The sample organisation with inquiries and one source, "web". */
static inline void begin(const char *settings)
{
	static const char *const files[] = {
	    "shodo.db", "journal.key", "journal.signed"};
	struct err e = {0};

	snprintf(dir, sizeof(dir), "/tmp/shodo-inq-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(logs, sizeof(logs), "%s/logs", dir);
	ck_assert_int_eq(mkdir(logs, 0700), 0);
	for (size_t i = 0; i < COUNT_OF(files); i++)
		ck_ok(file_copy(arena_printf(&arena, "%s/%s", sample,
		                    files[i]).p,
		          in_dir(files[i]), 0600, &e),
		    &e);
	write_text(in_dir("inquiry.yaml"), settings ? settings :
	    arena_printf(&arena,
	        "upload_max_mb: 1\nsources:\n  - name: web\n    path: %s\n",
	        logs).p);
	ck_ok(desk_open(dir, NULL, &desk, &e), &e);
	find_code();
}

static inline void begin_served(void)
{
	struct err e = {0};

	begin(NULL);
	ck_ok(desk_inquiries_begin(desk, &e), &e);
}

static inline void finish(void)
{
	desk_end(&desk);
	remove_all(dir);
	arena_end(&arena);
}

static inline size_t spool_entries(void)
{
	DIR *d = opendir(in_dir("spool"));
	size_t n = 0;

	ck_assert_ptr_nonnull(d);
	for (const struct dirent *x; (x = readdir(d));)
		n += x->d_name[0] != '.' || strlen(x->d_name) > 2;
	closedir(d);
	return n;
}

static inline struct upload *send_as(
    const struct actor *by, const char *role, const char *name, const char *text)
{
	struct upload *u = NULL;
	struct err e = {0};

	ck_ok(desk_upload_begin(desk, by, code, strlen(text), &u, &e), &e);
	ck_ok(desk_upload_file(u, str_of(role), str_of(name), &e),
	    &e);
	ck_ok(desk_upload_put(u, str_of(text), &e), &e);
	return u;
}

static inline struct str start(
    const struct actor *by, const char *what, struct upload **u)
{
	struct str id = {0};
	struct err e = {0};

	ck_ok(desk_inquiry_start(
	          desk, &arena, by, code, json(what), u, &id, &e),
	    &e);
	return id;
}

static inline struct inquiry wait_for(const struct actor *by, struct str id)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	struct inquiry_ask ask = {code, id};
	struct inquiry q;
	struct err e = {0};

	for (int i = 0; i < 3000; i++) {
		ck_ok(desk_inquiry(desk, &arena, by, &ask, &q, &e), &e);
		if (q.state >= INQUIRY_DONE)
			return q;
		nanosleep(&pause, NULL);
	}
	ck_abort_msg("the inquiry does not end");
	return q;
}

static inline enum err_kind refused(const struct actor *by, const char *what,
    const char *field)
{
	struct str id;
	struct err e = {0};

	ck_assert(!desk_inquiry_start(
	    desk, &arena, by, code, json(what), NULL, &id, &e));
	if (field)
		ck_assert_str_eq(e.field, field);
	return e.kind;
}

static inline int inquiry_tests(
    const char *name, const TTest **tests, size_t n)
{
	struct desk_init in = {.organisation = STR("サンプル県"), .demo = true};
	struct err e = {0};

	snprintf(sample, sizeof(sample), "/tmp/shodo-sample-XXXXXX");
	if (!mkdtemp(sample) || !desk_init(sample, &in, &e)) {
		printf("no sample: %s\n", e.en);
		return EXIT_FAILURE;
	}
	int status = test_run(name, tests, n);
	remove_all(sample);
	return status;
}

#endif
