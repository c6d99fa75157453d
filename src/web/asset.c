/*
 * web/asset - see asset.h.
 */
#include "web/asset.h"

#include <zlib.h>

#include "base/embed.h"
#include "base/hash.h"

extern const struct embedded web_static[];
extern const size_t web_static_n;

static struct str type_of(struct str name)
{
	if (str_ends(name, STR(".css")))
		return STR("text/css; charset=utf-8");
	if (str_ends(name, STR(".js")))
		return STR("text/javascript; charset=utf-8");
	if (str_ends(name, STR(".svg")))
		return STR("image/svg+xml");
	return STR("application/octet-stream");
}

static struct str compress_once(struct arena *a, struct str text)
{
	z_stream z = {0};

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) !=
	    Z_OK)
		return STR("");
	char *out = arena_alloc(a, text.n + 64);
	z.next_in = (unsigned char *)(uintptr_t)text.p;
	z.avail_in = (unsigned)text.n;
	z.next_out = (unsigned char *)out;
	z.avail_out = (unsigned)text.n;
	int end = deflate(&z, Z_FINISH);
	size_t n = z.total_out;
	deflateEnd(&z);
	return end == Z_STREAM_END && n < text.n ? (struct str){out, n}
	                                         : STR("");
}

void asset_begin(struct arena *a, struct asset_list *ret)
{
	struct asset *items = ARENA_ARRAY(a, web_static_n, struct asset);

	for (size_t i = 0; i < web_static_n; i++) {
		struct sha256 h = sha256_of(web_static[i].text);
		struct str hash = hex_encode(a, str_slice(sha256_str(&h), 0, 6));
		items[i].name = web_static[i].name;
		items[i].text = web_static[i].text;
		items[i].type = type_of(items[i].name);
		items[i].path = arena_printf(a, "/static/%.*s/%.*s",
		    STR_ARG(hash), STR_ARG(items[i].name));
		items[i].gzip = compress_once(a, items[i].text);
	}
	*ret = (struct asset_list){items, web_static_n};
}

struct str asset_path(const struct asset_list *l, struct str name)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->items[i].name, name))
			return l->items[i].path;
	return STR("/static/missing");
}

bool asset_answer(const struct asset_list *l, const struct http_request *rq,
    struct http_response *rs)
{
	struct str accept = http_header_find(rq, "Accept-Encoding");

	for (size_t i = 0; i < l->n; i++) {
		const struct asset *x = &l->items[i];
		if (!str_eq(x->path, rq->path))
			continue;
		bool small = x->gzip.n && str_find(accept, STR("gzip")) >= 0;
		rs->content_type = x->type;
		rs->cacheable = true;
		rs->body = small ? x->gzip : x->text;
		http_set(rs, "Cache-Control",
		    STR("public, max-age=31536000, immutable"));
		http_set(rs, "Vary", STR("Accept-Encoding"));
		if (small)
			http_set(rs, "Content-Encoding", STR("gzip"));
		return true;
	}
	return false;
}
