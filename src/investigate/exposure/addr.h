/*
 * exposure/addr - who asked: an address as 16 bytes (IPv4 as ::ffff:a.b.c.d),
 * a host name where the server logged names, and the networks they lie in.
 * Pure. The line parsers and the tally call in here.
 */
#ifndef INVESTIGATE_EXPOSURE_ADDR_H
#define INVESTIGATE_EXPOSURE_ADDR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum { ADDR_TEXT_MAX = 264 };

enum addr_kind { ADDR_IP, ADDR_NAME };

/*
 * Who asked. For a name, b is the start of the SHA-256 of its lower-case
 * form, so that two names are never taken for one.
 */
struct addr {
	unsigned char b[16];
};

struct addr_net {
	struct addr base;
	int bits; /* 0 … 128, IPv4 counted from 96 */
};

struct addr_nets {
	size_t n;
	const struct addr_net *net;
};

/* IPv4, IPv6, [IPv6], each with an optional :port, and IPv6%zone. */
bool addr_parse(struct str s, struct addr *ret);

/*
 * addr_parse, or a host name (letters, digits, - . _ and at most 255 bytes).
 * False for anything else: the field is then no client.
 */
bool addr_parse_client(
    struct str s, struct addr *ret, enum addr_kind *ret_kind);

/* RFC 5952 text into out; answers its length. */
size_t addr_format(const struct addr *a, char out[ADDR_TEXT_MAX]);

/* 10.0.0.0/8, 2001:db8::/32, or one address. ERR_INPUT says what is wrong. */
MUST_CHECK bool addr_net_parse(
    struct str s, struct addr_net *ret, struct err *e);

/* "10.0.0.0/8" into out; answers its length. */
size_t addr_net_format(
    const struct addr_net *net, char out[ADDR_TEXT_MAX + 8]);

bool addr_in(const struct addr *a, const struct addr_nets *nets);

/*
 * Loopback, RFC 1918, link-local and unique local addresses (RFC 4193,
 * RFC 3927): what never comes from outside.
 */
bool addr_is_private(const struct addr *a);

/*
 * The client behind proxies (X-Forwarded-For): from the right, the first
 * address that is no trusted proxy, as long as the peer is one. The leftmost
 * when all are trusted; the peer when the list does not hold addresses.
 */
struct addr addr_behind_proxies(
    struct addr peer, struct str forwarded, const struct addr_nets *trusted);

#endif
