/*
 * inventory/openpgp - is it an encrypted OpenPGP message, whatever its name?
 * By the structure of its packets (RFC 9580 4.2, 5.1, 5.3, 10.3), never by one
 * mark: random bytes are none. Pure, on buffers; protect.c calls it.
 */
#ifndef INVESTIGATE_INVENTORY_OPENPGP_H
#define INVESTIGATE_INVENTORY_OPENPGP_H

#include <stdbool.h>

#include "base/str.h"

/*
 * One or more encrypted session keys that are wholly as the RFC says, and the
 * head of the encrypted data behind them, which itself may be cut.
 */
bool openpgp_is_encrypted(struct str s);

#endif
