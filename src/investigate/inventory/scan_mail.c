/*
 * inventory/scan_mail - see scan_mail.h. Pure.
 */
#include "investigate/inventory/scan_mail.h"

#include "base/auto.h"
#include "investigate/inventory/scan.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

static bool mail_letter(char c)
{
	return is_word(c) || c == '.' || c == '-' || c == '+' || c == '%' ||
	       c == '\'' || c == '/' || c == '=';
}

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

size_t scan_mail_from(struct str s, size_t done, size_t at)
{
	const char *p = s.p;
	size_t from = at;

	while (from > done && at - from < 64 && mail_letter(p[from - 1]))
		from--;
	while (from < at && (strchr(".-'/=%+", p[from])))
		from++;
	return from;
}

size_t scan_mail_to(struct str s, size_t at)
{
	size_t to = at + 1;

	while (to < s.n && to - at < 254 &&
	       (is_word(s.p[to]) || s.p[to] == '.' || s.p[to] == '-'))
		to++;
	while (to > at + 1 && (s.p[to - 1] == '.' || s.p[to - 1] == '-'))
		to--;
	return to;
}
