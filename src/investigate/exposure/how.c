/*
 * exposure/how - what belongs to an answer besides its figures: how it was
 * asked, so that it can be asked again, and which log came in twice. Knows no
 * line of a log. exposure.c fills it, output.c and finding.c write it.
 */
#include "investigate/exposure/how.h"

#include <stdlib.h>

struct exposure_how exposure_how_of(const struct exposure_options *o)
{
	return (struct exposure_how){.internal = o->internal,
	    .forwarded = o->forwarded,
	    .trusted = o->trusted,
	    .format = o->format,
	    .zone_given = o->zone_given,
	    .zone_s = o->zone_s};
}

static int by_sha256(const void *a, const void *b)
{
	const struct exposure_input *x = *(struct exposure_input *const *)a;
	const struct exposure_input *y = *(struct exposure_input *const *)b;
	int c = memcmp(&x->sha256, &y->sha256, sizeof(x->sha256));

	return c ? c : x < y ? -1 : x > y;
}

void exposure_mark_repeats(struct exposure_result *r, struct arena *a)
{
	struct exposure_input **in =
	    ARENA_ARRAY(a, r->n_inputs, struct exposure_input *);
	size_t n = 0;

	for (size_t i = 0; i < r->n_inputs; i++)
		if (r->input[i].hashed && r->input[i].counts.lines > 0)
			in[n++] = &r->input[i];
	if (n < 2)
		return;
	qsort(in, n, sizeof(*in), by_sha256);
	for (size_t i = 1; i < n; i++)
		if (memcmp(&in[i]->sha256, &in[i - 1]->sha256,
			sizeof(in[i]->sha256)) == 0)
			in[i]->same_as = in[i - 1]->file;
}

static void put_nets(struct json_writer *w, const char *name,
    const struct addr_nets *nets, size_t max)
{
	char text[ADDR_TEXT_MAX + 8];

	if (nets->n == 0)
		return;
	jw_name(w, name);
	jw_open(w, '[');
	for (size_t i = 0; i < nets->n && i < max; i++) {
		size_t n = addr_net_format(&nets->net[i], text);

		jw_str(w, (struct str){text, n});
	}
	jw_close(w, ']');
}

void exposure_put_how(
    struct json_writer *w, const struct exposure_how *h, size_t nets_max)
{
	char zone[8];
	int minutes = h->zone_s / 60, size = minutes < 0 ? -minutes : minutes;

	jw_name(w, "options");
	jw_open(w, '{');
	put_nets(w, "internal", &h->internal, nets_max);
	if (h->internal.n > nets_max)
		jw_kcount(w, "internal_in_all", h->internal.n);
	if (h->forwarded)
		jw_kbool(w, "xff", true);
	put_nets(w, "trusted", &h->trusted, nets_max);
	if (h->trusted.n > nets_max)
		jw_kcount(w, "trusted_in_all", h->trusted.n);
	if (h->format.n)
		jw_kstr(w, "format", h->format);
	if (h->zone_given) {
		snprintf(zone, sizeof(zone), "%c%02d:%02d",
		    minutes < 0 ? '-' : '+', size / 60 % 100, size % 60);
		jw_kstr(w, "zone", str_of(zone));
	}
	jw_close(w, '}');
}
