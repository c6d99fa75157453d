/*
 * base/test - the few lines around Check that every x_test.c shares: each is
 * a program of its own, a child process per test.
 *
 *	TEST(an_empty_arena_ends_without_fuss) { … ck_assert_int_eq(…); }
 *	TEST_MAIN("arena", an_empty_arena_ends_without_fuss, …)
 */
#ifndef BASE_TEST_H
#define BASE_TEST_H

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#undef fail /* ours, of base/err.h, is meant */

#include "base/auto.h"
#include "base/err.h"
#include "base/str.h"

#define TEST(name) START_TEST(name)
#define END END_TEST

static inline int test_run(const char *name, const TTest **tests, size_t n)
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create(name);
	SRunner *sr = srunner_create(s);

	tcase_set_timeout(tc, 120);
	suite_add_tcase(s, tc);
	for (size_t i = 0; i < n; i++)
		tcase_add_test(tc, tests[i]);
	srunner_run_all(sr, CK_NORMAL);
	int failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define TEST_MAIN(name, ...)                                                 \
	int main(void)                                                       \
	{                                                                    \
		const TTest *tests[] = {__VA_ARGS__};                        \
		return test_run(name, tests, COUNT_OF(tests));               \
	}

#define ck_str(s, z) ck_assert_msg(str_is((s), (z)), "is \"%.*s\", not \"%s\"", STR_ARG(s), (z))
#define ck_ok(call, e) ck_assert_msg((call), "%s", (e)->en)

/*
 * A file beside the sources (../shared/…), or NULL when it is not there: the
 * test then prints one clear line and passes without looking.
 */
static inline const char *test_shared(const char *path)
{
	static char full[512];
	const char *root = getenv("SHODO_SHARED");
	const char *src = getenv("SHODO_SOURCE");

	if (root)
		snprintf(full, sizeof(full), "%s/%s", root, path);
	else
		snprintf(full, sizeof(full), "%s/../shared/%s", src ? src : ".",
		    path);
	if (access(full, R_OK) == 0)
		return full;
	printf("skipped: no shared/%s here\n", path);
	return NULL;
}

#endif
