/*
 * desk/inquiry_inventory - whose data, what kind, how many, as an inquiry:
 * files that were sent or lie on this machine are read in the cage, or one
 * result file of `shodo inventory --json` that was made elsewhere is read
 * back. What it means stands in docs/inventory.md; the counting is
 * investigate/inventory.
 */
#include "desk/inquiry_i.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "investigate/inventory/report.h"
#include "investigate/inventory/shape.h"

enum { HEAD_MAX = 512 << 10 };

/* The file that was made elsewhere, or NULL: it came by a field of its own, or
 * the question says so ("result": true). */
static const struct inquiry_file *result_file(const struct inquiry_work *w)
{
	if (w->n_files > 0 && json_get_bool(w->params, "result", false))
		return &w->files[0];
	for (size_t i = 0; i < w->n_files; i++)
		if (str_is(w->files[i].role, "result"))
			return &w->files[i];
	return NULL;
}

/* The result lives in the arena; the text, which is longer, does not. */
static bool read_result(struct arena *keep, const struct inquiry_file *f,
    struct inventory_result *ret, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct str text;

	if (f->bytes > INVENTORY_RESULT_BYTES_MAX)
		return fail_field(e, ERR_LIMIT, "result",
		    "結果ファイルは%d MiBまで読めます。ファイルが多いときは、"
		    "shodo inventory --finding で作り、shodo record で記録してください。",
		    "A result file may have %d MiB. With so many files, make it "
		    "by shodo inventory --finding and record it by shodo record.",
		    INVENTORY_RESULT_BYTES_MAX >> 20);
	return file_read(&a, f->path.p, INVENTORY_RESULT_BYTES_MAX, &text,
	           e) &&
	       inventory_result_read(keep, text, ret, e);
}

/* DATA/inventory-rules.yaml, where the office has one. */
static bool use_own_rules(
    const char *path, struct inventory *v, struct err *e)
{
	struct err none = {0};

	if (inventory_use_rules(v, path, &none) || none.kind == ERR_MISSING)
		return true;
	*e = none;
	return false;
}

struct str own_rules_path(struct arena *a, const char *dir)
{
	return arena_printf(a, "%s/inventory-rules.yaml", dir);
}

static bool own_rules_fit(const char *path, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(inventory_end) struct inventory v = {0};

	inventory_begin(&v, &a);
	return use_own_rules(path, &v, e);
}

bool desk_inventory_ready(struct desk *d, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};

	return own_rules_fit(own_rules_path(&a, d->dir).p, e);
}

bool inquiry_check_inventory(const struct inquiry_work *w, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	const struct inquiry_file *f = result_file(w);
	struct inventory_result r;

	if (w->n_files == 0)
		return fail_field(e, ERR_INPUT, "files",
		    "調べるファイルか、結果ファイルを選んでください。",
		    "Choose files to look into, or a result file.");
	if (f && w->n_files > 1)
		return fail_field(e, ERR_INPUT, "result",
		    "結果ファイルは一つだけで、ほかのファイルと一緒には使えません。",
		    "A result file stands alone: one, and no other files.");
	int64_t samples = json_get_int(w->params, "samples", 0);
	if (samples < 0 || samples > SHAPES_MAX)
		return fail_field(e, ERR_INPUT, "samples",
		    "形の例（samples）は0から%dまでです。",
		    "Samples (samples) are 0 to %d.", SHAPES_MAX);
	return f ? read_result(&a, f, &r, e)
	         : own_rules_fit(w->own_rules.p, e);
}

/* ---- the answer ---- */

struct whole {
	const struct inventory_result *r;
	void (*put)(struct buf *b, const struct inventory_result *r);
};

static void make_whole(struct buf *b, const void *ctx)
{
	const struct whole *x = ctx;

	x->put(b, x->r);
}

static bool put_whole(struct inquiry_work *w, const char *name,
    const struct whole *x, struct err *e)
{
	return inquiry_make_file(w, name, make_whole, x, e);
}

static bool put_summary(
    struct inquiry_work *w, const struct inventory_result *r, struct err *e)
{
	struct buf b = buf_begin(w->arena, HEAD_MAX);

	BUF_LIT(&b, "{\"head\":");
	inventory_put_head(&b, r);
	BUF_LIT(&b, ",\"finding\":");
	inventory_put_finding(&b, r);
	buf_printf(&b, ",\"rows\":%zu,\"unread\":", inventory_rows(r));
	inventory_put_reasons(&b, r);
	BUF_LIT(&b, ",\"words\":");
	inventory_put_words(&b);
	BUF_LIT(&b, "}");
	return inquiry_put_file(w, "summary.json", buf_str(&b), e);
}

static bool put_pages(
    struct inquiry_work *w, const struct inventory_result *r, struct err *e)
{
	const struct inventory_file **list = inventory_by_weight(w->arena, r);
	size_t rows = inventory_rows(r);

	for (size_t at = 0; at < rows; at += INQUIRY_ROWS) {
		AUTO(arena_end) struct arena a = {0};
		struct buf b = buf_begin(&a, 16 << 20);
		size_t left = rows - at;

		inventory_put_files(&b, list + at,
		    left < INQUIRY_ROWS ? left : INQUIRY_ROWS);
		if (!inquiry_put_page(w, buf_str(&b), e))
			return false;
	}
	return true;
}

static bool put_all(
    struct inquiry_work *w, const struct inventory_result *r, struct err *e)
{
	const struct whole finding = {r, inventory_put_finding};
	const struct whole all = {r, inventory_put_json};
	const struct whole csv = {r, inventory_put_csv};

	return put_summary(w, r, e) && put_pages(w, r, e) &&
	       put_whole(w, "finding.json", &finding, e) &&
	       put_whole(w, "result.json", &all, e) &&
	       put_whole(w, "result.csv", &csv, e);
}

/* What was sent was written just now: that is no day of the file. The epoch
 * stands for a day that is not known. */
static bool forget_day(const struct inquiry_file *f, struct err *e)
{
	const struct timespec none[2] = {0};

	return f->source.n > 0 ||
	       utimensat(AT_FDCWD, f->path.p, none, 0) == 0 ||
	       file_fail(e, "spool", errno);
}

static void tell_progress(void *ctx, const struct inventory_at *at)
{
	struct inquiry_work *w = ctx;

	w->progress->done = at->bytes;
}

/* A file that cannot be opened any more is one more row of what was not read
 * within the inventory; only a file that is gone ends it all. */
static bool look(struct inquiry_work *w, struct inventory *v, struct err *e)
{
	v->progress = tell_progress;
	v->ctx = w;
	for (size_t i = 0; i < w->n_files && !v->stopped; i++) {
		const struct inquiry_file *f = &w->files[i];

		if (!forget_day(f, e) ||
		    !inventory_hand_in_as(v, f->path.p, f->name, e))
			return false;
	}
	inventory_wait(v);
	if (!v->stopped)
		w->progress->done = w->progress->total;
	struct inventory_result r = inventory_result_of(v);
	return put_all(w, &r, e);
}

bool inquiry_run_inventory(struct inquiry_work *w, struct err *e)
{
	const struct inquiry_file *f = result_file(w);
	AUTO(inventory_end) struct inventory v = {0};
	struct inventory_result r;

	if (f)
		return read_result(w->arena, f, &r, e) && put_all(w, &r, e);
	inventory_begin(&v, w->arena);
	v.stop_fd = w->stop_fd;
	v.hash = true;
	v.samples = (uint16_t)json_get_int(w->params, "samples", 0);
	return use_own_rules(w->own_rules.p, &v, e) && look(w, &v, e);
}
