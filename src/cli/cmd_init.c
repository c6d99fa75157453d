/*
 * cli/cmd_init - `shodo init`: a new data directory.
 */
#include "cli/args.h"
#include "cli/password.h"
#include "desk/desk.h"

static bool check(const struct desk_init *in, const char *role,
    bool has_password, struct err *e)
{
	if (!in->user.n && (role || has_password))
		return fail(e, ERR_INPUT,
		    "--role と --password-stdin には --user が要ります。",
		    "--role and --password-stdin need --user.");
	if (in->user.n && (!role || !has_password))
		return fail(e, ERR_INPUT,
		    "--user には --role と --password-stdin が要ります。",
		    "--user needs --role and --password-stdin.");
	return true;
}

int cmd_init(struct cli *c, int argc, char **argv)
{
	const char *organisation = NULL, *user = NULL, *role = NULL;
	bool has_password = false;
	struct desk_init in = {0};
	const struct arg_option options[] = {
	    {"--organisation", .value = &organisation},
	    {"--user", .value = &user},
	    {"--role", .value = &role},
	    {"--password-stdin", .flag = &has_password},
	    {"--demo", .flag = &in.demo},
	    ARG_END,
	};
	struct arg_rest rest = {0};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "init", &e);
	in.organisation = str_of(organisation ? organisation
	        : in.demo                     ? "サンプル県"
	                                      : "団体名未設定");
	in.user = str_of(user);
	if (!check(&in, role, has_password, &e) ||
	    (role && !password_role(role, &in.role, &e)) ||
	    (has_password && !password_read(c, &in.password, &e)) ||
	    !desk_init(c->data, &in, &e))
		return cli_report(c, &e);
	fprintf(c->err,
	    cli_say(c, "%s を作りました。\n", "Made %s.\n"), c->data);
	if (in.demo)
		fprintf(c->err,
		    cli_say(c,
		        "見本の利用者: jimukyoku 事務局、kacho 所属長、tanto "
		        "担当、shokuin 職員、kansa 監査、kanri 管理者\n"
		        "見本のパスワードは皆 %s です。本番では使わないでくださ"
		        "い。\n",
		        "Sample people: jimukyoku (secretariat), kacho (manager), "
		        "tanto (responder), shokuin (staff), kansa (auditor), "
		        "kanri (administrator)\n"
		        "Their password is %s. Not for real use.\n"),
		    DESK_DEMO_PASSWORD);
	return EXIT_DONE;
}
