/*
 * exposure/line_prefix - what a log server writes before a line that it was
 * sent: the header of RFC 3164 §4.1 or RFC 5424 §6 as files hold it, and the
 * one that containers have. A prefix is taken off only when all of it is there,
 * for what it hides is the client: "Nov" is a name that a client may have.
 */
#include "investigate/exposure/line.h"

enum {
	PRI_DIGITS = 3,
	CLOCK = 8,     /* hh:mm:ss */
	STAMP = 19,     /* yyyy-mm-ddThh:mm:ss */
	FRACTION = 9,
	SD_NAME = 32,  /* RFC 5424 §6.3.2 */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Do the characters fit, 0 in the pattern standing for any digit? */
static bool fits(struct str s, const char *pattern)
{
	size_t i = 0;

	for (; pattern[i]; i++)
		if (i >= s.n || (pattern[i] == '0' ? !is_digit(s.p[i])
						   : s.p[i] != pattern[i]))
			return false;
	return true;
}

/* The word that s begins with; *s is then what follows its one space. */
static struct str take_word(struct str *s)
{
	const char *space = s->n ? memchr(s->p, ' ', s->n) : NULL;
	struct str word = space ? str_slice(*s, 0, (size_t)(space - s->p))
				: (struct str){s->p, 0};

	if (space)
		*s = str_from(*s, word.n + 1);
	return word;
}

/* <34>, of a kind and a weight. Without one s is as it was. */
static bool take_priority(struct str *s)
{
	size_t n = 1;

	if (s->n == 0 || s->p[0] != '<')
		return false;
	while (n < s->n && n <= PRI_DIGITS && is_digit(s->p[n]))
		n++;
	if (n == 1 || n >= s->n || s->p[n] != '>')
		return false;
	*s = str_from(*s, n + 1);
	return true;
}

static bool is_month(struct str s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (size_t i = 0; i + 3 < sizeof(months); i += 3)
		if (s.n == 3 && memcmp(s.p, months + i, 3) == 0)
			return true;
	return false;
}

/* 2026-11-10T09:00:01.25+09:00 */
static bool is_stamp(struct str s)
{
	struct str rest;
	size_t n = 1;

	if (!fits(s, "0000-00-00T00:00:00"))
		return false;
	rest = str_from(s, STAMP);
	if (rest.n && rest.p[0] == '.') {
		while (n < rest.n && n <= FRACTION && is_digit(rest.p[n]))
			n++;
		rest = str_from(rest, n);
	}
	if (rest.n == 0 || (rest.p[0] != '+' && rest.p[0] != '-'))
		return str_is(rest, "Z");
	rest = str_from(rest, 1);
	return (rest.n == 4 && fits(rest, "0000")) ||
	    (rest.n == 5 && fits(rest, "00:00"));
}

/* "Nov 10 09:00:01 " or "Nov  1 09:00:01 " */
static bool take_old_time(struct str *s)
{
	struct str rest = *s, day, clock;

	if (!is_month(take_word(&rest)))
		return false;
	if (rest.n && rest.p[0] == ' ')
		rest = str_from(rest, 1);
	day = take_word(&rest);
	clock = take_word(&rest);
	if (day.n == 0 || day.n > 2 || !fits(day, day.n == 1 ? "0" : "00") ||
	    clock.n != CLOCK || !fits(clock, "00:00:00"))
		return false;
	*s = rest;
	return true;
}

/* "host tag[123]: ", or the tag alone */
static bool take_host_and_tag(struct str *s)
{
	struct str rest = *s, word = take_word(&rest);

	if (word.n && word.p[word.n - 1] != ':')
		word = take_word(&rest);
	if (word.n < 2 || word.p[word.n - 1] != ':')
		return false;
	*s = rest;
	return true;
}

/* name="value", where \ keeps a quote from ending it */
static bool take_parameter(struct str *s)
{
	size_t n = 0, end;

	while (n < s->n && n < SD_NAME && s->p[n] != '=' && s->p[n] != ' ' &&
	    s->p[n] != '"' && s->p[n] != ']')
		n++;
	if (n == 0 || n + 1 >= s->n || s->p[n] != '=' || s->p[n + 1] != '"' ||
	    !line_quote_end(str_from(*s, n + 2), &end))
		return false;
	*s = str_from(*s, n + 2 + end + 1);
	return true;
}

/* [id name="value" name="value"] */
static bool take_element(struct str *s)
{
	struct str rest = *s;
	size_t n = 1;

	if (!fits(rest, "["))
		return false;
	while (n < rest.n && n <= SD_NAME && rest.p[n] != ' ' &&
	    rest.p[n] != ']' && rest.p[n] != '"' && rest.p[n] != '=')
		n++;
	rest = str_from(rest, n);
	while (n > 1 && fits(rest, " ")) {
		rest = str_from(rest, 1);
		if (!take_parameter(&rest))
			return false;
	}
	if (n == 1 || !fits(rest, "]"))
		return false;
	*s = str_from(rest, 1);
	return true;
}

/* "- ", or elements and a space */
static bool take_structured(struct str *s)
{
	struct str rest = *s;

	if (fits(rest, "-"))
		rest = str_from(rest, 1);
	else
		while (take_element(&rest))
			;
	if (rest.p == s->p || !fits(rest, " "))
		return false;
	*s = str_from(rest, 1);
	return true;
}

/* 1 time host application process message data */
static bool take_new_header(struct str *s)
{
	struct str rest = *s, stamp;
	int words = 0;

	if (!str_is(take_word(&rest), "1"))
		return false;
	stamp = take_word(&rest);
	if (!is_stamp(stamp) && !str_is(stamp, "-"))
		return false;
	while (words < 4 && take_word(&rest).n)
		words++;
	if (words < 4 || !take_structured(&rest))
		return false;
	*s = rest;
	return true;
}

/* "stdout F ", as container runtimes write behind the time */
static bool take_stream(struct str *s)
{
	struct str rest = *s, name = take_word(&rest), part = take_word(&rest);

	if ((!str_is(name, "stdout") && !str_is(name, "stderr")) ||
	    (!str_is(part, "F") && !str_is(part, "P")))
		return false;
	*s = rest;
	return true;
}

struct str line_without_prefix(struct str s)
{
	struct str rest = s;
	bool priority = take_priority(&rest), found;

	if (rest.n == 0 || (rest.p[0] > '9' && (rest.p[0] < 'A' ||
						   rest.p[0] > 'S')))
		return s; /* the usual case */
	if (priority && fits(rest, "0 "))
		found = take_new_header(&rest);
	else if (take_old_time(&rest))
		found = take_host_and_tag(&rest);
	else
		found = is_stamp(take_word(&rest)) &&
		    (take_stream(&rest) || take_host_and_tag(&rest));
	if (!found)
		return s;
	/* Some write the byte order mark of RFC 5424 §6.4, all but a few a space */
	if (str_starts(rest, STR("\xef\xbb\xbf")))
		rest = str_from(rest, 3);
	while (rest.n && rest.p[0] == ' ')
		rest = str_from(rest, 1);
	return rest.n ? rest : s;
}
