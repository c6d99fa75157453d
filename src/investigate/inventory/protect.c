/*
 * inventory/protect - marks of formats and of encryption. Pure; every offset
 * is checked against the buffer. opener.c calls it.
 */
#include "investigate/inventory/protect.h"

#include "investigate/inventory/compound.h"
#include "investigate/inventory/html.h"
#include "investigate/inventory/octets.h"
#include "investigate/inventory/openpgp.h"
#include "investigate/inventory/smime.h"

typedef unsigned char byte;

static bool ends_nocase(struct str s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && str_eq_nocase(str_from(s, s.n - n), str_of(end));
}

static const struct {
	size_t where;
	struct str mark;
	enum format format;
} marks[] = {
    {0, STR_INIT("PK\3\4"), FORMAT_ZIP},
    {0, STR_INIT("PK\5\6"), FORMAT_ZIP},
    {0, STR_INIT("7z\xBC\xAF\x27\x1C"), FORMAT_SEVENZIP},
    {0, STR_INIT("\x1F\x8B"), FORMAT_GZIP},
    {257, STR_INIT("ustar"), FORMAT_TAR},
    {2, STR_INIT("-lh"), FORMAT_LHA},
    {0, STR_INIT("Rar!\x1A\x07"), FORMAT_ARCHIVE},
    {0, STR_INIT("BZh"), FORMAT_ARCHIVE},
    {0, STR_INIT("\xFD"
                 "7zXZ"),
        FORMAT_ARCHIVE},
    {0, STR_INIT("\x28\xB5\x2F\xFD"), FORMAT_ARCHIVE},
    {0, STR_INIT("MSCF\0\0\0\0"), FORMAT_ARCHIVE},
    {0, STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), FORMAT_OLE},
    {0, STR_INIT("%PDF-"), FORMAT_PDF},
    {0, STR_INIT("{\\rtf"), FORMAT_RTF},
    {0, STR_INIT("!BDN"), FORMAT_PST},
    {0, STR_INIT("SQLite format 3\0"), FORMAT_SQLITE},
    {0, STR_INIT("\x89PNG"), FORMAT_PICTURE},
    {0, STR_INIT("\xFF\xD8\xFF"), FORMAT_PICTURE},
    {0, STR_INIT("GIF8"), FORMAT_PICTURE},
    {0, STR_INIT("II*\0"), FORMAT_PICTURE},
    {0, STR_INIT("MM\0*"), FORMAT_PICTURE},
    {0, STR_INIT("-----BEGIN PGP MESSAGE-----"), FORMAT_OPENPGP},
    {0, STR_INIT("EVF\x09\x0D\x0A\xFF\0"), FORMAT_E01},
};

/* dBASE III to VII: version, a date, a header as long as it says. */
static bool is_dbf(struct str s)
{
	byte version = s.n > 32 ? (byte)s.p[0] : 0;
	uint32_t head = le16(s, 8), record = le16(s, 10);
	bool known = version == 0x03 || version == 0x83 || version == 0x8B ||
	             version == 0x30 || version == 0xF5;

	return known && s.p[2] >= 1 && s.p[2] <= 12 && s.p[3] >= 1 &&
	       s.p[3] <= 31 && head >= 65 && head % 32 <= 8 && record > 1 &&
	       head < s.n && (byte)s.p[head - 1] == 0x0D;
}

/*
 * By all its packets; under a name that says so the head of a session key is
 * enough: version 3 of one for a key, 4 of one for a passphrase.
 */
static bool is_openpgp(struct str name, struct str s)
{
	byte tag = s.n > 12 ? (byte)s.p[0] : 0;
	bool named = ends_nocase(name, ".gpg") || ends_nocase(name, ".pgp");
	bool key = tag == 0x84 || tag == 0x85 || tag == 0x8C || tag == 0xC1 ||
	           tag == 0xC3;
	size_t v = tag == 0x85 ? 3 : 2;

	if (named && key && ((byte)s.p[v] == 3 || (byte)s.p[v] == 4))
		return true;
	return openpgp_is_encrypted(s);
}

static bool header_line(struct str s)
{
	static const char *const fields[] = {"Received:", "Return-Path:", "From:",
	    "Date:", "Message-ID:", "Subject:", "To:", "MIME-Version:",
	    "Delivered-To:", "X-", "DKIM-Signature:", "Reply-To:"};

	for (size_t i = 0; i < COUNT_OF(fields); i++)
		if (str_eq_nocase(str_slice(s, 0, strlen(fields[i])),
		        str_of(fields[i])))
			return true;
	return false;
}

/* The attachment that a signed mail is for Outlook: its parts, without a head. */
static bool is_signed_mail(struct str s)
{
	const struct str type = STR("Content-Type: multipart/signed");

	return str_eq_nocase(str_slice(s, 0, type.n), type);
}

/* Two known fields among the first lines make a mail. */
static bool is_mail(struct str s)
{
	size_t known = 0;
	struct str rest = str_slice(s, 0, 4000), line;

	if (is_signed_mail(s))
		return true;
	if (!header_line(s))
		return false;
	for (int i = 0; i < 40 && str_cut(&rest, '\n', &line); i++) {
		if (line.n <= 1)
			break;
		known += header_line(line);
	}
	return known >= 2;
}

enum format format_of(struct str name, struct str s)
{
	if (s.n == 0)
		return FORMAT_EMPTY;
	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (str_at(s, marks[i].where, marks[i].mark))
			return marks[i].format;
	if (str_at(s, 0, STR("From ")) && str_find(str_slice(s, 0, 400),
	                                  STR("\n")) > 0 &&
	    is_mail(str_from(s,
	        (size_t)str_find(str_slice(s, 0, 400), STR("\n")) + 1)))
		return FORMAT_MBOX;
	if (is_mail(s))
		return FORMAT_MAIL;
	if (html_is(s))
		return FORMAT_HTML;
	if (is_openpgp(name, s))
		return FORMAT_OPENPGP;
	if (smime_of(s) != SMIME_NONE)
		return FORMAT_SMIME;
	if (volume_lock(s) != LOCK_NONE)
		return FORMAT_RAW;
	if (volume_of(s) != VOLUME_UNKNOWN || volume_is_table(s))
		return FORMAT_IMAGE;
	return is_dbf(s) ? FORMAT_DBF : FORMAT_UNKNOWN;
}

/* The first encrypted entry of the central directory decides. */
static enum protection zip_protection(struct str s)
{
	size_t end = s.n < 22 ? 0 : s.n - 22;
	size_t stop = end > 65536 ? end - 65536 : 0;
	enum protection p = PROTECTION_NONE;

	while (end > stop && !str_at(s, end, STR("PK\5\6")))
		end--;
	size_t i = le32(s, end + 16);
	for (uint32_t k = le16(s, end + 10); k > 0; k--) {
		if (!str_at(s, i, STR("PK\1\2")))
			break;
		bool strong = le16(s, i + 10) == 99;
		if (le16(s, i + 8) & 1)
			p = strong && p != PROTECTION_ZIP_LEGACY
			        ? PROTECTION_ZIP_AES
			        : PROTECTION_ZIP_LEGACY;
		i += 46 + le16(s, i + 28) + le16(s, i + 30) + le16(s, i + 32);
	}
	return p;
}

/* The coder 06F10701 (AES) in the header, plain or packed. */
static enum protection seven_protection(struct str s)
{
	uint64_t next = le32(s, 12), size = le32(s, 20);
	struct str head = str_slice(s, (size_t)(32 + next), (size_t)size);

	return str_find(head, STR("\x06\xF1\x07\x01")) >= 0 ? PROTECTION_UNKNOWN
	                                                    : PROTECTION_NONE;
}

/* /Encrypt in a trailer or cross-reference dictionary. */
static enum protection pdf_protection(struct str s)
{
	struct str rest = s;
	ptrdiff_t i;

	while ((i = str_find(rest, STR("/Encrypt"))) >= 0) {
		struct str behind = str_trim(str_from(rest, (size_t)i + 8));
		size_t back = (size_t)(rest.p - s.p) + (size_t)i;
		struct str before =
		    str_slice(s, back > 2000 ? back - 2000 : 0,
		        back > 2000 ? 2000 : back);
		bool value = behind.n > 0 && ((behind.p[0] >= '0' &&
		                 behind.p[0] <= '9') || behind.p[0] == '<');
		if (value && (str_find(before, STR("trailer")) >= 0 ||
		                 str_find(before, STR("/XRef")) >= 0 ||
		                 str_find(before, STR("/Root")) >= 0 ||
		                 str_find(str_slice(behind, 0, 2000),
		                     STR("/Root")) >= 0))
			return PROTECTION_PDF;
		rest = str_from(rest, (size_t)i + 8);
	}
	return PROTECTION_NONE;
}

/* --- compound files ------------------------------------------------------ */

/* BOF of BIFF 5 or 8, perhaps WriteProtect, then FilePass ([MS-XLS] 2.1.7). */
static bool book_locked(struct str s)
{
	enum { BOF = 0x0809, WRITE_PROTECT = 0x86, FILE_PASS = 0x2F };
	size_t i = 4 + le16(s, 2);

	if (le16(s, 0) != BOF || (le16(s, 4) != 0x0600 && le16(s, 4) != 0x0500))
		return false;
	if (le16(s, i) == WRITE_PROTECT)
		i += 4 + le16(s, i + 2);
	return le16(s, i) == FILE_PASS;
}

/* fEncrypted of the FIB ([MS-DOC] 2.5.2). */
static bool text_locked(struct str s)
{
	return le16(s, 0) == 0xA5EC && (le16(s, 10) & 0x0100);
}

/* A CurrentUserAtom, of any length, with the mark of an encrypted one ([MS-PPT]
 * 2.3.2). */
static bool slides_locked(const struct compound *c)
{
	const struct str mark = STR("\x14\0\0\0\xDF\xC4\xD1\xF3");
	size_t at = 0;
	ptrdiff_t found;

	if (!compound_holds(c, "PowerPoint Document"))
		return false;
	while ((found = str_find(str_from(c->s, at), mark)) >= 0) {
		at += (size_t)found;
		if (at >= 8 && str_at(c->s, at - 8, STR("\0\0\xF6\x0F")))
			return true;
		at++;
	}
	return false;
}

static enum protection ole_protection(struct str s)
{
	struct compound c = compound_of(s);
	bool packed = compound_holds(&c, "EncryptedPackage") &&
	              compound_holds(&c, "EncryptionInfo");

	return packed || book_locked(compound_head(&c, "Workbook")) ||
	               book_locked(compound_head(&c, "Book")) ||
	               text_locked(compound_head(&c, "WordDocument")) ||
	               slides_locked(&c)
	           ? PROTECTION_OFFICE
	           : PROTECTION_NONE;
}

enum lock bytes_lock(struct str s)
{
	struct medium m = medium_of_bytes(&s);
	enum lock l = volume_lock(s);

	/* Compressed files have a mark; media are whole sectors. */
	if (l == LOCK_NONE && s.n % 512 == 0 && medium_is_random(&m, 0, s.n))
		return LOCK_RANDOM;
	return l;
}

enum protection protection_of(enum format f, struct str s)
{
	switch (f) {
	case FORMAT_ZIP:
		return zip_protection(s);
	case FORMAT_SEVENZIP:
		return seven_protection(s);
	case FORMAT_PDF:
		return pdf_protection(s);
	case FORMAT_OLE:
		return ole_protection(s);
	case FORMAT_OPENPGP:
		return PROTECTION_OPENPGP;
	case FORMAT_SMIME:
		return smime_of(s) == SMIME_ENCRYPTED ? PROTECTION_UNKNOWN
		                                      : PROTECTION_NONE;
	case FORMAT_UNKNOWN:
	case FORMAT_RAW:
		return bytes_lock(s) == LOCK_NONE ? PROTECTION_NONE
		                                  : PROTECTION_VOLUME;
	default:
		return PROTECTION_NONE;
	}
}
