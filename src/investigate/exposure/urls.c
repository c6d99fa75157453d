/*
 * exposure/urls - see urls.h. Not a parser of XML: it takes out what stands
 * between <loc> and </loc> and nothing else, so that no entity, include or
 * depth of a hostile file can do anything.
 */
#include "investigate/exposure/urls.h"

#include "base/buf.h"
#include "investigate/exposure/url.h"

/* The arena keeps the old ones: better too many at once than often. */
static void make_room(struct arena *a, struct url_list *l, size_t more)
{
	struct str *items;

	if (more <= l->room - l->n)
		return;
	l->room = more < l->n ? l->n * 2 : l->n + more;
	items = ARENA_ARRAY(a, l->room, struct str);
	if (l->n)
		memcpy(items, l->items, l->n * sizeof(*items));
	l->items = items;
}

static void add(struct arena *a, struct url_list *l, struct str s)
{
	s = str_trim(s);
	if (s.n == 0 || s.p[0] == '#')
		return;
	make_room(a, l, 1);
	l->items[l->n++] = s;
}

/* The five names that XML has; whatever else begins with & stays. */
static struct str decode(struct arena *a, struct str s)
{
	static const struct {
		struct str name;
		char is;
	} names[] = {{STR_INIT("&amp;"), '&'}, {STR_INIT("&apos;"), '\''},
	    {STR_INIT("&quot;"), '"'}, {STR_INIT("&lt;"), '<'},
	    {STR_INIT("&gt;"), '>'}};
	struct buf b = buf_begin(a, s.n + 1);

	if (!memchr(s.p, '&', s.n))
		return s;
	while (s.n > 0) {
		size_t took = 1;
		char is = s.p[0];

		for (size_t i = 0; is == '&' && i < COUNT_OF(names); i++)
			if (str_starts(s, names[i].name)) {
				took = names[i].name.n;
				is = names[i].is;
				break;
			}
		buf_putc(&b, is);
		s = str_from(s, took);
	}
	return buf_str(&b);
}

static struct str without_cdata(struct str s)
{
	s = str_trim(s);
	if (str_starts(s, STR("<![CDATA[")) && str_ends(s, STR("]]>")) &&
	    s.n >= 12)
		return str_slice(s, 9, s.n - 12);
	return s;
}

/* Does the tag whose name ends in "loc>" at `at` open an element? */
static bool is_opening(struct str text, size_t at)
{
	static const char NAME[] = "abcdefghijklmnopqrstuvwxyz"
	                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:";

	while (at > 0 && memchr(NAME, text.p[at - 1], sizeof(NAME) - 1))
		at--;
	return at > 0 && text.p[at - 1] == '<';
}

static void add_locs(struct arena *a, struct url_list *l, struct str text)
{
	ptrdiff_t at, end;

	while ((at = str_find(text, STR("loc>"))) >= 0) {
		bool opens = is_opening(text, (size_t)at);

		text = str_from(text, (size_t)at + 4);
		if (!opens)
			continue;
		end = str_find(text, STR("</"));
		if (end < 0)
			return;
		struct str raw = str_slice(text, 0, (size_t)end);
		struct str bare = without_cdata(raw);

		/* CDATA is as it stands; markup inside is none of ours */
		if (bare.p != str_trim(raw).p)
			add(a, l, bare);
		else if (!memchr(bare.p, '<', bare.n))
			add(a, l, decode(a, bare));
		/* what was taken is not looked into again */
		text = str_from(text, (size_t)end);
	}
}

/* More than may be asked are not expected. */
static size_t lines(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n && n < URL_COUNT_MAX; i++)
		n += text.p[i] == '\n';
	return n;
}

void url_list_text(struct arena *a, struct url_list *l, struct str text)
{
	struct str line;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	if (str_find(text, STR("<loc>")) >= 0) {
		add_locs(a, l, text);
		return;
	}
	make_room(a, l, lines(text));
	while (str_cut(&text, '\n', &line))
		add(a, l, line);
}

void url_list_under(struct arena *a, struct url_list *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (!str_ends(l->items[i], STR("*")))
			l->items[i] = arena_printf(
			    a, "%.*s*", STR_ARG(l->items[i]));
}
