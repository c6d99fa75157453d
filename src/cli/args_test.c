/*
 * cli/args_test - options and operands, and the guess at a misspelt word.
 */
#include "base/test.h"
#include "cli/args.h"

struct given {
	bool flag;
	const char *value, *maybe;
	struct arg_list many;
	struct arg_rest rest;
	struct err e;
};

static struct arena arena;

static bool parse(struct given *g, size_t max, char **argv)
{
	struct cli c = {.arena = &arena, .lang = LANG_EN};
	const struct arg_option options[] = {
	    {"--flag", .flag = &g->flag},
	    {"--value", .value = &g->value},
	    {"--json", .value_or = &g->maybe},
	    {"--url", .many = &g->many},
	    ARG_END,
	};
	int argc = 0;

	while (argv[argc])
		argc++;
	g->rest.max = max;
	return args_parse(&c, argc, argv, options, &g->rest, &g->e);
}

#define PARSE(g, max, ...) parse((g), (max), (char *[]){"x", __VA_ARGS__, NULL})

TEST(options_and_operands_may_be_mixed)
{
	struct given g = {0};

	ck_assert(PARSE(&g, 2, "a", "--flag", "--value", "v", "b", "--url",
	    "u1", "--url=u2"));
	ck_assert(g.flag);
	ck_assert_str_eq(g.value, "v");
	ck_assert_uint_eq(g.many.n, 2);
	ck_assert_str_eq(g.many.items[1], "u2");
	ck_assert_uint_eq(g.rest.got.n, 2);
	ck_assert_str_eq(g.rest.got.items[1], "b");
	arena_end(&arena);
}
END

TEST(two_dashes_end_the_options_and_one_is_an_operand)
{
	struct given g = {0};

	ck_assert(PARSE(&g, 3, "-", "--", "--flag", "--"));
	ck_assert(!g.flag);
	ck_assert_uint_eq(g.rest.got.n, 3);
	ck_assert_str_eq(g.rest.got.items[1], "--flag");
	arena_end(&arena);
}
END

TEST(a_value_that_may_stay_away_does)
{
	struct given g = {0}, h = {0}, i = {0};

	ck_assert(PARSE(&g, 1, "a", "--json"));
	ck_assert_str_eq(g.maybe, "");
	ck_assert(PARSE(&h, 1, "a", "--json", "-"));
	ck_assert_str_eq(h.maybe, "-");
	ck_assert(PARSE(&i, 1, "--json", "--flag"));
	ck_assert_str_eq(i.maybe, "");
	ck_assert(i.flag);
	arena_end(&arena);
}
END

TEST(what_is_wrong_is_named)
{
	static const struct {
		const char *argv[4], *says;
	} WRONG[] = {
	    {{"--flga"}, "--flag"},
	    {{"--value"}, "needs a value"},
	    {{"--flag=1"}, "takes no value"},
	    {{"--value", "a", "--value=b"}, "twice"},
	    {{"a", "b"}, "\"b\""},
	    {{"--=x"}, "\"--\""},
	    {{"-f"}, "\"-f\""},
	};

	for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
		struct given g = {0};
		char *argv[6] = {"x"};
		for (size_t j = 0; j < 4 && WRONG[i].argv[j]; j++)
			argv[j + 1] = (char *)WRONG[i].argv[j];
		ck_assert(!parse(&g, 1, argv));
		ck_assert_int_eq(g.e.kind, ERR_INPUT);
		ck_assert_msg(strstr(g.e.en, WRONG[i].says) != NULL, "%s: %s",
		    WRONG[i].argv[0], g.e.en);
		ck_assert(g.e.ja[0]);
	}
	arena_end(&arena);
}
END

TEST(too_few_operands_are_counted)
{
	struct given g = {.rest = {.min = 2}};

	ck_assert(!PARSE(&g, 2, "a"));
	ck_assert_str_eq(g.e.en, "Something is missing: 2 wanted, 1 given.");
	arena_end(&arena);
}
END

TEST(the_nearest_word_is_guessed_and_no_far_one)
{
	static const char *const WORDS[] = {"verify", "record", "init", "user"};

	ck_assert_str_eq(cli_near("verfy", WORDS, 4), "verify");
	ck_assert_str_eq(cli_near("reocrd", WORDS, 4), "record");
	ck_assert_str_eq(cli_near("use", WORDS, 4), "user");
	ck_assert_ptr_null(cli_near("xyz", WORDS, 4));
	ck_assert_ptr_null(cli_near("", WORDS, 4));
	ck_assert_ptr_null(cli_near("verifyverifyverify", WORDS, 4));
}
END

TEST(every_command_has_help_in_both_languages_and_a_handler)
{
	size_t n;
	const struct cli_entry *entries = cli_entries(&n);

	ck_assert_uint_gt(n, 10);
	for (size_t i = 0; i < n; i++) {
		ck_assert(entries[i].help_ja[0] && entries[i].help_en[0]);
		ck_assert(strcmp(entries[i].help_ja, entries[i].help_en));
		ck_assert_msg(
		    !entries[i].detail_ja[0] == !entries[i].detail_en[0], "%s",
		    entries[i].name);
		ck_assert(entries[i].run != NULL);
		ck_assert_ptr_eq(cli_entry_find(entries[i].name), &entries[i]);
	}
}
END

TEST_MAIN("args", options_and_operands_may_be_mixed,
    two_dashes_end_the_options_and_one_is_an_operand,
    a_value_that_may_stay_away_does, what_is_wrong_is_named,
    too_few_operands_are_counted, the_nearest_word_is_guessed_and_no_far_one,
    every_command_has_help_in_both_languages_and_a_handler)
