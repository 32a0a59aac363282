"""CTransPath's network in PyTorch with the names of its authors, from
recipes/hist_loocv/METHOD.md 4.3. Shared by the peer test and the benchmark of a tile's features."""

import torch
from torch import nn

WINDOW = 7


def windows(tokens, side):
    """[n, side * side, c] to [n * windows, 49, c]."""
    n, _, c = tokens.shape
    parts = tokens.view(n, side // WINDOW, WINDOW, side // WINDOW, WINDOW, c)
    return parts.permute(0, 1, 3, 2, 4, 5).reshape(-1, WINDOW * WINDOW, c)


def grid(parts, side):
    """The way back."""
    c = parts.shape[2]
    per_side = side // WINDOW
    whole = parts.view(-1, per_side, per_side, WINDOW, WINDOW, c)
    return whole.permute(0, 1, 3, 2, 4, 5).reshape(-1, side * side, c)


def rolled(tokens, side, by):
    n, _, c = tokens.shape
    return torch.roll(tokens.view(n, side, side, c), (by, by), dims=(1, 2)).reshape(n, side * side, c)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.relative_position_bias_table = nn.Parameter(torch.randn((2 * WINDOW - 1) ** 2, heads) * 0.5)
        at = torch.stack(torch.meshgrid(torch.arange(WINDOW), torch.arange(WINDOW), indexing="ij")).flatten(1)
        apart = at[:, :, None] - at[:, None, :] + WINDOW - 1
        self.register_buffer("relative_position_index", apart[0] * (2 * WINDOW - 1) + apart[1])
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x, mask):
        many, tokens, width = x.shape
        q, k, v = self.qkv(x).view(many, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q * q.shape[-1] ** -0.5 @ k.transpose(-2, -1)
        scores = scores + self.relative_position_bias_table[self.relative_position_index].permute(2, 0, 1)
        if mask is not None:
            scores = (scores.view(-1, len(mask), self.heads, tokens, tokens) + mask[:, None]).view(scores.shape)
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(many, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(nn.functional.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads, side, shift):
        super().__init__()
        self.side, self.shift = side, shift
        if shift:
            zones = torch.zeros(side, side)
            for row in range(side):
                for column in range(side):
                    zones[row, column] = sum(3 ** axis * ((place >= side - WINDOW) + (place >= side - shift))
                                             for axis, place in enumerate((row, column)))
            parts = windows(zones.view(1, -1, 1), side)
            self.register_buffer("attn_mask", torch.where(parts == parts.transpose(1, 2), 0.0, -100.0))
        else:
            self.attn_mask = None
        self.norm1 = nn.LayerNorm(width)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = Mlp(width)

    def forward(self, x):
        y = self.norm1(x)
        if self.shift:
            y = rolled(y, self.side, -self.shift)
        y = grid(self.attn(windows(y, self.side), self.attn_mask), self.side)
        if self.shift:
            y = rolled(y, self.side, self.shift)
        x = x + y
        return x + self.mlp(self.norm2(x))


class Merging(nn.Module):
    def __init__(self, width, side):
        super().__init__()
        self.side = side
        self.reduction = nn.Linear(4 * width, 2 * width, bias=False)
        self.norm = nn.LayerNorm(4 * width)

    def forward(self, x):
        n, _, c = x.shape
        x = x.view(n, self.side, self.side, c)
        parts = [x[:, row::2, column::2] for row, column in ((0, 0), (1, 0), (0, 1), (1, 1))]
        return self.reduction(self.norm(torch.cat(parts, -1).view(n, -1, 4 * c)))


class Stage(nn.Module):
    def __init__(self, width, heads, depth, side, last):
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads, side, WINDOW // 2 if i % 2 and side > WINDOW else 0)
                                    for i in range(depth))
        if not last:
            self.downsample = Merging(width, side)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.downsample(x) if hasattr(self, "downsample") else x


class Stem(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Sequential(
            nn.Conv2d(3, 12, 3, 2, 1, bias=False), nn.BatchNorm2d(12), nn.ReLU(),
            nn.Conv2d(12, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU(),
            nn.Conv2d(24, 96, 1))
        self.norm = nn.LayerNorm(96)

    def forward(self, x):
        return self.norm(self.proj(x).flatten(2).transpose(1, 2))


class ConvStemSwin(nn.Module):
    """[n, 3, 224, 224] to [n, 768]."""

    def __init__(self):
        super().__init__()
        self.patch_embed = Stem()
        self.layers = nn.ModuleList(
            Stage(96 << s, 3 << s, depth, 56 >> s, s == 3) for s, depth in enumerate((2, 2, 6, 2)))
        self.norm = nn.LayerNorm(768)

    def forward(self, x):
        x = self.patch_embed(x)
        for stage in self.layers:
            x = stage(x)
        return self.norm(x).mean(1)


def seeded(seed):
    """Random weights; normalisations other than 1 and 0, so that they are seen to be used."""
    torch.manual_seed(seed)
    net = ConvStemSwin().eval()
    with torch.no_grad():
        for name, value in net.state_dict().items():
            if name.endswith("running_var") or (value.dim() == 1 and name.endswith("weight")):
                value.uniform_(0.5, 1.5)
            elif name.endswith("running_mean") or (value.dim() == 1 and name.endswith("bias")):
                value.uniform_(-0.1, 0.1)
    return net
