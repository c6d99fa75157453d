/*
 * inventory/tsk - loading libtsk. See tsk.h. Called once before the cage is
 * locked (that reads the files), and again inside, where the library is in
 * memory already and no file is opened.
 */
#include "investigate/inventory/tsk.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "base/auto.h"

bool tsk_load(struct tsk *ret)
{
	static const struct {
		const char *name;
		size_t where;
	} calls[] = {
#define CALL(name) {#name, offsetof(struct tsk, name)},
	    TSK_CALLS(CALL)
#undef CALL
	};
	struct tsk got = {0};
	/* Never closed: its code is used until the process ends. */
	void *lib = dlopen("libtsk.so.19", RTLD_NOW | RTLD_LOCAL);

	for (size_t i = 0; lib && i < COUNT_OF(calls); i++) {
		void *call = dlsym(lib, calls[i].name);
		if (!call)
			return false;
		memcpy((char *)&got + calls[i].where, &call, sizeof(call));
	}
	if (lib)
		*ret = got;
	return lib != NULL;
}
