/*
 * cli/playbook_json - a playbook, a comparison of two and the result of a
 * check as JSON (docs/cli.md) and as plain text. Only cmd_playbook calls it.
 */
#ifndef CLI_PLAYBOOK_JSON_H
#define CLI_PLAYBOOK_JSON_H

#include "cli/cli.h"
#include "core/playbook.h"

struct json playbook_head_json(struct cli *c, const struct playbook *pb);
struct json playbook_json(struct cli *c, const struct playbook *pb);
struct json playbook_diff_json(
    struct cli *c, const struct playbook_diff_row *rows, size_t n);

/* {"file","id","items","error"}; error is null when it is right. */
struct json playbook_check_json(struct cli *c, const char *file,
    const struct playbook *pb, const struct err *e);

struct str playbook_text(struct cli *c, const struct playbook *pb);
struct str playbook_diff_text(
    struct cli *c, const struct playbook_diff_row *rows, size_t n);

#endif
