/*
 * desk/playbooks - the versions of the manual that incidents may run by: those
 * inside the program, then an office's own in the data directory, a folder
 * each in playbooks/. The file playbooks/default names the one that new
 * incidents begin with. A wrong file keeps the desk shut, with file and line:
 * half a manual would be worse.
 */
#include "desk/inside.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/file.h"
#include "core/playbook_load.h"

static void names_end(struct dirent ***names)
{
	free(*names);
}

/* "city-2026/t1.yaml": the office's own file, else the program's. */
static bool read_own(
    void *ctx, struct str name, struct str *ret_bytes, struct err *e)
{
	struct desk *d = ctx;
	struct str path = arena_printf(
	    &d->arena, "%s/playbooks/%.*s", d->dir, STR_ARG(name));

	if (playbook_embedded(name, ret_bytes))
		return true;
	return file_read(
	    &d->arena, path.p, PLAYBOOK_FILE_BYTES_MAX, ret_bytes, e);
}

static bool add(struct desk *d, struct playbook *pb, struct err *e)
{
	if (d->playbooks_n == PLAYBOOKS_MAX)
		return fail(e, ERR_LIMIT,
		    "手順書の版が多すぎます（上限は %d）。",
		    "There are too many playbooks (at most %d).",
		    PLAYBOOKS_MAX);
	d->playbooks[d->playbooks_n++] = pb;
	return true;
}

static bool load_embedded(struct desk *d, struct err *e)
{
	for (size_t i = 0; playbook_embedded_id(i).n; i++) {
		struct playbook *pb = ARENA_NEW(&d->arena, struct playbook);
		if (!playbook_load_embedded(
		        &d->arena, playbook_embedded_id(i), pb, e) ||
		    !add(d, pb, e))
			return false;
	}
	return true;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A folder; what is no folder has no playbook.yaml. */
static int is_own(const struct dirent *entry)
{
	return is_shown(entry) && strcmp(entry->d_name, "default") != 0;
}

static bool load_one(struct desk *d, const char *name, struct err *e)
{
	struct str id = arena_str(&d->arena, str_of(name));
	struct playbook *pb = ARENA_NEW(&d->arena, struct playbook);

	if (desk_playbook(d, id))
		return fail(e, ERR_CONFLICT,
		    "手順書の版「%s」はプログラムに含まれています。自分の版には別"
		    "の名前を付けてください。",
		    "The playbook \"%s\" is part of the program; give your own "
		    "another name.",
		    name);
	return playbook_load(&d->arena, id, read_own, d, pb, e) &&
	    add(d, pb, e);
}

static bool load_own(struct desk *d, struct err *e)
{
	struct str folder = arena_printf(&d->arena, "%s/playbooks", d->dir);
	AUTO(names_end) struct dirent **names = NULL;
	int n = scandir(folder.p, &names, is_own, alphasort);
	bool ok = true;

	for (int i = 0; i < n; i++) {
		ok = ok && load_one(d, names[i]->d_name, e);
		free(names[i]);
	}
	return ok;
}

/* The one that new incidents begin with stands first. */
static bool choose_default(struct desk *d, struct err *e)
{
	struct str path =
	    arena_printf(&d->arena, "%s/playbooks/default", d->dir);
	struct str id;

	if (!file_exists(path.p))
		return true;
	if (!file_read(&d->arena, path.p, 200, &id, e))
		return false;
	id = str_trim(id);
	for (size_t i = 0; i < d->playbooks_n; i++) {
		const struct playbook *pb = d->playbooks[i];
		if (!str_eq(pb->id, id))
			continue;
		d->playbooks[i] = d->playbooks[0];
		d->playbooks[0] = pb;
		return true;
	}
	return fail(e, ERR_INPUT,
	    "%s にある手順書の版「%.*s」はありません。",
	    "%s names the playbook \"%.*s\", which does not exist.", path.p,
	    STR_ARG(id));
}

bool playbooks_load(struct desk *d, struct err *e)
{
	return load_embedded(d, e) && load_own(d, e) && choose_default(d, e);
}

enum { DEPTH_MAX = 4 };

/* A file, or a folder with what is in it. */
static bool copy_all(
    const char *from, const char *to, int depth, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(names_end) struct dirent **names = NULL;
	int n = scandir(from, &names, is_shown, alphasort);
	bool ok = true;

	if (n < 0)
		return file_copy(from, to, 0600, e);
	ok = file_make_folder(to, 0700, e);
	for (int i = 0; i < n; i++) {
		const char *name = names[i]->d_name;
		ok = ok && depth < DEPTH_MAX &&
		    copy_all(arena_printf(&a, "%s/%s", from, name).p,
		        arena_printf(&a, "%s/%s", to, name).p, depth + 1, e);
		free(names[i]);
	}
	if (!ok && e->kind == ERR_NONE)
		fail(e, ERR_LIMIT, "%s の中のフォルダが深すぎます。",
		    "The folders in %s are too deep.", from);
	return ok;
}

bool playbooks_copy(const char *from, const char *to, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	const char *own = arena_printf(&a, "%s/playbooks", from).p;

	return !file_exists(own) ||
	    copy_all(own, arena_printf(&a, "%s/playbooks", to).p, 0, e);
}
