/*
 * exposure/columns - the #Fields line in force before a range of a W3C log
 * begins, which may stand anywhere before it.
 */
#include "investigate/exposure/run.h"

#include <stdlib.h>

#include "investigate/exposure/table.h"

/* Offsets of all #Fields lines of the file, in order. */
static bool find_directives(struct run_input *in, const struct reader *file)
{
	static const char mark[] = "#Fields:";
	const size_t over = sizeof(mark); /* line feed and mark */
	char *p = table_grow(NULL, READER_BYTES + 16, 1);
	struct err e = {0};
	size_t n = 1, kept = 1;
	uint64_t at = 0;

	p[0] = '\n'; /* the file's start is a line's start */
	while (reader_read_at(file, at, p + kept, READER_BYTES - kept, &n, &e) &&
	    n > 0) {
		const char *end = p + kept + n, *q = p;

		while ((size_t)(end - q) >= over &&
		    (q = memmem(q, (size_t)(end - q), "\n#Fields:", over))) {
			in->directive = table_grow(in->directive,
			    in->n_directives + 1, sizeof(*in->directive));
			in->directive[in->n_directives++] =
			    at + (uint64_t)(q + 1 - (p + kept));
			q += over;
		}
		at += n;
		size_t keep = kept + n < over ? kept + n : over - 1;

		memmove(p, end - keep, keep);
		kept = keep;
	}
	free(p);
	return e.kind == ERR_NONE;
}

bool run_columns_before(void *arg, uint64_t offset, struct line_context *ctx)
{
	struct run_columns *c = arg;
	struct run_input *in = c->input;
	struct reader file;
	struct err e = {0};
	char line[FIELDS_LINE_MAX];
	size_t n = 0;
	bool found = false;

	if (!run_open(in, false, &file, &e))
		return false;
	pthread_mutex_lock(&c->run->lock);
	if (!in->directives_known)
		in->directives_known = find_directives(in, &file);
	for (size_t i = in->n_directives; i > 0 && !found; i--) {
		if (in->directive[i - 1] >= offset)
			continue;
		found = reader_read_at(&file, in->directive[i - 1], line,
		    sizeof(line), &n, &e);
	}
	pthread_mutex_unlock(&c->run->lock);
	reader_end(&file);
	const char *nl = found ? memchr(line, '\n', n) : NULL;

	if (nl)
		n = (size_t)(nl - line);
	while (n > 0 && line[n - 1] == '\r')
		n--;
	return found && line_w3c_directive(ctx, (struct str){line, n});
}
