/*
 * core/playbook_load - put a playbook together from its files and from the
 * playbook it is based on. Opens nothing itself. What a map may say stands in
 * playbook_fields.c, what has to hold in the end in playbook_finish.c.
 */
#include "core/playbook_load.h"

#include "base/embed.h"
#include "core/playbook_fields.h"
#include "core/playbook_finish.h"

#define ROLES_MAX 256
#define GAPS_MAX 256

struct load {
	struct arena *a;
	playbook_file_fn *read;
	void *ctx;
	struct err *e;
	struct playbook_pieces got;
	unsigned depth;  /* of based_on */
	struct str id;   /* the playbook that is being read */
	struct str file; /* and the file of it */
};

static struct place place_at(const struct load *l, const struct yaml *y)
{
	return (struct place){l->file, y->line};
}

/*
 * The bytes of one file as a tree, and it becomes the file at hand. `from` is
 * the line that names it, NULL for the first one.
 */
static bool read_file(struct load *l, struct str name,
    const struct place *from, const struct yaml **ret_root)
{
	struct str full =
	    arena_printf(l->a, "%.*s/%.*s", STR_ARG(l->id), STR_ARG(name));
	struct err why = {0};
	struct str bytes;

	if (l->read(l->ctx, full, &bytes, &why)) {
		l->file = full;
		return yaml_parse(l->a, full, bytes, PLAYBOOK_FILE_BYTES_MAX,
		    ret_root, l->e);
	}
	if (why.kind == ERR_MISSING && from)
		return fail_place(l->e, from, "「%.*s」がありません。",
		    "There is no \"%.*s\".", STR_ARG(place_clip(full)));
	if (l->e->kind == ERR_NONE)
		*l->e = why;
	return false;
}

static struct playbook_draft *find_draft(struct load *l, struct str id)
{
	for (struct playbook_draft *d = l->got.first; d; d = d->next)
		if (str_eq(d->item.id, id))
			return d;
	return NULL;
}

/* Put d behind the item it names, or at the end. */
static bool place_item(struct load *l, struct playbook_draft *d)
{
	struct playbook_pieces *got = &l->got;
	struct playbook_draft *before = got->last;
	struct place here = {d->item.file, d->item.line};

	if (++got->items_n > PLAYBOOK_ITEMS_MAX)
		return fail_place(l->e, &here,
		    "項目が多すぎます（%dまで）。",
		    "There are too many items (%d at most).",
		    PLAYBOOK_ITEMS_MAX);
	if (d->place_after.n > 0)
		before = find_draft(l, d->place_after);
	if (d->place_after.n > 0 && !before)
		return fail_place(l->e, &here,
		    "place_afterの「%.*s」という項目はありません。",
		    "place_after: there is no item \"%.*s\".",
		    STR_ARG(place_clip(d->place_after)));
	d->next = before ? before->next : NULL;
	if (before)
		before->next = d;
	else
		got->first = d;
	if (before == got->last)
		got->last = d;
	return true;
}

static bool load_item(struct load *l, const struct yaml *y)
{
	struct playbook_draft *d = ARENA_NEW(l->a, struct playbook_draft);

	d->item.file = l->file;
	d->item.line = y->line;
	return fields_read(l->a, l->file, y, FIELDS_ITEM, d, l->e) &&
	       place_item(l, d);
}

static bool load_changed(struct load *l, const struct yaml *y)
{
	struct place here = place_at(l, y);
	struct playbook_draft read = {0};
	struct playbook_draft *d;

	/* Once to know which item, once on top of what it had. */
	if (!fields_read(l->a, l->file, y, FIELDS_CHANGED, &read, l->e))
		return false;
	d = find_draft(l, read.item.id);
	if (!d || l->got.header.based_on.n == 0)
		return fail_place(l->e, &here,
		    "changedの「%.*s」は元のプレイブックにありません。",
		    "changed: the playbook this is based on has no item "
		    "\"%.*s\".",
		    STR_ARG(place_clip(read.item.id)));
	if (read.place_after.n > 0)
		return fail_place(l->e, &here,
		    "changedではplace_afterを使えません。",
		    "place_after cannot stand in changed.");
	if (!fields_read(l->a, l->file, y, FIELDS_CHANGED, d, l->e))
		return false;
	d->item.file = l->file;
	d->item.line = y->line;
	return true;
}

static bool remove_item(struct load *l, struct str id)
{
	struct playbook_draft *before = NULL;
	struct playbook_draft *d = l->got.first;

	while (d && !str_eq(d->item.id, id)) {
		before = d;
		d = d->next;
	}
	if (!d)
		return false;
	if (before)
		before->next = d->next;
	else
		l->got.first = d->next;
	if (l->got.last == d)
		l->got.last = before;
	l->got.items_n--;
	return true;
}

static bool load_absent(struct load *l, const struct yaml *y)
{
	struct place here = place_at(l, y);
	struct playbook_absent gone = {0};

	if (!fields_read(l->a, l->file, y, FIELDS_ABSENT, &gone, l->e))
		return false;
	if (l->got.header.based_on.n == 0 || !remove_item(l, gone.id))
		return fail_place(l->e, &here,
		    "withoutの「%.*s」は元のプレイブックにありません。",
		    "without: the playbook this is based on has no item "
		    "\"%.*s\".",
		    STR_ARG(place_clip(gone.id)));
	if (l->got.absent_n == PLAYBOOK_ITEMS_MAX)
		return fail_place(l->e, &here,
		    "withoutが多すぎます（%dまで）。",
		    "There are too many entries in without (%d at most).",
		    PLAYBOOK_ITEMS_MAX);
	l->got.absent[l->got.absent_n++] = gone;
	return true;
}

static struct playbook_role *find_role(struct load *l, struct str id)
{
	for (size_t i = 0; i < l->got.roles_n; i++)
		if (str_eq(l->got.roles[i].id, id))
			return &l->got.roles[i];
	return NULL;
}

static bool load_role(struct load *l, const struct yaml *y)
{
	struct place here = place_at(l, y);
	struct playbook_role role = {0};

	if (!fields_read(l->a, l->file, y, FIELDS_ROLE, &role, l->e))
		return false;
	if (find_role(l, role.id))
		return fail_place(l->e, &here, "役割「%.*s」が2回あります。",
		    "The role \"%.*s\" is there twice.",
		    STR_ARG(place_clip(role.id)));
	if (l->got.roles_n == ROLES_MAX)
		return fail_place(l->e, &here,
		    "役割が多すぎます（%dまで）。",
		    "There are too many roles (%d at most).", ROLES_MAX);
	l->got.roles[l->got.roles_n++] = role;
	return true;
}

static bool load_changed_role(struct load *l, const struct yaml *y)
{
	struct place here = place_at(l, y);
	struct playbook_role read = {0};
	struct playbook_role *role;

	if (!fields_read(l->a, l->file, y, FIELDS_CHANGED_ROLE, &read, l->e))
		return false;
	role = find_role(l, read.id);
	if (!role)
		return fail_place(l->e, &here,
		    "役割「%.*s」は元のプレイブックにありません。",
		    "The playbook this is based on has no role \"%.*s\".",
		    STR_ARG(place_clip(read.id)));
	return fields_read(l->a, l->file, y, FIELDS_CHANGED_ROLE, role, l->e);
}

static bool load_gap(struct load *l, const struct yaml *y)
{
	struct place here = place_at(l, y);
	struct playbook_gap gap = {0};

	if (!fields_read(l->a, l->file, y, FIELDS_GAP, &gap, l->e))
		return false;
	for (size_t i = 0; i < l->got.gaps_n; i++)
		if (str_eq(l->got.gaps[i].id, gap.id))
			return fail_place(l->e, &here,
			    "gap「%.*s」が2回あります。",
			    "The gap \"%.*s\" is there twice.",
			    STR_ARG(place_clip(gap.id)));
	if (l->got.gaps_n == GAPS_MAX)
		return fail_place(l->e, &here,
		    "gapsが多すぎます（%dまで）。",
		    "There are too many gaps (%d at most).", GAPS_MAX);
	l->got.gaps[l->got.gaps_n++] = gap;
	return true;
}

typedef bool section_fn(struct load *l, const struct yaml *entry);

/* Lists a file may hold, in the order in which they are taken. */
static const struct section {
	const char *key;
	section_fn *load;
	bool in_playbook_yaml_only;
} sections[] = {
	{"roles", load_role, true},
	{"changed_roles", load_changed_role, true},
	{"without", load_absent, false},
	{"changed", load_changed, false},
	{"items", load_item, false},
	{"gaps", load_gap, false},
};

static bool load_section(
    struct load *l, const struct yaml *root, const struct section *s)
{
	const struct yaml *list = yaml_get(root, s->key);
	struct place here = place_at(l, list ? list : root);

	if (!list)
		return true;
	if (list->kind != YAML_KIND_LIST)
		return fail_place(l->e, &here,
		    "%sは「- 」で始まる並びで書いてください。",
		    "%s has to be a list, each entry beginning with \"- \".",
		    s->key);
	for (size_t i = 0; i < list->n; i++)
		if (!s->load(l, &list->items[i]))
			return false;
	return true;
}

static bool load_sections(struct load *l, const struct yaml *root)
{
	for (size_t i = 0; i < COUNT_OF(sections); i++)
		if (!load_section(l, root, &sections[i]))
			return false;
	return true;
}

/* A file beside playbook.yaml: nothing but sections. */
static bool check_keys(struct load *l, const struct yaml *root)
{
	struct place here = place_at(l, root);

	if (root->kind != YAML_KIND_MAP)
		return fail_place(l->e, &here,
		    "「見出し: 値」の組で始めてください。",
		    "The file has to begin with \"key: value\" lines.");
	for (size_t i = 0; i < root->n; i++) {
		const struct yaml_member *m = &root->members[i];
		bool known = false;

		here.line = m->line;
		for (size_t j = 0; j < COUNT_OF(sections); j++)
			known |= str_is(m->name, sections[j].key) &&
				 !sections[j].in_playbook_yaml_only;
		if (!known)
			return fail_place(l->e, &here,
			    "「%.*s」という見出しはここでは使えません。",
			    "There is no key \"%.*s\" here.",
			    STR_ARG(place_clip(m->name)));
	}
	return true;
}

/* x.yaml, in the playbook's own folder. */
static bool is_file_name(struct str s)
{
	if (s.n == 0 || s.n > 64 || s.p[0] == '.' ||
	    !str_ends(s, STR(".yaml")) || str_is(s, "playbook.yaml"))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-' && c != '_' && c != '.')
			return false;
	}
	return true;
}

static bool check_file_names(struct load *l, const struct yaml *list)
{
	struct place here = place_at(l, list);

	if (list->kind != YAML_KIND_LIST || list->n > PLAYBOOK_FILES_MAX)
		return fail_place(l->e, &here,
		    "filesは%d件までの並びで書いてください。",
		    "files has to be a list of up to %d names.",
		    PLAYBOOK_FILES_MAX);
	for (size_t i = 0; i < list->n; i++) {
		struct str name = list->items[i].s;

		here.line = list->items[i].line;
		if (!is_file_name(name))
			return fail_place(l->e, &here,
			    "filesには同じフォルダの「名前.yaml」を小文字で書いてください。",
			    "files: NAME.yaml of the same folder, in lower "
			    "case.");
		for (size_t j = 0; j < i; j++)
			if (str_eq(list->items[j].s, name))
				return fail_place(l->e, &here,
				    "「%.*s」が2回あります。",
				    "\"%.*s\" is there twice.",
				    STR_ARG(place_clip(name)));
	}
	return true;
}

static bool load_files(struct load *l, const struct yaml *list)
{
	struct str file = l->file;

	if (!list)
		return true;
	if (!check_file_names(l, list))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		struct place from = {file, list->items[i].line};
		const struct yaml *root;

		if (!read_file(l, list->items[i].s, &from, &root) ||
		    !check_keys(l, root) || !load_sections(l, root))
			return false;
	}
	return true;
}

/* Every playbook speaks both languages; another list is a mistake. */
static bool check_languages(struct load *l, const struct yaml *list)
{
	struct place here = place_at(l, list);

	if (list->kind != YAML_KIND_LIST || list->n != 2 ||
	    !str_is(list->items[0].s, "ja") || !str_is(list->items[1].s, "en"))
		return fail_place(l->e, &here,
		    "languagesは [ja, en] と書いてください。",
		    "languages has to be [ja, en].");
	return true;
}

static bool load_one(
    struct load *l, struct str id, const struct place *from);

/* The other playbook first; then it is ours to change. */
static bool load_base(struct load *l, const struct yaml *based_on)
{
	struct place from = place_at(l, based_on);
	struct str id = l->id;
	struct str file = l->file;

	if (++l->depth > PLAYBOOK_BASE_DEPTH_MAX)
		return fail_place(l->e, &from,
		    "based_onが元に戻るか、深すぎます（%d段まで）。",
		    "based_on comes around again, or is deeper than %d.",
		    PLAYBOOK_BASE_DEPTH_MAX);
	if (!load_one(l, based_on->s, &from))
		return false;
	l->id = id;
	l->file = file;
	/* What it said against its own base says nothing about ours. */
	l->got.absent_n = 0;
	for (struct playbook_draft *d = l->got.first; d; d = d->next)
		d->item.differs_ja = d->item.differs_en = (struct str){0};
	return true;
}

static bool load_one(
    struct load *l, struct str id, const struct place *from)
{
	struct playbook_header header = {.additions = true};
	const struct yaml *root;
	const struct yaml *based_on;
	struct place here;

	l->id = id;
	if (!read_file(l, STR("playbook.yaml"), from, &root) ||
	    !fields_read(l->a, l->file, root, FIELDS_HEADER, &header, l->e) ||
	    !check_languages(l, yaml_get(root, "languages")))
		return false;
	here = place_at(l, yaml_get(root, "playbook"));
	if (!str_eq(header.id, id))
		return fail_place(l->e, &here,
		    "playbookの名前「%.*s」がフォルダの名前と違います。",
		    "playbook: \"%.*s\" is not the name of its folder.",
		    STR_ARG(place_clip(header.id)));
	based_on = yaml_get(root, "based_on");
	if (based_on && !load_base(l, based_on))
		return false;
	l->got.header = header;
	return load_sections(l, root) && load_files(l, yaml_get(root, "files"));
}

bool playbook_load(struct arena *a, struct str id, playbook_file_fn *read,
    void *ctx, struct playbook *ret_pb, struct err *e)
{
	struct load l = {.a = a, .read = read, .ctx = ctx, .e = e};

	l.got.roles = ARENA_ARRAY(a, ROLES_MAX, struct playbook_role);
	l.got.gaps = ARENA_ARRAY(a, GAPS_MAX, struct playbook_gap);
	l.got.absent =
	    ARENA_ARRAY(a, PLAYBOOK_ITEMS_MAX, struct playbook_absent);
	return load_one(&l, id, NULL) && playbook_finish(a, &l.got, ret_pb, e);
}

/* Made by tools/embed out of playbooks/ (meson.build). */
extern const struct embedded playbook_files[];
extern const size_t playbook_files_n;

struct str playbook_embedded_id(size_t n)
{
	static const struct str ids[] = {
		STR_INIT("gifu-1.7"), STR_INIT("gifu-1.5")};

	return n < COUNT_OF(ids) ? ids[n] : (struct str){0};
}

bool playbook_embedded(struct str name, struct str *ret_bytes)
{
	for (size_t i = 0; i < playbook_files_n; i++) {
		if (str_eq(name, playbook_files[i].name)) {
			*ret_bytes = playbook_files[i].text;
			return true;
		}
	}
	return false;
}

static bool read_embedded(
    void *ctx, struct str name, struct str *ret_bytes, struct err *e)
{
	(void)ctx;
	if (playbook_embedded(name, ret_bytes))
		return true;
	return fail(e, ERR_MISSING, "プレイブック「%.*s」はありません。",
	    "There is no playbook \"%.*s\".", STR_ARG(place_clip(name)));
}

bool playbook_load_embedded(
    struct arena *a, struct str id, struct playbook *ret_pb, struct err *e)
{
	return playbook_load(a, id, read_embedded, NULL, ret_pb, e);
}
