"""The peer of spot_networks.py: the networks of ST-Net, IGI-DL and iStar in PyTorch.

    python3 tools/bench/spot_networks_pytorch.py stnet|igidl|istar SPOTS STEPS OPTIMISER

Plain layers as torchvision and the authors have them; the sums of neighbouring nuclei
by index_add, the largest of a spot's nuclei by scatter_reduce, as torch_geometric does
without its own kernels. One thread, the optimiser as PyTorch has it by `default` or
`fused`. Prints a JSON line for each step.
"""

import sys

import torch
from torch import nn
from torch.nn import functional as F

from common import Stopwatch, print_sample

GENES = 785


def conv(channels, out, side, stride=1):
    return nn.Conv2d(channels, out, side, stride, side // 2, bias=False)


class DenseLayer(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.narrow = nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(True), conv(channels, 128, 1),
                                    nn.BatchNorm2d(128), nn.ReLU(True), conv(128, 32, 3))

    def forward(self, maps):
        return self.narrow(torch.cat(maps, 1))


class DenseBlock(nn.Module):
    def __init__(self, channels, layers):
        super().__init__()
        self.layers = nn.ModuleList(DenseLayer(channels + 32 * i) for i in range(layers))

    def forward(self, first):
        maps = [first]
        for layer in self.layers:
            maps.append(layer(maps))
        return torch.cat(maps, 1)


class StNet(nn.Module):
    def __init__(self):
        super().__init__()
        parts = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
        channels = 64
        for number, layers in enumerate((6, 12, 24, 16)):
            parts.append(DenseBlock(channels, layers))
            channels += 32 * layers
            if number < 3:
                parts += [nn.BatchNorm2d(channels), nn.ReLU(True), conv(channels, channels // 2, 1), nn.AvgPool2d(2, 2)]
                channels //= 2
        self.features = nn.Sequential(*parts, nn.BatchNorm2d(channels))
        self.classifier = nn.Linear(channels, GENES)

    def forward(self, pictures):
        return self.classifier(F.relu(self.features(pictures), True).mean((2, 3)))


class Residual(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.branch = nn.Sequential(conv(channels, out, 3, stride), nn.BatchNorm2d(out), nn.ReLU(True),
                                    conv(out, out, 3), nn.BatchNorm2d(out))
        self.shortcut = nn.Identity() if stride == 1 else nn.Sequential(conv(channels, out, 1, stride),
                                                                        nn.BatchNorm2d(out))

    def forward(self, maps):
        return F.relu(self.branch(maps) + self.shortcut(maps), True)


class IgiDl(nn.Module):
    def __init__(self, features=55):
        super().__init__()
        blocks = [conv(3, 64, 7, 2), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
        for channels, out in (64, 64), (64, 128), (128, 256), (256, 512):
            blocks += [Residual(channels, out, 1 if channels == out else 2), Residual(out, out, 1)]
        self.resnet = nn.Sequential(*blocks)
        self.picture_norm = nn.BatchNorm1d(512)
        self.gin = nn.ModuleList(nn.Sequential(nn.Linear(features if i == 0 else 256, 256), nn.ReLU(), nn.Linear(256, 256))
                                 for i in range(4))
        self.norms = nn.ModuleList(nn.BatchNorm1d(256) for _ in range(4))
        self.lin1, self.lin2, self.graph_norm = nn.Linear(512, 256), nn.Linear(256, 128), nn.BatchNorm1d(128)
        widths = [640, 512, 256, 256]
        self.fusion = nn.Sequential(*[nn.Sequential(nn.Linear(a, b), nn.BatchNorm1d(b), nn.ReLU(), nn.Dropout(0.5))
                                      for a, b in zip(widths, widths[1:])])
        self.head = nn.Linear(256, GENES)

    def forward(self, pictures, nuclei, edges, spot):
        spots = len(pictures)
        seen = self.picture_norm(self.resnet(pictures).mean((2, 3)))
        total = 0
        for layer, norm in zip(self.gin, self.norms):
            beside = torch.zeros_like(nuclei).index_add(0, edges[1], nuclei[edges[0]])
            nuclei = F.relu(norm(layer(nuclei + beside)))
            where = spot[:, None].expand_as(nuclei)
            most = nuclei.new_zeros(spots, 256).scatter_reduce(0, where, nuclei, "amax", include_self=False)
            mean = nuclei.new_zeros(spots, 256).scatter_reduce(0, where, nuclei, "mean", include_self=False)
            total = total + torch.cat([most, mean], 1)
        graph = self.graph_norm(self.lin2(F.dropout(F.relu(self.lin1(total)), 0.5)))
        return self.head(self.fusion(torch.cat([seen, graph], 1)))


class Istar(nn.Module):
    def __init__(self, features=579):
        super().__init__()
        self.net = nn.Sequential(*[part for i in range(4) for part in
                                   (nn.Linear(features if i == 0 else 256, 256), nn.LeakyReLU(0.1, True))],
                                 nn.Linear(256, GENES))

    def forward(self, superpixels):  # spots, superpixels, values
        return (F.elu(self.net(superpixels), 0.01, True) + 0.01).mean(1)


def main():
    case, spots, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    fused = {"fused": True} if sys.argv[4] == "fused" else {}
    torch.set_num_threads(1)
    torch.manual_seed(1)
    if case == "stnet":
        network, inputs = StNet(), [torch.randn(spots, 3, 224, 224)]
        optimiser = torch.optim.SGD(network.parameters(), 1e-6, momentum=0.9, **fused)
    elif case == "igidl":
        nuclei = torch.arange(20 * spots)
        pairs = [(k, k + 1) for k in range(20 * spots - 1) if k % 20 < 19]
        edges = torch.tensor(pairs + [(j, k) for k, j in pairs]).T
        network = IgiDl()
        inputs = [torch.randn(spots, 3, 200, 200), torch.randn(20 * spots, 55), edges, nuclei // 20]
        optimiser = torch.optim.Adam(network.parameters(), 2e-4, weight_decay=1e-4, **fused)
    else:
        network, inputs = Istar(), [torch.randn(spots, 123, 579)]
        optimiser = torch.optim.Adam(network.parameters(), 1e-4, **fused)
    target = torch.randn(spots, GENES)
    network.train()
    for _ in range(steps):
        watch = Stopwatch()
        loss = F.mse_loss(network(*inputs), target, reduction="sum" if case == "stnet" else "mean")
        if case == "stnet":
            loss = loss / GENES
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss.item()
        taken = watch.elapsed()
        print_sample(taken)


main()
