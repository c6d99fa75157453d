/*
 * main - the program begins here and does nothing of its own: cli_main() reads
 * the arguments and runs a command, `serve` among them. Started as a worker it
 * reads hostile bytes in the cage instead.
 */
#include "cli/cli.h"
#include "investigate/cage.h"
#include "investigate/exposure/kind.h"
#include "investigate/inventory/inventory.h"

enum { KINDS_MAX = 16 };

static int worker(int argc, char **argv)
{
	struct cage_kind kinds[KINDS_MAX];
	size_t n = 0;

	for (; n < inventory_n_kinds && n + 1 < KINDS_MAX; n++)
		kinds[n] = inventory_kinds[n];
	kinds[n++] = exposure_kind;
	return cage_worker(argc, argv, kinds, n);
}

int main(int argc, char **argv)
{
	if (cage_is_worker(argc, argv))
		return worker(argc, argv);
	return cli_main(argc, argv);
}
