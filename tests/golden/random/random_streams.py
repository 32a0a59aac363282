#!/usr/bin/env python3
"""What core/base/random.h promises, written anew from its description.

Uses the standard library alone. Without a word it writes random_streams.json
beside itself; with --check it compares what it computes with that file.

Checked against what others published: SHA-256 is Python's own; xoshiro256**
gives the first ten numbers that its authors' C code gives from the state
1, 2, 3, 4 (as in the tests of Rust's rand_xoshiro).
"""
import hashlib
import json
import math
import pathlib
import sys

MASK = (1 << 64) - 1
FILE = pathlib.Path(__file__).parent / "random_streams.json"


def rotated(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


class Xoshiro:
    def __init__(self, state):
        self.s = list(state)

    def bits(self):
        s = self.s
        result = rotated(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotated(s[3], 45)
        return result


class Stream(Xoshiro):
    def __init__(self, seed, step, purpose, index=0, fold=""):
        if fold:
            seed = f"{seed}@{len(fold.encode())}:{fold}"
        digest = hashlib.sha256(f"{seed}/{step}/{purpose}/{index}".encode())
        words = digest.digest()
        super().__init__(
            int.from_bytes(words[8 * i:8 * i + 8], "little") for i in range(4))
        self.spare = None

    def uniform(self):
        return (self.bits() >> 11) / 2**53

    def below(self, n):
        """Lemire: the high half of a product; low halves under 2^64 mod n
        would favour some numbers and are drawn again."""
        unfair = 2**64 % n
        while True:
            product = self.bits() * n
            if (product & MASK) >= unfair:
                return product >> 64

    def normal(self):
        """Marsaglia's polar method; the second of a pair comes next."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            x = 2 * self.uniform() - 1
            y = 2 * self.uniform() - 1
            square = x * x + y * y
            if 0 < square < 1:
                scale = math.sqrt(-2 * math.log(square) / square)
                self.spare = y * scale
                return x * scale

    def poisson(self, mean):
        if mean == 0:
            return 0
        if mean < 10:
            count, product = 0, self.uniform()
            while product > math.exp(-mean):
                product *= self.uniform()
                count += 1
            return count
        # PTRS, Hoermann 1993, with the constants of his paper.
        b = 0.931 + 2.53 * math.sqrt(mean)
        a = -0.059 + 0.02483 * b
        inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
        v_r = 0.9277 - 3.6224 / (b - 2)
        while True:
            u = self.uniform() - 0.5
            v = self.uniform()
            us = 0.5 - abs(u)
            k = math.floor((2 * a / us + b) * u + mean + 0.43)
            if us >= 0.07 and v <= v_r:
                return k
            if k < 0 or (us < 0.013 and v > us):
                continue
            if (math.log(v * inverse_alpha / (a / (us * us) + b)) <=
                    k * math.log(mean) - mean - math.lgamma(k + 1)):
                return k

    def permutation(self, n):
        order = list(range(n))
        for last in range(n - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order


def streams():
    names = [(42, "hist_model", "order", 7), (0, "", "", 0),
             (-1, "synthetic_dataset", "counts/synthetic/S1", 0),
             (2**63 - 1, "check", "sample", 2**64 - 1),
             (42, "hist_model", "order", 7, "her2st/B"), (0, "", "", 0, "\u00e9")]
    for name in names:
        def fresh():
            return Stream(*name)
        yield {
            "seed": name[0], "step": name[1], "purpose": name[2],
            "fold": name[4] if len(name) > 4 else "",
            # As text: a reader may take such a number for a double.
            "index": str(name[3]),
            "bits": [str(bits) for s in [fresh()]
                     for bits in (s.bits() for _ in range(8))],
            "uniform": [u.hex() for s in [fresh()]
                        for u in (s.uniform() for _ in range(8))],
            "below": {str(n): [str(s.below(n)) for _ in range(16)]
                      for n in (1, 7, 1000, 2**63 + 1) for s in [fresh()]},
            "normal": [x.hex() for s in [fresh()]
                       for x in (s.normal() for _ in range(9))],
            "poisson": {str(mean): [s.poisson(mean) for _ in range(64)]
                        for mean in (0, 0.3, 9.5, 10, 250) for s in [fresh()]},
            "permutation": fresh().permutation(20),
        }


def main():
    known = Xoshiro([1, 2, 3, 4])
    published = [
        11520, 0, 1509978240, 1215971899390074240, 1216172134540287360,
        607988272756665600, 16172922978634559625, 8476171486693032832,
        10595114339597558777, 2904607092377533576]
    if [known.bits() for _ in published] != published:
        sys.exit("this xoshiro256** is not the published one")
    text = json.dumps(list(streams()), indent=1) + "\n"
    if "--check" not in sys.argv:
        FILE.write_text(text)
    elif FILE.read_text() != text:
        sys.exit(f"{FILE.name} is not what this script computes")


if __name__ == "__main__":
    main()
