/*
 * base/file - see file.h.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"

void fd_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool file_fail(struct err *e, const char *path, int errno_value)
{
	switch (errno_value) {
	case ENOENT:
		return fail(e, ERR_MISSING, "%s がありません。",
		    "%s does not exist.", path);
	case EACCES:
	case EPERM:
		return fail(e, ERR_IO,
		    "%s を開く権限がありません。所有者と権限を確認してくださ"
		    "い。",
		    "No permission for %s. Check its owner and mode.", path);
	case ENOSPC:
	case EDQUOT:
		return fail(e, ERR_IO,
		    "%s を書き込む空き容量がありません。不要なファイルを移し"
		    "てから、もう一度実行してください。",
		    "The disk is full, %s was not written. Free some space and "
		    "try again.",
		    path);
	case EROFS:
		return fail(e, ERR_IO, "%s は読み取り専用の場所にあります。",
		    "%s is on a read-only file system.", path);
	default:
		return fail(e, ERR_IO, "%s を扱えません（%s）。",
		    "Cannot use %s (%s).", path, strerror(errno_value));
	}
}

bool fd_stat(int fd, struct stat *ret)
{
	return syscall(SYS_fstat, fd, ret) == 0;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool file_read_fd(struct arena *a, int fd, size_t max_bytes, struct str *ret,
    struct err *e)
{
	struct buf b = buf_begin(a, max_bytes);
	struct stat st;
	char part[65536];
	ssize_t n;

	if (fd_stat(fd, &st) && S_ISREG(st.st_mode) && st.st_size > 0)
		buf_expect(&b, (size_t)st.st_size);
	while ((n = read(fd, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_fail(e, "input", errno);
		buf_put(&b, (struct str){part, (size_t)n});
		if (b.over)
			return fail(e, ERR_LIMIT,
			    "入力が大きすぎます（上限は %zu バイト）。",
			    "The input is too large (limit %zu bytes).",
			    max_bytes);
	}
	*ret = buf_str(&b);
	return true;
}

bool file_read(struct arena *a, const char *path, size_t max_bytes,
    struct str *ret, struct err *e)
{
	AUTO(fd_end) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return file_fail(e, path, errno);
	return file_read_fd(a, fd, max_bytes, ret, e);
}

bool file_put(int fd, struct str bytes, struct err *e)
{
	while (bytes.n) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_fail(e, "output", errno);
		bytes = str_from(bytes, (size_t)n);
	}
	return true;
}

/* The folder of path, for its fsync. */
static int open_folder(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str dir = slash
	    ? arena_str(a, (struct str){path, (size_t)(slash - path) + 1})
	    : STR(".");

	return open(dir.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

bool file_write(
    const char *path, struct str bytes, unsigned mode, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct str beside = arena_printf(&a, "%s.new", path);
	AUTO(fd_end)
	int fd = open(beside.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
	    (mode_t)mode);

	if (fd < 0)
		return file_fail(e, beside.p, errno);
	if (!file_put(fd, bytes, e)) {
		unlink(beside.p);
		return false;
	}
	if (fsync(fd) || rename(beside.p, path)) {
		int why = errno;
		unlink(beside.p);
		return file_fail(e, path, why);
	}
	AUTO(fd_end) int folder = open_folder(&a, path);
	if (folder < 0 || fsync(folder))
		return file_fail(e, path, errno);
	return true;
}

/* Everything from one descriptor to the other. */
static bool pour(int in, int out, const char *from, struct err *e)
{
	char part[65536];
	ssize_t n;

	while ((n = read(in, part, sizeof(part))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_fail(e, from, errno);
		if (!file_put(out, (struct str){part, (size_t)n}, e))
			return false;
	}
	return true;
}

bool file_copy(
    const char *from, const char *to, unsigned mode, struct err *e)
{
	AUTO(fd_end) int in = open(from, O_RDONLY | O_CLOEXEC);

	if (in < 0)
		return file_fail(e, from, errno);
	AUTO(fd_end)
	int out =
	    open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (out < 0)
		return file_fail(e, to, errno);
	if (!pour(in, out, from, e)) {
		unlink(to);
		return false;
	}
	return fsync(out) == 0 || file_fail(e, to, errno);
}

bool file_make_folder(const char *path, unsigned mode, struct err *e)
{
	if (mkdir(path, (mode_t)mode) && errno != EEXIST)
		return file_fail(e, path, errno);
	return true;
}
