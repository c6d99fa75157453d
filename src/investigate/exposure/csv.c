/*
 * exposure/csv - the answer as CSV (RFC 4180): one table after the other, an
 * empty line between, what must be said loudly above them all. For desk and cli.
 */
#include "investigate/exposure/agent.h"
#include "investigate/exposure/exposure.h"
#include "investigate/exposure/when.h"

static void csv_text(struct buf *b, struct str s)
{
	AUTO(arena_end) struct arena a = {0};
	/* A cell that begins like a formula must not become one. */
	bool formula = s.n && memchr("=+-@\t\r", s.p[0], 6);

	s = exposure_text(&a, s);
	buf_printf(b, "\"%s", formula ? "'" : "");
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"')
			buf_putc(b, '"');
		if (c < 0x20)
			buf_printf(b, "\\x%02x", c);
		else
			buf_putc(b, (char)c);
	}
	BUF_LIT(b, "\"");
}

static void csv_n(struct buf *b, uint64_t n)
{
	buf_printf(b, ",%llu", (unsigned long long)n);
}

static void csv_time(struct buf *b, int64_t at_s)
{
	BUF_LIT(b, ",");
	if (at_s >= 0)
		when_put(b, at_s);
}

static void csv_span(struct buf *b, struct tally_span s)
{
	csv_time(b, (int64_t)s.first - 1);
	csv_time(b, (int64_t)s.last - 1);
}

static void csv_counts(
    struct buf *b, struct str name, const struct exposure_count *c)
{
	csv_text(b, name);
	csv_n(b, c->c.requests);
	csv_n(b, c->c.literal);
	csv_n(b, c->c.served);
	csv_n(b, c->c.bytes);
	csv_n(b, c->clients);
	csv_n(b, c->people);
	csv_span(b, c->c.span);
	csv_n(b, c->repeated);
	if (c->ranges_known)
		csv_n(b, c->whole_by_ranges);
	else
		BUF_LIT(b, ",");
	BUF_LIT(b, "\r\n");
}

/* All that is to be said of one log, in one cell. */
static void csv_remarks(struct buf *b, const struct exposure_input *in)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf all = buf_begin(&a, 4096);

	if (in->damaged)
		BUF_LIT(&all, "; damaged, counted as far as it goes");
	if (in->stopped)
		BUF_LIT(&all, "; stopped before its end");
	if (in->counts.unparsed * 100 > in->counts.lines)
		BUF_LIT(&all, "; more than 1 % unparsed");
	if (in->index == EXPOSURE_INDEX_USED)
		buf_put(&all, in->index_verified
			? STR("; by index, SHA-256 verified")
			: STR("; by index, SHA-256 as when it was made"));
	if (in->same_as.n) {
		BUF_LIT(&all, "; counted twice: same as ");
		buf_put(&all, str_slice(in->same_as, 0, 1000));
	}
	if (all.n > 2)
		csv_text(b, str_from(buf_str(&all), 2));
}

/* What makes the figures doubtful stands above them, for whoever opens it. */
static void csv_warnings(struct buf *b, const struct exposure_result *r)
{
	if (exposure_is_doubtful(r))
		BUF_LIT(b,
		    "\"WARNING: more than 1 % unparsed; these figures may be too "
		    "low. 注意：1%を超える行が読めていません。この数は少なすぎる"
		    "おそれがあります。\"\r\n");
	if (r->partial)
		BUF_LIT(b,
		    "\"WARNING: stopped before the end: partial. 注意：途中で止めた"
		    "ため、分かったところまでの数です。\"\r\n");
	if (r->damaged)
		BUF_LIT(b,
		    "\"WARNING: a log is damaged; counted as far as it could be "
		    "read. 注意：壊れているログがあり、読めたところまでの数です。"
		    "\"\r\n");
	if (exposure_is_doubtful(r) || r->partial || r->damaged)
		BUF_LIT(b, "\r\n");
}

static void csv_period(struct buf *b, const struct exposure_result *r)
{
	BUF_LIT(b, "\r\nperiod,first,last\r\ncounted");
	csv_time(b, r->from_s == INT64_MIN ? r->first_s : r->from_s);
	csv_time(b, r->to_s == INT64_MAX ? r->last_s : r->to_s);
	BUF_LIT(b, "\r\nlogs");
	csv_time(b, r->first_s);
	csv_time(b, r->last_s);
	BUF_LIT(b, "\r\n");
}

static void csv_inputs(struct buf *b, const struct exposure_result *r)
{
	BUF_LIT(b, "file,format,bytes,lines,unparsed,sha256,remark\r\n");
	for (size_t i = 0; i < r->n_inputs; i++) {
		AUTO(arena_end) struct arena a = {0};
		const struct exposure_input *in = &r->input[i];

		csv_text(b, in->file);
		buf_printf(b, ",%s", in->format);
		csv_n(b, in->bytes);
		csv_n(b, in->counts.lines);
		csv_n(b, in->counts.unparsed);
		BUF_LIT(b, ",");
		if (in->hashed)
			buf_put(b, hex_encode(&a, sha256_str(&in->sha256)));
		BUF_LIT(b, ",");
		csv_remarks(b, in);
		BUF_LIT(b, "\r\n");
	}
}

static void csv_row(struct buf *b, const char *what, uint64_t n)
{
	buf_printf(b, "%s", what);
	csv_n(b, n);
	BUF_LIT(b, "\r\n");
}

static void csv_classes(struct buf *b,
    const struct exposure_class_count by[CLASS_COUNT_])
{
	for (int i = 0; i < CLASS_COUNT_; i++) {
		buf_printf(b, "%s", client_class_word((enum client_class)i));
		csv_n(b, by[i].requests);
		csv_n(b, by[i].clients);
		BUF_LIT(b, "\r\n");
	}
}

static void csv_statuses(struct buf *b, const uint64_t status[TALLY_STATUSES])
{
	for (int i = 0; i < TALLY_STATUSES; i++) {
		if (status[i] == 0)
			continue;
		buf_printf(b, i ? "%03d" : "-", i);
		csv_n(b, status[i]);
		BUF_LIT(b, "\r\n");
	}
}

static void csv_all(struct buf *b, const struct exposure_all *x)
{
	if (!x)
		return;
	BUF_LIT(b, "\r\nall lines,\r\n");
	csv_row(b, "entries", x->entries);
	csv_row(b, "served", x->served);
	csv_row(b, "bytes", x->bytes);
	csv_row(b, "clients", x->clients);
	csv_row(b, "unread", x->unread);
	BUF_LIT(b, "\r\nall: class,requests,clients\r\n");
	csv_classes(b, x->by_class);
	BUF_LIT(b, "\r\nall: status,requests\r\n");
	csv_statuses(b, x->status);
	BUF_LIT(b, "\r\nall: hour,requests\r\n");
	for (size_t i = 0; i < x->n_hours; i++) {
		when_put(b, x->hour[i].at_s);
		csv_n(b, x->hour[i].requests);
		BUF_LIT(b, "\r\n");
	}
}

static void csv_hours(struct buf *b, const struct exposure_result *r)
{
	BUF_LIT(b, "\r\nhour,requests,clients\r\n");
	for (size_t i = 0; i < r->n_hours; i++) {
		when_put(b, r->hour[i].at_s);
		csv_n(b, r->hour[i].requests);
		csv_n(b, r->hour[i].clients);
		BUF_LIT(b, "\r\n");
	}
}

static void csv_clients(struct buf *b, const struct exposure_result *r)
{
	BUF_LIT(b, "\r\nip,class,requests,served,first,last\r\n");
	for (size_t i = 0; i < r->n_clients; i++) {
		struct exposure_client c;

		exposure_client_at(r, i, &c);
		csv_text(b, c.who);
		buf_printf(b, ",%s", client_class_word(c.is));
		csv_n(b, c.requests);
		csv_n(b, c.served);
		csv_span(b, c.span);
		BUF_LIT(b, "\r\n");
	}
}

static void csv_crawlers(struct buf *b, const struct exposure_result *r)
{
	BUF_LIT(b, "\r\ncrawler,who,requests,served,removal\r\n");
	for (size_t i = 0; i < r->n_crawlers; i++) {
		const struct crawler *c = agent_crawler(r->crawler[i].number);

		csv_text(b, c->name);
		BUF_LIT(b, ",");
		csv_text(b, c->who);
		csv_n(b, r->crawler[i].requests);
		csv_n(b, r->crawler[i].served);
		BUF_LIT(b, ",");
		csv_text(b, c->removal_ja);
		BUF_LIT(b, "\r\n");
	}
}

void exposure_put_csv(const struct exposure_result *r, struct buf *b)
{
	csv_warnings(b, r);
	csv_inputs(b, r);
	csv_period(b, r);
	BUF_LIT(b, "\r\nurl,requests,literal,served,bytes,clients,people,"
		   "first,last,repeated,whole_by_ranges\r\n");
	for (size_t i = 0; i < r->n_urls; i++)
		csv_counts(b, r->url[i], &r->count[i]);
	csv_counts(b, STR("total"), &r->total);
	BUF_LIT(b, "\r\nclass,requests,clients\r\n");
	csv_classes(b, r->by_class);
	BUF_LIT(b, "\r\nstatus,requests\r\n");
	csv_statuses(b, r->status);
	csv_hours(b, r);
	csv_clients(b, r);
	BUF_LIT(b, "\r\nreferrer,requests\r\n");
	for (size_t i = 0; i < r->n_referrers; i++) {
		csv_text(b, r->referrer[i].text);
		csv_n(b, r->referrer[i].requests);
		BUF_LIT(b, "\r\n");
	}
	csv_crawlers(b, r);
	csv_all(b, r->all);
}
