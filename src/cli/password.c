/*
 * cli/password - see password.h.
 */
#include "cli/password.h"

#include "base/utf8.h"

enum { PASSWORD_LINE_MAX = 1024 };

bool password_read(struct cli *c, struct str *ret, struct err *e)
{
	char line[PASSWORD_LINE_MAX + 2];

	if (!fgets(line, sizeof(line), c->in))
		line[0] = '\0';
	struct str s = str_of(line);
	if (s.n > PASSWORD_LINE_MAX)
		return fail(e, ERR_LIMIT, "パスワードは%d文字までです。",
		    "A password may have up to %d bytes.", PASSWORD_LINE_MAX);
	while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	if (s.n == 0 || !utf8_check(s) || utf8_has_control(s))
		return fail(e, ERR_INPUT,
		    "標準入力の1行目にパスワードを書いてください。",
		    "Write the password on the first line of standard input.");
	*ret = arena_str(c->arena, s);
	return true;
}

bool password_role(const char *word, enum role *ret, struct err *e)
{
	if (role_parse(str_of(word), ret) && *ret != ROLE_REPORTER)
		return true;
	return fail(e, ERR_INPUT,
	    "役割「%s」はありません。staff、responder、manager、secretariat、"
	    "auditor、administrator のいずれかです。",
	    "There is no role \"%s\"; it is one of staff, responder, manager, "
	    "secretariat, auditor, administrator.",
	    word);
}
