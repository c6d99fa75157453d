/*
 * tools/viewc - build-time compiler of views: .view files in, one C file and
 * one header of typed functions out. Values are escaped by where they stand;
 * markup that would let one out of its place stops the build. docs: see
 * ARCHITECTURE.md and the table below.
 *
 *	viewc OUT.c OUT.h FILE.view...
 *
 *	{% include "web/x.h" %}          goes to the top of the header
 *	{% view name(const struct x *v) %} … {% endview %}
 *	    becomes void view_name(struct view *o, const struct x *v)
 *	{{ expression }}                 a struct str, text, number or struct html
 *	{t 日本語|English}               the reader's language; no "|" or "}" in it
 *	{% for a; b; c %} … {% end %}    {% if x %} {% elif y %} {% else %} {% end %}
 *	{% let type name = value %}      {% do name(o, x) %}   {# comment #}
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum place {
	IN_TEXT,    /* between tags */
	IN_TAG,     /* inside <…>, outside an attribute's value */
	IN_VALUE,   /* inside a quoted value */
	IN_COMMENT,
};

struct html { /* where the output stands; compared where branches meet */
	enum place place;
	bool url;      /* IN_VALUE: of href, src, action … */
	bool begun;    /* IN_VALUE: something stands in it already */
	char quote;
	bool raw;      /* the tag is script or style */
	bool has_src;
	char tag[32], attr[32];
};

enum { NEST_MAX = 32 };

struct block {
	bool is_if;
	struct html before;
	int line;
};

struct compiler {
	const char *file;
	int line;
	FILE *c, *h;
	bool in_view;
	struct html at;
	struct block nest[NEST_MAX];
	int depth;
	char *lit; /* literal bytes not written yet */
	size_t lit_n, lit_cap;
	bool blank; /* the text so far ends in white space */
};

static void __attribute__((noreturn, format(printf, 2, 3)))
die(const struct compiler *v, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", v->file, v->line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static void lit_put(struct compiler *v, char ch)
{
	if (v->lit_n == v->lit_cap) {
		v->lit_cap = v->lit_cap ? v->lit_cap * 2 : 1024;
		v->lit = realloc(v->lit, v->lit_cap);
		if (!v->lit)
			die(v, "out of memory");
	}
	v->lit[v->lit_n++] = ch;
}

/* A C string literal; octal codes end after three digits, as \x would not. */
static void write_quoted(FILE *f, const char *p, size_t n)
{
	fputc('"', f);
	for (size_t i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)p[i];
		if (ch == '"' || ch == '\\' || ch == '?')
			fprintf(f, "\\%c", ch);
		else if (ch < 0x20 || ch >= 0x7f)
			fprintf(f, "\\%03o", ch);
		else
			fputc(ch, f);
	}
	fputc('"', f);
}

static void flush(struct compiler *v)
{
	if (v->lit_n == 0)
		return;
	fprintf(v->c, "\tview_lit(o, ");
	write_quoted(v->c, v->lit, v->lit_n);
	fprintf(v->c, ", %zu);\n", v->lit_n);
	v->lit_n = 0;
}

static void mark_line(struct compiler *v)
{
	fprintf(v->c, "#line %d \"%s\"\n", v->line, v->file);
}

/* ---- where in the HTML are we ---- */

static bool one_of(const char *s, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(s, *list) == 0)
			return true;
	return false;
}

static void check_attribute(struct compiler *v)
{
	static const char *const urls[] = {"href", "src", "action",
	    "formaction", "poster", "cite", "data", "srcset", NULL};
	struct html *at = &v->at;

	if (strncmp(at->attr, "on", 2) == 0 || strcmp(at->attr, "style") == 0)
		die(v, "attribute %s: no script or style in HTML", at->attr);
	if (strcmp(at->attr, "srcdoc") == 0)
		die(v, "srcdoc is HTML within an attribute");
	if (strcmp(at->attr, "src") == 0)
		at->has_src = true;
	at->url = one_of(at->attr, urls);
}

static void add_char(char *word, size_t size, char ch)
{
	size_t n = strlen(word);

	if (n + 1 < size) {
		word[n] = (char)tolower((unsigned char)ch);
		word[n + 1] = '\0';
	}
}

static void end_tag(struct compiler *v)
{
	struct html *at = &v->at;

	if (strcmp(at->tag, "style") == 0 ||
	    (strcmp(at->tag, "script") == 0 && !at->has_src))
		die(v, "<%s> within a view", at->tag);
	at->raw = strcmp(at->tag, "script") == 0;
	at->place = IN_TEXT;
}

static void step_tag(struct compiler *v, char ch, char before)
{
	struct html *at = &v->at;

	if (ch == '>') {
		end_tag(v);
	} else if (ch == '"' || ch == '\'') {
		if (before != '=')
			die(v, "a quote where no value begins");
		check_attribute(v);
		at->place = IN_VALUE;
		at->quote = ch;
		at->begun = false;
	} else if (before == '=') {
		die(v, "the value of %s is not quoted", at->attr);
	} else if (isspace((unsigned char)ch)) {
		at->attr[0] = '\0';
		if (at->tag[0] == '\0')
			die(v, "a bare < in the text");
		add_char(at->tag, sizeof(at->tag), ' ');
	} else if (ch != '=' && ch != '/') {
		if (strchr(at->tag, ' ') == NULL)
			add_char(at->tag, sizeof(at->tag), ch);
		else
			add_char(at->attr, sizeof(at->attr), ch);
	} else if (ch == '/' && at->tag[0] == '\0') {
		add_char(at->tag, sizeof(at->tag), ch);
	}
	/* the name alone, once it is complete */
	if (at->place != IN_TAG) {
		char *space = strchr(at->tag, ' ');
		if (space && at->place == IN_TEXT)
			*space = '\0';
	}
}

/* The tag's name is complete: what it forbids is seen in end_tag(). */
static void trim_tag(char *tag)
{
	char *space = strchr(tag, ' ');

	if (space)
		*space = '\0';
}

static void step(struct compiler *v, char ch, char before)
{
	struct html *at = &v->at;

	switch (at->place) {
	case IN_TEXT:
		if (ch == '<') {
			at->place = IN_TAG;
			at->tag[0] = at->attr[0] = '\0';
			at->has_src = false;
		}
		return;
	case IN_TAG:
		if (ch == '-' && strcmp(at->tag, "!-") == 0) {
			at->place = IN_COMMENT;
			return;
		}
		if (ch == '>')
			trim_tag(at->tag);
		step_tag(v, ch, before);
		return;
	case IN_VALUE:
		if (ch == at->quote) {
			at->place = IN_TAG;
			at->attr[0] = '\0';
		}
		at->begun = true;
		return;
	case IN_COMMENT:
		if (ch == '>' && before == '-')
			at->place = IN_TEXT;
		return;
	}
}

/* Do both stand at the same place, as far as escaping goes? */
static bool same_place(const struct html *a, const struct html *b)
{
	return a->place == b->place &&
	    (a->place != IN_VALUE || (a->url == b->url && a->quote == b->quote));
}

/* ---- values and languages ---- */

static const char *escaper(struct compiler *v)
{
	switch (v->at.place) {
	case IN_TEXT:
		if (v->at.raw)
			die(v, "a value inside <script>");
		return "view_text";
	case IN_VALUE:
		if (!v->at.url)
			return "view_attr";
		return v->at.begun ? "view_url_part" : "view_url";
	case IN_TAG:
		die(v, "a value inside a tag must stand in quotes");
	case IN_COMMENT:
		break;
	}
	die(v, "a value inside a comment");
}

static void value(struct compiler *v, const char *p, size_t n)
{
	const char *name = escaper(v);

	if (!v->in_view)
		die(v, "a value outside a view");
	flush(v);
	mark_line(v);
	fprintf(v->c, "\t%s(o, %.*s);\n", name, (int)n, p);
	v->at.begun = true;
	v->blank = false;
}

static void language(struct compiler *v, const char *p, size_t n)
{
	const char *bar = memchr(p, '|', n);

	if (!bar || memchr(bar + 1, '|', n - (size_t)(bar + 1 - p)))
		die(v, "{t 日本語|English} needs exactly one |");
	if (v->at.place != IN_TEXT && v->at.place != IN_VALUE)
		die(v, "{t …} inside a tag");
	for (size_t i = 0; i < n; i++)
		if (strchr("<>\"'&", p[i]) && v->at.place == IN_VALUE)
			die(v, "markup in {t …} inside an attribute");
	flush(v);
	fprintf(v->c, "\tview_pick(o, ");
	write_quoted(v->c, p, (size_t)(bar - p));
	fprintf(v->c, ", ");
	write_quoted(v->c, bar + 1, n - (size_t)(bar + 1 - p));
	fprintf(v->c, ");\n");
	v->at.begun = true;
	v->blank = false;
}

/* ---- statements ---- */

static void open_block(struct compiler *v, bool is_if)
{
	if (v->depth == NEST_MAX)
		die(v, "nested too deeply");
	v->nest[v->depth++] =
	    (struct block){.is_if = is_if, .before = v->at, .line = v->line};
}

/* A branch ends: it must leave the HTML where it found it. */
static struct block *branch_end(struct compiler *v, bool need_if)
{
	if (v->depth == 0)
		die(v, "nothing is open here");
	struct block *b = &v->nest[v->depth - 1];
	if (need_if && !b->is_if)
		die(v, "else without if");
	if (!same_place(&b->before, &v->at))
		die(v, "the block of line %d ends elsewhere in the HTML than "
		       "it began",
		    b->line);
	return b;
}

static void begin_view(struct compiler *v, const char *p, size_t n)
{
	const char *paren = memchr(p, '(', n);

	if (v->in_view || !paren || p[n - 1] != ')')
		die(v, "{%% view name(const struct x *v) %%}");
	for (FILE *f = v->h; f; f = f == v->h ? v->c : NULL)
		fprintf(f, "void view_%.*s(struct view *o%s%.*s%s\n",
		    (int)(paren - p), p, p[n - 2] == '(' ? "" : ", ",
		    (int)(n - (size_t)(paren + 1 - p)), paren + 1,
		    f == v->h ? ";" : "\n{");
	v->in_view = v->blank = true;
	v->at = (struct html){0};
}

static void end_view(struct compiler *v)
{
	if (!v->in_view || v->depth)
		die(v, v->depth ? "a block is still open" : "no view is open");
	if (v->at.place != IN_TEXT)
		die(v, "the view ends inside a tag");
	if (v->lit_n && v->lit[v->lit_n - 1] == '\n')
		v->lit_n--;
	flush(v);
	fprintf(v->c, "}\n\n");
	v->in_view = false;
}

static bool word(const char **p, size_t *n, const char *w)
{
	size_t k = strlen(w);

	if (*n < k || strncmp(*p, w, k) != 0 ||
	    (*n > k && !isspace((unsigned char)(*p)[k])))
		return false;
	*p += k;
	*n -= k;
	while (*n && isspace((unsigned char)**p)) {
		++*p;
		--*n;
	}
	return true;
}

static void inner_statement(struct compiler *v, const char *p, size_t n)
{
	flush(v);
	mark_line(v);
	if (word(&p, &n, "for")) {
		open_block(v, false);
		fprintf(v->c, "\tfor (%.*s) {\n", (int)n, p);
	} else if (word(&p, &n, "if")) {
		open_block(v, true);
		fprintf(v->c, "\tif (%.*s) {\n", (int)n, p);
	} else if (word(&p, &n, "elif")) {
		v->at = branch_end(v, true)->before;
		fprintf(v->c, "\t} else if (%.*s) {\n", (int)n, p);
	} else if (word(&p, &n, "else")) {
		v->at = branch_end(v, true)->before;
		fprintf(v->c, "\t} else {\n");
	} else if (word(&p, &n, "end")) {
		branch_end(v, false);
		v->depth--;
		fprintf(v->c, "\t}\n");
	} else if (word(&p, &n, "let")) {
		fprintf(v->c, "\t%.*s;\n", (int)n, p);
	} else if (word(&p, &n, "do")) {
		if (v->at.place != IN_TEXT)
			die(v, "do inside a tag");
		fprintf(v->c, "\tview_%.*s;\n", (int)n, p);
	} else {
		die(v, "no such statement: %.*s", (int)n, p);
	}
}

static void statement(struct compiler *v, const char *p, size_t n)
{
	if (word(&p, &n, "include"))
		fprintf(v->h, "#include %.*s\n", (int)n, p);
	else if (word(&p, &n, "view"))
		begin_view(v, p, n);
	else if (word(&p, &n, "endview"))
		end_view(v);
	else if (!v->in_view)
		die(v, "a statement outside a view");
	else
		inner_statement(v, p, n);
}

static void trimmed(const char **p, size_t *n)
{
	while (*n && isspace((unsigned char)**p)) {
		++*p;
		--*n;
	}
	while (*n && isspace((unsigned char)(*p)[*n - 1]))
		--*n;
}

static int count_lines(const char *p, size_t n)
{
	int lines = 0;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}

/* {{ … }}, {% … %}, {# … #} or {t … }; the bytes it took, or 0. */
static size_t directive(struct compiler *v, const char *p)
{
	static const struct {
		const char *open, *close;
	} forms[] = {{"{{", "}}"}, {"{%", "%}"}, {"{#", "#}"}, {"{t ", "}"}};

	for (int i = 0; i < 4; i++) {
		size_t k = strlen(forms[i].open);
		if (strncmp(p, forms[i].open, k) != 0)
			continue;
		const char *end = strstr(p + k, forms[i].close);
		if (!end)
			die(v, "%s without %s", forms[i].open, forms[i].close);
		const char *in = p + k;
		size_t n = (size_t)(end - in), all = n + k +
		    strlen(forms[i].close);
		trimmed(&in, &n);
		if (i == 0)
			value(v, in, n);
		else if (i == 1)
			statement(v, in, n);
		else if (i == 3)
			language(v, in, n);
		v->line += count_lines(p, all);
		return all;
	}
	return 0;
}

/*
 * A run of line breaks and indentation between tags says as much as one line
 * break; within a tag and in text it stays what it is.
 */
static void literal(struct compiler *v, const char *text, const char *p)
{
	char before = p > text ? p[-1] : '\n';

	if (!v->in_view) {
		if (!isspace((unsigned char)*p))
			die(v, "text outside a view");
		return;
	}
	bool in_text = v->at.place == IN_TEXT;
	bool blank = in_text && (*p == '\t' || *p == '\n');
	step(v, *p, before);
	if (blank && v->blank)
		return;
	v->blank = blank;
	lit_put(v, *p == '\t' ? '\n' : *p);
}

static void compile(struct compiler *v, const char *text)
{
	for (const char *p = text; *p;) {
		size_t took = *p == '{' ? directive(v, p) : 0;
		if (took) {
			p += took;
			continue;
		}
		literal(v, text, p);
		v->line += *p == '\n';
		p++;
	}
	if (v->in_view)
		die(v, "endview is missing");
}

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	size_t n = 0, cap = 1 << 16;
	char *p = malloc(cap);

	if (!f || !p) {
		perror(path);
		exit(1);
	}
	for (size_t got; (got = fread(p + n, 1, cap - n - 1, f)) > 0;) {
		n += got;
		if (cap - n < 2) {
			cap *= 2;
			p = realloc(p, cap);
			if (!p)
				exit(1);
		}
	}
	fclose(f);
	p[n] = '\0';
	return p;
}

int main(int argc, char **argv)
{
	struct compiler v = {0};

	if (argc < 4) {
		fputs("usage: viewc OUT.c OUT.h FILE.view...\n", stderr);
		return 2;
	}
	v.c = fopen(argv[1], "w");
	v.h = fopen(argv[2], "w");
	if (!v.c || !v.h) {
		perror(argv[1]);
		return 1;
	}
	fputs("#ifndef WEB_VIEWS_H\n#define WEB_VIEWS_H\n"
	      "#include \"web/view.h\"\n",
	    v.h);
	fputs("#include \"views.h\"\n\n", v.c);
	for (int i = 3; i < argc; i++) {
		char *text = read_file(argv[i]);
		v.file = argv[i];
		v.line = 1;
		compile(&v, text);
		free(text);
	}
	fputs("#endif\n", v.h);
	free(v.lit);
	return fclose(v.c) || fclose(v.h) ? 1 : 0;
}
