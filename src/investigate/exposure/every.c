/*
 * exposure/every - see every.h.
 */
#include "investigate/exposure/every.h"

#include <stdlib.h>

#include "investigate/exposure/table.h"

void every_begin(
    struct every *v, const struct scan_job *job, bool totalling)
{
	*v = (struct every){.job = job,
	    .totalling = totalling,
	    .quick = !job->portable && every_has_quick() &&
		(job->only == FORMAT_NONE || job->only == FORMAT_NCSA),
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
	totals_end(&v->totals);
}

void every_range(
    struct every *v, uint64_t from, const struct index_seed *seed)
{
	v->ctx.n_columns = 0;
	v->asked_columns = from == 0;
	v->unfit = false;
	v->unparsed = 0;
	v->indexing = seed != NULL;
	if (seed)
		index_builder_begin(&v->builder, seed);
}

bool every_wanted(const struct every *v)
{
	return v->indexing || v->totalling;
}

static enum line_kind parse(
    struct every *v, const struct scan *s, struct str line, struct line *l)
{
	enum line_kind kind = line_parse(&v->ctx, line, l);

	/* The #Fields line may stand before this range, as in scan.c. */
	if ((kind != LINE_UNPARSED && kind != LINE_TORN) ||
	    v->ctx.n_columns > 0 || v->asked_columns || !s->columns)
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
	else if (kind == LINE_UNPARSED || kind == LINE_TORN)
		index_builder_unread(&v->builder, line);
	if (!str_starts(line, STR("#Fields:")))
		return;
	v->unfit = v->unfit || line.n > FIELDS_LINE_MAX;
	index_builder_fields(&v->builder, offset);
}

static void total_line(struct every *v, const struct line *l)
{
	const struct scan_job *job = v->job;
	struct totals_entry x = {.addr = l->addr,
	    .at_s = l->at_s,
	    .status = l->status,
	    .served = scan_is_served(l),
	    .bytes = (uint64_t)l->bytes,
	    .agent = l->agent};

	if (l->at_s < job->from_s || l->at_s >= job->to_s)
		return;
	if (l->addr_kind == ADDR_NAME)
		x.flags = TOTALS_NAME;
	else if (job->forwarded && l->forwarded.n)
		x.addr = addr_behind_proxies(
		    l->addr, l->forwarded, &job->trusted);
	totals_add(&v->totals, &x);
	if (v->flush && totals_is_full(&v->totals))
		v->flush(v->flush_arg);
}

void every_turn(struct every *v, const struct scan_counts *counts)
{
	if (v->totalling)
		v->totals.unread += v->unparsed - counts->unparsed;
	v->unparsed = 0;
}

void every_lines(struct every *v, const struct scan *s, struct str lines,
    uint64_t offset)
{
	const char *p = lines.p, *end = p + lines.n;
	struct line l;

	while (p < end) {
		const char *nl = NULL;
		enum line_kind kind = LINE_ENTRY;
		struct str line;

		if (!v->quick || v->ctx.n_columns > 0 ||
		    !every_ncsa(&v->hour, p, &nl, &l)) {
			if (!nl)
				nl = memchr(p, '\n', (size_t)(end - p));
			line = (struct str){p, (size_t)(nl - p)};
			kind = parse(v, s, line, &l);
		}
		line = (struct str){p, (size_t)(nl - p)};
		v->unparsed += kind == LINE_UNPARSED || kind == LINE_TORN;
		if (v->totalling && kind == LINE_ENTRY)
			total_line(v, &l);
		if (v->indexing)
			index_line(v, kind, line, &l,
			    offset + (uint64_t)(p - lines.p));
		p = nl + 1;
	}
}
