/*
 * web/openapi - /openapi.json (OpenAPI 3.1), written from the tables that the
 * program itself runs by: api.def for the routes, events.def for the actions.
 */
#include "web/api_i.h"

#include "core/incident.h"

static void text_schema(struct json_writer *w, const struct field *f)
{
	jw_kstr(w, "type", STR("string"));
	if (f->max > 0)
		jw_kint(w, "maxLength", f->max);
}

/* The first word of each "|"-parted group is the canonical one. */
static void enum_schema(struct json_writer *w, const char *words)
{
	struct str rest = str_of(words), group, word;

	jw_kstr(w, "type", STR("string"));
	jw_name(w, "enum");
	jw_open(w, '[');
	while (str_cut(&rest, '|', &group))
		if (str_cut(&group, ',', &word))
			jw_str(w, word);
	jw_close(w, ']');
}

static void list_schema(struct json_writer *w, const struct field *f)
{
	jw_kstr(w, "type", STR("array"));
	jw_name(w, "items");
	jw_open(w, '{');
	jw_kstr(w, "type", STR("string"));
	jw_close(w, '}');
	jw_kint(w, "maxItems", f->max);
}

static void field_schema(struct json_writer *w, const struct field *f)
{
	jw_open(w, '{');
	switch (f->kind) {
	case FIELD_TIME:
	case FIELD_DUE:
		jw_kstr(w, "type", STR("string"));
		jw_kstr(w, "description",
		    STR("RFC 3339, or a date alone (YYYY-MM-DD)"));
		break;
	case FIELD_INT:
		jw_kstr(w, "type", STR("integer"));
		jw_kint(w, "minimum", 0);
		jw_kint(w, "maximum", f->max);
		break;
	case FIELD_BOOL:
		jw_kstr(w, "type", STR("boolean"));
		break;
	case FIELD_WORD:
		enum_schema(w, f->words);
		break;
	case FIELD_TYPES:
	case FIELD_IDS:
	case FIELD_TEXTS:
		list_schema(w, f);
		break;
	case FIELD_FREE:
		break; /* any JSON */
	case FIELD_NAME:
	case FIELD_TEXT:
	case FIELD_ID:
	case FIELD_CODE:
	case FIELD_VALUE:
	case FIELD_COUNT_:
		text_schema(w, f);
	}
	jw_close(w, '}');
}

static void action_schema(struct json_writer *w, const struct action *act)
{
	const struct field *f;

	jw_open(w, '{');
	jw_kstr(w, "title", str_of(act->en));
	jw_kstr(w, "description", str_of(act->ja));
	jw_kstr(w, "type", STR("object"));
	jw_name(w, "properties");
	jw_open(w, '{');
	jw_name(w, "action");
	jw_open(w, '{');
	jw_kstr(w, "const", str_of(act->word));
	jw_close(w, '}');
	for (size_t i = 0; (f = action_field(act->id, i)); i++) {
		jw_name(w, f->name);
		field_schema(w, f);
	}
	jw_name(w, "at_precision");
	jw_open(w, '{');
	enum_schema(w, "exact|about|date|unknown");
	jw_close(w, '}');
	jw_close(w, '}');
	jw_name(w, "required");
	jw_open(w, '[');
	jw_str(w, STR("action"));
	for (size_t i = 0; (f = action_field(act->id, i)); i++)
		if (f->need == FIELD_REQUIRED)
			jw_str(w, str_of(f->name));
	jw_close(w, ']');
	jw_kbool(w, "additionalProperties", false);
	jw_close(w, '}');
}

static void schemas(struct json_writer *w)
{
	const struct action *act;

	jw_name(w, "schemas");
	jw_open(w, '{');
	for (size_t i = 0; (act = action_at(i)); i++) {
		jw_name(w, act->word);
		action_schema(w, act);
	}
	jw_name(w, "action");
	jw_open(w, '{');
	jw_name(w, "oneOf");
	jw_open(w, '[');
	for (size_t i = 0; (act = action_at(i)); i++) {
		jw_open(w, '{');
		jw_kstr(w, "$ref",
		    arena_printf(w->b->arena, "#/components/schemas/%s",
		        act->word));
		jw_close(w, '}');
	}
	jw_close(w, ']');
	jw_close(w, '}');
	/* A literal, for it is the same in every answer. */
	jw_name(w, "problem");
	BUF_LIT(w->b,
	    "{\"type\":\"object\",\"properties\":{\"type\":{\"type\":"
	    "\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":"
	    "\"integer\"},\"detail\":{\"type\":\"string\"},\"kind\":{\"type\":"
	    "\"string\"},\"field\":{\"type\":\"string\"}}}");
	w->comma = true;
	jw_close(w, '}');
}

static void parameters(struct json_writer *w, const struct api_route *r)
{
	static const char *const filters[] = {
	    "q", "status", "type", "unit", "drill", "after", "limit"};
	struct str path = str_of(r->path), part;

	jw_name(w, "parameters");
	jw_open(w, '[');
	while (str_cut(&path, '/', &part)) {
		if (part.n < 3 || part.p[0] != '{')
			continue;
		jw_open(w, '{');
		jw_kstr(w, "name", str_slice(part, 1, part.n - 2));
		jw_kstr(w, "in", STR("path"));
		jw_kbool(w, "required", true);
		jw_name(w, "schema");
		BUF_LIT(w->b, "{\"type\":\"string\"}");
		jw_close(w, '}');
	}
	for (size_t i = 0; i < COUNT_OF(filters) &&
	     strcmp(r->path, "/api/v1/incidents") == 0;
	     i++) {
		jw_open(w, '{');
		jw_kstr(w, "name", str_of(filters[i]));
		jw_kstr(w, "in", STR("query"));
		jw_name(w, "schema");
		BUF_LIT(w->b, "{\"type\":\"string\"}");
		jw_close(w, '}');
	}
	jw_close(w, ']');
}

static void request_body(struct json_writer *w, const struct api_route *r)
{
	bool actions = str_ends(str_of(r->path), STR("/actions"));
	bool upload = str_ends(str_of(r->path), STR("/uploads/{name}"));

	jw_name(w, "requestBody");
	if (actions)
		BUF_LIT(w->b,
		    "{\"required\":true,\"content\":{\"application/json\":"
		    "{\"schema\":{\"oneOf\":[{\"$ref\":\"#/components/schemas/"
		    "action\"},{\"type\":\"array\",\"items\":{\"$ref\":"
		    "\"#/components/schemas/action\"}}]}}}}");
	else if (upload)
		BUF_LIT(w->b,
		    "{\"required\":true,\"content\":"
		    "{\"application/octet-stream\":{}}}");
	else
		BUF_LIT(w->b,
		    "{\"required\":true,\"content\":{\"application/json\":"
		    "{\"schema\":{\"type\":\"object\"}}}}");
	w->comma = true;
}

static void operation(struct json_writer *w, const struct api_route *r)
{
	bool post = strcmp(r->method, "POST") == 0;

	jw_name(w, post ? "post" : "get");
	jw_open(w, '{');
	jw_kstr(w, "operationId", str_of(r->name));
	jw_kstr(w, "summary", str_of(r->en));
	jw_kstr(w, "description", str_of(r->ja));
	parameters(w, r);
	if (post)
		request_body(w, r);
	jw_name(w, "security");
	if (r->login)
		BUF_LIT(w->b, "[{\"bearer\":[]}]");
	else
		BUF_LIT(w->b, "[]");
	w->comma = true;
	jw_name(w, "responses");
	BUF_LIT(w->b,
	    "{\"2XX\":{\"description\":\"done\",\"content\":"
	    "{\"application/json\":{}}},\"default\":{\"description\":"
	    "\"refused\",\"content\":{\"application/problem+json\":"
	    "{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}}");
	w->comma = true;
	jw_close(w, '}');
}

/* Rows of one path stand together in api.def. */
static void paths(struct json_writer *w)
{
	const struct api_route *r, *next;

	jw_name(w, "paths");
	jw_open(w, '{');
	for (size_t i = 0; (r = api_route_at(i)); i++) {
		const struct api_route *before =
		    i ? api_route_at(i - 1) : NULL;
		if (!before || strcmp(before->path, r->path) != 0) {
			jw_name(w, r->path);
			jw_open(w, '{');
		}
		operation(w, r);
		next = api_route_at(i + 1);
		if (!next || strcmp(next->path, r->path) != 0)
			jw_close(w, '}');
	}
	jw_close(w, '}');
}

bool api_openapi(struct api_call *c, struct err *e)
{
	struct json_writer *w = &c->w;

	(void)e;
	jw_open(w, '{');
	jw_kstr(w, "openapi", STR("3.1.0"));
	jw_name(w, "info");
	jw_open(w, '{');
	jw_kstr(w, "title", STR("Shodo 初動"));
	jw_kstr(w, "version", STR("1"));
	jw_close(w, '}');
	paths(w);
	jw_name(w, "components");
	jw_open(w, '{');
	schemas(w);
	jw_name(w, "securitySchemes");
	BUF_LIT(w->b, "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}}");
	w->comma = true;
	jw_close(w, '}');
	jw_close(w, '}');
	return true;
}
