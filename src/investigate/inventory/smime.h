/*
 * inventory/smime - S/MIME and the files it is made of (CMS, RFC 5652; BER and
 * DER): is it encrypted, what was signed. Pure; every length is checked against
 * the buffer, no key is tried. protect.c and opener.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_SMIME_H
#define INVESTIGATE_INVENTORY_SMIME_H

#include "base/arena.h"

enum smime {
	SMIME_NONE,      /* no CMS */
	SMIME_ENCRYPTED, /* enveloped, authenticated or not, or just encrypted */
	SMIME_SIGNED,    /* with its content or without */
	SMIME_COMPRESSED,
};

/* In bytes, or in letters (base64, with or without a line that says so). */
enum smime smime_of(struct str bytes);

/*
 * What was signed, in the arena; n 0 when it stands elsewhere (a detached
 * signature). False when the bytes are cut or broken, with what was there until
 * then.
 */
MUST_CHECK bool smime_signed(
    struct arena *a, struct str bytes, struct str *ret_content);

#endif
