/*
 * cli/exposure_warn - what must be said loudly of an answer, on stderr. Knows no
 * figure; see exposure_print.h.
 */
#include "cli/exposure_print.h"

#include "base/utf8.h"

typedef unsigned long long ull;

static void warn_samples(struct cli *c, const struct exposure_input *in)
{
	struct buf b = buf_begin(c->arena, 4096);

	for (size_t i = 0; i < in->counts.n_samples; i++) {
		const struct scan_sample *s = &in->counts.sample[i];
		size_t n = s->n < 60 ? s->n : 60;

		BUF_LIT(&b, "    \"");
		exposure_put_escaped(&b, (struct str){s->text, n});
		BUF_LIT(&b, "\"\n");
	}
	struct str text = buf_str(&b);

	fwrite(text.p, 1, text.n, c->err);
}

/* The name of a log, which steers no terminal. */
static struct str shown(struct cli *c, struct str file)
{
	struct buf b = buf_begin(c->arena, 4 * file.n + 1);

	if (utf8_check(file))
		return utf8_shown(c->arena, file);
	exposure_put_escaped(&b, file);
	return buf_str(&b);
}

static void warn_index(struct cli *c, const struct exposure_input *in)
{
	struct str file = shown(c, in->file);
	const char *say = NULL;

	if (in->index_fault == EXPOSURE_INDEX_OTHER_LOG)
		say = cli_say(c,
		    "索引が今のログと合わないため捨て、ログ全体を読みました",
		    "the index does not belong to the log as it is now; it "
		    "was thrown away and the whole log read");
	else if (in->index_fault == EXPOSURE_INDEX_BROKEN)
		say = cli_say(c,
		    "索引が壊れているか別の版のものであるため捨て、ログ全体を"
		    "読みました",
		    "the index is damaged or of another version; it was "
		    "thrown away and the whole log read");
	if (say)
		fprintf(c->err, "shodo: %s: %.*s\n", say, STR_ARG(file));
	say = NULL;
	if (in->index == EXPOSURE_INDEX_PACKED)
		say = cli_say(c, "索引は圧縮していないファイルにだけ作れます",
		    "only a plain file that is not packed has an index");
	else if (in->index == EXPOSURE_INDEX_UNWRITABLE)
		say = cli_say(c,
		    "索引を書けませんでした（フォルダの権限と空きを確認してください）",
		    "the index could not be written; check the folder's "
		    "rights and space");
	else if (in->index == EXPOSURE_INDEX_NOT_KEPT)
		say = cli_say(c,
		    "索引は作りませんでした（読む間にログが変わった、途中で止めた、"
		    "または --no-hash のため）",
		    "no index was kept: the log changed while it was read, the "
		    "work was stopped, or --no-hash was given");
	if (say)
		fprintf(c->err, "shodo: %s: %.*s\n", say, STR_ARG(file));
}

void exposure_warn(struct cli *c, const struct exposure_result *r)
{
	if (r->partial)
		fprintf(c->err, "shodo: %s\n", cli_say(c,
		    "途中で止めました。ここまでに読んだ分だけの数です。",
		    "Stopped before the end: these figures are of what was "
		    "read so far."));
	for (size_t i = 0; i < r->n_inputs; i++) {
		const struct exposure_input *in = &r->input[i];
		struct str file = shown(c, in->file);

		warn_index(c, in);
		if (in->same_as.n)
			fprintf(c->err, cli_say(c,
			    "shodo: 「%.*s」は、前に挙げたログと同じ内容です。要求の数は"
			    "二重になっています。\n",
			    "shodo: \"%.*s\" has the same bytes as another of the "
			    "logs; its requests are counted twice.\n"),
			    STR_ARG(file));
		if (in->damaged)
			fprintf(c->err, cli_say(c,
			    "shodo: 「%.*s」は圧縮が途中で切れているか壊れています。"
			    "読めたところまでの数です。\n",
			    "shodo: \"%.*s\" is cut short or broken; the "
			    "figures go as far as it could be read.\n"),
			    STR_ARG(file));
		if (in->counts.unparsed == 0)
			continue;
		fprintf(c->err, cli_say(c,
		    "shodo: %s「%.*s」の%llu行のうち%llu行は読めませんでした。"
		    "例:\n",
		    "shodo: %sin \"%.*s\", of %llu lines %llu could not be "
		    "read. Examples:\n"),
		    in->counts.unparsed * 100 > in->counts.lines
			? cli_say(c, "注意！ 1%を超える行が読めていません。",
			      "WARNING: more than 1 % is unreadable: ")
			: "",
		    STR_ARG(file), (ull)in->counts.lines,
		    (ull)in->counts.unparsed);
		warn_samples(c, in);
	}
}
