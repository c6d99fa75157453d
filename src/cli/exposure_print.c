/*
 * cli/exposure_print - see exposure_print.h.
 */
#include "cli/exposure_print.h"

#include "base/time.h"
#include "base/utf8.h"
#include "investigate/exposure/agent.h"

enum { PRINT_MAX = 64 << 20, ROWS = 20, BARS = 168, TEXT_COLUMNS = 60 };

struct printing {
	struct cli *c;
	const struct exposure_result *r;
	struct buf b;
	unsigned wide;
};

typedef unsigned long long ull;

#define SAY(p, ja, en) cli_say((p)->c, (ja), (en))

/* Text from a log: nothing that a terminal would obey, and not too long. */
static void put_safe(struct printing *p, struct str s)
{
	bool cut = s.n > TEXT_COLUMNS;
	struct str part = cut
	    ? (struct str){s.p, utf8_cut(s.p, TEXT_COLUMNS)} : s;

	if (utf8_check(part) && !utf8_has_control(part))
		buf_put(&p->b, part);
	else
		exposure_put_escaped(&p->b, part);
	if (cut)
		BUF_LIT(&p->b, "…");
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
	buf_printf(&p->b, "\n%s\n", SAY(p, ja, en));
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
	buf_printf(&p->b,
	    SAY(p, "    索引により%lluバイトだけを読みました。索引は",
		"    Read by its index, %llu bytes only; the index is of "),
	    (ull)in->index_read);
	put_when(p, in->index_made_s);
	buf_printf(&p->b, "%s\n",
	    in->index_verified
		? SAY(p, "のものです。SHA-256は今回も確かめました。",
		      ". The SHA-256 was taken again.")
		: SAY(p, "のもので、SHA-256もその時の値です（大きさ・時刻は"
		         "今と同じ）。",
		      " and so is the SHA-256 (size and times are the same "
		      "now)."));
}

static void put_inputs(struct printing *p)
{
	heading(p, "読んだログ", "Logs read");
	for (size_t i = 0; i < p->r->n_inputs; i++) {
		AUTO(arena_end) struct arena a = {0};
		const struct exposure_input *in = &p->r->input[i];

		BUF_LIT(&p->b, "  ");
		put_safe(p, in->file);
		buf_printf(&p->b,
		    SAY(p, "  書式 %s  %lluバイト  %llu行  読めない行 %llu\n",
			"  format %s  %llu bytes  %llu lines  unparsed %llu\n"),
		    in->format, (ull)in->bytes, (ull)in->counts.lines,
		    (ull)in->counts.unparsed);
		if (in->hashed)
			buf_printf(&p->b, "    SHA-256 %.*s\n",
			    STR_ARG(hex_encode(&a, sha256_str(&in->sha256))));
		if (in->index == EXPOSURE_INDEX_USED)
			put_index(p, in);
	}
	buf_printf(&p->b, "  %s ",
	    SAY(p, "ログの範囲:", "The logs cover"));
	put_when(p, p->r->first_s);
	BUF_LIT(&p->b, " … ");
	put_when(p, p->r->last_s);
	BUF_LIT(&p->b, "\n");
}

static void put_total(struct printing *p)
{
	const struct exposure_count *t = &p->r->total;

	buf_printf(&p->b,
	    SAY(p, "公開されていたURLへの要求は%llu件、うち内容が渡ったもの"
		   "は%llu件です。\n"
		   "内容を受け取ったアドレスは%llu、うち人とみられるものは"
		   "%lluです。\n",
		"%llu requests for the exposed URLs; %llu gave the content "
		"away.\n%llu addresses received it, %llu of them likely "
		"persons.\n"),
	    (ull)t->c.requests, (ull)t->c.served, (ull)t->clients,
	    (ull)t->people);
	buf_printf(&p->b, "%s ", SAY(p, "最初に渡った時刻", "First given away"));
	put_when(p, (int64_t)t->c.served_span.first - 1);
	buf_printf(&p->b, "%s ",
	    SAY(p, "、最後", "; last"));
	put_when(p, (int64_t)t->c.served_span.last - 1);
	buf_printf(&p->b,
	    SAY(p, "\n2回以上受け取ったアドレスは%llu。",
		"\n%llu addresses received it more than once."),
	    (ull)t->repeated);
	if (t->ranges_known)
		buf_printf(&p->b,
		    SAY(p, "分割取得（206）を合わせると全体を得られたアドレスは"
			   "%llu。",
			" %llu can have got a whole content in parts (206)."),
		    (ull)t->whole_by_ranges);
	buf_printf(&p->b,
	    SAY(p, "\nURLの表記がそのままの要求は%llu件、別の表記（%%符号化や"
		   "//など）は%llu件です。\n",
		"\n%llu requests spelled a URL exactly as given, %llu in "
		"another way (percent-encoding, // and the like).\n"),
	    (ull)t->c.literal, (ull)(t->c.requests - t->c.literal));
}

static void put_urls(struct printing *p)
{
	heading(p, "URL別（要求 / 渡した / アドレス / 人）",
	    "By URL (requests / served / addresses / people)");
	for (size_t i = 0; i < p->r->n_urls && i < ROWS; i++) {
		const struct exposure_count *u = &p->r->count[i];

		buf_printf(&p->b, "  %8llu %8llu %8llu %8llu  ",
		    (ull)u->c.requests, (ull)u->c.served, (ull)u->clients,
		    (ull)u->people);
		put_safe(p, p->r->url[i]);
		BUF_LIT(&p->b, "\n");
	}
	more_rows(p, p->r->n_urls);
}

static const char *class_say(struct printing *p, enum client_class is)
{
	switch (is) {
	case CLASS_PERSON:
		return SAY(p, "人", "person");
	case CLASS_CRAWLER:
		return SAY(p, "クローラ", "crawler");
	case CLASS_INTERNAL:
		return SAY(p, "内部", "internal");
	default:
		return SAY(p, "監視", "monitor");
	}
}

static void put_classes(struct printing *p)
{
	heading(p, "区分（要求 / アドレス）", "By class (requests / addresses)");
	for (int i = 0; i < CLASS_COUNT_; i++)
		buf_printf(&p->b, "  %8llu %8llu  %s\n",
		    (ull)p->r->by_class[i].requests,
		    (ull)p->r->by_class[i].clients,
		    class_say(p, (enum client_class)i));
	heading(p, "応答コード", "By status");
	for (int i = 0; i < TALLY_STATUSES; i++)
		if (p->r->status[i])
			buf_printf(&p->b, "  %03d %8llu\n", i,
			    (ull)p->r->status[i]);
}

static void put_bar(struct printing *p, uint64_t n, uint64_t most)
{
	static const char *const eighth[] = {
	    "", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	uint64_t wide = p->wide > 40 ? p->wide - 32 : 8;
	uint64_t parts = most ? n * wide * 8 / most : 0;

	if (n > 0 && parts == 0)
		parts = 1;
	for (uint64_t i = 0; i < parts / 8; i++)
		BUF_LIT(&p->b, "█");
	buf_printf(&p->b, "%s\n", eighth[parts % 8]);
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

		buf_printf(&p->b, "  %04d-%02d-%02d %02d %8llu ", t.year,
		    t.month, t.day, t.hour, (ull)h->requests);
		put_bar(p, h->requests, most);
	}
}

static void put_clients(struct printing *p)
{
	heading(p, "内容を受け取ったアドレス（要求 / 渡した）",
	    "Addresses that received it (requests / served)");
	for (size_t i = 0; i < p->r->n_clients && i < ROWS; i++) {
		struct exposure_client x;

		exposure_client_at(p->r, i, &x);
		buf_printf(&p->b, "  %8llu %8llu  ", (ull)x.requests,
		    (ull)x.served);
		put_safe(p, x.who);
		buf_printf(&p->b, "  %s", class_say(p, x.is));
		if (x.crawler != AGENT_PERSON)
			buf_printf(&p->b, " (%.*s)",
			    STR_ARG(agent_crawler(x.crawler)->name));
		BUF_LIT(&p->b, "\n");
	}
	more_rows(p, p->r->n_clients);
	if (p->r->n_referrers == 0)
		return;
	heading(p, "リンク元", "Referrers");
	for (size_t i = 0; i < p->r->n_referrers && i < ROWS; i++) {
		buf_printf(&p->b, "  %8llu  ", (ull)p->r->referrer[i].requests);
		put_safe(p, p->r->referrer[i].text);
		BUF_LIT(&p->b, "\n");
	}
	more_rows(p, p->r->n_referrers);
}

static void put_crawlers(struct printing *p)
{
	if (p->r->n_crawlers == 0)
		return;
	heading(p, "来たクローラと、写しを消すための申請",
	    "Crawlers that came, and how to have copies removed");
	for (size_t i = 0; i < p->r->n_crawlers; i++) {
		const struct exposure_crawler *x = &p->r->crawler[i];
		const struct crawler *k = agent_crawler(x->number);
		struct str removal = p->c->lang == LANG_EN ? k->removal_en
							  : k->removal_ja;

		buf_printf(&p->b, "  %8llu %8llu  %.*s (%.*s)\n",
		    (ull)x->requests, (ull)x->served, STR_ARG(k->name),
		    STR_ARG(k->who));
		if (removal.n && x->served)
			buf_printf(&p->b, "      %.*s\n", STR_ARG(removal));
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
		buf_printf(&p->b, "           %02d %8llu ", i, (ull)by[i]);
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
	buf_printf(&p->b,
	    SAY(p, "  要求 %llu件、アドレス %llu、うち人とみられるもの %llu\n",
		"  %llu requests from %llu addresses, %llu of them likely "
		"persons\n"),
	    (ull)x->entries, (ull)x->clients, (ull)x->people);
	for (int i = 0; i < CLASS_COUNT_; i++)
		buf_printf(&p->b, "  %8llu %8llu  %s\n",
		    (ull)x->by_class[i].requests, (ull)x->by_class[i].clients,
		    class_say(p, (enum client_class)i));
	for (int i = 0; i < TALLY_STATUSES; i++)
		if (x->status[i])
			buf_printf(&p->b, "  %03d %8llu\n", i,
			    (ull)x->status[i]);
	put_day(p, x);
}

static void put_limits(struct printing *p)
{
	heading(p, "ログからは分からないこと", "What a log cannot know");
	buf_printf(&p->b, "%s",
	    SAY(p,
		"  一つのアドレスの向こうに何人いるか（NAT・社内プロキシ）。\n"
		"  CDNや検索エンジンの写し、転送されたファイルを読んだ人。\n"
		"  ユーザーエージェントは相手の名乗りで、証明ではありません。\n",
		"  How many persons stand behind one address (NAT, proxies).\n"
		"  Who read a copy at a CDN or search engine, or a forwarded "
		"file.\n"
		"  A user agent is what the visitor says, not a proof.\n"));
}

int exposure_print(
    struct cli *c, const struct exposure_result *r, unsigned wide)
{
	struct printing p = {.c = c, .r = r, .wide = wide};

	p.b = buf_begin(c->arena, PRINT_MAX);
	if (exposure_is_doubtful(r))
		buf_printf(&p.b, "%s\n\n", cli_say(c,
		    "注意！ 1%を超える行が読めていないため、この数は少なすぎる"
		    "おそれがあります。",
		    "WARNING: more than 1 % of the lines could not be read; "
		    "these figures may be too low."));
	if (r->partial)
		buf_printf(&p.b, "%s\n\n", cli_say(c,
		    "途中で止めたため、ここまでに読んだ分だけの数です。",
		    "Stopped before the end: figures of what was read so "
		    "far."));
	put_total(&p);
	put_urls(&p);
	put_classes(&p);
	put_hours(&p);
	put_clients(&p);
	put_crawlers(&p);
	put_all(&p);
	put_inputs(&p);
	put_limits(&p);
	return cli_put_text(c, buf_str(&p.b));
}

static void warn_samples(struct cli *c, const struct exposure_input *in)
{
	struct buf b = buf_begin(c->arena, 4096);

	for (size_t i = 0; i < in->counts.n_samples; i++) {
		const struct scan_sample *s = &in->counts.sample[i];
		size_t n = s->n < 60 ? s->n : 60;

		BUF_LIT(&b, "    \"");
		exposure_put_escaped(&b, (struct str){s->text, n});
		BUF_LIT(&b, "\"\n");
	}
	struct str text = buf_str(&b);

	fwrite(text.p, 1, text.n, c->err);
}

/* The name of a log, which steers no terminal. */
static struct str shown(struct cli *c, struct str file)
{
	struct buf b = buf_begin(c->arena, 4 * file.n + 1);

	if (utf8_check(file))
		return utf8_shown(c->arena, file);
	exposure_put_escaped(&b, file);
	return buf_str(&b);
}

static void warn_index(struct cli *c, const struct exposure_input *in)
{
	struct str file = shown(c, in->file);
	const char *say = NULL;

	if (in->index_fault == EXPOSURE_INDEX_OTHER_LOG)
		say = cli_say(c,
		    "索引が今のログと合わないため捨て、ログ全体を読みました",
		    "the index does not belong to the log as it is now; it "
		    "was thrown away and the whole log read");
	else if (in->index_fault == EXPOSURE_INDEX_BROKEN)
		say = cli_say(c,
		    "索引が壊れているか別の版のものであるため捨て、ログ全体を"
		    "読みました",
		    "the index is damaged or of another version; it was "
		    "thrown away and the whole log read");
	if (say)
		fprintf(c->err, "shodo: %s: %.*s\n", say, STR_ARG(file));
	say = NULL;
	if (in->index == EXPOSURE_INDEX_PACKED)
		say = cli_say(c, "索引は圧縮していないファイルにだけ作れます",
		    "only a plain file that is not packed has an index");
	else if (in->index == EXPOSURE_INDEX_UNWRITABLE)
		say = cli_say(c,
		    "索引を書けませんでした（フォルダの権限と空きを確認してください）",
		    "the index could not be written; check the folder's "
		    "rights and space");
	else if (in->index == EXPOSURE_INDEX_NOT_KEPT)
		say = cli_say(c,
		    "索引は作りませんでした（読む間にログが変わった、途中で止めた、"
		    "または --no-hash のため）",
		    "no index was kept: the log changed while it was read, the "
		    "work was stopped, or --no-hash was given");
	if (say)
		fprintf(c->err, "shodo: %s: %.*s\n", say, STR_ARG(file));
}

void exposure_warn(struct cli *c, const struct exposure_result *r)
{
	if (r->partial)
		fprintf(c->err, "shodo: %s\n", cli_say(c,
		    "途中で止めました。ここまでに読んだ分だけの数です。",
		    "Stopped before the end: these figures are of what was "
		    "read so far."));
	for (size_t i = 0; i < r->n_inputs; i++) {
		const struct exposure_input *in = &r->input[i];
		struct str file = shown(c, in->file);

		warn_index(c, in);
		if (in->damaged)
			fprintf(c->err, cli_say(c,
			    "shodo: 「%.*s」は圧縮が途中で切れているか壊れています。"
			    "読めたところまでの数です。\n",
			    "shodo: \"%.*s\" is cut short or broken; the "
			    "figures go as far as it could be read.\n"),
			    STR_ARG(file));
		if (in->counts.unparsed == 0)
			continue;
		fprintf(c->err, cli_say(c,
		    "shodo: %s「%.*s」の%llu行のうち%llu行は読めませんでした。"
		    "例:\n",
		    "shodo: %sin \"%.*s\", of %llu lines %llu could not be "
		    "read. Examples:\n"),
		    in->counts.unparsed * 100 > in->counts.lines
			? cli_say(c, "注意！ 1%を超える行が読めていません。",
			      "WARNING: more than 1 % is unreadable: ")
			: "",
		    STR_ARG(file), (ull)in->counts.lines,
		    (ull)in->counts.unparsed);
		warn_samples(c, in);
	}
}
