/*
 * bench/exposure/generate - a realistic access log from a seed, as bench/
 * exposure/run describes it: generate SEED LINES CLIENTS LOG [FORM], where FORM
 * is combined, common, vhost, tomcat, squid_combined, json, w3c, cloudfront,
 * squid or alb.
 * The exposed URLs go to LOG.targets. Not part of the program.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAGES = 20000, TARGETS = 50, TEXT = 200, ODD = 8, GUIDE = 1 << 20 };

struct draw { /* Zipf: a table of guesses into the cumulated weights */
	uint32_t n;
	uint32_t *pick;
};

struct client {
	char ip[40];
	unsigned char agent[3], agents;
};

struct world {
	uint64_t state;
	uint32_t n_clients;
	struct client *client;
	char page[PAGES][TEXT];
	char target[TARGETS][TEXT];
	struct draw clients, pages, targets;
};

static const char *const agents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
    "like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
    "like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4_1 like Mac OS X) AppleWebKit/"
    "605.1.15 (KHTML, like Gecko) Version/17.4.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Chrome/124.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "curl/8.5.0",
};

static uint64_t next(struct world *w)
{
	uint64_t z = (w->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static uint32_t below(struct world *w, uint32_t n)
{
	return (uint32_t)(next(w) % n);
}

static int chance(struct world *w, uint32_t per_10000)
{
	return below(w, 10000) < per_10000;
}

static void *need(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		abort();
	return p;
}

static struct draw zipf(uint32_t n, double s)
{
	struct draw d = {n, need(GUIDE, sizeof(uint32_t))};
	double sum = 0, so_far = 0;
	uint32_t at = 0;

	for (uint32_t i = 1; i <= n; i++)
		sum += pow(i, -s);
	for (uint32_t i = 1; i <= n; i++) {
		so_far += pow(i, -s);
		uint32_t to = (uint32_t)(so_far / sum * GUIDE);

		for (; at < to && at < GUIDE; at++)
			d.pick[at] = i - 1;
	}
	for (; at < GUIDE; at++)
		d.pick[at] = n - 1;
	return d;
}

/* Where two guesses are not neighbours, what lies between is drawn evenly. */
static uint32_t pick(struct world *w, const struct draw *d)
{
	uint64_t z = next(w), guess = z >> 44, within = z >> 12 & 0xffffffff;
	uint32_t from = d->pick[guess];
	uint32_t to = guess + 1 < GUIDE ? d->pick[guess + 1] : d->n;

	return from + (uint32_t)(within * (to > from ? to - from : 1) >> 32);
}

static void make_client(struct world *w, struct client *c)
{
	uint32_t k = below(w, 100);

	if (k < 93)
		snprintf(c->ip, sizeof(c->ip), "%u.%u.%u.%u",
		    11 + below(w, 150), below(w, 256), below(w, 256),
		    below(w, 256));
	else if (k < 98)
		snprintf(c->ip, sizeof(c->ip), "2001:%x:%x:%x::%x",
		    below(w, 4096), below(w, 65536), below(w, 65536),
		    1 + below(w, 65535));
	else
		snprintf(c->ip, sizeof(c->ip), "10.%u.%u.%u", below(w, 4),
		    below(w, 256), below(w, 256));
	c->agents = (unsigned char)(below(w, 10) < 7 ? 1 : 2 + below(w, 2));
	for (int i = 0; i < 3; i++)
		c->agent[i] = (unsigned char)below(
		    w, sizeof(agents) / sizeof(*agents));
}

static void make_pages(struct world *w)
{
	static const char *const dir[] = {"kurashi", "kosodate", "bousai",
	    "shigoto", "kensei", "kanko", "koho/2026", "iryo/kenko"};
	static const char *const ext[] = {
	    "html", "html", "html", "css", "js", "png", "jpg", "pdf"};
	static const char *const out[] = {"csv", "xlsx", "pdf", "zip", "docx"};

	for (int i = 0; i < PAGES; i++)
		snprintf(w->page[i], TEXT, "/%s/%s%u/%u.%s", dir[below(w, 8)],
		    i % 30 ? "p" : "%E8%B3%87%E6%96%99/", below(w, 300),
		    below(w, 2000), ext[below(w, 8)]);
	for (int i = 0; i < TARGETS; i++)
		snprintf(w->target[i], TEXT, "/%s/%s%d.%s", dir[i % 5],
		    i % 10 ? "meibo" : "%E5%90%8D%E7%B0%BF", 100 + i,
		    out[i / 10]);
}

static struct world *make_world(uint64_t seed, uint32_t clients)
{
	struct world *w = need(1, sizeof(*w));

	w->state = seed;
	w->n_clients = clients;
	w->client = need(clients, sizeof(*w->client));
	for (uint32_t i = 0; i < clients; i++)
		make_client(w, &w->client[i]);
	make_pages(w);
	w->clients = zipf(clients, 0.9);
	w->pages = zipf(PAGES, 1.05);
	w->targets = zipf(TARGETS, 0.8);
	return w;
}

/* One exposed URL as people and machines spell it. */
static void spell(struct world *w, const char *url, char *out)
{
	const char *name = strrchr(url, '/') + 1;
	int dir = (int)(name - url);
	uint32_t k = below(w, 100);

	if (k < 8)
		snprintf(out, TEXT, "%s?utm_source=mail&id=%u", url,
		    below(w, 999));
	else if (k < 11)
		snprintf(out, TEXT, "%s.bak", url);
	else if (k < 14)
		snprintf(out, TEXT, "/%s", url);
	else if (k < 16 && *name != '%')
		snprintf(out, TEXT, "%.*s%%%02X%s", dir, url, *name, name + 1);
	else if (k < 18 && *name == '%') {
		snprintf(out, TEXT, "%s", url);
		for (char *p = out + dir; *p; p++)
			if (*p >= 'A' && *p <= 'F')
				*p = (char)(*p + 32);
	} else
		snprintf(out, TEXT, "%s", url);
}

struct row {
	const char *ip, *method, *agent;
	char target[TEXT], referrer[TEXT + 40];
	int status;
	unsigned bytes;
	time_t at;
};

static void make_row(struct world *w, time_t at, time_t removed, struct row *r)
{
	const struct client *c = &w->client[pick(w, &w->clients)];
	uint32_t k = below(w, 1000);

	r->at = at;
	r->ip = c->ip;
	r->agent = agents[c->agent[below(w, c->agents)]];
	r->method = "GET";
	r->status = k < 920 ? 200 : k < 960 ? 404 : k < 985 ? 304 : k < 993
		? 301 : k < 996 ? 206 : k < 998 ? 403 : 500;
	r->bytes = 200 + below(w, 400000) / (1 + below(w, 40));
	snprintf(r->target, TEXT, "%s", w->page[pick(w, &w->pages)]);
	snprintf(r->referrer, sizeof(r->referrer), "%s%s",
	    below(w, 10) < 3 ? "" : "https://www.pref.example.lg.jp",
	    w->page[pick(w, &w->pages)]);
	if (r->referrer[0] == '/')
		snprintf(r->referrer, sizeof(r->referrer), "-");
	if (chance(w, 5))
		snprintf(r->referrer, sizeof(r->referrer),
		    "https://www.pref.example.lg.jp%s",
		    w->target[pick(w, &w->targets)]);
	if (!chance(w, 20))
		return;
	spell(w, w->target[pick(w, &w->targets)], r->target);
	if (below(w, 100) < 4)
		r->method = "HEAD";
	if (at >= removed && below(w, 10) < 9)
		r->status = 404;
	if (strstr(r->target, ".bak"))
		r->status = 404;
}

/* combined and its relatives: common, vhost, squid_combined, tomcat */
static void put_ncsa(FILE *f, const struct row *r, const char *form)
{
	bool proxy = strcmp(form, "squid_combined") == 0;
	time_t jst = r->at + 9 * 3600;
	char when[64];
	struct tm tm;

	gmtime_r(&jst, &tm);
	strftime(when, sizeof(when), "%d/%b/%Y:%H:%M:%S +0900", &tm);
	fprintf(f, "%s%s - - [%s] \"%s %s%s HTTP/1.1\" %d %u",
	    strcmp(form, "vhost") == 0 ? "www.pref.example.lg.jp:443 " : "",
	    r->ip, when, r->method,
	    proxy ? "http://www.pref.example.lg.jp" : "", r->target, r->status,
	    r->bytes);
	if (strcmp(form, "tomcat") == 0)
		fprintf(f, " %u", r->bytes % 900);
	else if (strcmp(form, "common") != 0)
		fprintf(f, " \"%s\" \"%s\"", r->referrer, r->agent);
	fputs(proxy ? " TCP_MISS:HIER_DIRECT\n" : "\n", f);
}

/* As IIS writes a value (a blank is a +), or CloudFront (encoded once more). */
static void put_value(FILE *f, const char *s, size_t n, bool encoded)
{
	for (size_t i = 0; i < n; i++) {
		if (encoded && strchr("% \"\\^{}|<>", s[i]))
			fprintf(f, "%%%02X", (unsigned char)s[i]);
		else
			fputc(s[i] == ' ' ? '+' : s[i], f);
	}
}

/* w3c is IIS, with blanks between the columns; cloudfront has tabs. */
static void put_columns(FILE *f, const struct row *r, bool cloudfront)
{
	size_t path = strcspn(r->target, "?");
	const char *query = r->target[path] ? r->target + path + 1 : "-";
	char when[64];
	struct tm tm;

	gmtime_r(&r->at, &tm);
	strftime(when, sizeof(when),
	    cloudfront ? "%Y-%m-%d\t%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &tm);
	if (cloudfront)
		fprintf(f, "%s\tNRT57-P3\t%u\t%s\t%s\td111.cloudfront.net\t",
		    when, r->bytes, r->ip, r->method);
	else
		fprintf(f, "%s 10.0.0.5 %s ", when, r->method);
	put_value(f, r->target, path, cloudfront);
	if (cloudfront)
		fprintf(f, "\t%d\t", r->status);
	else
		fprintf(f, " %s 443 - %s ", query, r->ip);
	put_value(f, cloudfront ? r->referrer : r->agent,
	    strlen(cloudfront ? r->referrer : r->agent), cloudfront);
	fputc(cloudfront ? '\t' : ' ', f);
	put_value(f, cloudfront ? r->agent : r->referrer,
	    strlen(cloudfront ? r->agent : r->referrer), cloudfront);
	if (!cloudfront) {
		fprintf(f, " %d 0 0 %u 15\r\n", r->status, r->bytes);
		return;
	}
	fputc('\t', f);
	put_value(f, query, strlen(query), true);
	fprintf(f, "\t-\tHit\tk0Zn2b7mJ3l5vYxqkQd8w==\twww.pref.example.lg.jp\t"
	    "https\t%u\t0.0%u\t-\tTLSv1.3\n", r->bytes % 900,
	    10 + r->bytes % 90);
}

static void put_row(FILE *f, const struct row *r, const char *form)
{
	char when[64];
	struct tm tm;

	gmtime_r(&r->at, &tm);
	if (strcmp(form, "w3c") == 0 || strcmp(form, "cloudfront") == 0) {
		put_columns(f, r, *form == 'c');
	} else if (strcmp(form, "squid") == 0) {
		fprintf(f, "%lld.123 %6u %s TCP_MISS/%d %u %s http://"
		    "www.pref.example.lg.jp%s - HIER_DIRECT/10.0.0.5 -\n",
		    (long long)r->at, r->bytes % 900, r->ip, r->status,
		    r->bytes, r->method, r->target);
	} else if (strcmp(form, "json") == 0) {
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S+00:00", &tm);
		fprintf(f, "{\"time_iso8601\":\"%s\",\"remote_addr\":\"%s\","
		    "\"request\":\"%s %s HTTP/1.1\",\"status\":%d,"
		    "\"body_bytes_sent\":%u,\"http_referer\":\"%s\","
		    "\"http_user_agent\":\"%s\"}\n", when, r->ip, r->method,
		    r->target, r->status, r->bytes, r->referrer, r->agent);
	} else if (strcmp(form, "alb") == 0) {
		bool six = strchr(r->ip, ':') != NULL;

		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm);
		fprintf(f, "h2 %s.186641Z app/hp/50dc6c495c0c9188 %s%s%s:%u "
		    "10.0.0.5:443 0.001 0.0%u 0.000 %d %d 230 %u \"%s "
		    "https://www.pref.example.lg.jp:443%s HTTP/2.0\" \"%s\" "
		    "ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elb:"
		    "ap-northeast-1:1:targetgroup/hp/73e2d6bc24d8a067 "
		    "\"Root=1-58337262-36d228ad5d99923122bbe354\" "
		    "\"www.pref.example.lg.jp\" \"session-reused\" 0 %s."
		    "186000Z \"forward\" \"-\" \"-\" \"10.0.0.5:443\" \"%d\" "
		    "\"-\" \"-\"\n", when, six ? "[" : "", r->ip,
		    six ? "]" : "", 1024 + r->bytes % 60000,
		    r->bytes % 90 + 10, r->status, r->status, r->bytes,
		    r->method, r->target, r->agent, when, r->status);
	} else {
		put_ncsa(f, r, form);
	}
}

static void put_targets(const struct world *w, const char *log)
{
	char name[4096];

	snprintf(name, sizeof(name), "%s.targets", log);
	FILE *f = fopen(name, "w");
	if (!f)
		abort();
	for (int i = 0; i < TARGETS; i++)
		fprintf(f, "%s\n", w->target[i]);
	fclose(f);
}

int main(int argc, char **argv)
{
	const time_t may = 1777561200; /* 2026-05-01 00:00 in Japan */

	if (argc < 5) {
		fputs("generate SEED LINES CLIENTS LOG FORM\n",
		    stderr);
		return 2;
	}
	uint64_t lines = strtoull(argv[2], NULL, 10);
	const char *form = argc > 5 ? argv[5] : "combined";
	struct world *w = make_world(strtoull(argv[1], NULL, 10),
	    (uint32_t)strtoul(argv[3], NULL, 10));
	FILE *f = fopen(argv[4], "w");
	struct row r;

	if (!f || !w->n_clients)
		return 1;
	put_targets(w, argv[4]);
	if (strcmp(form, "w3c") == 0)
		fputs("#Software: Microsoft Internet Information Services "
		      "10.0\r\n#Version: 1.0\r\n#Fields: date time s-ip "
		      "cs-method cs-uri-stem cs-uri-query s-port cs-username "
		      "c-ip cs(User-Agent) cs(Referer) sc-status "
		      "sc-substatus sc-win32-status sc-bytes time-taken\r\n",
		    f);
	if (strcmp(form, "cloudfront") == 0)
		fputs("#Version: 1.0\n#Fields: date time x-edge-location "
		      "sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status "
		      "cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) "
		      "x-edge-result-type x-edge-request-id x-host-header "
		      "cs-protocol cs-bytes time-taken x-forwarded-for "
		      "ssl-protocol\n", f);
	for (uint64_t i = 0; i < lines; i++) {
		double day = (double)i / (double)lines * 30;
		double within = day - floor(day);
		/* more by day than by night, in order */
		double warped = within - 0.1 * sin(within * 6.283185307);

		make_row(w, may + (time_t)((floor(day) + warped) * 86400),
		    may + 21 * 86400, &r);
		put_row(f, &r, form);
	}
	return fclose(f) != 0;
}
