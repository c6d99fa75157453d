/*
 * inventory/segments - names of E01 segments. See segments.h.
 */
#include "investigate/inventory/segments.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c, char a)
{
	return c >= a && c <= a + 25;
}

/* The last three letters of "disk.E01", NULL when it is no segment's. */
static char *segment_end(char *name)
{
	size_t n = strlen(name);
	char *x = n >= 5 ? name + n - 3 : NULL;

	if (!x || x[-1] != '.')
		return NULL;
	char a = x[0] == 'e' || is_letter(x[0], 'a') ? 'a' : 'A';
	if (!is_letter(x[0], a) || x[0] - a < 'E' - 'A')
		return NULL;
	bool numbered = x[0] - a == 'E' - 'A' && is_digit(x[1]) &&
	                is_digit(x[2]) && (x[1] != '0' || x[2] != '0');
	return numbered || (is_letter(x[1], a) && is_letter(x[2], a)) ? x
	                                                               : NULL;
}

/* E01 to E02, E99 to EAA, EZZ to FAA. False behind ZZZ. */
static bool advance(char *x)
{
	char a = is_letter(x[0], 'a') ? 'a' : 'A';

	if (is_digit(x[1])) {
		if (x[1] == '9' && x[2] == '9') {
			x[1] = x[2] = a;
			return true;
		}
		x[1] = (char)(x[1] + (x[2] == '9'));
		x[2] = x[2] == '9' ? '0' : (char)(x[2] + 1);
		return true;
	}
	for (int i = 2; i >= 0; i--) {
		if (x[i] != a + 25) {
			x[i]++;
			return true;
		}
		x[i] = a;
	}
	return false;
}

size_t segments_open(int folder, const char *first, int *fds, size_t max)
{
	char name[256];
	size_t n = 1;

	if (strlen(first) >= sizeof(name))
		return n;
	memcpy(name, first, strlen(first) + 1);
	char *x = segment_end(name);
	while (x && n < max && advance(x)) {
		struct stat st;
		fds[n] = openat(
		    folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		if (fds[n] < 0)
			break;
		n++;
		if (fstat(fds[n - 1], &st) != 0 || !S_ISREG(st.st_mode)) {
			close(fds[--n]);
			break;
		}
	}
	return n;
}

bool segment_follows(int folder, const char *later)
{
	char name[256];
	struct stat st;

	if (strlen(later) >= sizeof(name))
		return false;
	memcpy(name, later, strlen(later) + 1);
	char *x = segment_end(name);
	if (!x || (x[1] == '0' && x[2] == '1'))
		return false;
	x[0] = is_letter(x[0], 'a') ? 'e' : 'E';
	x[1] = '0';
	x[2] = '1';
	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st.st_mode);
}
