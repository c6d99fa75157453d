/*
 * exposure/finding - the answer as one finding.attach action: what was read,
 * how it was asked, the sums, and the facts it proposes. No address of a
 * reader stands in it, and it stays within an entry of the journal.
 */
#include "base/time.h"
#include "investigate/exposure/agent.h"
#include "investigate/exposure/how.h"
#include "investigate/exposure/when.h"
#include "investigate/finding.h"

/* So that the result stays below the 10,000 bytes that an action takes. */
enum { LISTED = 12, NAME_ROOM = 160, TEXT_ROOM = 600 };

static void put_logs(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "inputs");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_inputs && i < LISTED; i++) {
		const struct exposure_input *in = &r->input[i];

		jw_open(w, '{');
		finding_text(w, "file", in->file, NAME_ROOM);
		jw_kstr(w, "format", str_of(in->format));
		jw_kcount(w, "bytes", in->bytes);
		jw_kcount(w, "lines", in->counts.lines);
		jw_kcount(w, "unparsed", in->counts.unparsed);
		finding_sha256(w, "sha256", &in->sha256, in->hashed);
		if (in->index == EXPOSURE_INDEX_USED) /* then not read now */
			jw_kbool(w, "sha256_by_index", !in->index_verified);
		jw_kbool(w, "damaged", in->damaged);
		if (in->same_as.n)
			jw_kbool(w, "counted_twice", true);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_kcount(w, "inputs_in_all", r->n_inputs);
}

static void put_question(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "period");
	jw_open(w, '{');
	when_jw(w, "from", r->from_s == INT64_MIN ? -1 : r->from_s);
	when_jw(w, "to", r->to_s == INT64_MAX ? -1 : r->to_s);
	when_jw(w, "log_first", r->first_s);
	when_jw(w, "log_last", r->last_s);
	jw_close(w, '}');
	exposure_put_how(w, &r->how, LISTED);
	jw_name(w, "urls");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_urls && i < LISTED; i++) {
		const struct exposure_count *c = &r->count[i];

		jw_open(w, '{');
		finding_text(w, "url", r->url[i], NAME_ROOM);
		jw_kcount(w, "requests", c->c.requests);
		jw_kcount(w, "served", c->c.served);
		jw_kcount(w, "clients", c->clients);
		jw_kcount(w, "people", c->people);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_kcount(w, "urls_in_all", r->n_urls);
}

static void put_sums(struct json_writer *w, const struct exposure_result *r)
{
	const struct exposure_count *t = &r->total;

	jw_name(w, "total");
	jw_open(w, '{');
	jw_kcount(w, "requests", t->c.requests);
	jw_kcount(w, "literal", t->c.literal);
	jw_kcount(w, "served", t->c.served);
	jw_kcount(w, "bytes", t->c.bytes);
	jw_kcount(w, "clients", t->clients);
	jw_kcount(w, "agents", t->agents);
	jw_kcount(w, "people", t->people);
	when_jw(w, "first_served", (int64_t)t->c.served_span.first - 1);
	when_jw(w, "last_served", (int64_t)t->c.served_span.last - 1);
	jw_close(w, '}');
	jw_name(w, "by_class");
	jw_open(w, '{');
	for (int i = 0; i < CLASS_COUNT_; i++)
		jw_kcount(w, client_class_word((enum client_class)i),
		    r->by_class[i].clients);
	jw_close(w, '}');
	jw_name(w, "crawlers");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_crawlers && i < LISTED; i++)
		if (r->crawler[i].served)
			jw_str(w, agent_crawler(r->crawler[i].number)->name);
	jw_close(w, ']');
	jw_kcount(w, "unparsed", r->unparsed);
	jw_kcount(w, "lines", r->lines);
	jw_kbool(w, "doubtful", exposure_is_doubtful(r));
	jw_kbool(w, "partial", r->partial);
}

static bool is_incomplete(const struct exposure_result *r)
{
	return r->partial || r->damaged || exposure_is_doubtful(r);
}

/* A log tells what it saw, not who: never more than an estimate. */
static void propose(struct json_writer *w, const char *item, struct str value,
    struct str value_en)
{
	finding_fact(w,
	    &(struct finding_fact){.item = str_of(item),
	        .value = value,
	        .value_en = value_en});
}

static void put_time(struct buf *b, uint64_t at, enum lang lang)
{
	time_put_people(
	    b, ((int64_t)at - 1) * TIME_SECOND, TIME_EXACT, lang == LANG_JA);
}

/* The whole answer in words. */
static struct str range_of(
    struct arena *a, const struct exposure_result *r, enum lang lang)
{
	struct buf b = buf_begin(a, TEXT_ROOM);
	const struct exposure_count *t = &r->total;
	bool ja = lang == LANG_JA;

	buf_printf(&b,
	    ja ? "要求%llu件のうち%llu件で内容が渡った。受け取ったアドレス%llu、"
	         "うち人とみられるもの%llu。"
	       : "Of %llu requests %llu gave the content away, to %llu addresses, "
	         "%llu of them likely people.",
	    (unsigned long long)t->c.requests, (unsigned long long)t->c.served,
	    (unsigned long long)t->clients, (unsigned long long)t->people);
	if (t->c.served > 0) {
		buf_put(&b, ja ? STR("最初 ") : STR(" First "));
		put_time(&b, t->c.served_span.first, lang);
		buf_put(&b, ja ? STR("、最後 ") : STR(", last "));
		put_time(&b, t->c.served_span.last, lang);
		buf_put(&b, ja ? STR("。") : STR("."));
	}
	if (is_incomplete(r))
		buf_put(&b,
		    ja ? STR("読めなかった部分があり、実際はこれより多いおそれがある。")
		       : STR(" Part of it could not be read; there may be more."));
	return buf_str(&b);
}

static void propose_time(struct json_writer *w, const char *item, int64_t at_s)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 64);

	when_put(&b, at_s);
	propose(w, item, buf_str(&b), (struct str){0});
}

/* How many, when first, when last: each by itself, for a person to confirm. */
static void put_proposals(
    struct json_writer *w, const struct exposure_result *r)
{
	AUTO(arena_end) struct arena a = {0};
	const struct exposure_count *t = &r->total;
	unsigned long long people = (unsigned long long)t->people;
	bool least = is_incomplete(r);

	jw_name(w, "proposes");
	jw_open(w, '[');
	propose(w, "exposure.people",
	    arena_printf(&a, "%llu%s", people, least ? "以上" : ""),
	    least ? arena_printf(&a, "%llu or more", people)
	          : (struct str){0});
	if (t->c.served > 0) {
		propose_time(w, "exposure.first_at",
		    (int64_t)t->c.served_span.first - 1);
		propose_time(w, "exposure.last_at",
		    (int64_t)t->c.served_span.last - 1);
	}
	propose(w, "t2.invest.2", range_of(&a, r, LANG_JA),
	    range_of(&a, r, LANG_EN));
	jw_close(w, ']');
}

void exposure_put_finding(const struct exposure_result *r, struct buf *b)
{
	struct json_writer w = {.b = b};

	finding_begin(&w, "exposure");
	put_logs(&w, r);
	put_question(&w, r);
	put_sums(&w, r);
	put_proposals(&w, r);
	finding_end(&w);
}
