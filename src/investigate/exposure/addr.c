/*
 * exposure/addr - see addr.h. Parsing is by hand, since it runs for every hit
 * and inet_pton needs terminated text.
 */
#include "investigate/exposure/addr.h"

#include <arpa/inet.h>

#include "base/hash.h"

static const unsigned char mapped[12] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Four decimal numbers; *ret_used is where they ended. */
static bool parse_v4(struct str s, unsigned char out[4], size_t *ret_used)
{
	size_t i = 0;

	for (int part = 0; part < 4; part++) {
		unsigned value = 0;
		size_t from = i;

		if (part > 0) {
			if (i >= s.n || s.p[i] != '.')
				return false;
			from = ++i;
		}
		while (i < s.n && is_digit(s.p[i]) && i - from < 3)
			value = value * 10 + (unsigned)(s.p[i++] - '0');
		if (i == from || value > 255)
			return false;
		out[part] = (unsigned char)value;
	}
	*ret_used = i;
	return true;
}

static bool parse_port(struct str s)
{
	if (s.n < 2 || s.n > 6 || s.p[0] != ':')
		return s.n == 0;
	for (size_t i = 1; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return true;
}

/* The unreserved characters of RFC 6874 §2; a comma would begin a list. */
static bool is_zone(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], small = (char)(c | 32);

		if (!is_digit(c) && (small < 'a' || small > 'z') && c != '-' &&
		    c != '.' && c != '_' && c != '~')
			return false;
	}
	return true;
}

static bool parse_v6(struct str s, struct addr *ret)
{
	const char *zone = s.n ? memchr(s.p, '%', s.n) : NULL;
	char z[INET6_ADDRSTRLEN];
	struct in6_addr six;

	if (zone) {
		size_t at = (size_t)(zone - s.p);

		if (!is_zone(str_from(s, at + 1)))
			return false;
		s.n = at;
	}
	if (s.n < 2 || s.n >= sizeof(z))
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	if (memchr(z, '\0', s.n) || inet_pton(AF_INET6, z, &six) != 1)
		return false;
	memcpy(ret->b, &six, sizeof(ret->b));
	return true;
}

bool addr_parse(struct str s, struct addr *ret)
{
	struct addr a;
	size_t used;

	if (s.n > 0 && is_digit(s.p[0]) && parse_v4(s, a.b + 12, &used)) {
		if (!parse_port(str_from(s, used)))
			return false;
		memcpy(a.b, mapped, sizeof(mapped));
		*ret = a;
		return true;
	}
	if (s.n > 2 && s.p[0] == '[') {
		const char *close = memchr(s.p, ']', s.n);
		size_t at = close ? (size_t)(close - s.p) : 0;

		if (!close || !parse_port(str_from(s, at + 1)))
			return false;
		s = str_slice(s, 1, at - 1);
	}
	if (!memchr(s.p ? s.p : "", ':', s.n) || !parse_v6(s, &a))
		return false;
	*ret = a;
	return true;
}

bool addr_parse_client(struct str s, struct addr *ret, enum addr_kind *ret_kind)
{
	char lower[256];
	struct sha256 h;

	if (addr_parse(s, ret)) {
		*ret_kind = ADDR_IP;
		return true;
	}
	if (s.n == 0 || s.n > 255)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool upper = c >= 'A' && c <= 'Z';
		bool fits = upper || (c >= 'a' && c <= 'z') || is_digit(c) ||
		    c == '-' || c == '.' || c == '_';

		if (!fits)
			return false;
		lower[i] = (char)(upper ? c + 32 : c);
	}
	h = sha256_of((struct str){lower, s.n});
	memcpy(ret->b, h.b, sizeof(ret->b));
	*ret_kind = ADDR_NAME;
	return true;
}

/* inet_ntop() of these goes through printf, and there may be millions. */
static size_t format_four(const unsigned char b[4], char *out)
{
	char *p = out;

	for (int i = 0; i < 4; i++) {
		if (i > 0)
			*p++ = '.';
		if (b[i] > 99)
			*p++ = (char)('0' + b[i] / 100);
		if (b[i] > 9)
			*p++ = (char)('0' + b[i] / 10 % 10);
		*p++ = (char)('0' + b[i] % 10);
	}
	*p = '\0';
	return (size_t)(p - out);
}

size_t addr_format(const struct addr *a, char out[ADDR_TEXT_MAX])
{
	if (memcmp(a->b, mapped, sizeof(mapped)) == 0)
		return format_four(a->b + 12, out);
	return inet_ntop(AF_INET6, a->b, out, ADDR_TEXT_MAX) ? strlen(out) : 0;
}

bool addr_net_parse(struct str s, struct addr_net *ret, struct err *e)
{
	const char *slash = s.n ? memchr(s.p, '/', s.n) : NULL;
	struct str base = slash ? str_slice(s, 0, (size_t)(slash - s.p)) : s;
	struct addr_net net = {.bits = 128};
	int64_t bits = 0;
	bool four = base.n && !memchr(base.p, ':', base.n);
	bool ok = addr_parse(base, &net.base);

	if (ok && slash) {
		ok = str_parse_int(
			 str_from(s, (size_t)(slash - s.p) + 1), &bits) &&
		    bits >= 0 && bits <= (four ? 32 : 128);
		net.bits = (int)bits + (four ? 96 : 0);
	}
	if (!ok)
		return fail(e, ERR_INPUT,
		    "「%.*s」はネットワークとして読めません。10.0.0.0/8 や "
		    "2001:db8::/32 の形で指定してください。",
		    "\"%.*s\" is not a network; write it like 10.0.0.0/8 or "
		    "2001:db8::/32.",
		    STR_ARG(s));
	*ret = net;
	return true;
}

size_t addr_net_format(
    const struct addr_net *net, char out[ADDR_TEXT_MAX + 8])
{
	size_t n = addr_format(&net->base, out);
	bool four = !memchr(out, ':', n);

	return n + (size_t)snprintf(out + n, 8, "/%d",
		       four ? net->bits - 96 : net->bits);
}

static bool in_net(const struct addr *a, const struct addr_net *net)
{
	size_t whole = (size_t)net->bits / 8;
	int rest = net->bits % 8;
	unsigned mask = (0xff00u >> rest) & 0xff;

	if (memcmp(a->b, net->base.b, whole) != 0)
		return false;
	return rest == 0 || ((a->b[whole] ^ net->base.b[whole]) & mask) == 0;
}

bool addr_in(const struct addr *a, const struct addr_nets *nets)
{
	for (size_t i = 0; i < nets->n; i++)
		if (in_net(a, &nets->net[i]))
			return true;
	return false;
}

bool addr_is_private(const struct addr *a)
{
	static const unsigned char loop6[16] = {[15] = 1};
	const unsigned char *four = a->b + 12;

	if (memcmp(a->b, mapped, sizeof(mapped)) == 0)
		return four[0] == 10 || four[0] == 127 ||
		    (four[0] == 172 && (four[1] & 0xf0) == 16) ||
		    (four[0] == 192 && four[1] == 168) ||
		    (four[0] == 169 && four[1] == 254);
	return (a->b[0] & 0xfe) == 0xfc ||
	    (a->b[0] == 0xfe && (a->b[1] & 0xc0) == 0x80) ||
	    memcmp(a->b, loop6, sizeof(loop6)) == 0;
}

/* Takes the last comma-separated part off *list. */
static bool cut_last(struct str *list, struct str *ret)
{
	size_t at = list->n;

	if (list->n == 0)
		return false;
	while (at > 0 && list->p[at - 1] != ',')
		at--;
	*ret = str_trim(str_from(*list, at));
	list->n = at > 0 ? at - 1 : 0;
	return true;
}

struct addr addr_behind_proxies(
    struct addr peer, struct str forwarded, const struct addr_nets *trusted)
{
	struct addr client = peer, next;
	struct str part;

	while (addr_in(&client, trusted) && cut_last(&forwarded, &part) &&
	    addr_parse(part, &next))
		client = next;
	return client;
}
