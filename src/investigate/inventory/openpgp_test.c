/*
 * Messages that GnuPG made for a passphrase and for a key, whole and spoilt,
 * and bytes that are none.
 */
#include "base/test.h"

#include <stdlib.h>

#include "investigate/inventory/openpgp.h"

static const struct str for_passphrase = STR_INIT(
    "\x8C\x0D\x04\x09\x03\x02\x0B\x87\xA8\x62\xF9\x14\x79\x84\xFF\xD2"
    "\x36\x01\xA8\x52\xAC\x88\x26\xE5\x33\xF9\xE7\xB8\xDE\x88\xE7\x64"
    "\x46\x3E\xAF\x16\x70\xA4\x6E\x24\xC0\xE9\xCD\xC4\xD0\xCA\x4B\x30"
    "\x7F\x87\x93\x88\x5A\x06\xED\xDA\xEC\xB8\xC9\x43\xEF\x8C\x3D\xC3"
    "\x03\xD7\xAF\x75\x5C\xC3\x9F");
static const struct str for_key = STR_INIT(
    "\x84\x5E\x03\xF6\x2A\xC5\x82\xBB\xD3\xED\x67\x12\x01\x07\x40\xB8"
    "\x56\x21\xA1\xB2\x09\x6A\xFD\xA7\x0F\x46\xC4\x86\x60\x75\xFF\x0B"
    "\x8D\xD9\x4D\xC5\xA3\x29\xE6\x1E\xF4\x0C\x99\x9F\x16\xE3\x60\x30"
    "\x8C\x53\x26\x9B\x5C\x7A\xF5\x59\x47\x3A\x70\x80\xEE\x1B\xCA\x58"
    "\x6E\x36\x85\x87\x08\xEA\x86\x63\xF6\x32\xA1\x27\x18\x27\xAE\x50"
    "\xE0\x39\x59\x79\x63\x44\xD5\xDA\xCC\x7B\x5F\x27\x8C\x98\x8E\x92"
    "\xD2\x3C\x01\x9C\x69\xAA\x9F\xC0\x53\x0F\x57\xFF\xEF\x9F\xB5\x56"
    "\x4C\xD5\x27\x81\x3C\x41\x57\xEC\x37\x87\xFD\x46\x1E\xD3\xF5\x20"
    "\xF6\x3F\x76\x74\xF1\xA1\x5E\x0C\x5F\xD9\xB0\x26\x3E\x8C\x59\x4B"
    "\x78\x83\x37\x18\x70\x14\x19\x85\xC0\x18\x32\xB5\x01\xD5");

/* Where the data's packet begins. */
enum { PASSPHRASE_DATA = 15, KEY_DATA = 96 };

TEST(encrypted_messages_are_known_by_their_packets)
{
	ck_assert(openpgp_is_encrypted(for_passphrase));
	ck_assert(openpgp_is_encrypted(for_key));
	/* The data may be cut, as the head of a large file is. */
	ck_assert(openpgp_is_encrypted(
	    str_slice(for_passphrase, 0, PASSPHRASE_DATA + 6)));
	ck_assert(openpgp_is_encrypted(str_slice(for_key, 0, KEY_DATA + 6)));
}
END

TEST(a_session_key_alone_is_no_message)
{
	for (size_t n = 0; n <= PASSPHRASE_DATA; n++)
		ck_assert(!openpgp_is_encrypted(
		    str_slice(for_passphrase, 0, n)));
	for (size_t n = 0; n <= KEY_DATA; n++)
		ck_assert(!openpgp_is_encrypted(str_slice(for_key, 0, n)));
}
END

TEST(what_the_structure_says_has_to_fit)
{
	/* Tag, length, version, cipher, kind of specifier, hash; then the
	 * data's tag and version. */
	static const size_t fixed[] = {0, 1, 2, 4, PASSPHRASE_DATA,
	    PASSPHRASE_DATA + 2};

	for (size_t i = 0; i < COUNT_OF(fixed); i++) {
		char copy[256];
		memcpy(copy, for_passphrase.p, for_passphrase.n);
		copy[fixed[i]] ^= 0x28;
		ck_assert_msg(!openpgp_is_encrypted(
		                  (struct str){copy, for_passphrase.n}),
		    "byte %zu", fixed[i]);
	}
}
END

TEST(random_bytes_are_none)
{
	enum { BYTES = 8 << 20 };
	char *room = malloc(BYTES);
	uint64_t x = 1;

	ck_assert_ptr_nonnull(room);
	for (size_t i = 0; i < BYTES; i++) {
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
		room[i] = (char)(x >> 56);
	}
	size_t taken = 0;
	for (size_t i = 0; i + 4096 < BYTES; i++)
		taken += openpgp_is_encrypted((struct str){room + i, 4096});
	ck_assert_uint_eq(taken, 0);
	free(room);
}
END

TEST_MAIN("inventory openpgp", encrypted_messages_are_known_by_their_packets,
    a_session_key_alone_is_no_message, what_the_structure_says_has_to_fit,
    random_bytes_are_none)
