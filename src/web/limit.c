/*
 * web/limit - see limit.h.
 */
#include "web/limit.h"

#include "base/time.h"

#define ONE (LIMIT_REFILL_S * TIME_SECOND)
#define FULL (LIMIT_BURST * ONE)

void limit_begin(struct limit *l)
{
	memset(l, 0, sizeof(*l));
	pthread_mutex_init(&l->lock, NULL);
}

/* FNV-1a; a collision makes two addresses share a bucket, no more. */
static uint64_t hash_of(struct str s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h | 1;
}

bool limit_take(struct limit *l, struct str peer, int64_t now)
{
	uint64_t who = hash_of(peer);
	struct limit_place *p = NULL, *oldest = &l->places[0];
	bool ok;

	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < LIMIT_PLACES && !p; i++) {
		if (l->places[i].who == who)
			p = &l->places[i];
		else if (l->places[i].at < oldest->at)
			oldest = &l->places[i];
	}
	if (!p) {
		p = oldest;
		*p = (struct limit_place){.who = who, .at = now, .left = FULL};
	}
	p->left += now > p->at ? now - p->at : 0;
	p->left = p->left > FULL ? FULL : p->left;
	p->at = now;
	ok = p->left >= ONE;
	if (ok)
		p->left -= ONE;
	pthread_mutex_unlock(&l->lock);
	return ok;
}
