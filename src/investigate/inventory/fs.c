/*
 * inventory/fs - the files of one file system, by libtsk: those that are
 * there, then the deleted ones whose content is still whole, then what belongs
 * to none. Each byte is counted once: a file with two names by its first, a
 * deleted file only where no other stands now, and what deleted files gave is
 * left out of the search of the free space. image.c calls it. FAT is read by
 * fat.c.
 */
#include "base/time.h"
#include "base/utf8.h"
#include "investigate/inventory/tree.h"

/* NTFS: files below are the file system's own. */
enum { NTFS_SYSTEM = 24 };

/* Larger folders are no folders; libtsk would follow them for hours. */
#define FOLDER_BYTES ((TSK_OFF_T)256 << 20)

struct fs {
	struct tree tree;
	TSK_FS_INFO *info;
	bool spoilt; /* a folder's size cannot be: libtsk goes astray in it */
};

static struct str name_of(struct arena *a, const TSK_FS_NAME *name)
{
	struct str s = str_of(name->name);

	if (!utf8_check(s))
		s = text_utf8(a, s, text_detect(s));
	return utf8_check(s) ? s : STR("(unreadable name)");
}

/* --- content ------------------------------------------------------------ */

struct content {
	const struct fs *fs;
	const TSK_FS_ATTR *attr;
};

static bool read_content(
    const struct medium *m, uint64_t at, char *to, size_t n)
{
	const struct content *c = m->ctx;
	const struct tsk *t = &c->fs->tree.im->tsk;

	while (n > 0) {
		ssize_t got = t->tsk_fs_attr_read(c->attr, (TSK_OFF_T)at, to, n,
		    TSK_FS_FILE_READ_FLAG_NONE);
		if (got <= 0) {
			t->tsk_error_reset();
			return false;
		}
		at += (uint64_t)got;
		to += got;
		n -= (size_t)got;
	}
	return true;
}

static uint64_t next_content(const struct medium *m, uint64_t at)
{
	(void)m;
	return at;
}

/* Where the content stands; false when that cannot be. */
static bool runs_of(
    const struct fs *f, const TSK_FS_ATTR *attr, struct spans *ret)
{
	if (!(attr->flags & TSK_FS_ATTR_NONRES))
		return true;
	for (const TSK_FS_ATTR_RUN *run = attr->nrd.run; run; run = run->next) {
		if (run->flags & (TSK_FS_ATTR_RUN_FLAG_FILLER |
		                     TSK_FS_ATTR_RUN_FLAG_SPARSE))
			continue;
		if (run->len > f->info->block_count ||
		    run->addr > f->info->last_block)
			return false;
		spans_add(ret,
		    (uint64_t)f->info->offset +
		        run->addr * f->info->block_size,
		    run->len * f->info->block_size);
	}
	return true;
}

static void no_place(struct fs *f, struct str name, uint64_t bytes)
{
	struct err e = {0};

	fail(&e, ERR_INPUT,
	    "ファイルシステムが壊れているため、内容の場所が分かりません。",
	    "The file system is broken; where the content stands cannot be told.");
	tree_closed(&f->tree, name, bytes, PROTECTION_NONE, &e);
}

static void read_attr(struct fs *f, struct str name, const TSK_FS_ATTR *attr)
{
	AUTO(spans_end) struct spans runs = {0};
	struct content c = {f, attr};
	struct medium m = {.size = (uint64_t)attr->size,
	    .read = read_content,
	    .next = next_content,
	    .ctx = &c};
	struct err e = {0};

	if (attr->flags & TSK_FS_ATTR_ENC) {
		fail(&e, ERR_FORBIDDEN,
		    "暗号化されているため、中身は読めません（NTFSのEFS）。",
		    "It is encrypted, so its content cannot be read (EFS of NTFS).");
		tree_closed(&f->tree, name, m.size, PROTECTION_UNKNOWN, &e);
		return;
	}
	if (runs_of(f, attr, &runs))
		tree_file(&f->tree, name, &m, &runs);
	else
		no_place(f, name, m.size);
}

static bool holds_content(const TSK_FS_ATTR *a)
{
	return a && a->size >= 0 &&
	       (a->type == TSK_FS_ATTR_TYPE_DEFAULT ||
	           a->type == TSK_FS_ATTR_TYPE_NTFS_DATA ||
	           a->type == TSK_FS_ATTR_TYPE_HFS_DATA);
}

/* Streams beside the file's own have a name. */
static struct str stream_name(
    struct arena *a, struct str name, const TSK_FS_ATTR *attr)
{
	struct str s = str_of(attr->name);

	if (s.n == 0 || attr->type != TSK_FS_ATTR_TYPE_NTFS_DATA ||
	    str_is(s, "$Data") || !utf8_check(s))
		return name;
	return arena_printf(a, "%.*s:%.*s", STR_ARG(name), STR_ARG(s));
}

static void set_origin(struct fs *f, const TSK_FS_META *meta)
{
	bool dated = meta && meta->mtime > 0;

	tree_origin(&f->tree, dated,
	    dated ? time_day_of((int64_t)meta->mtime * TIME_SECOND) : 0);
}

/* All its streams. False when there are none. */
static bool read_attrs(struct fs *f, TSK_FS_FILE *file, struct str name)
{
	AUTO(arena_end) struct arena a = {0};
	const struct tsk *t = &f->tree.im->tsk;
	int n = t->tsk_fs_file_attr_getsize(file);

	for (int i = 0; i < n; i++) {
		const TSK_FS_ATTR *attr = t->tsk_fs_file_attr_get_idx(file, i);
		if (holds_content(attr))
			read_attr(f, stream_name(&a, name, attr), attr);
	}
	t->tsk_error_reset();
	return n > 0;
}

static void read_file(struct fs *f, TSK_FS_FILE *file, struct str name)
{
	const TSK_FS_META *meta = file->meta;

	set_origin(f, meta);
	if (meta && meta->type != TSK_FS_META_TYPE_REG)
		return;
	bool known = meta && seen_before(&f->tree.files, meta->addr);
	if (f->tree.deleted && (known || !meta))
		tree_only_name(&f->tree, name, known);
	else if (!meta)
		no_place(f, name, 0);
	if (known || !meta)
		return;
	if (meta->size < 0 ||
	    (uint64_t)meta->size > f->tree.im->medium->size) {
		no_place(f, name, (uint64_t)meta->size);
		return;
	}
	if (read_attrs(f, file, name))
		return;
	if (f->tree.deleted)
		tree_only_name(&f->tree, name, false);
	else if (meta->size > 0)
		no_place(f, name, (uint64_t)meta->size);
}

/* --- folders ------------------------------------------------------------ */

static void walk_folder(struct fs *f, uint64_t number, unsigned depth);

static bool is_folder(const TSK_FS_FILE *file)
{
	return file->name->type == TSK_FS_NAME_TYPE_DIR ||
	       file->name->type == TSK_FS_NAME_TYPE_VIRT_DIR ||
	       (file->meta && file->meta->type == TSK_FS_META_TYPE_DIR);
}

/* What the file system keeps for itself, or libtsk shows in its place. */
static bool is_system(const struct fs *f, const TSK_FS_FILE *file)
{
	const TSK_FS_NAME *n = file->name;
	struct str name = str_of(n->name);

	if (str_is(name, ".") || str_is(name, "..") ||
	    n->type == TSK_FS_NAME_TYPE_VIRT ||
	    (file->meta && file->meta->type == TSK_FS_META_TYPE_VIRT) ||
	    str_ends(name, STR("(Volume Label Entry)")))
		return true;
	/* libtsk walks everything anew to find these. */
	if (n->type == TSK_FS_NAME_TYPE_VIRT_DIR)
		return !f->tree.deleted || f->spoilt ||
		       TSK_FS_TYPE_ISFAT(f->info->ftype);
	return TSK_FS_TYPE_ISNTFS(f->info->ftype) &&
	       n->meta_addr < NTFS_SYSTEM;
}

static void one_entry(struct fs *f, TSK_FS_FILE *file, unsigned depth)
{
	AUTO(arena_end) struct arena a = {0};
	struct opener *r = f->tree.im->r;
	bool gone = (file->name->flags & TSK_FS_NAME_FLAG_UNALLOC) ||
	            (file->meta &&
	                (file->meta->flags & TSK_FS_META_FLAG_UNALLOC));

	if (is_system(f, file))
		return;
	struct str name = name_of(&a, file->name);
	if (!is_folder(file)) {
		if (f->tree.deleted == (gone || f->tree.in_deleted > 0))
			read_file(f, file, name);
		return;
	}
	if (gone && !f->tree.deleted)
		return;
	uint64_t number =
	    file->meta ? file->meta->addr : file->name->meta_addr;
	size_t was = opener_enter(r, name);
	f->tree.in_deleted += gone;
	bool spoilt = file->meta && (file->meta->size < 0 ||
	                                file->meta->size > FOLDER_BYTES);
	f->spoilt |= spoilt;
	if (spoilt && !gone)
		tree_broken_folder(&f->tree, false);
	else if (!spoilt)
		walk_folder(f, number, depth + 1);
	f->tree.in_deleted -= gone;
	opener_leave(r, was);
}

/*
 * Deleting on NTFS raises the record's sequence number, so libtsk takes the
 * name for another file's and hands it over without its record. One more than
 * the name says is the deletion itself; more is a new file.
 */
static void deleted_entry(struct fs *f, TSK_FS_FILE *file, unsigned depth)
{
	const struct tsk *t = &f->tree.im->tsk;
	const TSK_FS_NAME *name = file->name;
	TSK_FS_FILE *by_number =
	    t->tsk_fs_file_open_meta(f->info, NULL, name->meta_addr);

	if (!by_number)
		t->tsk_error_reset();
	else if ((by_number->meta->flags & TSK_FS_META_FLAG_UNALLOC) &&
	         by_number->meta->seq == name->meta_seq + 1)
		file->meta = by_number->meta;
	one_entry(f, file, depth);
	file->meta = NULL;
	if (by_number)
		t->tsk_fs_file_close(by_number);
}

static void some_entry(struct fs *f, TSK_FS_FILE *file, unsigned depth)
{
	if (!file->name || !file->name->name)
		return;
	if (f->tree.deleted && !file->meta &&
	    TSK_FS_TYPE_ISNTFS(f->info->ftype))
		deleted_entry(f, file, depth);
	else
		one_entry(f, file, depth);
}

static void walk_folder(struct fs *f, uint64_t number, unsigned depth)
{
	const struct tsk *t = &f->tree.im->tsk;

	if (seen_before(&f->tree.folders, number))
		return;
	tree_origin(&f->tree, false, 0);
	if (depth > TREE_DEPTH || f->tree.folders.n > TREE_FOLDERS) {
		tree_broken_folder(&f->tree, true);
		return;
	}
	TSK_FS_DIR *dir = t->tsk_fs_dir_open_meta(f->info, number);
	if (!dir) {
		t->tsk_error_reset();
		if (!f->tree.deleted)
			tree_broken_folder(&f->tree, false);
		return;
	}
	size_t n = t->tsk_fs_dir_getsize(dir);
	for (size_t i = 0; i < n; i++) {
		TSK_FS_FILE *file = t->tsk_fs_dir_get(dir, i);
		if (!file) {
			t->tsk_error_reset();
			continue;
		}
		some_entry(f, file, depth);
		t->tsk_fs_file_close(file);
	}
	t->tsk_fs_dir_close(dir);
}

/* --- free space --------------------------------------------------------- */

struct run_of_blocks {
	struct fs *fs;
	uint64_t at, n; /* blocks */
};

static void end_run(struct run_of_blocks *run)
{
	uint64_t size = run->fs->info->block_size;

	spans_add(&run->fs->tree.empty,
	    (uint64_t)run->fs->info->offset + run->at * size, run->n * size);
}

static TSK_WALK_RET_ENUM one_block(const TSK_FS_BLOCK *b, void *ctx)
{
	struct run_of_blocks *run = ctx;

	if (run->n > 0 && b->addr == run->at + run->n) {
		run->n++;
		return TSK_WALK_CONT;
	}
	end_run(run);
	run->at = b->addr;
	run->n = 1;
	return TSK_WALK_CONT;
}

static void find_empty(struct fs *f)
{
	struct run_of_blocks run = {.fs = f};
	const struct tsk *t = &f->tree.im->tsk;

	t->tsk_fs_block_walk(f->info, f->info->first_block,
	    f->info->last_block_act,
	    (TSK_FS_BLOCK_WALK_FLAG_ENUM)(TSK_FS_BLOCK_WALK_FLAG_UNALLOC |
	                                  TSK_FS_BLOCK_WALK_FLAG_AONLY),
	    one_block, &run);
	end_run(&run);
	t->tsk_error_reset();
}

void fs_read(struct image *im, TSK_FS_INFO *info)
{
	struct fs f = {.tree.im = im, .info = info};

	walk_folder(&f, info->root_inum, 0);
	seen_end(&f.tree.folders);
	find_empty(&f);
	f.tree.deleted = true;
	walk_folder(&f, info->root_inum, 0);
	im->r->origin = (struct origin){0};
	image_search(im, IMAGE_REST, &f.tree.empty, &f.tree.taken);
	tree_end(&f.tree);
	im->tsk.tsk_fs_close(info);
}
