/*
 * inventory/record - which identifiers make a person. Pure. The order of
 * strength: 個人番号, a document's number, the office's own number, name and
 * birth, name and telephone or address, e-mail, then less.
 */
#include "investigate/inventory/record.h"

#include "base/auto.h"
#include "investigate/inventory/fold.h"
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

static void person_key(struct person *who, uint64_t key)
{
	if (key && who->n_keys < PERSON_KEYS)
		who->key[who->n_keys++] = key;
}

static uint64_t hash_number(
    const struct people_key *k, char sort, struct str s)
{
	char room[64];

	return people_hash(k, sort, only_digits(s, room, sizeof(room)));
}

/* Text in its one form for keys. */
static uint64_t hash_one(const struct people_key *k, char sort, struct str s)
{
	char room[KEY_BYTES];

	return people_hash(k, sort,
	    (struct str){room, s.n ? fold_key(s, room, sizeof(room)) : 0});
}

/* Name with something else that is stable: a hash of both hashes. */
static uint64_t hash_pair(
    const struct people_key *k, char sort, uint64_t name, uint64_t other)
{
	uint64_t both[2] = {name, other};

	if (name == 0 || other == 0)
		return 0;
	return people_hash(
	    k, sort, (struct str){(const char *)both, sizeof(both)});
}

/* An address begins at the city: the prefecture is often left out. */
static struct str from_city(struct str address)
{
	static const char ends[][4] = {"県", "都", "府", "道"};
	size_t first[COUNT_OF(ends)] = {0};

	/* The first of each sort counts, and only when two letters precede it. */
	for (size_t at = 0; at <= 9 && at + 3 <= address.n; at++)
		for (size_t i = 0; i < COUNT_OF(ends); i++)
			if (first[i] == 0 &&
			    memcmp(address.p + at, ends[i], 3) == 0)
				first[i] = at + 3;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (first[i] >= 9)
			return str_from(address, first[i]);
	return address;
}

static void weaker_keys(
    const struct record *r, const struct people_key *k, struct person *who)
{
	if (who->name && r->phone.n)
		person_key(who, hash_pair(k, 'p', who->name,
		                    hash_number(k, 't', r->phone)));
	if (who->name && r->address.n)
		person_key(who, hash_pair(k, 'a', who->name,
		                    hash_one(k, 'h', from_city(r->address))));
	person_key(who, hash_one(k, 'e', r->email));
}

/* Nothing but an address, a number or an account: perhaps a household. */
static void household_keys(
    const struct record *r, const struct people_key *k, struct person *who)
{
	who->sure = false;
	person_key(who, hash_one(k, 'h', from_city(r->address)));
	if (who->n_keys == 0)
		person_key(who, hash_number(k, 't', r->phone));
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
	who.id = hash_number(k, 'm', r->my_number);
	person_key(&who, who.id);
	person_key(&who, hash_number(k, 'd', r->document));
	person_key(&who, hash_one(k, 'l', r->local_id));
	if (r->has_birth)
		person_key(&who, hash_pair(k, 'b', who.name,
		                     (uint64_t)r->birth ^ UINT64_C(1) << 63));
	weaker_keys(r, k, &who);
	if (who.n_keys == 0 && name.n == 0 && r->listed)
		household_keys(r, k, &who);
	else
		who.sure = is_sure(r, k, name, &who);
	*ret = who;
	return who.n_keys > 0 || who.name;
}
