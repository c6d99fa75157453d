/*
 * core/field - see field.h. One reader per kind; each answers the normalised
 * value or fills the error with the field's name and what would be right.
 */
#include "core/field.h"

#include "base/utf8.h"
#include "core/near.h"
#include "core/words.h"

enum { INT_SAFE_BITS = 53, MEMBERS_MAX = 1000 };

#define INT_SAFE ((INT64_C(1) << INT_SAFE_BITS) - 1)

/* Without spaces at both ends, also the wide one of Japanese input. */
static struct str trim(struct str s)
{
	static const struct str WIDE = STR_INIT("　");

	for (;;) {
		struct str t = str_trim(s);

		if (str_starts(t, WIDE))
			t = str_from(t, WIDE.n);
		if (str_ends(t, WIDE))
			t.n -= WIDE.n;
		if (t.n == s.n)
			return t;
		s = t;
	}
}

bool field_is_blank(const struct json *v)
{
	if (!v || v->kind == JSON_KIND_NULL)
		return true;
	if (v->kind == JSON_KIND_ARRAY)
		return v->n == 0;
	return v->kind == JSON_KIND_STRING && trim(v->s).n == 0;
}

struct str field_time(struct arena *a, int64_t at)
{
	struct buf b = buf_begin(a, 40);

	time_put_utc(&b, at);
	return buf_str(&b);
}

struct str field_word(struct arena *a, const char *words, struct str s)
{
	struct str want = trim(utf8_fold(a, s)), rest = str_of(words), group;

	while (str_cut(&rest, '|', &group)) {
		struct str first = {0}, word;

		while (str_cut(&group, ',', &word)) {
			if (!first.p)
				first = word;
			if (str_eq_nocase(word, want) || str_eq(word, trim(s)))
				return first;
		}
	}
	return (struct str){0};
}

/* "yes, no, unknown": what the error offers. */
static struct str words_list(struct arena *a, const char *words)
{
	struct buf b = buf_begin(a, 300);
	struct str rest = str_of(words), group, word;

	while (str_cut(&rest, '|', &group)) {
		if (str_cut(&group, ',', &word))
			buf_printf(&b, "%s%.*s", b.n ? ", " : "",
			    STR_ARG(word));
	}
	return buf_str(&b);
}

static bool wrong_kind(const struct field *f, const char *ja, const char *en,
    struct err *e)
{
	if (e->kind != ERR_NONE)
		return false;
	/* What is expected reads differently in the two sentences. */
	(void)fail_field(e, ERR_INPUT, f->name, "「%s」の型が違います。",
	    "\"%s\" is of the wrong type.", f->name);
	snprintf(e->ja, sizeof(e->ja), "「%s」は%sで入力してください。",
	    f->name, ja);
	snprintf(e->en, sizeof(e->en), "Give \"%s\" as %s.", f->name, en);
	return false;
}

/* Valid UTF-8, no control characters, within max characters. */
static bool text_ok(const struct field *f, struct str s, struct err *e)
{
	int64_t n;

	if (!utf8_check(s))
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」の文字コードが壊れています。UTF-8 で送ってください。",
		    "The text of \"%s\" is not valid UTF-8; send it as UTF-8.",
		    f->name);
	n = (int64_t)utf8_count(s);
	if (n > f->max)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」が長すぎます（%lld 文字）。%lld 文字以内にしてください。",
		    "\"%s\" is too long (%lld characters); "
		    "use at most %lld characters.",
		    f->name, (long long)n, (long long)f->max);
	if (utf8_has_control(s))
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」に制御文字が含まれています。取り除いてください。",
		    "\"%s\" contains a control character; remove it.", f->name);
	return true;
}

/* CR LF and CR become LF: browsers send the former. */
static struct str one_newline(struct arena *a, struct str s)
{
	if (!s.n || !memchr(s.p, '\r', s.n))
		return s;
	struct buf b = buf_begin(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\r')
			buf_putc(&b, s.p[i]);
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			buf_putc(&b, '\n');
	}
	return buf_str(&b);
}

static bool read_text(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	if (in->kind == JSON_KIND_INT && f->kind == FIELD_NAME) {
		*ret = json_of_string(
		    arena_printf(a, "%lld", (long long)in->i));
		return true;
	}
	if (in->kind != JSON_KIND_STRING)
		return wrong_kind(f, "文字列", "text", e);
	struct str s = trim(one_newline(a, in->s));
	if (!text_ok(f, s, e))
		return false;
	if (f->kind == FIELD_NAME && s.n &&
	    (memchr(s.p, '\n', s.n) || memchr(s.p, '\t', s.n)))
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は改行やタブを入れずに一行で入力してください。",
		    "Give \"%s\" on one line, without line breaks or tabs.",
		    f->name);
	*ret = json_of_string(s);
	return true;
}

static bool read_code(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	struct field line = *f;

	line.kind = FIELD_NAME;
	if (!read_text(a, &line, in, ret, e))
		return false;
	ret->s = trim(utf8_fold(a, ret->s));
	return true;
}

static bool read_id(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	if (in->kind != JSON_KIND_STRING)
		return wrong_kind(f, "文字列", "text", e);
	if (!text_ok(f, in->s, e))
		return false;
	struct str s = trim(utf8_fold(a, in->s));
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ')
			return fail_field(e, ERR_INPUT, f->name,
			    "「%s」に空白や改行を入れないでください。",
			    "\"%s\" must not contain spaces or line breaks.",
			    f->name);
	*ret = json_of_string(s);
	return true;
}

static bool time_range_ok(const struct field *f, int64_t at, int64_t now,
    struct err *e)
{
	if (time_civil_jst(at).year < FIELD_YEAR_MIN)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」が古すぎます。%d 年以降の日時を入力してください。",
		    "\"%s\" is too long ago; give a time in %d or later.",
		    f->name, FIELD_YEAR_MIN);
	if (f->kind == FIELD_TIME && at > now + FIELD_AHEAD_MAX)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」が未来の日時です。現在までの日時を入力してください。",
		    "\"%s\" lies in the future; give a time up to now.",
		    f->name);
	return true;
}

static bool parse_time(struct arena *a, const struct field *f,
    const struct json *in, int64_t *ret_at, enum time_precision *ret_p,
    struct err *e)
{
	if (in->kind != JSON_KIND_STRING)
		return wrong_kind(f, "日時（例 2026-11-24T10:30:00+09:00）",
		    "a time, e.g. 2026-11-24T10:30:00+09:00", e);
	if (in->s.n > 100 || !utf8_check(in->s) ||
	    !time_parse(trim(utf8_fold(a, in->s)), ret_at, ret_p))
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は実在する日時ではありません。"
		    "例: 2026-11-24T10:30:00+09:00、日付だけなら 2026-11-24。",
		    "\"%s\" is no possible time. Examples: "
		    "2026-11-24T10:30:00+09:00, or 2026-11-24 for a date.",
		    f->name);
	return true;
}

/* What stands in NAME_precision; *ret stays when nothing does. */
static bool read_precision(struct arena *a, const char *name,
    const struct json *v, enum time_precision *ret, struct err *e)
{
	if (field_is_blank(v))
		return true;
	if (v->kind == JSON_KIND_STRING &&
	    time_precision_parse(trim(utf8_fold(a, v->s)), ret))
		return true;
	return fail_field(e, ERR_INPUT, name,
	    "「%s」は exact（正確）、about（頃）、date（日付のみ）、"
	    "unknown（不明）のどれかにしてください。",
	    "\"%s\" must be exact, about, date or unknown.", name);
}

/* NAME and NAME_precision together. */
static bool read_time(struct arena *a, const struct field *f,
    const struct json *in, int64_t now, struct json *out, struct err *e)
{
	struct str pname = arena_printf(a, "%s_precision", f->name);
	const struct json *v = json_get(in, f->name);
	const struct json *pv = json_get(in, pname.p);
	enum time_precision p = TIME_EXACT, given = TIME_PRECISION_COUNT_;
	int64_t at;

	if (!read_precision(a, pname.p, pv, &given, e))
		return false;
	if (field_is_blank(v)) {
		if (given != TIME_PRECISION_COUNT_ && given != TIME_UNKNOWN)
			return fail_field(e, ERR_INPUT, f->name,
			    "「%s」の日時も入力してください。",
			    "Give the time \"%s\" too.", f->name);
		if (given == TIME_UNKNOWN)
			json_set_n(a, out, pname,
			    json_of_string(STR("unknown")));
		return true;
	}
	if (!parse_time(a, f, v, &at, &p, e) || !time_range_ok(f, at, now, e))
		return false;
	if (given != TIME_PRECISION_COUNT_ &&
	    !(p == TIME_DATE && given == TIME_EXACT))
		p = given;
	json_set(a, out, f->name, json_of_string(field_time(a, at)));
	json_set_n(a, out, pname,
	    json_of_string(str_of(time_precision_word(p))));
	return true;
}

static bool read_int(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	int64_t i = -1;
	bool read = in->kind == JSON_KIND_INT;

	if (read)
		i = in->i;
	else if (in->kind == JSON_KIND_STRING && in->s.n < 100 &&
	    utf8_check(in->s))
		read = str_parse_int(trim(utf8_fold(a, in->s)), &i);
	if (!read || i < 0 || i > f->max)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は 0 から %lld までの整数で入力してください。",
		    "Give \"%s\" as a whole number from 0 to %lld.", f->name,
		    (long long)f->max);
	*ret = json_of_int(i);
	return true;
}

static bool read_word(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	struct str word = {0};

	if (in->kind == JSON_KIND_BOOL)
		word = field_word(a, f->words,
		    in->b ? STR("yes") : STR("no"));
	else if (in->kind == JSON_KIND_STRING && in->s.n < 400 &&
	    utf8_check(in->s))
		word = field_word(a, f->words, in->s);
	if (!word.p)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は次のどれかにしてください: %s",
		    "\"%s\" must be one of: %s.", f->name,
		    words_list(a, f->words).p);
	*ret = json_of_string(word);
	return true;
}

static bool read_bool(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	static const char WORDS[] =
	    "true,yes,on,1,はい,有|false,no,off,0,いいえ,無";
	struct str word = {0};

	if (in->kind == JSON_KIND_BOOL) {
		*ret = json_of_bool(in->b);
		return true;
	}
	if (in->kind == JSON_KIND_STRING && in->s.n < 100 &&
	    utf8_check(in->s))
		word = field_word(a, WORDS, in->s);
	if (!word.p)
		return wrong_kind(f, " true か false ", "true or false", e);
	*ret = json_of_bool(str_is(word, "true"));
	return true;
}

static bool type_bit(struct arena *a, const struct field *f, struct str s,
    unsigned *bits, struct err *e)
{
	struct str t = utf8_check(s) && s.n < 100 ? trim(utf8_fold(a, s))
	                                          : (struct str){0};
	struct str word = field_word(a, TYPE_WORDS, t);
	enum incident_type type;

	if (!word.p || !incident_type_parse(word, &type))
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は t1（紛失・盗難）、t2（誤送信・誤公開）、"
		    "t3（内部犯行）、t4（ファイル交換ソフト）、"
		    "t5（不正プログラム）、t6（不正アクセス）、"
		    "other（その他）から選んでください。",
		    "Choose \"%s\" from t1 (loss or theft), t2 (wrong sending "
		    "or publication), t3 (insider), t4 (file sharing), t5 "
		    "(malicious program), t6 (unauthorised access), other.",
		    f->name);
	*bits |= 1u << type;
	return true;
}

static bool read_types(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	unsigned bits = 0;

	if (in->kind == JSON_KIND_STRING) {
		struct str rest = in->s, part;
		while (str_cut(&rest, ',', &part))
			if (!type_bit(a, f, part, &bits, e))
				return false;
	} else if (in->kind != JSON_KIND_ARRAY) {
		return wrong_kind(f, "種別の一覧（例 [\"t2\"]）",
		    "a list of types, e.g. [\"t2\"]", e);
	}
	for (size_t i = 0; in->kind == JSON_KIND_ARRAY && i < in->n; i++)
		if (!type_bit(a, f,
		        in->items[i].kind == JSON_KIND_STRING
		            ? in->items[i].s
		            : (struct str){0},
		        &bits, e))
			return false;
	*ret = json_of_array();
	for (int t = 0; t < TYPE_COUNT_; t++)
		if (bits & 1u << t)
			json_push(a, ret,
			    json_of_string(str_of(
			        incident_type_word((enum incident_type)t))));
	return true;
}

/* FIELD_IDS and FIELD_TEXTS; max entries, each a name or a short text. */
static bool read_list(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	struct field one = *f;
	struct json single = json_of_array();

	one.kind = f->kind == FIELD_IDS ? FIELD_ID : FIELD_TEXT;
	one.max = f->kind == FIELD_IDS ? 200 : 1000;
	if (in->kind == JSON_KIND_STRING) {
		json_push(a, &single, *in);
		in = &single;
	}
	if (in->kind != JSON_KIND_ARRAY)
		return wrong_kind(f, "文字列の一覧", "a list of texts", e);
	if ((int64_t)in->n > f->max)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は %lld 件以内にしてください。",
		    "\"%s\" takes at most %lld entries.", f->name,
		    (long long)f->max);
	*ret = json_of_array();
	for (size_t i = 0; i < in->n; i++) {
		struct json v;
		if (field_is_blank(&in->items[i]))
			continue;
		if (one.kind == FIELD_ID
		        ? !read_id(a, &one, &in->items[i], &v, e)
		        : !read_text(a, &one, &in->items[i], &v, e))
			return false;
		json_push(a, ret, v);
	}
	return true;
}

/* Numbers and dates typed in full width become the usual ones; other text
 * stays as typed. */
static struct str fold_number(struct arena *a, struct str s)
{
	struct str folded = s.n < 100 ? utf8_fold(a, s) : s;

	for (size_t i = 0; i < folded.n; i++)
		if (folded.p[i] < ' ' || folded.p[i] > ':')
			return s;
	return folded;
}

/* The answer to a fact question, as text. */
static bool read_value(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	struct field one = *f;

	one.kind = FIELD_TEXT;
	if (in->kind == JSON_KIND_BOOL) {
		*ret = json_of_string(in->b ? STR("yes") : STR("no"));
		return true;
	}
	if (in->kind == JSON_KIND_INT) {
		*ret = json_of_string(
		    arena_printf(a, "%lld", (long long)in->i));
		return true;
	}
	if (in->kind != JSON_KIND_ARRAY) {
		if (!read_text(a, &one, in, ret, e))
			return false;
		ret->s = fold_number(a, ret->s);
		return true;
	}
	struct buf b = buf_begin(a, 40000);
	for (size_t i = 0; i < in->n; i++) {
		struct json v;
		if (in->items[i].kind == JSON_KIND_ARRAY ||
		    !read_value(a, f, &in->items[i], &v, e))
			return e->kind == ERR_NONE
			    ? wrong_kind(f, "文字列の一覧", "a list of texts",
			          e)
			    : false;
		buf_printf(&b, "%s%.*s", i ? "、" : "", STR_ARG(v.s));
	}
	if (b.over)
		return text_ok(&one, buf_str(&b), e);
	struct json joined = json_of_string(buf_str(&b));
	return read_text(a, &one, &joined, ret, e);
}

static bool copy_free(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	struct field text = *f;

	text.kind = FIELD_TEXT;
	switch (in->kind) {
	case JSON_KIND_STRING:
		return read_text(a, &text, in, ret, e);
	case JSON_KIND_REAL:
		*ret = json_of_string(arena_printf(a, "%.15g", in->d));
		return true;
	case JSON_KIND_INT:
		*ret = in->i > INT_SAFE || in->i < -INT_SAFE
		    ? json_of_string(
		          arena_printf(a, "%lld", (long long)in->i))
		    : *in;
		return true;
	case JSON_KIND_ARRAY:
		*ret = json_of_array();
		for (size_t i = 0; i < in->n; i++) {
			struct json v;
			if (!copy_free(a, f, &in->items[i], &v, e))
				return false;
			json_push(a, ret, v);
		}
		return true;
	case JSON_KIND_OBJECT:
		*ret = json_of_object();
		for (size_t i = 0; i < in->n; i++) {
			struct json v;
			if (!text_ok(&text, in->members[i].name, e) ||
			    !copy_free(a, f, &in->members[i].value, &v, e))
				return false;
			json_set_n(a, ret, in->members[i].name, v);
		}
		return true;
	default:
		*ret = *in;
		return true;
	}
}

static bool read_one(struct arena *a, const struct field *f,
    const struct json *in, struct json *ret, struct err *e)
{
	switch (f->kind) {
	case FIELD_ID:
		return read_id(a, f, in, ret, e);
	case FIELD_CODE:
		return read_code(a, f, in, ret, e);
	case FIELD_INT:
		return read_int(a, f, in, ret, e);
	case FIELD_BOOL:
		return read_bool(a, f, in, ret, e);
	case FIELD_WORD:
		return read_word(a, f, in, ret, e);
	case FIELD_TYPES:
		return read_types(a, f, in, ret, e);
	case FIELD_IDS:
	case FIELD_TEXTS:
		return read_list(a, f, in, ret, e);
	case FIELD_VALUE:
		return read_value(a, f, in, ret, e);
	case FIELD_FREE:
		return copy_free(a, f, in, ret, e);
	default:
		return read_text(a, f, in, ret, e);
	}
}

bool field_read(struct arena *a, const struct field *f, const struct json *in,
    int64_t now, struct json *out, struct err *e)
{
	const struct json *v = json_get(in, f->name);
	struct json value;

	if (field_is_blank(v) && f->need == FIELD_REQUIRED)
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は必ず入力してください。",
		    "\"%s\" is required; fill it in.", f->name);
	if (f->kind == FIELD_TIME || f->kind == FIELD_DUE)
		return read_time(a, f, in, now, out, e);
	if (field_is_blank(v))
		return true;
	if (!read_one(a, f, v, &value, e))
		return false;
	if (f->need == FIELD_REQUIRED && field_is_blank(&value))
		return fail_field(e, ERR_INPUT, f->name,
		    "「%s」は必ず入力してください。",
		    "\"%s\" is required; fill it in.", f->name);
	json_set(a, out, f->name, value);
	return true;
}
