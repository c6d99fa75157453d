/*
 * inventory/look - running text: findings that stand together are a contact
 * block, and a block is about one person. Pure. Readers call it.
 */
#include "investigate/inventory/look.h"

#include "base/auto.h"
#include "investigate/inventory/record.h"

/* Bytes within which findings belong to the name before them. */
enum { BLOCK_BYTES = 400 };

struct block {
	struct look *look;
	struct record rec;
	const char *last; /* end of the last finding */
	bool open;
};

static void block_end(struct block *b)
{
	struct person who;

	if (b->open && record_person(&b->rec, &b->look->key, &who)) {
		b->look->sum.records += who.sure;
		b->look->person(b->look->ctx, &who);
	}
	b->open = false;
	b->rec = (struct record){.listed = b->look->recipients};
}

/* The field of the block that this kind fills, NULL when none. */
static struct str *field(struct record *r, enum kind k)
{
	switch (k) {
	case KIND_MY_NUMBER:
		return &r->my_number;
	case KIND_NAME:
		return &r->name;
	case KIND_PHONE:
		return &r->phone;
	case KIND_EMAIL:
		return &r->email;
	case KIND_ADDRESS:
		return &r->address;
	case KIND_PENSION_NUMBER:
	case KIND_DRIVING_LICENCE:
	case KIND_PASSPORT:
	case KIND_RESIDENCE_CARD:
		return &r->document;
	default:
		return NULL;
	}
}

/* Does this finding begin another person's block? */
static bool begins_block(const struct block *b, const struct hit *h)
{
	struct record r = b->rec;
	struct str *f = field(&r, h->kind);

	if (!b->open || h->text.p - b->last > BLOCK_BYTES)
		return true;
	if (!f || f->n == 0 || str_eq(*f, h->text))
		return false;
	/* A second telephone is the same person's; a second name is not. */
	return h->kind == KIND_NAME || h->kind == KIND_MY_NUMBER ||
	       h->kind == KIND_EMAIL;
}

static void block_add(struct block *b, const struct hit *h)
{
	if (begins_block(b, h))
		block_end(b);
	struct str *f = field(&b->rec, h->kind);
	if (f && f->n == 0)
		*f = h->text;
	if (h->kind == KIND_BIRTH_DATE && !b->rec.has_birth) {
		b->rec.birth = h->day;
		b->rec.has_birth = true;
	}
	if (f || h->kind == KIND_BIRTH_DATE)
		b->open = true;
	b->last = h->text.p + h->text.n;
}

static void count_hit(void *ctx, const struct hit *h)
{
	struct block *b = ctx;

	if (h->plain) {
		sum_day(&b->look->sum, h->day);
		return;
	}
	sum_kind(&b->look->sum, h->kind, h->sure, h->why, h->valid);
	if (h->sure >= SURE_PROBABLE)
		block_add(b, h);
}

void look_text(struct look *l, struct str text, struct str label)
{
	struct block b = {.look = l, .rec = {.listed = l->recipients}};

	scan_text(text, label, count_hit, &b);
	block_end(&b);
}
