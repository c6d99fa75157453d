/*
 * exposure/clients_test - every client once, whatever its address is, counts
 * over 32 bits, and the order in which they are told.
 */
#include "base/test.h"
#include "investigate/exposure/clients.h"

#include <stdlib.h>

enum { MANY = 50000 };

static struct addr address(uint32_t i)
{
	struct addr a = {.b = {[10] = 0xff, [11] = 0xff}};

	if (i % 3 == 0)
		a = (struct addr){.b = {0x20, 0x01, 0x0d, 0xb8}};
	i *= UINT32_C(2654435761); /* each its own, in no order */
	for (int k = 0; k < 4; k++)
		a.b[12 + k] = (unsigned char)(i >> 8 * k);
	return a;
}

static uint32_t put(struct clients *t, struct addr a, const char *name)
{
	return clients_put(t, &a, str_of(name), clients_hash(t, &a));
}

TEST(each_address_is_one_client)
{
	struct clients t;

	clients_begin(&t);
	for (int round = 0; round < 2; round++)
		for (uint32_t i = 0; i < MANY; i++)
			ck_assert_uint_eq(put(&t, address(i), NULL), i);
	ck_assert_uint_eq(t.n, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		struct addr a = address(i), b;

		b = client_addr(&t, client_at(&t, i));
		ck_assert_mem_eq(&a, &b, sizeof(a));
	}
	clients_end(&t);
}
END

/* IPv6 addresses that all had one hash while it had no key. */
TEST(nobody_can_choose_what_collides)
{
	struct clients t, other;
	static bool taken[65536];
	size_t places = 0, same = 0;
	struct addr a;

	clients_begin(&t);
	clients_begin(&other);
	for (uint64_t hi = 0; hi < MANY; hi++) {
		uint64_t lo = hi * UINT64_C(0x9e3779b97f4a7c15) ^ 77, hash;

		memcpy(a.b, &hi, 8);
		memcpy(a.b + 8, &lo, 8);
		hash = clients_hash(&t, &a);
		same += hash == clients_hash(&other, &a);
		ck_assert_uint_eq(clients_put(&t, &a, STR(""), hash), hi);
		places += !taken[hash % COUNT_OF(taken)];
		taken[hash % COUNT_OF(taken)] = true;
	}
	ck_assert_uint_eq(t.n, MANY);
	ck_assert_uint_gt(places, COUNT_OF(taken) / 4);
	ck_assert_uint_lt(same, 10);
	clients_end(&t);
	clients_end(&other);
}
END

TEST(a_name_is_no_address)
{
	struct clients t;
	struct addr a = address(1);
	char text[ADDR_TEXT_MAX];

	clients_begin(&t);
	ck_assert_uint_eq(put(&t, a, NULL), 0);
	ck_assert_uint_eq(put(&t, a, "pc1.example.jp"), 1);
	ck_assert_uint_eq(put(&t, a, "PC1.example.jp"), 1);
	ck_str(client_text(&t, client_at(&t, 1), text), "pc1.example.jp");
	clients_end(&t);
}
END

TEST(counts_go_over_32_bits)
{
	struct clients t;
	struct client *c;
	struct client_big n;

	clients_begin(&t);
	c = client_at(&t, put(&t, address(1), NULL));
	c->requests = c->served = UINT32_MAX - 1;
	for (int i = 0; i < 3; i++)
		client_counts_add(&t, c, i != 1);
	n = client_counts(&t, c);
	ck_assert_uint_eq(n.requests, (uint64_t)UINT32_MAX + 2);
	ck_assert_uint_eq(n.served, (uint64_t)UINT32_MAX + 1);
	clients_end(&t);
}
END

static int order(const struct clients *t, uint32_t x, uint32_t y)
{
	const struct client *a = client_at(t, x), *b = client_at(t, y);
	char texts[2][ADDR_TEXT_MAX];

	if (a->served != b->served)
		return a->served > b->served ? -1 : 1;
	if (a->requests != b->requests)
		return a->requests > b->requests ? -1 : 1;
	return str_cmp(
	    client_text(t, a, texts[0]), client_text(t, b, texts[1]));
}

TEST(most_served_first_then_by_text)
{
	struct clients t;
	size_t n, served = 0;

	clients_begin(&t);
	for (uint32_t i = 0; i < MANY; i++) {
		struct client *c;
		uint32_t at = put(&t, address(i), i % 7 ? NULL
			: arena_printf(&t.names.arena, "pc%u.example", i).p);

		c = client_at(&t, at);
		for (uint32_t k = 0; k <= i % 5; k++)
			client_counts_add(&t, c, k > i % 3);
		served += c->served > 0;
	}
	uint32_t *sorted = clients_sort(&t, &n);

	ck_assert_uint_eq(n, served);
	ck_assert_uint_lt(n, MANY);
	for (size_t i = 1; i < n; i++)
		ck_assert_int_lt(order(&t, sorted[i - 1], sorted[i]), 0);
	free(sorted);
	clients_end(&t);
}
END

/* Addresses that differ in each place, with zeros here and there. */
TEST(ipv6_addresses_stand_as_their_texts_do)
{
	static const unsigned short group[] = {
	    0, 1, 9, 0xa, 0xf, 0x10, 0x1a, 0xa1, 0xff, 0x100, 0xabc, 0xffff};
	struct clients t;
	uint64_t x = 1;
	size_t n;

	clients_begin(&t);
	for (int i = 0; i < 20000; i++) {
		struct addr a = {.b = {0x20, 0x01}};

		for (int k = 2; k < 16; k += 2) {
			x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
			unsigned g = group[(x >> 33) % COUNT_OF(group)];

			if (k < 10 && (x >> 60) != 0)
				g = 0xdb8; /* many begin alike */
			a.b[k] = (unsigned char)(g >> 8);
			a.b[k + 1] = (unsigned char)g;
		}
		client_counts_add(
		    &t, client_at(&t, put(&t, a, NULL)), true);
	}
	for (size_t i = 0; i < t.n; i++) /* all the same but for the text */
		client_at(&t, i)->requests = client_at(&t, i)->served = 1;
	uint32_t *sorted = clients_sort(&t, &n);

	ck_assert_uint_gt(n, 5000);
	for (size_t i = 1; i < n; i++)
		ck_assert_int_lt(order(&t, sorted[i - 1], sorted[i]), 0);
	free(sorted);
	clients_end(&t);
}
END

TEST_MAIN("exposure clients", each_address_is_one_client,
    nobody_can_choose_what_collides, a_name_is_no_address, counts_go_over_32_bits,
    most_served_first_then_by_text, ipv6_addresses_stand_as_their_texts_do)
