/*
 * desk/spool - DATA/spool: files that people send in and results that wait to
 * be looked at, a folder for each, readable by nobody else and removed when
 * nobody needs them. What a killed server left goes at the next start.
 */
#include "desk/inquiry_i.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "base/utf8.h"

enum {
	NAME_BYTES_MAX = 255,
	CHECK_EVERY = 16 << 20, /* look at the free space again */
};

/* The record must still be writable when the spool is at its largest. */
static const uint64_t STAYS_FREE = (uint64_t)256 << 20;

static struct str spool_path(struct arena *a, const char *dir)
{
	return arena_printf(a, "%s/spool", dir);
}

static int remove_one(const char *path, const struct stat *st, int what,
    struct FTW *ftw)
{
	(void)st;
	(void)ftw;
	if (what == FTW_DP)
		return rmdir(path);
	return unlink(path);
}

void spool_remove(struct str path)
{
	if (path.n)
		(void)nftw(path.p, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

bool spool_clear(const char *dir, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct str path = spool_path(&a, dir);

	if (file_exists(path.p))
		spool_remove(path);
	return file_make_folder(path.p, 0700, e);
}

bool spool_folder(struct desk *d, struct arena *a, char ret_id[SPOOL_ID_BYTES],
    struct str *ret_path, struct err *e)
{
	unsigned char key[16];

	random_bytes(key, sizeof(key));
	struct str id = base64url_encode(
	    a, (struct str){(const char *)key, sizeof(key)});
	struct str path = arena_printf(a, "%.*s/%.*s",
	    STR_ARG(spool_path(a, d->dir)), STR_ARG(id));
	if (!file_make_folder(path.p, 0700, e))
		return false;
	memcpy(ret_id, id.p, SPOOL_ID_BYTES - 1);
	ret_id[SPOOL_ID_BYTES - 1] = '\0';
	*ret_path = path;
	return true;
}

bool spool_fail(struct err *e, int errno_value)
{
	if (errno_value == ENOSPC || errno_value == EDQUOT ||
	    errno_value == EFBIG)
		return fail(e, ERR_IO,
		    "サーバーのディスクがいっぱいで、ファイルを置けません"
		    "（途中までのものは消しました）。管理者に連絡してください。",
		    "The server's disk is full; the file cannot be kept (what "
		    "came so far was removed). Tell the administrator.");
	return file_fail(e, "spool", errno_value);
}

bool spool_has_room(const char *dir, uint64_t bytes, struct err *e)
{
	struct statvfs v;

	if (statvfs(dir, &v) != 0)
		return file_fail(e, dir, errno);
	if ((uint64_t)v.f_bavail * v.f_frsize < bytes + STAYS_FREE)
		return spool_fail(e, ENOSPC);
	return true;
}

/* ---- uploads ---- */

static bool fail_too_large(uint64_t max, struct err *e)
{
	return fail_field(e, ERR_LIMIT, "logs",
	    "一度に送れるのは %llu MB までです。分けて送るか、管理者に"
	    "サーバー上のファイルを選べるようにしてもらってください。",
	    "At most %llu MB can be sent at once. Send it in parts, or have "
	    "the administrator allow files of the server.",
	    (unsigned long long)(max >> 20));
}

bool desk_upload_begin(struct desk *d, const struct actor *by, struct str code,
    uint64_t bytes, struct upload **ret, struct err *e)
{
	AUTO(desk_upload_end) struct upload *u = calloc(1, sizeof(*u));
	const struct incident *inc = NULL;
	struct inquiry_settings s;

	if (!u)
		abort();
	u->fd = -1;
	u->desk = d;
	if (!desk_incident(d, &u->arena, by, code, &inc, e))
		return false;
	if (!actor_may(by, MAY_RECORD, inc))
		return fail(e, ERR_FORBIDDEN,
		    "この事案に記録できる人だけが、ファイルを送れます。",
		    "Only who may record on this incident can send files.");
	if (!settings_read(&u->arena, d->dir, &s, e))
		return false;
	u->max = s.upload_max_bytes;
	if (bytes > u->max)
		return fail_too_large(u->max, e);
	if (!spool_has_room(d->dir, bytes, e) ||
	    !spool_folder(d, &u->arena, u->id, &u->folder, e))
		return false;
	u->code = arena_str(&u->arena, inc->code);
	u->user = arena_str(&u->arena, by->user);
	u->files =
	    ARENA_ARRAY(&u->arena, INQUIRY_FILES_MAX, struct inquiry_file);
	*ret = u;
	u = NULL;
	return true;
}

/* Browsers send a name; some send a whole path of the other machine. */
static bool name_read(struct str name, struct str *ret, struct err *e)
{
	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
			name = str_from(name, i);
			break;
		}
	if (!name.n || name.n > NAME_BYTES_MAX || !utf8_check(name) ||
	    utf8_has_control(name) || memchr(name.p, '\0', name.n))
		return fail_field(e, ERR_INPUT, "logs",
		    "読めない、または長すぎる名前のファイルがあります。名前を"
		    "変えて送り直してください。",
		    "A file's name cannot be read or is too long; rename it "
		    "and send again.");
	*ret = name;
	return true;
}

bool desk_upload_file(
    struct upload *u, struct str role, struct str name, struct err *e)
{
	struct inquiry_file *f = &u->files[u->n];

	fd_end(&u->fd);
	if (u->n == INQUIRY_FILES_MAX)
		return fail_field(e, ERR_LIMIT, "logs",
		    "一度に送れるファイルは %d 個までです。",
		    "At most %d files can be sent at once.", INQUIRY_FILES_MAX);
	if (!name_read(name, &name, e))
		return false;
	*f = (struct inquiry_file){.role = arena_str(&u->arena, role),
	    .name = arena_str(&u->arena, name),
	    .fd = -1};
	f->path = arena_printf(
	    &u->arena, "%.*s/in%04zu", STR_ARG(u->folder), u->n);
	u->fd = open(f->path.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (u->fd < 0)
		return spool_fail(e, errno);
	u->n++;
	return true;
}

static void throw_away(struct upload *u)
{
	fd_end(&u->fd);
	u->fd = -1;
	spool_remove(u->folder);
	u->broken = true;
}

static bool put(struct upload *u, struct str bytes, struct err *e)
{
	u->bytes += bytes.n;
	if (u->bytes > u->max)
		return fail_too_large(u->max, e);
	if (u->bytes - u->checked >= CHECK_EVERY) {
		u->checked = u->bytes;
		if (!spool_has_room(u->desk->dir, 0, e))
			return false;
	}
	while (bytes.n > 0) {
		ssize_t n = write(u->fd, bytes.p, bytes.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return spool_fail(e, errno);
		bytes = str_from(bytes, (size_t)n);
		u->files[u->n - 1].bytes += (uint64_t)n;
	}
	return true;
}

bool desk_upload_put(struct upload *u, struct str bytes, struct err *e)
{
	if (u->broken || u->n == 0)
		return fail(e, ERR_INPUT, "ファイルがありません。",
		    "There is no file.");
	if (put(u, bytes, e))
		return true;
	throw_away(u);
	return false;
}

size_t desk_upload_files(const struct upload *u)
{
	return u ? u->n : 0;
}

void desk_upload_end(struct upload **pu)
{
	struct upload *u = *pu;

	if (!u)
		return;
	*pu = NULL;
	if (!u->broken)
		throw_away(u);
	arena_end(&u->arena);
	free(u);
}
