/*
 * tests/verifier/export - makes a journal with the product's own code and
 * writes it out for verify.go: export FOLDER (empty). 1,000 proofs of entries
 * chosen by a fixed sequence, so that a failure can be repeated.
 */
#include <stdio.h>

#include "base/file.h"
#include "journal/entry.h"
#include "journal/proof.h"

enum { ENTRIES = 3000, PROOFS = 1000 };

struct export {
	struct arena arena;
	const char *dir;
	struct sign_key key;
	struct sha256 leaves[ENTRIES];
	struct tree_leaves list;
	struct tree_source source;
	struct str checkpoint;
	uint64_t chance;
};

static bool write_named(
    struct export *x, const char *name, struct str bytes, struct err *e)
{
	struct str path = arena_printf(&x->arena, "%s/%s", x->dir, name);

	return file_write(path.p, bytes, 0644, e);
}

/* A linear congruential sequence (Knuth's MMIX); chance enough for a test. */
static uint64_t next(struct export *x, uint64_t below)
{
	x->chance = x->chance * UINT64_C(6364136223846793005) +
	            UINT64_C(1442695040888963407);
	return (x->chance >> 33) % below;
}

static bool make_entries(struct export *x, struct err *e)
{
	struct buf out = buf_begin(&x->arena, 64 << 20);

	for (uint64_t i = 0; i < ENTRIES; i++) {
		struct arena *a = &x->arena;
		struct json body = json_of_object();
		struct str leaf, text = arena_printf(a, "記録その%d", (int)i);
		json_set(a, &body, "text", json_of_string(text));
		struct entry entry = {.log = STR("city.example.lg.jp/shodo"),
		    .seq = i, .ts = INT64_C(1795496523004000),
		    .actor = STR("suzuki"), .role = STR("responder"),
		    .via = STR("cli"), .kind = STR("note"),
		    .incident = STR("R8-0001"),
		    .at = INT64_C(1795496523004000), .body = &body};
		if (!entry_encode(a, &entry, &leaf, e))
			return false;
		x->leaves[i] = tree_leaf(leaf);
		buf_put(&out, base64_encode(a, leaf));
		buf_putc(&out, '\n');
	}
	return write_named(x, "entries", buf_str(&out), e);
}

static bool make_checkpoint(struct export *x, struct err *e)
{
	struct arena *a = &x->arena;
	struct checkpoint c = {STR("city.example.lg.jp/shodo"), ENTRIES, {{0}}};
	struct note n;

	if (!tree_root_at(&x->source, ENTRIES, &c.root, e) ||
	    !checkpoint_sign(a, &c, &x->key, &n, e))
		return false;
	struct note_key k = note_key_of(c.origin, NOTE_ED25519, x->key.public);
	x->checkpoint = note_format(a, &n);
	return write_named(x, "checkpoint", x->checkpoint, e) &&
	       write_named(x, "vkey", note_vkey(a, &k), e);
}

static bool make_proofs(struct export *x, struct err *e)
{
	for (int i = 0; i < PROOFS; i++) {
		struct arena *a = &x->arena;
		struct proof p = {.index = next(x, ENTRIES),
		    .checkpoint = x->checkpoint};
		if (!tree_prove_inclusion(
		        &x->source, p.index, ENTRIES, &p.path, e))
			return false;
		struct str name =
		    arena_printf(a, "%s/proofs/%04d.tlog-proof", x->dir, i);
		FILE *f = fopen(name.p, "wbx"); /* no need to be durable */
		struct str text = proof_format(a, &p);
		if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f))
			return file_fail(e, name.p, 5);
	}
	return true;
}

static bool make_consistency(struct export *x, struct err *e)
{
	struct arena *a = &x->arena;
	struct buf out = buf_begin(a, 1 << 20);

	for (int i = 0; i < 100; i++) {
		uint64_t old = 1 + next(x, ENTRIES);
		struct tree_path p;
		if (!tree_prove_consistency(&x->source, old, ENTRIES, &p, e))
			return false;
		buf_printf(&out, "%llu", (unsigned long long)old);
		for (size_t k = 0; k < p.n; k++) {
			buf_putc(&out, ' ');
			buf_put(&out,
			    base64_encode(a, sha256_str(&p.h[k])));
		}
		buf_putc(&out, '\n');
	}
	return write_named(x, "consistency", buf_str(&out), e);
}

int main(int argc, char **argv)
{
	static struct export x;
	unsigned char seed[SIGN_SEED_BYTES] = {7};
	struct err e = {0};

	if (argc != 2)
		return 2;
	x.dir = argv[1];
	x.list = (struct tree_leaves){x.leaves, ENTRIES};
	x.source = tree_source_leaves(&x.list);
	sign_key_from(&x.key, seed);
	struct str proofs = arena_printf(&x.arena, "%s/proofs", x.dir);
	if (file_make_folder(proofs.p, 0755, &e) && make_entries(&x, &e) &&
	    make_checkpoint(&x, &e) && make_proofs(&x, &e) &&
	    make_consistency(&x, &e))
		return 0;
	fprintf(stderr, "export: %s\n", e.en);
	return 1;
}
