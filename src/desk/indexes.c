/*
 * desk/indexes - DATA/index: what exposure keeps of logs of this machine, so
 * that the next question reads only what can matter (docs/exposure.md). Anyone
 * of them can be removed at any time: the log is then read as a whole again.
 */
#include "desk/inquiry_i.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

static const uint64_t BYTES_MAX = (uint64_t)1 << 30;
static const int64_t AGE_MAX_S = 30 * (TIME_DAY / TIME_SECOND);

enum { LOOKED_AT = 4096 }; /* more in one go are left to the next */

struct kept {
	char name[256];
	int64_t made_s;
	uint64_t bytes;
};

static int newest_first(const void *x, const void *y)
{
	const struct kept *a = x, *b = y;

	return (a->made_s < b->made_s) - (a->made_s > b->made_s);
}

static size_t look(DIR *d, struct kept *list)
{
	const struct dirent *f;
	struct stat st;
	size_t n = 0;

	while (n < LOOKED_AT && (f = readdir(d))) {
		if (fstatat(dirfd(d), f->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !S_ISREG(st.st_mode))
			continue;
		memcpy(list[n].name, f->d_name, strlen(f->d_name) + 1);
		list[n].made_s = st.st_mtim.tv_sec;
		list[n++].bytes = (uint64_t)st.st_size;
	}
	return n;
}

void indexes_trim(const char *folder, int64_t now_s)
{
	AUTO(arena_end) struct arena a = {0};
	struct kept *list = ARENA_ARRAY(&a, LOOKED_AT, struct kept);
	DIR *d = opendir(folder);
	uint64_t sum = 0;

	if (!d)
		return;
	size_t n = look(d, list);
	qsort(list, n, sizeof(*list), newest_first);
	for (size_t i = 0; i < n; i++) {
		sum += list[i].bytes;
		if (sum > BYTES_MAX || now_s - list[i].made_s > AGE_MAX_S)
			(void)unlinkat(dirfd(d), list[i].name, 0);
	}
	closedir(d);
}
