/*
 * inventory/scan - the one pass: digits, @ and a few kanji stop it, all else
 * is stepped over. Pure. Called by look.c for text and by table.c for cells.
 */
#include "investigate/inventory/scan.h"

#include "base/auto.h"
#include "investigate/inventory/day.h"
#include "investigate/inventory/scan_mail.h"
#include "investigate/inventory/number.h"
#include "investigate/inventory/prose.h"
#include "investigate/inventory/run.h"
#include "investigate/inventory/skip.h"
#include "investigate/inventory/word.h"

enum { BEFORE_BYTES = 72, AFTER_BYTES = 30, SHORT_BYTES = 64, JOINT_BYTES = 12 };

struct scan {
	struct str text;
	unsigned says; /* kinds of which the label speaks, as bits */
	hit_fn *found;
	void *ctx;
	size_t done; /* findings end here; nothing may begin before it */
	enum kind last; /* what ended there */
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

/* 〇〇、〇〇又は〇〇: what stands between numbers of one kind. */
static bool is_joint(struct str s)
{
	static const struct str joints[] = {STR_INIT("、"), STR_INIT("/"),
	    STR_INIT("・"), STR_INIT(";"), STR_INIT("又は"), STR_INIT("または"),
	    STR_INIT("及び"), STR_INIT("および"), STR_INIT("と"), STR_INIT("か")};

	s = str_trim(s);
	for (size_t i = 0; i < COUNT_OF(joints); i++)
		if (str_eq(s, joints[i]))
			return true;
	return false;
}

/* The kind of the finding that text[at] goes on as a list does, as a bit. */
static unsigned chained(const struct scan *s, size_t at)
{
	if (s->done == 0 || at <= s->done || at - s->done > JOINT_BYTES)
		return 0;
	return is_joint(str_slice(s->text, s->done, at - s->done))
	           ? 1U << s->last
	           : 0;
}

static struct near around(const struct scan *s, size_t at, size_t n)
{
	size_t from = at > BEFORE_BYTES ? at - BEFORE_BYTES : 0;

	if (from < s->done)
		from = s->done < at ? s->done : at;
	return (struct near){
	    .before = str_slice(s->text, from, at - from),
	    .after = str_slice(s->text, at + n, AFTER_BYTES),
	    .says = s->says | chained(s, at),
	};
}

static void tell(struct scan *s, const struct hit *h)
{
	s->done = (size_t)(h->text.p - s->text.p) + h->text.n;
	s->last = h->kind;
	s->found(s->ctx, h);
}

/* 昭和55年4月1日、令和8年4月1日転入: the second one is something else's. */
static bool names_itself(struct str after)
{
	return prose_kanji(after, 0) > 0;
}

/* A date is a date of birth when a word says so, before or behind it, or when
 * it goes on a list of them. */
static bool is_birth(const struct scan *s, const struct near *at)
{
	if (word_near(KIND_BIRTH_DATE, at->before) ||
	    s->says >> KIND_BIRTH_DATE & 1 ||
	    str_starts(str_trim(at->after), STR("生")))
		return true;
	return at->says >> KIND_BIRTH_DATE & 1 && !names_itself(at->after);
}

/* 大平3-4-5, s6-5-3, T101201: an era's letter, but a place, a section, a part. */
static bool is_weak_date(struct str s, size_t at, const struct day_found *day)
{
	struct str text = str_slice(s, at, day->n);

	if (day->form != DAY_LETTER)
		return false;
	if ((unsigned char)s.p[at] >= 0x80)
		return at >= 3 && prose_kanji(s, at - 3) > 0;
	return !is_upper(s.p[at]) ||
	       (str_find(text, STR(".")) < 0 && str_find(text, STR("/")) < 0 &&
	           str_find(text, STR("年")) < 0);
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
	bool birth = is_birth(s, &near);
	if (!birth && (day.form >= DAY_CODE8 ||
	                  is_weak_date(s->text, at, &day)))
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

/* How many capitals end at text[at], nothing touching them before: 1, 2 or 0. */
static size_t capitals_before(struct str s, size_t at)
{
	size_t n = 0;

	while (n < 2 && at > n && is_upper(s.p[at - n - 1]))
		n++;
	return at == n || !is_word(s.p[at - n - 1]) ? n : 0;
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

/* What a run between capitals can be, and how many stand on its sides. */
struct document {
	enum kind kind;
	size_t head, tail;
	bool ours; /* in a form of Japan's; else a word has to say it */
};

/*
 * AB1234567 and AB12345678CD: passport and residence card; P1234567A and
 * E12345678: passports of others.
 */
static bool read_document(
    struct str s, size_t at, const struct run *r, struct document *ret)
{
	size_t end = at + r->n, head = capitals_before(s, at);

	*ret = (struct document){.kind = KIND_PASSPORT, .head = head};
	if (head == 2 && r->n_digits == 8 && capitals_behind(s, end)) {
		*ret = (struct document){KIND_RESIDENCE_CARD, head, 2, true};
		return true;
	}
	ret->ours = head == 2 && r->n_digits == 7 && ends_at(s, end);
	ret->tail = end < s.n && is_upper(s.p[end]);
	return head > 0 && r->n_digits >= 6 && r->n_digits <= 8 &&
	       ends_at(s, end + ret->tail);
}

static bool take_document(struct scan *s, size_t at, const struct run *r)
{
	struct document d;

	if (r->n_groups != 1 || at == 0 || !is_upper(s->text.p[at - 1]) ||
	    !read_document(s->text, at, r, &d))
		return false;
	size_t from = at - d.head, n = d.head + r->n + d.tail;
	struct near near = around(s, from, n);
	bool said = word_near(d.kind, near.before) || (near.says >> d.kind & 1);
	if (!d.ours && !said)
		return false;
	struct hit h = {.kind = d.kind,
	    .sure = said ? SURE_CERTAIN : SURE_POSSIBLE,
	    .why = said ? WHY_CONTEXT : WHY_SHAPE,
	    .valid = true,
	    .text = str_slice(s->text, from, n)};
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

/* 058.272.1111: bytes of a telephone number with points at text[at]; no
 * address of a network begins with 0. */
static size_t dotted_phone(struct str s, size_t at)
{
	char digit[12];
	size_t n = 0, i = at, points = 0, last = 0;

	for (; i < s.n && n < sizeof(digit); i++) {
		if (is_digit(s.p[i])) {
			digit[n++] = s.p[i];
			last++;
		} else if (s.p[i] == '.' && last >= 1 && points < 2) {
			points++;
			last = 0;
		} else {
			break;
		}
	}
	return points == 2 && last == 4 && digits_phone(digit, n) &&
	               run_stands_alone(s, at, i)
	           ? i - at
	           : 0;
}

static bool take_dotted(struct scan *s, size_t at)
{
	size_t n = s->text.p[at] != '0' ? 0 : dotted_phone(s->text, at);

	if (n == 0)
		return false;
	struct hit h = {.kind = KIND_PHONE,
	    .sure = SURE_PROBABLE,
	    .why = WHY_SHAPE,
	    .valid = true,
	    .text = str_slice(s->text, at, n)};
	tell(s, &h);
	return true;
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
	if (take_dotted(s, at))
		return s->done;
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

/* 山田太郎 <taro@…>: who the mailbox belongs to, told before the address. */
static void take_owner(struct scan *s, size_t from)
{
	struct hit h;

	if (from > 0 && s->text.p[from - 1] == '<' &&
	    prose_before_mail(s->text, from - 1, &h) &&
	    h.text.p >= s->text.p + s->done)
		tell(s, &h);
}

static size_t take_mail(struct scan *s, size_t at)
{
	const char *p = s->text.p;
	size_t from = scan_mail_from(s->text, s->done, at);
	size_t to = scan_mail_to(s->text, at);
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
	    {0xE4BBA4, MARK_ERA}, /* 令 */
	    {0xE5909B, MARK_HONOUR}, /* 君 */
	    {0xE5A4A7, MARK_ERA}, /* 大 */
	    {0xE5B882, MARK_PLACE}, /* 市 */
	    {0xE5B9B3, MARK_ERA}, /* 平 */
	    {0xE5BA9C, MARK_PLACE}, /* 府 */
	    {0xE6988E, MARK_ERA}, /* 明 */
	    {0xE698AD, MARK_ERA}, /* 昭 */
	    {0xE69D91, MARK_PLACE}, /* 村 */
	    {0xE6A798, MARK_HONOUR}, /* 様 */
	    {0xE6AEBF, MARK_HONOUR}, /* 殿 */
	    {0xE6B08F, MARK_HONOUR}, /* 氏 */
	    {0xE794BA, MARK_PLACE}, /* 町 */
	    {0xE79C8C, MARK_PLACE}, /* 県 */
	    {0xE98193, MARK_PLACE}, /* 道 */
	    {0xE983A1, MARK_PLACE}, /* 郡 */
	    {0xE983BD, MARK_PLACE}, /* 都 */
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

/* さ, く or ち at text[at]? */
static inline bool may_honour(struct str s, size_t at)
{
	char c = at + 6 <= s.n ? s.p[at + 2] : (char)0;

	return (c == '\x95' || c == '\x8F' || c == '\xA1') &&
	       s.p[at] == '\xE3' && s.p[at + 1] == '\x81';
}

static bool honour_in_kana(struct str s, size_t at)
{
	return is_at(s, at, "さん") || is_at(s, at, "さま") ||
	       is_at(s, at, "くん") || is_at(s, at, "ちゃん");
}

/* A letter of kana, or another of three bytes: グエン・ヴァン・アンさん, ジョンさま. */
static size_t take_kana(struct scan *s, size_t at)
{
	struct hit h;

	/* Behind kanji it was looked for with them. */
	if (may_honour(s->text, at) && s->done < at && honour_in_kana(s->text, at) && at >= 3 &&
	    prose_kanji(str_slice(s->text, at - 3, 3), 0) == 0 &&
	    prose_honoured(s->text, at, &h) &&
	    h.text.p >= s->text.p + s->done)
		tell(s, &h);
	return at + 3 <= s->text.n ? at + 3 : s->text.n;
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
	if (may_honour(s->text, end) && honour_in_kana(s->text, end) &&
	    prose_honoured(s->text, end, &h))
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

enum stop {
	STOP_NOT,
	STOP_DIGIT,
	STOP_MAIL,
	STOP_KANJI,
	STOP_KANA,
	STOP_GAP
};

static const unsigned char stops[256] = {
    ['0'] = STOP_DIGIT, ['1'] = STOP_DIGIT, ['2'] = STOP_DIGIT,
    ['3'] = STOP_DIGIT, ['4'] = STOP_DIGIT, ['5'] = STOP_DIGIT,
    ['6'] = STOP_DIGIT, ['7'] = STOP_DIGIT, ['8'] = STOP_DIGIT,
    ['9'] = STOP_DIGIT, ['('] = STOP_DIGIT, ['+'] = STOP_DIGIT,
    [0xE3] = STOP_KANA,
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
	case STOP_KANA:
		return take_kana(s, at);
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
