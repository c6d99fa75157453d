/*
 * cli/cmd_sources - `shodo sources`: which files of this machine people may
 * name in an inquiry, as DATA/inquiry.yaml allows now. The list is the API's.
 */
#include "cli/door.h"

enum { LIST_BYTES_MAX = 16 << 20 };

static void put_source(
    struct cli *c, struct buf *b, const struct json *source)
{
	const struct json *files = json_get(source, "files");
	struct str said = json_get_str(source, "detail");

	buf_printf(b, "%.*s  %.*s\n", STR_ARG(json_get_str(source, "source")),
	    STR_ARG(json_get_str(source, "path")));
	if (said.n)
		buf_printf(b, "  %.*s\n", STR_ARG(said));
	for (size_t i = 0; files && i < files->n; i++) {
		const struct json *f = &files->items[i];

		buf_printf(b, "  %12lld  %.*s  %.*s\n",
		    (long long)json_get_int(f, "bytes", 0),
		    STR_ARG(json_get_str(f, "modified_at")),
		    STR_ARG(json_get_str(f, "file")));
	}
	if (json_get_bool(source, "more", false))
		buf_printf(b, "  %s\n",
		    cli_say(c, "（ほかにもあります）", "(there are more)"));
}

static int put_sources(struct cli *c, const struct json *all)
{
	const struct json *list = json_get(all, "sources");
	struct buf b = buf_begin(c->arena, LIST_BYTES_MAX);

	buf_printf(&b,
	    cli_say(c,
	        "一度に送れる大きさ %lld MB、結果を置いておく時間 %lld 時間\n",
	        "at most %lld MB sent at once, results kept %lld hours\n"),
	    (long long)(json_get_int(all, "upload_max_bytes", 0) >> 20),
	    (long long)json_get_int(all, "keep_hours", 0));
	for (size_t i = 0; list && i < list->n; i++)
		put_source(c, &b, &list->items[i]);
	if (!list || list->n == 0)
		buf_printf(&b, "%s\n",
		    cli_say(c,
		        "サーバー上のファイルは、どれも許可されていません"
		        "（inquiry.yaml の sources）。",
		        "No files of the server are allowed (sources in "
		        "inquiry.yaml)."));
	return cli_put_text(c, buf_str(&b));
}

int cmd_sources(struct cli *c, int argc, char **argv)
{
	return door_list(
	    c, argc, argv, "sources", "/api/v1/sources", put_sources);
}
