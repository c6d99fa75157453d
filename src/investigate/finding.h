/*
 * investigate/finding - what a tool found, as one finding.attach action: small,
 * and with the facts that it proposes to a person. Knows the shape
 * (docs/findings.md), no tool. Each tool's finding.c calls it.
 */
#ifndef INVESTIGATE_FINDING_H
#define INVESTIGATE_FINDING_H

#include "base/json.h"

/* Bytes of one finding, by what the tools list; see each tool's finding.c. */
enum {
	FINDING_BYTES_MAX = 20 << 10,
	FINDING_TEXT_MAX = 900,
	FINDING_EN_MAX = 400,
};

/* Opens the action and its result; finding_end() closes both. */
void finding_begin(struct json_writer *w, const char *tool);
void finding_end(struct json_writer *w);

/* null when not hashed. */
void finding_sha256(struct json_writer *w, const char *name, const void *sum,
    bool hashed);

/*
 * A name or a sentence from outside: bytes that are no readable UTF-8 as \xhh,
 * at most max bytes, cut before a character with … behind it.
 */
void finding_text(
    struct json_writer *w, const char *name, struct str s, size_t max);

/*
 * A proposal, inside "proposes". value "": the tool cannot answer, but what it
 * saw is a reason to ask; why says what that was. What is recorded is `value`,
 * in Japanese as the papers are; value_en says the same to who reads English.
 */
struct finding_fact {
	struct str item; /* "t2.invest.2", "law.my_number", "content.a" */
	struct str value, why;
	struct str value_en, why_en; /* "" where it has no words */
};

void finding_fact(struct json_writer *w, const struct finding_fact *f);

#endif
