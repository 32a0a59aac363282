"""The peer of hespotex_step.py: the networks of HESpotEx's two stages in PyTorch.

    python3 tools/bench/hespotex_pytorch.py gate|stage2 SPOTS GENES FEATURES STEPS ADAM

Plain layers: of GATE, attention by gathering and index_add along the edges, of
stage two nn.LSTM and the neighbours as a dense matrix, as the published method has
them. One section a step, one thread, Adam as PyTorch has it by `default` or
`fused`. Prints a JSON line for each step.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from common import Stopwatch, print_sample


def nearest(spots, count):
    at = torch.arange(spots)
    xy = torch.stack([at % 20, at // 20], 1)
    far = (xy[:, None] - xy[None]).pow(2).sum(2) * spots + at  # ties by number
    return far.argsort(1)[:, :count]


class Gate(nn.Module):
    def __init__(self, genes, spots):
        super().__init__()
        def drawn(*shape):
            return nn.Parameter(0.05 * torch.randn(*shape))
        self.w1, self.w2 = drawn(genes, 512), drawn(512, 64)
        self.a_src, self.a_dst = drawn(512), drawn(512)
        self.w3, self.w4 = drawn(64, 512), drawn(512, genes)
        pairs = torch.zeros(spots, spots, dtype=torch.bool)
        pairs[torch.arange(spots)[:, None], nearest(spots, 8)] = True
        self.to, self.come = (pairs | pairs.T).nonzero(as_tuple=True)

    def attention(self, logits, spots):
        logits = torch.sigmoid(logits)
        largest = torch.zeros(spots).scatter_reduce(0, self.to, logits.detach(), "amax", include_self=False)
        powers = (logits - largest[self.to]).exp()
        sums = torch.zeros(spots).index_add(0, self.to, powers)
        return powers / (sums[self.to] + 1e-16)

    def around(self, values, weights):
        return torch.zeros_like(values).index_add(0, self.to, values[self.come] * weights[:, None])

    def forward(self, x):
        self.w3.data, self.w4.data = self.w2.data.T, self.w1.data.T
        p = x @ self.w1
        logits = (p @ self.a_src)[self.come] + (p @ self.a_dst)[self.to]
        z = F.elu(self.around(p, self.attention(logits, len(x)))) @ self.w2
        return F.elu(self.around(z @ self.w3, self.attention(logits, len(x)))) @ self.w4


def head(n_in, n_out):
    return nn.Sequential(nn.Linear(n_in, 1024), nn.ReLU(), nn.LayerNorm(1024), nn.Linear(1024, n_out))


class SecondStage(nn.Module):
    def __init__(self, features, genes, spots):
        super().__init__()
        self.latent_head, self.gene_head = head(features, 64), head(64, genes)
        self.layers = nn.ParameterList(nn.Parameter(0.1 * torch.randn(64, 128)) for _ in range(4))
        self.lstm = nn.LSTM(64, genes, 2)
        near = torch.zeros(spots, spots)
        near[torch.arange(spots)[:, None], nearest(spots, 5)[:, 1:]] = 1
        near -= torch.eye(spots)
        self.near = near / near.sum(1, keepdim=True)

    def forward(self, features, factor):
        e = self.latent_head(features)
        both = torch.cat([e, self.near @ e], 1)
        steps = torch.stack([F.normalize(F.relu(both @ weight.T)) for weight in self.layers])
        return (self.lstm(steps)[0].mean(0) + self.gene_head(e)) * factor, e


def correlations(a, b):
    a, b = a - a.mean(1, keepdim=True), b - b.mean(1, keepdim=True)
    return (a * b).mean(1) / (a.pow(2).mean(1).sqrt() * b.pow(2).mean(1).sqrt())


def main():
    stage = sys.argv[1]
    spots, genes, features, steps = map(int, sys.argv[2:6])
    fused = {"default": None, "fused": True}[sys.argv[6]]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    x, v, z = 5 * torch.rand(spots, genes), torch.rand(spots, features), torch.rand(spots, 64)
    factor = torch.full((spots, 1), 1.5)
    if stage == "gate":
        net = Gate(genes, spots)
        adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4, fused=fused)
    else:
        net = SecondStage(features, genes, spots)
        adam = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-3, fused=fused)
    for _ in range(steps):
        step = Stopwatch()
        adam.zero_grad()
        if stage == "gate":
            loss = F.mse_loss(net(x), x)
        else:
            y, e = net(v, factor)
            loss = 1 - correlations(z, e).mean() + F.mse_loss(y, x)
        loss.backward()
        if stage == "gate":
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        adam.step()
        loss.item()
        taken = step.elapsed()
        print_sample(taken)


main()
