/*
 * exposure/every - see every.h.
 */
#include "investigate/exposure/every.h"

#include <stdlib.h>

#include "investigate/exposure/table.h"

void every_begin(struct every *v, const struct scan_job *job)
{
	*v = (struct every){.job = job,
	    .ctx = {.zone_s = job->zone_s,
		.zone_given = job->zone_given,
		.only = job->only,
		.custom = &job->custom,
		.scratch = table_zeros(1, LINE_MAX_BYTES)}};
}

void every_end(struct every *v)
{
	free(v->ctx.scratch);
	index_builder_end(&v->builder);
}

void every_range(
    struct every *v, uint64_t from, const struct index_seed *seed)
{
	v->ctx.n_columns = 0;
	v->asked_columns = from == 0;
	v->unfit = false;
	v->indexing = seed != NULL;
	if (seed)
		index_builder_begin(&v->builder, seed);
}

bool every_wanted(const struct every *v)
{
	return v->indexing;
}

static enum line_kind parse(
    struct every *v, const struct scan *s, struct str line, struct line *l)
{
	enum line_kind kind = line_parse(&v->ctx, line, l);

	/* The #Fields line may stand before this range, as in scan.c. */
	if (kind != LINE_UNPARSED || v->ctx.n_columns > 0 ||
	    v->asked_columns || !s->columns)
		return kind;
	v->asked_columns = true;
	if (s->columns(s->columns_arg, s->range_from, &v->ctx))
		kind = line_parse(&v->ctx, line, l);
	return kind;
}

static void index_line(struct every *v, enum line_kind kind, struct str line,
    const struct line *l, uint64_t offset)
{
	if (kind == LINE_ENTRY)
		index_builder_entry(&v->builder, l);
	else if (kind == LINE_UNPARSED)
		index_builder_unread(&v->builder, line);
	if (!str_starts(line, STR("#Fields:")))
		return;
	v->unfit = v->unfit || line.n > FIELDS_LINE_MAX;
	index_builder_fields(&v->builder, offset);
}

void every_lines(struct every *v, const struct scan *s, struct str lines,
    uint64_t offset)
{
	const char *p = lines.p, *end = p + lines.n;
	struct line l;

	while (p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		struct str line = {p, (size_t)(nl - p)};

		enum line_kind kind = parse(v, s, line, &l);

		if (v->indexing)
			index_line(v, kind, line, &l,
			    offset + (uint64_t)(p - lines.p));
		p = nl + 1;
	}
}
