/*
 * core/playbook_finish - order, index, references, and the office names in
 * the texts. Knows the rules between items (a lock never on a disconnecting
 * task, G5); must not know YAML beyond the place of an item.
 */
#include "core/playbook_finish.h"

#include <stdlib.h>

#include "base/buf.h"
#include "core/playbook_load.h"

#define CHAIN_MAX 32 /* parent of parent of …; more is a circle */

/* The place of an item, for messages. */
static struct place place_of(const struct playbook_item *it)
{
	return (struct place){.file = it->file, .line = it->line};
}

static int by_id_then_place(const void *pa, const void *pb)
{
	const struct playbook_item *a = *(const struct playbook_item *const *)pa;
	const struct playbook_item *b = *(const struct playbook_item *const *)pb;
	int order = str_cmp(a->id, b->id);

	if (order != 0)
		return order;
	return a < b ? -1 : a > b;
}

static bool index_items(struct arena *a, struct playbook *pb, struct err *e)
{
	pb->by_id = arena_array(a, pb->items_n, sizeof(*pb->by_id));
	for (size_t i = 0; i < pb->items_n; i++) {
		pb->items[i].type_known = playbook_type_of(&pb->items[i]) + 1;
		pb->by_id[i] = &pb->items[i];
	}
	qsort(pb->by_id, pb->items_n, sizeof(*pb->by_id), by_id_then_place);
	for (size_t i = 1; i < pb->items_n; i++) {
		const struct playbook_item *one = pb->by_id[i - 1];
		struct place here = place_of(pb->by_id[i]);

		if (str_eq(one->id, pb->by_id[i]->id))
			return fail_place(e, &here,
			    "id「%.*s」は既に%.*sの%u行にあります。",
			    "The id \"%.*s\" exists already, in %.*s line %u.",
			    STR_ARG(place_clip(one->id)), STR_ARG(one->file),
			    one->line);
	}
	return true;
}

static bool collect_items(struct arena *a, const struct playbook_pieces *from,
    struct playbook *pb, struct err *e)
{
	struct place top = {
	    .file = arena_printf(a, "%.*s/playbook.yaml", STR_ARG(pb->id)),
	    .line = 1};

	pb->items = ARENA_ARRAY(a, from->items_n + 1, struct playbook_item);
	for (const struct playbook_draft *d = from->first; d; d = d->next)
		if (!d->item.ours || pb->additions)
			pb->items[pb->items_n++] = d->item;
	if (pb->items_n == 0)
		return fail_place(e, &top, "項目が1つもありません。",
		    "There is not a single item.");
	return true;
}

/* The next id of a chain, by its name. */
static struct str link_of(const struct playbook_item *it, char which)
{
	return which == 'p' ? it->parent : which == 'a' ? it->after : it->same;
}

static const char *link_name(char which)
{
	return which == 'p' ? "parent" : which == 'a' ? "after" : "same";
}

/* Every id of the chain exists, and it ends. */
static bool check_chain(const struct playbook *pb,
    const struct playbook_item *it, char which, struct err *e)
{
	struct place here = place_of(it);
	const struct playbook_item *at = it;

	for (int i = 0; i < CHAIN_MAX; i++) {
		struct str to = link_of(at, which);

		if (to.n == 0)
			return true;
		at = playbook_find(pb, to);
		if (!at)
			return fail_place(e, &here,
			    "%sの「%.*s」という項目はありません。",
			    "%s: there is no item \"%.*s\".",
			    link_name(which), STR_ARG(place_clip(to)));
	}
	return fail_place(e, &here,
	    "%sをたどると元に戻るか、長すぎます。",
	    "Following %s comes around again, or is too long.",
	    link_name(which));
}

static bool check_names(const struct playbook *pb,
    const struct playbook_item *it, struct err *e)
{
	struct place here = place_of(it);
	struct str rest = it->gap;
	struct str gap;

	if (it->actor.n > 0 && !playbook_role_find(pb, it->actor))
		return fail_place(e, &here,
		    "actorの「%.*s」という役割はrolesにありません。",
		    "actor: there is no role \"%.*s\" among the roles.",
		    STR_ARG(place_clip(it->actor)));
	while (str_cut(&rest, ' ', &gap))
		if (!playbook_gap_find(pb, gap))
			return fail_place(e, &here,
			    "gapの「%.*s」はgapsにありません。",
			    "gap: \"%.*s\" is not among the gaps.",
			    STR_ARG(place_clip(gap)));
	return true;
}

static bool is_task(const struct playbook_item *it)
{
	return it->machine == PLAYBOOK_MACHINE_TASK ||
	       it->machine == PLAYBOOK_MACHINE_TOOL;
}

/* A question is asked as it stands; everything else to be done has a title. */
static bool needs_title(const struct playbook_item *it)
{
	return is_task(it) && it->kind != PLAYBOOK_KIND_CONTENT_QUESTION &&
	       it->kind != PLAYBOOK_KIND_FACT_QUESTION &&
	       it->kind != PLAYBOOK_KIND_SEVERITY_QUESTION;
}

static bool check_rules(const struct playbook_item *it, struct err *e)
{
	struct place here = place_of(it);
	bool x = str_starts(it->id, STR("x."));

	if (it->ours != x)
		return fail_place(e, &here,
		    "補った項目はidを x. で始め、ours: yes と書いてください。",
		    "An addition has an id that begins with x. and ours: yes; "
		    "other items have neither.");
	if (it->cutoff && it->needs)
		return fail_place(e, &here,
		    "切り離し（cutoff）は何も待ってはならないため、needsを書けません。",
		    "Disconnecting (cutoff) never waits: it must not have needs.");
	if (it->destructive && !(it->needs & PLAYBOOK_NEEDS_EVIDENCE))
		return fail_place(e, &here,
		    "証拠を失わせる作業（destructive）にはneeds: [evidence]が要ります。",
		    "What destroys traces (destructive) has to have needs: "
		    "[evidence].");
	if (it->option && it->parent.n == 0)
		return fail_place(e, &here,
		    "選択肢（option）にはparent（問いのid）が要ります。",
		    "An option has to name its question as parent.");
	if ((it->title_ja.n == 0) != (it->title_en.n == 0))
		return fail_place(e, &here,
		    "title_jaとtitle_enは両方書いてください。",
		    "title_ja and title_en go together; one is missing.");
	if (needs_title(it) && it->title_ja.n == 0)
		return fail_place(e, &here,
		    "作業にはtitle_jaとtitle_enが要ります。",
		    "A task has to have title_ja and title_en.");
	return true;
}

/* Take "{role}" off the front of *rest and put the office's name. */
static bool put_office(const struct playbook *pb, struct buf *b,
    struct str *rest, bool ja)
{
	ptrdiff_t end = str_find(*rest, STR("}"));
	const struct playbook_role *role;
	struct str office;

	if (end < 0)
		return false;
	role = playbook_role_find(pb, str_slice(*rest, 1, (size_t)end - 1));
	if (!role)
		return false;
	office = ja ? role->office_ja : role->office_en;
	if (office.n == 0)
		return false;
	buf_put(b, office);
	*rest = str_from(*rest, (size_t)end + 1);
	return true;
}

static bool fill_offices(struct arena *a, const struct playbook *pb,
    const struct playbook_item *it, struct str *text, struct err *e)
{
	struct place here = place_of(it);
	struct buf b = buf_begin(a, PLAYBOOK_TEXT_BYTES_MAX);
	struct str rest = *text;
	bool ja = text == &it->ja || text == &it->title_ja;
	ptrdiff_t at = str_find(rest, STR("{"));

	if (at < 0)
		return true;
	for (; at >= 0; at = str_find(rest, STR("{"))) {
		buf_put(&b, str_slice(rest, 0, (size_t)at));
		rest = str_from(rest, (size_t)at);
		if (!put_office(pb, &b, &rest, ja))
			return fail_place(e, &here,
			    "「%.*s」の所に、役割の課名（office）がありません。",
			    "At \"%.*s\": there is no such role, or it has no "
			    "office.",
			    STR_ARG(place_clip(rest)));
	}
	buf_put(&b, rest);
	if (b.over)
		return fail_place(e, &here, "課名を入れると長すぎます。",
		    "With the office's name the text is too long.");
	*text = buf_str(&b);
	return true;
}

static bool finish_item(struct arena *a, const struct playbook *pb,
    struct playbook_item *it, struct err *e)
{
	if (it->opens == PLAYBOOK_PHASE_NONE)
		it->opens = it->phase;
	return check_rules(it, e) && check_names(pb, it, e) &&
	       check_chain(pb, it, 'p', e) && check_chain(pb, it, 'a', e) &&
	       check_chain(pb, it, 's', e) &&
	       fill_offices(a, pb, it, &it->title_ja, e) &&
	       fill_offices(a, pb, it, &it->title_en, e) &&
	       fill_offices(a, pb, it, &it->ja, e) &&
	       fill_offices(a, pb, it, &it->en, e);
}

bool playbook_finish(struct arena *a, const struct playbook_pieces *from,
    struct playbook *ret_pb, struct err *e)
{
	const struct playbook_header *h = &from->header;
	struct playbook pb = {
	    .id = h->id,
	    .version = h->version,
	    .based_on = h->based_on,
	    .name_ja = h->name_ja,
	    .name_en = h->name_en,
	    .notes_ja = h->notes_ja,
	    .notes_en = h->notes_en,
	    .additions = h->additions,
	    .roles = from->roles,
	    .roles_n = from->roles_n,
	    .absent = from->absent,
	    .absent_n = from->absent_n,
	    .gaps = from->gaps,
	    .gaps_n = from->gaps_n,
	};

	if (!collect_items(a, from, &pb, e) || !index_items(a, &pb, e))
		return false;
	for (size_t i = 0; i < pb.items_n; i++)
		if (!finish_item(a, &pb, &pb.items[i], e))
			return false;
	*ret_pb = pb;
	return true;
}
