/*
 * core/near - see near.h. Edit distance in bytes, over the first 63 bytes: the
 * names of the contract are ASCII and short.
 */
#include "core/near.h"

#include "base/buf.h"

enum { LOOK = 63, START_BONUS = 3 };

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int distance(struct str x, struct str y)
{
	int row[LOOK + 1];
	int nx = (int)(x.n < LOOK ? x.n : LOOK);
	int ny = (int)(y.n < LOOK ? y.n : LOOK);

	for (int j = 0; j <= ny; j++)
		row[j] = j;
	for (int i = 1; i <= nx; i++) {
		int corner = row[0];

		row[0] = i;
		for (int j = 1; j <= ny; j++) {
			int up = row[j];
			int change = corner + (x.p[i - 1] != y.p[j - 1]);

			row[j] = smaller(change,
			    smaller(up, row[j - 1]) + 1);
			corner = up;
		}
	}
	return row[ny];
}

void near_offer(struct near *near, struct str name)
{
	int far = distance(near->want, name);
	int at = near->n;

	if (near->want.n && (str_starts(name, near->want) ||
	        str_starts(near->want, name)))
		far -= START_BONUS;
	while (at > 0 && far < near->far[at - 1])
		at--;
	if (at == NEAR_MAX)
		return;
	for (int i = smaller(near->n, NEAR_MAX - 1); i > at; i--) {
		near->name[i] = near->name[i - 1];
		near->far[i] = near->far[i - 1];
	}
	near->name[at] = name;
	near->far[at] = far;
	near->n = smaller(near->n + 1, NEAR_MAX);
}

struct str near_list(struct arena *a, const struct near *near)
{
	struct buf b = buf_begin(a, 400);

	/* Two thirds of it changed: that is another name altogether. */
	int most = (int)(near->want.n * 2 / 3) + 1;

	for (int i = 0; i < near->n; i++) {
		if (i > 0 && near->far[0] <= most && near->far[i] > most)
			break;
		buf_printf(&b, "%s%.*s", i ? ", " : "",
		    STR_ARG(near->name[i]));
	}
	if (near->n == 0)
		BUF_LIT(&b, "-");
	return buf_str(&b);
}
