/*
 * cli/cmd_help - the list of commands, or one in full. All text stands in
 * commands.def.
 */
#include "cli/args.h"

static void put_global(struct cli *c)
{
	fputs(cli_say(c,
	          "\nどの命令にも使える指定\n"
	          "  --data DIR   データの保存先（SHODO_DATA、既定は "
	          "./shodo-data）\n"
	          "  --as USER    行う人の利用者名（SHODO_USER）\n"
	          "\n終了状態: 0 できた  1 断られた・見つからない  2 入力の誤り  "
	          "3 記録が合わない\n"
	          "詳しくは shodo help COMMAND。言語は SHODO_LANG=ja または "
	          "en。\n",
	          "\nFor every command\n"
	          "  --data DIR   data directory (SHODO_DATA, else "
	          "./shodo-data)\n"
	          "  --as USER    who does it (SHODO_USER)\n"
	          "\nExit status: 0 done, 1 refused or not found, 2 wrong input, "
	          "3 the record does not match\n"
	          "More: shodo help COMMAND. Language: SHODO_LANG=ja or en.\n"),
	    c->out);
}

static void put_all(struct cli *c)
{
	size_t n;
	const struct cli_entry *entries = cli_entries(&n);

	fputs(cli_say(c,
	          "初動 (shodo): 情報セキュリティ事故への対応をマニュアルに"
	          "沿って進める\n\n"
	          "使い方: shodo [--data DIR] [--as USER] COMMAND\n\n",
	          "Shodo (初動) runs an information security incident by the "
	          "book.\n\n"
	          "Usage: shodo [--data DIR] [--as USER] COMMAND\n\n"),
	    c->out);
	for (size_t i = 0; i < n; i++)
		fprintf(c->out, "  %-10s %s\n", entries[i].name,
		    cli_say(c, entries[i].help_ja, entries[i].help_en));
	put_global(c);
}

int cmd_help(struct cli *c, int argc, char **argv)
{
	const struct arg_option options[] = {ARG_END};
	struct arg_rest rest = {.max = 1};
	struct err e = {0};

	if (!args_parse(c, argc, argv, options, &rest, &e))
		return cli_usage(c, "help", &e);
	if (rest.got.n == 0) {
		put_all(c);
		return EXIT_DONE;
	}
	const struct cli_entry *entry = cli_entry_find(rest.got.items[0]);
	if (!entry) {
		fail(&e, ERR_INPUT, "「%s」という命令はありません。",
		    "There is no command \"%s\".", rest.got.items[0]);
		return cli_report(c, &e);
	}
	fprintf(c->out, "%s\n\n  shodo %s %s\n\n%s",
	    cli_say(c, entry->help_ja, entry->help_en), entry->name,
	    entry->args, cli_say(c, entry->detail_ja, entry->detail_en));
	return EXIT_DONE;
}
