// verify - checks an exported journal with code that is not Shodo's: the
// transparency-log library of the Go project, as Debian packages it
// (golang-golang-x-mod-dev). The export is a folder with
//
//	vkey, checkpoint   the journal's public key, its newest signed note
//	entries            one entry a line, base64
//	proofs/*.tlog-proof   inclusion proofs, each with its checkpoint
//	consistency        lines "size hash…": from that size to the newest
//
// or what `shodo proof` writes: vkey, and for each entry NUMBER.entry and
// NUMBER.tlog-proof.
//
// Build with GO111MODULE=off GOPATH=/usr/share/gocode. Prints what was checked;
// the first thing that is wrong ends it with status 3.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func die(where string, err error) {
	if err != nil {
		fmt.Printf("NG %s: %v\n", where, err)
		os.Exit(3)
	}
}

func read(dir, name string) string {
	b, err := os.ReadFile(filepath.Join(dir, name))
	die(name, err)
	return string(b)
}

func hashOf(text string) (h tlog.Hash) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err == nil && len(b) != len(h) {
		err = fmt.Errorf("%d bytes", len(b))
	}
	die("hash "+text, err)
	copy(h[:], b)
	return h
}

// checkpoint opens a signed note: origin, size, root.
func checkpoint(v note.Verifier, msg string) (int64, tlog.Hash) {
	n, err := note.Open([]byte(msg), note.VerifierList(v))
	die("checkpoint", err)
	line := strings.Split(n.Text, "\n")
	if len(line) != 4 || line[0] != v.Name() {
		die("checkpoint", fmt.Errorf("not three lines of %s", v.Name()))
	}
	size, err := strconv.ParseInt(line[1], 10, 64)
	die("checkpoint", err)
	return size, hashOf(line[2])
}

// entries rebuilds the tree and answers it with every record hash.
func entries(dir string) (store []tlog.Hash, leaf []tlog.Hash) {
	f, err := os.Open(filepath.Join(dir, "entries"))
	die("entries", err)
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	get := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, x := range at {
			out[i] = store[x]
		}
		return out, nil
	})
	for n := int64(0); s.Scan(); n++ {
		b, err := base64.StdEncoding.DecodeString(s.Text())
		die("entries", err)
		h, err := tlog.StoredHashes(n, b, get)
		die("entries", err)
		store = append(store, h...)
		leaf = append(leaf, tlog.RecordHash(b))
	}
	die("entries", s.Err())
	return store, leaf
}

func treeHash(store []tlog.Hash, size int64) tlog.Hash {
	h, err := tlog.TreeHash(size, tlog.HashReaderFunc(
		func(at []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(at))
			for i, x := range at {
				if x >= int64(len(store)) {
					return nil, fmt.Errorf("entries are missing")
				}
				out[i] = store[x]
			}
			return out, nil
		}))
	die("tree", err)
	return h
}

// proof checks one proof file; leafOf tells the hash of an entry.
func proof(v note.Verifier, name string, leafOf func(int64) tlog.Hash) {
	b, err := os.ReadFile(name)
	die(name, err)
	head, msg, _ := strings.Cut(string(b), "\n\n")
	line := strings.Split(head, "\n")
	if len(line) < 2 || line[0] != "c2sp.org/tlog-proof@v1" {
		die(name, fmt.Errorf("no tlog-proof"))
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(line[1], "index "), 10, 64)
	die(name, err)
	var path tlog.RecordProof
	for _, x := range line[2:] {
		path = append(path, hashOf(x))
	}
	size, root := checkpoint(v, msg)
	die(name, tlog.CheckRecord(path, size, root, index, leafOf(index)))
}

// some checks the proofs of single entries, each beside its bytes.
func some(dir string, v note.Verifier) {
	names, err := filepath.Glob(filepath.Join(dir, "*.tlog-proof"))
	die("proofs", err)
	for _, name := range names {
		b, err := os.ReadFile(strings.TrimSuffix(name, "tlog-proof") + "entry")
		die(name, err)
		proof(v, name, func(int64) tlog.Hash { return tlog.RecordHash(b) })
	}
	fmt.Printf("OK %d entries, each with its proof\n", len(names))
}

func main() {
	dir := os.Args[1]
	v, err := note.NewVerifier(strings.TrimSpace(read(dir, "vkey")))
	die("vkey", err)
	if _, err := os.Stat(filepath.Join(dir, "entries")); err != nil {
		some(dir, v)
		return
	}
	size, root := checkpoint(v, read(dir, "checkpoint"))
	store, leaf := entries(dir)
	if int64(len(leaf)) < size || treeHash(store, size) != root {
		die("tree", fmt.Errorf("%d entries do not have the checkpoint's root", len(leaf)))
	}
	names, err := filepath.Glob(filepath.Join(dir, "proofs", "*.tlog-proof"))
	die("proofs", err)
	for _, name := range names {
		proof(v, name, func(n int64) tlog.Hash {
			if n < 0 || n >= int64(len(leaf)) {
				die(name, fmt.Errorf("no entry %d", n))
			}
			return leaf[n]
		})
	}
	n := 0
	for _, line := range strings.Split(strings.TrimSpace(read(dir, "consistency")), "\n") {
		part := strings.Fields(line)
		old, err := strconv.ParseInt(part[0], 10, 64)
		die("consistency", err)
		var path tlog.TreeProof
		for _, x := range part[1:] {
			path = append(path, hashOf(x))
		}
		die("consistency", tlog.CheckTree(path, size, root, old, treeHash(store, old)))
		n++
	}
	fmt.Printf("OK checkpoint of %d entries, %d inclusion proofs, %d consistency proofs\n",
		size, len(names), n)
}
