/*
 * main - the program begins here and does nothing of its own: cli_main() reads
 * the arguments and runs a command, `serve` among them.
 */
#include "cli/cli.h"

int main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
