#!/bin/sh
# An outsider's verifier over the product's export: run.sh EXPORT-PROGRAM.
# Then the same with one bit changed, which must not pass. Skips (77) without
# Debian's golang-go and golang-golang-x-mod-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
gopath=${SHODO_GOPATH:-/usr/share/gocode}
if ! command -v go >/dev/null ||
	[ ! -d "$gopath/src/golang.org/x/mod/sumdb/tlog" ]; then
	echo "skipped: golang-go and golang-golang-x-mod-dev are not installed"
	exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GO111MODULE=off GOPATH="$gopath" GOFLAGS= GOTOOLCHAIN=local
GOCACHE=${GOCACHE:-${TMPDIR:-/tmp}/shodo-go-cache}
export GOCACHE
go build -o "$work/verify" "$here/verify.go"
mkdir "$work/log"
"$1" "$work/log"
"$work/verify" "$work/log"

# must_fail FILE OFFSET WHAT: flip one bit there and verify again.
must_fail() {
	cp "$work/log/$1" "$work/kept"
	byte=$(od -An -tu1 -j "$2" -N1 "$work/kept" | tr -d ' ')
	printf "\\$(printf %o $((byte ^ 1)))" |
		dd of="$work/log/$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
	if "$work/verify" "$work/log" >"$work/out"; then
		echo "NG: one bit changed in $3 was not noticed"
		exit 1
	fi
	echo "ok: $3 changed: $(head -c 100 "$work/out" | head -1)"
	cp "$work/kept" "$work/log/$1"
}
must_fail entries 1000 "an entry"
must_fail checkpoint 60 "the checkpoint"
must_fail proofs/0007.tlog-proof 60 "a proof"
must_fail consistency 60 "a consistency proof"
"$work/verify" "$work/log" >/dev/null
