/*
 * cli/password - what the commands about people share: a password from
 * standard input (never from the arguments, which others can see), a role.
 */
#ifndef CLI_PASSWORD_H
#define CLI_PASSWORD_H

#include "cli/cli.h"
#include "core/actor.h"

/* The first line of standard input. ERR_INPUT when it is empty or broken. */
MUST_CHECK bool password_read(
    struct cli *c, struct str *ret, struct err *e);

/* ERR_INPUT names the roles there are. */
MUST_CHECK bool password_role(
    const char *word, enum role *ret, struct err *e);

#endif
