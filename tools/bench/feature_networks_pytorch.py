"""The peer of feature_networks.py: the networks of hist2RNA, DeepPT and SEQUOIA in PyTorch.

    python3 tools/bench/feature_networks_pytorch.py CASE SPOTS STEPS OPTIMISER

Plain modules; SEQUOIA's heads one after the other, as its authors have them. DeepPT's regressor has its code from the
encoder without a gradient, and no decoder. One thread, the optimiser as PyTorch has it by `default` or `fused`. Prints a
JSON line for each step.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from common import Stopwatch, print_sample

GENES, RESNET50, UNI, TOKENS = 785, 2048, 1024, 25


class Hist2rna(nn.Module):
    def __init__(self, features=RESNET50):
        super().__init__()
        self.along = nn.Sequential(nn.Conv1d(features, 256, 5, padding=2), nn.ReLU(), nn.Conv1d(256, 512, 1), nn.ReLU(),
                                   nn.Conv1d(512, 512, 1), nn.ReLU())
        self.output = nn.Linear(512, GENES)

    def forward(self, features):  # spots, length, values
        return self.output(self.along(features.transpose(1, 2)).mean(2))


class Deeppt(nn.Module):
    def __init__(self, features=RESNET50, code=512):
        super().__init__()
        self.encoder, self.decoder = nn.Linear(features, code), nn.Linear(code, features)
        self.regressor = nn.Sequential(nn.Linear(code, code), nn.Dropout(0.2), nn.Linear(code, GENES))

    def reconstruction(self, features):
        return F.relu(self.decoder(F.relu(self.encoder(features))))

    def forward(self, features):
        with torch.no_grad():
            code = F.relu(self.encoder(features))
        return self.regressor(code)


class Head(nn.Module):
    def __init__(self, features, width=64):
        super().__init__()
        self.local_norm, self.summary_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.s, self.f, self.c = nn.Linear(features, width), nn.Linear(features, width), nn.Linear(2 * width, width)

    def forward(self, tokens):
        local = F.gelu(self.local_norm(self.f(tokens)))
        summary = F.gelu(self.summary_norm(self.s(tokens).mean(1, keepdim=True)))
        return F.gelu(self.c(torch.cat([local, summary.expand_as(local)], -1)))


class Block(nn.Module):
    def __init__(self, features, heads=16, width=64):
        super().__init__()
        self.mixers = nn.ModuleList(Head(features, width) for _ in range(heads))
        self.projection = nn.Linear(heads * width, features)
        self.net = nn.Sequential(nn.LayerNorm(features), nn.Linear(features, features), nn.GELU(),
                                 nn.Linear(features, features))

    def forward(self, tokens):
        tokens = tokens + self.projection(torch.cat([mixer(tokens) for mixer in self.mixers], -1))
        return tokens + self.net(tokens)


class Sequoia(nn.Module):
    def __init__(self, features=UNI):
        super().__init__()
        self.places = nn.Parameter(torch.randn(TOKENS, features))
        self.blocks = nn.Sequential(*[Block(features) for _ in range(6)])
        self.head = nn.Sequential(nn.LayerNorm(features), nn.Linear(features, GENES))

    def forward(self, tokens):
        return self.head(self.blocks(tokens + self.places).mean(1))


def case_of(case, spots):
    """Network, its loss, the optimiser's class and decay."""
    target = torch.rand(spots, GENES)
    if case == "hist2rna":
        network, features = Hist2rna(), torch.rand(spots, 1, RESNET50)
        return network, lambda: F.mse_loss(network(features), target), torch.optim.Adam, 0.01
    if case == "sequoia":
        network, tokens = Sequoia(), torch.rand(spots, TOKENS, UNI)
        return network, lambda: F.mse_loss(network(tokens), target), torch.optim.AdamW, 0
    network, features = Deeppt(), torch.rand(spots, RESNET50)
    if case == "deeppt":
        return network, lambda: F.mse_loss(network(features), target), torch.optim.Adam, 0
    return network, lambda: F.mse_loss(network.reconstruction(features), features), torch.optim.Adam, 0


def main():
    case, spots, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    fused = {"fused": True} if sys.argv[4] == "fused" else {}
    torch.set_num_threads(1)
    torch.manual_seed(1)
    network, loss_of, rule, decay = case_of(case, spots)
    optimiser = rule(network.parameters(), 1e-4, weight_decay=decay, **fused)
    network.train()
    for _ in range(steps):
        watch = Stopwatch()
        loss = loss_of()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss.item()
        taken = watch.elapsed()
        print_sample(taken)


main()
