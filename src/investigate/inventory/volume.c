/*
 * inventory/volume - marks of partition tables, file systems and encryption of
 * whole volumes. Pure; every offset is checked against the buffer. See
 * volume.h.
 */
#include "investigate/inventory/volume.h"

#include <math.h>

#include "base/auto.h"
#include "investigate/inventory/octets.h"

typedef unsigned char byte;

static bool boot_mark(struct str s)
{
	return str_at(s, 510, STR("\x55\xAA"));
}

/* A FAT boot sector has no mark that counts; its numbers must fit. */
static bool is_fat(struct str s)
{
	uint32_t sector = le16(s, 11), per = s.n > 512 ? (byte)s.p[13] : 0;
	byte fats = s.n > 512 ? (byte)s.p[16] : 0;

	return boot_mark(s) &&
	       ((byte)s.p[0] == 0xEB || (byte)s.p[0] == 0xE9) &&
	       (sector == 512 || sector == 1024 || sector == 2048 ||
	           sector == 4096) &&
	       per > 0 && (per & (per - 1)) == 0 && fats >= 1 && fats <= 2 &&
	       le16(s, 14) > 0 && (byte)s.p[21] >= 0xF0;
}

/* Reserved blocks and block size besides the two bytes of the mark. */
static bool is_ext(struct str s)
{
	return le16(s, 1024 + 56) == 0xEF53 && le32(s, 1024 + 24) <= 6 &&
	       le32(s, 1024) > 0 && le32(s, 1024 + 4) > 0;
}

static bool is_hfs(struct str s)
{
	return (str_at(s, 1024, STR("H+\0\4")) || str_at(s, 1024, STR("HX\0\5")));
}

enum volume volume_of(struct str s)
{
	static const struct {
		size_t where;
		struct str mark;
		enum volume is;
	} marks[] = {
	    {3, STR_INIT("NTFS    "), VOLUME_NTFS},
	    {3, STR_INIT("EXFAT   "), VOLUME_EXFAT},
	    {32769, STR_INIT("CD001"), VOLUME_ISO},
	    {32769, STR_INIT("BEA01"), VOLUME_OTHER}, /* UDF without ISO 9660 */
	    {0, STR_INIT("vhdxfile"), VOLUME_DISK},
	    {0, STR_INIT("conectix"), VOLUME_DISK}, /* VHD that grows */
	    {0, STR_INIT("KDMV"), VOLUME_DISK},     /* VMDK */
	    {0, STR_INIT("COWD"), VOLUME_DISK},
	    {0, STR_INIT("QFI\xFB\0\0\0"), VOLUME_DISK},
	    {64, STR_INIT("\x7F\x10\xDA\xBE"), VOLUME_DISK}, /* VDI */
	    {0, STR_INIT("AFF10\r\n\0"), VOLUME_DISK},
	    {3, STR_INIT("ReFS\0"), VOLUME_OTHER},
	    {0, STR_INIT("XFSB"), VOLUME_OTHER},
	    {32, STR_INIT("NXSB"), VOLUME_OTHER},
	    {65600, STR_INIT("_BHRfS_M"), VOLUME_OTHER},
	    {512, STR_INIT("LABELONE"), VOLUME_OTHER},
	};

	for (size_t i = 0; i < COUNT_OF(marks); i++)
		if (str_at(s, marks[i].where, marks[i].mark) &&
		    (marks[i].is != VOLUME_NTFS || boot_mark(s)))
			return marks[i].is;
	if (is_ext(s))
		return VOLUME_EXT;
	if (is_hfs(s))
		return VOLUME_HFS;
	return is_fat(s) ? VOLUME_FAT : VOLUME_UNKNOWN;
}

/*
 * APFS (Apple File System Reference, nx_superblock_t): nx_keylocker, a range
 * of blocks at byte 1296, holds keys only when a volume is encrypted.
 */
static bool apfs_locked(struct str s)
{
	return str_at(s, 32, STR("NXSB")) &&
	       (le32(s, 1304) != 0 || le32(s, 1308) != 0);
}

/* Core Storage: a key of 16 bytes and method 2 (AES-XTS) in its header. */
static bool core_storage(struct str s)
{
	return str_at(s, 88, STR("CS")) && le32(s, 168) == 16 && le32(s, 172) == 2;
}

/* crypt_method of its header, 1 AES, 2 LUKS; not that of version 1. */
static bool qcow2_locked(struct str s)
{
	return str_at(s, 0, STR("QFI\xFB\0\0\0")) && s.n > 36 && s.p[7] >= 2 &&
	       str_at(s, 32, STR("\0\0\0")) && s.p[35] != 0;
}

enum lock volume_lock(struct str s)
{
	static const struct str to_go = STR_INIT(
	    "\x3B\xD6\x67\x49\x29\x2E\xD8\x4A\x83\x99\xF6\xA3\x39\xE3\xD0\x01");

	if (str_at(s, 3, STR("-FVE-FS-")))
		return LOCK_BITLOCKER;
	if (str_at(s, 424, to_go))
		return LOCK_BITLOCKER_TO_GO;
	if (str_at(s, 0, STR("LUKS\xBA\xBE\0\1")))
		return LOCK_LUKS1;
	if (str_at(s, 0, STR("LUKS\xBA\xBE")) || str_at(s, 0, STR("SKUL\xBA\xBE")))
		return LOCK_LUKS2;
	if (str_at(s, 0, STR("encrcdsa")))
		return LOCK_DMG;
	if (qcow2_locked(s))
		return LOCK_QCOW2;
	if (apfs_locked(s))
		return LOCK_APFS;
	return core_storage(s) ? LOCK_CORE_STORAGE : LOCK_NONE;
}

bool volume_is_table(struct str s)
{
	bool any = false;

	if (str_at(s, 512, STR("EFI PART")) || str_at(s, 4096, STR("EFI PART")))
		return true;
	if (!boot_mark(s))
		return false;
	for (size_t i = 446; i < 510; i += 16) {
		byte state = (byte)s.p[i], type = (byte)s.p[i + 4];
		if (state != 0 && state != 0x80)
			return false;
		any |= type != 0 && le32(s, i + 8) > 0 && le32(s, i + 12) > 0;
	}
	return any;
}

/* Shannon entropy of a block, in bits a byte. */
static double entropy(struct str s)
{
	size_t n[256] = {0};
	double bits = 0;

	for (size_t i = 0; i < s.n; i++)
		n[(byte)s.p[i]]++;
	for (int i = 0; i < 256; i++) {
		double p = (double)n[i] / (double)s.n;
		bits -= n[i] ? p * log2(p) : 0;
	}
	return bits;
}

bool medium_is_random(const struct medium *m, uint64_t from, uint64_t n)
{
	enum { SAMPLES = 16, BLOCK = 4096 };
	char room[BLOCK];

	if (n < 1 << 20)
		return false;
	for (uint64_t i = 0; i < SAMPLES; i++) {
		uint64_t where = from + (n - BLOCK) / (SAMPLES - 1) * i;
		if (!m->read(m, where, room, BLOCK) ||
		    entropy((struct str){room, BLOCK}) < 7.9)
			return false;
	}
	return true;
}

const char *lock_text(enum lock l, enum lang lang)
{
	static const char *const text[LOCK_COUNT_][LANG_COUNT_] = {
	    [LOCK_NONE] = {"なし", "none"},
	    [LOCK_BITLOCKER] = {"BitLocker", "BitLocker"},
	    [LOCK_BITLOCKER_TO_GO] = {"BitLocker To Go", "BitLocker To Go"},
	    [LOCK_LUKS1] = {"LUKS1", "LUKS1"},
	    [LOCK_LUKS2] = {"LUKS2", "LUKS2"},
	    [LOCK_CORE_STORAGE] = {"FileVault 2（Core Storage）",
	        "FileVault 2 (Core Storage)"},
	    [LOCK_APFS] = {"FileVault（APFSの鍵束あり）",
	        "FileVault (an APFS container with keys)"},
	    [LOCK_DMG] = {"macOSの暗号化ディスクイメージ",
	        "an encrypted disk image of macOS"},
	    [LOCK_QCOW2] = {"仮想ディスクQCOW2の暗号化",
	        "encryption of a QCOW2 virtual disk"},
	    [LOCK_RANDOM] = {"方式は不明。全体が乱数のように見えます。媒体自身の暗号化、VeraCryptなど、または完全消去で、外からは区別できません",
	        "by what is not known: all of it looks random; a medium that encrypts itself, VeraCrypt or wiping cannot be told apart"},
	};

	return text[l][lang];
}
