/*
 * desk - the whole way of an action, and what must hold whatever happens:
 * nothing refused leaves a trace, nothing acknowledged is lost, nothing
 * changed stays unseen, nobody sees what the gate denies.
 */
#include "base/test.h"

#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "desk/inside.h"

#include "base/file.h"
#include "base/time.h"
#include "desk/code.h"

static char dir[64], other[80];
static struct arena arena;
static struct desk *desk;

static void open_desk(void)
{
	struct err e = {0};

	ck_ok(desk_open(dir, NULL, &desk, &e), &e);
}

/* Made once by main: seven password hashes take a second. */
static char sample[64];

static const char *const FILES[] = {"shodo.db", "journal.key",
    "journal.signed", "shodo.db-wal", "shodo.db-shm", "lock"};

static void remove_all(const char *folder)
{
	char path[200];

	for (size_t i = 0; i < COUNT_OF(FILES); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, FILES[i]);
		unlink(path);
	}
	rmdir(folder);
}

/* The sample organisation in a new folder. */
static void begin(void)
{
	char from[200], to[200];
	struct err e = {0};

	snprintf(dir, sizeof(dir), "/tmp/shodo-desk-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(other, sizeof(other), "%s/other", dir);
	for (size_t i = 0; i < 3; i++) {
		snprintf(from, sizeof(from), "%s/%s", sample, FILES[i]);
		snprintf(to, sizeof(to), "%s/%s", dir, FILES[i]);
		ck_ok(file_copy(from, to, 0600, &e), &e);
	}
	open_desk();
}

static void finish(void)
{
	char backup[100];

	arena_end(&arena);
	desk_end(&desk);
	snprintf(backup, sizeof(backup), "%s/backup", dir);
	remove_all(backup);
	remove_all(other);
	remove_all(dir);
}

static struct actor person(const char *user)
{
	struct actor by;
	struct err e = {0};

	ck_ok(desk_person(desk, &arena, str_of(user), &by, &e), &e);
	by.via = STR("cli");
	return by;
}

static const struct json *json(const char *text)
{
	const struct json *v;
	struct err e = {0};

	ck_ok(json_parse(&arena, str_of(text), 1 << 20, &v, &e), &e);
	return v;
}

static struct str report(const char *user, const char *text)
{
	struct actor by = person(user);
	struct desk_ask ask = {.body = json(text)};
	struct desk_done done;
	struct err e = {0};

	ck_ok(desk_report(desk, &arena, &by, &ask, &done, &e), &e);
	return done.code;
}

static bool act(const char *user, struct str code, const char *text,
    struct err *e)
{
	struct actor by = person(user);
	struct desk_ask ask = {.code = code, .body = json(text)};
	struct desk_done done;

	return desk_act(desk, &arena, &by, &ask, &done, e);
}

static size_t entries(const char *user, struct str code)
{
	struct actor by = person(user);
	const struct incident *inc;
	struct err e = {0};

	ck_ok(desk_incident(desk, &arena, &by, code, &inc, &e), &e);
	return inc->timeline.n;
}

static bool sql(const char *text)
{
	char path[200];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/shodo.db", dir);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	bool ok = sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_total_changes(db) > 0;
	sqlite3_close(db);
	return ok;
}

static bool verified(struct err *e)
{
	struct desk_proof proof;

	return desk_verify(desk, &arena, (struct str){0}, &proof, e);
}

#define LOST                                                                 \
	"{\"types\":[\"t1\"],\"unit\":\"soumu/zeimu\",\"summary\":\"鞄を紛失" \
	"\"}"

TEST(a_code_survives_the_telephone_and_slips_are_found)
{
	struct str code = code_new(&arena), back;
	char typed[16];
	struct err none = {0};

	snprintf(typed, sizeof(typed), "%.4s %.4s", code.p, code.p + 5);
	for (char *p = typed; *p; p++)
		*p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
	ck_ok(code_read(&arena, str_of(typed), &back, &none), &none);
	ck_assert(str_eq(code, back));
	for (size_t i = 0; i < code.n; i++) {
		struct err e = {0};
		snprintf(typed, sizeof(typed), "%.*s", STR_ARG(code));
		if (typed[i] == '-')
			continue;
		typed[i] = typed[i] == '7' ? '8' : '7';
		ck_assert(!code_read(&arena, str_of(typed), &back, &e));
		ck_assert_int_eq(e.kind, ERR_MISSING);
	}
}
END

TEST(an_action_is_recorded_and_a_refused_one_leaves_nothing)
{
	struct err e = {0}, no = {0};

	begin();
	struct str code = report("tanto", LOST);
	ck_ok(act("tanto", code,
	          "{\"action\":\"note.add\",\"text\":\"駅に電話した\"}", &e),
	    &e);
	ck_assert_uint_eq(entries("kacho", code), 2);
	ck_assert(!act("tanto", code, "{\"action\":\"note.ad\"}", &no));
	ck_assert_int_eq(no.kind, ERR_INPUT);
	ck_assert(no.ja[0] && no.en[0]);
	ck_assert_uint_eq(entries("kacho", code), 2);
	finish();
}
END

TEST(a_repeated_request_is_answered_once)
{
	struct err e = {0};
	struct desk_done one, two;

	begin();
	struct actor by = person("tanto");
	struct str code = report("tanto", LOST);
	struct desk_ask ask = {.code = code,
	    .body = json("{\"action\":\"note.add\",\"text\":\"x\"}"),
	    .request = STR("key-1")};
	ck_ok(desk_act(desk, &arena, &by, &ask, &one, &e), &e);
	ck_ok(desk_act(desk, &arena, &by, &ask, &two, &e), &e);
	ck_assert(two.repeated && !one.repeated);
	ck_assert_uint_eq(one.seq, two.seq);
	ck_assert_uint_eq(entries("tanto", code), 2);
	finish();
}
END

TEST(a_stale_page_is_refused)
{
	struct err e = {0};
	struct desk_done done;

	begin();
	struct actor by = person("tanto");
	struct desk_ask ask = {.code = report("tanto", LOST),
	    .body = json("{\"action\":\"note.add\",\"text\":\"x\"}"),
	    .matched = true,
	    .entries = 7};
	ck_assert(!desk_act(desk, &arena, &by, &ask, &done, &e));
	ck_assert_int_eq(e.kind, ERR_CONFLICT);
	finish();
}
END

/* Is the code on the board of this person, by list or by words? */
static bool listed(const struct actor *by, struct str code, const char *words)
{
	struct desk_query q = {.type = -1, .limit = 200, .text = str_of(words)};
	struct desk_page page;
	struct err e = {0};

	ck_ok(desk_list(desk, &arena, by, &q, &page, &e), &e);
	for (size_t i = 0; i < page.n; i++)
		if (str_eq(page.rows[i].code, code))
			return true;
	return false;
}

TEST(lists_and_words_show_exactly_what_the_gate_allows)
{
	static const char *const PEOPLE[] = {"kanri", "jimukyoku", "kacho",
	    "tanto", "shokuin", "kansa"};
	struct err e = {0};
	struct str codes[4];

	begin();
	codes[0] = report("tanto", LOST);
	codes[1] = report("jimukyoku",
	    "{\"types\":[\"t3\"],\"unit\":\"soumu/jinji\","
	    "\"summary\":\"持ち出しの疑い 紛失\"}");
	codes[2] = report("jimukyoku",
	    "{\"types\":[\"t3\"],\"unit\":\"soumu/zeimu\","
	    "\"summary\":\"内部の疑い 紛失\"}");
	codes[3] = report("shokuin", LOST);
	ck_ok(act("jimukyoku", codes[1],
	          "{\"action\":\"access.restrict\","
	          "\"members\":[\"jimukyoku\",\"shokuin\"]}",
	          &e),
	    &e);
	ck_ok(act("jimukyoku", codes[2],
	          "{\"action\":\"access.exclude\",\"user\":\"kacho\","
	          "\"reason\":\"関係者\"}",
	          &e),
	    &e);
	for (size_t p = 0; p < COUNT_OF(PEOPLE); p++) {
		struct actor by = person(PEOPLE[p]);
		for (size_t i = 0; i < COUNT_OF(codes); i++) {
			struct err gone = {0};
			const struct incident *inc;
			bool may = desk_incident(
			    desk, &arena, &by, codes[i], &inc, &gone);
			ck_assert_msg(may || gone.kind == ERR_MISSING, "%s",
			    gone.en);
			ck_assert_msg(listed(&by, codes[i], "") == may,
			    "list of %s, incident %zu", PEOPLE[p], i);
			ck_assert_msg(listed(&by, codes[i], "紛失") == may,
			    "words of %s, incident %zu", PEOPLE[p], i);
		}
	}
	finish();
}
END

TEST(a_search_finds_all_page_by_page_and_each_once)
{
	struct desk_query q = {
	    .type = -1, .limit = 25, .text = STR("紛失")};
	struct err e = {0}, wrong = {0};
	struct desk_page page;
	struct str seen[60];
	size_t found = 0;

	begin();
	struct actor by = person("jimukyoku");
	for (int i = 0; i < 60; i++)
		report("tanto", LOST);
	do {
		ck_ok(desk_list(desk, &arena, &by, &q, &page, &e), &e);
		for (size_t i = 0; i < page.n; i++) {
			for (size_t k = 0; k < found; k++)
				ck_assert(!str_eq(seen[k], page.rows[i].code));
			ck_assert_uint_lt(found, COUNT_OF(seen));
			seen[found++] = page.rows[i].code;
		}
		q.after = page.next;
	} while (page.next.n);
	ck_assert_uint_eq(found, 60);
	q.after = STR("99999");
	ck_assert(!desk_list(desk, &arena, &by, &q, &page, &wrong));
	ck_assert_int_eq(wrong.kind, ERR_LIMIT);
	finish();
}
END

TEST(an_untouched_record_verifies_also_against_a_kept_checkpoint)
{
	struct err e = {0};
	struct desk_proof kept, now;

	begin();
	ck_ok(desk_verify(desk, &arena, (struct str){0}, &kept, &e), &e);
	report("tanto", LOST);
	ck_ok(desk_verify(desk, &arena, kept.checkpoint, &now, &e), &e);
	ck_assert(now.entries == kept.entries + 1);
	finish();
}
END

TEST(every_kind_of_tampering_is_seen)
{
	static const char *const CRIMES[] = {
	    "UPDATE journal SET leaf = CAST(replace(leaf, '212', '213') AS "
	    "BLOB) WHERE seq = 2",
	    "UPDATE journal SET leaf_hash = zeroblob(32) WHERE seq = 1",
	    "DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)",
	    "DELETE FROM journal WHERE seq = 0",
	    "UPDATE journal SET incident = 'X' WHERE seq = 1",
	    "UPDATE journal_head SET size = size - 1",
	    "UPDATE checkpoint SET note = replace(note, 'shodo', 'sh0do')",
	};

	for (size_t i = 0; i < COUNT_OF(CRIMES); i++) {
		struct err e = {0}, bad = {0};
		begin();
		ck_ok(verified(&e), &e);
		ck_assert_msg(sql(CRIMES[i]), "%s changes nothing", CRIMES[i]);
		ck_assert_msg(!verified(&bad), "%s", CRIMES[i]);
		ck_assert_msg(bad.kind == ERR_TAMPERED, "%s: %s", CRIMES[i],
		    bad.en);
		finish();
	}
}
END

/* The derived tables as text. */
static int dump_row(void *ctx, int n, char **v, char **names)
{
	(void)names;
	for (int i = 0; i < n; i++)
		buf_printf(ctx, "%s|", v[i] ? v[i] : "");
	buf_putc(ctx, '\n');
	return 0;
}

static struct str dump(void)
{
	struct buf b = buf_begin(&arena, 1 << 20);
	char path[200];
	sqlite3 *db = NULL;

	snprintf(path, sizeof(path), "%s/shodo.db", dir);
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	static const char *const ALL[] = {
	    "SELECT * FROM incident ORDER BY id",
	    "SELECT * FROM scope ORDER BY key, incident",
	    "SELECT * FROM denied ORDER BY person, incident",
	    "SELECT * FROM request ORDER BY key",
	    "SELECT rowid FROM search ORDER BY rowid"};
	for (size_t i = 0; i < COUNT_OF(ALL); i++)
		ck_assert_int_eq(
		    sqlite3_exec(db, ALL[i], dump_row, &b, NULL), SQLITE_OK);
	sqlite3_close(db);
	return buf_str(&b);
}

TEST(rebuild_gives_the_same_tables)
{
	struct err e = {0};
	uint64_t n = 0;

	begin();
	struct str code = report("tanto", LOST);
	ck_ok(act("jimukyoku", code,
	          "{\"action\":\"access.exclude\",\"user\":\"kacho\","
	          "\"reason\":\"関係者\"}",
	          &e),
	    &e);
	struct str before = dump();
	ck_assert(before.n > 500);
	ck_ok(desk_rebuild(desk, &n, &e), &e);
	struct str after = dump();
	ck_assert(str_eq(before, after));
	ck_ok(verified(&e), &e);
	finish();
}
END

TEST(a_restored_copy_goes_on_under_a_new_origin)
{
	struct err e = {0};
	struct desk *again = NULL;
	struct desk_proof kept, now;
	char backup[100];

	begin();
	snprintf(backup, sizeof(backup), "%s/backup", dir);
	ck_ok(desk_verify(desk, &arena, (struct str){0}, &kept, &e), &e);
	ck_ok(desk_backup(desk, backup, &e), &e);
	ck_ok(desk_restore(backup, other, STR("訓練"), &e), &e);
	ck_ok(desk_open(other, NULL, &again, &e), &e);
	ck_ok(desk_verify(again, &arena, kept.checkpoint, &now, &e), &e);
	ck_assert(now.entries == kept.entries + 1);
	ck_assert(str_ends(again->origin, STR("/journal/2")));
	desk_end(&again);
	finish();
}
END

TEST(a_database_that_was_put_back_is_noticed)
{
	struct err e = {0}, bad = {0};
	char backup[100], from[200], to[200];

	begin();
	snprintf(backup, sizeof(backup), "%s/backup", dir);
	ck_ok(desk_backup(desk, backup, &e), &e);
	report("tanto", LOST);
	arena_end(&arena);
	desk_end(&desk);
	snprintf(from, sizeof(from), "%s/shodo.db", backup);
	snprintf(to, sizeof(to), "%s/shodo.db", dir);
	ck_assert_int_eq(rename(from, to), 0);
	ck_assert(!desk_open(dir, NULL, &desk, &bad));
	ck_assert_int_eq(bad.kind, ERR_TAMPERED);
	finish();
}
END

/* A file below the data directory; its folders are made. */
static void put_own(const char *folder, const char *name, const char *text)
{
	char path[200];
	struct err e = {0};

	snprintf(path, sizeof(path), "%s/playbooks", dir);
	ck_ok(file_make_folder(path, 0700, &e), &e);
	snprintf(path, sizeof(path), "%s/playbooks/%s", dir, folder);
	ck_ok(!folder[0] || file_make_folder(path, 0700, &e), &e);
	snprintf(path, sizeof(path), "%s/playbooks/%s/%s", dir, folder, name);
	ck_ok(file_write(path, str_of(text), 0600, &e), &e);
}

static void remove_own(const char *data)
{
	static const char *const NAMES[] = {"city/playbook.yaml", "city",
	    "default", ""};
	char path[250];

	for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
		snprintf(
		    path, sizeof(path), "%s/playbooks/%s", data, NAMES[i]);
		remove(path);
	}
}

TEST(an_office_brings_its_own_playbook)
{
	static const char OWN[] =
	    "playbook: city\nbased_on: gifu-1.7\nversion: 市の版\n"
	    "name_ja: 市の手引き\nname_en: The manual of the city\n"
	    "languages: [ja, en]\n";
	struct err e = {0}, bad = {0};
	const struct incident *inc;
	char backup[200];

	begin();
	arena_end(&arena);
	desk_end(&desk);
	put_own("city", "playbook.yaml", OWN);
	put_own("", "default", "city\n");
	open_desk();
	struct actor by = person("tanto");
	ck_ok(desk_incident(
	          desk, &arena, &by, report("tanto", LOST), &inc, &e),
	    &e);
	ck_str(inc->playbook, "city");
	snprintf(backup, sizeof(backup), "%s/backup", dir);
	ck_ok(desk_backup(desk, backup, &e), &e);
	ck_ok(desk_restore(backup, other, STR("訓練"), &e), &e);
	snprintf(backup, sizeof(backup), "%s/playbooks/default", other);
	ck_assert(file_exists(backup));
	arena_end(&arena);
	desk_end(&desk);
	put_own("city", "playbook.yaml", "playbook: city\nversion: [\n");
	ck_assert(!desk_open(dir, NULL, &desk, &bad));
	ck_assert_int_eq(bad.kind, ERR_INPUT);
	ck_assert_ptr_nonnull(strstr(bad.en, "playbook.yaml:"));
	snprintf(backup, sizeof(backup), "%s/backup", dir);
	remove_own(backup);
	remove_own(other);
	remove_own(dir);
	finish();
}
END

TEST(login_needs_the_right_password_and_slows_down)
{
	struct str session;
	struct actor by;
	struct err e = {0}, wrong = {0}, slow = {0};

	begin();
	ck_ok(desk_login(desk, &arena, STR("tanto"), STR(DESK_DEMO_PASSWORD),
	          &session, &e),
	    &e);
	ck_assert(desk_session(desk, &arena, session, &by));
	ck_str(by.user, "tanto");
	desk_logout(desk, session);
	ck_assert(!desk_session(desk, &arena, session, &by));
	for (int i = 0; i < 3; i++) {
		wrong = (struct err){0};
		ck_assert(!desk_login(desk, &arena, STR("kacho"), STR("x"),
		    &session, &wrong));
		ck_assert_int_eq(wrong.kind, ERR_FORBIDDEN);
	}
	ck_assert(!desk_login(desk, &arena, STR("kacho"),
	    STR(DESK_DEMO_PASSWORD), &session, &slow));
	ck_assert_int_eq(slow.kind, ERR_LIMIT);
	finish();
}
END

TEST(an_erased_content_is_gone_everywhere_and_the_tree_verifies)
{
	static const char ERASE[] =
	    "{\"action\":\"record.erase\",\"entry\":%llu,"
	    "\"reason\":\"保存期間の満了\"}";
	struct err e = {0}, none = {0}, again = {0};
	const struct incident *inc;
	char text[200], path[200];
	struct str bytes;

	begin();
	struct actor by = person("jimukyoku");
	struct str code = report("tanto", LOST);
	ck_ok(act("tanto", code,
	          "{\"action\":\"desk.call\",\"about\":\"麒麟さんの住所\","
	          "\"answer\":\"折り返す\"}",
	          &e),
	    &e);
	ck_ok(desk_incident(desk, &arena, &by, code, &inc, &e), &e);
	unsigned long long seq = inc->last_seq;
	ck_assert(listed(&by, code, "麒麟"));
	ck_ok(verified(&e), &e);
	snprintf(text, sizeof(text), ERASE, seq);
	ck_ok(act("jimukyoku", code, text, &none), &none);
	ck_assert(!listed(&by, code, "麒麟"));
	ck_assert(!act("jimukyoku", code, text, &again));
	ck_assert_int_eq(again.kind, ERR_MISSING);
	ck_ok(verified(&e), &e);
	ck_ok(desk_incident(desk, &arena, &by, code, &inc, &e), &e);
	ck_assert_uint_eq(inc->timeline.n, 3);
	ck_assert_uint_eq(inc->desk_calls.n, 0);
	arena_end(&arena);
	desk_end(&desk);
	snprintf(path, sizeof(path), "%s/shodo.db", dir);
	ck_ok(file_read(&arena, path, 1 << 26, &bytes, &e), &e);
	ck_assert(str_find(bytes, STR("麒麟")) < 0);
	finish();
}
END

TEST(a_content_that_went_missing_is_tampering)
{
	struct err e = {0}, bad = {0};

	begin();
	ck_ok(verified(&e), &e);
	ck_assert(sql("DELETE FROM payload"));
	ck_assert(!verified(&bad));
	ck_assert_int_eq(bad.kind, ERR_TAMPERED);
	finish();
}
END

/* ---- kill -9 ---- */

struct pushing {
	int out;
	int thread;
	struct str code;
};

/* Record notes for ever; each is told on the pipe once it is acknowledged. */
static void *push(void *arg)
{
	struct pushing *p = arg;
	AUTO(arena_end) struct arena a = {0};
	struct actor by = {.user = STR("jimukyoku"),
	    .role = ROLE_SECRETARIAT,
	    .via = STR("cli")};

	for (int i = 0;; i++) {
		struct err e = {0};
		struct desk_done done;
		struct json o = json_of_object();
		struct str text =
		    arena_printf(&a, "n%d-%d", p->thread, i);
		json_set(&a, &o, "action", json_of_string(STR("note.add")));
		json_set(&a, &o, "text", json_of_string(text));
		struct desk_ask ask = {.code = p->code, .body = &o};
		if (!desk_act(desk, &a, &by, &ask, &done, &e))
			return NULL;
		struct str line = arena_printf(&a, "%.*s %llu\n",
		    STR_ARG(text), (unsigned long long)done.seq);
		if (!file_put(p->out, line, &e))
			return NULL;
	}
}

static void push_until_killed(int out, struct str code)
{
	struct pushing p[8];
	pthread_t t[8];

	open_desk();
	for (int i = 0; i < 8; i++) {
		p[i] = (struct pushing){out, i, code};
		pthread_create(&t[i], NULL, push, &p[i]);
	}
	pause();
}

static int by_seq(const void *key, const void *item)
{
	int64_t want = *(const int64_t *)key;
	int64_t has = (int64_t)(*(const struct event *const *)item)->seq;

	return (want > has) - (want < has);
}

/* Every acknowledged note stands in the journal at the number told. */
static size_t check_acknowledged(struct str code, struct str told)
{
	struct actor by = person("jimukyoku");
	const struct incident *inc;
	struct str line, text;
	struct err e = {0};
	size_t n = 0;

	ck_ok(desk_incident(desk, &arena, &by, code, &inc, &e), &e);
	while (str_cut(&told, '\n', &line)) {
		int64_t seq;
		if (!str_cut(&line, ' ', &text) || !str_parse_int(line, &seq))
			continue; /* the kill cut this line */
		const struct event *const *at = bsearch(&seq,
		    inc->timeline.items, inc->timeline.n,
		    sizeof(*inc->timeline.items), by_seq);
		ck_assert_msg(at, "entry %lld is lost", (long long)seq);
		ck_assert(str_eq(json_get_str((*at)->body, "text"), text));
		n++;
	}
	return n;
}

TEST(nothing_acknowledged_is_lost_when_killed)
{
	const char *times = getenv("SHODO_KILLS"), *ms = getenv("SHODO_KILL_MS");
	AUTO(arena_end) struct arena kept = {0};
	int64_t rounds = 5, wait_ms = 250;
	size_t acknowledged = 0;
	struct err e = {0};

	if (times)
		ck_assert(str_parse_int(str_of(times), &rounds));
	if (ms)
		ck_assert(str_parse_int(str_of(ms), &wait_ms));
	begin();
	struct str code = arena_str(&kept, report("tanto", LOST));
	for (int64_t i = 0; i < rounds; i++) {
		int pipes[2];
		struct str told;
		arena_end(&arena); /* what it holds must not outlive the desk */
		desk_end(&desk);
		ck_assert_int_eq(pipe(pipes), 0);
		pid_t child = fork();
		if (child == 0) {
			close(pipes[0]);
			push_until_killed(pipes[1], code);
			_exit(0);
		}
		close(pipes[1]);
		usleep((useconds_t)(wait_ms * 1000 + i * 7919 % 100000));
		kill(child, SIGKILL);
		ck_ok(file_read_fd(&arena, pipes[0], 1 << 26, &told, &e), &e);
		close(pipes[0]);
		waitpid(child, NULL, 0);
		open_desk();
		acknowledged += check_acknowledged(code, told);
		ck_ok(verified(&e), &e);
	}
	printf("%zu acknowledged in %lld kills, none lost\n", acknowledged,
	    (long long)rounds);
	ck_assert(acknowledged > 0);
	finish();
}
END

int main(void)
{
	const TTest *tests[] = {a_code_survives_the_telephone_and_slips_are_found,
    an_action_is_recorded_and_a_refused_one_leaves_nothing,
    a_repeated_request_is_answered_once, a_stale_page_is_refused,
    lists_and_words_show_exactly_what_the_gate_allows,
    a_search_finds_all_page_by_page_and_each_once,
	    an_untouched_record_verifies_also_against_a_kept_checkpoint,
    every_kind_of_tampering_is_seen, rebuild_gives_the_same_tables,
    a_restored_copy_goes_on_under_a_new_origin,
    a_database_that_was_put_back_is_noticed,
    an_erased_content_is_gone_everywhere_and_the_tree_verifies,
	    a_content_that_went_missing_is_tampering,
	    an_office_brings_its_own_playbook,
	    login_needs_the_right_password_and_slows_down,
    nothing_acknowledged_is_lost_when_killed};
	struct desk_init in = {.organisation = STR("サンプル県"), .demo = true};
	struct err e = {0};

	snprintf(sample, sizeof(sample), "/tmp/shodo-sample-XXXXXX");
	if (!mkdtemp(sample) || !desk_init(sample, &in, &e)) {
		printf("no sample: %s\n", e.en);
		return EXIT_FAILURE;
	}
	int status = test_run("desk", tests, COUNT_OF(tests));
	remove_all(sample);
	return status;
}
