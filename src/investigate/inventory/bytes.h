/*
 * inventory/bytes - the byte loops of the hot path, 64 bytes a step: AVX2 where
 * the processor has it, else portable; both answer the same. Pure. skip.c,
 * secret.c, fold.c and split.c call it.
 */
#ifndef INVESTIGATE_INVENTORY_BYTES_H
#define INVESTIGATE_INVENTORY_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BYTES_STEP = 64, BYTES_MAIL = 32 };

/* Bit i of each is about byte i. */
struct byte_classes {
	uint64_t digit;
	uint64_t high; /* 0x80 and above */
	uint64_t sign; /* '@' and '+' */
	uint64_t era;  /* the letters of M, T, S, H, R, of either case */
	uint64_t join; /* ' ', '-', '(' and ')': a number may go on behind it */
	uint64_t part; /* '-', '.' and '/': a date may go on behind it */
};

/* The bytes of an address of e-mail: letters of either case, and so on. */
struct byte_mail {
	uint32_t letter, capital, era, digit, dot, line, hyphen, at;
};

struct bytes_ops {
	/* Of 64 bytes. */
	void (*classes)(const char *p, struct byte_classes *ret);
	/*
	 * Where among 64 bytes the w of password, passwd or pwd may stand, $,
	 * the last byte of ワ in パスワード, of 暗. Reads the byte before them
	 * and the one behind them.
	 */
	uint64_t (*secret)(const char *p);
	/* Of 32 bytes. */
	void (*mail)(const char *p, struct byte_mail *ret);
	/* Where a or b stands in 64 bytes, n times. */
	void (*either)(
	    const char *p, size_t n, char a, char b, uint64_t *ret);
	/*
	 * How many bytes at the start fold_text() leaves as they are, by their
	 * first bytes; some that it leaves too may end it. Copied to out unless
	 * that is NULL; out has room for 32 bytes more.
	 */
	size_t (*plain)(const char *p, size_t n, char *out);
	/* The same for bytes below 0x80; out is never NULL. */
	size_t (*ascii)(const char *p, size_t n, char *out);
};

extern const struct bytes_ops bytes_portable;

/* NULL where the processor or the compiler has no AVX2. */
const struct bytes_ops *bytes_avx2(void);

/* The fastest there is. */
const struct bytes_ops *bytes_ops(void);

/* May fold_text() change the character at p, of which n bytes are there? */
static inline bool bytes_fold_at(const unsigned char *p, size_t n)
{
	if (p[0] != 0xE3)
		return p[0] == 0xC2 || p[0] == 0xE2 || p[0] == 0xEF ||
		       p[0] == 0xF3;
	if (n < 3)
		return true;
	return (p[1] == 0x80 && p[2] == 0x80) || (p[1] == 0x83 && p[2] == 0xBC) ||
	       (p[1] == 0x8B && p[2] == 0xBF) || (p[1] == 0x8D && p[2] >= 0xBB);
}

#endif
