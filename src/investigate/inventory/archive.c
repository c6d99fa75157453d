/*
 * inventory/archive - zip, 7z, tar, gz, lzh and the rest by libarchive, member
 * by member, with names in CP932. Runs in the cage only; opener.c calls it.
 */
#include <archive.h>
#include <archive_entry.h>

#include "base/utf8.h"
#include "base/buf.h"
#include "investigate/inventory/office.h"
#include "investigate/inventory/opener.h"

static void end_archive(struct archive **a)
{
	if (*a)
		archive_read_free(*a);
}

/* The member's name as UTF-8, control characters taken out. */
static struct str member_name(struct arena *a, struct archive_entry *entry)
{
	const char *raw = archive_entry_pathname(entry);
	const char *utf8 = raw ? NULL : archive_entry_pathname_utf8(entry);
	struct str name = str_of(raw ? raw : utf8);

	if (name.n == 0)
		return STR("(no name)");
	name = arena_str(a, name);
	if (!utf8_check(name))
		name = text_utf8(a, name, text_detect(name));
	if (!utf8_check(name))
		return STR("(unreadable name)");
	char *p = (char *)(uintptr_t)name.p;
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)p[i] < 0x20 || p[i] == 0x7F)
			p[i] = '?';
	return name;
}

static bool too_large(struct err *e)
{
	return fail(e, ERR_LIMIT, "大きすぎるため読んでいません（上限%d MiB）。",
	    "It is too large and was not read (limit %d MiB).",
	    OPENER_MEMBER_BYTES >> 20);
}

/* The member's bytes, within all bounds. */
static bool member_bytes(struct opener *r, struct archive *z, struct buf *to,
    struct err *e)
{
	const void *block;
	size_t n;
	int64_t where;
	int got;

	while ((got = archive_read_data_block(z, &block, &n, &where)) ==
	       ARCHIVE_OK) {
		if (!opener_may_unpack(r, n, e))
			return false;
		buf_put(to, (struct str){block, n});
		if (to->over)
			return too_large(e);
	}
	if (got < ARCHIVE_WARN)
		return fail(e, ERR_INPUT, "展開できません（%s）。",
		    "It cannot be unpacked (%s).", archive_error_string(z));
	return true;
}

static void protected_member(struct opener *r, struct str name,
    struct archive_entry *entry)
{
	struct item it = {.bytes = (uint64_t)archive_entry_size(entry),
	    .protection = r->now.protection ? r->now.protection
	                                    : PROTECTION_UNKNOWN};
	struct err e = {0};

	fail(&e, ERR_FORBIDDEN, "暗号化されているため、中身は読めません（%s）。",
	    "It is encrypted, so its content cannot be read (%s).",
	    protection_word(it.protection));
	opener_closed_member(r, name, &it, &e);
}

static void one_member(
    struct opener *r, struct archive *z, struct archive_entry *entry)
{
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, OPENER_MEMBER_BYTES);
	struct str name = member_name(&a, entry);
	struct err e = {0};

	if (archive_entry_is_data_encrypted(entry) ||
	    archive_entry_is_metadata_encrypted(entry)) {
		protected_member(r, name, entry);
		return;
	}
	int64_t size = archive_entry_size_is_set(entry)
	                   ? archive_entry_size(entry)
	                   : 0;
	if (size > OPENER_MEMBER_BYTES ? !too_large(&e)
	                               : !member_bytes(r, z, &b, &e)) {
		struct item it = {.bytes = b.n};
		opener_closed_member(r, name, &it, &e);
		return;
	}
	opener_member(r, name, buf_str(&b));
}

struct archive *archive_begin(struct str bytes)
{
	struct archive *z = archive_read_new();

	if (!z)
		return NULL;
	archive_read_support_format_all(z);
	archive_read_support_filter_all(z);
	if (archive_read_open_memory(z, bytes.p, bytes.n) < ARCHIVE_WARN) {
		archive_read_free(z);
		return NULL;
	}
	return z;
}

static void no_archive(struct opener *r, const char *why)
{
	struct err e = {0};

	fail(&e, ERR_INPUT, "書庫として読めません（%s）。",
	    "It cannot be read as an archive (%s).", why ? why : "?");
	opener_item(r, &e);
}

/* Compressed single files have no name of their own. */
static void read_packed(struct opener *r, struct str name, struct str bytes)
{
	AUTO(end_archive) struct archive *z = archive_read_new();
	AUTO(arena_end) struct arena a = {0};
	struct buf b = buf_begin(&a, OPENER_MEMBER_BYTES);
	struct archive_entry *entry;
	struct err e = {0};

	archive_read_support_format_raw(z);
	archive_read_support_filter_all(z);
	if (archive_read_open_memory(z, bytes.p, bytes.n) < ARCHIVE_WARN ||
	    archive_read_next_header(z, &entry) < ARCHIVE_WARN ||
	    !member_bytes(r, z, &b, &e)) {
		if (e.kind)
			opener_item(r, &e);
		else
			no_archive(r, archive_error_string(z));
		return;
	}
	opener_item(r, NULL);
	if (name.n > 3 && str_eq_nocase(str_from(name, name.n - 3), STR(".gz")))
		name.n -= 3;
	opener_member(r, name.n ? name : STR("data"), buf_str(&b));
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

void read_archive(struct opener *r, struct str name, struct str bytes)
{
	AUTO(end_archive) struct archive *z = archive_begin(bytes);
	struct archive_entry *entry;
	int got = z ? archive_read_next_header(z, &entry) : ARCHIVE_FATAL;

	if (got < ARCHIVE_WARN || (got != ARCHIVE_EOF && !holds_files(z))) {
		if (only_archive(r->now.format))
			no_archive(r, z ? archive_error_string(z) : NULL);
		else
			read_packed(r, name, bytes);
		return;
	}
	if (r->now.format == FORMAT_ZIP && r->now.protection == 0 &&
	    office_format(bytes, &r->now.format)) {
		read_office(r, bytes);
		return;
	}
	opener_item(r, NULL);
	for (; got >= ARCHIVE_WARN && got != ARCHIVE_EOF;
	     got = archive_read_next_header(z, &entry))
		if (archive_entry_filetype(entry) == AE_IFREG ||
		    archive_entry_filetype(entry) == 0)
			one_member(r, z, entry);
	if (got != ARCHIVE_EOF) {
		struct item it = {.format = FORMAT_UNKNOWN};
		struct err e = {0};
		fail(&e, ERR_INPUT, "書庫が途中で壊れており、残りを読めません（%s）。",
		    "The archive is broken part way; the rest was not read (%s).",
		    archive_error_string(z));
		opener_closed_member(r, STR("…"), &it, &e);
	}
}
