/* core/playbook: the manual as data, whole and right. */
#include "base/test.h"
#include "core/playbook_load.h"

TEST(loads)
{
	AUTO(arena_end) struct arena a = {0};
	struct err e = {0};
	struct playbook pb;

	ck_ok(playbook_load_embedded(&a, STR("gifu-1.7"), &pb, &e), &e);
	ck_assert_uint_eq(pb.items_n, 583);
	ck_ok(playbook_load_embedded(&a, STR("gifu-1.5"), &pb, &e), &e);
	ck_assert_uint_eq(pb.items_n, 572);
}
END

TEST_MAIN("playbook", loads)
