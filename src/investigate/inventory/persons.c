/*
 * inventory/persons - a byte that says what follows, the name, the keys. Pure.
 */
#include "investigate/inventory/persons.h"

enum {
	N_KEYS = 7,  /* how many */
	SURE = 8,
	HAS_NAME = 16,
	HAS_ID = 32, /* which is the first key, and stands there only */
	NUMBER = sizeof(uint64_t),
};

_Static_assert((int)PERSON_KEYS <= (int)N_KEYS, "their number has three bits");

size_t persons_put(const struct person *who, char *room)
{
	bool id = who->id && who->n_keys > 0;
	size_t n = 1;

	room[0] = (char)(who->n_keys | (who->sure ? SURE : 0) |
	                 (who->name ? HAS_NAME : 0) | (id ? HAS_ID : 0));
	if (who->name) {
		memcpy(room + n, &who->name, NUMBER);
		n += NUMBER;
	}
	memcpy(room + n, who->key, who->n_keys * sizeof(who->key[0]));
	return n + who->n_keys * sizeof(who->key[0]);
}

static inline size_t bytes_of(unsigned says)
{
	return 1 + NUMBER * ((says & N_KEYS) + (says & HAS_NAME ? 1 : 0));
}

bool persons_are_whole(struct str wire)
{
	size_t i = 0;

	while (i < wire.n) {
		unsigned says = (unsigned char)wire.p[i];
		if (says >= 2 * HAS_ID || bytes_of(says) > wire.n - i ||
		    ((says & HAS_ID) && (says & N_KEYS) == 0))
			return false;
		i += bytes_of(says);
	}
	return true;
}

static inline size_t take_one(const char *p, struct person *ret)
{
	unsigned says = (unsigned char)*p;
	size_t n = 1;

	ret->n_keys = says & N_KEYS;
	ret->sure = says & SURE;
	ret->name = 0;
	if (says & HAS_NAME) {
		memcpy(&ret->name, p + n, NUMBER);
		n += NUMBER;
	}
	for (size_t i = 0; i < ret->n_keys; i++, n += NUMBER)
		memcpy(&ret->key[i], p + n, NUMBER);
	ret->id = says & HAS_ID ? ret->key[0] : 0;
	return n;
}

size_t persons_take(struct str *wire, struct person *ret, size_t n)
{
	size_t i = 0, at = 0;

	for (; i < n && at < wire->n; i++)
		at += take_one(wire->p + at, &ret[i]);
	*wire = str_from(*wire, at);
	return i;
}
