/*
 * inventory/heard - ranges of everything in an item's frame. See heard.h.
 */
#include "investigate/inventory/heard.h"

#include "base/utf8.h"
#include "investigate/inventory/opener.h"

/* No file has more of anything; and no sum of files turns over. */
#define COUNT_MAX (UINT64_C(1) << 50)
#define BYTES_MAX (UINT64_C(1) << 62)

bool heard_day(int64_t day)
{
	enum { YEAR_0 = -719528, YEAR_10000 = 2932897 };

	return day >= YEAR_0 && day < YEAR_10000;
}

/* Another byte than 0 and 1 in a bool is none, whatever is done with it. */
static bool is_bool(const bool *b)
{
	unsigned char c;

	memcpy(&c, b, sizeof(c));
	return c <= 1;
}

static bool kind_fits(const struct kind_count *k)
{
	for (int w = 0; w < WHY_COUNT_; w++)
		if (k->why[w] > COUNT_MAX)
			return false;
	return k->found <= COUNT_MAX && k->possible <= COUNT_MAX &&
	       k->valid <= k->found && k->certain <= k->found;
}

static bool sum_fits(const struct sum *s)
{
	for (int k = 0; k < KIND_COUNT_; k++)
		if (!kind_fits(&s->kind[k]))
			return false;
	for (size_t i = 0; i < OWNRULES_MAX; i++)
		if (s->own[i].found > COUNT_MAX ||
		    s->own[i].valid > s->own[i].found)
			return false;
	return is_bool(&s->dated) && s->records <= COUNT_MAX &&
	       s->rows <= COUNT_MAX && s->broken <= BYTES_MAX &&
	       (!s->dated || (heard_day(s->oldest) && heard_day(s->newest) &&
	                         s->oldest <= s->newest));
}

static bool item_fits(const struct item *it)
{
	return it->format < FORMAT_COUNT_ && it->code < TEXT_CODE_COUNT_ &&
	       it->protection < PROTECTION_COUNT_ && it->bytes <= BYTES_MAX &&
	       is_bool(&it->recovered) && is_bool(&it->unreadable) &&
	       is_bool(&it->gone) && is_bool(&it->origin.deleted) &&
	       is_bool(&it->origin.dated);
}

bool heard_item(struct str payload, struct heard *ret)
{
	struct heard h;
	struct item_frame *f = &h.frame;

	if (payload.n < sizeof(*f))
		return false;
	memcpy(f, payload.p, sizeof(*f));
	struct str text = str_from(payload, sizeof(*f));
	if ((uint64_t)f->n_path + f->n_ja + f->n_en != text.n ||
	    f->n_path > OPENER_NAME_BYTES ||
	    f->n_ja >= sizeof(((struct err *)0)->ja) ||
	    f->n_en >= sizeof(((struct err *)0)->en) ||
	    !item_fits(&f->item) || !sum_fits(&f->sum))
		return false;
	h.path = str_slice(text, 0, f->n_path);
	h.ja = str_slice(text, f->n_path, f->n_ja);
	h.en = str_slice(text, f->n_path + f->n_ja, f->n_en);
	f->item.origin.dated &= heard_day(f->item.origin.day);
	if (!utf8_check(h.path) || !utf8_check(h.ja) || !utf8_check(h.en))
		return false;
	*ret = h;
	return true;
}
