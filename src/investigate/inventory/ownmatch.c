/*
 * inventory/ownmatch - an organisation's patterns, matched by PCRE2 within
 * limits: no pattern can take the worker's time or memory, however it is
 * written. Pure. Runs in the cage; look.c and table.c call it.
 */
#include "investigate/inventory/ownmatch.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <time.h>

#include "investigate/inventory/fold.h"
#include "investigate/inventory/ownrule.h"

enum {
	MATCH_STEPS = 50000, /* backtracks in one match */
	MATCH_DEPTH = 2000,
	MATCH_HEAP_KIB = 4096,
	BUDGET_MS = 10000, /* for each rule, in one file */
	WORD_BYTES = 100,  /* a head stands so near before its value */
};

struct rule {
	pcre2_code *code;
	enum ownrule_check check;
	unsigned person;
	struct str head[OWNRULE_HEADS];
	size_t n_heads;
	int64_t spent_ns;
	bool missed;   /* a line, for its limits */
	bool given_up; /* the rest of the file, for its time */
};

struct ownmatcher {
	struct arena arena;
	struct rule rule[OWNRULES_MAX];
	size_t n;
	pcre2_match_context *limits;
	pcre2_match_data *data;
};

/* Folded text may hold bytes of no character: those match nothing. */
static pcre2_code *compile(struct str pattern, int *ret_error, size_t *ret_at)
{
	return pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n,
	    PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C,
	    ret_error, ret_at, NULL);
}

bool ownmatch_check(struct str pattern, unsigned *ret_groups,
    struct ownmatch_error *ret)
{
	int error = 0;
	uint32_t groups = 0;
	pcre2_code *code = compile(pattern, &error, &ret->at);

	if (!code) {
		pcre2_get_error_message(
		    error, (PCRE2_UCHAR *)ret->text, sizeof(ret->text));
		return false;
	}
	pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_code_free(code);
	*ret_groups = groups;
	return true;
}

static bool take_byte(struct str *s, unsigned most, unsigned *ret)
{
	if (s->n == 0 || (unsigned char)s->p[0] > most)
		return false;
	*ret = (unsigned char)s->p[0];
	*s = str_from(*s, 1);
	return true;
}

static bool take_text(struct str *s, struct str *ret)
{
	uint16_t n;

	if (s->n < sizeof(n))
		return false;
	memcpy(&n, s->p, sizeof(n));
	*s = str_from(*s, sizeof(n));
	if (s->n < n)
		return false;
	*ret = str_slice(*s, 0, n);
	*s = str_from(*s, n);
	return true;
}

static bool take_rule(struct ownmatcher *m, struct str *s, struct rule *r)
{
	unsigned check, heads;
	struct str pattern, head;
	int error;
	size_t at;

	if (!take_byte(s, OWNRULE_CHECK_COUNT_ - 1, &check) ||
	    !take_byte(s, 255, &r->person) ||
	    !take_byte(s, OWNRULE_HEADS, &heads) || !take_text(s, &pattern))
		return false;
	r->check = (enum ownrule_check)check;
	for (; r->n_heads < heads; r->n_heads++) {
		if (!take_text(s, &head))
			return false;
		char *room = arena_alloc(&m->arena, fold_room(head.n));
		r->head[r->n_heads] =
		    (struct str){room, fold_text(head, room)};
	}
	r->code = compile(pattern, &error, &at);
	/* Not pcre2_jit_compile(): the cage lets nobody make code of data. */
	return r->code != NULL;
}

struct ownmatcher *ownmatcher_begin(struct str wire)
{
	struct ownmatcher *m = calloc(1, sizeof(*m));
	unsigned n;

	if (!m)
		abort();
	m->limits = pcre2_match_context_create(NULL);
	m->data = pcre2_match_data_create(64, NULL);
	if (!m->limits || !m->data)
		abort();
	pcre2_set_match_limit(m->limits, MATCH_STEPS);
	pcre2_set_depth_limit(m->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(m->limits, MATCH_HEAP_KIB);
	bool ok = take_byte(&wire, OWNRULES_MAX, &n);
	while (ok && m->n < n) {
		ok = take_rule(m, &wire, &m->rule[m->n]);
		m->n += ok;
	}
	if (!ok)
		ownmatcher_end(&m);
	return m;
}

void ownmatcher_end(struct ownmatcher **m)
{
	if (!*m)
		return;
	for (size_t i = 0; i < OWNRULES_MAX; i++)
		pcre2_code_free((*m)->rule[i].code);
	pcre2_match_context_free((*m)->limits);
	pcre2_match_data_free((*m)->data);
	arena_end(&(*m)->arena);
	free(*m);
	*m = NULL;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* ---- check digits: over the digits of the match ---- */

static bool check_luhn(const char *d, size_t n, bool add_digits)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int v = (d[n - 1 - i] - '0') * (i % 2 ? 2 : 1);
		sum += add_digits && v > 9 ? v - 9 : v;
	}
	return sum % 10 == 0;
}

static bool check_mod11(const char *d, size_t n)
{
	int sum = 0;

	for (size_t i = 1; i < n; i++)
		sum += (d[n - 1 - i] - '0') * (int)(2 + (i - 1) % 6);
	int r = 11 - sum % 11;
	return d[n - 1] - '0' == (r >= 10 ? 0 : r);
}

static bool passes(enum ownrule_check c, struct str s)
{
	char d[64];
	size_t n = 0;

	for (size_t i = 0; i < s.n && n < sizeof(d); i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			d[n++] = s.p[i];
	switch (c) {
	case OWNRULE_LUHN:
		return n > 1 && check_luhn(d, n, true);
	case OWNRULE_MOD10:
		return n > 1 && check_luhn(d, n, false);
	case OWNRULE_MOD11:
		return n > 1 && check_mod11(d, n);
	default:
		return true;
	}
}

/* ---- matching ---- */

/* From `at` of one line; false when there is no (further) match. */
static bool match(struct ownmatcher *m, struct rule *r, struct str line,
    size_t at, uint32_t options)
{
	int n = pcre2_match(r->code, (PCRE2_SPTR)line.p, line.n, at, options,
	    m->data, m->limits);

	/* Anything but a plain no: limits of steps, depth, memory, stack. */
	if (n < 0 && n != PCRE2_ERROR_NOMATCH)
		r->missed = true;
	return n >= 0;
}

static struct str group(const struct ownmatcher *m, struct str line, unsigned g)
{
	const PCRE2_SIZE *v = pcre2_get_ovector_pointer(m->data);

	if (g >= pcre2_get_ovector_count(m->data) || v[2 * g] == PCRE2_UNSET ||
	    v[2 * g + 1] < v[2 * g])
		return (struct str){0};
	return str_slice(line, v[2 * g], v[2 * g + 1] - v[2 * g]);
}

static struct ownhit hit_of(
    const struct ownmatcher *m, size_t rule, struct str line)
{
	const struct rule *r = &m->rule[rule];
	struct ownhit h = {.rule = rule, .text = group(m, line, 0)};

	h.valid = passes(r->check, h.text);
	if (r->person > 0)
		h.key = group(m, line, r->person - 1);
	return h;
}

static bool has_head(const struct rule *r, struct str before)
{
	for (size_t i = 0; i < r->n_heads; i++)
		if (str_find(before, r->head[i]) >= 0)
			return true;
	return r->n_heads == 0;
}

static void scan_line(struct ownmatcher *m, size_t rule, struct str line,
    ownhit_fn *found, void *ctx)
{
	struct rule *r = &m->rule[rule];
	size_t at = 0;

	while (at <= line.n && match(m, r, line, at, 0)) {
		struct ownhit h = hit_of(m, rule, line);
		size_t from = h.text.n ? (size_t)(h.text.p - line.p) : at;
		size_t near = from > WORD_BYTES ? from - WORD_BYTES : 0;
		if (h.text.n > 0 &&
		    has_head(r, str_slice(line, near, from - near)))
			found(ctx, &h);
		at = from + (h.text.n > 0 ? h.text.n : 1);
	}
}

static void scan_rule(struct ownmatcher *m, size_t rule, struct str text,
    ownhit_fn *found, void *ctx)
{
	struct rule *r = &m->rule[rule];
	int64_t from = now_ns();
	struct str line;

	while (!r->given_up && str_cut(&text, '\n', &line)) {
		scan_line(m, rule, line, found, ctx);
		if (now_ns() - from + r->spent_ns > (int64_t)BUDGET_MS * 1000000)
			r->given_up = true;
	}
	r->spent_ns += now_ns() - from;
}

/* A rule with heads needs one of their words in the text at all. */
void ownmatcher_scan(
    struct ownmatcher *m, struct str text, ownhit_fn *found, void *ctx)
{
	for (size_t i = 0; i < m->n; i++)
		if (has_head(&m->rule[i], text))
			scan_rule(m, i, text, found, ctx);
}

int ownmatcher_head(const struct ownmatcher *m, struct str head)
{
	for (size_t i = 0; head.n > 0 && i < m->n; i++)
		if (m->rule[i].n_heads > 0 && has_head(&m->rule[i], head))
			return (int)i;
	return -1;
}

bool ownmatcher_names_person(const struct ownmatcher *m, size_t rule)
{
	return m->rule[rule].person > 0;
}

bool ownmatcher_cell(
    struct ownmatcher *m, size_t rule, struct str cell, struct ownhit *ret)
{
	struct rule *r = &m->rule[rule];

	if (r->given_up ||
	    !match(m, r, cell, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED))
		return false;
	*ret = hit_of(m, rule, cell);
	return ret->text.n > 0;
}

unsigned ownmatcher_given_up(struct ownmatcher *m)
{
	unsigned bits = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct rule *r = &m->rule[i];
		bits |= (unsigned)(r->given_up || r->missed) << i;
		r->given_up = r->missed = false;
		r->spent_ns = 0;
	}
	return bits;
}
