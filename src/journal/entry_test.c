/*
 * journal/entry and follow: one way to write an entry, and a walk that names
 * the first one that is wrong.
 */
#include "journal/entry.h"

#include "base/test.h"
#include "journal/follow.h"

#define LOG "city.example.lg.jp/shodo"

static struct entry sample(struct arena *a, uint64_t seq)
{
	struct json *body = ARENA_NEW(a, struct json);

	*body = json_of_object();
	json_set(a, body, "text", json_of_string(STR("庁舎の書庫で USB を紛失")));
	json_set(a, body, "t1.fact.1", json_of_int((int64_t)seq));
	return (struct entry){.log = STR(LOG), .seq = seq,
	    .ts = INT64_C(1795496523004000), .actor = STR("suzuki"),
	    .role = STR("responder"), .via = STR("web"), .kind = STR("note"),
	    .incident = STR("R8-0001"), .at = INT64_C(1795496400000000),
	    .at_precision = TIME_ABOUT, .body = body};
}

static struct str encode(struct arena *a, const struct entry *x)
{
	struct str leaf;
	struct err e = {0};

	ck_ok(entry_encode(a, x, &leaf, &e), &e);
	return leaf;
}

TEST(an_entry_reads_back_as_it_was)
{
	AUTO(arena_end) struct arena a = {0};
	struct entry x = sample(&a, 7), y;
	struct err e = {0};

	x.os = STR("root");
	x.request = STR("0b7c");
	struct str leaf = encode(&a, &x);
	ck_str(leaf,
	    "{\"actor\":\"suzuki\",\"at\":\"2026-11-24T05:00:00.000Z\","
	    "\"at_precision\":\"about\",\"body\":{\"t1.fact.1\":7,\"text\":"
	    "\"庁舎の書庫で USB を紛失\"},\"incident\":\"R8-0001\",\"kind\":"
	    "\"note\",\"log\":\"" LOG "\",\"os\":\"root\",\"request\":"
	    "\"0b7c\",\"role\":\"responder\",\"seq\":7,\"ts\":"
	    "\"2026-11-24T05:02:03.004Z\",\"v\":1,\"via\":\"web\"}");
	ck_ok(entry_decode(&a, leaf, &y, &e), &e);
	ck_assert_uint_eq(y.seq, 7);
	ck_assert_int_eq(y.ts, x.ts);
	ck_assert_int_eq(y.at, x.at);
	ck_assert_int_eq(y.at_precision, TIME_ABOUT);
	ck_str(y.os, "root");
	ck_str(y.request, "0b7c");
	ck_assert(json_same(x.body, y.body));
	ck_assert(str_eq(encode(&a, &y), leaf));
}
END

static void refuse(struct entry x, const char *field)
{
	AUTO(arena_end) struct arena a = {0};
	struct str leaf = STR("untouched");
	struct err e = {0};

	ck_assert_msg(!entry_encode(&a, &x, &leaf, &e), "%s", field);
	ck_assert_int_eq(e.kind, ERR_INPUT);
	ck_assert_str_eq(e.field, field);
	ck_str(leaf, "untouched");
}

TEST(a_frame_that_cannot_be_is_named)
{
	AUTO(arena_end) struct arena a = {0};
	struct entry good = sample(&a, 0), x;
	struct json list = json_of_array();

	x = good, x.log = STR("two words"), refuse(x, "log");
	x = good, x.ts += 1, refuse(x, "ts");
	x = good, x.at = INT64_MIN / 1000 * 1000, refuse(x, "at");
	x = good, x.role = STR(""), refuse(x, "role");
	x = good, x.via = STR("fax"), refuse(x, "via");
	x = good, x.kind = STR("Note"), refuse(x, "kind");
	x = good, x.actor = STR("a\nb"), refuse(x, "actor");
	x = good, x.incident = STR("\xff"), refuse(x, "incident");
	x = good, x.at_precision = TIME_PRECISION_COUNT_,
	refuse(x, "at_precision");
	x = good, x.body = NULL, refuse(x, "body");
	x = good, x.body = &list, refuse(x, "body");
	ck_assert_int_eq(entry_ms(1999), 1000);
	ck_assert_int_eq(entry_ms(-1), -1000);
}
END

TEST(a_commitment_stands_in_place_of_the_body)
{
	AUTO(arena_end) struct arena a = {0};
	struct entry x = sample(&a, 7), y;
	struct err e = {0};

	x.body_commit = entry_commit(&a, STR("salt"), STR("{}"));
	refuse(x, "body"); /* both */
	x.body = NULL;
	struct str leaf = encode(&a, &x);
	ck_assert_int_ge(str_find(leaf, STR("\"body_commit\":\"")), 0);
	ck_ok(entry_decode(&a, leaf, &y, &e), &e);
	ck_assert_ptr_null(y.body);
	ck_assert(str_eq(y.body_commit, x.body_commit));
	x.body_commit = STR("ABCDEF");
	refuse(x, "body");
	struct sha256 h = sha256_of(STR("salt{}"));
	ck_assert(str_eq(y.body_commit, hex_encode(&a, sha256_str(&h))));
}
END

TEST(an_entry_ends_at_65535_bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct entry x = sample(&a, 0);
	struct json body = json_of_object();
	struct str leaf;
	struct err e = {0};

	x.body = &body;
	size_t frame = encode(&a, &x).n + strlen("\"t\":\"\"");
	size_t n = ENTRY_BYTES_MAX - frame;
	char *p = arena_alloc(&a, n + 1);
	memset(p, 'x', n + 1);
	json_set(&a, &body, "t", json_of_string((struct str){p, n}));
	ck_assert_uint_eq(encode(&a, &x).n, ENTRY_BYTES_MAX);
	json_set(&a, &body, "t", json_of_string((struct str){p, n + 1}));
	ck_assert(!entry_encode(&a, &x, &leaf, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
}
END

TEST(another_way_to_write_the_same_entry_is_damage)
{
	AUTO(arena_end) struct arena a = {0};
	struct entry x = sample(&a, 7), y;
	struct str leaf = encode(&a, &x);
	static const char *const change[][2] = {{"{\"actor\"", "{ \"actor\""},
	    {"\"seq\":7", "\"seq\":-7"}, {"\"v\":1", "\"v\":2"},
	    {".000Z", ".0000Z"}, {"\"seq\":7,", ""}, {"about", "roughly"},
	    {"\"log\"", "\"extra\":1,\"log\""}, {"USB", "\\u0055SB"},
	    {"05:00:00.000Z", "14:00:00.000+09:00"}};

	for (size_t i = 0; i < COUNT_OF(change); i++) {
		struct err e = {0};
		struct str from = str_of(change[i][0]);
		ptrdiff_t at = str_find(leaf, from);
		ck_assert(at >= 0);
		struct str tail = str_from(leaf, (size_t)at + from.n);
		struct str bad = arena_printf(&a, "%.*s%s%.*s", (int)at,
		    leaf.p, change[i][1], STR_ARG(tail));
		ck_assert_msg(
		    !entry_decode(&a, bad, &y, &e), "%.*s", STR_ARG(bad));
		ck_assert_int_eq(e.kind, ERR_TAMPERED);
	}
}
END

enum { N = 40 };

static void make(struct arena *a, struct str *leaves)
{
	for (uint64_t i = 0; i < N; i++) {
		struct entry x = sample(a, i);
		leaves[i] = encode(a, &x);
	}
}

/* Walk; answers the number of the bad entry, N when all are good. */
static size_t walk(
    struct follow *f, const struct str *leaves, struct err *e)
{
	for (size_t i = 0; i < N; i++)
		if (!follow_entry(f, leaves[i], NULL, e))
			return i;
	return N;
}

static struct checkpoint at_size(
    struct arena *a, const struct str *leaves, uint64_t n)
{
	struct tree t = {0};

	(void)a;
	for (uint64_t i = 0; i < n; i++) {
		struct sha256 h = tree_leaf(leaves[i]);
		tree_append(&t, &h);
	}
	return (struct checkpoint){STR(LOG), n, tree_root(&t)};
}

TEST(an_untouched_journal_walks_to_its_end)
{
	AUTO(arena_end) struct arena a = {0};
	struct str leaves[N];
	struct err e = {0};

	make(&a, leaves);
	struct follow f = follow_begin(&a);
	struct checkpoint kept = at_size(&a, leaves, 17);
	struct checkpoint newest = at_size(&a, leaves, N);
	ck_ok(follow_watch(&f, &kept, &e), &e);
	ck_assert_uint_eq(walk(&f, leaves, &e), N);
	ck_ok(follow_end(&f, &newest, &e), &e);
}
END

TEST(each_single_changed_entry_is_named)
{
	AUTO(arena_end) struct arena a = {0};
	struct str leaves[N];

	make(&a, leaves);
	for (size_t i = 0; i < N; i++) {
		struct err e = {0};
		struct follow f = follow_begin(&a);
		struct sha256 hash = tree_leaf(leaves[i]);
		struct str was = leaves[i];
		leaves[i] = arena_str(&a, was);
		((char *)leaves[i].p)[was.n / 2] ^= 1;
		for (size_t k = 0; k < i; k++)
			ck_ok(follow_entry(&f, leaves[k], NULL, &e), &e);
		ck_assert(!follow_entry(&f, leaves[i], &hash, &e));
		ck_assert_int_eq(e.kind, ERR_TAMPERED);
		struct str want = arena_printf(&a, "Entry %zu:", i);
		ck_assert(str_starts(str_of(e.en), want));
		leaves[i] = was;
	}
}
END

TEST(a_consistent_rewriting_meets_the_kept_checkpoint)
{
	AUTO(arena_end) struct arena a = {0};
	struct str leaves[N];
	struct err e = {0};

	make(&a, leaves);
	struct checkpoint kept = at_size(&a, leaves, 30);
	struct entry x = sample(&a, 12);
	x.actor = STR("tanaka");
	leaves[12] = encode(&a, &x);
	struct follow f = follow_begin(&a);
	ck_ok(follow_watch(&f, &kept, &e), &e);
	ck_assert_uint_eq(walk(&f, leaves, &e), 29);
	ck_assert_int_eq(e.kind, ERR_TAMPERED);
}
END

TEST(a_cut_off_end_a_swap_and_a_strange_name_are_noticed)
{
	AUTO(arena_end) struct arena a = {0};
	struct str leaves[N];
	struct err e = {0};

	make(&a, leaves);
	struct follow f = follow_begin(&a);
	struct checkpoint longer = at_size(&a, leaves, N);
	longer.size = N + 3;
	ck_assert_uint_eq(walk(&f, leaves, &e), N);
	ck_assert(!follow_end(&f, &longer, &e));
	ck_assert_int_eq(e.kind, ERR_TAMPERED);

	struct str x = leaves[3];
	leaves[3] = leaves[4];
	leaves[4] = x;
	f = follow_begin(&a);
	ck_assert_uint_eq(walk(&f, leaves, &(struct err){0}), 3);
	make(&a, leaves);
	struct entry other = sample(&a, 9);
	other.log = STR("other.example/shodo");
	leaves[9] = encode(&a, &other);
	f = follow_begin(&a);
	ck_assert_uint_eq(walk(&f, leaves, &(struct err){0}), 9);
}
END

TEST(after_a_restore_a_new_origin_takes_over_what_it_names)
{
	AUTO(arena_end) struct arena a = {0};
	struct str leaves[N];
	struct err e = {0};

	make(&a, leaves);
	struct checkpoint old = at_size(&a, leaves, 20);
	struct json body = follow_takeover(&a, &old, STR("控えから復元"));
	struct entry x = sample(&a, 20);
	x.log = STR(LOG "/2");
	x.kind = STR(ENTRY_CONTINUED);
	x.body = &body;
	leaves[20] = encode(&a, &x);
	for (uint64_t i = 21; i < N; i++) {
		x = sample(&a, i);
		x.log = STR(LOG "/2");
		leaves[i] = encode(&a, &x);
	}
	struct follow f = follow_begin(&a);
	ck_assert_uint_eq(walk(&f, leaves, &e), N);
	struct checkpoint end = at_size(&a, leaves, N);
	ck_assert(!follow_end(&f, &end, &e)); /* the old name */
	end.origin = STR(LOG "/2");
	ck_ok(follow_end(&f, &end, &(struct err){0}), &e);

	old.root.b[0] ^= 1;
	body = follow_takeover(&a, &old, STR("控えから復元"));
	x = sample(&a, 20);
	x.log = STR(LOG "/2");
	x.kind = STR(ENTRY_CONTINUED);
	x.body = &body;
	leaves[20] = encode(&a, &x);
	f = follow_begin(&a);
	ck_assert_uint_eq(walk(&f, leaves, &(struct err){0}), 20);
}
END

TEST_MAIN("journal/entry", an_entry_reads_back_as_it_was,
    a_frame_that_cannot_be_is_named,
    a_commitment_stands_in_place_of_the_body, an_entry_ends_at_65535_bytes,
    another_way_to_write_the_same_entry_is_damage,
    an_untouched_journal_walks_to_its_end,
    each_single_changed_entry_is_named,
    a_consistent_rewriting_meets_the_kept_checkpoint,
    a_cut_off_end_a_swap_and_a_strange_name_are_noticed,
    after_a_restore_a_new_origin_takes_over_what_it_names)
