"""ResNet-18, ResNet-50 and DenseNet-121 in PyTorch with the names of torchvision, from recipes/spot_benchmark/METHOD.md
3. Shared by the peer test and the benchmark of a tile's features."""

import torch
from torch import nn
from torch.nn import functional


def convolution(inner, outer, side, stride=1):
    return nn.Conv2d(inner, outer, side, stride, side // 2, bias=False)


class Block(nn.Module):
    """Convolutions of these (width, side, stride) beside a shortcut."""

    def __init__(self, inner, parts):
        super().__init__()
        width, self.count = inner, len(parts)
        for number, (outer, side, stride) in enumerate(parts, 1):
            setattr(self, f"conv{number}", convolution(width, outer, side, stride))
            setattr(self, f"bn{number}", nn.BatchNorm2d(outer))
            width = outer
        stride = max(part[2] for part in parts)
        self.downsample = None
        if stride > 1 or inner != width:
            self.downsample = nn.Sequential(convolution(inner, width, 1, stride), nn.BatchNorm2d(width))

    def forward(self, x):
        y = x
        for number in range(1, self.count + 1):
            y = getattr(self, f"bn{number}")(getattr(self, f"conv{number}")(y))
            if number < self.count:
                y = y.relu()
        return (y + (x if self.downsample is None else self.downsample(x))).relu()


class ResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.conv1, self.bn1 = convolution(3, 64, 7, 2), nn.BatchNorm2d(64)
        inner = 64
        for stage, blocks in enumerate({18: (2, 2, 2, 2), 50: (3, 4, 6, 3)}[depth]):
            width, layer = 64 << stage, []
            for block in range(blocks):
                stride = 2 if stage and not block else 1
                if depth == 18:
                    parts = [(width, 3, stride), (width, 3, 1)]
                else:
                    parts = [(width, 1, 1), (width, 3, stride), (4 * width, 1, 1)]
                layer.append(Block(inner, parts))
                inner = parts[-1][0]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*layer))
        self.fc = nn.Linear(inner, 1000)

    def features_of(self, x):
        x = functional.max_pool2d(self.bn1(self.conv1(x)).relu(), 3, 2, 1)
        for stage in range(1, 5):
            x = getattr(self, f"layer{stage}")(x)
        return x.mean((2, 3))


class DenseLayer(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inner), convolution(inner, 128, 1)
        self.norm2, self.conv2 = nn.BatchNorm2d(128), convolution(128, 32, 3)

    def forward(self, x):
        return torch.cat([x, self.conv2(self.norm2(self.conv1(self.norm1(x).relu())).relu())], 1)


class Transition(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.norm, self.conv = nn.BatchNorm2d(inner), convolution(inner, inner // 2, 1)

    def forward(self, x):
        return functional.avg_pool2d(self.conv(self.norm(x).relu()), 2)


class DenseNet121(nn.Module):
    def __init__(self):
        super().__init__()
        self.features, width = nn.Module(), 64
        self.features.conv0, self.features.norm0 = convolution(3, 64, 7, 2), nn.BatchNorm2d(64)
        for block, layers in enumerate((6, 12, 24, 16), 1):
            module = nn.Module()
            for layer in range(layers):
                setattr(module, f"denselayer{layer + 1}", DenseLayer(width))
                width += 32
            setattr(self.features, f"denseblock{block}", module)
            if block < 4:
                setattr(self.features, f"transition{block}", Transition(width))
                width //= 2
        self.features.norm5 = nn.BatchNorm2d(width)
        self.classifier = nn.Linear(width, 1000)

    def features_of(self, x):
        x = functional.max_pool2d(self.features.norm0(self.features.conv0(x)).relu(), 3, 2, 1)
        for block in range(1, 5):
            for layer in getattr(self.features, f"denseblock{block}").children():
                x = layer(x)
            if block < 4:
                x = getattr(self.features, f"transition{block}")(x)
        return self.features.norm5(x).relu().mean((2, 3))


NETWORKS = {"resnet18": lambda: ResNet(18), "resnet50": lambda: ResNet(50), "densenet121": DenseNet121}


def seeded(name, seed):
    """The network in evaluation, its weights and running values drawn so that values neither vanish nor grow."""
    torch.manual_seed(seed)
    net = NETWORKS[name]()
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1)
            nn.init.normal_(module.bias, 0, 0.1)
            nn.init.normal_(module.running_mean, 0, 0.1)
            nn.init.uniform_(module.running_var, 0.7, 1.5)
    return net.eval()


def old_names(state):
    """As torchvision's published densenet121 has them: norm.1 for norm1, no counts of batches."""
    old = {}
    for name, value in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        for module in "norm", "conv":
            for number in "1", "2":
                name = name.replace(f".{module}{number}.", f".{module}.{number}.")
        old[name] = value
    return old
