/*
 * core/playbook - look into a loaded playbook: by id, by type and phase, the
 * options of a question. Pure; loading is playbook_load.c, comparing is
 * playbook_diff.c. Names of kinds and phases stand here once.
 */
#include "core/playbook.h"

struct name {
	const char *word;
	const char *ja;
	const char *en;
};

static const struct name kinds[PLAYBOOK_KIND_COUNT_] = {
	[PLAYBOOK_KIND_PURPOSE] = {"purpose", 0, 0},
	[PLAYBOOK_KIND_FLOW] = {"flow", 0, 0},
	[PLAYBOOK_KIND_STEP] = {"step", 0, 0},
	[PLAYBOOK_KIND_INSTRUCTION] = {"instruction", 0, 0},
	[PLAYBOOK_KIND_CAUTION] = {"caution", 0, 0},
	[PLAYBOOK_KIND_CONTACT] = {"contact", 0, 0},
	[PLAYBOOK_KIND_EXAMPLE] = {"example", 0, 0},
	[PLAYBOOK_KIND_TRIGGER] = {"trigger", 0, 0},
	[PLAYBOOK_KIND_FACT_QUESTION] = {"fact_question", 0, 0},
	[PLAYBOOK_KIND_CONTENT_QUESTION] = {"content_question", 0, 0},
	[PLAYBOOK_KIND_FIRST_AID] = {"first_aid", 0, 0},
	[PLAYBOOK_KIND_FIRST_AID_NOTE] = {"first_aid_note", 0, 0},
	[PLAYBOOK_KIND_SEVERITY_QUESTION] = {"severity_question", 0, 0},
	[PLAYBOOK_KIND_PREVENTION] = {"prevention", 0, 0},
	[PLAYBOOK_KIND_PREVENTION_NOTE] = {"prevention_note", 0, 0},
	[PLAYBOOK_KIND_DEFINITION] = {"definition", 0, 0},
	[PLAYBOOK_KIND_HEADING] = {"heading", 0, 0},
};

static const struct name phases[PLAYBOOK_PHASE_COUNT_] = {
	[PLAYBOOK_PHASE_NONE] = {"-", "全般", "general"},
	[PLAYBOOK_PHASE_DISCOVERY] = {"discovery", "発見・通報", "discovery"},
	[PLAYBOOK_PHASE_REPORTING] = {"reporting", "報告・協議",
	    "report and consultation"},
	[PLAYBOOK_PHASE_INITIAL_RESPONSE] = {"initial_response", "初動対応",
	    "initial response"},
	[PLAYBOOK_PHASE_INVESTIGATION] = {"investigation", "調査",
	    "investigation"},
	[PLAYBOOK_PHASE_SEVERITY] = {"severity", "重要度の判定", "severity"},
	[PLAYBOOK_PHASE_NOTIFICATION] = {"notification", "通知・公表・報告",
	    "notification, publication, reporting"},
	[PLAYBOOK_PHASE_RECOVERY] = {"recovery", "措置・復旧",
	    "measures and recovery"},
	[PLAYBOOK_PHASE_PREVENTION] = {"prevention", "再発防止",
	    "prevention of recurrence"},
};

static const struct name doings[PLAYBOOK_DOES_COUNT_] = {
	[PLAYBOOK_DOES_SHOWS] = {"shows", 0, 0},
	[PLAYBOOK_DOES_PERSON] = {"person", 0, 0},
	[PLAYBOOK_DOES_SYSTEM_CONFIRM] = {"system+confirm", 0, 0},
	[PLAYBOOK_DOES_SYSTEM] = {"system", 0, 0},
};

static const struct name machines[PLAYBOOK_MACHINE_COUNT_] = {
	[PLAYBOOK_MACHINE_RECORD] = {"record", 0, 0},
	[PLAYBOOK_MACHINE_TASK] = {"task", 0, 0},
	[PLAYBOOK_MACHINE_TOOL] = {"tool", 0, 0},
	[PLAYBOOK_MACHINE_RULE] = {"rule", 0, 0},
	[PLAYBOOK_MACHINE_TEXT] = {"text", 0, 0},
};

/* By bit: the n-th stands for 1 << n. */
static const struct name needs[] = {
	{"evidence", "証拠の保全の記録", "an evidence entry"},
	{"scan", "検査の記録（定義ファイルの日付）",
	    "a scan entry with the date of the definitions"},
	{"cause", "原因と経路の記録", "cause and path on record"},
	{"backup", "バックアップの記録", "the backup on record"},
	{"prevention", "再発防止の措置の記録",
	    "measures against recurrence on record"},
	{"publication", "公表するという決定", "the decision to publish"},
	{"severity", "重要度の判定", "the severity judged"},
	{"handover", "機器の提出の記録", "the machine handed in"},
};

static const char *const condition_words[] = {
	"account_information", "crime_possible", "downloads_possible",
	"human_slip", "important_information", "inside_suspected",
	"large_extent", "large_scale", "leak_possible", "malware_confirmed",
	"malware_identified", "outside_source", "party_municipality",
	"party_prefecture", "party_related", "personal_information",
	"persons_identified", "publication_decided", "reachable",
	"recipient_known", "spreading", "still_in_use", "system_fault",
	"system_involved", "systems_stopped", "threat",
	"unauthorised_evident", "unauthorised_suspected", "victims",
	"wrong_publication", "wrong_transmission",
};

static bool name_find(
    const struct name *names, int n, struct str word, int *ret_at)
{
	for (int i = 0; i < n; i++) {
		if (names[i].word && str_is(word, names[i].word)) {
			*ret_at = i;
			return true;
		}
	}
	return false;
}

bool playbook_kind_parse(struct str word, enum playbook_kind *ret)
{
	int at;
	bool ok = name_find(kinds, PLAYBOOK_KIND_COUNT_, word, &at);

	if (ok)
		*ret = (enum playbook_kind)at;
	return ok;
}

bool playbook_phase_parse(struct str word, enum playbook_phase *ret)
{
	int at;
	bool ok = name_find(phases, PLAYBOOK_PHASE_COUNT_, word, &at);

	if (ok)
		*ret = (enum playbook_phase)at;
	return ok;
}

bool playbook_does_parse(struct str word, enum playbook_does *ret)
{
	int at;
	bool ok = name_find(doings, PLAYBOOK_DOES_COUNT_, word, &at);

	if (ok)
		*ret = (enum playbook_does)at;
	return ok;
}

bool playbook_machine_parse(struct str word, enum playbook_machine *ret)
{
	int at;
	bool ok = name_find(machines, PLAYBOOK_MACHINE_COUNT_, word, &at);

	if (ok)
		*ret = (enum playbook_machine)at;
	return ok;
}

bool playbook_need_parse(struct str word, enum playbook_need *ret)
{
	int at;
	bool ok = name_find(needs, (int)COUNT_OF(needs), word, &at);

	if (ok)
		*ret = (enum playbook_need)(1 << at);
	return ok;
}

struct str playbook_kind_name(enum playbook_kind kind)
{
	return str_of(kinds[kind].word);
}

struct str playbook_phase_name(enum playbook_phase phase)
{
	return str_of(phases[phase].word);
}

struct str playbook_does_name(enum playbook_does does)
{
	return str_of(doings[does].word);
}

struct str playbook_machine_name(enum playbook_machine machine)
{
	return str_of(machines[machine].word);
}

static const struct name *need_at(enum playbook_need need)
{
	for (size_t i = 0; i < COUNT_OF(needs); i++)
		if ((unsigned)need == 1u << i)
			return &needs[i];
	return &kinds[PLAYBOOK_KIND_NONE]; /* a row without any word */
}

struct str playbook_need_name(enum playbook_need need)
{
	return str_of(need_at(need)->word);
}

struct str playbook_need_ja(enum playbook_need need)
{
	return str_of(need_at(need)->ja);
}

struct str playbook_need_en(enum playbook_need need)
{
	return str_of(need_at(need)->en);
}

struct str playbook_phase_ja(enum playbook_phase phase)
{
	return str_of(phases[phase].ja);
}

struct str playbook_phase_en(enum playbook_phase phase)
{
	return str_of(phases[phase].en);
}

const struct playbook_item *playbook_find(
    const struct playbook *pb, struct str id)
{
	size_t lo = 0;
	size_t hi = pb->items_n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = str_cmp(pb->by_id[mid]->id, id);

		if (order == 0)
			return pb->by_id[mid];
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

const struct playbook_role *playbook_role_find(
    const struct playbook *pb, struct str id)
{
	for (size_t i = 0; i < pb->roles_n; i++)
		if (str_eq(pb->roles[i].id, id))
			return &pb->roles[i];
	return NULL;
}

const struct playbook_gap *playbook_gap_find(
    const struct playbook *pb, struct str id)
{
	for (size_t i = 0; i < pb->gaps_n; i++)
		if (str_eq(pb->gaps[i].id, id))
			return &pb->gaps[i];
	return NULL;
}

int playbook_type_parse(struct str name)
{
	bool ok = name.n == 2 && name.p[0] == 't' && name.p[1] >= '1' &&
		  name.p[1] <= '0' + PLAYBOOK_TYPES;

	return ok ? name.p[1] - '0' : 0;
}

/* Asked for every item of every page: characters, no searching. */
int playbook_type_of(const struct playbook_item *item)
{
	struct str id = item->id;

	/* asked some ten thousand times for a page, so the loader keeps it */
	if (item->type_known)
		return item->type_known - 1;
	if (id.n > 2 && id.p[0] == 'x' && id.p[1] == '.')
		id = str_from(id, 2);
	if (id.n < 2 || id.p[0] != 't' || (id.n > 2 && id.p[2] != '.'))
		return 0;
	return playbook_type_parse(str_slice(id, 0, 2));
}

/* An answer option, or the row that lists all of them in one. */
static bool is_option(const struct playbook_item *item)
{
	return item->option || str_ends(item->id, STR(".opt"));
}

static bool fits(
    const struct playbook_item *item, const struct playbook_filter *f)
{
	int type = playbook_type_of(item);

	if ((f->type > 0 && type != f->type) || (f->type < 0 && type != 0))
		return false;
	if (f->phase && item->phase != f->phase)
		return false;
	if (f->kind && item->kind != f->kind)
		return false;
	if (f->machine && item->machine != f->machine)
		return false;
	return !(f->no_options && is_option(item));
}

const struct playbook_item *playbook_next(const struct playbook *pb,
    const struct playbook_item *prev, const struct playbook_filter *f)
{
	size_t i = prev ? (size_t)(prev - pb->items) + 1 : 0;

	while (i < pb->items_n && !fits(&pb->items[i], f))
		i++;
	return i < pb->items_n ? &pb->items[i] : NULL;
}

const struct playbook_item *playbook_next_option(const struct playbook *pb,
    const struct playbook_item *question, const struct playbook_item *prev)
{
	size_t i = prev ? (size_t)(prev - pb->items) + 1 : 0;

	for (; i < pb->items_n; i++)
		if (pb->items[i].option &&
		    str_eq(pb->items[i].parent, question->id))
			return &pb->items[i];
	return NULL;
}

struct str playbook_title_ja(const struct playbook_item *item)
{
	return item->title_ja.n ? item->title_ja : item->ja;
}

struct str playbook_title_en(const struct playbook_item *item)
{
	return item->title_en.n ? item->title_en : item->en;
}

bool playbook_is_work(const struct playbook_item *item)
{
	if (item->title_ja.n == 0 || item->phase == PLAYBOOK_PHASE_NONE)
		return false;
	if (is_option(item) || item->kind == PLAYBOOK_KIND_HEADING)
		return false;
	return item->does == PLAYBOOK_DOES_PERSON ||
	       item->does == PLAYBOOK_DOES_SYSTEM_CONFIRM;
}

/* Along the chain, but not from a type's disconnecting to the general one.
 * The loader has refused circles; the bound is for its own sake. */
static const struct playbook_item *root_in_type(
    const struct playbook *pb, const struct playbook_item *item)
{
	for (size_t i = 0; i < pb->items_n && item->same.n > 0; i++) {
		const struct playbook_item *to = playbook_find(pb, item->same);

		if (!to || (item->cutoff && playbook_type_of(item) > 0 &&
		               playbook_type_of(to) == 0))
			break;
		item = to;
	}
	return item;
}

const struct playbook_item *playbook_same_among(const struct playbook *pb,
    const struct playbook_item *item, unsigned types)
{
	const struct playbook_item *root = root_in_type(pb, item);

	if (!root->cutoff || playbook_type_of(root) > 0)
		return root;
	/* The general one: the first type that has its own speaks for it. */
	for (size_t i = 0; i < pb->items_n; i++) {
		const struct playbook_item *own = &pb->items[i];
		int type = playbook_type_of(own);

		if (own->cutoff && type > 0 && types & 1u << (type - 1) &&
		    str_eq(own->same, root->id))
			return own;
	}
	return root;
}

bool playbook_has_gap(const struct playbook_item *item, struct str gap)
{
	struct str rest = item->gap;
	struct str part;

	while (str_cut(&rest, ' ', &part))
		if (str_eq(part, gap))
			return true;
	return false;
}

static bool is_condition_word(struct str word)
{
	for (size_t i = 0; i < COUNT_OF(condition_words); i++)
		if (str_is(word, condition_words[i]))
			return true;
	return false;
}

/* Every word between the signs; str_cut() would swallow an empty last one. */
static bool words_are_known(struct str all)
{
	struct str word;

	if (all.n == 0 || all.p[all.n - 1] == '&')
		return false;
	while (str_cut(&all, '&', &word))
		if (!is_condition_word(str_trim(word)))
			return false;
	return true;
}

bool playbook_condition_is_known(struct str condition)
{
	struct str rest = str_trim(condition);
	struct str part;

	if (rest.n == 0 || rest.p[rest.n - 1] == '|')
		return false;
	while (str_cut(&rest, '|', &part))
		if (!words_are_known(str_trim(part)))
			return false;
	return true;
}

enum playbook_truth playbook_condition(
    const struct playbook_item *item, playbook_holds_fn *holds, void *ctx)
{
	struct str rest = item->condition;
	struct str part;
	struct str word;
	enum playbook_truth any = PLAYBOOK_NO;

	if (rest.n == 0)
		return PLAYBOOK_YES;
	while (str_cut(&rest, '|', &part)) {
		enum playbook_truth all = PLAYBOOK_YES;

		while (str_cut(&part, '&', &word)) {
			enum playbook_truth one = holds(ctx, str_trim(word));

			all = one < all ? one : all;
		}
		any = all > any ? all : any;
	}
	return any;
}
