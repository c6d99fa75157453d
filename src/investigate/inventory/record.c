/*
 * inventory/record - which identifiers make a person. Pure. The order of
 * strength: 個人番号, a document's number, the office's own number, name and
 * birth, name and telephone or address, e-mail, then less.
 */
#include "investigate/inventory/record.h"

#include "base/auto.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/letter.h"
#include "investigate/inventory/name.h"

enum { KEY_BYTES = 200 };

static struct str only_digits(struct str s, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < cap; i++)
		if ((s.p[i] >= '0' && s.p[i] <= '9') ||
		    (s.p[i] >= 'A' && s.p[i] <= 'Z'))
			out[n++] = s.p[i];
	return (struct str){out, n};
}

/* Up to fourteen digits without what separates them, and how many there are,
 * as one number; 0 when there are more, or letters. */
static inline uint64_t packed(struct str s)
{
	uint64_t digits = 0, n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned char)s.p[i] - (unsigned)'0';
		if (d <= 9) {
			digits = digits << 4 | d;
			n++;
		} else if (s.p[i] >= 'A' && s.p[i] <= 'Z') {
			return 0;
		}
	}
	return n <= 14 ? n << 56 | digits : 0;
}

static void person_key(struct person *who, uint64_t key)
{
	if (key && who->n_keys < PERSON_KEYS)
		who->key[who->n_keys++] = key;
}

/* With another hash, or alone when that is 0. */
static uint64_t hash_number(
    const struct people_key *k, char sort, uint64_t other, struct str s)
{
	char room[64];
	uint64_t number = packed(s);

	if (number)
		return people_hash_number(k, sort, other, number);
	s = only_digits(s, room, sizeof(room));
	return other ? people_hash_with(k, sort, other, s)
	             : people_hash(k, sort, s);
}

/* Small letters and digits, no blanks and hyphens: its own form already. */
static bool is_key(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '.' && c <= '@')))
			return false;
	}
	return s.n < KEY_BYTES - 4;
}

/* Text in its one form for keys; room holds KEY_BYTES. */
static struct str one_form(struct str s, char *room)
{
	if (is_key(s))
		return s;
	return (struct str){room, fold_key(s, room, KEY_BYTES)};
}

static uint64_t hash_one(const struct people_key *k, char sort, struct str s)
{
	char room[KEY_BYTES];

	return s.n ? people_hash(k, sort, one_form(s, room)) : 0;
}

/* 県, 都, 府, 道 as 0 to 3, else 4. */
static size_t prefecture_end(uint32_t letter)
{
	switch (letter) {
	case 0x770C:
		return 0;
	case 0x90FD:
		return 1;
	case 0x5E9C:
		return 2;
	case 0x9053:
		return 3;
	default:
		return 4;
	}
}

/* An address begins at the city: the prefecture is often left out. */
static struct str from_city(struct str address)
{
	size_t first[5] = {0};

	/* The first of each sort counts, and only when two letters precede it. */
	for (size_t at = 0; at <= 9 && at + 3 <= address.n;) {
		uint32_t letter = letter_code(address.p + at);
		size_t i = prefecture_end(letter);
		at += letter ? 3 : 1;
		if (first[i] == 0)
			first[i] = at;
	}
	for (size_t i = 0; i < 4; i++)
		if (first[i] >= 9)
			return str_from(address, first[i]);
	return address;
}

/* Name and address, from the city on. */
static uint64_t hash_home(
    const struct people_key *k, uint64_t name, struct str address)
{
	char room[KEY_BYTES];

	if (!name || address.n == 0)
		return 0;
	return people_hash_with(
	    k, 'a', name, one_form(from_city(address), room));
}

static uint64_t hash_call(
    const struct people_key *k, uint64_t name, struct str phone)
{
	return name && phone.n ? hash_number(k, 'p', name, phone) : 0;
}

static uint64_t hash_birth(const struct people_key *k, uint64_t name,
    const struct record *r)
{
	return name ? people_hash_number(k, 'b', name, (uint64_t)r->birth) : 0;
}

static void weaker_keys(
    const struct record *r, const struct people_key *k, struct person *who)
{
	person_key(who, hash_call(k, who->name, r->phone));
	person_key(who, hash_home(k, who->name, r->address));
	person_key(who, hash_one(k, 'e', r->email));
}

/* Nothing but an address, a number or an account: perhaps a household. */
static void household_keys(
    const struct record *r, const struct people_key *k, struct person *who)
{
	who->sure = false;
	person_key(who, hash_one(k, 'h', from_city(r->address)));
	if (who->n_keys == 0)
		person_key(who, hash_number(k, 't', 0, r->phone));
	if (who->n_keys == 0)
		person_key(who, hash_one(k, 'u', r->login));
}

/* A person for sure, or only the trace of one? */
static bool is_sure(const struct record *r, const struct people_key *k,
    struct str name, const struct person *who)
{
	if (r->group && !name.n && !who->id)
		return false;
	if (r->listed)
		return true;
	if (who->n_keys == 0)
		return name_family(name) < name.n;
	return who->key[0] != hash_one(k, 'e', r->email);
}

bool record_person(
    const struct record *r, const struct people_key *k, struct person *ret)
{
	struct person who = {.sure = true};
	struct str name = r->name.n ? r->name : r->kana;

	if (name.n && !(r->named && r->name.n) && name_is_group(name))
		name = (struct str){0};
	who.name = hash_one(k, 'n', name);
	who.id = hash_number(k, 'm', 0, r->my_number);
	person_key(&who, who.id);
	person_key(&who, hash_number(k, 'd', 0, r->document));
	person_key(&who, hash_one(k, 'l', r->local_id));
	if (r->has_birth)
		person_key(&who, hash_birth(k, who.name, r));
	weaker_keys(r, k, &who);
	if (who.n_keys == 0 && name.n == 0 && r->listed)
		household_keys(r, k, &who);
	else
		who.sure = is_sure(r, k, name, &who);
	*ret = who;
	return who.n_keys > 0 || who.name;
}
