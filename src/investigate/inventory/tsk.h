/*
 * inventory/tsk - the functions of The Sleuth Kit (libtsk), which reads
 * partition tables and file systems. Loaded by hand and only in the worker
 * that reads images: the library brings forty others with it, which neither
 * the server nor the other workers should carry, and the program has to run
 * without it. fs.c and image.c call it; nobody else knows it.
 */
#ifndef INVESTIGATE_INVENTORY_TSK_H
#define INVESTIGATE_INVENTORY_TSK_H

#include <stdbool.h>

#include <tsk/libtsk.h>

#define TSK_CALLS(CALL)                                                      \
	CALL(tsk_img_open_external)                                          \
	CALL(tsk_img_close)                                                  \
	CALL(tsk_vs_open)                                                    \
	CALL(tsk_vs_close)                                                   \
	CALL(tsk_fs_open_img)                                                \
	CALL(tsk_fs_close)                                                   \
	CALL(tsk_fs_dir_open_meta)                                           \
	CALL(tsk_fs_dir_getsize)                                             \
	CALL(tsk_fs_dir_get)                                                 \
	CALL(tsk_fs_dir_close)                                               \
	CALL(tsk_fs_file_open_meta)                                          \
	CALL(tsk_fs_file_close)                                              \
	CALL(tsk_fs_file_attr_getsize)                                       \
	CALL(tsk_fs_file_attr_get_idx)                                       \
	CALL(tsk_fs_attr_read)                                               \
	CALL(tsk_fs_block_walk)                                              \
	CALL(tsk_error_reset)

struct tsk {
#define CALL(name) __typeof__(name) *name;
	TSK_CALLS(CALL)
#undef CALL
};

/* False when the library is not installed, or lacks one of them. */
bool tsk_load(struct tsk *ret);

#endif
