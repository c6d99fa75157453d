/*
 * inventory/scan - the one pass: digits, @ and a few kanji stop it, all else
 * is stepped over. Pure. Called by look.c for text and by table.c for cells.
 */
#include "investigate/inventory/scan.h"

#include "base/auto.h"
#include "investigate/inventory/day.h"
#include "investigate/inventory/number.h"
#include "investigate/inventory/prose.h"
#include "investigate/inventory/skip.h"
#include "investigate/inventory/word.h"

enum { BEFORE_BYTES = 72, AFTER_BYTES = 30, SHORT_BYTES = 64 };

struct scan {
	struct str text;
	unsigned says; /* kinds of which the label speaks, as bits */
	hit_fn *found;
	void *ctx;
	size_t done; /* findings end here; nothing may begin before it */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_word(char c)
{
	return is_digit(c) || is_upper(c) || (c >= 'a' && c <= 'z') || c == '_';
}

static struct near around(const struct scan *s, size_t at, size_t n)
{
	size_t from = at > BEFORE_BYTES ? at - BEFORE_BYTES : 0;

	if (from < s->done)
		from = s->done < at ? s->done : at;
	return (struct near){
	    .before = str_slice(s->text, from, at - from),
	    .after = str_slice(s->text, at + n, AFTER_BYTES),
	    .says = s->says,
	};
}

static void tell(struct scan *s, const struct hit *h)
{
	s->done = (size_t)(h->text.p - s->text.p) + h->text.n;
	s->found(s->ctx, h);
}

/* A date is a date of birth when a word says so, before or behind it. */
static bool is_birth(const struct near *at)
{
	return word_near(KIND_BIRTH_DATE, at->before) ||
	       at->says >> KIND_BIRTH_DATE & 1 ||
	       str_starts(str_trim(at->after), STR("生"));
}

/* The date that begins at text[at]; answers the bytes it took. */
static size_t take_date(struct scan *s, size_t at)
{
	struct day_found day;

	if (!day_read(str_slice(s->text, at, 60), &day))
		return 0;
	if (at + day.n < s->text.n && is_word(s->text.p[at + day.n]) &&
	    s->text.p[at + day.n] != 'T')
		return 0;
	struct near near = around(s, at, day.n);
	bool birth = is_birth(&near);
	if (day.form >= DAY_CODE8 && !birth)
		return 0;
	struct hit h = {.kind = KIND_BIRTH_DATE,
	    .sure = SURE_CERTAIN,
	    .why = WHY_CONTEXT,
	    .valid = true,
	    .plain = !birth,
	    .day = day.day,
	    .text = str_slice(s->text, at, day.n)};
	if (birth)
		tell(s, &h);
	else
		s->found(s->ctx, &h);
	return day.n;
}

/* Two capitals that begin at text[at], nothing touching them before. */
static bool capitals_before(struct str s, size_t at)
{
	return at >= 2 && is_upper(s.p[at - 1]) && is_upper(s.p[at - 2]) &&
	       (at == 2 || !is_word(s.p[at - 3]));
}

static bool ends_at(struct str s, size_t at)
{
	return at == s.n || !is_word(s.p[at]);
}

static bool capitals_behind(struct str s, size_t at)
{
	return at + 2 <= s.n && is_upper(s.p[at]) && is_upper(s.p[at + 1]) &&
	       ends_at(s, at + 2);
}

/* AB1234567 and AB12345678CD: passport and residence card. */
static bool take_document(struct scan *s, size_t at, const struct run *r)
{
	size_t end = at + r->n;

	if (r->n_groups != 1 || !capitals_before(s->text, at))
		return false;
	bool tail = r->n_digits == 8 && capitals_behind(s->text, end);
	if (!tail && (r->n_digits != 7 || !ends_at(s->text, end)))
		return false;
	enum kind k = tail ? KIND_RESIDENCE_CARD : KIND_PASSPORT;
	size_t n = r->n + 2 + (tail ? 2U : 0U);
	struct near near = around(s, at - 2, n);
	bool said = word_near(k, near.before) || (near.says >> k & 1);
	struct hit h = {.kind = k,
	    .sure = said ? SURE_CERTAIN : SURE_POSSIBLE,
	    .why = said ? WHY_CONTEXT : WHY_SHAPE,
	    .valid = true,
	    .text = str_slice(s->text, at - 2, n)};
	tell(s, &h);
	return true;
}

/* Where a date with its era would begin, seen from its first digit. */
static size_t era_back(const struct scan *s, size_t at)
{
	const char *p = s->text.p;
	static const char *const eras[] = {"昭和", "平成", "令和", "大正", "明治"};

	if (at == 0 || (unsigned char)p[at - 1] < 'A')
		return 0;
	if (strchr("MTSHRmtshr", p[at - 1]) &&
	    (at < 2 || !is_word(p[at - 2])))
		return 1;
	for (size_t i = 0; at >= 6 && i < COUNT_OF(eras); i++)
		if (memcmp(p + at - 6, eras[i], 6) == 0)
			return 6;
	return 0;
}

/* Everything that begins at a digit, '(' or '+'. Answers the next place. */
static size_t take_number(struct scan *s, size_t at)
{
	size_t back = is_digit(s->text.p[at]) ? era_back(s, at) : 0;
	bool free = at == 0 || !is_word(s->text.p[at - 1]);
	struct run r;

	if (back > 0 || (free && is_digit(s->text.p[at]))) {
		size_t n = take_date(s, at - back);
		if (n > back)
			return at - back + n;
	}
	bool bracket = s->text.p[at] == '(';
	if (!run_read(s->text, at, &r))
		return bracket ? at + 1 : at + r.n;
	if (take_document(s, at, &r))
		return at + r.n;
	struct near near = around(s, at, r.n);
	struct hit h = {.text = str_slice(s->text, at, r.n)};
	if (number_decide(&r, &near, &h))
		tell(s, &h);
	else if (bracket) /* (1975-01-01: what is inside may be something */
		return at + 1;
	return at + r.n;
}

static bool mail_letter(char c)
{
	return is_word(c) || c == '.' || c == '-' || c == '+' || c == '%' ||
	       c == '\'' || c == '/' || c == '=';
}

/* icon@2x.png, getty@tty1.service: no mail. */
bool scan_mail_end(struct str domain)
{
	static const struct str others[] = {STR_INIT("png"), STR_INIT("jpg"),
	    STR_INIT("jpeg"), STR_INIT("gif"), STR_INIT("svg"), STR_INIT("js"),
	    STR_INIT("css"), STR_INIT("service"), STR_INIT("socket"),
	    STR_INIT("target"), STR_INIT("timer"), STR_INIT("mount"),
	    STR_INIT("conf"), STR_INIT("html"), STR_INIT("device"),
	    STR_INIT("slice"), STR_INIT("path"), STR_INIT("swap"),
	    STR_INIT("scope"), STR_INIT("py"), STR_INIT("so")};
	size_t dot = domain.n;

	while (dot > 0 && domain.p[dot - 1] != '.')
		dot--;
	struct str top = str_from(domain, dot);
	if (dot == 0 || top.n < 2 || top.n > 24)
		return false;
	for (size_t i = 0; i < top.n; i++)
		if (is_digit(top.p[i]) || top.p[i] == '-' || top.p[i] == '_')
			return false;
	for (size_t i = 0; i < COUNT_OF(others); i++)
		if (top.n == others[i].n && str_eq_nocase(top, others[i]))
			return false;
	return true;
}

/* 山田太郎 <taro@…>: who the mailbox belongs to, told before the address. */
static void take_owner(struct scan *s, size_t from)
{
	struct hit h;

	if (from > 0 && s->text.p[from - 1] == '<' &&
	    prose_before_mail(s->text, from - 1, &h) &&
	    h.text.p >= s->text.p + s->done)
		tell(s, &h);
}

/* The first byte of the part before '@' at text[at]. */
static size_t mail_from(const struct scan *s, size_t at)
{
	const char *p = s->text.p;
	size_t from = at;

	while (from > s->done && at - from < 64 && mail_letter(p[from - 1]))
		from--;
	while (from < at && (strchr(".-'/=%+", p[from])))
		from++;
	return from;
}

/* Behind the last byte of the domain. */
static size_t mail_to(struct str s, size_t at)
{
	size_t to = at + 1;

	while (to < s.n && to - at < 254 &&
	       (is_word(s.p[to]) || s.p[to] == '.' || s.p[to] == '-'))
		to++;
	while (to > at + 1 && (s.p[to - 1] == '.' || s.p[to - 1] == '-'))
		to--;
	return to;
}

static size_t take_mail(struct scan *s, size_t at)
{
	const char *p = s->text.p;
	size_t from = mail_from(s, at), to = mail_to(s->text, at);
	struct str domain = str_slice(s->text, at + 1, to - at - 1);
	if (from == at || domain.n < 4 || !scan_mail_end(domain) ||
	    (from > 0 && p[from - 1] == ':' && to < s->text.n && p[to] == '/'))
		return at + 1;
	take_owner(s, from);
	struct hit h = {.kind = KIND_EMAIL,
	    .sure = SURE_CERTAIN,
	    .why = WHY_SHAPE,
	    .valid = true,
	    .text = str_slice(s->text, from, to - from)};
	tell(s, &h);
	return to;
}

static bool is_at(struct str s, size_t at, const char *word)
{
	return str_starts(str_from(s, at), str_of(word));
}

enum mark { MARK_NONE, MARK_PLACE, MARK_ERA, MARK_HONOUR };

/* What a single kanji can begin or end, by its three bytes. */
static enum mark mark_of(const char *p)
{
	static const struct {
		uint32_t code;
		enum mark mark;
	} marks[] = {
	    {0xE79C8C, MARK_PLACE}, /* 県 */
	    {0xE983BD, MARK_PLACE}, /* 都 */
	    {0xE5BA9C, MARK_PLACE}, /* 府 */
	    {0xE98193, MARK_PLACE}, /* 道 */
	    {0xE5B882, MARK_PLACE}, /* 市 */
	    {0xE983A1, MARK_PLACE}, /* 郡 */
	    {0xE4BBA4, MARK_ERA},   /* 令 */
	    {0xE698AD, MARK_ERA},   /* 昭 */
	    {0xE5B9B3, MARK_ERA},   /* 平 */
	    {0xE5A4A7, MARK_ERA},   /* 大 */
	    {0xE6988E, MARK_ERA},   /* 明 */
	    {0xE6A798, MARK_HONOUR}, /* 様 */
	    {0xE6AEBF, MARK_HONOUR}, /* 殿 */
	    {0xE6B08F, MARK_HONOUR}, /* 氏 */
	};
	uint32_t code = (uint32_t)(unsigned char)p[0] << 16 |
	                (uint32_t)(unsigned char)p[1] << 8 | (unsigned char)p[2];

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (marks[i].code == code)
			return marks[i].mark;
	return MARK_NONE;
}

/* The finding that this kanji belongs to. Next place, or 0. */
static size_t at_kanji(struct scan *s, size_t at)
{
	struct hit h;
	size_t n;

	switch (mark_of(s->text.p + at)) {
	case MARK_PLACE:
		if (!prose_address(s->text, at + 3, &h))
			return 0;
		tell(s, &h);
		return s->done;
	case MARK_ERA:
		n = take_date(s, at);
		return n > 0 ? at + n : 0;
	case MARK_HONOUR:
		if (is_at(s->text, at, "氏名") ||
		    !prose_honoured(s->text, at, &h) ||
		    h.text.p < s->text.p + s->done)
			return 0;
		tell(s, &h);
		return at + 3;
	default:
		return 0;
	}
}

/* A name is followed by a mark, a particle or the end; not by more letters. */
static bool name_ends(const struct scan *s, size_t at)
{
	return !is_at(s->text, at, "ー") && !is_at(s->text, at, "々");
}

/* The run of kanji at text[at]; answers the place behind it. */
static size_t take_kanji(struct scan *s, size_t at)
{
	size_t n = prose_kanji(s->text, at), end = at + n;
	struct hit h;

	if (n == 0)
		return at + 1;
	for (size_t i = at; i < end;) {
		size_t next = at_kanji(s, i);
		if (next > end)
			return next;
		i = next > i ? next : i + 3;
	}
	if (s->done > at)
		return end;
	if (is_at(s->text, end, "さん") && prose_honoured(s->text, end, &h))
		tell(s, &h);
	else if (prose_whole_name(s->text, at, n, &h) && name_ends(s, end))
		tell(s, &h);
	return end;
}

/* Japanese letters or a quote before a gap: a label may end there. */
static bool may_label(char c)
{
	switch (c) {
	case '"':
	case ')':
	case ']':
	case 'e':
	case 'E':
	case 'N':
		return true;
	default:
		return (unsigned char)c >= 0x80;
	}
}

/* What stands at ':' and blanks. */
static size_t take_gap(struct scan *s, size_t at)
{
	struct hit h;

	if (at == 0 || !may_label(s->text.p[at - 1]))
		return at + 1;
	if (prose_after_gap(s->text, at, &h) &&
	    h.text.p >= s->text.p + s->done) {
		tell(s, &h);
		return s->done > at ? s->done : at + 1;
	}
	return at + 1;
}

enum stop { STOP_NOT, STOP_DIGIT, STOP_MAIL, STOP_KANJI, STOP_GAP };

static const unsigned char stops[256] = {
    ['0'] = STOP_DIGIT, ['1'] = STOP_DIGIT, ['2'] = STOP_DIGIT,
    ['3'] = STOP_DIGIT, ['4'] = STOP_DIGIT, ['5'] = STOP_DIGIT,
    ['6'] = STOP_DIGIT, ['7'] = STOP_DIGIT, ['8'] = STOP_DIGIT,
    ['9'] = STOP_DIGIT, ['('] = STOP_DIGIT, ['+'] = STOP_DIGIT,
    [0xE4] = STOP_KANJI, [0xE5] = STOP_KANJI, [0xE6] = STOP_KANJI,
    [0xE7] = STOP_KANJI, [0xE8] = STOP_KANJI, [0xE9] = STOP_KANJI,
    ['@'] = STOP_MAIL, [' '] = STOP_GAP,
    [':'] = STOP_GAP, ['\t'] = STOP_GAP, ['='] = STOP_GAP,
    ['\n'] = STOP_GAP, ['|'] = STOP_GAP, [','] = STOP_GAP,
};

/* What begins at text[at]; answers the next place. */
static size_t step(struct scan *s, size_t at)
{
	switch (stops[(unsigned char)s->text.p[at]]) {
	case STOP_DIGIT:
		return take_number(s, at);
	case STOP_MAIL:
		return take_mail(s, at);
	case STOP_KANJI:
		return take_kanji(s, at);
	case STOP_GAP:
		return take_gap(s, at);
	default:
		return at + 1;
	}
}

void scan_text(struct str text, struct str label, hit_fn *found, void *ctx)
{
	scan_under(text, word_says(label), found, ctx);
}

void scan_under(struct str text, unsigned says, hit_fn *found, void *ctx)
{
	struct scan s = {
	    .text = text, .says = says, .found = found, .ctx = ctx};
	/* A label may say what any five digits are. */
	bool all = says || text.n < SHORT_BYTES;
	struct skipper k = {.text = text};
	struct skip next = {.until = all ? text.n : 0};

	if (!all)
		k = skip_begin(text);
	for (size_t i = 0; i < text.n;) {
		if (i >= next.until) {
			next = skip_to(&k, i);
			i = next.at;
			continue;
		}
		unsigned char c = (unsigned char)text.p[i];
		if (stops[c] == STOP_NOT && c < 0x80) {
			i++;
			continue;
		}
		i = step(&s, i);
		if (c >= 0x80 && i + SKIP_AFTER_HIGH > next.until)
			next.until = i + SKIP_AFTER_HIGH;
	}
}
