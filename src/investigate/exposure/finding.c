/*
 * exposure/finding - the answer as one finding.attach action: what was read,
 * how it was asked, the sums, and the facts it proposes. No address of a
 * reader stands in it, and it stays within an entry of the journal.
 */
#include "investigate/exposure/agent.h"
#include "investigate/exposure/exposure.h"
#include "investigate/exposure/when.h"

/* So that the result stays below the 10,000 bytes that an action takes. */
enum { LISTED = 12, NAME_ROOM = 160, TEXT_ROOM = 600 };

static void put_n(struct json_writer *w, const char *name, uint64_t n)
{
	jw_kint(w, name, (int64_t)n);
}

static void put_at(struct json_writer *w, const char *name, int64_t at_s)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 64);

	jw_name(w, name);
	if (at_s < 0) {
		jw_null(w);
		return;
	}
	when_put(&b, at_s);
	jw_str(w, buf_str(&b));
}

/* ASCII, and cut where it would not fit. */
static void put_name(struct json_writer *w, const char *name, struct str s)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, NAME_ROOM);

	exposure_put_escaped(&b, s);
	jw_kstr(w, name, buf_str(&b));
}

static void put_logs(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "inputs");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_inputs && i < LISTED; i++) {
		AUTO(arena_end) struct arena a = {0};
		const struct exposure_input *in = &r->input[i];

		jw_open(w, '{');
		put_name(w, "file", in->file);
		jw_kstr(w, "format", str_of(in->format));
		put_n(w, "bytes", in->bytes);
		put_n(w, "lines", in->counts.lines);
		put_n(w, "unparsed", in->counts.unparsed);
		jw_kstr(w, "sha256",
		    in->hashed ? hex_encode(&a, sha256_str(&in->sha256))
			       : (struct str){0});
		jw_kbool(w, "damaged", in->damaged);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	put_n(w, "inputs_in_all", r->n_inputs);
}

static void put_question(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "period");
	jw_open(w, '{');
	put_at(w, "from", r->from_s == INT64_MIN ? -1 : r->from_s);
	put_at(w, "to", r->to_s == INT64_MAX ? -1 : r->to_s);
	put_at(w, "log_first", r->first_s);
	put_at(w, "log_last", r->last_s);
	jw_close(w, '}');
	jw_name(w, "urls");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_urls && i < LISTED; i++) {
		const struct exposure_count *c = &r->count[i];

		jw_open(w, '{');
		put_name(w, "url", r->url[i]);
		put_n(w, "requests", c->c.requests);
		put_n(w, "served", c->c.served);
		put_n(w, "clients", c->clients);
		put_n(w, "people", c->people);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	put_n(w, "urls_in_all", r->n_urls);
}

static void put_sums(struct json_writer *w, const struct exposure_result *r)
{
	const struct exposure_count *t = &r->total;

	jw_name(w, "total");
	jw_open(w, '{');
	put_n(w, "requests", t->c.requests);
	put_n(w, "literal", t->c.literal);
	put_n(w, "served", t->c.served);
	put_n(w, "bytes", t->c.bytes);
	put_n(w, "clients", t->clients);
	put_n(w, "agents", t->agents);
	put_n(w, "people", t->people);
	put_at(w, "first_served", (int64_t)t->c.served_span.first - 1);
	put_at(w, "last_served", (int64_t)t->c.served_span.last - 1);
	jw_close(w, '}');
	jw_name(w, "by_class");
	jw_open(w, '{');
	for (int i = 0; i < CLASS_COUNT_; i++)
		put_n(w, client_class_word((enum client_class)i),
		    r->by_class[i].clients);
	jw_close(w, '}');
	jw_name(w, "crawlers");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_crawlers && i < LISTED; i++)
		if (r->crawler[i].served)
			jw_str(w, agent_crawler(r->crawler[i].number)->name);
	jw_close(w, ']');
	put_n(w, "unparsed", r->unparsed);
	put_n(w, "lines", r->lines);
	jw_kbool(w, "doubtful", exposure_is_doubtful(r));
	jw_kbool(w, "partial", r->partial);
}

/* A log tells what it saw, not who: never more than an estimate. */
static void put_proposal(struct json_writer *w, const struct exposure_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, TEXT_ROOM);
	const struct exposure_count *t = &r->total;

	buf_printf(&b,
	    "要求%llu件のうち%llu件で内容が渡った。受け取ったアドレス%llu、"
	    "うち人とみられるもの%llu。",
	    (unsigned long long)t->c.requests, (unsigned long long)t->c.served,
	    (unsigned long long)t->clients, (unsigned long long)t->people);
	if (t->c.served > 0) {
		BUF_LIT(&b, "最初 ");
		when_put(&b, (int64_t)t->c.served_span.first - 1);
		BUF_LIT(&b, "、最後 ");
		when_put(&b, (int64_t)t->c.served_span.last - 1);
		BUF_LIT(&b, "（UTC）。");
	}
	if (r->partial || r->damaged || exposure_is_doubtful(r))
		BUF_LIT(&b, "読めなかった部分があり、実際はこれより多いおそれがある。");
	jw_name(w, "proposes");
	jw_open(w, '[');
	jw_open(w, '{');
	jw_kstr(w, "item", STR("t2.invest.2"));
	jw_kstr(w, "value", buf_str(&b));
	jw_kstr(w, "certainty", STR("estimated"));
	jw_close(w, '}');
	jw_close(w, ']');
}

void exposure_put_finding(const struct exposure_result *r, struct buf *b)
{
	struct json_writer w = {.b = b};

	jw_open(&w, '{');
	jw_kstr(&w, "action", STR("finding.attach"));
	jw_kstr(&w, "tool", STR("exposure"));
	jw_name(&w, "result");
	jw_open(&w, '{');
	put_logs(&w, r);
	put_question(&w, r);
	put_sums(&w, r);
	put_proposal(&w, r);
	jw_close(&w, '}');
	jw_close(&w, '}');
}
