"""Archives that contain themselves, byte for byte.

Deflate as a language of two words: L writes the bytes that follow it (a stored
block), R writes the last bytes once more (copies in a block of fixed codes).
With a head P and an end S that are no code:

    P
    L [P L]          writes P L
    R                P L
    L [R]            R
    L [L']           L'       L' is the L of one R
    L4 [R L' L' L4]  what the three lines above are themselves
    R4               the same: the line above
    L4 [R4 L4 R4 L4]
    R4
    L4 [0 0 R2 L5]   writes itself, since the line above wrote its L4
    R2               writes itself and the L5 below
    L5 [R5 S]        writes itself
    R5               writes itself, and S
    S

The checksum of all of it stands in P and S. CRC-32 is affine in the bytes, so
that is a system of 32 linear equations.
"""
import functools
import struct
import zlib


class Bits:
    def __init__(self):
        self.v, self.n = 0, 0

    def put(self, value, n):
        self.v |= value << self.n
        self.n += n

    def code(self, value, n):  # Huffman codes come with the highest bit first
        self.put(int(f"{value:0{n}b}"[::-1], 2), n)


def length_code(n):
    """Code, extra bits and their value of a copy's length (RFC 1951 3.2.5)."""
    if n < 11:
        return 254 + n, 0, 0
    for e in range(1, 6):
        first = (4 << e) + 3
        if n < 2 * first - 3:
            return 261 + 4 * e + (n - first) // (1 << e), e, (n - first) % (1 << e)
    raise ValueError(n)


def distance_code(d):
    if d < 5:
        return d - 1, 0, 0
    e = (d - 1).bit_length() - 2
    return 2 * e + 2 + ((d - 1) >> e & 1), e, (d - 1) & ((1 << e) - 1)


def put_copy(b, n, distance):
    code, e, v = length_code(n)
    b.code(code - 256 if code < 280 else 0xC0 + code - 280, 7 if code < 280 else 8)
    b.put(v, e)
    code, e, v = distance_code(distance)
    b.code(code, 5)
    b.put(v, e)


def lengths(n, k):
    """k lengths that make n: the first ones as short as they may be, or even."""
    for first in range(3, 116):
        rest = n - first * (k - 1)
        if 3 <= rest < 258:
            yield [first] * (k - 1) + [rest]


@functools.cache
def again(n, size, last=False):
    """R: the last n bytes once more, in exactly `size` bytes of whole blocks."""
    for k in range(1, 9):
        for parts in lengths(n, k):
            for blocks in range(1, 5):
                b = Bits()
                for i in range(blocks):
                    b.put(3 if last and i == blocks - 1 else 2, 3)
                    for part in parts if i == 0 else ():
                        put_copy(b, part, n)
                    b.put(0, 7)
                if b.n == 8 * size:
                    return b.v.to_bytes(size, "little")
    return None


def as_it_is(n):
    """L: the n bytes behind it."""
    return struct.pack("<BHH", 0, n, n ^ 0xFFFF)


@functools.cache
def itself_and(n, last=False):
    """R that writes the bytes of itself and of the n that follow, which stand behind a copy of it."""
    return next(r for size in range(4, 40) if (r := again(n + size, size, last)))


HEAD = 60  # bytes of P for which R takes 5 bytes, as all the others do


def deflated(p, s):
    l, l1, l4 = as_it_is(len(p) + 5), as_it_is(5), as_it_is(20)
    r, r4, r2, r5 = again(len(p) + 5, 5), again(20, 5), itself_and(5), itself_and(len(s), last=True)
    l5 = as_it_is(len(r5) + len(s))
    nothing = bytes(20 - len(r2) - len(l5))
    return (l + p + l + r + l1 + r + l1 + l1 + l4 + r + l1 + l1 + l4 + r4 + l4 + (r4 + l4) * 2 + r4
            + l4 + nothing + r2 + l5 + r2 + l5 + r5 + s + r5)


def fixed_point(make):
    """make(crc) with the crc that it has itself; None when there is none."""
    zero = zlib.crc32(make(0))
    rows = []  # unknown bits of the crc, and what they have to make
    columns = [zlib.crc32(make(1 << i)) ^ zero ^ 1 << i for i in range(32)]
    for bit in range(32):
        rows.append(sum((columns[i] >> bit & 1) << i for i in range(32)) | (zero >> bit & 1) << 32)
    crc, used = 0, []
    for i in range(32):
        row = next((r for r in rows if r >> i & 1), None)
        if row is None:
            continue
        rows = [r ^ row if r >> i & 1 else r for r in rows if r is not row]
        used = [(j, u ^ row if u >> i & 1 else u) for j, u in used] + [(i, row)]
    if any(rows):
        return None
    for i, row in used:
        crc |= (row >> 32 & 1) << i
    made = make(crc)
    return made if zlib.crc32(made) == crc else None


def made(head, end):
    """head(crc, packed, size, salt) of HEAD bytes and end(…) around the data."""
    for salt in range(256):
        def whole(crc, packed=0, size=0):
            return head(crc, packed, size, salt) + deflated(head(crc, packed, size, salt), end(crc, packed, size, salt)) + end(crc, packed, size, salt)
        size = len(whole(0))
        packed = len(deflated(head(0, 0, 0, 0), end(0, 0, 0, 0)))
        found = fixed_point(lambda crc: whole(crc, packed, size))
        if found:
            return found


def quine_zip(name=b"quine.zip"):
    extra = struct.pack("<HH", 0x4853, HEAD - 30 - len(name) - 4).ljust(HEAD - 30 - len(name), b"\0")
    entry = lambda crc, packed, size, salt: struct.pack("<HHHHHIII", 20, 0, 8, salt, 0x5B78, crc, packed, size)

    def head(*numbers):
        return b"PK\3\4" + entry(*numbers) + struct.pack("<HH", len(name), len(extra)) + name + extra

    def end(crc, packed, size, salt):
        directory = b"PK\1\2\x14\0" + entry(crc, packed, size, salt) + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
        return directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(directory), HEAD + packed, 0)
    return made(head, end)


def quine_gzip():
    def head(crc, packed, size, salt):
        return b"\x1f\x8b\x08\x08" + struct.pack("<IBB", salt, 0, 3) + b"quine".ljust(HEAD - 11, b"-") + b"\0"
    return made(head, lambda crc, packed, size, salt: struct.pack("<II", crc, size))
