/*
 * desk/sources - DATA/inquiry.yaml: which folders of this machine people may
 * name files in, how much may be uploaded, how long a result is kept. Written
 * by the administrator with an editor, read each time it is needed.
 */
#include "desk/inquiry_i.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/yaml.h"

enum {
	SETTINGS_BYTES_MAX = 64 << 10,
	SOURCES_MAX = 32,
	FILES_LISTED_MAX = 500,
	DEPTH_MAX = 4,
	UPLOAD_MB_DEFAULT = 64 << 10,
	KEEP_HOURS_DEFAULT = 24,
	KEEP_HOURS_MAX = 24 * 14,
};

/* ---- the file ---- */

static bool number_read(const struct yaml *top, const char *name,
    int64_t max, int64_t *ret, struct err *e)
{
	const struct yaml *y = yaml_get(top, name);
	int64_t n = 0;

	if (!y)
		return true;
	if (!str_parse_int(y->s, &n) || n < 1 || n > max)
		return fail(e, ERR_INPUT,
		    "inquiry.yaml:%u: %s は 1 から %lld までの数です。",
		    "inquiry.yaml:%u: %s is a number from 1 to %lld.",
		    y->line, name, (long long)max);
	*ret = n;
	return true;
}

static bool source_read(struct arena *a, const struct yaml *y,
    struct inquiry_source *ret, struct err *e)
{
	struct str name = yaml_get_text(y, "name");
	struct str path = yaml_get_text(y, "path");

	if (!name.n || name.n > 200 || memchr(name.p, '|', name.n) ||
	    !path.n || path.p[0] != '/')
		return fail(e, ERR_INPUT,
		    "inquiry.yaml:%u: 名前（name。| は使えません）と、/ で始まる"
		    "フォルダー（path）を書いてください。",
		    "inquiry.yaml:%u: give a name (without |) and a folder "
		    "(path) that begins with /.",
		    y->line);
	*ret = (struct inquiry_source){arena_str(a, name), arena_str(a, path)};
	return true;
}

static bool sources_read(struct arena *a, const struct yaml *list,
    struct inquiry_settings *ret, struct err *e)
{
	if (!list)
		return true;
	if (list->kind != YAML_KIND_LIST || list->n > SOURCES_MAX)
		return fail(e, ERR_INPUT,
		    "inquiry.yaml:%u: sources は %d 個までの並びです。",
		    "inquiry.yaml:%u: sources is a list of at most %d.",
		    list->line, SOURCES_MAX);
	ret->sources = ARENA_ARRAY(a, list->n, struct inquiry_source);
	for (size_t i = 0; i < list->n; i++) {
		if (!source_read(a, &list->items[i], &ret->sources[i], e))
			return false;
		for (size_t j = 0; j < i; j++)
			if (str_eq(ret->sources[i].name, ret->sources[j].name))
				return fail(e, ERR_INPUT,
				    "inquiry.yaml:%u: 同じ名前が二つあります。",
				    "inquiry.yaml:%u: two have the same name.",
				    list->items[i].line);
		ret->n++;
	}
	return true;
}

/* What we do not know is a slip of the pen, not to be passed over. */
static bool names_known(const struct yaml *top, struct err *e)
{
	for (size_t i = 0; top->kind == YAML_KIND_MAP && i < top->n; i++) {
		struct str name = top->members[i].name;

		if (!str_is(name, "sources") && !str_is(name, "upload_max_mb") &&
		    !str_is(name, "keep_hours"))
			return fail(e, ERR_INPUT,
			    "inquiry.yaml:%u: 「%.*s」という設定はありません。",
			    "inquiry.yaml:%u: there is no setting \"%.*s\".",
			    top->members[i].line, STR_ARG(name));
	}
	return (top->kind == YAML_KIND_MAP || top->kind == YAML_KIND_NONE) ||
	    fail(e, ERR_INPUT,
	        "inquiry.yaml: 「名前: 値」の形で書いてください。",
	        "inquiry.yaml: write it as \"name: value\".");
}

bool settings_read(struct arena *a, const char *dir,
    struct inquiry_settings *ret, struct err *e)
{
	const char *path = arena_printf(a, "%s/inquiry.yaml", dir).p;
	struct inquiry_settings s = {0};
	const struct yaml *top = NULL;
	int64_t mb = UPLOAD_MB_DEFAULT, hours = KEEP_HOURS_DEFAULT;
	struct str text;

	if (file_exists(path)) {
		if (!file_read(a, path, SETTINGS_BYTES_MAX, &text, e) ||
		    !yaml_parse(a, STR("inquiry.yaml"), text,
		        SETTINGS_BYTES_MAX, &top, e) ||
		    !names_known(top, e) ||
		    !number_read(top, "upload_max_mb", 64 << 20, &mb, e) ||
		    !number_read(
		        top, "keep_hours", KEEP_HOURS_MAX, &hours, e) ||
		    !sources_read(a, yaml_get(top, "sources"), &s, e))
			return false;
	}
	s.upload_max_bytes = (uint64_t)mb << 20;
	s.keep_hours = hours;
	*ret = s;
	return true;
}

/* ---- beneath a folder ---- */

/*
 * One component at a time, each opened in the folder before it and never
 * through a link, so that no name leads out of the folder (what openat2 does
 * with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, on every kernel).
 */
static int open_beneath(int root, struct str path)
{
	AUTO(fd_end) int at = dup(root);
	struct str part;

	while (at >= 0 && str_cut(&path, '/', &part)) {
		AUTO(arena_end) struct arena a = {0};
		bool last = path.n == 0;
		int flags = O_NOFOLLOW | O_CLOEXEC |
		    (last ? O_RDONLY | O_NONBLOCK | O_NOCTTY
		          : O_PATH | O_DIRECTORY);

		if (!part.n || str_is(part, ".") || str_is(part, "..") ||
		    memchr(part.p, '\0', part.n)) {
			errno = ENOENT;
			return -1;
		}
		int next = openat(at, arena_str(&a, part).p, flags);

		close(at);
		at = next;
	}
	int got = at;

	at = -1;
	return got;
}

static bool fail_source(struct err *e)
{
	return fail_field(e, ERR_INPUT, "files",
	    "選んだファイルは、いまは開けません。一覧を読み直して、選び直して"
	    "ください。",
	    "The chosen file cannot be opened now; load the list again and "
	    "choose once more.");
}

bool source_open(const struct inquiry_settings *s, struct str source,
    struct str file, int *ret_fd, uint64_t *ret_bytes, struct err *e)
{
	AUTO(fd_end) int root = -1, fd = -1;
	struct stat st;

	for (size_t i = 0; i < s->n && root < 0; i++)
		if (str_eq(s->sources[i].name, source))
			root = open(s->sources[i].path.p,
			    O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 || file.n == 0)
		return fail_source(e);
	fd = open_beneath(root, file);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return fail_source(e);
	*ret_bytes = (uint64_t)st.st_size;
	*ret_fd = fd;
	fd = -1;
	return true;
}

/* ---- the list ---- */

static void dir_end(DIR **d)
{
	if (*d)
		closedir(*d);
}

static bool is_shown(struct str name)
{
	return name.p[0] != '.' && utf8_check(name) && !utf8_has_control(name);
}

static void list_add(
    struct desk_source *s, struct str file, const struct stat *st)
{
	if (s->n == FILES_LISTED_MAX) {
		s->more = true;
		return;
	}
	s->files[s->n++] = (struct desk_source_file){.file = file,
	    .bytes = (uint64_t)st->st_size,
	    .modified_at = (int64_t)st->st_mtime * TIME_SECOND};
}

static bool list_folder(struct arena *a, int at, struct str above, int depth,
    struct desk_source *s)
{
	int fd = openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTO(dir_end) DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;
	struct stat st;

	if (!dir) {
		fd_end(&fd);
		return false;
	}
	while ((entry = readdir(dir)) && !s->more) {
		struct str name = str_of(entry->d_name);

		if (!is_shown(name) ||
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		struct str path = above.n
		    ? arena_printf(a, "%.*s/%.*s", STR_ARG(above), STR_ARG(name))
		    : arena_str(a, name);
		if (S_ISREG(st.st_mode))
			list_add(s, path, &st);
		if (!S_ISDIR(st.st_mode) || depth == 0)
			continue;
		AUTO(fd_end)
		int below = openat(fd, entry->d_name,
		    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0) /* one that cannot be read is left out */
			(void)list_folder(a, below, path, depth - 1, s);
	}
	return true;
}

static int newer(const void *x, const void *y)
{
	const struct desk_source_file *f = x, *g = y;

	if (f->modified_at != g->modified_at)
		return f->modified_at < g->modified_at ? 1 : -1;
	return str_cmp(f->file, g->file);
}

static void list_source(
    struct arena *a, const struct inquiry_source *from, struct desk_source *s)
{
	AUTO(fd_end)
	int root = open(from->path.p, O_PATH | O_DIRECTORY | O_CLOEXEC);

	s->name = from->name;
	s->path = from->path;
	s->files = ARENA_ARRAY(a, FILES_LISTED_MAX, struct desk_source_file);
	if (root < 0 || !list_folder(a, root, STR(""), DEPTH_MAX - 1, s))
		(void)file_fail(&s->err, from->path.p, errno);
	qsort(s->files, s->n, sizeof(*s->files), newer);
}

bool desk_sources(struct desk *d, struct arena *a, const struct actor *by,
    struct desk_sources *ret, struct err *e)
{
	struct inquiry_settings s;
	struct desk_sources out = {0};

	if (by->role == ROLE_REPORTER || by->role == ROLE_STAFF)
		return fail(e, ERR_FORBIDDEN,
		    "サーバーのファイルの一覧は、対応担当者が使うものです。",
		    "The list of the server's files is for responders.");
	if (!settings_read(a, d->dir, &s, e))
		return false;
	out.upload_max_bytes = s.upload_max_bytes;
	out.keep_hours = s.keep_hours;
	out.items = ARENA_ARRAY(a, s.n, struct desk_source);
	for (; out.n < s.n; out.n++)
		list_source(a, &s.sources[out.n], &out.items[out.n]);
	*ret = out;
	return true;
}
