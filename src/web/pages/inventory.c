/*
 * web/pages/inventory - whose data, what kind, from when, how many, how
 * protected: the form that asks it of files, or takes a result that was made
 * elsewhere, and its answer for the view. The figures' meaning:
 * docs/inventory.md.
 */
#include "web/pages/inventory.h"
#include "web/views.h"

enum { SAMPLES = 3 }; /* shapes of each kind, when asked for */

/* ---- the answer ---- */

struct inventory_shown inventory_shown_of(const struct page_inquiry *p)
{
	struct inventory_shown x = {.head = json_get(p->summary, "head"),
	    .found = json_get(json_get(p->summary, "finding"), "result"),
	    .words = json_get(p->summary, "words"),
	    .files = json_get(p->rows, "files")};

	x.total = json_get(x.head, "total");
	x.kinds = json_get(x.total, "kinds");
	x.rules = json_get(x.total, "rules");
	x.rules_file = json_get(x.head, "rules_file");
	x.samples = json_get(x.head, "samples");
	x.protection = json_get(x.found, "protection");
	x.reasons = json_get(json_get(p->summary, "unread"), "reasons");
	x.changed = json_get(json_get(p->summary, "unread"), "changed");
	x.more_reasons =
	    json_get_int(json_get(p->summary, "unread"), "more", 0);
	x.complete = json_get_bool(x.head, "complete", false);
	x.stopped = json_get_bool(x.head, "stopped", false);
	x.unlisted = json_get_int(x.total, "files", 0) -
	    json_get_int(p->summary, "rows", 0);
	x.least = json_get_int(x.total, "people_min", 0);
	x.most = json_get_int(x.total, "people_max", 0);
	return x;
}

bool inventory_was_made_elsewhere(const struct page_inquiry *p)
{
	return json_get_bool(p->q.params, "result", false) ||
	    (p->q.n_files == 1 && str_is(p->q.files[0].role, "result"));
}

struct str inventory_word(const struct view *o,
    const struct inventory_shown *x, const char *of, struct str word)
{
	const struct json *group = json_get(x->words, of);

	for (size_t i = 0; group && i < group->n; i++) {
		const struct json_member *m = &group->members[i];

		if (str_eq(m->name, word) && m->value.n == 2)
			return m->value.items[o->lang == LANG_JA ? 0 : 1].s;
	}
	return word;
}

bool inventory_in_part(struct str type)
{
	return str_is(type, "xls") || str_is(type, "doc") || str_is(type, "ppt");
}

struct str inventory_says(
    const struct view *o, const struct inventory_shown *x, char question)
{
	const char name[] = {question, 0};

	return json_get_str(
	    json_get(x->head,
	        o->lang == LANG_JA ? "answers" : "answers_en"),
	    name);
}

struct str inventory_reason(const struct view *o, const struct json *file)
{
	return view_lang(o, json_get_str(file, "reason"),
	    json_get_str(file, "reason_en"));
}

/* ---- the form ---- */

static void ask_files(
    struct control_list *l, const struct desk_sources *sources)
{
	bool ja = l->q->by.lang == LANG_JA;
	struct control *c;

	inquiry_add_upload(l, sources,
	    ja ? STR("このパソコンにあるファイル")
	       : STR("Files of this computer"));
	control_hint(l, &l->items[l->n - 1],
	    "なくしたもの・流出したものの控え（バックアップ、送ってしまった"
	    "添付ファイル、公開したフォルダーをzipにしたもの、媒体のイメージなど）。"
	    "いくつでも選べます。送ったファイルは、調べ終わると消えます。",
	    "A copy of what was lost or got out: a backup, the attachment "
	    "that was sent, the published folder as a zip, an image of the "
	    "medium. As many as you like; what is sent is removed when it has "
	    "been read.");
	inquiry_add_sources(l, sources);
	c = control_add(l, CONTROL_TICK, "samples",
	    "形の例も示す（１２３４-＊＊＊＊）",
	    "Also show shapes (1234-****)");
	control_hint(l, c,
	    "見つかったものの大半を＊で隠した例を、種類ごとに3つまで、結果の画面"
	    "とJSONにだけ示します。記録には残しません。",
	    "Up to three examples of each kind, most of it masked, on the page "
	    "and in the JSON of the result only; never in the record.");
}

static void ask_result(struct control_list *l, const char *ja, const char *en)
{
	struct control *c = control_add(l, CONTROL_FILE, "result", ja, en);

	control_hint(l, c,
	    "shodo inventory --json で書き出したファイルを、ここに置きます。"
	    "件数とファイルの名前だけを読み取り、中身の個人情報は入っていません。",
	    "Drop the file that shodo inventory --json wrote. Only counts and "
	    "names of files are taken from it; it holds no personal data.");
}

static void show(struct ask *q, struct page_ask *p, const struct form *typed,
    struct err *err, int status)
{
	struct control_list *first = ARENA_NEW(q->arena, struct control_list);
	struct view o = page_view(q, "何の情報が何人分かを調べる",
	    "Find out whose data, what kind, how many", "board");

	/* what the desk calls by its own name, the form calls by its */
	if (err && strcmp(err->field, "files") == 0)
		snprintf(err->field, sizeof(err->field), "logs");
	inquiry_ask_fill(q, p, "inventory");
	control_begin(first, q, typed, err);
	if (desk_inventory_ready(q->desk, &p->not_ready)) {
		ask_files(first, &p->sources);
		ask_result(first, "または、別のパソコンで調べた結果のファイル",
		    "Or a result that was made on another computer");
	} else {
		ask_result(first, "別のパソコンで調べた結果のファイル",
		    "A result that was made on another computer");
	}
	p->first = first;
	people_load(q, &o);
	view_inventory_form(&o, p);
	page_send(q, &o, status);
}

void page_inventory(struct ask *q)
{
	const struct incident *inc = inquiry_incident(q);

	struct page_ask p = {.inc = inc};

	if (inc)
		show(q, &p, inquiry_asked_before(q, &p), NULL, 200);
}

void page_inventory_post(struct ask *q)
{
	const struct incident *inc = inquiry_incident(q);
	struct page_ask p = {.inc = inc};
	struct json what = json_of_object();
	struct err e = {0};

	if (!inc)
		return;
	json_set(q->arena, &what, "tool", json_of_string(STR("inventory")));
	json_set(q->arena, &what, "files", inquiry_files(q));
	if (form_get(&q->form, "samples").n)
		json_set(q->arena, &what, "samples", json_of_int(SAMPLES));
	if (!inquiry_begin(q, inc, &what, &e))
		show(q, &p, &q->form, &e, err_http_status(e.kind));
}
