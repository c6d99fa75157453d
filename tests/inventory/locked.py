"""Files that are really encrypted, by what Microsoft has published ([MS-OFFCRYPTO]); all open with PASSWORD."""
import hashlib
import os
import struct
import subprocess

PASSWORD = "geheim"


def compound(streams):
    """A compound file ([MS-CFB]) of 512-byte sectors; short streams are padded to 4096 bytes, so that none is a small one."""
    folder, body, fat = b"", b"", []

    def chain(data):
        nonlocal body
        first, n = len(fat), len(data) // 512
        fat.extend(list(range(first + 1, first + n)) + [0xFFFFFFFE])
        body += data
        return first

    def entry(name, kind, child, first, size, right=0xFFFFFFFF):
        raw = (name + "\0").encode("utf-16le")
        return raw.ljust(64, b"\0") + struct.pack("<HBBIII16sI8s8sIQ", len(raw), kind, 1, 0xFFFFFFFF, right, child, bytes(16), 0, bytes(8), bytes(8), first, size)

    names = sorted(streams, key=lambda n: (len(n), n.upper()))
    for i, name in enumerate(names):
        data = streams[name].ljust(4096, b"\0")
        first = chain(data.ljust(-(-len(data) // 512) * 512, b"\0"))
        folder += entry(name, 2, 0xFFFFFFFF, first, len(data), i + 2 if i + 1 < len(names) else 0xFFFFFFFF)
    folder = (entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + folder)
    directory = chain(folder.ljust(-(-len(folder) // 512) * 512, b"\0"))
    place = len(fat)
    fat.append(0xFFFFFFFD)
    assert len(fat) <= 128
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", place, *[0xFFFFFFFF] * 108)
    return head + body + struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))


def rc4(key, data):
    s, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + s[i] + key[i % len(key)]) & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    for c in data:
        i = (i + 1) & 255
        j = (j + s[i]) & 255
        s[i], s[j] = s[j], s[i]
        out.append(c ^ s[(s[i] + s[j]) & 255])
    return bytes(out)


def old_book(text, protected_from_writing=False):
    """A workbook of BIFF 8 with one string, RC4 of 40 bits (2.3.6): its records' contents are encrypted, from FilePass on."""
    salt = hashlib.md5(b"salt").digest()
    start = hashlib.md5((hashlib.md5(PASSWORD.encode("utf-16le")).digest()[:5] + salt) * 16).digest()[:5]
    key = lambda block: hashlib.md5(start + struct.pack("<I", block)).digest()
    verifier = bytes(range(16))
    locked = rc4(key(0), verifier + hashlib.md5(verifier).digest())
    record = lambda kind, data: struct.pack("<HH", kind, len(data)) + data
    plain = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 6))
    plain += record(0x86, b"") if protected_from_writing else b""
    plain += record(0x2F, struct.pack("<HHH", 1, 1, 1) + salt + locked)
    name = text.encode("utf-16le")
    rest = [(0x5C, name), (0x3C, bytes(4096 - len(plain) - len(name) - 12)), (0x0A, b"")]
    stream = b"".join(rc4(key(block), bytes(1024)) for block in range(4))
    out = plain
    for kind, data in rest:  # the key runs on under the heads of records
        at = len(out) + 4
        out += struct.pack("<HH", kind, len(data)) + bytes(a ^ b for a, b in zip(data, stream[at:]))
    return compound({"Workbook": out})


def aes(key, data):
    run = ("openssl", "enc", "-aes-128-ecb", "-nopad", "-K", key.hex())
    return subprocess.run(run, input=data, capture_output=True, check=True).stdout


def standard(package):
    """The older way of Office 2007 (2.3.4.5 … 2.3.4.9): AES-128, SHA-1, 50,000 times."""
    salt = hashlib.md5(b"salt").digest()
    h = hashlib.sha1(salt + PASSWORD.encode("utf-16le")).digest()
    for i in range(50000):
        h = hashlib.sha1(struct.pack("<I", i) + h).digest()
    h = hashlib.sha1(h + struct.pack("<I", 0)).digest()
    key = hashlib.sha1(bytes(a ^ b for a, b in zip(h.ljust(64, b"\0"), b"\x36" * 64))).digest()[:16]
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16le")
    header = struct.pack("<IIIIIIII", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    verifier = bytes(range(16))
    info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + struct.pack("<I", 16) + salt + aes(key, verifier) + struct.pack("<I", 20) + aes(key, hashlib.sha1(verifier).digest().ljust(32, b"\0"))
    padded = package.ljust(-(-len(package) // 16) * 16, b"\0")
    return compound({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(package)) + aes(key, padded)})


def openpgp(d, plain):
    """What gpg makes of the file `plain` in d: by a passphrase, for a key, for two kinds of keys, in letters, under names that do not say so. Their names."""
    home = d / "gnupg"
    home.mkdir(mode=0o700)
    env = dict(os.environ, GNUPGHOME=str(home))

    def gpg(*words):
        subprocess.run(("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", PASSWORD, "--trust-model", "always", *words), cwd=d, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    try:
        gpg("--quick-gen-key", "rsa@example.jp", "rsa2048", "encrypt,sign")
        gpg("--quick-gen-key", "ecc@example.jp", "future-default")
        gpg("-o", "symmetric.gpg", "--symmetric", plain)
        gpg("-o", "letters.txt", "--armor", "--symmetric", plain)
        gpg("-o", "rsa.gpg", "-r", "rsa@example.jp", "--encrypt", plain)
        gpg("-o", "ecc.pgp", "-r", "ecc@example.jp", "--encrypt", plain)
        gpg("-o", "meibo", "--symmetric", plain)
        gpg("-o", "meibo.dat", "--throw-keyids", "-r", "ecc@example.jp", "--encrypt", plain)
        gpg("-o", "both.gpg", "-r", "ecc@example.jp", "-r", "rsa@example.jp", "--encrypt", plain)
    finally:
        subprocess.run(("gpgconf", "--kill", "all"), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        __import__("shutil").rmtree(home)
    return ("symmetric.gpg", "letters.txt", "rsa.gpg", "ecc.pgp", "both.gpg", "meibo", "meibo.dat")
