/*
 * exposure/index - see index.h. The file: a line that names the version,
 * numbers of eight bytes and counted texts, at the end the SHA-256 of all
 * before it.
 */
#include "investigate/exposure/index.h"

#include <sodium.h>

#include "investigate/exposure/wire.h"

static const char magic[] = "shodo exposure index 4\n";

enum { MAGIC_BYTES = sizeof(magic) - 1 };

#define TIME_END INT64_C(4291747200) /* as when.h */
#define BELOW UINT64_C(0x9e3779b97f4a7c15)

void index_fold(char *path, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = path[i];

		if (c >= 'A' && c <= 'Z')
			path[i] = (char)(c + 32);
		else if (c == '+')
			path[i] = ' ';
	}
}

uint64_t index_key(const struct index_seed *s, struct str path)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t key;

	_Static_assert(crypto_shorthash_KEYBYTES == INDEX_SEED_BYTES, "");
	crypto_shorthash(
	    out, (const unsigned char *)path.p, path.n, s->b);
	memcpy(&key, out, sizeof(key));
	return key >> 1; /* none is UINT64_MAX */
}

uint64_t index_key_below(const struct index_seed *s, struct str folder)
{
	return (index_key(s, folder) ^ BELOW) >> 1;
}

static uint64_t probe(size_t bytes, uint64_t key, unsigned i)
{
	uint64_t h = hash64(key);

	return (h + i * (h >> 32 | 1)) & (bytes * 8 - 1);
}

void index_filter_add(char *filter, size_t bytes, uint64_t key)
{
	for (unsigned i = 0; i < INDEX_PROBES; i++) {
		uint64_t at = probe(bytes, key, i);

		filter[at >> 3] = (char)(filter[at >> 3] | 1 << (at & 7));
	}
}

static bool filter_has(struct str filter, uint64_t key)
{
	for (unsigned i = 0; i < INDEX_PROBES; i++) {
		uint64_t at = probe(filter.n, key, i);

		if (!((unsigned char)filter.p[at >> 3] >> (at & 7) & 1))
			return false;
	}
	return true;
}

/* --- asking --- */

/* The deepest folder that is surely kept, of a path or a beginning of one. */
static struct str folder_of(struct str path)
{
	size_t end = 0, levels = 0;

	for (size_t i = 0; i < path.n && levels < INDEX_LEVELS; i++)
		if (path.p[i] == '/') {
			end = i + 1;
			levels++;
		}
	return str_slice(path, 0, end);
}

struct index_question index_ask(struct arena *a, const struct scan_job *job,
    bool all, const struct index_seed *s)
{
	struct index_question q = {.from_s = job->from_s, .to_s = job->to_s};

	q.everything = all || job->urls.n > INDEX_URLS_MAX;
	if (q.everything)
		return q;
	q.key = ARENA_ARRAY(a, job->urls.n, uint64_t);
	for (size_t i = 0; i < job->urls.n; i++) {
		const struct url_target *t = &job->urls.target[i];
		char *p = arena_alloc(a, t->path_n + 1);
		struct str path = {p, t->path_n};

		memcpy(p, t->path, t->path_n);
		index_fold(p, path.n);
		if (!t->prefix || t->query) {
			q.key[q.n++] = index_key(s, path);
			continue;
		}
		struct str folder = folder_of(path);

		q.everything = q.everything || folder.n < 2;
		q.key[q.n++] = index_key_below(s, folder);
	}
	return q;
}

bool index_may(const struct index_question *q, const struct index_block *k)
{
	if (k->always)
		return true;
	if (k->until_s < k->from_s || k->until_s < q->from_s ||
	    k->from_s >= q->to_s)
		return false;
	if (q->everything)
		return true;
	for (size_t i = 0; i < q->n; i++)
		if (filter_has(k->filter, q->key[i]))
			return true;
	return false;
}

uint64_t index_fields_before(const struct index *x, size_t block)
{
	while (block-- > 0)
		if (x->block[block].fields_at)
			return x->block[block].fields_at;
	return 0;
}

/* --- bytes --- */

void index_put_block(struct buf *b, const struct index_block *k)
{
	wire_put_number(b, k->lines);
	wire_put_number(b, k->unparsed);
	for (int f = 0; f < FORMAT_COUNT_; f++)
		wire_put_number(b, k->format[f]);
	wire_put_number(b, (uint64_t)k->first_s);
	wire_put_number(b, (uint64_t)k->last_s);
	wire_put_number(b, (uint64_t)k->from_s);
	wire_put_number(b, (uint64_t)k->until_s);
	wire_put_number(b, k->fields_at);
	wire_put_number(b, k->always);
	wire_put_text(b, k->filter);
	wire_put_number(b, k->n_samples);
	for (size_t i = 0; i < k->n_samples; i++)
		wire_put_sample(b, &k->sample[i]);
}

void index_counts_add(struct scan_counts *c, const struct index_block *k)
{
	struct scan_counts more = {.lines = k->lines,
	    .unparsed = k->unparsed,
	    .first_s = k->first_s,
	    .last_s = k->last_s,
	    .n_samples = k->n_samples};

	memcpy(more.format, k->format, sizeof(more.format));
	memcpy(more.sample, k->sample, sizeof(more.sample));
	for (int f = 0; f < FORMAT_COUNT_; f++)
		more.entries += k->format[f];
	scan_counts_add(c, &more);
}

/* Both within the years that logs have, or the pair that means none. */
static bool are_times(int64_t first, int64_t last)
{
	if (first == INT64_MAX && last == -1)
		return true;
	return first >= 0 && first <= last && last < TIME_END;
}

static bool is_filter(struct str s)
{
	return s.n >= INDEX_FILTER_MIN && s.n <= INDEX_FILTER_MAX &&
	    (s.n & (s.n - 1)) == 0;
}

static bool read_samples(struct wire_in *w, uint64_t from,
    uint64_t block_bytes, struct index_block *k)
{
	k->n_samples = wire_number(w);
	if (k->n_samples > SCAN_SAMPLES || k->n_samples > k->unparsed ||
	    (k->always && k->n_samples > 0))
		return false;
	for (size_t i = 0; i < k->n_samples; i++) {
		wire_sample(w, &k->sample[i]);
		if (k->sample[i].offset < from ||
		    k->sample[i].offset - from >= block_bytes)
			return false;
	}
	return !w->bad;
}

static bool is_sound(const struct index_block *k, uint64_t from, uint64_t bytes)
{
	uint64_t entries = 0;

	for (int f = 0; f < FORMAT_COUNT_; f++) {
		if (k->format[f] > bytes)
			return false;
		entries += k->format[f];
	}
	if (k->fields_at &&
	    (k->fields_at <= from || k->fields_at - from > bytes))
		return false;
	return k->lines <= bytes && k->unparsed <= k->lines &&
	    entries <= k->lines - k->unparsed &&
	    are_times(k->first_s, k->last_s) &&
	    are_times(k->from_s, k->until_s) && is_filter(k->filter);
}

bool index_read_block(struct wire_in *w, uint64_t number, uint64_t block_bytes,
    struct index_block *ret)
{
	struct index_block k = {.lines = wire_number(w)};
	uint64_t from = number * block_bytes, always;

	k.unparsed = wire_number(w);
	for (int f = 0; f < FORMAT_COUNT_; f++)
		k.format[f] = wire_number(w);
	k.first_s = (int64_t)wire_number(w);
	k.last_s = (int64_t)wire_number(w);
	k.from_s = (int64_t)wire_number(w);
	k.until_s = (int64_t)wire_number(w);
	k.fields_at = wire_number(w);
	always = wire_number(w);
	k.always = always != 0;
	k.filter = wire_text(w);
	if (w->bad || always > 1 || !is_sound(&k, from, block_bytes) ||
	    !read_samples(w, from, block_bytes, &k))
		return false;
	*ret = k;
	return true;
}

static void put_head(struct buf *b, const struct index *x)
{
	wire_put_number(b, x->stamp.size);
	wire_put_number(b, x->stamp.inode);
	wire_put_number(b, (uint64_t)x->stamp.mtime_ns);
	wire_put_number(b, (uint64_t)x->stamp.ctime_ns);
	wire_put_text(b, sha256_str(&x->sha256));
	wire_put_number(b, (uint64_t)x->made_s);
	wire_put_number(b, x->block_bytes);
	wire_put_text(b,
	    (struct str){(const char *)x->seed.b, sizeof(x->seed.b)});
	wire_put_text(b, x->format);
	wire_put_number(b, (uint64_t)(int64_t)x->zone_s);
	wire_put_number(b, x->zone_given);
	wire_put_text(b, str_of(x->variant));
	wire_put_number(b, x->n_blocks);
}

void index_encode(struct buf *b, const struct index *x)
{
	buf_put(b, str_of(magic));
	put_head(b, x);
	for (size_t i = 0; i < x->n_blocks; i++)
		index_put_block(b, &x->block[i]);
	struct sha256 sum = sha256_of(buf_str(b));

	buf_put(b, sha256_str(&sum));
}

static bool read_fixed(struct wire_in *w, void *to, size_t n)
{
	struct str s = wire_text(w);

	if (w->bad || s.n != n)
		return false;
	memcpy(to, s.p, n);
	return true;
}

static bool read_head(struct wire_in *w, struct index *x)
{
	uint64_t zone, given;
	struct str variant;

	x->stamp.size = wire_number(w);
	x->stamp.inode = wire_number(w);
	x->stamp.mtime_ns = (int64_t)wire_number(w);
	x->stamp.ctime_ns = (int64_t)wire_number(w);
	if (!read_fixed(w, x->sha256.b, sizeof(x->sha256.b)))
		return false;
	x->made_s = (int64_t)wire_number(w);
	x->block_bytes = wire_number(w);
	if (!read_fixed(w, x->seed.b, sizeof(x->seed.b)))
		return false;
	x->format = wire_text(w);
	zone = wire_number(w);
	given = wire_number(w);
	x->zone_s = (int32_t)zone;
	x->zone_given = given != 0;
	variant = wire_text(w);
	x->variant = wire_word(variant);
	return !w->bad && x->made_s >= 0 && x->made_s < TIME_END &&
	    given <= 1 && zone == (uint64_t)(int64_t)x->zone_s &&
	    (variant.n > 0) == (x->variant != NULL) && x->stamp.size > 0 &&
	    x->block_bytes >= INDEX_FILTER_MIN;
}

bool index_decode(struct arena *a, struct str bytes, struct index *ret)
{
	struct index x = {0};
	struct wire_in w;
	struct sha256 sum;

	if (!str_starts(bytes, str_of(magic)) ||
	    bytes.n < MAGIC_BYTES + SHA256_BYTES)
		return false;
	bytes.n -= SHA256_BYTES;
	sum = sha256_of(bytes);
	if (memcmp(sum.b, bytes.p + bytes.n, SHA256_BYTES) != 0)
		return false;
	w = (struct wire_in){.rest = str_from(bytes, MAGIC_BYTES)};
	if (!read_head(&w, &x))
		return false;
	x.n_blocks = wire_number(&w);
	if (w.bad || x.n_blocks != (x.stamp.size - 1) / x.block_bytes + 1 ||
	    x.n_blocks > bytes.n / INDEX_FILTER_MIN)
		return false;
	x.block = ARENA_ARRAY(a, x.n_blocks, struct index_block);
	for (size_t i = 0; i < x.n_blocks; i++)
		if (!index_read_block(&w, i, x.block_bytes, &x.block[i]))
			return false;
	if (w.rest.n != 0)
		return false;
	*ret = x;
	return true;
}
