/*
 * fuzz/fuzz_multipart - a form with files of any bytes: the size of the pieces
 * it comes in changes nothing, and no more comes out than went in.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/hash.h"
#include "web/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct heard {
	struct sha256_run sum;
	size_t bytes;
};

static bool take_part(void *ctx, const struct multipart_part *p, struct err *e)
{
	struct heard *h = ctx;

	(void)e;
	sha256_add(&h->sum, STR("\n"));
	sha256_add(&h->sum, p->name);
	sha256_add(&h->sum, p->file);
	h->bytes += p->name.n + p->file.n;
	return true;
}

static bool take_data(void *ctx, struct str bytes, struct err *e)
{
	struct heard *h = ctx;

	(void)e;
	sha256_add(&h->sum, bytes);
	h->bytes += bytes.n;
	return true;
}

static bool hear(struct str body, size_t piece, struct sha256 *ret)
{
	struct heard h = {.bytes = 0};
	const struct multipart_taker to = {&h, take_part, take_data};
	struct multipart *m = malloc(sizeof(*m));
	struct err e = {0};
	bool ok;

	if (!m)
		abort();
	sha256_begin(&h.sum);
	ok = multipart_begin(
	    m, STR("multipart/form-data; boundary=b"), &to, &e);
	if (!ok)
		abort();
	for (size_t at = 0; ok && at < body.n; at += piece)
		ok = multipart_put(m,
		    str_slice(body, at,
		        body.n - at < piece ? body.n - at : piece),
		    &e);
	ok = ok && multipart_end(m, &e);
	free(m);
	*ret = sha256_end(&h.sum);
	if (h.bytes > body.n || ok == (e.kind != ERR_NONE))
		abort();
	return ok;
}

/* The first byte is the size of the pieces, the others the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sha256 whole, parts;

	if (size < 2)
		return 0;
	struct str body = {(const char *)data + 1, size - 1};
	bool one = hear(body, body.n, &whole);
	bool two = hear(body, (size_t)data[0] % 64 + 1, &parts);

	if (one != two || (one && !sha256_eq(&whole, &parts)))
		abort();
	return 0;
}
