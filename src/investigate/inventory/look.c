/*
 * inventory/look - running text: findings that stand together are a contact
 * block, and a block is about one person. Pure. Readers call it.
 */
#include "investigate/inventory/look.h"

#include "base/auto.h"
#include "investigate/inventory/care.h"
#include "investigate/inventory/record.h"
#include "investigate/inventory/word.h"
#include "investigate/inventory/secret.h"

/* Bytes within which findings belong to the name before them. */
enum { BLOCK_BYTES = 400 };

struct block {
	struct look *look;
	struct record rec;
	struct str text;
	const char *from, *last; /* the first finding, the end of the last */
	bool open, told; /* told: label or honorific made it a name */
};

/* More than a name: the block is a record of its person. */
static bool is_record(const struct record *r)
{
	return r->my_number.n || r->document.n ||
	       (r->name.n && (r->has_birth || r->address.n));
}

/* What is said about the person: up to the next person, at most so far. */
static struct str about(const struct block *b, const char *next)
{
	const char *end = b->last + BLOCK_BYTES;
	const char *all = b->text.p + b->text.n;

	if (end > all)
		end = all;
	if (next && end > next)
		end = next;
	return (struct str){b->from, (size_t)(end - b->from)};
}

/*
 * 病歴, 障害 and the like, once in a record or in the sentence about a named person.
 * A page on welfare that names its office's staff has neither.
 */
static void block_care(struct block *b, const char *next)
{
	struct care_found f = {0};
	struct str s = about(b, next);
	ptrdiff_t sentence = str_find(s, STR("。"));
	ptrdiff_t line = str_find(s, STR("\n"));

	if (is_record(&b->rec)) {
		care_text(s, false, &f);
	} else if (b->told && b->rec.name.n) {
		size_t end = sentence >= 0 ? (size_t)sentence : s.n;
		if (line >= 0 && (size_t)line < end)
			end = (size_t)line;
		care_text(str_slice(s, 0, end), false, &f);
		care_text(str_from(s, end), true, &f);
	}
	if (f.special > 0)
		sum_kind(&b->look->sum, KIND_SPECIAL_CARE, SURE_PROBABLE,
		    WHY_CONTEXT, true);
	if (f.ordinance > 0)
		sum_kind(&b->look->sum, KIND_ORDINANCE_CARE, SURE_PROBABLE,
		    WHY_CONTEXT, true);
}

static void block_end(struct block *b, const char *next)
{
	struct person who;

	if (b->open)
		block_care(b, next);
	if (b->open && record_person(&b->rec, &b->look->key, &who)) {
		b->look->sum.records += who.sure;
		b->look->person(b->look->ctx, &who);
	}
	b->open = b->told = false;
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
	case KIND_RESIDENT_CODE:
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
		block_end(b, h->text.p);
	if (!b->open)
		b->from = h->text.p;
	struct str *f = field(&b->rec, h->kind);
	if (f && f->n == 0)
		*f = h->text;
	if (h->kind == KIND_BIRTH_DATE && !b->rec.has_birth) {
		b->rec.birth = h->day;
		b->rec.has_birth = true;
	}
	if (f || h->kind == KIND_BIRTH_DATE)
		b->open = true;
	if (h->kind == KIND_NAME && h->why == WHY_CONTEXT)
		b->told = true;
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

static void count_secret(void *ctx, const struct hit *h)
{
	sum_kind(ctx, h->kind, h->sure, h->why, h->valid);
}

void look_text(struct look *l, struct str text, struct str label)
{
	look_under(l, text, word_says(label));
}

void look_under(struct look *l, struct str text, unsigned says)
{
	struct block b = {
	    .look = l, .text = text, .rec = {.listed = l->recipients}};

	scan_under(text, says, count_hit, &b);
	block_end(&b, NULL);
	secret_scan(text, count_secret, &l->sum);
}
