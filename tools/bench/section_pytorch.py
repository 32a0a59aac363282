"""The peer of section_step.py: networks over whole sections in PyTorch.

    python3 tools/bench/section_pytorch.py histogene|hist2st|thitogene SPOTS GENES STEPS ADAM

Plain layers, as the published methods have them: attention as two products and a
softmax, neighbours as a dense matrix, a patch's own convolution as one of as many
groups as patches. One thread, Adam as PyTorch has it by `default` or `fused`. Prints
a JSON line for each step.
"""

import math
import sys

import torch
from torch import nn
from torch.nn import functional as F

from common import Stopwatch, print_sample


class Attention(nn.Module):
    def __init__(self, dim, heads, dropout):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.to_qkv = nn.Linear(dim, 3 * 64 * heads, bias=False)
        self.to_out = nn.Sequential(nn.Linear(64 * heads, dim), nn.Dropout(dropout))

    def forward(self, x):
        q, k, v = (part.unflatten(2, (self.heads, 64)).transpose(1, 2) for part in self.to_qkv(self.norm(x)).chunk(3, -1))
        weights = (q @ k.transpose(-1, -2) / 8).softmax(-1)
        return self.to_out((weights @ v).transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, dim, heads, hidden, dropout):
        super().__init__()
        self.attention = Attention(dim, heads, dropout)
        self.net = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, hidden), nn.GELU(), nn.Dropout(dropout),
                                 nn.Linear(hidden, dim), nn.Dropout(dropout))

    def forward(self, x):
        x = x + self.attention(x)
        return x + self.net(x)


class HisToGene(nn.Module):
    def __init__(self, genes):
        super().__init__()
        self.patch = nn.Linear(3 * 112 * 112, 1024)
        self.x, self.y = nn.Embedding(64, 1024), nn.Embedding(64, 1024)
        self.drop = nn.Dropout(0.1)
        self.blocks = nn.Sequential(*(Block(1024, 16, 2048, 0.1) for _ in range(8)))
        self.head = nn.Sequential(nn.LayerNorm(1024), nn.Linear(1024, genes))

    def forward(self, patches, positions, near):
        x = self.patch(patches.flatten(1)) + self.x(positions[:, 0]) + self.y(positions[:, 1])
        return self.head(self.blocks(self.drop(x)[None]))[0]

    def loss(self, patches, positions, near, target, counts, factors):
        return F.mse_loss(self(patches, positions, near), target)


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        def depthwise():
            return nn.Conv2d(32, 32, 5, padding=2, groups=32)
        self.dw = nn.Sequential(depthwise(), nn.BatchNorm2d(32), nn.GELU(), depthwise(), nn.BatchNorm2d(32), nn.GELU())
        self.pw = nn.Sequential(nn.Conv2d(32, 32, 1), nn.GELU(), nn.BatchNorm2d(32))

    def forward(self, x):
        return self.pw(x + self.dw(x))


class Hist2ST(nn.Module):
    def __init__(self, genes):
        super().__init__()
        self.patch = nn.Conv2d(3, 32, 7, 7)
        self.x, self.y = nn.Embedding(64, 1024), nn.Embedding(64, 1024)
        self.mix = nn.Sequential(nn.Dropout(0.2), Mixer(), Mixer(), nn.Conv2d(32, 4, 1), nn.Flatten())
        self.blocks = nn.Sequential(*(Block(1024, 16, 1024, 0.2) for _ in range(8)))
        self.graph = nn.ModuleList(nn.Linear(1024, 1024, bias=False) for _ in range(4))
        self.lstm = nn.LSTM(1024, 1024, 2)
        self.law = nn.ModuleList(nn.Linear(1024, genes) for _ in range(3))
        self.coef = nn.Sequential(nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, 1))
        self.head = nn.Sequential(nn.LayerNorm(1024), nn.Linear(1024, genes))

    def vectors(self, patches, positions, near):
        x = self.mix(self.patch(patches)) + self.x(positions[:, 0]) + self.y(positions[:, 1])
        x, layers = self.blocks(x[None])[0], []
        for layer in self.graph:
            x = F.normalize(F.relu(layer(near / near.sum(1, keepdim=True) @ x)))
            layers.append(x)
        return self.lstm(torch.stack(layers))[0].mean(0)

    def transformed(self, patches):
        grey, mirrored = torch.rand(2).lt(torch.tensor([0.1, 0.2])).tolist()
        angle = math.radians(180 * torch.rand(()).item() - 90)
        if grey:
            patches = (patches * torch.tensor([0.2989, 0.587, 0.114])[:, None, None]).sum(1, True).expand_as(patches)
        turn = torch.tensor([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0]])
        grid = F.affine_grid(turn.expand(len(patches), 2, 3), patches.shape, align_corners=False)
        patches = F.grid_sample(patches, grid, "nearest", align_corners=False)
        return patches.flip(3) if mirrored else patches

    def loss(self, patches, positions, near, target, counts, factors):
        h = self.vectors(patches, positions, near)
        said = self.head(h)
        mean = self.law[0](h).exp().clamp(1e-5, 1e6) * factors
        d = F.softplus(self.law[1](h)).clamp(1e-4, 1e4)
        pi, e = self.law[2](h).sigmoid(), 1e-10
        some = (torch.lgamma(d + e) + torch.lgamma(counts + 1) - torch.lgamma(counts + d + e)
                + (d + counts) * (1 + mean / (d + e)).log()
                + counts * ((d + e).log() - (mean + e).log()) - (1 - pi + e).log())
        none = -(pi + (1 - pi) * (d / (d + mean + e)).pow(d) + e).log()
        zinb = torch.where(counts <= 1e-8, none, some).mean()
        told, weights = [], []
        for _ in range(5):
            h = self.vectors(self.transformed(patches), positions, near)
            told.append(self.head(h))
            weights.append(self.coef(h))
        distilled = (torch.stack(weights).softmax(0) * torch.stack(told)).sum(0)
        return F.mse_loss(said, target) + 0.25 * zinb + 0.5 * F.mse_loss(distilled, said)


class Dynamic(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(0.1 * torch.randn(4, 16, 3, 4, 4))
        self.fc, self.bn = nn.Conv2d(3, 16, 1, bias=False), nn.BatchNorm2d(16)
        self.channel, self.filter = nn.Conv2d(16, 3, 1), nn.Conv2d(16, 16, 1)
        self.place, self.kernel = nn.Conv2d(16, 16, 1), nn.Conv2d(16, 4, 1)

    def forward(self, x):
        n = len(x)
        a = F.relu(self.bn(self.fc(x.mean((2, 3), keepdim=True))))
        weight = (self.kernel(a).view(n, 4, 1, 1, 1, 1).softmax(1) * self.place(a).sigmoid().view(n, 1, 1, 1, 4, 4)
                  * self.weight).sum(1)
        x = (x * self.channel(a).sigmoid()).view(1, 3 * n, *x.shape[2:])
        out = F.conv2d(x, weight.view(16 * n, 3, 4, 4), stride=4, groups=n)
        return out.view(n, 16, *out.shape[2:]) * self.filter(a).sigmoid()


def squash(v):
    length = v.norm(dim=-1, keepdim=True)
    return (1 - 1 / (length.exp() + 1e-20)) * v / (length + 1e-20)


class Capsules(nn.Module):
    def __init__(self):
        super().__init__()
        layers = []
        for given, out, side, stride in (16, 32, 5, 1), (32, 64, 3, 1), (64, 64, 3, 1), (64, 128, 3, 2):
            layers += [nn.Conv2d(given, out, side, stride), nn.BatchNorm2d(out), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Conv2d(128, 128, 9, groups=128))
        self.W = nn.Parameter(0.1 * torch.randn(20, 16, 8, 64))
        self.b = nn.Parameter(torch.zeros(20, 16, 1))

    def forward(self, x):
        u = squash(self.layers(x).view(len(x), 16, 8))
        u = torch.einsum("nij,kijz->nkiz", u, self.W)
        c = torch.einsum("nkiz,nkjz->nkij", u, u).sum(-1, keepdim=True) / 8
        return squash(((c.softmax(1) + self.b) * u).sum(2))


class Attend(nn.Module):
    def __init__(self, given, out):
        super().__init__()
        self.W, self.a = nn.Parameter(0.03 * torch.randn(given, out)), nn.Parameter(0.03 * torch.randn(2, out))

    def forward(self, h, near):
        p = h @ self.W
        e = F.leaky_relu((p @ self.a[0])[:, None] + (p @ self.a[1])[None], 0.01)
        weights = torch.where(near > 0, e, torch.full_like(e, -9e15)).softmax(0)
        return F.elu(F.dropout(weights, 0.2) @ p)


class THItoGene(nn.Module):
    def __init__(self, genes):
        super().__init__()
        self.see = nn.Sequential(Dynamic(), nn.ReLU(), Capsules())
        self.x, self.y = nn.Embedding(64, 64), nn.Embedding(64, 64)
        self.drop = nn.Dropout(0.2)
        self.blocks = nn.Sequential(*(Block(1408, 16, 2048, 0.2) for _ in range(4)))
        self.heads = nn.ModuleList(Attend(1408, 1024) for _ in range(8))
        self.last = Attend(8192, 512)
        self.head = nn.Sequential(nn.Linear(512, 1024), nn.ReLU(), nn.LayerNorm(1024), nn.Linear(1024, genes))

    def loss(self, patches, positions, near, target, counts, factors):
        places = self.x(positions[:, :1]), self.y(positions[:, 1:])
        x = self.blocks(self.drop(torch.cat([self.see(patches), *places], 1).flatten(1))[None])[0]
        x = self.drop(x)
        x = torch.cat([head(x, near) for head in self.heads], 1)
        return F.mse_loss(self.head(self.last(self.drop(x), near)), target)


def main():
    method = {"histogene": HisToGene, "hist2st": Hist2ST, "thitogene": THItoGene}[sys.argv[1]]
    spots, genes, steps = map(int, sys.argv[2:5])
    fused = {"default": None, "fused": True}[sys.argv[5]]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    net = method(genes)
    adam = torch.optim.Adam(net.parameters(), lr=1e-5, fused=fused)
    at = torch.arange(spots)
    positions = torch.stack([at % 20, at // 20], 1)
    near = torch.zeros(spots, spots)
    for step in -20, -1, 1, 20:
        near[at, (at + step) % spots] = 1
    pictures = torch.randint(0, 256, (spots, 3, 112, 112), dtype=torch.uint8)
    given = [torch.randint(0, 4, (spots, genes)).float(), torch.randint(0, 9, (spots, genes)).float(), torch.ones(spots, 1)]
    for _ in range(steps):
        step = Stopwatch()
        adam.zero_grad()
        loss = net.loss(pictures.float(), positions, near, *given)
        loss.backward()
        adam.step()
        loss.item()
        taken = step.elapsed()
        print_sample(taken)


main()
