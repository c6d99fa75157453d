/*
 * desk/inquiry_exposure - who read what was wrongly published, as an inquiry:
 * the question from JSON, the answer into the run's folder. What it means
 * stands in docs/exposure.md; the counting is investigate/exposure.
 */
#include "desk/inquiry_i.h"

#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "investigate/exposure/exposure.h"
#include "investigate/exposure/urls.h"
#include "investigate/exposure/when.h"

enum {
	SITEMAP_BYTES_MAX = 64 << 20,
	NETS_MAX = 200,
	SHOWN_URLS = 200, /* on the page; the files have all */
	SHOWN_REFERRERS = 100,
	SHOWN_INPUTS = 200,
	SHOWN_HOURS = 24 * 366 * 2,
	SUMMARY_MAX = 12 << 20,
};

struct asked {
	const struct inquiry_work *w;
	struct exposure_options o;
	struct url_list urls;
	const char **logs;
	struct str *names;
	bool *unindexed; /* of the logs */
	uint64_t stay_bytes; /* of the logs that lie on this machine */
};

/* ---- the question ---- */

static bool urls_read(struct asked *q, struct err *e)
{
	struct arena *a = q->w->arena;
	const struct json *list = json_get(q->w->params, "urls");
	struct str text = json_get_str(q->w->params, "urls_text");

	for (size_t i = 0; list && i < list->n; i++)
		url_list_text(a, &q->urls, list->items[i].s);
	url_list_text(a, &q->urls, text);
	for (size_t i = 0; i < q->w->n_files; i++) {
		const struct inquiry_file *f = &q->w->files[i];

		if (!str_is(f->role, "sitemap"))
			continue;
		if (!file_read(a, f->path.p, SITEMAP_BYTES_MAX, &text, e))
			return false;
		url_list_text(a, &q->urls, text);
	}
	if (json_get_bool(q->w->params, "everything_under", false))
		url_list_under(a, &q->urls);
	q->o.urls = q->urls.items;
	q->o.n_urls = q->urls.n;
	return q->urls.n > 0 ||
	    fail_field(e, ERR_INPUT, "urls",
	        "誤って公開したもののURLを、一つ以上入れてください。",
	        "Give at least one URL of what was wrongly published.");
}

static bool time_read(
    struct asked *q, const char *name, int64_t *ret_s, struct err *e)
{
	struct str text = json_get_str(q->w->params, name);
	enum time_precision precision = TIME_EXACT;
	int64_t at;

	if (!text.n)
		return true;
	if (!time_parse(text, &at, &precision))
		return fail_field(e, ERR_INPUT, name,
		    "「%.*s」は日時として読めません。2026-05-02 や "
		    "2026-05-02T09:00 の形で入れてください。",
		    "\"%.*s\" is no time; write it like 2026-05-02 or "
		    "2026-05-02T09:00.",
		    (int)(text.n < 40 ? text.n : 40), text.p);
	/* Log times are whole seconds: within one, the next counts. */
	*ret_s = at >= 0 ? (at + TIME_SECOND - 1) / TIME_SECOND : 0;
	return true;
}

static bool period_read(struct asked *q, struct err *e)
{
	q->o.from_s = INT64_MIN;
	q->o.to_s = INT64_MAX;
	if (!time_read(q, "from", &q->o.from_s, e) ||
	    !time_read(q, "to", &q->o.to_s, e))
		return false;
	return q->o.from_s < q->o.to_s ||
	    fail_field(e, ERR_INPUT, "to",
	        "期間の終わりが、始まりより前になっています。",
	        "The period ends before it begins.");
}

static bool nets_read(struct asked *q, const char *name,
    struct addr_nets *ret, struct err *e)
{
	const struct json *list = json_get(q->w->params, name);
	size_t n = list ? list->n : 0;
	struct addr_net *net;

	if (n > NETS_MAX)
		return fail_field(e, ERR_LIMIT, name,
		    "ネットワークは %d 個までです。", "At most %d networks.",
		    NETS_MAX);
	net = ARENA_ARRAY(q->w->arena, n, struct addr_net);
	for (size_t i = 0; i < n; i++)
		if (!addr_net_parse(list->items[i].s, &net[i], e)) {
			memset(e->field, 0, sizeof(e->field));
			memcpy(e->field, name, strlen(name));
			return false;
		}
	*ret = (struct addr_nets){n, net};
	return true;
}

static bool zone_read(struct asked *q, struct err *e)
{
	struct str zone = json_get_str(q->w->params, "zone");

	q->o.zone_given = zone.n > 0;
	return zone.n == 0 || when_zone(zone, &q->o.zone_s) ||
	    fail_field(e, ERR_INPUT, "zone",
	        "「%.*s」は時差として読めません。+09:00 の形で入れてください。",
	        "\"%.*s\" is no offset; write it like +09:00.",
	        (int)(zone.n < 20 ? zone.n : 20), zone.p);
}

static bool logs_read(struct asked *q, struct err *e)
{
	const struct inquiry_work *w = q->w;

	q->logs = ARENA_ARRAY(w->arena, w->n_files, const char *);
	q->names = ARENA_ARRAY(w->arena, w->n_files, struct str);
	q->unindexed = ARENA_ARRAY(w->arena, w->n_files, bool);
	for (size_t i = 0; i < w->n_files; i++) {
		if (str_is(w->files[i].role, "sitemap"))
			continue;
		/* what was sent is gone afterwards: nobody asks it again */
		q->unindexed[q->o.n_logs] = w->files[i].source.n == 0;
		if (w->files[i].source.n)
			q->stay_bytes += w->files[i].bytes;
		q->names[q->o.n_logs] = w->files[i].name;
		q->logs[q->o.n_logs++] = w->files[i].path.p;
	}
	q->o.logs = q->logs;
	q->o.names = q->names;
	q->o.unindexed = q->unindexed;
	return q->o.n_logs > 0 ||
	    fail_field(e, ERR_INPUT, "logs",
	        "ログファイルを選んでください。", "Choose the log files.");
}

static bool asked_read(
    const struct inquiry_work *w, struct asked *q, struct err *e)
{
	*q = (struct asked){.w = w};
	q->o.forwarded = json_get_bool(w->params, "forwarded", false);
	q->o.format = json_get_str(w->params, "format");
	q->o.all = json_get_bool(w->params, "all", false);
	q->o.index_verify = json_get_bool(w->params, "verify", false);
	return urls_read(q, e) && period_read(q, e) &&
	    nets_read(q, "internal", &q->o.internal, e) &&
	    nets_read(q, "trusted", &q->o.trusted, e) && zone_read(q, e) &&
	    logs_read(q, e);
}

bool inquiry_check_exposure(const struct inquiry_work *w, struct err *e)
{
	struct asked q;

	return asked_read(w, &q, e) && exposure_check(&q.o, w->arena, e);
}

/* ---- the answer ---- */

/* As exposure_put_json() writes it, with the long lists cut. */
static struct str shown(struct arena *a, const struct exposure_result *r)
{
	struct exposure_result cut = *r;
	struct exposure_all all;
	struct buf b = buf_begin(a, SUMMARY_MAX);

	if (r->all) { /* no chart of these hours; the files have them */
		all = *r->all;
		all.n_hours = 0;
		cut.all = &all;
	}

	cut.n_clients = 0;
	if (cut.n_urls > SHOWN_URLS)
		cut.n_urls = SHOWN_URLS;
	if (cut.n_referrers > SHOWN_REFERRERS)
		cut.n_referrers = SHOWN_REFERRERS;
	if (cut.n_inputs > SHOWN_INPUTS)
		cut.n_inputs = SHOWN_INPUTS;
	if (cut.n_hours > SHOWN_HOURS)
		cut.n_hours = SHOWN_HOURS;
	exposure_put_json(&cut, &b);
	return buf_str(&b);
}

static bool put_summary(
    struct inquiry_work *w, const struct exposure_result *r, struct err *e)
{
	struct buf b = buf_begin(w->arena, SUMMARY_MAX + 4096);
	struct json_writer jw = {.b = &b};

	jw_open(&jw, '{');
	jw_kint(&jw, "urls", (int64_t)r->n_urls);
	jw_kint(&jw, "clients", (int64_t)r->n_clients);
	jw_kint(&jw, "referrers", (int64_t)r->n_referrers);
	jw_kint(&jw, "inputs", (int64_t)r->n_inputs);
	jw_kint(&jw, "hours", (int64_t)r->n_hours);
	jw_kbool(&jw, "damaged", r->damaged);
	jw_name(&jw, "result");
	buf_put(&b, shown(w->arena, r));
	jw.comma = true;
	jw_close(&jw, '}');
	return inquiry_put_file(w, "summary.json", buf_str(&b), e);
}

static bool put_pages(
    struct inquiry_work *w, const struct exposure_result *r, struct err *e)
{
	for (size_t at = 0; at < r->n_clients; at += INQUIRY_ROWS) {
		AUTO(arena_end) struct arena a = {0};
		struct buf b = buf_begin(&a, 4 << 20);
		size_t left = r->n_clients - at;
		const struct exposure_result some = {
		    .n_clients = left < INQUIRY_ROWS ? left : INQUIRY_ROWS,
		    .client = r->client + at,
		    .tally = r->tally,
		    .first_s = -1,
		    .last_s = -1,
		    .from_s = INT64_MIN,
		    .to_s = INT64_MAX};

		exposure_put_json(&some, &b);
		if (!inquiry_put_page(w, buf_str(&b), e))
			return false;
	}
	return true;
}

struct whole {
	const struct exposure_result *r;
	void (*put)(const struct exposure_result *r, struct buf *b);
};

static void make_whole(struct buf *b, const void *ctx)
{
	const struct whole *x = ctx;

	x->put(x->r, b);
}

static bool put_whole(struct inquiry_work *w, const char *name,
    const struct whole *x, struct err *e)
{
	return inquiry_make_file(w, name, make_whole, x, e);
}

/* Excel of Japan takes a CSV without the mark for CP932. */
static void put_csv(const struct exposure_result *r, struct buf *b)
{
	BUF_LIT(b, "\xEF\xBB\xBF");
	exposure_put_csv(r, b);
}

static bool put_all(
    struct inquiry_work *w, const struct exposure_result *r, struct err *e)
{
	const struct whole finding = {r, exposure_put_finding};
	const struct whole all = {r, exposure_put_json};
	const struct whole csv = {r, put_csv};

	return put_summary(w, r, e) && put_pages(w, r, e) &&
	    put_whole(w, "finding.json", &finding, e) &&
	    put_whole(w, "result.json", &all, e) &&
	    put_whole(w, "result.csv", &csv, e);
}

/* An index is some thousandths of its log, and never worth the last bytes. */
static void allow_index(struct asked *q)
{
	struct err none = {0};
	struct str folder = q->w->indexes;

	if (q->stay_bytes == 0 ||
	    !spool_has_room(q->w->folder.p, q->stay_bytes / 100, &none))
		return;
	q->o.index_dir = folder.p;
}

bool inquiry_run_exposure(struct inquiry_work *w, struct err *e)
{
	struct exposure_result r;
	struct asked q;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (!asked_read(w, &q, e))
		return false;
	q.o.progress = w->progress;
	q.o.stop_fd = w->stop_fd;
	q.o.threads = cores > 2 ? (unsigned)cores - 1 : 1;
	allow_index(&q);
	bool ok = exposure_run(&q.o, w->arena, &r, e);
	if (q.o.index_dir)
		indexes_trim(q.o.index_dir, time_now() / TIME_SECOND);
	return ok && put_all(w, &r, e);
}
