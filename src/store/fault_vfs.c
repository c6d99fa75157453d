/*
 * store/fault_vfs - see fault_vfs.h. The power cut keeps, for each file, what
 * stood under every write since its last sync, and at the cut puts some of
 * that back, newest first: as a disk that had not written those sectors yet.
 */
#include "store/fault_vfs.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What stood under one unsynced write. */
struct undo {
	struct undo *older;
	sqlite3_int64 at, size_before;
	int n;
	unsigned char old[];
};

struct disk;

struct fault_file {
	sqlite3_file base; /* first: SQLite sees only this */
	struct disk *disk;
	struct fault_file *next;
	struct undo *undo;
	sqlite3_file *real; /* in the bytes behind this */
};

/* One a process, behind pAppData of the file system named "fault". */
struct disk {
	pthread_mutex_t mutex; /* connections live in several threads */
	enum fault_kind kind;
	int left;
	bool happened;
	unsigned seed;
	sqlite3_vfs vfs, *real;
	struct fault_file *open;
};

static struct disk *the_disk(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("fault");

	return vfs ? vfs->pAppData : NULL;
}

static struct fault_file *of(sqlite3_file *f)
{
	return (struct fault_file *)f;
}

static bool chance(struct disk *d)
{
	d->seed = d->seed * 1664525u + 1013904223u;
	return d->seed >> 31;
}

static void forget(struct fault_file *f)
{
	for (struct undo *u = f->undo, *older; u; u = older) {
		older = u->older;
		free(u);
	}
	f->undo = NULL;
}

static void lose(struct fault_file *f)
{
	for (struct undo *u = f->undo; u; u = u->older) {
		if (chance(f->disk))
			continue;
		f->real->pMethods->xWrite(f->real, u->old, u->n, u->at);
		if (u->size_before < u->at + u->n)
			f->real->pMethods->xTruncate(f->real,
			    u->size_before > u->at ? u->size_before : u->at);
	}
}

static void cut_power(struct disk *d)
{
	for (struct fault_file *f = d->open; f; f = f->next)
		lose(f);
	_exit(FAULT_EXIT);
}

static int count(struct disk *d, int error)
{
	if (d->kind == FAULT_NONE)
		return SQLITE_OK;
	if (d->happened)
		return d->kind == FAULT_FULL && error == SQLITE_IOERR_WRITE
		    ? SQLITE_FULL
		    : SQLITE_OK;
	if (--d->left > 0)
		return SQLITE_OK;
	d->happened = true;
	if (d->kind == FAULT_POWER)
		cut_power(d);
	if (d->kind == FAULT_FULL)
		return error == SQLITE_IOERR_WRITE ? SQLITE_FULL : SQLITE_OK;
	return error;
}

/* Counts a call; what it must answer, SQLITE_OK: go on. */
static int counted(struct disk *d, int error)
{
	pthread_mutex_lock(&d->mutex);
	int rc = count(d, error);
	pthread_mutex_unlock(&d->mutex);
	return rc;
}

static int f_close(sqlite3_file *file)
{
	struct fault_file *f = of(file), **at = &f->disk->open;
	struct disk *d = f->disk;

	pthread_mutex_lock(&d->mutex);
	while (*at && *at != f)
		at = &(*at)->next;
	if (*at)
		*at = f->next;
	forget(f);
	pthread_mutex_unlock(&d->mutex);
	return f->real->pMethods->xClose(f->real);
}

static int f_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
	return of(f)->real->pMethods->xRead(of(f)->real, p, n, at);
}

static void remember(struct fault_file *f, int n, sqlite3_int64 at)
{
	struct undo *u = calloc(1, sizeof(*u) + (size_t)n);

	if (!u)
		abort();
	u->at = at;
	u->n = n;
	u->older = f->undo;
	f->real->pMethods->xFileSize(f->real, &u->size_before);
	f->real->pMethods->xRead(f->real, u->old, n, at); /* short: zeros */
	f->undo = u;
}

static int f_write(
    sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
	struct fault_file *f = of(file);
	int rc = counted(f->disk, SQLITE_IOERR_WRITE);

	if (rc != SQLITE_OK)
		return rc;
	pthread_mutex_lock(&f->disk->mutex);
	if (f->disk->kind == FAULT_POWER)
		remember(f, n, at);
	rc = f->real->pMethods->xWrite(f->real, p, n, at);
	pthread_mutex_unlock(&f->disk->mutex);
	return rc;
}

static int f_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = counted(of(f)->disk, SQLITE_IOERR_TRUNCATE);

	return rc != SQLITE_OK
	    ? rc
	    : of(f)->real->pMethods->xTruncate(of(f)->real, size);
}

static int f_sync(sqlite3_file *f, int flags)
{
	struct disk *d = of(f)->disk;
	int rc = counted(d, SQLITE_IOERR_FSYNC);

	pthread_mutex_lock(&d->mutex);
	if (rc == SQLITE_OK)
		rc = of(f)->real->pMethods->xSync(of(f)->real, flags);
	if (rc == SQLITE_OK)
		forget(of(f));
	pthread_mutex_unlock(&d->mutex);
	return rc;
}

static int f_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return of(f)->real->pMethods->xFileSize(of(f)->real, size);
}

static int f_lock(sqlite3_file *f, int lock)
{
	return of(f)->real->pMethods->xLock(of(f)->real, lock);
}

static int f_unlock(sqlite3_file *f, int lock)
{
	return of(f)->real->pMethods->xUnlock(of(f)->real, lock);
}

static int f_reserved(sqlite3_file *f, int *out)
{
	return of(f)->real->pMethods->xCheckReservedLock(of(f)->real, out);
}

static int f_control(sqlite3_file *f, int op, void *arg)
{
	return of(f)->real->pMethods->xFileControl(of(f)->real, op, arg);
}

static int f_sector(sqlite3_file *f)
{
	return of(f)->real->pMethods->xSectorSize(of(f)->real);
}

static int f_traits(sqlite3_file *f)
{
	return of(f)->real->pMethods->xDeviceCharacteristics(of(f)->real);
}

static int f_shm_map(sqlite3_file *f, int page, int size, int extend,
    void volatile **out)
{
	return of(f)->real->pMethods->xShmMap(
	    of(f)->real, page, size, extend, out);
}

static int f_shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return of(f)->real->pMethods->xShmLock(of(f)->real, offset, n, flags);
}

static void f_shm_barrier(sqlite3_file *f)
{
	of(f)->real->pMethods->xShmBarrier(of(f)->real);
}

static int f_shm_unmap(sqlite3_file *f, int delete)
{
	return of(f)->real->pMethods->xShmUnmap(of(f)->real, delete);
}

static const sqlite3_io_methods METHODS = {.iVersion = 2,
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_traits,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap};

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
    int flags, int *out)
{
	struct fault_file *f = of(file);
	struct disk *d = vfs->pAppData;

	memset(f, 0, sizeof(*f));
	f->disk = d;
	f->real = (sqlite3_file *)(f + 1);
	int rc = d->real->xOpen(d->real, name, f->real, flags, out);
	if (!f->real->pMethods)
		return rc;
	f->base.pMethods = &METHODS;
	pthread_mutex_lock(&d->mutex);
	f->next = d->open;
	d->open = f;
	pthread_mutex_unlock(&d->mutex);
	return rc;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct disk *d = vfs->pAppData;
	int rc = counted(d, SQLITE_IOERR_DELETE);

	return rc != SQLITE_OK ? rc : d->real->xDelete(d->real, name, sync);
}

static struct disk *make_disk(void)
{
	struct disk *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	pthread_mutex_init(&d->mutex, NULL);
	d->real = sqlite3_vfs_find(NULL);
	d->vfs = *d->real;
	d->vfs.zName = "fault";
	d->vfs.pAppData = d;
	d->vfs.szOsFile = (int)sizeof(struct fault_file) + d->real->szOsFile;
	d->vfs.xOpen = v_open;
	d->vfs.xDelete = v_delete;
	sqlite3_vfs_register(&d->vfs, 1);
	return d;
}

void fault_begin(enum fault_kind kind, int at, unsigned seed)
{
	sqlite3_initialize();
	struct disk *d = the_disk();

	if (!d)
		d = make_disk();
	d->kind = kind;
	d->left = at;
	d->seed = seed;
	d->happened = false;
}

bool fault_happened(void)
{
	return the_disk()->happened;
}

void fault_mend(void)
{
	the_disk()->kind = FAULT_NONE;
}
