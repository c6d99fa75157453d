/*
 * desk/desk - open and end the data directory: playbooks and rules, store,
 * key, and the thread that signs what is durable every few seconds.
 */
#include "desk/inquiry_i.h"

#include <stdlib.h>
#include <time.h>

#include "base/file.h"

enum { SIGN_EVERY_S = 5 };

static bool load_rules(struct desk *d, struct err *e)
{
	const struct rules_source *files;
	size_t n = rules_embedded(&files);

	return rules_load(&d->arena, files, n, &d->rules, e);
}

struct meta {
	const char *key;
	struct store_one one;
};

static bool read_meta(struct store_tx *tx, void *ctx, struct err *e)
{
	struct meta *m = ctx;

	return store_run(tx, STMT_meta_get, ARGS(arg_text(str_of(m->key))),
	    store_row_one, &m->one, e);
}

static bool meta_get(
    struct desk *d, const char *key, struct str *ret, struct err *e)
{
	struct meta m = {key, {.a = &d->arena}};

	if (!store_read(d->store, read_meta, &m, e))
		return false;
	if (!m.one.found)
		return fail(e, ERR_TAMPERED,
		    "データの設定（%s）がありません。", "The setting %s is missing.",
		    key);
	*ret = m.one.s;
	return true;
}

static void *signer_main(void *arg)
{
	struct desk *d = arg;
	struct timespec t;

	pthread_mutex_lock(&d->mutex);
	while (!d->ending) {
		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_sec += SIGN_EVERY_S;
		pthread_cond_timedwait(&d->signer_wake, &d->mutex, &t);
		if (d->ending)
			break;
		pthread_mutex_unlock(&d->mutex);
		struct err e = {0}; /* told by verify and at the next start */
		bool ok = record_sign(d, &e);
		pthread_mutex_lock(&d->mutex);
		if (!ok && e.kind == ERR_TAMPERED)
			break;
	}
	pthread_mutex_unlock(&d->mutex);
	return NULL;
}

static bool start_signer(struct desk *d, struct err *e)
{
	if (!record_sign(d, e))
		return false;
	if (pthread_create(&d->signer, NULL, signer_main, d))
		return fail(e, ERR_IO, "署名用のスレッドを作れません。",
		    "Cannot start the signing thread.");
	d->signer_runs = true;
	return true;
}

bool desk_begin(const char *dir, struct desk **ret, struct err *e)
{
	struct desk *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	pthread_mutex_init(&d->mutex, NULL);
	pthread_mutex_init(&d->signing, NULL);
	pthread_cond_init(&d->signer_wake, NULL);
	*ret = d;
	if (strlen(dir) >= sizeof(d->dir))
		return fail(e, ERR_INPUT, "フォルダの名前が長すぎます。",
		    "The folder's name is too long.");
	memcpy(d->dir, dir, strlen(dir) + 1);
	return playbooks_load(d, e) && load_rules(d, e);
}

static bool open_rest(
    struct desk *d, enum store_mode mode, bool sign, struct err *e)
{
	d->look = mode == STORE_LOOK;
	return store_open(d->dir, mode, &d->store, e) &&
	    record_key(d, false, e) &&
	    meta_get(d, "organisation", &d->organisation, e) &&
	    meta_get(d, "origin", &d->origin, e) &&
	    (!sign || start_signer(d, e));
}

static bool open_as(const char *dir, enum store_mode mode, bool sign,
    struct desk **ret, struct err *e)
{
	struct desk *d = NULL;

	if (!desk_begin(dir, &d, e) || !open_rest(d, mode, sign, e)) {
		desk_end(&d);
		return false;
	}
	*ret = d;
	return true;
}

bool desk_open(const char *dir, const struct desk_options *o,
    struct desk **ret, struct err *e)
{
	bool look = o && o->read_only;

	return open_as(dir, look ? STORE_LOOK : STORE_OWN, !look, ret, e);
}

bool desk_open_unsigned(const char *dir, struct desk **ret, struct err *e)
{
	return open_as(dir, STORE_OWN, false, ret, e);
}

void desk_end(struct desk **pd)
{
	struct desk *d = *pd;
	struct err e = {0};

	if (!d)
		return;
	if (d->signer_runs) {
		pthread_mutex_lock(&d->mutex);
		d->ending = true;
		pthread_cond_signal(&d->signer_wake);
		pthread_mutex_unlock(&d->mutex);
		pthread_join(d->signer, NULL);
		/* unsigned entries are kept all the same, and signed at the
		 * next start */
		if (!record_sign(d, &e))
			e.kind = ERR_NONE;
	}
	inquiry_house_end(&d->inquiries);
	store_end(&d->store);
	fold_end(d);
	arena_end(&d->arena);
	pthread_mutex_destroy(&d->mutex);
	pthread_mutex_destroy(&d->signing);
	pthread_cond_destroy(&d->signer_wake);
	free(d);
	*pd = NULL;
}

struct str desk_organisation(const struct desk *d)
{
	return d->organisation;
}

const struct playbook *desk_playbook(const struct desk *d, struct str id)
{
	if (!id.n)
		return d->playbooks[0];
	for (size_t i = 0; i < d->playbooks_n; i++)
		if (str_eq(d->playbooks[i]->id, id))
			return d->playbooks[i];
	return NULL;
}

size_t desk_playbooks(
    const struct desk *d, const struct playbook *const **ret)
{
	*ret = d->playbooks;
	return d->playbooks_n;
}

const struct rules *desk_rules(const struct desk *d)
{
	return d->rules;
}
