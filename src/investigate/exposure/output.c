/*
 * exposure/output - the answer as JSON: the contract's names, and a few more.
 * For desk and cli; printing is theirs.
 */
#include "investigate/exposure/agent.h"
#include "investigate/exposure/how.h"
#include "investigate/exposure/when.h"

#include "base/utf8.h"

enum { TEXT_MAX = 1 << 20 };

struct str exposure_text(struct arena *a, struct str s)
{
	if (utf8_check(s) && !utf8_has_control(s))
		return s.p ? s : STR("");
	struct buf b = buf_begin(a, TEXT_MAX);

	exposure_put_escaped(&b, s);
	return buf_str(&b);
}

void exposure_put_escaped(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\\' || c == '"')
			buf_printf(b, "\\%c", c);
		else if (c < 0x20 || c > 0x7e)
			buf_printf(b, "\\x%02x", c);
		else
			buf_putc(b, (char)c);
	}
}

static void put_text(struct json_writer *w, const char *name, struct str s)
{
	AUTO(arena_end) struct arena a = {0};

	jw_kstr(w, name, exposure_text(&a, s));
}

static void put_span(struct json_writer *w, const char *first,
    const char *last, struct tally_span s)
{
	when_jw(w, first, (int64_t)s.first - 1);
	when_jw(w, last, (int64_t)s.last - 1);
}

static void put_sample(struct json_writer *w, const struct scan_sample *s)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 4 * SCAN_SAMPLE_BYTES + 16);

	exposure_put_escaped(&b, (struct str){s->text, s->n});
	jw_open(w, '{');
	jw_kcount(w, "offset", s->offset);
	jw_kstr(w, "text", buf_str(&b));
	jw_close(w, '}');
}

/* Only where one was used, or something is wrong with it, so that the answer is
 * else the same as without. */
static void put_index(struct json_writer *w, const struct exposure_input *in)
{
	bool used = in->index == EXPOSURE_INDEX_USED;
	bool unwritable = in->index == EXPOSURE_INDEX_UNWRITABLE;

	if (!used && !unwritable && in->index_fault == EXPOSURE_INDEX_FINE)
		return;
	jw_name(w, "index");
	jw_open(w, '{');
	if (used) {
		jw_kcount(w, "read_bytes", in->index_read);
		when_jw(w, "made_at", in->index_made_s);
		jw_kbool(w, "sha256_verified", in->index_verified);
	}
	if (in->index_fault == EXPOSURE_INDEX_OTHER_LOG)
		jw_kstr(w, "discarded", STR("other_log"));
	else if (in->index_fault == EXPOSURE_INDEX_BROKEN)
		jw_kstr(w, "discarded", STR("broken"));
	if (unwritable)
		jw_kbool(w, "unwritable", true);
	jw_close(w, '}');
}

static void put_input(struct json_writer *w, const struct exposure_input *in)
{
	AUTO(arena_end) struct arena a = {0};

	jw_open(w, '{');
	put_text(w, "file", in->file);
	jw_kstr(w, "format", str_of(in->format));
	if (in->packing)
		jw_kstr(w, "packing", str_of(in->packing));
	jw_kcount(w, "bytes", in->bytes);
	jw_kcount(w, "lines", in->counts.lines);
	jw_kcount(w, "unparsed", in->counts.unparsed);
	jw_name(w, "sha256");
	if (in->hashed)
		jw_str(w, hex_encode(&a, sha256_str(&in->sha256)));
	else
		jw_null(w);
	put_index(w, in);
	if (in->same_as.n)
		put_text(w, "same_as", in->same_as);
	if (in->stopped)
		jw_kbool(w, "stopped", true);
	when_jw(w, "first", in->counts.last_s < 0 ? -1 : in->counts.first_s);
	when_jw(w, "last", in->counts.last_s);
	jw_kbool(w, "damaged", in->damaged);
	jw_name(w, "unparsed_examples");
	jw_open(w, '[');
	for (size_t i = 0; i < in->counts.n_samples; i++)
		put_sample(w, &in->counts.sample[i]);
	jw_close(w, ']');
	jw_close(w, '}');
}

static void put_counts(struct json_writer *w, const struct exposure_count *c)
{
	jw_kcount(w, "requests", c->c.requests);
	jw_kcount(w, "literal", c->c.literal);
	jw_kcount(w, "served", c->c.served);
	jw_kcount(w, "bytes", c->c.bytes);
	jw_kcount(w, "clients", c->clients);
	if (c->agents)
		jw_kcount(w, "agents", c->agents);
	jw_kcount(w, "people", c->people);
	jw_kcount(w, "repeated", c->repeated);
	jw_name(w, "whole_by_ranges");
	if (c->ranges_known)
		jw_int(w, (int64_t)c->whole_by_ranges);
	else
		jw_null(w);
	if (c->content_bytes)
		jw_kcount(w, "content_bytes", c->content_bytes);
	put_span(w, "first", "last", c->c.span);
	put_span(w, "first_served", "last_served", c->c.served_span);
}

static void put_inputs(struct json_writer *w, const struct exposure_result *r)
{
	bool from = r->from_s != INT64_MIN, to = r->to_s != INT64_MAX;

	jw_name(w, "inputs");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_inputs; i++)
		put_input(w, &r->input[i]);
	jw_close(w, ']');
	jw_name(w, "period");
	jw_open(w, '{');
	when_jw(w, "first", from ? r->from_s : r->first_s);
	when_jw(w, "last", to ? r->to_s : r->last_s);
	when_jw(w, "log_first", r->first_s);
	when_jw(w, "log_last", r->last_s);
	jw_close(w, '}');
}

static void put_urls(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "urls");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_urls; i++) {
		jw_open(w, '{');
		put_text(w, "url", r->url[i]);
		put_counts(w, &r->count[i]);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_name(w, "total");
	jw_open(w, '{');
	put_counts(w, &r->total);
	if (r->total.agents == 0)
		jw_kcount(w, "agents", 0);
	jw_close(w, '}');
}

static void put_classes(
    struct json_writer *w, const struct exposure_class_count by[CLASS_COUNT_])
{
	jw_name(w, "by_class");
	jw_open(w, '{');
	for (int i = 0; i < CLASS_COUNT_; i++) {
		jw_name(w, client_class_word((enum client_class)i));
		jw_open(w, '{');
		jw_kcount(w, "requests", by[i].requests);
		jw_kcount(w, "clients", by[i].clients);
		jw_close(w, '}');
	}
	jw_close(w, '}');
}

static void put_statuses(
    struct json_writer *w, const uint64_t status[TALLY_STATUSES])
{
	char code[8];

	jw_name(w, "by_status");
	jw_open(w, '{');
	for (int i = 0; i < TALLY_STATUSES; i++) {
		if (status[i] == 0)
			continue;
		snprintf(code, sizeof(code), i ? "%03d" : "-", i);
		jw_kcount(w, code, status[i]);
	}
	jw_close(w, '}');
}

/* Every entry of the logs, under a key of its own. */
static void put_all(struct json_writer *w, const struct exposure_all *x)
{
	if (!x)
		return;
	jw_name(w, "all");
	jw_open(w, '{');
	jw_kcount(w, "entries", x->entries);
	jw_kcount(w, "served", x->served);
	jw_kcount(w, "bytes", x->bytes);
	jw_kcount(w, "clients", x->clients);
	jw_kcount(w, "people", x->people);
	jw_kcount(w, "unread", x->unread);
	when_jw(w, "first", x->first_s);
	when_jw(w, "last", x->last_s);
	put_classes(w, x->by_class);
	put_statuses(w, x->status);
	jw_name(w, "by_hour");
	jw_open(w, '[');
	for (size_t i = 0; i < x->n_hours; i++) {
		jw_open(w, '{');
		when_jw(w, "hour", x->hour[i].at_s);
		jw_kcount(w, "requests", x->hour[i].requests);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_close(w, '}');
}

static void put_distributions(
    struct json_writer *w, const struct exposure_result *r)
{
	put_classes(w, r->by_class);
	put_statuses(w, r->status);
	jw_name(w, "by_hour");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_hours; i++) {
		jw_open(w, '{');
		when_jw(w, "hour", r->hour[i].at_s);
		jw_kcount(w, "requests", r->hour[i].requests);
		jw_kcount(w, "clients", r->hour[i].clients);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void put_clients(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "clients");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_clients; i++) {
		struct exposure_client c;

		exposure_client_at(r, i, &c);
		jw_open(w, '{');
		jw_kstr(w, "ip", c.who);
		jw_kstr(w, "class", str_of(client_class_word(c.is)));
		if (c.crawler != AGENT_PERSON)
			jw_kstr(w, "crawler", agent_crawler(c.crawler)->name);
		jw_kcount(w, "requests", c.requests);
		jw_kcount(w, "served", c.served);
		put_span(w, "first", "last", c.span);
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_name(w, "referrers");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_referrers; i++) {
		jw_open(w, '{');
		put_text(w, "referrer", r->referrer[i].text);
		jw_kcount(w, "requests", r->referrer[i].requests);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void put_crawlers(struct json_writer *w, const struct exposure_result *r)
{
	jw_name(w, "crawlers");
	jw_open(w, '[');
	for (size_t i = 0; i < r->n_crawlers; i++) {
		const struct crawler *c = agent_crawler(r->crawler[i].number);

		jw_open(w, '{');
		jw_kstr(w, "name", c->name);
		jw_kstr(w, "kind", str_of(crawler_kind_word(c->kind)));
		jw_kstr(w, "who", c->who);
		jw_kcount(w, "requests", r->crawler[i].requests);
		jw_kcount(w, "served", r->crawler[i].served);
		jw_kstr(w, "removal_ja", c->removal_ja);
		jw_kstr(w, "removal_en", c->removal_en);
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

void exposure_put_json(const struct exposure_result *r, struct buf *b)
{
	struct json_writer w = {.b = b};

	jw_open(&w, '{');
	put_inputs(&w, r);
	exposure_put_how(&w, &r->how, SIZE_MAX);
	put_urls(&w, r);
	put_distributions(&w, r);
	put_clients(&w, r);
	put_crawlers(&w, r);
	put_all(&w, r->all);
	jw_kcount(&w, "lines", r->lines);
	jw_kcount(&w, "unparsed", r->unparsed);
	jw_kbool(&w, "doubtful", exposure_is_doubtful(r));
	jw_kbool(&w, "partial", r->partial);
	jw_close(&w, '}');
}
