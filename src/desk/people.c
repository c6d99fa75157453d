/*
 * desk/people - users, sessions, tokens, units. Passwords are Argon2id,
 * session and bearer tokens are kept as hashes only.
 */
#include "desk/inside.h"

#include "base/time.h"
#include "base/utf8.h"

enum {
	SESSION_HOURS = 12,
	TOKEN_BYTES = 24,
	PASSWORD_MIN = 8, /* OWASP ASVS 5.0 6.2.1 */
	PASSWORD_MAX = 256,
	NAME_MAX_BYTES = 200,
	FREE_FAILURES = 3, /* before waiting begins */
	WAIT_MAX_S = 60,
};

bool desk_need_role(const struct actor *by, enum role role, struct err *e)
{
	if (by->role == role)
		return true;
	return fail(e, ERR_FORBIDDEN, "この操作を行う権限がありません。",
	    "You may not do this.");
}

/* ---- users ---- */

struct person {
	bool found;
	struct arena *a;
	struct desk_user u;
	struct str password;
};

static bool read_person(
    const struct store_row *row, void *ctx, struct err *e)
{
	struct person *p = ctx;

	p->found = true;
	p->u.user = arena_str(p->a, row_str(row, 0));
	p->u.name = arena_str(p->a, row_str(row, 1));
	if (!role_parse(row_str(row, 2), &p->u.role))
		return fail(e, ERR_TAMPERED, "利用者の役割が壊れています。",
		    "A user's role is damaged.");
	p->u.unit = arena_str(p->a, row_str(row, 3));
	p->password = arena_str(p->a, row_str(row, 4));
	p->u.disabled = row_int(row, 5) != 0;
	return true;
}

struct finding {
	struct person p;
	struct str user;
};

static bool find_person(struct store_tx *tx, void *ctx, struct err *e)
{
	struct finding *f = ctx;

	return store_run(tx, STMT_person_get, ARGS(arg_text(f->user)),
	    read_person, &f->p, e);
}

static struct actor actor_of(const struct desk_user *u)
{
	return (struct actor){.user = u->user,
	    .name = u->name,
	    .role = u->role,
	    .unit = u->unit};
}

bool desk_person(struct desk *d, struct arena *a, struct str user,
    struct actor *ret, struct err *e)
{
	struct finding f = {.p = {.a = a}, .user = user};

	if (!store_read(d->store, find_person, &f, e))
		return false;
	if (!f.p.found || f.p.u.disabled)
		return fail(e, ERR_MISSING,
		    "利用者「%.*s」は登録されていません。",
		    "There is no user \"%.*s\".",
		    STR_ARG(str_slice(user, 0, 60)));
	*ret = actor_of(&f.p.u);
	return true;
}

static bool login_name_is_good(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		        c == '.' || c == '_' || c == '-'))
			return false;
	}
	return s.n >= 1 && s.n <= 40;
}

/* ASVS 5.0 6.2: length only, no composition rules; some are too well known. */
static bool check_password(struct str user, struct str pw, struct err *e)
{
	static const char *const KNOWN[] = {"password", "12345678",
	    "123456789", "1234567890", "qwertyui", "qwertyuiop", "password1",
	    "passw0rd", "11111111", "00000000", "abcdefgh", "abcd1234",
	    "asdfghjk", "iloveyou"};
	size_t n = utf8_count(pw);

	if (!utf8_check(pw) || n < PASSWORD_MIN || pw.n > PASSWORD_MAX)
		return fail_field(e, ERR_INPUT, "password",
		    "パスワードは %d 文字以上、%d バイト以内にしてください。",
		    "A password has at least %d characters and at most %d "
		    "bytes.",
		    PASSWORD_MIN, PASSWORD_MAX);
	for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
		if (str_eq_nocase(pw, str_of(KNOWN[i])) || str_eq(pw, user))
			return fail_field(e, ERR_INPUT, "password",
			    "推測されやすいパスワードです。別のものにしてくださ"
			    "い。",
			    "This password is too easy to guess. Choose "
			    "another.");
	return true;
}

static bool check_user(const struct desk_user *u, struct err *e)
{
	if (!login_name_is_good(u->user))
		return fail_field(e, ERR_INPUT, "user",
		    "利用者名は英小文字・数字・「.」「_」「-」の 40 文字以内"
		    "です。",
		    "A login name has up to 40 of a-z, 0-9, '.', '_', '-'.");
	if (!u->name.n || u->name.n > NAME_MAX_BYTES || !utf8_check(u->name) ||
	    utf8_has_control(u->name))
		return fail_field(e, ERR_INPUT, "name",
		    "氏名（表示名）を %d バイト以内で入力してください。",
		    "Give a display name of at most %d bytes.",
		    NAME_MAX_BYTES);
	if (u->role == ROLE_REPORTER || u->role >= ROLE_COUNT_)
		return fail_field(e, ERR_INPUT, "role",
		    "役割を選んでください。", "Choose a role.");
	return true;
}

struct putting {
	const struct desk_user *u;
	struct str hash;
};

static bool put_person(struct store_tx *tx, void *ctx, struct err *e)
{
	struct putting *p = ctx;

	if (!store_run(tx, STMT_person_put,
	        ARGS(arg_text(p->u->user), arg_text(p->u->name),
	            arg_text(str_of(role_word(p->u->role))),
	            arg_text(p->u->unit), arg_text(p->hash),
	            arg_int(p->u->disabled)),
	        NULL, NULL, e))
		return false;
	/* a changed password or a closed account ends what was open */
	return (!p->hash.n && !p->u->disabled) ||
	    store_run(tx, STMT_session_drop_of, ARGS(arg_text(p->u->user)),
	        NULL, NULL, e);
}

bool desk_user_put(struct desk *d, const struct actor *by,
    const struct desk_user *u, struct str password, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	struct finding f = {.p = {.a = &a}, .user = u->user};
	struct putting p = {.u = u};

	if (!desk_need_role(by, ROLE_ADMINISTRATOR, e) || !check_user(u, e) ||
	    !store_read(d->store, find_person, &f, e))
		return false;
	if (!f.p.found || password.n) {
		if (!check_password(u->user, password, e))
			return false;
		p.hash = password_hash(&a, password);
	}
	return store_write(d->store, put_person, &p, e);
}

struct all_people {
	struct arena *a;
	struct desk_user *items;
	size_t n, cap;
};

static bool add_person(const struct store_row *row, void *ctx, struct err *e)
{
	struct all_people *all = ctx;
	struct person p = {.a = all->a};

	if (!read_person(row, &p, e))
		return false;
	if (all->n == all->cap) {
		size_t cap = all->cap ? all->cap * 2 : 32;
		struct desk_user *more = ARENA_ARRAY(all->a, cap, struct desk_user);
		if (all->n)
			memcpy(more, all->items, all->n * sizeof(*more));
		all->items = more;
		all->cap = cap;
	}
	all->items[all->n++] = p.u;
	return true;
}

static bool read_people(struct store_tx *tx, void *ctx, struct err *e)
{
	return store_run(tx, STMT_person_all, NO_ARGS, add_person, ctx, e);
}

bool desk_users(struct desk *d, struct arena *a, const struct actor *by,
    struct desk_user **ret, size_t *ret_n, struct err *e)
{
	struct all_people all = {.a = a};

	/* names are needed to assign tasks, so whoever has a login may see */
	if (!by->user.n)
		return desk_need_role(by, ROLE_ADMINISTRATOR, e);
	if (!store_read(d->store, read_people, &all, e))
		return false;
	*ret = all.items;
	*ret_n = all.n;
	return true;
}

/* ---- login ---- */

/* The place of this name among the failures, or the oldest. Mutex held. */
static struct login_failures *failures_of(struct desk *d, struct str user)
{
	struct sha256 who = sha256_of(user);
	struct login_failures *oldest = &d->failures[0];

	for (size_t i = 0; i < FAILURES_MAX; i++) {
		if (sha256_eq(&d->failures[i].who, &who))
			return &d->failures[i];
		if (d->failures[i].last_at < oldest->last_at)
			oldest = &d->failures[i];
	}
	*oldest = (struct login_failures){.who = who};
	return oldest;
}

static int wait_s(const struct login_failures *f)
{
	int over = f->n - FREE_FAILURES;

	if (over < 0)
		return 0;
	return over > 5 ? WAIT_MAX_S : 2 << over;
}

/* ASVS 5.0 6.3.1: guessing one account gets slower and slower. */
static bool may_try(struct desk *d, struct str user, struct err *e)
{
	int64_t now = time_now();

	pthread_mutex_lock(&d->mutex);
	struct login_failures *f = failures_of(d, user);
	int64_t left =
	    (f->last_at + wait_s(f) * TIME_SECOND - now) / TIME_SECOND;
	pthread_mutex_unlock(&d->mutex);
	if (left <= 0)
		return true;
	return fail(e, ERR_LIMIT,
	    "続けて失敗したため、あと %lld 秒お待ちください。",
	    "Too many failures. Wait another %lld seconds.",
	    (long long)left);
}

static void note_try(struct desk *d, struct str user, bool good)
{
	pthread_mutex_lock(&d->mutex);
	struct login_failures *f = failures_of(d, user);
	f->n = good ? 0 : f->n + 1;
	f->last_at = time_now();
	pthread_mutex_unlock(&d->mutex);
}

struct session {
	struct sha256 hash;
	struct str user;
	int64_t until;
};

static bool add_session(struct store_tx *tx, void *ctx, struct err *e)
{
	struct session *s = ctx;

	return store_run(tx, STMT_session_clean, ARGS(arg_int(time_now())),
	           NULL, NULL, e) &&
	    store_run(tx, STMT_session_add,
	        ARGS(arg_blob(sha256_str(&s->hash)), arg_text(s->user),
	            arg_int(s->until)),
	        NULL, NULL, e);
}

static struct str new_token(struct arena *a)
{
	char raw[TOKEN_BYTES];

	random_bytes(raw, sizeof(raw));
	return base64url_encode(a, (struct str){raw, sizeof(raw)});
}

bool desk_login(struct desk *d, struct arena *a, struct str user,
    struct str password, struct str *ret_session, struct err *e)
{
	struct finding f = {.p = {.a = a}, .user = user};

	if (!may_try(d, user, e) ||
	    !store_read(d->store, find_person, &f, e))
		return false;
	/* an unknown name costs the same time as a wrong password */
	static const struct str NOBODY = STR_INIT(
	    "$argon2id$v=19$m=65536,t=2,p=1$c2hvZG9zaG9kb3Nob2RvIQ$"
	    "hK1hFmXlGmyqPSrkcCnYhVb2bmVNB5pQeGYrZmdhYm8");
	bool good = password.n <= PASSWORD_MAX &&
	    password_check(f.p.found ? f.p.password : NOBODY, password);
	good = good && f.p.found && !f.p.u.disabled;
	note_try(d, user, good);
	if (!good)
		return fail(e, ERR_FORBIDDEN,
		    "利用者名かパスワードが違います。",
		    "The name or the password is wrong.");
	struct str token = new_token(a);
	struct session s = {.hash = sha256_of(token),
	    .user = user,
	    .until = time_now() + SESSION_HOURS * TIME_HOUR};
	if (!store_write(d->store, add_session, &s, e))
		return false;
	*ret_session = token;
	return true;
}

struct looking {
	enum store_stmt stmt;
	struct arena *a;
	struct sha256 hash;
	bool found;
	int64_t until;
	struct actor by;
};

static bool read_actor(
    const struct store_row *row, void *ctx, struct err *e)
{
	struct looking *l = ctx;

	(void)e;
	l->until = row_int(row, 0);
	l->by.user = arena_str(l->a, row_str(row, 1));
	l->by.name = arena_str(l->a, row_str(row, 2));
	l->by.unit = arena_str(l->a, row_str(row, 4));
	l->found = role_parse(row_str(row, 3), &l->by.role);
	return true;
}

static bool look(struct store_tx *tx, void *ctx, struct err *e)
{
	struct looking *l = ctx;

	return store_run(tx, l->stmt, ARGS(arg_blob(sha256_str(&l->hash))),
	    read_actor, l, e);
}

static bool look_up(struct desk *d, struct arena *a, enum store_stmt stmt,
    struct str token, struct looking *ret)
{
	struct err e = {0};

	*ret = (struct looking){.stmt = stmt, .a = a, .hash = sha256_of(token)};
	return token.n && token.n < 100 &&
	    store_read(d->store, look, ret, &e) && ret->found;
}

bool desk_session(struct desk *d, struct arena *a, struct str session,
    struct actor *ret)
{
	struct looking l;

	if (!look_up(d, a, STMT_session_get, session, &l) ||
	    l.until < time_now())
		return false;
	*ret = l.by;
	ret->via = STR("web");
	return true;
}

bool desk_bearer(
    struct desk *d, struct arena *a, struct str token, struct actor *ret)
{
	struct looking l;

	if (!look_up(d, a, STMT_token_get, token, &l))
		return false;
	*ret = l.by;
	ret->via = STR("api");
	return true;
}

static bool drop_session(struct store_tx *tx, void *ctx, struct err *e)
{
	struct sha256 *hash = ctx;

	return store_run(tx, STMT_session_drop,
	    ARGS(arg_blob(sha256_str(hash))), NULL, NULL, e);
}

void desk_logout(struct desk *d, struct str session)
{
	struct sha256 hash = sha256_of(session);
	struct err e = {0};

	/* a session that cannot be dropped ends by its own time */
	if (!store_write(d->store, drop_session, &hash, &e))
		return;
}

struct str desk_forgery_token(
    struct desk *d, struct arena *a, struct str session)
{
	struct sha256 h = hmac_sha256(
	    (struct str){(const char *)d->secret, sizeof(d->secret)}, session);

	return hex_encode(a, (struct str){(const char *)h.b, 16});
}

static bool add_token(struct store_tx *tx, void *ctx, struct err *e)
{
	struct session *s = ctx;

	return store_run(tx, STMT_token_add,
	    ARGS(arg_blob(sha256_str(&s->hash)), arg_text(s->user),
	        arg_int(time_now())),
	    NULL, NULL, e);
}

bool desk_token_new(struct desk *d, struct arena *a, const struct actor *by,
    struct str *ret_token, struct err *e)
{
	struct str token = new_token(a);
	struct session s = {.hash = sha256_of(token), .user = by->user};

	if (!by->user.n)
		return fail(e, ERR_FORBIDDEN, "ログインしてください。",
		    "Log in first.");
	if (!store_write(d->store, add_token, &s, e))
		return false;
	*ret_token = token;
	return true;
}

/* ---- units ---- */

static bool put_unit(struct store_tx *tx, void *ctx, struct err *e)
{
	const struct desk_unit *u = ctx;

	return store_run(tx, STMT_unit_put,
	    ARGS(arg_text(u->path), arg_text(u->name)), NULL, NULL, e);
}

bool desk_unit_put(struct desk *d, const struct actor *by,
    const struct desk_unit *u, struct err *e)
{
	struct str rest = u->path, part;
	bool good = u->path.n > 0 && u->path.n <= 200;

	while (good && str_cut(&rest, '/', &part))
		good = login_name_is_good(part);
	if (!desk_need_role(by, ROLE_ADMINISTRATOR, e))
		return false;
	if (!good || u->path.p[u->path.n - 1] == '/')
		return fail_field(e, ERR_INPUT, "path",
		    "所属の識別子は soumu/zeimu のように、英小文字・数字を"
		    "「/」で区切って書きます。",
		    "A unit's path is written like soumu/zeimu: a-z, 0-9, '-', "
		    "parts separated by '/'.");
	if (!u->name.n || u->name.n > NAME_MAX_BYTES || !utf8_check(u->name) ||
	    utf8_has_control(u->name))
		return fail_field(e, ERR_INPUT, "name",
		    "所属の名称を %d バイト以内で入力してください。",
		    "Give the unit's name in at most %d bytes.",
		    NAME_MAX_BYTES);
	return store_write(d->store, put_unit, (void *)(uintptr_t)u, e);
}

struct all_units {
	struct arena *a;
	struct desk_unit *items;
	size_t n, cap;
};

static bool add_unit(const struct store_row *row, void *ctx, struct err *e)
{
	struct all_units *all = ctx;

	(void)e;
	if (all->n == all->cap) {
		size_t cap = all->cap ? all->cap * 2 : 32;
		struct desk_unit *more = ARENA_ARRAY(all->a, cap, struct desk_unit);
		if (all->n)
			memcpy(more, all->items, all->n * sizeof(*more));
		all->items = more;
		all->cap = cap;
	}
	all->items[all->n++] =
	    (struct desk_unit){arena_str(all->a, row_str(row, 0)),
	        arena_str(all->a, row_str(row, 1))};
	return true;
}

static bool read_units(struct store_tx *tx, void *ctx, struct err *e)
{
	return store_run(tx, STMT_unit_all, NO_ARGS, add_unit, ctx, e);
}

bool desk_units(struct desk *d, struct arena *a, struct desk_unit **ret,
    size_t *ret_n, struct err *e)
{
	struct all_units all = {.a = a};

	if (!store_read(d->store, read_units, &all, e))
		return false;
	*ret = all.items;
	*ret_n = all.n;
	return true;
}
