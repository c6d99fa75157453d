/*
 * inventory/image - partition tables and which file system stands where. See
 * image.h. fs.c reads the file systems.
 */
#include "investigate/inventory/image.h"

#include "investigate/inventory/raw.h"
#include "investigate/inventory/volume.h"

enum { HEAD_BYTES = 72 << 10, PARTITIONS_MAX = 512 };

struct medium_info {
	TSK_IMG_INFO info; /* first: libtsk hands it back */
	const struct medium *medium;
};

static ssize_t read_for_tsk(
    TSK_IMG_INFO *info, TSK_OFF_T at, char *to, size_t n)
{
	const struct medium *m = ((struct medium_info *)info)->medium;

	if (at < 0 || (uint64_t)at >= m->size)
		return -1;
	if (n > m->size - (uint64_t)at)
		n = (size_t)(m->size - (uint64_t)at);
	medium_read(m, (uint64_t)at, to, n);
	return (ssize_t)n;
}

static void close_for_tsk(TSK_IMG_INFO *info)
{
	(void)info; /* the arena's */
}

static void tell_for_tsk(TSK_IMG_INFO *info, FILE *to)
{
	(void)info;
	(void)to;
}

/* --- one volume --------------------------------------------------------- */

static TSK_FS_TYPE_ENUM type_of(enum volume v)
{
	switch (v) {
	case VOLUME_NTFS:
		return TSK_FS_TYPE_NTFS_DETECT;
	case VOLUME_EXFAT:
		return TSK_FS_TYPE_FAT_DETECT;
	case VOLUME_EXT:
		return TSK_FS_TYPE_EXT_DETECT;
	case VOLUME_HFS:
		return TSK_FS_TYPE_HFS_DETECT;
	default:
		return TSK_FS_TYPE_UNSUPP;
	}
}

static void why_not_walked(
    const struct image *im, enum volume v, struct err *e)
{
	if (v == VOLUME_DISK)
		fail(e, ERR_INPUT,
		    "仮想ディスク又は未対応の媒体イメージ（VHD、VHDX、VMDK、QCOW2、VDI、AFF）の中のファイルはたどれないため、文字を探すだけにしました。生のイメージ（.dd、.img）に変換すると読めます。",
		    "Files in a virtual disk or this kind of image (VHD, VHDX, VMDK, QCOW2, VDI, AFF) cannot be walked; it was only searched for text. Converted to a raw image (.dd, .img) it can be read.");
	else if (v == VOLUME_OTHER)
		fail(e, ERR_INPUT,
		    "このファイルシステムはたどれないため、文字を探すだけにしました。",
		    "This file system cannot be walked; it was only searched for text.");
	else if (!im->info && v != VOLUME_FAT && v != VOLUME_ISO)
		fail(e, ERR_MISSING,
		    "ファイルシステムを読むライブラリー（libtsk）がこのコンピューターにないため、文字を探すだけにしました。",
		    "The library that reads file systems (libtsk) is not installed here; it was only searched for text.");
	else
		fail(e, ERR_INPUT,
		    "ファイルシステムが壊れているため、文字を探すだけにしました。",
		    "The file system is broken; it was only searched for text.");
}

/* No file system that can be walked: all of it is searched. */
static void search_volume(struct image *im, uint64_t at, uint64_t n,
    enum volume v)
{
	struct raw w;
	struct err e = {0};

	if (v != VOLUME_UNKNOWN)
		why_not_walked(im, v, &e);
	im->r->now.recovered = true;
	raw_begin(&w, im->r, im->medium);
	raw_part(&w, at, n);
	raw_end(&w, e.kind ? &e : NULL);
}

static void locked_volume(struct image *im, enum lock lock)
{
	struct err e = {0};

	im->r->now.protection = PROTECTION_VOLUME;
	fail(&e, ERR_FORBIDDEN, "暗号化されているため、中身は読めません（%s）。%.0s",
	    "%.0sIt is encrypted, so its content cannot be read (%s).",
	    lock_text(lock, LANG_JA), lock_text(lock, LANG_EN));
	opener_item(im->r, &e);
}

/* The row is begun: im->r->now and the path are the volume's. */
static void read_volume(struct image *im, uint64_t at, uint64_t n)
{
	AUTO(arena_end) struct arena a = {0};
	struct str head = {NULL, n < HEAD_BYTES ? (size_t)n : HEAD_BYTES};
	char *room = arena_alloc(&a, head.n + 1);
	TSK_FS_INFO *fs = NULL;

	medium_read(im->medium, at, room, head.n);
	head.p = room;
	enum lock lock = volume_lock(head);
	enum volume v = volume_of(head);
	if (lock == LOCK_NONE && v == VOLUME_UNKNOWN &&
	    medium_is_random(im->medium, at, n))
		lock = LOCK_RANDOM;
	if (lock != LOCK_NONE) {
		locked_volume(im, lock);
		return;
	}
	if ((v == VOLUME_FAT && fat_read(im, at, n)) ||
	    (v == VOLUME_ISO && iso_read(im, at, n)))
		return;
	if (im->info && type_of(v) != TSK_FS_TYPE_UNSUPP)
		fs = im->tsk.tsk_fs_open_img(
		    im->info, (TSK_OFF_T)at, type_of(v));
	im->tsk.tsk_error_reset ? im->tsk.tsk_error_reset() : (void)0;
	if (!fs) {
		search_volume(im, at, n, v);
		return;
	}
	opener_item(im->r, NULL);
	fs_read(im, fs);
}

void image_search(struct image *im, struct str name,
    const struct spans *parts, const struct spans *without)
{
	struct opener *r = im->r;
	size_t was = opener_enter(r, name);
	struct item outer = r->now;
	struct span part = {0};
	struct raw w;
	struct err e = {0};

	r->now = (struct item){.format = FORMAT_RAW, .recovered = true};
	raw_begin(&w, r, im->medium);
	while (spans_next(parts, without, part.at + part.n, &part)) {
		r->now.bytes += part.n;
		raw_part(&w, part.at, part.n);
	}
	if (parts->full)
		fail(&e, ERR_LIMIT,
		    "空き領域が細かく分かれすぎているため、一部しか調べていません。",
		    "Free space is in too many pieces; only part of it was searched.");
	raw_end(&w, e.kind ? &e : NULL);
	r->now = outer;
	opener_leave(r, was);
}

/* --- partitions --------------------------------------------------------- */

static void open_partition(
    struct image *im, unsigned number, uint64_t at, uint64_t n)
{
	char name[16];
	int len = snprintf(name, sizeof(name), "p%u", number);
	struct item outer = im->r->now;
	size_t was = opener_enter(im->r, (struct str){name, (size_t)len});

	im->r->now = (struct item){.bytes = n, .format = FORMAT_VOLUME};
	read_volume(im, at, n);
	im->r->now = outer;
	opener_leave(im->r, was);
}

/*
 * All partitions, then what lies between them. A place that two of them claim
 * is read once, in the first.
 */
static void read_partitions(struct image *im, const TSK_VS_INFO *vs)
{
	AUTO(spans_end) struct spans taken = {0};
	AUTO(spans_end) struct spans all = {0};
	uint64_t size = im->medium->size;
	unsigned number = 0;

	spans_add(&all, 0, size);
	for (const TSK_VS_PART_INFO *p = vs->part_list; p; p = p->next) {
		uint64_t at = p->start * vs->block_size;
		uint64_t n = p->len * vs->block_size;
		if (!(p->flags & TSK_VS_PART_FLAG_ALLOC) || at >= size ||
		    number == PARTITIONS_MAX)
			continue;
		number++;
		n = n < size - at ? n : size - at;
		if (n == 0 || spans_touch(&taken, at, n))
			continue;
		spans_add(&taken, at, n);
		open_partition(im, number, at, n);
	}
	image_search(im, IMAGE_REST, &all, &taken);
}

/* Named by its mark: libtsk's own guessing forgets what it tried. */
static TSK_VS_TYPE_ENUM table_type(const struct medium *m, unsigned sector)
{
	char mark[8];

	if (m->size < sector + sizeof(mark) ||
	    !m->read(m, sector, mark, sizeof(mark)))
		return TSK_VS_TYPE_UNSUPP;
	if (memcmp(mark, "EFI PART", sizeof(mark)) == 0)
		return TSK_VS_TYPE_GPT;
	return memcmp(mark, "PM\0\0", 4) == 0 ? TSK_VS_TYPE_MAC
	                                       : TSK_VS_TYPE_DOS;
}

/* Disks with sectors of 4,096 bytes are rare and tried last. */
static TSK_VS_INFO *open_table(struct image *im)
{
	static const unsigned sectors[] = {512, 4096};
	TSK_VS_INFO *vs = NULL;

	for (size_t i = 0; i < COUNT_OF(sectors) && !vs; i++) {
		TSK_VS_TYPE_ENUM type = table_type(im->medium, sectors[i]);
		im->info->sector_size = sectors[i];
		if (type == TSK_VS_TYPE_GPT || i == 0)
			vs = im->tsk.tsk_vs_open(im->info, 0, type);
		im->tsk.tsk_error_reset();
	}
	if (!vs)
		im->info->sector_size = 512;
	return vs;
}

static bool has_partition(const TSK_VS_INFO *vs)
{
	for (const TSK_VS_PART_INFO *p = vs->part_list; p; p = p->next)
		if (p->flags & TSK_VS_PART_FLAG_ALLOC)
			return true;
	return false;
}

/* Is the medium one file system from its first byte, with no table? */
static bool is_one_volume(const struct medium *m)
{
	AUTO(arena_end) struct arena a = {0};
	struct str head = {
	    NULL, m->size < HEAD_BYTES ? (size_t)m->size : HEAD_BYTES};
	char *room = arena_alloc(&a, head.n + 1);

	medium_read(m, 0, room, head.n);
	head.p = room;
	return volume_of(head) != VOLUME_UNKNOWN ||
	       volume_lock(head) != LOCK_NONE;
}

void image_open(
    struct opener *r, const struct medium *m, const struct err *reason)
{
	AUTO(arena_end) struct arena a = {0};
	struct image im = {.r = r, .medium = m};
	TSK_VS_INFO *vs = NULL;

	r->max_items = IMAGE_ITEMS;
	r->top_bytes = m->size;
	if (tsk_load(&im.tsk)) {
		struct medium_info *info = ARENA_NEW(&a, struct medium_info);
		info->medium = m;
		im.info = im.tsk.tsk_img_open_external(info, (TSK_OFF_T)m->size,
		    512, read_for_tsk, close_for_tsk, tell_for_tsk);
	}
	if (im.info && !is_one_volume(m))
		vs = open_table(&im);
	if (reason) { /* of the image itself: told first, in a row of its own */
		struct item was = r->now;
		opener_item(r, reason);
		r->now = was;
	}
	if (vs && has_partition(vs)) {
		if (!reason)
			opener_item(r, NULL);
		read_partitions(&im, vs);
	} else {
		size_t was = reason ? opener_enter(r, STR("[全体]")) : 0;
		read_volume(&im, 0, m->size);
		if (reason)
			opener_leave(r, was);
	}
	if (vs)
		im.tsk.tsk_vs_close(vs);
	if (im.info)
		im.tsk.tsk_img_close(im.info);
}
