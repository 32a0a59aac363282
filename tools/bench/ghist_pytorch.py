"""The peer of ghist_step.py: GHIST in PyTorch, layer by layer.

    python3 tools/bench/ghist_pytorch.py PATCHES PX WIDTH EMBED GENES STEPS ADAM

UNet 3+ with interpolation and maxima in front of convolutions, attention by
nn.MultiheadAttention with a sequence of one, means over nuclei by one index_add.
One thread, AdamW as PyTorch has it by `default` or `fused`. Prints a JSON line
for each step.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from common import Stopwatch, print_sample

TYPES, ROWS, LATTICE, RADIUS = 9, 63, 32, 5


def block(n_in, n_out):
    return nn.Sequential(nn.Conv2d(n_in, n_out, 3, padding=1), nn.BatchNorm2d(n_out), nn.ReLU(inplace=True))


class Unet3Plus(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        up = [width << level for level in range(5)]
        self.encoder = nn.ModuleList(nn.Sequential(block(n_in, n_out), block(n_out, n_out))
                                     for n_in, n_out in zip([3, *up], up))
        self.sources, self.merge = nn.ModuleList(), nn.ModuleList()
        for node in range(4):
            channels = [up[s] if s <= node or s == 4 else 5 * width for s in range(5)]
            self.sources.append(nn.ModuleList(block(n, width) for n in channels))
            self.merge.append(block(5 * width, 5 * width))
        self.out = nn.Conv2d(5 * width, classes, 3, padding=1)

    def forward(self, x):
        h = []
        for level in self.encoder:
            h.append(level(F.max_pool2d(h[-1], 2) if h else x))
        decoded = {4: h[4]}
        for node in 3, 2, 1, 0:
            parts = []
            for s, source in enumerate(self.sources[node]):
                if s < node:
                    given = F.max_pool2d(h[s], 1 << (node - s), ceil_mode=True)
                elif s == node:
                    given = h[s]
                else:
                    given = F.interpolate(decoded[s], scale_factor=1 << (s - node), mode="bilinear")
                parts.append(source(given))
            decoded[node] = self.merge[node](torch.cat(parts, 1))
        return self.out(decoded[0]), decoded[0], h[0]


class Refine(nn.Module):
    def __init__(self, genes, embed):
        super().__init__()
        self.query, self.key, self.value = nn.Linear(TYPES, embed), nn.Linear(genes, embed), nn.Linear(genes, embed)
        self.attention, self.out = nn.MultiheadAttention(embed, 8), nn.Linear(embed, genes)

    def forward(self, composition, expression):
        return self.out(self.attention(self.query(composition)[None], self.key(expression)[None],
                                       self.value(expression)[None], need_weights=False)[0][0])


def head(n_in, width, n_out):
    return nn.Sequential(nn.Linear(n_in, width), nn.ReLU(), nn.Linear(width, n_out))


class Ghist(nn.Module):
    def __init__(self, genes, width, embed, reference):
        super().__init__()
        self.backbone, self.embed = Unet3Plus(width, TYPES + 1), head(12 * width, embed, embed)
        self.rows = nn.ModuleList(head(embed, embed, ROWS) for _ in range(3))
        self.refine = nn.ModuleList(Refine(genes, embed) for _ in range(3))
        self.composition, self.types, self.genes = head(embed, embed, TYPES), head(embed, embed, TYPES), head(genes, embed, TYPES)
        self.reference = reference

    def forward(self, x, row_of_pixel, patch_of_row, expression):
        logits, hd1, h1 = self.backbone(x)
        maps = torch.cat([hd1, h1], 1).permute(0, 2, 3, 1).flatten(0, 2)
        inside = row_of_pixel >= 0
        rows, count = row_of_pixel[inside], len(patch_of_row)
        area = torch.bincount(rows, minlength=count)[:, None]
        means = torch.zeros(count, maps.shape[1]).index_add(0, rows, maps[inside]) / area
        whole = torch.cat([hd1.mean((2, 3)), h1.mean((2, 3))], 1)
        z = self.embed(torch.cat([means, whole[patch_of_row]], 1))
        n = torch.bincount(patch_of_row, minlength=len(x))[:, None]
        p = self.composition(torch.zeros(len(x), z.shape[1]).index_add(0, patch_of_row, z) / n).softmax(1)
        y = []
        for rows, refine in zip(self.rows, self.refine):
            s = rows(z).softmax(1) @ self.reference
            y.append(F.relu(s + refine(p[patch_of_row], s)))
        f, f_true = self.genes[0](y[0]), self.genes[0](expression)
        return (logits, self.types(z), y, f, f_true, self.genes[2](F.relu(f)), self.genes[2](F.relu(f_true)),
                (n * p).sum(0) / count)


def divergence(measured, estimated):
    p, q = (measured + 1e-11).softmax(0), (estimated + 1e-11).softmax(0)
    return (p * (p.log() - q.log())).mean()


def loss_of(out, type_map, types, expression):
    logits, t, y, f, f_true, u, u_true, m = out
    immune, malignant = (types == 0) | (types == 1), types == 5
    share = F.one_hot(types, TYPES).float().mean(0)
    return (F.cross_entropy(logits, type_map) + F.cross_entropy(t, types) + F.cross_entropy(u, types)
            + F.mse_loss(y[0], expression) + F.mse_loss(y[1][immune], expression[immune]) / TYPES
            + F.mse_loss(y[2][malignant], expression[malignant]) / TYPES
            + 100 * (1 - F.cosine_similarity(f, f_true)).mean() + F.mse_loss(u, u_true) + divergence(share, m)
            + divergence(share, F.one_hot(t.argmax(1), TYPES).float().mean(0)))


def main():
    patches, px, width, embed, genes, steps = map(int, sys.argv[1:7])
    fused = {"default": None, "fused": True}[sys.argv[7]]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    at = torch.arange(px)
    off = (at % LATTICE - LATTICE // 2).pow(2)
    each = at // LATTICE * (px // LATTICE)
    number = torch.where(off[:, None] + off[None] <= RADIUS**2, each[:, None] + at // LATTICE, -1)
    per_patch = (px // LATTICE) ** 2
    first = per_patch * torch.arange(patches)[:, None, None]
    row_of_pixel = torch.where(number >= 0, number + first, -1).flatten()
    type_map = torch.where(number >= 0, 1 + number % TYPES, 0).repeat(patches, 1, 1)
    patch_of_row = torch.arange(patches).repeat_interleave(per_patch)
    types = torch.arange(per_patch).remainder(TYPES).repeat(patches)
    expression = 10 * torch.rand(patches * per_patch, genes)
    image = torch.rand(patches, 3, px, px)
    net = Ghist(genes, width, embed, 10 * torch.rand(ROWS, genes))
    adam = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-4, fused=fused)
    for _ in range(steps):
        step = Stopwatch()
        adam.zero_grad()
        loss = loss_of(net(image, row_of_pixel, patch_of_row, expression), type_map, types, expression)
        loss.backward()
        adam.step()
        value = loss.item()
        taken = step.elapsed()
        print_sample(taken, loss=value)


main()
