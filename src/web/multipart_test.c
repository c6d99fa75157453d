/*
 * web/multipart - a form is the same in whatever pieces it comes, and what is
 * no form ends it.
 */
#include "base/test.h"
#include "web/multipart.h"

#define TYPE "multipart/form-data; boundary=XyZ"

struct heard {
	struct arena arena;
	struct buf said; /* "name|file|data;" */
};

static bool take_part(void *ctx, const struct multipart_part *p, struct err *e)
{
	struct heard *h = ctx;

	(void)e;
	buf_printf(&h->said, ";%.*s|", STR_ARG(p->name));
	if (p->is_file)
		buf_printf(&h->said, "<%.*s>", STR_ARG(p->file));
	return true;
}

static bool take_data(void *ctx, struct str bytes, struct err *e)
{
	struct heard *h = ctx;

	(void)e;
	buf_put(&h->said, bytes);
	return true;
}

static bool hear(struct heard *h, const char *type, struct str body,
    size_t piece, struct err *e)
{
	const struct multipart_taker to = {h, take_part, take_data};
	struct multipart m;

	arena_end(&h->arena);
	h->said = buf_begin(&h->arena, 1 << 20);
	if (!multipart_begin(&m, str_of(type), &to, e))
		return false;
	for (size_t at = 0; at < body.n; at += piece)
		if (!multipart_put(&m,
		        str_slice(body, at,
		            body.n - at < piece ? body.n - at : piece),
		        e))
			return false;
	return multipart_end(&m, e);
}

static const char PLAIN[] =
    "--XyZ\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n"
    "--XyZ\r\ncontent-disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
    "--XyZ\r\nContent-Disposition: form-data; name=\"logs\"; "
    "filename=\"C:\\x\\a %22b\\\".log\"\r\n"
    "Content-Type: text/plain\r\n\r\n"
    "one\r\n--XyY\r\n\n--XyZ \r--XyZ\r\n-\r\n"
    "\r\n--XyZ\r\nContent-Disposition: form-data; name=\"none\"; "
    "filename=\"\"\r\n\r\n\r\n--XyZ--\r\nepilogue";

TEST(every_piece_size_gives_the_same)
{
	struct heard h = {0};

	for (size_t piece = 1; piece < sizeof(PLAIN) + 1; piece++) {
		struct err e = {0};

		ck_ok(hear(&h, TYPE, STR(PLAIN), piece, &e), &e);
		ck_str(buf_str(&h.said),
		    ";token|abc;empty|;logs|<C:\\x\\a \"b\".log>one\r\n--XyY\r\n"
		    "\n--XyZ \r--XyZ\r\n-\r\n;none|<>");
	}
	arena_end(&h.arena);
}
END

TEST(a_form_that_breaks_off_is_refused_wherever)
{
	struct heard h = {0};
	size_t end = sizeof(PLAIN) - 1 - strlen("\r\nepilogue");

	for (size_t n = 0; n < end; n++) {
		struct err e = {0};

		ck_assert_msg(
		    !hear(&h, TYPE, str_slice(STR(PLAIN), 0, n), 7, &e), "%zu",
		    n);
		ck_assert_int_eq(e.kind, ERR_INPUT);
	}
	arena_end(&h.arena);
}
END

TEST(what_is_no_form_is_refused)
{
#define PART "--XyZ\r\nContent-Disposition: "
	static const char *const bodies[] = {"x" PART, "\r\n" PART,
	    "--XyZ\nContent-Disposition: form-data; name=\"a\"\n\n1\n--XyZ--",
	    PART "form-data\r\n\r\n1\r\n--XyZ--",
	    PART "attachment; name=\"a\"\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=a\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=\"\"\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=\"a\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=\"a\xff\"\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=\"a\"\r\nContent-Disposition: form-data; "
	         "name=\"b\"\r\n\r\n1\r\n--XyZ--",
	    PART "form-data; name=\"a\"\r\nno colon\r\n\r\n1\r\n--XyZ--",
	    "--XyZ\r\nX: y\r\n\r\n1\r\n--XyZ--", "--XyZ\r\n\r\n1\r\n--XyZ--",
	    "--XyZ--"}; /* an empty form is one */
	static const char *const types[] = {"", "text/plain",
	    "multipart/form-data", "multipart/form-data; boundary=",
	    "multipart/form-data; boundary=\"a b\"",
	    "multipart/form-data; boundary=a\r\nb",
	    "multipart/mixed; boundary=XyZ",
	    "multipart/form-data; boundary=0123456789012345678901234567890123"
	    "4567890123456789012345678901234567890"};
	struct heard h = {0};

	for (size_t i = 0; i + 1 < COUNT_OF(bodies); i++) {
		struct err e = {0};

		ck_assert_msg(!hear(&h, TYPE, str_of(bodies[i]), 100, &e),
		    "body %zu", i);
	}
	for (size_t i = 0; i < COUNT_OF(types); i++) {
		struct err e = {0};

		ck_assert_msg(
		    !hear(&h, types[i], STR(PLAIN), 100, &e), "type %zu", i);
		ck_assert_int_eq(e.kind, ERR_INPUT);
	}
	arena_end(&h.arena);
}
END

TEST(heads_without_end_and_parts_without_number_are_refused)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, 1 << 20);
	struct heard h = {0};
	struct err e = {0};

	BUF_LIT(&b, "--XyZ\r\nX: ");
	for (int i = 0; i < MULTIPART_HEAD_MAX + 10; i++)
		buf_putc(&b, 'x');
	ck_assert(!hear(&h, TYPE, buf_str(&b), 100, &e));
	e = (struct err){0};
	b.n = 0;
	for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
		BUF_LIT(&b, "--XyZ\r\nContent-Disposition: form-data; "
			    "name=\"a\"\r\n\r\n\r\n");
	ck_assert(!hear(&h, TYPE, buf_str(&b), 1000, &e));
	ck_assert_int_eq(e.kind, ERR_LIMIT);
	arena_end(&h.arena);
}
END

TEST_MAIN("multipart", every_piece_size_gives_the_same,
    a_form_that_breaks_off_is_refused_wherever, what_is_no_form_is_refused,
    heads_without_end_and_parts_without_number_are_refused)
