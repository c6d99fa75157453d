/*
 * cli/args - see args.h. Written out since getopt_long keeps global state and
 * speaks English only.
 */
#include "cli/args.h"

#include <stdlib.h>

static const struct arg_option *find(
    const struct arg_option *options, struct str name)
{
	for (; options->name; options++)
		if (str_is(name, options->name))
			return options;
	return NULL;
}

static void push(struct arena *a, struct arg_list *l, const char *item)
{
	const char **more = ARENA_ARRAY(a, l->n + 1, const char *);

	if (l->n)
		memcpy(more, l->items, l->n * sizeof(*more));
	more[l->n] = item;
	l->items = more;
	l->n++;
}

static bool unknown(struct arena *a, const struct arg_option *options,
    struct str name, struct err *e)
{
	const char *words[64];
	size_t n = 0;

	for (; options->name && n < COUNT_OF(words); options++)
		words[n++] = options->name;
	const char *near = cli_near(arena_str(a, name).p, words, n);
	if (near)
		return fail(e, ERR_INPUT,
		    "「%.*s」という指定はありません。「%s」ではありませんか。",
		    "There is no option \"%.*s\"; did you mean \"%s\"?",
		    STR_ARG(name), near);
	return fail(e, ERR_INPUT, "「%.*s」という指定はありません。",
	    "There is no option \"%.*s\".", STR_ARG(name));
}

/* Put the value where the option wants it. */
static bool keep(struct arena *a, const struct arg_option *o,
    const char *value, struct err *e)
{
	if (o->many) {
		push(a, o->many, value);
		return true;
	}
	const char **to = o->value ? o->value : o->value_or;
	if (*to)
		return fail(e, ERR_INPUT, "「%s」が二度指定されています。",
		    "\"%s\" is given twice.", o->name);
	*to = value;
	return true;
}

static bool take_flag(const struct arg_option *o, bool joined, struct err *e)
{
	if (joined)
		return fail(e, ERR_INPUT, "「%s」に値は付きません。",
		    "\"%s\" takes no value.", o->name);
	*o->flag = true;
	return true;
}

/* One option at argv[*i]; moves *i onto the last word it took. */
static bool take_option(struct arena *a, char **argv, int *i,
    const struct arg_option *options, struct err *e)
{
	struct str rest = str_of(argv[*i]), name = {0};
	bool joined = str_find(rest, STR("=")) > 0;

	str_cut(&rest, '=', &name);
	const struct arg_option *o = find(options, name);
	if (!o)
		return unknown(a, options, name, e);
	if (o->flag)
		return take_flag(o, joined, e);
	if (joined)
		return keep(a, o, rest.p ? rest.p : "", e);
	const char *next = argv[*i + 1];
	bool follows = next && (next[0] != '-' || !next[1]);
	if (!follows && o->value_or)
		return keep(a, o, "", e);
	if (!next)
		return fail(e, ERR_INPUT, "「%s」の後に値が要ります。",
		    "\"%s\" needs a value after it.", o->name);
	++*i;
	return keep(a, o, next, e);
}

bool args_parse(struct cli *c, int argc, char **argv,
    const struct arg_option *options, struct arg_rest *rest, struct err *e)
{
	bool ended = false;

	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (!ended && strcmp(word, "--") == 0)
			ended = true;
		else if (ended || word[0] != '-' || !word[1])
			push(c->arena, &rest->got, word);
		else if (!take_option(c->arena, argv, &i, options, e))
			return false;
	}
	if (rest->got.n < rest->min)
		return fail(e, ERR_INPUT,
		    "指定が足りません（%zu個必要、%zu個あり）。",
		    "Something is missing: %zu wanted, %zu given.", rest->min,
		    rest->got.n);
	if (rest->got.n > rest->max)
		return fail(e, ERR_INPUT, "「%s」は余分です。",
		    "\"%s\" is one word too many.", rest->got.items[rest->max]);
	return true;
}
