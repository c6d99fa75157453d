/*
 * cli/cli - see cli.h. Environment and argv are read here and nowhere else.
 */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "cli/args.h"
#include "core/near.h"

#define COMMAND(name, ...) cli_command cmd_##name;
#include "cli/commands.def"
#undef COMMAND

static const struct cli_entry ENTRIES[] = {
#define COMMAND(name, args, ja, en, detail_ja, detail_en)                    \
	{#name, args, ja, en, detail_ja, detail_en, cmd_##name},
#include "cli/commands.def"
#undef COMMAND
};

const struct cli_entry *cli_entries(size_t *ret_n)
{
	*ret_n = COUNT_OF(ENTRIES);
	return ENTRIES;
}

const struct cli_entry *cli_entry_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(ENTRIES); i++)
		if (strcmp(ENTRIES[i].name, name) == 0)
			return &ENTRIES[i];
	return NULL;
}

const char *cli_say(const struct cli *c, const char *ja, const char *en)
{
	return c->lang == LANG_EN ? en : ja;
}

/* What came from outside may hold escape sequences: a terminal gets none. */
static void put_sentence(FILE *f, const char *text)
{
	fputs("shodo: ", f);
	for (; *text; text++)
		fputc((unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text,
		    f);
	fputc('\n', f);
}

int cli_report(struct cli *c, const struct err *e)
{
	put_sentence(c->err, err_text(e, c->lang));
	return err_exit_status(e->kind);
}

int cli_usage(struct cli *c, const char *command, const struct err *e)
{
	const struct cli_entry *entry = cli_entry_find(command);

	put_sentence(c->err, err_text(e, c->lang));
	if (entry)
		fprintf(c->err, "%s: shodo %s %s\n",
		    cli_say(c, "使い方", "Usage"), entry->name, entry->args);
	return EXIT_WRONG;
}

bool cli_take(void *ctx, struct str text)
{
	struct cli *c = ctx;

	return fwrite(text.p, 1, text.n, c->out) == text.n;
}

static int put_done(struct cli *c, bool taken)
{
	struct err e = {0};

	if (taken && fflush(c->out) == 0)
		return EXIT_DONE;
	fail(&e, ERR_IO, "結果を書き出せません: %s", "The result cannot be written: %s",
	    strerror(errno));
	return cli_report(c, &e);
}

int cli_put_text(struct cli *c, struct str text)
{
	return put_done(c, cli_take(c, text));
}

int cli_put_end(struct cli *c, struct buf *b)
{
	return put_done(c, buf_end(b));
}

int cli_put_json(struct cli *c, const struct json *v)
{
	struct buf b = buf_begin(c->arena, (size_t)1 << 30);

	json_put(&b, v);
	buf_putc(&b, '\n');
	return cli_put_text(c, buf_str(&b));
}

const char *cli_near(const char *word, const char *const *words, size_t n)
{
	struct near near = {.want = str_of(word)};
	int most = near.want.n < 4 ? 1 : 2; /* letters that may differ */

	for (size_t i = 0; i < n; i++)
		near_offer(&near, str_of(words[i]));
	/* the names came with a NUL behind them */
	return near.n && near.far[0] <= most ? near.name[0].p : NULL;
}

static bool unknown_word(
    const char *word, const char *const *words, size_t n, struct err *e)
{
	const char *near = cli_near(word, words, n);

	if (near)
		return fail(e, ERR_INPUT,
		    "「%s」という命令はありません。「%s」ではありませんか。",
		    "There is no command \"%s\"; did you mean \"%s\"?", word,
		    near);
	return fail(e, ERR_INPUT,
	    "「%s」という命令はありません。一覧は shodo help で出ます。",
	    "There is no command \"%s\"; shodo help lists them.", word);
}

int cli_run_sub(struct cli *c, const struct cli_sub *subs, size_t n, int argc,
    char **argv)
{
	const char *words[16];
	struct err e = {0};

	for (size_t i = 0; i < n && i < COUNT_OF(words); i++)
		words[i] = subs[i].name;
	if (argc < 2)
		fail(&e, ERR_INPUT, "何をするかの指定が足りません。",
		    "What to do is missing.");
	for (size_t i = 0; argc >= 2 && i < n; i++)
		if (strcmp(argv[1], subs[i].name) == 0)
			return subs[i].run(c, argc - 1, argv + 1);
	if (argc >= 2)
		unknown_word(argv[1], words, n, &e);
	return cli_usage(c, argv[0], &e);
}

/* SHODO_LANG, else the locale: ja for Japanese, else English. */
static enum lang language(void)
{
	static const char *const NAMES[] = {
	    "SHODO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
		const char *v = getenv(NAMES[i]);
		if (v && *v)
			return strncmp(v, "ja", 2) == 0 ? LANG_JA : LANG_EN;
	}
	return LANG_EN;
}

/*
 * --data, --as and --lang may stand before the command or after it; takes
 * them out of argv.
 */
static bool take_global(
    struct cli *c, int *argc, char **argv, struct err *e)
{
	int to = 1;

	for (int i = 1; i < *argc; i++) {
		struct str rest = str_of(argv[i]), name = {0};
		bool joined = str_find(rest, STR("=")) > 0;
		str_cut(&rest, '=', &name);
		bool is_data = str_is(name, "--data"), is_as = str_is(name, "--as");

		if (str_is(name, "--")) {
			while (i < *argc)
				argv[to++] = argv[i++];
			break;
		}
		if (!is_data && !is_as) {
			argv[to++] = argv[i];
			continue;
		}
		const char *value = joined ? rest.p : argv[i + 1];
		if (!value || !*value)
			return fail(e, ERR_INPUT, "「%s」の後に値が要ります。",
			    "\"%s\" needs a value after it.",
			    is_data ? "--data" : "--as");
		if (is_data)
			c->data = value;
		else
			c->as = value;
		i += !joined;
	}
	argv[to] = NULL;
	*argc = to;
	return true;
}

/* Arguments are text from outside too. */
static bool check_utf8(int argc, char **argv, struct err *e)
{
	for (int i = 1; i < argc; i++)
		if (!utf8_check(str_of(argv[i])))
			return fail(e, ERR_INPUT,
			    "%d番目の指定がUTF-8の文字として読めません。",
			    "Argument %d is not text in UTF-8.", i);
	return true;
}

static int run(struct cli *c, int argc, char **argv)
{
	const char *words[COUNT_OF(ENTRIES)];
	struct err e = {0};

	if (!check_utf8(argc, argv, &e) || !take_global(c, &argc, argv, &e))
		return cli_report(c, &e);
	const char *name = argc < 2 ? "help" : argv[1];
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		name = "help";
	const struct cli_entry *entry = cli_entry_find(name);
	if (entry) {
		char *alone[] = {argv[0], NULL};
		return argc < 2 ? entry->run(c, 1, alone)
		                : entry->run(c, argc - 1, argv + 1);
	}
	for (size_t i = 0; i < COUNT_OF(ENTRIES); i++)
		words[i] = ENTRIES[i].name;
	unknown_word(name, words, COUNT_OF(words), &e);
	return cli_report(c, &e);
}

static const char *environment(const char *name, const char *other)
{
	const char *v = getenv(name);

	return v && *v ? v : other;
}

int cli_main(int argc, char **argv)
{
	AUTO(arena_end) struct arena a = {0};
	struct cli c = {
	    .in = stdin,
	    .out = stdout,
	    .err = stderr,
	    .arena = &a,
	    .lang = language(),
	    .data = environment("SHODO_DATA", "./shodo-data"),
	    .as = environment("SHODO_USER", ""),
	    .program = argc ? argv[0] : "shodo",
	};

	/* A closed pipe and a file over its limit are errors we can tell. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	return run(&c, argc, argv);
}
