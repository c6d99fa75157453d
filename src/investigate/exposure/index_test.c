/*
 * The index of blocks: every spelling of a path is found in its block, and
 * nothing is read back that a log could not have.
 */
#include "base/test.h" /* first: it makes way for our fail() */

#include "investigate/exposure/index.h"
#include "investigate/exposure/wire.h"

enum { BLOCK = 4096 };

static const struct index_seed seed = {{1, 2, 3}};

static void add(struct index_builder *b, const char *target, bool windows)
{
	struct line l = {.format = FORMAT_NCSA,
	    .target = str_of(target),
	    .at_s = 1777000000,
	    .nocase = windows,
	    .log_escapes = !windows};

	index_builder_entry(b, &l);
}

static bool may(struct arena *a, const struct index_block *k, const char *url,
    int64_t from_s)
{
	struct scan_job job = {.from_s = from_s, .to_s = INT64_MAX};
	struct str given = str_of(url);
	struct err e = {0};

	ck_assert_msg(url_set_make(a, &given, 1, &job.urls, &e), "%s", url);
	struct index_question q = index_ask(a, &job, false, &seed);

	return index_may(&q, k);
}

TEST(every_spelling_is_found_and_a_rare_path_is_not)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(index_builder_end) struct index_builder b = {0};
	struct scan_counts c = {.lines = 5, .first_s = INT64_MAX, .last_s = -1};
	static const char *const in[] = {"/docs/a%20b.csv", "/docs/a b.csv",
	    "/docs/x/../a%20b.csv*", "/DOCS/*", "/docs/*", "/docs/a*", "/win/Two+Words.txt",
	    "/win/two%20words.txt", "/deep/1/2/3/*", "/deep/1/2/3/4",
	    "/%64eep/1/2/3/4", "/esc/\"q\"", "/cgi?id=7", "/c*", "/*"};
	static const char *const out[] = {"/docs", "/docs/b.csv", "/other/*",
	    "/deep/1/2/4/*", "/deep/1/2", "/win/two", "/cgi/"};

	index_builder_begin(&b, &seed);
	add(&b, "//docs/./a%20b.csv?x=1", false);
	add(&b, "\\win\\two+words.txt", true);
	add(&b, "/deep/1/2/3/4", false);
	add(&b, "http://h.example/esc/\\x22q\\x22", false);
	add(&b, "/cgi?id=7&/docs", false);
	const struct index_block *k = index_builder_turn(&b, &c);

	for (size_t i = 0; i < COUNT_OF(in); i++)
		ck_assert_msg(may(&a, k, in[i], 0), "%s", in[i]);
	for (size_t i = 0; i < COUNT_OF(out); i++)
		ck_assert_msg(!may(&a, k, out[i], 0), "%s", out[i]);
	ck_assert(!may(&a, k, "/docs/*", 1777000001));
	index_builder_next(&b);
	k = index_builder_turn(&b, &c);
	ck_assert(!may(&a, k, "/*", 0)); /* no entry, no hit */
}
END

TEST(a_line_that_another_question_might_read_is_always_read)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(index_builder_end) struct index_builder b = {0};
	struct scan_counts c = {.lines = 1, .unparsed = 1, .n_samples = 1};

	index_builder_begin(&b, &seed);
	index_builder_unread(&b, STR("\x16\x03\x01"));
	const struct index_block *k = index_builder_turn(&b, &c);

	ck_assert(!k->always);
	ck_assert_uint_eq(k->n_samples, 1);
	index_builder_next(&b);
	index_builder_unread(&b, STR("192.0.2.7 torn"));
	ck_assert(index_builder_turn(&b, &c)->always);
	ck_assert_uint_eq(index_builder_turn(&b, &c)->n_samples, 0);
	index_builder_next(&b);
	index_builder_unread(&b, STR("x \"GET /a"));
	k = index_builder_turn(&b, &c);
	ck_assert(k->always);
	ck_assert_uint_eq(k->n_samples, 0);
	ck_assert(may(&a, k, "/rare", 0));
}
END

TEST(a_filter_that_is_too_full_says_yes_and_never_no)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(index_builder_end) struct index_builder b = {0};
	struct scan_counts c = {.lines = 1};
	size_t wrong = 0;

	index_builder_begin(&b, &seed);
	for (int i = 0; i < 60000; i++)
		add(&b, arena_printf(&a, "/p/%d.html", i).p, false);
	const struct index_block *k = index_builder_turn(&b, &c);

	ck_assert_uint_eq(k->filter.n, INDEX_FILTER_MAX);
	for (int i = 0; i < 60000; i += 7)
		ck_assert(may(&a, k, arena_printf(&a, "/p/%d.html", i).p, 0));
	index_builder_next(&b);
	for (int i = 0; i < 4000; i++)
		add(&b, arena_printf(&a, "/p/%d.html", i).p, false);
	k = index_builder_turn(&b, &c);
	for (int i = 0; i < 2000; i++)
		wrong += may(&a, k, arena_printf(&a, "/q/%d.html", i).p, 0);
	ck_assert_uint_le(wrong, 20); /* 1 %; 0.3 % is expected */
}
END

static char zeros[INDEX_FILTER_MIN];

static struct index sample_index(struct index_block two[2])
{
	for (int i = 0; i < 2; i++)
		two[i] = (struct index_block){.lines = 10,
		    .unparsed = 1,
		    .format[FORMAT_NCSA] = 9,
		    .first_s = 5,
		    .last_s = 6,
		    .from_s = 5,
		    .until_s = 6,
		    .filter = {zeros, sizeof(zeros)}};
	two[1].fields_at = BLOCK + 3;
	two[1].n_samples = 1;
	two[1].sample[0] = (struct scan_sample){BLOCK + 7, 2, "xy"};
	return (struct index){.stamp = {.size = BLOCK + 100, .inode = 7},
	    .made_s = 1777000000,
	    .block_bytes = BLOCK,
	    .seed = seed,
	    .format = STR("combined"),
	    .zone_s = -3600,
	    .zone_given = true,
	    .variant = "vhost",
	    .n_blocks = 2,
	    .block = two};
}

static bool comes_back(const struct index *x, struct index *ret)
{
	static struct arena a;
	struct buf b = buf_begin(&a, 1 << 20);

	index_encode(&b, x);
	return index_decode(&a, buf_str(&b), ret);
}

TEST(what_was_written_is_read_back)
{
	struct index_block two[2];
	struct index x = sample_index(two), y;

	ck_assert(comes_back(&x, &y));
	ck_assert_uint_eq(y.n_blocks, 2);
	ck_assert_int_eq(y.zone_s, -3600);
	ck_assert_str_eq(y.variant, "vhost");
	ck_assert_uint_eq(index_fields_before(&y, 1), 0);
	ck_assert_uint_eq(index_fields_before(&y, 2), BLOCK + 3);
	ck_assert_uint_eq(y.block[1].sample[0].offset, BLOCK + 7);
}
END

/* Each breaks one thing in an index that is else good, checksum and all. */
static void spoil(int how, struct index *x)
{
	struct index_block *k = &x->block[1];

	switch (how) {
	case 0: k->unparsed = 11; break;
	case 1: k->format[FORMAT_W3C] = 1; break;
	case 2: k->lines = BLOCK + 1; break;
	case 3: k->first_s = 7; break;
	case 4: k->from_s = -4; break;
	case 5: k->last_s = INT64_C(4291747200); break;
	case 6: k->filter.n = INDEX_FILTER_MIN - 1; break;
	case 7: k->filter.n = 0; break;
	case 8: k->fields_at = BLOCK; break;
	case 9: k->fields_at = 2 * BLOCK + 1; break;
	case 10: k->always = true; break; /* such a block has no examples */
	case 11: k->sample[0].offset = 3; break;
	case 12: x->stamp.size = BLOCK; break;
	case 13: x->stamp.size = 0; break;
	case 14: x->block_bytes = 0; break;
	case 15: x->made_s = -1; break;
	case 16: x->variant = "no such variant"; break;
	case 17: k->format[FORMAT_W3C] = UINT64_MAX; break;
	default: x->n_blocks = 1; break;
	}
}

TEST(nothing_is_read_back_that_no_log_could_have)
{
	for (int how = 0; how < 19; how++) {
		struct index_block two[2];
		struct index x = sample_index(two), y;

		spoil(how, &x);
		ck_assert_msg(!comes_back(&x, &y), "%d", how);
	}
}
END

TEST(any_damage_is_seen)
{
	AUTO(arena_end) struct arena a = {0};
	struct index_block two[2];
	struct index x = sample_index(two), y;
	struct buf b = buf_begin(&a, 1 << 20);

	index_encode(&b, &x);
	struct str good = buf_str(&b);
	char *bytes = arena_alloc(&a, good.n);

	memcpy(bytes, good.p, good.n);
	for (size_t i = 0; i < good.n; i += 13) {
		bytes[i] ^= 1;
		ck_assert(!index_decode(&a, (struct str){bytes, good.n}, &y));
		bytes[i] ^= 1;
		ck_assert(!index_decode(&a, (struct str){bytes, i}, &y));
	}
	ck_assert(index_decode(&a, (struct str){bytes, good.n}, &y));
}
END

TEST_MAIN("exposure index", every_spelling_is_found_and_a_rare_path_is_not,
    a_line_that_another_question_might_read_is_always_read,
    a_filter_that_is_too_full_says_yes_and_never_no,
    what_was_written_is_read_back, nothing_is_read_back_that_no_log_could_have,
    any_damage_is_seen)
