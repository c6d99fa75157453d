/*
 * exposure/index_build - see index.h: fills the record of one block after the
 * other while a log is read.
 */
#include <stdlib.h>

#include "investigate/exposure/index.h"

enum { BITS_PER_KEY = 12 };

void index_builder_next(struct index_builder *b)
{
	b->block = (struct index_block){.from_s = INT64_MAX, .until_s = -1};
	set64_clear(&b->raw);
	set64_clear(&b->keys);
}

void index_builder_begin(struct index_builder *b, const struct index_seed *s)
{
	if (!b->scratch) {
		b->scratch = table_grow(NULL, LINE_MAX_BYTES + 64, 1);
		b->filter = table_grow(NULL, INDEX_FILTER_MAX, 1);
	}
	b->seed = *s;
	index_builder_next(b);
}

void index_builder_end(struct index_builder *b)
{
	free(b->scratch);
	free(b->filter);
	set64_end(&b->raw);
	set64_end(&b->keys);
	*b = (struct index_builder){0};
}

/* A path and the folders above it. */
static void path_add(struct index_builder *b, struct str path)
{
	size_t levels = 0;

	if (!set64_add(&b->keys, index_key(&b->seed, path)))
		return;
	for (size_t i = 0; i < path.n && levels < INDEX_LEVELS; i++) {
		if (path.p[i] != '/')
			continue;
		set64_add(&b->keys,
		    index_key_below(&b->seed, str_slice(path, 0, i + 1)));
		levels++;
	}
}

void index_builder_entry(struct index_builder *b, const struct line *l)
{
	struct url_request rq = {.target = l->target,
	    .nocase = l->nocase,
	    .log_escapes = l->log_escapes};
	const char *mark;
	struct str raw = l->target;
	uint64_t seen;

	b->block.from_s =
	    l->at_s < b->block.from_s ? l->at_s : b->block.from_s;
	b->block.until_s =
	    l->at_s > b->block.until_s ? l->at_s : b->block.until_s;
	if (raw.n == 0)
		return;
	mark = memchr(raw.p, '?', raw.n);
	if (mark)
		raw.n = (size_t)(mark - raw.p);
	/* The same bytes mean another path under other rules. */
	seen = index_key(&b->seed, raw) ^ (uint64_t)l->nocase << 61 ^
	    (uint64_t)l->log_escapes << 60;
	if (!set64_add(&b->raw, seen))
		return;
	struct str path = url_request_path(&rq, b->scratch);

	index_fold(b->scratch, path.n);
	path_add(b, path);
}

/*
 * Without a slash there is no path in it, so no question looks at it in
 * another way; without a dot or a colon no address, which an example kept in
 * the index would carry along.
 */
void index_builder_unread(struct index_builder *b, struct str line)
{
	if (memchr(line.p, '/', line.n) || memchr(line.p, '.', line.n) ||
	    memchr(line.p, ':', line.n))
		b->block.always = true;
}

void index_builder_fields(struct index_builder *b, uint64_t offset)
{
	b->block.fields_at = offset + 1;
}

const struct index_block *index_builder_turn(
    struct index_builder *b, const struct scan_counts *counts)
{
	struct index_block *k = &b->block;
	size_t bytes = INDEX_FILTER_MIN;
	uint64_t key;

	while (bytes < INDEX_FILTER_MAX && bytes * 8 < b->keys.n * BITS_PER_KEY)
		bytes *= 2;
	memset(b->filter, 0, bytes);
	for (size_t i = 0; i < b->keys.cap; i++)
		if (set64_at(&b->keys, i, &key))
			index_filter_add(b->filter, bytes, key);
	k->filter = (struct str){b->filter, bytes};
	k->lines = counts->lines;
	k->unparsed = counts->unparsed;
	k->first_s = counts->first_s;
	k->last_s = counts->last_s;
	memcpy(k->format, counts->format, sizeof(k->format));
	k->n_samples = k->always ? 0 : counts->n_samples;
	memcpy(k->sample, counts->sample, sizeof(k->sample));
	return k;
}
