/*
 * inventory/volume - what a medium or a partition begins with: a partition
 * table, a file system, or the header of an encrypted one. Pure; nothing is
 * tried out. protect.c asks for whole files, image.c for partitions.
 */
#ifndef INVESTIGATE_INVENTORY_VOLUME_H
#define INVESTIGATE_INVENTORY_VOLUME_H

#include "base/err.h"
#include "investigate/inventory/medium.h"

enum volume {
	VOLUME_UNKNOWN,
	VOLUME_FAT,
	VOLUME_EXFAT,
	VOLUME_NTFS,
	VOLUME_EXT,
	VOLUME_HFS,
	VOLUME_ISO,
	VOLUME_DISK,  /* a virtual disk: its sectors lie elsewhere than they say */
	VOLUME_OTHER, /* known by its mark, but nothing here walks it */
};

enum lock {
	LOCK_NONE,
	LOCK_BITLOCKER,
	LOCK_BITLOCKER_TO_GO,
	LOCK_LUKS1,
	LOCK_LUKS2,
	LOCK_CORE_STORAGE,
	LOCK_APFS,
	LOCK_DMG,   /* an encrypted disk image of macOS */
	LOCK_QCOW2,
	LOCK_RANDOM,
	LOCK_COUNT_,
};

/* By the first 72 KiB of a volume, or as much as there is. */
enum volume volume_of(struct str head);
enum lock volume_lock(struct str head);

/* MBR or GPT with at least one partition. */
bool volume_is_table(struct str head);

/*
 * Does every sample of this part look random, its first block too? Media that
 * encrypt themselves and VeraCrypt leave no other mark. False below 1 MiB.
 */
bool medium_is_random(const struct medium *m, uint64_t at, uint64_t n);

const char *lock_text(enum lock l, enum lang lang);

#endif
