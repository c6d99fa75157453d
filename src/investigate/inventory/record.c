/*
 * inventory/record - which identifiers make a person. Pure. The order of
 * strength: 個人番号, a document's number, the office's own number, name and
 * birth, name and telephone or address, e-mail, then less.
 */
#include "investigate/inventory/record.h"

#include "base/auto.h"
#include "investigate/inventory/eight.h"
#include "investigate/inventory/fold.h"
#include "investigate/inventory/letter.h"
#include "investigate/inventory/name.h"

enum { KEY_BYTES = PEOPLE_TEXT_BYTES };

enum { NUMBER_BYTES = 64 };

/* 090-1234-5678, 058-123-4567, 1234-5678-9012 in their usual places: the digits
 * in room, 10 to 12. False for anything else. */
static inline bool join_digits(struct str s, char *room, struct str *ret)
{
	size_t first = s.n == 14 ? 4 : 3, second = s.n - 5;

	*ret = s;
	if (s.n < 12 || s.n > 14)
		return false;
	/* The first eight and the last eight are all; a '-' is made a zero. */
	uint64_t low = eight(s.p), high = eight(s.p + s.n - 8);
	if (s.p[first] == '-' && s.p[second] == '-') {
		memcpy(room, s.p, 4);
		memcpy(room + first, s.p + first + 1, 4);
		memcpy(room + second - 1, s.p + second + 1, 4);
		*ret = (struct str){room, s.n - 2};
		low ^= eight_hyphen(first) ^ (second < 8 ? eight_hyphen(7) : 0);
		high ^= eight_hyphen(3);
	}
	return eight_digits(low) && eight_digits(high);
}

/* Digits and capitals without what separates them; room holds NUMBER_BYTES. */
static inline struct str only_digits(struct str s, char *room)
{
	struct str joined;
	size_t n = 0;

	if (join_digits(s, room, &joined))
		return joined;
	for (size_t i = 0; i < s.n && n < NUMBER_BYTES; i++)
		if ((s.p[i] >= '0' && s.p[i] <= '9') ||
		    (s.p[i] >= 'A' && s.p[i] <= 'Z'))
			room[n++] = s.p[i];
	return (struct str){room, n};
}

static void person_key(struct person *who, uint64_t key)
{
	if (key && who->n_keys < PERSON_KEYS)
		who->key[who->n_keys++] = key;
}

static uint64_t hash_number(
    const struct people_factors *k, char sort, struct str s)
{
	char room[NUMBER_BYTES];

	return s.n ? people_hash(k, sort, only_digits(s, room)) : 0;
}

/* Small letters and digits, no blanks and hyphens: its own form already. */
static bool is_key(struct str s)
{
	size_t i = 0;

	for (; i + 8 <= s.n; i += 8)
		if (!eight_of_key(eight(s.p + i)))
			return false;
	if (s.n >= 8) /* the rest, with some that were asked already */
		return eight_of_key(eight(s.p + s.n - 8)) &&
		       s.n < KEY_BYTES - 4;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '.' && c <= '@')))
			return false;
	}
	return true;
}

/* Text in its one form for keys; room holds KEY_BYTES. */
static struct str one_form(struct str s, char *room)
{
	if (is_key(s))
		return s;
	return (struct str){room, fold_key(s, room, KEY_BYTES)};
}

static inline uint64_t hash_one(
    const struct people_factors *k, char sort, struct str s)
{
	char room[KEY_BYTES];

	return s.n ? people_hash(k, sort, one_form(s, room)) : 0;
}

/* The same for text whose form for keys may be known. */
static inline uint64_t hash_keyed(const struct people_factors *k, char sort,
    struct str s, struct str key)
{
	bool known = key.n > 0 && key.n < KEY_BYTES - 4;

	return known ? people_hash(k, sort, key) : hash_one(k, sort, s);
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

static struct str from_city_in_full(struct str address)
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

/* An address begins at the city: the prefecture is often left out. */
static inline struct str from_city(struct str s)
{
	/* Most are 岐阜県…: letters throughout, and the first 県 the third. */
	if (s.n > 9 && memcmp(s.p + 6, "県", 3) == 0 &&
	    (unsigned char)s.p[3] >= 0xE0 && memcmp(s.p, "県", 3) != 0 &&
	    memcmp(s.p + 3, "県", 3) != 0)
		return str_from(s, 9);
	return from_city_in_full(s);
}

/* Name and address, from the city on. */
static uint64_t hash_home(
    const struct people_factors *k, uint64_t name, struct str address)
{
	char room[KEY_BYTES];

	if (!name || address.n == 0)
		return 0;
	return people_hash_with(
	    k, 'a', name, one_form(from_city(address), room));
}

static uint64_t hash_call(
    const struct people_factors *k, uint64_t name, struct str phone)
{
	char room[NUMBER_BYTES];

	return name && phone.n ? people_hash_with(k, 'p', name,
	                             only_digits(phone, room))
	                       : 0;
}

static uint64_t hash_birth(const struct people_factors *k, uint64_t name,
    const struct record *r)
{
	return people_hash_number(k, 'b', name, (uint64_t)r->birth);
}

static void weaker_keys(
    const struct record *r, const struct people_factors *k, struct person *who)
{
	person_key(who, hash_call(k, who->name, r->phone));
	person_key(who, hash_home(k, who->name, r->address));
	person_key(who, hash_keyed(k, 'e', r->email, r->email_key));
}

/* Nothing but an address, a number or an account: perhaps a household. */
static void household_keys(
    const struct record *r, const struct people_factors *k, struct person *who)
{
	who->sure = false;
	person_key(who, hash_one(k, 'h', from_city(r->address)));
	if (who->n_keys == 0)
		person_key(who, hash_number(k, 't', r->phone));
	if (who->n_keys == 0)
		person_key(who, hash_one(k, 'u', r->login));
}

/* A person for sure, or only the trace of one? */
static bool is_sure(const struct record *r, const struct people_factors *k,
    struct str name, const struct person *who)
{
	if (r->group && !name.n && !who->id)
		return false;
	if (r->doubtful && who->n_keys == 0)
		return false;
	if (r->listed)
		return true;
	if (who->n_keys == 0)
		return name_family(name) < name.n;
	if (who->key[0] != hash_one(k, 'e', r->email))
		return true;
	/* An address in running text may be an office's; beside a Japanese name
	 * of both parts it is that person's. Latin ones are mostly authors. */
	return name.n > 0 && (unsigned char)name.p[0] >= 0x80 &&
	       name_family(name) < name.n;
}

bool record_person(
    const struct record *r, const struct people_factors *k, struct person *who)
{
	struct str name = r->name.n ? r->name : r->kana;

	*who = (struct person){.sure = true};
	if (name.n && !(r->named && r->name.n) && name_is_group(name))
		name = (struct str){0};
	who->name = hash_keyed(k, 'n', name,
	    r->name.n ? r->name_key : (struct str){0});
	who->id = hash_number(k, 'm', r->my_number);
	person_key(who, who->id);
	person_key(who, hash_number(k, 'd', r->document));
	person_key(who, hash_one(k, 'l', r->local_id));
	if (r->has_birth)
		person_key(who, hash_birth(k, who->name, r));
	weaker_keys(r, k, who);
	if (who->n_keys == 0 && name.n == 0 && r->listed)
		household_keys(r, k, who);
	else
		who->sure = is_sure(r, k, name, who);
	return who->n_keys > 0 || who->name;
}
