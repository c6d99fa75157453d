/*
 * inventory/secret - finding passwords by the word before them. Pure. By masks
 * of 64 bytes, because most text has none. Called by look.c and table.c.
 */
#include "investigate/inventory/secret.h"

#include "investigate/inventory/bytes.h"
#include "investigate/inventory/care.h"

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Of the words, how far before the byte that stopped us, and behind it. */
static const struct {
	const char *word;
	size_t at; /* of that byte */
} words[] = {{"password", 4}, {"passwd", 4}, {"pwd", 1}, {"パスワード", 8},
    {"暗証番号", 2}};

/* The word that has the byte at text[i]; answers the place behind it, or 0. */
static size_t word_behind(struct str s, size_t i)
{
	for (size_t k = 0; k < COUNT_OF(words); k++) {
		struct str w = str_of(words[k].word);
		if (i < words[k].at)
			continue;
		size_t from = i - words[k].at;
		if (!str_eq_nocase(str_slice(s, from, w.n), w))
			continue;
		/* my_password and DB_PASSWORD, but not cpwd. */
		if (w.n == 3 && from > 0 && letter(s.p[from - 1]))
			continue;
		return from + w.n;
	}
	return 0;
}

/* `"]: `, ` = `, `は`, `=>`: between the word and its value. */
static size_t value_from(struct str s, size_t i)
{
	bool said = false;
	size_t most = i + 12;

	while (i < s.n && i < most) {
		if (s.p[i] == ':' || s.p[i] == '=')
			said = true;
		else if (str_starts(str_from(s, i), STR("は")))
			said = true, i += 2;
		else if (!strchr(" \t\"'])>", s.p[i]) || s.p[i] == 0)
			break;
		i++;
	}
	return said ? i : 0;
}

static size_t value_end(struct str s, size_t i)
{
	while (i < s.n && (unsigned char)s.p[i] > ' ' &&
	       (unsigned char)s.p[i] < 0x7F && !strchr("\"'`,;&<>|\\", s.p[i]))
		i++;
	return i;
}

/* What programs and manuals write where a password would be. */
static bool placeholder(struct str v)
{
	static const char *const words_for_none[] = {"xxx", "***", "password",
	    "passwd", "secret", "example", "changeme", "your", "null", "none",
	    "getpass", "env", "string", "md5", "http"};

	if (strchr("$%<{[(*/.@&-!~", v.p[0]))
		return true;
	for (size_t i = 0; i < v.n; i++)
		if (strchr("(){}[]", v.p[i]) ||
		    (v.p[i] == '-' && i + 1 < v.n && v.p[i + 1] == '>'))
			return true;
	for (size_t i = 0; i < COUNT_OF(words_for_none); i++) {
		struct str w = str_of(words_for_none[i]);
		for (size_t k = 0; k + w.n <= v.n; k++)
			if (str_eq_nocase(str_slice(v, k, w.n), w))
				return true;
	}
	return false;
}

/* Letters together with digits or marks; digits alone: at least four. */
static enum sure judge(struct str v)
{
	size_t letters = 0, digits = 0, marks = 0;

	if (v.n < 4 || v.n > 64 || placeholder(v))
		return SURE_NOT;
	for (size_t i = 0; i < v.n; i++) {
		letters += letter(v.p[i]);
		digits += digit(v.p[i]);
		marks += !letter(v.p[i]) && !digit(v.p[i]) &&
		         !strchr("._:-/", v.p[i]);
	}
	if (v.n >= 6 && letters > 0 && digits > 0)
		return SURE_PROBABLE;
	if (v.n >= 6 && letters > 0 && marks > 0)
		return SURE_POSSIBLE;
	return digits == v.n ? SURE_POSSIBLE : SURE_NOT;
}

size_t secret_hash(struct str s)
{
	static const struct {
		const char *head;
		size_t least; /* bytes of salt and hash behind it */
	} forms[] = {{"$2a$", 55}, {"$2b$", 55}, {"$2y$", 55}, {"$6$", 80},
	    {"$5$", 40}, {"$1$", 24}, {"$y$", 50}, {"$argon2id$", 50},
	    {"$argon2i$", 50}};

	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct str head = str_of(forms[i].head);
		if (!str_starts(s, head))
			continue;
		size_t n = head.n;
		while (n < s.n && (letter(s.p[n]) || digit(s.p[n]) ||
		                      strchr("./$=,+", s.p[n])))
			n++;
		return n >= head.n + forms[i].least ? n : 0;
	}
	return 0;
}

static void tell(struct str s, size_t from, size_t n, enum sure sure,
    hit_fn *found, void *ctx)
{
	struct hit h = {.kind = KIND_CREDENTIAL,
	    .sure = sure,
	    .why = WHY_CONTEXT,
	    .valid = true,
	    .text = str_slice(s, from, n)};

	found(ctx, &h);
}

/* What stands at the byte that stopped us; the next place to look at. */
static size_t look_at(struct str s, size_t i, hit_fn *found, void *ctx)
{
	if (s.p[i] == '$') {
		size_t n = secret_hash(str_from(s, i));
		if (n == 0)
			return i + 1;
		tell(s, i, n, SURE_CERTAIN, found, ctx);
		return i + n;
	}
	size_t behind = word_behind(s, i);
	size_t from = behind > 0 ? value_from(s, behind) : 0;
	if (from == 0 || from >= s.n)
		return i + 1;
	size_t n = value_end(s, from) - from;
	if (n == 0 || s.p[from] == '$') /* a hash tells itself */
		return from;
	enum sure sure = judge(str_slice(s, from, n));
	/* Where Japanese says パスワード：, it is meant for a person. */
	if (sure == SURE_POSSIBLE && (unsigned char)s.p[i] >= 0x80)
		sure = SURE_PROBABLE;
	if (sure != SURE_NOT)
		tell(s, from, n, sure, found, ctx);
	return from + n;
}

/* The marks that bytes_ops' secret() set, all 64 bytes at text[base]. */
static size_t look_at_marks(struct str s, size_t base, uint64_t marks,
    size_t from, hit_fn *found, void *ctx)
{
	for (; marks; marks &= marks - 1) {
		size_t i = base + (size_t)__builtin_ctzll(marks);
		if (i >= from)
			from = look_at(s, i, found, ctx);
	}
	return from;
}

void secret_scan(struct str s, hit_fn *found, void *ctx)
{
	const struct bytes_ops *ops = bytes_ops();
	char ends[1 + BYTES_STEP + 1] = {0};
	size_t from = 0, base = 0;

	/* The first byte and the last ones have no neighbour on one side. */
	if (s.n > 0 && s.p[0] == '$')
		from = look_at(s, 0, found, ctx);
	for (base = 1; base + BYTES_STEP < s.n; base += BYTES_STEP) {
		uint64_t marks = ops->secret(s.p + base);
		if (marks)
			from = look_at_marks(s, base, marks, from, found, ctx);
	}
	if (base >= s.n)
		return;
	memcpy(ends, s.p + base - 1, s.n - base + 1);
	look_at_marks(s, base, ops->secret(ends + 1), from, found, ctx);
}

bool secret_cell(struct str cell)
{
	size_t same = 0;

	cell = str_trim(cell);
	if (cell.n < 3 || cell.n > 256 || care_is_none(cell))
		return false;
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] <= ' ' || cell.p[i] >= 0x7F)
			return false;
		same += cell.p[i] == '*' || cell.p[i] == cell.p[0];
	}
	return same < cell.n;
}
