/*
 * cli/print - the API's JSON for people at a terminal: plain lines, no colour,
 * no control characters. Knows only the shapes of docs/api.md.
 */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include "cli/cli.h"

int print_list(struct cli *c, const struct json *rows);
int print_incident(struct cli *c, const struct json *incident);
int print_todo(struct cli *c, const struct json *todo);

#endif
