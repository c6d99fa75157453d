/*
 * desk/init - make a data directory: database, key, organisation, the first
 * person, and on request a sample organisation to try things with.
 */
#include "desk/inside.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

struct first {
	struct desk *d;
	struct str organisation, origin;
};

static bool put_meta(
    struct store_tx *tx, const char *key, struct str value, struct err *e)
{
	return store_run(tx, STMT_meta_put,
	    ARGS(arg_text(str_of(key)), arg_text(value)), NULL, NULL, e);
}

static bool put_first(struct store_tx *tx, void *ctx, struct err *e)
{
	struct first *f = ctx;

	return put_meta(tx, "organisation", f->organisation, e) &&
	    put_meta(tx, "origin", f->origin, e);
}

/*
 * The journal's name: unique without a domain of its own, since many of these
 * stand in closed networks.
 */
static struct str new_origin(struct arena *a)
{
	unsigned char id[8];

	random_bytes(id, sizeof(id));
	return arena_printf(a, "shodo.invalid/%.*s/journal",
	    STR_ARG(hex_encode(a, (struct str){(char *)id, sizeof(id)})));
}

const struct actor DESK_INSTALLER = {
    .user = STR_INIT("init"), .role = ROLE_ADMINISTRATOR};

static bool check_init(const struct desk_init *in, struct err *e)
{
	struct str o = in->organisation;

	if (!o.n || o.n > 200 || !utf8_check(o) || utf8_has_control(o))
		return fail_field(e, ERR_INPUT, "organisation",
		    "団体名を 200 バイト以内で指定してください（例: --organi"
		    "sation サンプル県）。",
		    "Give the organisation's name in at most 200 bytes "
		    "(--organisation NAME).");
	return true;
}

static bool fill(struct desk *d, const struct desk_init *in, struct err *e)
{
	struct first f = {d, in->organisation, new_origin(&d->arena)};
	struct desk_user u = {.user = in->user,
	    .name = in->user,
	    .role = in->role};

	if (!store_open(d->dir, STORE_MAKE, &d->store, e) ||
	    !record_key(d, true, e) ||
	    !store_write(d->store, put_first, &f, e))
		return false;
	d->organisation = f.organisation;
	d->origin = f.origin;
	if (in->user.n &&
	    !desk_user_put(d, &DESK_INSTALLER, &u, in->password, e))
		return false;
	return (!in->demo || demo_fill(d, e)) && record_sign(d, e);
}

bool desk_init(const char *dir, const struct desk_init *in, struct err *e)
{
	AUTO(arena_end) struct arena a = {0};
	AUTO(desk_end) struct desk *d = NULL;
	const char *db = arena_printf(&a, "%s/shodo.db", dir).p;

	if (!check_init(in, e))
		return false;
	if (file_exists(db))
		return fail(e, ERR_CONFLICT,
		    "%s には既に Shodo のデータがあります。",
		    "There is Shodo data in %s already.", dir);
	if (!file_make_folder(dir, 0700, e) || !desk_begin(dir, &d, e))
		return false;
	if (fill(d, in, e))
		return true;
	/* nothing half-made stays, so the same command can be run again */
	store_end(&d->store);
	unlink(db);
	unlink(arena_printf(&a, "%s/journal.key", dir).p);
	return false;
}
