/*
 * cli/exposure_print - see exposure_print.h.
 */
#include "cli/exposure_print.h"

#include "base/time.h"
#include "base/utf8.h"
#include "cli/wrap.h"
#include "investigate/exposure/agent.h"

enum {
	PRINT_MAX = 64 << 20,
	ROWS = 20,
	BARS = 168,
	FIGURE = 10, /* columns of one */
};

struct printing {
	struct cli *c;
	const struct exposure_result *r;
	struct buf b;
	unsigned wide;
};

#define SAY(p, ja, en) cli_say((p)->c, (ja), (en))

/* A sentence within the terminal, indented. */
static void put_said(struct printing *p, const char *indent, struct buf *said)
{
	wrap_put(&p->b, buf_str(said), indent, p->wide);
}

static void put_line(
    struct printing *p, const char *indent, const char *ja, const char *en)
{
	wrap_put(&p->b, str_of(SAY(p, ja, en)), indent, p->wide);
}

/* Text from a log: nothing that a terminal would obey, and not too long. */
static void put_safe(struct printing *p, struct str s, size_t columns)
{
	AUTO(arena_end) struct arena a = {0};
	struct str text = exposure_text(&a, str_slice(s, 0, 4096));

	wrap_put_cut(&p->b, utf8_shown(&a, text), columns);
}

static void put_figure(struct printing *p, uint64_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 40);

	buf_put_number(&b, (int64_t)n);
	wrap_put_right(&p->b, buf_str(&b), FIGURE);
}

/* Heads over put_figure(): "a|b|c", and the last over what follows. */
static void put_heads(struct printing *p, const char *ja, const char *en)
{
	struct str rest = str_of(SAY(p, ja, en)), head;

	while (str_cut(&rest, '|', &head))
		if (rest.n > 0)
			wrap_put_right(&p->b, head, FIGURE);
		else
			buf_printf(&p->b, "  %.*s\n", STR_ARG(head));
}

static void put_when(struct printing *p, int64_t at_s)
{
	if (at_s < 0)
		BUF_LIT(&p->b, "-");
	else
		time_put_people(&p->b, at_s * TIME_SECOND, TIME_EXACT,
		    p->c->lang != LANG_EN);
}

static void heading(struct printing *p, const char *ja, const char *en)
{
	BUF_LIT(&p->b, "\n");
	put_line(p, "", ja, en);
}

static void more_rows(struct printing *p, size_t n)
{
	if (n > ROWS)
		buf_printf(&p->b,
		    SAY(p, "  ほか%zu件（--json または --csv にすべてあります）\n",
			"  %zu more (all in --json and --csv)\n"), n - ROWS);
}

/* What was not read must not look as if it had been. */
static void put_index(struct printing *p, const struct exposure_input *in)
{
	struct buf b = buf_begin(p->c->arena, 4096);

	buf_put(&b, str_of(SAY(p, "索引により", "Read by its index, ")));
	buf_put_number(&b, (int64_t)in->index_read);
	buf_put(&b, str_of(SAY(p, "バイトだけを読みました。索引は",
			       " bytes only; the index is of ")));
	time_put_people(&b, in->index_made_s * TIME_SECOND, TIME_EXACT,
	    p->c->lang != LANG_EN);
	buf_put(&b, str_of(in->index_verified
		? SAY(p, "のものです。SHA-256は今回も確かめました。",
		      ". The SHA-256 was taken again.")
		: SAY(p, "のもので、SHA-256もその時の値です（大きさ・時刻は"
		         "今と同じ）。",
		      " and so is the SHA-256 (size and times are the same "
		      "now).")));
	put_said(p, "    ", &b);
}

static void put_input(struct printing *p, const struct exposure_input *in)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 400);
	bool stdin_ = str_is(in->file, "-");

	BUF_LIT(&p->b, "  ");
	put_safe(p, stdin_ ? str_of(SAY(p, "標準入力", "standard input")) : in->file,
	    p->wide - 2);
	BUF_LIT(&p->b, "\n");
	buf_printf(&b, SAY(p, "書式 %s", "format %s"), in->format);
	if (!stdin_) {
		buf_put(&b, str_of(SAY(p, "、", ", ")));
		buf_put_number(&b, (int64_t)in->bytes);
		buf_put(&b, str_of(SAY(p, "バイト", " bytes")));
	}
	buf_put(&b, str_of(SAY(p, "、", ", ")));
	buf_put_number(&b, (int64_t)in->counts.lines);
	buf_put(&b, str_of(SAY(p, "行、うち読めない行 ", " lines, unparsed ")));
	buf_put_number(&b, (int64_t)in->counts.unparsed);
	put_said(p, "    ", &b);
	if (in->hashed)
		buf_printf(&p->b, "    SHA-256 %.*s\n",
		    STR_ARG(hex_encode(&a, sha256_str(&in->sha256))));
	if (in->stopped)
		put_line(p, "    ", "途中で止めたため、終わりまで読んでいません。",
		    "Not read to its end: it was stopped.");
	if (in->damaged)
		put_line(p, "    ",
		    "圧縮が途中で切れているか壊れています。読めたところまでの数です。",
		    "Cut short or broken; counted as far as it could be read.");
	if (in->same_as.n)
		put_line(p, "    ",
		    "同じ内容のログがもう一つあります。要求の数は二重になっています。",
		    "Another of the logs has the same bytes: its requests are "
		    "counted twice.");
	if (in->index == EXPOSURE_INDEX_USED)
		put_index(p, in);
}

static void put_span(struct printing *p, const char *ja, const char *en,
    int64_t from_s, int64_t to_s)
{
	buf_printf(&p->b, "  %s ", SAY(p, ja, en));
	put_when(p, from_s);
	buf_put(&p->b, str_of(SAY(p, " から ", " to ")));
	put_when(p, to_s);
	BUF_LIT(&p->b, "\n");
}

static void put_inputs(struct printing *p)
{
	const struct exposure_result *r = p->r;

	heading(p, "読んだログ", "Logs read");
	for (size_t i = 0; i < r->n_inputs; i++)
		put_input(p, &r->input[i]);
	put_span(p, "ログの範囲:", "The logs cover:", r->first_s, r->last_s);
	if (r->from_s == INT64_MIN && r->to_s == INT64_MAX)
		return;
	put_span(p, "数えた期間:", "Counted period:",
	    r->from_s == INT64_MIN ? r->first_s : r->from_s,
	    r->to_s == INT64_MAX ? r->last_s : r->to_s);
	if (r->to_s != INT64_MAX)
		put_line(p, "  ", "（終わりの時刻そのものは含みません。）",
		    "(not including the very end)");
}

/* "requests 12, of which …": pieces of words and figures, wrapped as one. */
static void say_total(struct printing *p, struct buf *b)
{
	const struct exposure_count *t = &p->r->total;

	buf_put(b, str_of(SAY(p, "公開されていたURLへの要求は",
			      "Requests for the exposed URLs: ")));
	buf_put_number(b, (int64_t)t->c.requests);
	buf_put(b, str_of(SAY(p, "件、うち内容が渡ったものは",
			      "; that gave the content away: ")));
	buf_put_number(b, (int64_t)t->c.served);
	buf_put(b, str_of(SAY(p, "件（", " (")));
	buf_put_number(b, (int64_t)t->c.bytes);
	buf_put(b, str_of(SAY(p, "バイト）です。内容を受け取ったアドレスは",
			      " bytes). Addresses that received it: ")));
	buf_put_number(b, (int64_t)t->clients);
	buf_put(b, str_of(SAY(p, "、うち人とみられるものは",
			      "; likely persons: ")));
	buf_put_number(b, (int64_t)t->people);
	buf_put(b, str_of(SAY(p, "です。", ".")));
}

static void say_more(struct printing *p, struct buf *b)
{
	const struct exposure_count *t = &p->r->total;

	buf_put(b, str_of(SAY(p, "2回以上受け取ったアドレスは",
			      "Addresses that received it more than once: ")));
	buf_put_number(b, (int64_t)t->repeated);
	buf_put(b, str_of(SAY(p, "。", ".")));
	if (t->ranges_known) {
		buf_put(b, str_of(SAY(p,
		    "分割取得（206）を合わせると全体を得られたアドレスは",
		    " That can have got a whole content in parts (206): ")));
		buf_put_number(b, (int64_t)t->whole_by_ranges);
		buf_put(b, str_of(SAY(p, "。", ".")));
	}
	buf_put(b, str_of(SAY(p, "URLの表記がそのままの要求は",
			      " Requests that spelled a URL exactly as given: ")));
	buf_put_number(b, (int64_t)t->c.literal);
	buf_put(b, str_of(SAY(p, "件、別の表記（%符号化や//など）は",
			      "; in another way (percent-encoding, // and the "
			      "like): ")));
	buf_put_number(b, (int64_t)(t->c.requests - t->c.literal));
	buf_put(b, str_of(SAY(p, "件です。", ".")));
}

/* A zero is an answer only when the right logs were asked the right way. */
static void put_nothing(struct printing *p)
{
	put_line(p, "",
	    "このログには、これらのURLへの要求が一つもありません。誰も見ていないと"
	    "言えるのは、ログが公開していた期間のすべてにわたり、URLの書き方が"
	    "合っているときだけです。下の「ログの範囲」と、URLのつづり（フォルダーの"
	    "名前、大文字と小文字、末尾の *）を確かめてください。",
	    "No request for these URLs is in these logs. That nobody read it "
	    "may be said only when the logs cover all the time it was public "
	    "and the URLs are spelled as they were: check what the logs cover, "
	    "below, and the URLs (folders, capitals, a final *).");
}

static void put_total(struct printing *p)
{
	const struct exposure_count *t = &p->r->total;
	struct buf total = buf_begin(p->c->arena, 2000);
	struct buf more = buf_begin(p->c->arena, 2000);

	if (t->c.requests == 0) {
		put_nothing(p);
		return;
	}
	say_total(p, &total);
	put_said(p, "", &total);
	buf_put(&p->b, str_of(SAY(p, "最初に渡った時刻 ",
				  "First given away ")));
	put_when(p, (int64_t)t->c.served_span.first - 1);
	buf_put(&p->b, str_of(SAY(p, "\n最後に渡った時刻 ",
				  "\nLast given away  ")));
	put_when(p, (int64_t)t->c.served_span.last - 1);
	BUF_LIT(&p->b, "\n");
	say_more(p, &more);
	put_said(p, "", &more);
}

/* Beside the figures where there is room for it, else below them. */
static void put_url(struct printing *p, struct str url)
{
	enum { BEFORE = 5 * FIGURE + 2 };
	AUTO(arena_end) struct arena a = {0};
	size_t room = p->wide > BEFORE ? p->wide - BEFORE : 0;

	if (utf8_columns(exposure_text(&a, str_slice(url, 0, 4096))) <= room) {
		BUF_LIT(&p->b, "  ");
		put_safe(p, url, room);
	} else {
		BUF_LIT(&p->b, "\n      ");
		put_safe(p, url, p->wide > 20 ? p->wide - 6 : 14);
	}
	BUF_LIT(&p->b, "\n");
}

static void put_urls(struct printing *p)
{
	heading(p, "URL別", "By URL");
	put_heads(p, "要求|同じ表記|渡した|アドレス|人|URL",
	    "requests|as given|served|addresses|people|URL");
	for (size_t i = 0; i < p->r->n_urls && i < ROWS; i++) {
		const struct exposure_count *u = &p->r->count[i];

		put_figure(p, u->c.requests);
		put_figure(p, u->c.literal);
		put_figure(p, u->c.served);
		put_figure(p, u->clients);
		put_figure(p, u->people);
		put_url(p, p->r->url[i]);
	}
	more_rows(p, p->r->n_urls);
}

static const char *class_say(struct printing *p, enum client_class is)
{
	switch (is) {
	case CLASS_PERSON:
		return SAY(p, "人", "person");
	case CLASS_CRAWLER:
		return SAY(p, "巡回プログラム", "crawler");
	case CLASS_INTERNAL:
		return SAY(p, "庁内", "internal");
	default:
		return SAY(p, "監視サービス", "monitor");
	}
}

static void put_by_class(struct printing *p,
    const struct exposure_class_count by[CLASS_COUNT_])
{
	for (int i = 0; i < CLASS_COUNT_; i++) {
		put_figure(p, by[i].requests);
		put_figure(p, by[i].clients);
		buf_printf(&p->b, "  %s\n", class_say(p, (enum client_class)i));
	}
}

static void put_by_status(
    struct printing *p, const uint64_t status[TALLY_STATUSES])
{
	for (int i = 0; i < TALLY_STATUSES; i++) {
		if (status[i] == 0)
			continue;
		put_figure(p, status[i]);
		buf_printf(&p->b, i ? "  %03d\n" : "  -\n", i);
	}
}

static void put_classes(struct printing *p)
{
	heading(p, "区分", "By class");
	put_heads(p, "要求|アドレス|区分", "requests|addresses|class");
	put_by_class(p, p->r->by_class);
	heading(p, "応答コード", "By status");
	put_heads(p, "要求|コード", "requests|status");
	put_by_status(p, p->r->status);
}

static void put_bar(struct printing *p, uint64_t n, uint64_t most)
{
	static const char *const eighth[] = {
	    "", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	uint64_t wide = p->wide > 40 ? p->wide - 28 : 8;
	uint64_t parts = most ? n * wide * 8 / most : 0;

	if (n > 0 && parts == 0)
		parts = 1;
	for (uint64_t i = 0; i < parts / 8; i++)
		BUF_LIT(&p->b, "█");
	buf_printf(&p->b, "%s\n", eighth[parts % 8]);
}

/* Hours without a request are no line each, but they are said. */
static void put_gap(struct printing *p, int64_t before_s, int64_t at_s)
{
	int64_t n = (at_s - before_s) / 3600 - 1;

	if (n > 0)
		buf_printf(&p->b,
		    SAY(p, "  （%lld時間は0件）\n",
			n == 1 ? "  (%lld hour without one)\n"
			       : "  (%lld hours without one)\n"), (long long)n);
}

static void put_hours(struct printing *p)
{
	size_t n = p->r->n_hours, from = n > BARS ? n - BARS : 0;
	uint64_t most = 0;

	if (n == 0)
		return;
	heading(p, "時間別の要求（日本時間）", "Requests by hour (Japan time)");
	for (size_t i = 0; i < n; i++)
		if (p->r->hour[i].requests > most)
			most = p->r->hour[i].requests;
	if (from > 0)
		buf_printf(&p->b,
		    SAY(p, "  はじめの%zu時間は省略（--csv にあります）\n",
			"  the first %zu hours are left out (see --csv)\n"),
		    from);
	for (size_t i = from; i < n; i++) {
		const struct exposure_hour *h = &p->r->hour[i];
		struct time_civil t = time_civil_jst(h->at_s * TIME_SECOND);

		if (i > from)
			put_gap(p, p->r->hour[i - 1].at_s, h->at_s);
		buf_printf(&p->b, SAY(p, "  %04d-%02d-%02d %02d時", "  %04d-%02d-%02d %02d h"),
		    t.year, t.month, t.day, t.hour);
		put_figure(p, h->requests);
		BUF_LIT(&p->b, " ");
		put_bar(p, h->requests, most);
	}
}

static size_t widest_client(const struct printing *p)
{
	size_t wide = 0;

	for (size_t i = 0; i < p->r->n_clients && i < ROWS; i++) {
		struct exposure_client x;

		exposure_client_at(p->r, i, &x);
		wide = x.who.n > wide ? x.who.n : wide;
	}
	return wide < 40 ? wide : 40;
}

static void put_clients(struct printing *p)
{
	size_t wide = widest_client(p);

	if (p->r->n_clients == 0)
		return;
	heading(p, "内容を受け取ったアドレス（個人情報）",
	    "Addresses that received it (personal data)");
	put_heads(p, "要求|渡した|アドレス", "requests|served|address");
	for (size_t i = 0; i < p->r->n_clients && i < ROWS; i++) {
		struct exposure_client x;

		exposure_client_at(p->r, i, &x);
		put_figure(p, x.requests);
		put_figure(p, x.served);
		BUF_LIT(&p->b, "  ");
		wrap_put_left(&p->b, x.who, wide);
		buf_printf(&p->b, "  %s", class_say(p, x.is));
		if (x.crawler != AGENT_PERSON)
			buf_printf(&p->b, " (%.*s)",
			    STR_ARG(agent_crawler(x.crawler)->name));
		BUF_LIT(&p->b, "\n");
	}
	more_rows(p, p->r->n_clients);
}

static void put_referrers(struct printing *p)
{
	if (p->r->n_referrers == 0)
		return;
	heading(p, "リンク元", "Referrers");
	put_heads(p, "要求|リンク元", "requests|referrer");
	for (size_t i = 0; i < p->r->n_referrers && i < ROWS; i++) {
		put_figure(p, p->r->referrer[i].requests);
		BUF_LIT(&p->b, "  ");
		put_safe(p, p->r->referrer[i].text,
		    p->wide > FIGURE + 12 ? p->wide - FIGURE - 2 : 10);
		BUF_LIT(&p->b, "\n");
	}
	more_rows(p, p->r->n_referrers);
}

static void put_crawlers(struct printing *p)
{
	if (p->r->n_crawlers == 0)
		return;
	heading(p, "来た巡回プログラムと、写しを消すための申請",
	    "Crawlers that came, and how to have copies removed");
	put_heads(p, "要求|渡した|名前（運営者）", "requests|served|name (whose)");
	for (size_t i = 0; i < p->r->n_crawlers; i++) {
		const struct exposure_crawler *x = &p->r->crawler[i];
		const struct crawler *k = agent_crawler(x->number);
		struct str removal = p->c->lang == LANG_EN ? k->removal_en
							  : k->removal_ja;

		put_figure(p, x->requests);
		put_figure(p, x->served);
		buf_printf(&p->b, "  %.*s (%.*s)\n", STR_ARG(k->name),
		    STR_ARG(k->who));
		if (removal.n && x->served)
			wrap_put(&p->b, removal, "      ", p->wide);
	}
}

/* Hours of the day over all days, Japan time. */
static void put_day(struct printing *p, const struct exposure_all *x)
{
	uint64_t by[24] = {0}, most = 0;

	for (size_t i = 0; i < x->n_hours; i++)
		by[(x->hour[i].at_s / 3600 + 9) % 24] += x->hour[i].requests;
	for (int i = 0; i < 24; i++)
		most = by[i] > most ? by[i] : most;
	for (int i = 0; i < 24; i++) {
		buf_printf(&p->b, SAY(p, "             %02d時", "             %02d h"), i);
		put_figure(p, by[i]);
		BUF_LIT(&p->b, " ");
		put_bar(p, by[i], most);
	}
}

static void put_all(struct printing *p)
{
	const struct exposure_all *x = p->r->all;

	if (!x)
		return;
	heading(p, "ログのすべての行（期間内、URLを問わない）",
	    "Every line of the logs (in the period, whatever the URL)");
	put_heads(p, "要求|アドレス|人|", "requests|addresses|people|");
	put_figure(p, x->entries);
	put_figure(p, x->clients);
	put_figure(p, x->people);
	BUF_LIT(&p->b, "\n");
	put_by_class(p, x->by_class);
	put_by_status(p, x->status);
	put_day(p, x);
}

static void put_limits(struct printing *p)
{
	heading(p, "ログからは分からないこと", "What a log cannot know");
	put_line(p, "  ",
	    "一つのアドレスの向こうに何人いるか（NAT、組織や回線のプロキシ）。",
	    "How many persons stand behind one address (NAT, HTTPS and other "
	    "proxies).");
	put_line(p, "  ",
	    "CDNや検索エンジンの写し、転送されたファイルを読んだ人。",
	    "Who read a copy at a CDN or search engine, or a forwarded file.");
	put_line(p, "  ",
	    "ユーザーエージェントは相手の名乗りで、証明ではありません。",
	    "A user agent is what the visitor says, not a proof.");
}

/* What makes the figures doubtful stands above them. */
static void put_warnings(struct printing *p)
{
	bool twice = false, any = exposure_is_doubtful(p->r) || p->r->partial ||
	    p->r->damaged;

	for (size_t i = 0; i < p->r->n_inputs; i++)
		twice = twice || p->r->input[i].same_as.n > 0;
	if (exposure_is_doubtful(p->r))
		put_line(p, "",
		    "注意！ 1%を超える行が読めていないため、この数は少なすぎる"
		    "おそれがあります。",
		    "WARNING: more than 1 % of the lines could not be read; "
		    "these figures may be too low.");
	if (p->r->partial)
		put_line(p, "",
		    "途中で止めたため、ここまでに読んだ分だけの数です。",
		    "Stopped before the end: figures of what was read so far.");
	if (p->r->damaged)
		put_line(p, "",
		    "注意！ 壊れているログがあり、読めたところまでの数です。",
		    "WARNING: a log is damaged; the figures go as far as it "
		    "could be read.");
	if (twice)
		put_line(p, "",
		    "注意！ 同じ内容のログが二つ以上あり、要求の数が二重になって"
		    "います（アドレスの数は変わりません）。一つを除いて数え直して"
		    "ください。",
		    "WARNING: some of the logs have the same bytes: requests are "
		    "counted twice, addresses are not. Leave one out and count "
		    "again.");
	if (any || twice)
		BUF_LIT(&p->b, "\n");
}

int exposure_print(
    struct cli *c, const struct exposure_result *r, unsigned wide)
{
	struct printing p = {.c = c, .r = r, .wide = wide < 40 ? 40 : wide};

	p.b = buf_begin(c->arena, PRINT_MAX);
	put_warnings(&p);
	put_total(&p);
	if (r->total.c.requests > 0 || r->n_urls > 1)
		put_urls(&p);
	if (r->total.c.requests > 0)
		put_classes(&p);
	put_hours(&p);
	put_clients(&p);
	put_referrers(&p);
	put_crawlers(&p);
	put_all(&p);
	put_inputs(&p);
	put_limits(&p);
	return cli_put_text(c, buf_str(&p.b));
}
