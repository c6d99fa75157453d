/*
 * inventory/inventory - walks the paths, hands every file to the crew, adds up
 * what comes back. Outside the cage: opens files, parses none of them. cli
 * and web call it.
 */
#include "investigate/inventory/inventory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/crew.h"
#include "investigate/inventory/mailbox.h"
#include "investigate/inventory/persons.h"
#include "investigate/inventory/segments.h"
#include "investigate/inventory/worker.h"

const struct cage_kind inventory_kinds[] = {
    {"inventory", .work = inventory_work, .warm = inventory_warm,
        .without = inventory_without},
    {"inventory-image", .work = inventory_image_work,
        .warm = inventory_image_warm},
    {"pdftotext", .program = inventory_pdftotext},
};
const size_t inventory_n_kinds = COUNT_OF(inventory_kinds);

enum {
	FOLDER_DEPTH = 64,
	PERSONS_AT_ONCE = 64,
};

void inventory_begin(struct inventory *v, struct arena *a)
{
	*v = (struct inventory){.arena = a};
	v->last = &v->first;
	v->people = people_begin();
	v->in_file = people_begin();
	v->mailbox = ARENA_NEW(a, struct mailbox);
	random_bytes(v->key.b, sizeof(v->key.b));
}

void inventory_end(struct inventory *v)
{
	crew_end(&v->crew);
	if (v->mailbox) /* it was begun */
		mailbox_end(v->mailbox, v->arena);
	people_end(&v->people);
	people_end(&v->in_file);
}

bool inventory_use_rules(
    struct inventory *v, const char *path, struct err *e)
{
	struct ownrules *rules = ARENA_NEW(v->arena, struct ownrules);
	const char *slash = strrchr(path, '/');
	struct str text;

	if (!file_read(v->arena, path, OWNRULES_FILE_BYTES, &text, e) ||
	    !ownrules_load(v->arena, str_of(slash ? slash + 1 : path), text,
	        rules, e))
		return false;
	v->rules = rules;
	return true;
}

static void count(
    struct inventory *v, const struct item *it, const struct sum *sum)
{
	v->n_files++;
	v->n_unreadable += it->unreadable;
	sum_add(&v->total, sum);
}

static struct inventory_file *list(struct inventory *v, struct str path,
    const struct item *it, const struct sum *sum)
{
	struct inventory_file *f = ARENA_NEW(v->arena, struct inventory_file);

	f->path = path;
	f->item = *it;
	f->sum = sum_keep(v->arena, sum);
	f->file_day = INT64_MIN;
	if (!v->of_file)
		v->of_file = f;
	*v->last = f;
	v->last = &f->next;
	count(v, it, sum);
	return f;
}

static void list_closed(struct inventory *v, const struct told *t)
{
	struct item it = {.bytes = t->item.bytes, .unreadable = true};
	struct inventory_file *f =
	    list(v, arena_str(v->arena, t->path), &it, &t->sum);

	f->ja = arena_str(v->arena, t->ja);
	f->en = arena_str(v->arena, t->en);
}

/* One that cannot even be opened, in its place among the others. */
static void close_at(
    struct inventory *v, struct str path, const struct err *e)
{
	struct told *t = told_new(TOLD_CLOSED);

	t->path = arena_str(&t->arena, path);
	t->ja = arena_str(&t->arena, str_of(e->ja));
	t->en = arena_str(&t->arena, str_of(e->en));
	crew_hand_in_told(v->crew, t);
}

/* As long as no other file had persons, the one set serves for both. */
static void add_persons(struct inventory *v, struct str payload)
{
	struct person who[PERSONS_AT_ONCE];
	bool first = people_none(v->people);

	while (payload.n > 0) {
		size_t n = persons_take(&payload, who, PERSONS_AT_ONCE);
		mailbox_persons(v->mailbox, who, n);
		people_add_all(v->in_file, who, n);
		if (!first)
			people_add_all(v->people, who, n);
	}
}

static void fold_people(struct inventory *v)
{
	if (people_none(v->people)) {
		struct people *none = v->people;
		v->people = v->in_file;
		v->in_file = none;
		people_fold(v->people, v->people);
	} else {
		people_fold(v->people, v->in_file);
	}
	people_end(&v->in_file);
	v->in_file = people_begin();
}

static void tell_progress(struct inventory *v, struct str path)
{
	const struct inventory_at at = {path, v->n_files, v->bytes};

	if (v->progress)
		v->progress(v->ctx, &at);
}

/* A mail like any other of a large mailbox. */
static bool add_unlisted(
    struct inventory *v, const struct told *t, uint64_t people)
{
	struct inventory_file *box = v->mailbox->row;
	bool was = box && box->item.unreadable;

	if (!mailbox_counts(v->mailbox, t, people))
		return false;
	count(v, &t->item, &t->sum);
	v->n_unreadable += box->item.unreadable && !was;
	fold_people(v);
	tell_progress(v, t->path);
	return true;
}

static void add_item(struct inventory *v, const struct told *t)
{
	uint64_t people = people_count(v->in_file);

	if (add_unlisted(v, t, people))
		return;
	struct inventory_file *file =
	    list(v, arena_str(v->arena, t->path), &t->item, &t->sum);
	file->people = people;
	file->ja = arena_str(v->arena, t->ja);
	file->en = arena_str(v->arena, t->en);
	file->file_day = t->file_day;
	fold_people(v);
	v->newest = file;
	mailbox_listed(v->mailbox, file, v->arena);
	tell_progress(v, file->path);
}

/* Members have none; a PDF has when its row came of it. */
static void add_hash(struct inventory *v, const struct told *t)
{
	if (!v->of_file || !str_eq(v->of_file->path, t->path))
		return;
	v->of_file->hashed = true;
	v->of_file->sha256 = t->sha256;
}

static void add_shape(struct inventory *v, const struct told *t)
{
	struct inventory_shape **last = &v->shapes;
	unsigned n = 0;

	for (; *last; last = &(*last)->next) {
		if ((*last)->kind != t->shape_kind)
			continue;
		if (++n >= v->samples || str_eq((*last)->text, t->shape))
			return;
	}
	*last = ARENA_NEW(v->arena, struct inventory_shape);
	(*last)->kind = t->shape_kind;
	(*last)->text = arena_str(v->arena, t->shape);
}

/* What the crew read, in the order of the files. */
static void take(struct inventory *v, struct told *t)
{
	struct arena a = t->arena;

	v->bytes = t->reached;
	if (t->begins) {
		v->of_file = NULL;
		mailbox_end(v->mailbox, v->arena);
	}
	switch (t->kind) {
	case TOLD_ITEM:
		add_item(v, t);
		break;
	case TOLD_PERSONS:
		add_persons(v, t->persons);
		break;
	case TOLD_CLOSED:
		fold_people(v);
		list_closed(v, t);
		break;
	case TOLD_CHANGED:
		v->newest->changed = true;
		break;
	case TOLD_SHAPE:
		add_shape(v, t);
		break;
	case TOLD_HASH:
		add_hash(v, t);
		break;
	case TOLD_REACHED:
		tell_progress(v, t->path);
		break;
	}
	arena_end(&a);
}

static void hear(struct inventory *v, bool all)
{
	struct told *t;

	while ((t = crew_hear(v->crew, all)))
		take(v, t);
}

/*
 * Names in another code become UTF-8 for the answer, and steer no terminal. No
 * name is UTF-16, since it would have NULs.
 */
static struct str shown(struct arena *a, const char *path)
{
	struct str s = str_of(path);
	enum text_code code = text_detect(s);

	if (code == TEXT_UTF16LE || code == TEXT_UTF16BE)
		code = TEXT_CP932;
	if (!utf8_check(s))
		s = text_utf8(a, s, code);
	return utf8_check(s) ? arena_str(a, utf8_shown(a, s))
	                     : STR("(unreadable name)");
}

static void not_opened(
    struct inventory *v, struct str path, int errno_value)
{
	struct err e = {0};

	file_fail(&e, path.p, errno_value);
	close_at(v, path, &e);
}

static void add_at(struct inventory *v, int folder, const char *name,
    struct str path, int depth);

static void too_deep(struct inventory *v, struct str path)
{
	struct err e = {0};

	fail(&e, ERR_LIMIT,
	    "フォルダーが%d段より深いため、これより内側は読んでいません。"
	    "このフォルダーを直接指定すれば読めます。",
	    "Folders are more than %d deep here; what is further inside was not "
	    "read. It can be read by naming this folder itself.",
	    FOLDER_DEPTH);
	close_at(v, path, &e);
}

static void add_folder(
    struct inventory *v, int fd, struct str path, int depth)
{
	struct dirent **names = NULL;

	if (depth > FOLDER_DEPTH) {
		too_deep(v, path);
		return;
	}
	int n = scandirat(fd, ".", &names, NULL, alphasort);
	if (n < 0) {
		not_opened(v, path, errno);
		return;
	}
	for (int i = 0; i < n; i++) {
		AUTO(arena_end) struct arena a = {0};
		const char *name = names[i]->d_name;
		struct str inner = shown(&a, name);
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			add_at(v, fd, name,
			    arena_printf(&a, "%.*s/%.*s", STR_ARG(path),
			        STR_ARG(inner)),
			    depth + 1);
		free(names[i]);
	}
	free(names);
}

static void not_a_file(struct inventory *v, struct str path)
{
	struct err e = {0};

	fail(&e, ERR_INPUT,
	    "リンクや装置など、普通のファイルではないため読んでいません。",
	    "It is a link, a device or the like, no ordinary file, and was not read.");
	close_at(v, path, &e);
}

/* The crew takes the descriptor, and those of an image's segments. */
static void hand_in_file(struct inventory *v, int folder, const char *name,
    struct str path, const struct stat *st, int fd)
{
	int fds[CAGE_FILES_MAX + 1] = {fd};
	size_t n = segments_open(folder, name, fds, CAGE_FILES_MAX + 1);

	crew_hand_in(v->crew, path, fds, n, st);
	hear(v, false);
}

/* A device only when the person gave it: one in a folder is another medium. */
static bool is_content(const struct stat *st, int depth)
{
	return S_ISREG(st->st_mode) || (S_ISBLK(st->st_mode) && depth == 0);
}

static void add_at(struct inventory *v, int folder, const char *name,
    struct str path, int depth)
{
	struct stat st;

	struct pollfd stop = {.fd = v->stop_fd, .events = POLLIN};

	if (v->stop_fd > 0 && poll(&stop, 1, 0) > 0)
		v->stopped = true;
	if (v->stopped)
		return;
	AUTO(fd_end)
	int fd = openat(folder, name,
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | (depth ? O_NOFOLLOW : 0));
	if (fd < 0 && (errno == ELOOP || errno == ENXIO)) { /* a socket */
		not_a_file(v, path);
	} else if (fd < 0 || fstat(fd, &st) != 0) {
		not_opened(v, path, errno);
	} else if (S_ISDIR(st.st_mode)) {
		add_folder(v, fd, path, depth);
	} else if (is_content(&st, depth)) {
		/* A later segment is read with the first. */
		if (depth > 0 && segment_follows(folder, name))
			return;
		hand_in_file(v, folder, name, path, &st, fd);
		fd = -1;
	} else {
		not_a_file(v, path);
	}
}

static struct str rules_wire(struct inventory *v)
{
	struct buf b = buf_begin(v->arena, OWNRULES_WIRE_BYTES);

	ownrules_put(&b, v->rules);
	return buf_str(&b);
}

static bool has_crew(struct inventory *v)
{
	const struct crew_orders orders = {
	    .key = v->key, .stop_fd = v->stop_fd, .hash = v->hash,
	    .rules = v->rules ? rules_wire(v) : (struct str){0},
	    .samples = v->samples};

	if (!v->crew)
		v->crew = crew_begin(&orders);
	return v->crew != NULL;
}

static bool need_crew(struct inventory *v, struct err *e)
{
	return has_crew(v) ||
	       fail(e, ERR_IO, "メモリーが足りません。",
	           "There is too little memory.");
}

bool inventory_hand_in_as(struct inventory *v, const char *path,
    struct str name, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return file_fail(e, path, errno);
	if (!need_crew(v, e))
		return false;
	add_at(v, AT_FDCWD, path, name, 0);
	return true;
}

bool inventory_hand_in(struct inventory *v, const char *path, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct str name = shown(&a, path);

	while (name.n > 1 && name.p[name.n - 1] == '/')
		name.n--;
	if (inventory_hand_in_as(v, path, name, e))
		return true;
	struct err none = {0};
	if (need_crew(v, &none))
		close_at(v, name, e);
	return false;
}

void inventory_wait(struct inventory *v)
{
	if (!v->crew)
		return;
	hear(v, true);
	mailbox_end(v->mailbox, v->arena);
	v->stopped |= crew_stopped(v->crew);
}

bool inventory_add(struct inventory *v, const char *path, struct err *e)
{
	if (!inventory_hand_in(v, path, e))
		return false;
	inventory_wait(v);
	return true;
}
