/*
 * fuzz/replay - runs a fuzz target over kept inputs, so that every input that
 * once did harm is tried in each ordinary test run. Linked to one target each;
 * the arguments are files or folders.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct stat st;

	if (!f || fstat(fileno(f), &st)) {
		perror(path);
		return 1;
	}
	size_t n = (size_t)st.st_size;
	uint8_t *data = malloc(n ? n : 1);
	if (!data || fread(data, 1, n, f) != n) {
		perror(path);
		return 1;
	}
	fclose(f);
	LLVMFuzzerTestOneInput(data, n);
	free(data);
	return 0;
}

static int replay_folder(const char *path, int *ret_n)
{
	DIR *d = opendir(path);
	char name[4096];
	int bad = 0;

	if (!d) {
		perror(path);
		return 1;
	}
	for (struct dirent *at; (at = readdir(d));) {
		if (at->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, at->d_name);
		bad |= replay_file(name);
		++*ret_n;
	}
	closedir(d);
	return bad;
}

int main(int argc, char **argv)
{
	int bad = 0, n = 0;

	for (int i = 1; i < argc; i++)
		bad |= replay_folder(argv[i], &n);
	printf("%d inputs\n", n);
	return bad || n == 0;
}
