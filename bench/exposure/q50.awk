# Per exposed URL: hits, bytes, distinct addresses, distinct address and agent,
# for GET 200 or 206, path before ? byte for byte, in [2 May, 20 May) Japan
# time. First file: the URLs; second: a combined log, or lines of it.
FNR == NR {
	want[$0] = 1
	next
}
{
	if ($6 != "\"GET" || ($9 != 200 && $9 != 206))
		next
	path = $7
	mark = index(path, "?")
	if (mark)
		path = substr(path, 1, mark - 1)
	if (!(path in want))
		next
	day = substr($4, 2, 2) + 0
	if (day < 2 || day >= 20)
		next
	hits[path]++
	bytes[path] += $10
	split($0, quoted, "\"")
	if (!((path, $1) in ip)) {
		ip[path, $1] = 1
		ips[path]++
	}
	if (!((path, $1, quoted[6]) in pair)) {
		pair[path, $1, quoted[6]] = 1
		pairs[path]++
	}
}
END {
	for (u in hits)
		printf "%s\t%d\t%.0f\t%d\t%d\n", u, hits[u], bytes[u], ips[u], pairs[u]
}
