/*
 * inventory/opener - the inside of the cage: opens bytes of any format, tells
 * the caller what was found, item by item. Knows formats, no paths of this
 * machine. Runs only in a worker; the tests of formats call it with a sink.
 */
#ifndef INVESTIGATE_INVENTORY_OPENER_H
#define INVESTIGATE_INVENTORY_OPENER_H

#include "investigate/inventory/item.h"
#include "investigate/inventory/look.h"
#include "investigate/inventory/source.h"

enum {
	OPENER_DEPTH = 8,            /* archives in archives */
	OPENER_ITEMS = 100000,       /* members of one file, nested ones too */
	OPENER_MAILS = 2000000,      /* of one mailbox; the members of each */
	OPENER_MEMBER_BYTES = 256 << 20, /* one member that is no text, unpacked */
	OPENER_RATIO = 1000,         /* unpacked against packed */
	OPENER_HEAD_BYTES = 1 << 20, /* what a format is known by */
	OPENER_PIECE_BYTES = 256 << 10, /* read at a time behind that */
	OPENER_NAME_BYTES = 1024,
	PERSON_BYTES = 60 << 10, /* told at once: a pipe takes 64 KiB */
};

/* All of what is unpacked from one file. */
#define OPENER_TOTAL_BYTES ((uint64_t)64 << 30)

/* What another worker has to read. */
enum outside { OUTSIDE_PDF, OUTSIDE_LOCKED_PDF, OUTSIDE_IMAGE };

/* Where the answers go. */
struct opener_out {
	void (*item)(void *ctx, struct str path, const struct item *it,
	    const struct sum *sum, const struct err *reason); /* NULL: read */
	void (*persons)(void *ctx, struct str wire); /* persons_put() */
	/* An empty path: the whole file that the worker was handed. */
	void (*outside)(void *ctx, struct str path, struct str bytes,
	    enum outside what);
	void *ctx;
	/* Both may be NULL. */
	void (*shape)(void *ctx, enum kind k, struct str shape);
	void (*reached)(void *ctx, uint64_t at, uint64_t of);
};

struct opener {
	unsigned samples, shown[KIND_COUNT_]; /* shapes of each kind */
	const struct opener_out *out;
	struct look look; /* look.person and look.ctx belong to the reader */
	char persons[PERSON_BYTES]; /* not yet told */
	size_t n_persons;
	unsigned depth, n_items, max_items;
	uint64_t total, top_bytes, next_at;
	struct str top; /* the file itself, where all of it is in memory */
	char path[OPENER_NAME_BYTES]; /* of the members: "名簿.csv", "a/b.txt" */
	size_t n_path;
	struct item now; /* being read */
	struct origin origin; /* of all that is told */
};

void opener_begin(struct opener *r, const struct opener_out *out,
    const struct people_key *key);

/* So much of the file that the worker was handed has been read; told now and
 * then, for whoever waits. */
void opener_reached(struct opener *r, uint64_t at, uint64_t of);

/* Show the shapes of the first n findings of each kind, too. */
void opener_samples(struct opener *r, unsigned n);

/*
 * Looks at one file's bytes and all that is in it. `name` is its name, for the
 * formats that have no mark of their own.
 */
void opener_open(struct opener *r, struct str name, struct str bytes);

/*
 * The same for what is larger than memory: `head` is its first
 * OPENER_HEAD_BYTES, `rest` brings what comes behind and says in size how
 * much all of it is (0: a mailbox is not streamed then). False when all bytes
 * are needed at once; nothing was read or told then.
 */
bool opener_stream(struct opener *r, struct str name, struct str head,
    struct source *rest);

/* A short text by itself, such as a field; recipients: of a mail. */
void opener_look(struct opener *r, struct str text, bool recipients);

/* --- for the formats ---------------------------------------------------- */

/* The item that is being read ends here. `reason` when it was not read whole. */
void opener_item(struct opener *r, const struct err *reason);

/*
 * A member of the item: opened in turn, with the path of both. The item that
 * is being read is told first, so a container shows before its members.
 */
void opener_member(struct opener *r, struct str name, struct str bytes);

/* A member that cannot be opened, with the reason. */
void opener_closed_member(struct opener *r, struct str name,
    const struct item *it, const struct err *reason);

/*
 * The same for a member that may be larger than memory: text and unknown bytes
 * of any size, everything else up to OPENER_MEMBER_BYTES.
 */
struct medium;
void opener_medium(
    struct opener *r, struct str name, const struct medium *m);

/* What is told belongs below `name`, until the answer is handed back. */
size_t opener_enter(struct opener *r, struct str name);
void opener_leave(struct opener *r, size_t was);

/*
 * The same for one that is unpacked as it is read: text of any size, anything
 * else up to OPENER_MEMBER_BYTES.
 */
void opener_member_from(
    struct opener *r, struct str name, struct source *from);

/* opener_stream() for a member. False also when it may not be opened. */
bool opener_stream_member(struct opener *r, struct str name, struct str head,
    struct source *rest);

/* A source whose bytes count as unpacked. */
struct counted {
	struct source source;
	struct opener *r;
	struct source *from;
};
struct counted opener_counted(struct opener *r, struct source *from);

/* Room for n more unpacked bytes? */
bool opener_may_unpack(struct opener *r, uint64_t n, struct err *e);

/* The formats, each in its own file. */
void read_text(struct opener *r, struct str bytes, enum text_code code);
void read_archive(struct opener *r, struct str name, struct str bytes);
void read_mail(struct opener *r, struct str bytes);
void read_mbox(struct opener *r, struct str bytes);
void read_mbox_from(
    struct opener *r, struct str head, struct source *rest);
void read_smime(struct opener *r, struct str name, struct str bytes);
void read_html(struct opener *r, struct str bytes);
void read_rtf(struct opener *r, struct str bytes);
/* False, and nothing told, when the compound file is no mail of Outlook's. */
bool read_msg(struct opener *r, struct str bytes);
/* The same for what is no old Office document. */
bool read_old(struct opener *r, struct str bytes);
void read_ole(struct opener *r, struct str bytes);
void read_sqlite(struct opener *r, struct str bytes);
void read_dbf(struct opener *r, struct str bytes);
void read_raw(struct opener *r, struct str bytes);

#endif
