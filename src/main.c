/*
 * main - the program begins here and does nothing of its own: cli_main() reads
 * the arguments and runs a command, `serve` among them. Started as a worker it
 * reads hostile bytes in the cage instead.
 */
#include "cli/cli.h"
#include "investigate/cage.h"
#include "investigate/inventory/inventory.h"

int main(int argc, char **argv)
{
	if (cage_is_worker(argc, argv))
		return cage_worker(
		    argc, argv, inventory_kinds, inventory_n_kinds);
	return cli_main(argc, argv);
}
