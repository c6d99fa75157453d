/*
 * bench/server/durable - durable actions a second with 1, 16 and 32 clients
 * against plain SQLite commits of one row (WAL, synchronous=FULL) in the same
 * folder, in turns: durable DIR SECONDS. Prints rates, latencies, ratios.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/time.h"
#include "desk/desk.h"

enum { CLIENTS_MAX = 32, SAMPLES_MAX = 1 << 20, ROUNDS = 3 };

struct client {
	struct desk *d;
	struct str code;
	int64_t until;
	int64_t *us; /* room for cap latencies */
	size_t n, cap, refused;
};

static void *act_until(void *arg)
{
	struct client *c = arg;
	struct actor by = {.user = STR("jimukyoku"),
	    .role = ROLE_SECRETARIAT,
	    .via = STR("cli")};

	while (time_now() < c->until && c->n < c->cap) {
		AUTO(arena_end) struct arena a = {0};
		struct err e = {0};
		struct desk_done done;
		struct json o = json_of_object();
		struct desk_ask ask = {.code = c->code, .body = &o};
		int64_t start = time_now();
		json_set(&a, &o, "action", json_of_string(STR("note.add")));
		json_set(&a, &o, "text",
		    json_of_string(STR("遺失物の窓口に電話で確認した。")));
		if (!desk_act(c->d, &a, &by, &ask, &done, &e))
			c->refused++;
		c->us[c->n++] = time_now() - start;
	}
	return NULL;
}

static int by_value(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static struct str new_incident(struct desk *d, struct arena *a)
{
	struct actor by = {.user = STR("jimukyoku"),
	    .role = ROLE_SECRETARIAT,
	    .via = STR("cli")};
	struct err e = {0};
	struct desk_done done = {0};
	struct json o = json_of_object();
	struct desk_ask ask = {.body = &o};

	json_set(a, &o, "summary", json_of_string(STR("速さの測定")));
	json_set(a, &o, "drill", json_of_bool(true));
	if (!desk_report(d, a, &by, &ask, &done, &e))
		fprintf(stderr, "durable: %s\n", e.en);
	return done.code;
}

static double run_clients(struct desk *d, size_t n, int64_t seconds)
{
	AUTO(arena_end) struct arena a = {0};
	struct client c[CLIENTS_MAX] = {0};
	pthread_t t[CLIENTS_MAX];
	size_t all = 0, refused = 0;
	int64_t *us = ARENA_ARRAY(&a, SAMPLES_MAX, int64_t);

	for (size_t i = 0; i < n; i++) {
		c[i] = (struct client){.d = d,
		    .code = new_incident(d, &a),
		    .us = ARENA_ARRAY(&a, SAMPLES_MAX / n, int64_t),
		    .cap = SAMPLES_MAX / n};
	}
	int64_t start = time_now();
	for (size_t i = 0; i < n; i++) {
		c[i].until = start + seconds * TIME_SECOND;
		pthread_create(&t[i], NULL, act_until, &c[i]);
	}
	for (size_t i = 0; i < n; i++) {
		pthread_join(t[i], NULL);
		for (size_t k = 0; k < c[i].n && all < SAMPLES_MAX; k++)
			us[all++] = c[i].us[k];
		refused += c[i].refused;
	}
	double rate = (double)all * 1e6 / (double)(time_now() - start);
	qsort(us, all, sizeof(*us), by_value);
	printf("actions, %2zu clients   %8.0f /s   p50 %6.2f ms   p99 %6.2f ms"
	       "   refused %zu\n",
	    n, rate, (double)us[all / 2] / 1e3, (double)us[all * 99 / 100] / 1e3,
	    refused);
	return rate;
}

static double run_sqlite(const char *dir, int64_t seconds)
{
	AUTO(arena_end) struct arena a = {0};
	const char *path = arena_printf(&a, "%s/plain.db", dir).p;
	sqlite3 *db = NULL;
	sqlite3_stmt *s = NULL;
	size_t n = 0;

	unlink(path);
	sqlite3_open(path, &db);
	sqlite3_exec(db,
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	    "CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)",
	    NULL, NULL, NULL);
	sqlite3_prepare_v2(db,
	    "INSERT INTO t(v) VALUES ('{\"action\":\"note.add\"}')", -1, &s,
	    NULL);
	int64_t start = time_now(), until = start + seconds * TIME_SECOND;
	for (; time_now() < until; n++) {
		sqlite3_step(s);
		sqlite3_reset(s);
	}
	double rate = (double)n * 1e6 / (double)(time_now() - start);
	sqlite3_finalize(s);
	sqlite3_close(db);
	unlink(path);
	unlink(arena_printf(&a, "%s-wal", path).p);
	unlink(arena_printf(&a, "%s-shm", path).p);
	printf("plain SQLite commits  %8.0f /s\n", rate);
	return rate;
}

int main(int argc, char **argv)
{
	static const size_t CLIENTS[] = {1, 16, 32};
	struct desk *d = NULL;
	struct err e = {0};
	int64_t seconds = 0;

	if (argc != 3 || !str_parse_int(str_of(argv[2]), &seconds) ||
	    !desk_open(argv[1], NULL, &d, &e)) {
		fprintf(stderr, "durable DIR SECONDS: %s\n", e.en);
		return 2;
	}
	for (int round = 0; round < ROUNDS; round++) {
		double plain = run_sqlite(argv[1], seconds);
		for (size_t i = 0; i < COUNT_OF(CLIENTS); i++) {
			double ours = run_clients(d, CLIENTS[i], seconds);
			printf("  ratio to plain commits %.2f\n", ours / plain);
		}
	}
	desk_end(&d);
	return 0;
}
