/*
 * inventory/archive - zip, 7z, tar, gz, lzh and the rest, member by member,
 * with names in CP932: ordinary zips by zip.c, all else by libarchive. Runs in
 * the cage only; opener.c calls it.
 */
#include <archive.h>
#include <archive_entry.h>

#include "base/utf8.h"
#include "investigate/inventory/office.h"
#include "investigate/inventory/opener.h"

static void end_archive(struct archive **a)
{
	if (*a)
		archive_read_free(*a);
}

/* The member's name as UTF-8, control characters taken out. */
static struct str member_name(struct arena *a, struct str raw)
{
	if (raw.n == 0)
		return STR("(no name)");
	struct str name = arena_str(a, raw);
	if (!utf8_check(name))
		name = text_utf8(a, name, text_detect(name));
	if (!utf8_check(name))
		return STR("(unreadable name)");
	char *p = (char *)(uintptr_t)name.p;
	for (size_t i = 0; i < name.n; i++) {
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7F)
			p[i] = '?';
		if (p[i] == '\\') /* as Windows writes it */
			p[i] = '/';
	}
	return name;
}

/* --- libarchive ------------------------------------------------------------ */

struct entry_source {
	struct source source;
	struct archive *z;
	const char *packed; /* where the archive begins */
	struct str block; /* not yet taken */
	bool fatal; /* libarchive must not be asked for anything more */
};

static size_t not_unpacked(struct archive *z, struct err *e)
{
	return fail(e, ERR_INPUT,
	    "展開できません。壊れているか、途中で切れているか、知らない圧縮方式です（%s）。",
	    "It cannot be unpacked: broken, cut short or packed in a way that "
	    "is not known (%s).",
	    archive_error_string(z));
}

static size_t read_entry(
    struct source *s, char *to, size_t n, struct err *e)
{
	struct entry_source *from = (struct entry_source *)s;
	int64_t where;

	while (from->block.n == 0) {
		const void *p = NULL;
		int got = archive_read_data_block(
		    from->z, &p, &from->block.n, &where);
		from->block.p = p;
		s->reached = from->packed + archive_filter_bytes(from->z, -1);
		if (got >= ARCHIVE_WARN && got != ARCHIVE_EOF)
			continue;
		from->block.n = 0;
		from->fatal = got == ARCHIVE_FATAL;
		return got < ARCHIVE_WARN ? not_unpacked(from->z, e) : 0;
	}
	if (n > from->block.n)
		n = from->block.n;
	memcpy(to, from->block.p, n);
	from->block = str_from(from->block, n);
	return n;
}

static uint64_t entry_size(struct archive_entry *entry)
{
	int64_t n = archive_entry_size_is_set(entry)
	                ? archive_entry_size(entry)
	                : 0;

	return n > 0 ? (uint64_t)n : 0;
}

/* The entry that the archive stands at, and what follows. */
static bool walk_entries(struct archive *z, struct str packed,
    struct archive_entry *entry, int got, member_fn *fn, void *ctx)
{
	for (; got >= ARCHIVE_WARN && got != ARCHIVE_EOF;
	     got = archive_read_next_header(z, &entry)) {
		const char *raw = archive_entry_pathname(entry);
		uint64_t n = entry_size(entry);
		struct entry_source from = {
		    {read_entry, n, NULL}, z, packed.p, {0}, false};
		struct member m = {
		    .name = str_of(
		        raw ? raw : archive_entry_pathname_utf8(entry)),
		    .size = n,
		    .protection =
		        archive_entry_is_data_encrypted(entry) ||
		                archive_entry_is_metadata_encrypted(entry)
		            ? PROTECTION_UNKNOWN
		            : PROTECTION_NONE,
		    .file = archive_entry_filetype(entry) == AE_IFREG ||
		            archive_entry_filetype(entry) == 0};
		if (!fn(ctx, &m, &from.source))
			return true;
		if (from.fatal) /* the way to the next member may crash */
			return false;
	}
	return got == ARCHIVE_EOF;
}

/*
 * All but those that start another program (lrzip, grzip, lzop): a few bytes
 * that look like theirs would end the worker.
 */
static void support_filters(struct archive *z)
{
	archive_read_support_filter_bzip2(z);
	archive_read_support_filter_compress(z);
	archive_read_support_filter_gzip(z);
	archive_read_support_filter_lz4(z);
	archive_read_support_filter_lzip(z);
	archive_read_support_filter_lzma(z);
	archive_read_support_filter_uu(z);
	archive_read_support_filter_xz(z);
	archive_read_support_filter_zstd(z);
}

/* All but mtree, which opens the files that it names, and xar (XML by another
 * reader than ours). */
static void support_formats(struct archive *z)
{
	archive_read_support_format_7zip(z);
	archive_read_support_format_ar(z);
	archive_read_support_format_cab(z);
	archive_read_support_format_cpio(z);
	archive_read_support_format_empty(z);
	archive_read_support_format_iso9660(z);
	archive_read_support_format_lha(z);
	archive_read_support_format_rar(z);
	archive_read_support_format_rar5(z);
	archive_read_support_format_tar(z);
	archive_read_support_format_zip(z);
}

static struct archive *archive_begin(struct str bytes)
{
	struct archive *z = archive_read_new();

	if (!z)
		return NULL;
	support_formats(z);
	support_filters(z);
	if (archive_read_open_memory(z, bytes.p, bytes.n) < ARCHIVE_WARN) {
		archive_read_free(z);
		return NULL;
	}
	return z;
}

static const char *words(struct archive *z)
{
	const char *said = z ? archive_error_string(z) : NULL;

	return said ? said : "-";
}

static bool broken_archive(struct archive *z, struct err *e)
{
	return fail(e, ERR_INPUT, "書庫が途中で壊れており、残りを読めません（%s）。",
	    "The archive is broken part way; the rest was not read (%s).",
	    words(z));
}

bool package_walk(const struct package *p, member_fn *fn, void *ctx,
    struct err *e)
{
	struct archive_entry *entry = NULL;

	if (p->is_zip) {
		zip_walk(&p->zip, fn, ctx);
		return true;
	}
	AUTO(end_archive) struct archive *z = archive_begin(p->bytes);
	int got = z ? archive_read_next_header(z, &entry) : ARCHIVE_FATAL;
	return walk_entries(z, p->bytes, entry, got, fn, ctx) ||
	       broken_archive(z, e);
}

/* --- archives of files ------------------------------------------------------- */

static bool locked(enum protection p, struct err *e)
{
	return fail(e, ERR_FORBIDDEN,
	    "暗号化されているため、中身は読めません（%s）。%.0s",
	    "%.0sIt is encrypted, so its content cannot be read (%s).",
	    protection_text(p, LANG_JA), protection_text(p, LANG_EN));
}

/* By what the member says; else by what the archive does. */
static void protected_member(
    struct opener *r, struct str name, const struct member *m)
{
	bool says = m->protection != PROTECTION_UNKNOWN || !r->now.protection;
	struct item it = {.bytes = m->size,
	    .protection = says ? m->protection : r->now.protection};
	struct err e = {0};

	locked(it.protection, &e);
	opener_closed_member(r, name, &it, &e);
}

static bool one_member(void *ctx, const struct member *m, struct source *from)
{
	AUTO(arena_end) struct arena a = {0};
	struct opener *r = ctx;

	if (!m->file)
		return true;
	struct str name = member_name(&a, m->name);
	if (m->protection != PROTECTION_NONE)
		protected_member(r, name, m);
	else
		opener_member_from(r, name, from);
	return true;
}

static void no_archive(struct opener *r, const char *why)
{
	struct err e = {0};

	if (r->now.protection == PROTECTION_NONE)
		fail(&e, ERR_INPUT, "書庫として読めません（%s）。",
		    "It cannot be read as an archive (%s).", why ? why : "?");
	else /* the names of its members, too */
		locked(r->now.protection, &e);
	opener_item(r, &e);
}

/*
 * Compressed single files have no name of their own. False, and nothing told,
 * when it is not compressed at all: a broken tar would be a member of itself.
 */
static bool read_packed(struct opener *r, struct str name, struct str bytes)
{
	AUTO(end_archive) struct archive *z = archive_read_new();
	struct archive_entry *entry = NULL;

	archive_read_support_format_raw(z);
	support_filters(z);
	if (archive_read_open_memory(z, bytes.p, bytes.n) < ARCHIVE_WARN ||
	    archive_read_next_header(z, &entry) < ARCHIVE_WARN ||
	    archive_filter_code(z, 0) == ARCHIVE_FILTER_NONE)
		return false;
	opener_item(r, NULL);
	if (name.n > 3 && str_eq_nocase(str_from(name, name.n - 3), STR(".gz")))
		name.n -= 3;
	struct entry_source from = {
	    {read_entry, 0, NULL}, z, bytes.p, {0}, false};
	opener_member_from(r, name.n ? name : STR("data"), &from.source);
	return true;
}

/* A tar inside gz, bz2, xz is one archive, not two. */
static bool holds_files(struct archive *z)
{
	return archive_format(z) != ARCHIVE_FORMAT_RAW &&
	       archive_format(z) != ARCHIVE_FORMAT_EMPTY;
}

/* Formats that cannot be a single packed file. */
static bool only_archive(enum format f)
{
	return f == FORMAT_ZIP || f == FORMAT_SEVENZIP || f == FORMAT_LHA;
}

static void tell_broken(struct opener *r, const struct err *e)
{
	struct item it = {.format = FORMAT_UNKNOWN};

	opener_closed_member(r, STR("…"), &it, e);
}

static bool is_office(struct opener *r, const struct package *p)
{
	return r->now.format == FORMAT_ZIP && r->now.protection == 0 &&
	       office_format(p, &r->now.format);
}

static void read_zip(struct opener *r, const struct package *p)
{
	struct err e = {0};

	if (p->zip.overlaps) {
		fail(&e, ERR_LIMIT,
		    "同じデータを何重にも使う細工のあるzip（zip爆弾）のため、読んでいません。",
		    "Its entries share the same bytes, as only zip bombs do; it was not read.");
		opener_item(r, &e);
		return;
	}
	opener_item(r, NULL);
	zip_walk(&p->zip, one_member, r);
}

/* By libarchive, from the bytes' beginning. */
static void read_other(
    struct opener *r, struct str name, const struct package *p)
{
	AUTO(end_archive) struct archive *z = archive_begin(p->bytes);
	struct archive_entry *entry = NULL;
	struct err e = {0};
	int got = z ? archive_read_next_header(z, &entry) : ARCHIVE_FATAL;

	if (got < ARCHIVE_WARN || (got != ARCHIVE_EOF && !holds_files(z))) {
		if (only_archive(r->now.format) ||
		    !read_packed(r, name, p->bytes))
			no_archive(r, z ? archive_error_string(z) : NULL);
		return;
	}
	if (is_office(r, p)) {
		read_office(r, p);
		return;
	}
	opener_item(r, NULL);
	if (!walk_entries(z, p->bytes, entry, got, one_member, r) &&
	    !broken_archive(z, &e))
		tell_broken(r, &e);
}

void read_archive(struct opener *r, struct str name, struct str bytes)
{
	AUTO(arena_end) struct arena a = {0};
	struct package p = {.bytes = bytes};

	p.is_zip = r->now.format == FORMAT_ZIP &&
	           zip_begin(&p.zip, &a, bytes);
	if (!p.is_zip)
		read_other(r, name, &p);
	else if (!p.zip.overlaps && is_office(r, &p))
		read_office(r, &p);
	else
		read_zip(r, &p);
}
