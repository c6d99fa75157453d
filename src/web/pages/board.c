/*
 * web/pages/board - all incidents a person may see, with filters and clocks.
 */
#include "web/views.h"
#include "web/pages/pages.h"

static bool read_query(struct ask *q, struct desk_query *ret, struct err *e)
{
	struct str type = form_get(&q->query, "type");
	struct str status = form_get(&q->query, "status");
	enum incident_type t = TYPE_OTHER;

	*ret = (struct desk_query){.type = -1, .limit = 50};
	ret->text = form_get(&q->query, "q");
	ret->unit = form_get(&q->query, "unit");
	ret->after = form_get(&q->query, "after");
	ret->drill = form_get(&q->query, "drill").n > 0;
	if (str_is(status, "open") || str_is(status, "closed"))
		ret->status = status;
	if (type.n && !incident_type_parse(type, &t))
		return fail_field(e, ERR_INPUT, "type",
		    "種別を選び直してください。", "Choose the type again.");
	if (type.n)
		ret->type = (int)t;
	return true;
}

static void make_filter(struct control_list *l)
{
	struct control *c;

	control_add(l, CONTROL_LINE, "q", "言葉で探す", "Search");
	c = control_add(l, CONTROL_PICK, "status", "状態", "Status");
	control_options(l, c, "open,対応中,Open|closed,終結,Closed");
	c = control_add(l, CONTROL_PICK, "type", "種別", "Type");
	words_types(l, c);
	for (size_t i = 0; i < l->n; i++)
		l->items[i].narrows = true;
	control_add(l, CONTROL_TICK, "drill", "訓練だけを見る", "Drills only");
}

/* The same address with the next cursor. */
static struct str next_page(struct ask *q, struct str cursor)
{
	struct buf b = buf_begin(q->arena, 4096);

	BUF_LIT(&b, "/incidents?after=");
	buf_put(&b, form_encode(q->arena, cursor));
	for (size_t i = 0; i < q->query.n; i++) {
		const struct form_pair *p = &q->query.pairs[i];
		if (str_is(p->name, "after") || p->value.n == 0)
			continue;
		buf_putc(&b, '&');
		buf_put(&b, form_encode(q->arena, p->name));
		buf_putc(&b, '=');
		buf_put(&b, form_encode(q->arena, p->value));
	}
	return b.over ? STR("") : buf_str(&b);
}

void page_board(struct ask *q)
{
	struct err e = {0};
	struct desk_query query;
	struct page_board p = {.query = &query};
	struct control_list filter;

	if (!read_query(q, &query, &e) ||
	    !desk_list(q->desk, q->arena, &q->by, &query, &p.page, &e)) {
		page_error(q, &e);
		return;
	}
	control_begin(&filter, q, &q->query, NULL);
	make_filter(&filter);
	p.filter = &filter;
	p.filtered = query.text.n || query.status.n || query.type >= 0 ||
	    query.unit.n || query.drill;
	if (p.page.next.n)
		p.next = next_page(q, p.page.next);
	struct view o = page_view(q, "事案一覧", "Incidents", "board");
	view_board(&o, &p);
	page_send(q, &o, 200);
}
