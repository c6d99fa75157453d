/*
 * inventory/look - running text: findings that stand together are a contact
 * block, and a block is about one person. Pure. Readers call it.
 */
#include "investigate/inventory/look.h"

#include <stdlib.h>

#include "base/auto.h"
#include "investigate/inventory/care.h"
#include "investigate/inventory/name.h"
#include "investigate/inventory/record.h"
#include "investigate/inventory/word.h"
#include "investigate/inventory/secret.h"

/* Bytes within which findings belong to the name before them. */
enum { BLOCK_BYTES = 400, KEY_BEFORE = 100 };

/* Keys of persons that the organisation's rules found in the text. */
enum { OWN_KEYS = 1000 };

struct own_keys {
	struct look *look;
	struct arena *arena;
	size_t n, next;
	struct str *key; /* of OWN_KEYS; text n 0: taken by a block */
};

struct block {
	struct look *look;
	struct record rec;
	struct str text;
	const char *from, *last; /* the first finding, the end of the last */
	struct own_keys *keys;
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
 * 病歴, 障害 and the like, once in a record or in the paragraph about a named person.
 * A page on welfare that names its office's staff has neither.
 */
static void block_care(struct block *b, const char *next)
{
	struct care_found f = {0};
	struct str s = about(b, next);
	ptrdiff_t line = str_find(s, STR("\n"));

	if (is_record(&b->rec)) {
		care_text(s, false, &f);
	} else if (b->told && b->rec.name.n) {
		size_t end = line >= 0 ? (size_t)line : s.n;
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

/* A person of whom the text gives only the office's own number. */
static void person_of_key(struct look *l, struct str key)
{
	struct record rec = {.local_id = key};
	struct person who;

	if (!record_person(&rec, &l->key, &who))
		return;
	l->sum.records++;
	l->person(l->ctx, &who);
}

static void own_found(void *ctx, const struct ownhit *h)
{
	struct own_keys *k = ctx;

	sum_own(&k->look->sum, h);
	if (h->key.n == 0)
		return;
	if (!k->key)
		k->key = ARENA_ARRAY(k->arena, OWN_KEYS, struct str);
	if (k->n < OWN_KEYS)
		k->key[k->n++] = h->key;
	else
		person_of_key(k->look, h->key);
}

static int by_place(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	return (x->p > y->p) - (x->p < y->p);
}

static void find_own(struct own_keys *k, struct str text)
{
	if (!k->look->own)
		return;
	ownmatcher_scan(k->look->own, text, own_found, k);
	if (k->n > 1)
		qsort(k->key, k->n, sizeof(k->key[0]), by_place);
}

/* The number that stands in the block, or right before it, is its person's. */
static void block_key(struct block *b, const char *next)
{
	struct own_keys *k = b->keys;
	struct str s = about(b, next);

	for (; k->next < k->n; k->next++) {
		struct str *key = &k->key[k->next];
		if (key->p >= s.p + s.n)
			return;
		if (key->p + KEY_BEFORE < s.p || b->rec.local_id.n > 0)
			continue;
		b->rec.local_id = *key;
		key->n = 0;
	}
}

static void block_end(struct block *b, const char *next)
{
	struct person who;

	if (b->open) {
		block_care(b, next);
		block_key(b, next);
	}
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

/* 山田 太郎は, 山田 太郎（58歳）は, 山田 太郎さん: the sentence is about the person. */
static bool is_spoken_of(const struct block *b, const struct hit *h)
{
	static const struct str marks[] = {STR_INIT("は"), STR_INIT("が"),
	    STR_INIT("の"), STR_INIT("に"), STR_INIT("を"), STR_INIT("様"),
	    STR_INIT("さん"), STR_INIT("氏"), STR_INIT("殿"), STR_INIT("君"),
	    STR_INIT("くん"), STR_INIT("ちゃん")};
	const char *from = h->text.p + h->text.n;
	struct str s = {from, (size_t)(b->text.p + b->text.n - from)};

	s = str_slice(s, 0, 40);
	if (str_starts(s, STR(" "))) /* 山田 太郎　要介護4 */
		return true;
	if (str_starts(s, STR("("))) {
		ptrdiff_t close = str_find(s, STR(")"));
		s = close < 0 ? s : str_trim(str_from(s, (size_t)close + 1));
	}
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (str_starts(s, marks[i]))
			return true;
	return false;
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
	if (h->kind == KIND_NAME &&
	    (b->told || h->why == WHY_CONTEXT || is_spoken_of(b, h)))
		b->told = true;
	b->last = h->text.p + h->text.n;
}

/* Noise makes kanji, and some of them make names: of families that nobody has,
 * or that are one kanji only. */
static bool is_noise(const struct look *l, const struct hit *h)
{
	return l->recovered && h->kind == KIND_NAME &&
	       (unsigned char)h->text.p[0] >= 0xE4 && name_family(h->text) < 6;
}

static void count_hit(void *ctx, const struct hit *hit)
{
	struct block *b = ctx;
	struct hit sure = *hit;
	const struct hit *h = &sure;

	if (sure.sure > SURE_POSSIBLE && is_noise(b->look, hit))
		sure.sure = SURE_POSSIBLE;

	if (h->plain) {
		sum_day(&b->look->sum, h->day);
		return;
	}
	sum_kind(&b->look->sum, h->kind, h->sure, h->why, h->valid);
	if (b->look->seen && h->sure >= SURE_PROBABLE)
		b->look->seen(b->look->ctx, h->kind, h->text);
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
	AUTO(arena_end) struct arena a = {0};
	struct own_keys keys = {.look = l, .arena = &a};
	struct block b = {
	    .look = l, .text = text, .keys = &keys,
	    .rec = {.listed = l->recipients}};

	find_own(&keys, text);
	scan_under(text, says, count_hit, &b);
	block_end(&b, NULL);
	secret_scan(text, count_secret, &l->sum);
	for (size_t i = 0; i < keys.n; i++)
		if (keys.key[i].n > 0)
			person_of_key(l, keys.key[i]);
}
