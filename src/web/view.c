/*
 * web/view - see view.h. Escaping is one table look-up a byte; runs that need
 * none are copied whole.
 */
#include "web/view.h"

#include "web/asset.h"

void view_lit(struct view *o, const char *p, size_t n)
{
	buf_put(o->b, (struct str){p, n});
}

void view_pick(struct view *o, const char *ja, const char *en)
{
	buf_put(o->b, str_of(o->lang == LANG_JA ? ja : en));
}

/* What stands for a byte in text and in quoted values; NULL: itself. */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&#34;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void view_text_str(struct view *o, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *as = entity(s.p[i]);
		if (!as)
			continue;
		buf_put(o->b, str_slice(s, from, i - from));
		buf_put(o->b, str_of(as));
		from = i + 1;
	}
	buf_put(o->b, str_from(s, from));
}

void view_text_z(struct view *o, const char *z)
{
	view_text_str(o, str_of(z));
}

void view_text_int(struct view *o, int64_t i)
{
	buf_printf(o->b, "%lld", (long long)i);
}

void view_text_size(struct view *o, size_t n)
{
	buf_printf(o->b, "%zu", n);
}

void view_text_html(struct view *o, struct html h)
{
	buf_put(o->b, h.s);
}

static bool is_safe_url(struct str s)
{
	static const char *const schemes[] = {
	    "https://", "http://", "mailto:", "tel:", "#", "?"};

	if (s.n && s.p[0] == '/')
		return s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (str_starts(s, str_of(schemes[i])))
			return true;
	return false;
}

void view_url_str(struct view *o, struct str s)
{
	view_text_str(o, is_safe_url(s) ? s : STR("#"));
}

void view_url_z(struct view *o, const char *z)
{
	view_url_str(o, str_of(z));
}

void view_url_part_str(struct view *o, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
		    (c >= 'a' && c <= 'z') || (c && strchr("-._~", c))) {
			buf_putc(o->b, (char)c);
			continue;
		}
		buf_putc(o->b, '%');
		buf_putc(o->b, hex[c >> 4]);
		buf_putc(o->b, hex[c & 15]);
	}
}

void view_url_part_z(struct view *o, const char *z)
{
	view_url_part_str(o, str_of(z));
}

void view_url_part_int(struct view *o, int64_t i)
{
	view_text_int(o, i);
}

struct str view_lang(const struct view *o, struct str ja, struct str en)
{
	return o->lang == LANG_JA || en.n == 0 ? ja : en;
}

static void open_time(struct view *o, int64_t at)
{
	BUF_LIT(o->b, "<time datetime=\"");
	time_put_jst(o->b, at);
	BUF_LIT(o->b, "\">");
}

void view_time(struct view *o, int64_t at, enum time_precision p)
{
	if (at == 0) {
		view_pick(o, "不明", "unknown");
		return;
	}
	open_time(o, at);
	time_put_people(o->b, at, p, o->lang == LANG_JA);
	BUF_LIT(o->b, "</time>");
}

void view_when(struct view *o, int64_t at)
{
	if (at == 0) {
		BUF_LIT(o->b, "－");
		return;
	}
	open_time(o, at);
	time_put_short(o->b, at, TIME_EXACT);
	BUF_LIT(o->b, "</time>");
}

static void put_span(struct view *o, int64_t span)
{
	long long days = span / TIME_DAY, hours = span / TIME_HOUR % 24;
	long long minutes = span / TIME_MINUTE % 60;
	bool ja = o->lang == LANG_JA;

	if (days > 0)
		buf_printf(o->b, ja ? "%lld日%lld時間" : "%lld d %lld h", days,
		    hours);
	else if (hours > 0)
		buf_printf(o->b, ja ? "%lld時間%lld分" : "%lld h %lld min",
		    hours, minutes);
	else
		buf_printf(o->b, ja ? "%lld分" : "%lld min", minutes);
}

void view_clock(struct view *o, int64_t limit)
{
	int64_t left = limit - o->now;

	if (limit == 0)
		return;
	BUF_LIT(o->b, "<span class=\"clock ");
	if (left < 0)
		BUF_LIT(o->b, "clock-over\">");
	else if (left < TIME_DAY)
		BUF_LIT(o->b, "clock-soon\">");
	else
		BUF_LIT(o->b, "clock-calm\">");
	if (left < 0)
		view_pick(o, "期限を過ぎて ", "overdue by ");
	else
		view_pick(o, "あと ", "left ");
	put_span(o, left < 0 ? -left : left);
	BUF_LIT(o->b, "</span>");
}

void view_number(struct view *o, int64_t n)
{
	buf_put_number(o->b, n);
}

void view_bytes(struct view *o, int64_t n)
{
	if (n < 10000)
		buf_printf(o->b, "%lld B", (long long)n);
	else if (n < 10000000)
		buf_printf(o->b, "%.0f KB", (double)n / 1e3);
	else if (n < INT64_C(10000000000))
		buf_printf(o->b, "%.1f MB", (double)n / 1e6);
	else
		buf_printf(o->b, "%.1f GB", (double)n / 1e9);
}

void view_lines(struct view *o, struct str s)
{
	struct str line;

	for (bool first = true; str_cut(&s, '\n', &line); first = false) {
		if (!first)
			BUF_LIT(o->b, "<br>");
		view_text_str(o, line);
	}
}

struct str view_asset(const struct view *o, const char *name)
{
	return asset_path(o->assets, str_of(name));
}
