"""The peer of exemplar_step.py: EGNv2, EGNv1 and BLEEP in PyTorch, EGNv2's graphs in numpy.

    python3 tools/bench/exemplar_pytorch.py CASE SPOTS GENES STEPS ADAM

Plain modules, of EGNv2 with values gathered along the edges as a graph library does it. One thread, AdamW as PyTorch
has it by `default` or `fused`. Prints a JSON line for each step, or for each building of all graphs.
"""

import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from common import Stopwatch, print_sample

SECTIONS, FEATURES, EXEMPLARS = 6, 512, 6


# EGNv2.


def mean_at(values, to, nodes):
    total = values.new_zeros(nodes, values.shape[1]).index_add(0, to, values)
    count = values.new_zeros(nodes).index_add(0, to, torch.ones_like(to, dtype=values.dtype))
    return total / count.clamp(min=1)[:, None]


class Sage(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.lin_l = nn.Linear(n_in, n_out)
        self.lin_r = nn.Linear(n_in, n_out, bias=False)

    def forward(self, x, edges):
        return self.lin_l(mean_at(x[edges[0]], edges[1], len(x))) + self.lin_r(x)


class Exemplars(nn.Module):
    """Messages between examples and the windows that refer to them, gated by their difference."""

    def __init__(self, n_in, hidden, out, gates=128):
        super().__init__()
        self.bias_src = nn.Parameter(torch.zeros(hidden))
        self.bias_dist = nn.Parameter(torch.zeros(hidden))
        self.lin_src = nn.Linear(n_in, hidden, bias=False)
        self.lin_dst = nn.Linear(n_in, hidden, bias=False)
        self.lin_y = nn.Linear(n_in, hidden, bias=False)
        self.att = nn.Sequential(nn.LeakyReLU(0.2, inplace=True), nn.Linear(hidden, gates, bias=False))
        self.score = nn.Sequential(nn.LeakyReLU(0.2), nn.Linear(gates, 2 * gates))
        self.out_src = nn.Linear(hidden, out)
        self.out_dist = nn.Linear(hidden, out)
        self.hidden, self.gates = hidden, gates

    def forward(self, examples, windows, y, edges):
        j, i = edges
        s, w, y = self.lin_src(examples), self.lin_dst(windows), self.lin_y(y)
        a, b = self.att(s), self.att(w)
        gate = torch.sigmoid(self.score(a[j] - b[i]))

        def message(gate, *blocks):
            times = len(blocks) * self.hidden // self.gates
            gate = gate.repeat_interleave(times, 1)
            return (gate * torch.cat(blocks, 1)).view(-1, len(blocks), self.hidden).mean(1)

        to_window = mean_at(message(gate[:, :self.gates], s[j], y[j], w[i]), i, len(windows))
        to_example = mean_at(message(gate[:, self.gates:], w[i], s[j], y[j]), j, len(examples))
        return self.out_src(to_example + self.bias_src), self.out_dist(to_window + self.bias_dist)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.convs = nn.ModuleDict({"window__near__window": Sage(512, 512), "example__close__example": Sage(512, 512),
                                    "example__refer__window": Exemplars(512, 512, 512)})

    def forward(self, w, e, y, near, close, refer):
        we, ww = self.convs["example__refer__window"](e, w, y, refer)
        return (self.convs["window__near__window"](w, near) + ww) / 2, (self.convs["example__close__example"](e, close) + we) / 2


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.lam = nn.Parameter(torch.full((1,), 0.1))
        self.head = nn.Linear(512, 512)

    def forward(self, w, e, refer):
        d = self.head(w)
        j, i = refer
        logits = 0.1 * (e[j] - d[i])
        top = torch.full_like(d, -torch.inf).scatter_reduce(0, i[:, None].expand_as(logits), logits, "amax")
        p = torch.exp(logits - top[i])
        p = p / torch.zeros_like(d).index_add(0, i, p)[i]
        return d + self.lam * torch.zeros_like(d).index_add(0, i, p * e[j])


class Egnv2(nn.Module):
    def __init__(self, features=512, genes=250, layers=4, faithful=False):
        super().__init__()
        self.pretransform_win = nn.Linear(features, 512, bias=False)
        self.pretransform_exp = nn.Linear(features + genes, 512, bias=False)
        self.post_transform = nn.Sequential(nn.LeakyReLU(0.2), nn.Linear(512, 512, bias=False), nn.LeakyReLU(0.2))
        self.pretransform_ey = nn.Linear(genes, 512, bias=False)
        self.convs = nn.ModuleList(Layer() for _ in range(layers))
        self.pool = Pool()
        self.lin = nn.Linear(512, genes)
        self.genes, self.faithful = genes, faithful

    def forward(self, x, example, near, close, refer):
        w = self.post_transform(self.pretransform_win(x))
        e = self.post_transform(self.pretransform_exp(example))
        y = self.pretransform_ey((e if self.faithful else example)[:, -self.genes:])
        for layer in self.convs:
            w, e = layer(w, e, y, near, close, refer)
            w, e, y = (F.leaky_relu(v, 0.2) for v in (w, e, y))
        return self.lin(self.pool(w, e, refer))


# EGNv1.


class Norm(nn.Module):
    def __init__(self, dim, fn):
        super().__init__()
        self.norm, self.fn = nn.LayerNorm(dim), fn

    def forward(self, x):
        return self.fn(self.norm(x))


class Ff(nn.Module):
    def __init__(self, dim, hidden):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(dim, hidden), nn.GELU(), nn.Dropout(0.), nn.Linear(hidden, dim), nn.Dropout(0.))

    def forward(self, x):
        return self.net(x)


class Attention(nn.Module):
    def __init__(self, dim, heads, head):
        super().__init__()
        self.heads, self.scale = heads, head ** -0.5
        self.to_qkv = nn.Linear(dim, 3 * heads * head, bias=False)
        self.to_out = nn.Sequential(nn.Linear(heads * head, dim), nn.Dropout(0.))

    def forward(self, x):
        b, n, _ = x.shape
        q, k, v = (t.view(b, n, self.heads, -1).transpose(1, 2) for t in self.to_qkv(x).chunk(3, -1))
        a = torch.softmax(q @ k.transpose(-1, -2) * self.scale, -1)
        return self.to_out((a @ v).transpose(1, 2).reshape(b, n, -1))


class Encoder(nn.Module):
    def __init__(self, dim, features, genes, layers):
        super().__init__()
        self.layers = nn.ModuleList(Norm(dim, Ff(dim, dim)) for _ in range(layers))
        self.proq, self.proe = nn.Linear(features, dim), nn.Linear(features + genes, dim)
        self.to_v = nn.Linear(genes, dim)

    def forward(self, q, e, y):
        v = self.to_v(y)
        q, e = self.proq(q), self.proe(torch.cat([e, y], -1))
        for layer in self.layers:
            q, e = q + layer(q), e + layer(e)
        return q, e, v


class Update(nn.Module):
    def __init__(self, dim, inner):
        super().__init__()
        self.query = nn.Sequential(nn.Linear(2 * dim, inner), nn.SiLU(), nn.Linear(inner, 2 * dim))
        self.value = nn.Linear(dim, dim)
        self.norm = nn.LayerNorm(dim)

    def forward(self, q, e, v):
        g = torch.sigmoid(self.query(torch.cat([q - e, e], -1)))
        a, b = g.chunk(2, -1)
        v = self.value(v)
        return q + (a * v).mean(1, keepdim=True), self.norm(e + b * v)


class Block(nn.Module):
    def __init__(self, dim, heads, head, tokens):
        super().__init__()
        inner = heads * head
        self.heads = heads
        self.update = Update(dim, 4 * head)
        self.to_x = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, inner))
        self.to_k = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, heads * tokens))
        self.to_v = nn.Sequential(nn.Identity(), nn.Linear(inner, dim, bias=False))
        self.to_n = nn.Sequential(nn.Identity(), nn.Linear(inner, dim, bias=False))
        self.to_out = nn.Linear(inner, dim)

    def forward(self, x, q, e, v):
        b, n, _ = x.shape
        q1, e = self.update(q, e, v)
        k = torch.sigmoid(self.to_k(q1).view(b, self.heads, n, 1))
        y = self.to_x(x).view(b, n, self.heads, -1).transpose(1, 2)
        y = (k * y).transpose(1, 2).reshape(b, n, -1)
        return self.to_v(y), q + self.to_n(y.mean(1, keepdim=True)), e


class TokenPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.head = nn.Linear(dim, dim)

    def forward(self, x):
        s = self.head(x)
        return s.mean(1) + 0.5 * (torch.softmax(0.1 * s, 1) * s).sum(1)


class Transformer(nn.Module):
    def __init__(self, features, genes, depth, dim, heads, head, mlp, layers, bhead, bdim, every, tokens):
        super().__init__()
        self.encoder = Encoder(dim, features, genes, layers)
        self.layers = nn.ModuleList()
        for i in range(depth):
            b = Block(dim, bhead, bdim, tokens) if (i + 1) % every == 0 else nn.Identity()
            self.layers.append(nn.ModuleList([Norm(dim, Attention(dim, heads, head)), b, Norm(dim, Ff(dim, mlp))]))
        self.pool = TokenPool(dim)

    def forward(self, x, pos, q, e, y):
        q, e, v = self.encoder(q, e, y)
        x = x + pos
        for attention, block, ff in self.layers:
            x = x + attention(x + pos)
            if isinstance(block, Block):
                y, q, e = block(x, q, e, v)
                x = x + y
            x = x + ff(x)
        return self.pool(x), q[:, 0]


class Egnv1(nn.Module):
    def __init__(self, features=2048, genes_in=250, genes=250, side=256, patch=32, dim=1024, depth=8, heads=16, head=64,
                 mlp=4096, layers=2, bhead=8, bdim=64, every=2):
        super().__init__()
        tokens = (side // patch) ** 2
        self.patch, self.tokens = patch, tokens
        self.pos_embedding = nn.Parameter(torch.randn(1, tokens + 1, dim))
        self.to_patch_embedding = nn.Sequential(nn.Identity(), nn.Linear(3 * patch * patch, dim))
        self.transformer = Transformer(features, genes_in, depth, dim, heads, head, mlp, layers, bhead, bdim, every, tokens)
        self.mlp_head = nn.Sequential(nn.LayerNorm(2 * dim), nn.Linear(2 * dim, genes))

    def forward(self, img, p, op, count):
        b, _, s, _ = img.shape
        n = s // self.patch
        x = img.view(b, 3, n, self.patch, n, self.patch).permute(0, 2, 4, 3, 5, 1).reshape(b, n * n, -1)
        x = self.to_patch_embedding(x)
        pooled, q = self.transformer(x, self.pos_embedding[:, :self.tokens], p, op, count)
        return self.mlp_head(torch.cat([pooled, q], 1))


# BLEEP, with torchvision's ResNet-50 in its own words.


class Bottleneck(nn.Module):
    def __init__(self, n_in, width, stride):
        super().__init__()
        out = 4 * width
        sizes = [(n_in, width, 1, 1), (width, width, 3, stride), (width, out, 1, 1)]
        layers = []
        for a, b, side, step in sizes:
            layers += [nn.Conv2d(a, b, side, step, side // 2, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]
        self.branch = nn.Sequential(*layers[:-1])
        self.shortcut = nn.Identity()
        if stride != 1 or n_in != out:
            self.shortcut = nn.Sequential(nn.Conv2d(n_in, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.branch(x) + self.shortcut(x), inplace=True)


def resnet50():
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    n_in = 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        for i in range(blocks):
            layers.append(Bottleneck(n_in, 64 << stage, 2 if i == 0 and stage > 0 else 1))
            n_in = 4 * (64 << stage)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


class Projection(nn.Module):
    def __init__(self, n_in, width=256):
        super().__init__()
        self.projection, self.fc, self.layer_norm = nn.Linear(n_in, width), nn.Linear(width, width), nn.LayerNorm(width)

    def forward(self, x):
        p = self.projection(x)
        return self.layer_norm(p + self.fc(F.gelu(p)))


class Bleep(nn.Module):
    def __init__(self, genes, encoder):
        super().__init__()
        self.encoder, self.image, self.spot = encoder, Projection(2048), Projection(genes)

    def forward(self, x, y):
        i, t = self.image(self.encoder(x)), self.spot(y)
        logits, shares = t @ i.T, F.softmax((i @ i.T + t @ t.T) / 2, -1)

        def entropy(logits, shares):
            return (-shares * F.log_softmax(logits, -1)).sum(1)

        return ((entropy(logits, shares) + entropy(logits.T, shares.T)) / 2).mean()


# What is run.


def egn_loss(p, t):
    a, b = p - p.mean(0), t - t.mean(0)
    return F.mse_loss(p, t) + 0.5 * (1 - ((a * b).sum(0) / (a.norm(dim=0) * b.norm(dim=0) + 1e-8)).mean())


def graphs(features, expression):
    """Slide after slide for each patch: 100 nearest of each other slide, 128 of all, 6 are used; then the examples, each
    once, and the 3 nearest others of each."""
    made = []
    both = [np.concatenate(pair, 1) for pair in zip(features, expression)]
    for own in range(len(features)):
        chosen = []
        for patch in features[own]:
            found = []
            for other in range(len(features)):
                if other == own:
                    continue
                far = np.abs(features[other] - patch).sum(1)
                found += [(far[i], other, i) for i in np.argsort(far)[:100]]
            found.sort()
            chosen.append([both[other][i] for _, other, i in found[:128][:EXEMPLARS]])
        rows = np.array(chosen).reshape(-1, both[0].shape[1])
        examples, refer = np.unique(rows, axis=0, return_inverse=True)
        close = []
        for example in examples:
            far = ((examples - example) ** 2).sum(1)
            close.append(np.argsort(far)[1:4])
        made.append((examples, refer.reshape(-1, EXEMPLARS), np.array(close)))
    return made


def near_edges(spots):
    at = torch.arange(spots)
    xy = torch.stack([at % 20, at // 20], 1)
    return ((xy[:, None] - xy[None]).pow(2).sum(2) == 1).nonzero().T


def case_of(case, spots, genes):
    if case == "egnv2":
        sections = [np.random.rand(spots, FEATURES).astype(np.float32) for _ in range(SECTIONS)]
        targets = [np.random.rand(spots, genes).astype(np.float32) for _ in range(SECTIONS)]
        # One section's graph is enough: the others are its pool.
        examples, refer, close = graphs_of_first(sections, targets)
        e, i = torch.tensor(examples), torch.arange(spots).repeat_interleave(EXEMPLARS)
        refer = torch.stack([torch.tensor(refer).flatten(), i])
        close = torch.stack([torch.tensor(close).flatten(), torch.arange(len(e)).repeat_interleave(3)])
        net, x, t = Egnv2(FEATURES, genes), torch.rand(spots, FEATURES), torch.rand(spots, genes)
        near = near_edges(spots)
        return net, lambda: egn_loss(net(x, e, near, close, refer), t)
    if case == "egnv1":
        net = Egnv1(genes_in=genes, genes=genes)
        given = (torch.rand(spots, 3, 256, 256), torch.rand(spots, 1, 2048), torch.rand(spots, EXEMPLARS, 2048),
                 torch.rand(spots, EXEMPLARS, genes))
        t = torch.rand(spots, genes)
        return net, lambda: egn_loss(net(*given), t)
    frozen = case == "bleep_frozen"
    net = Bleep(genes, nn.Identity() if frozen else resnet50())
    x = torch.rand(spots, 2048) if frozen else torch.rand(spots, 3, 224, 224)
    y = torch.rand(spots, genes)
    return net, lambda: net(x, y)


def graphs_of_first(features, expression):
    pool = [np.concatenate(pair, 1) for pair in zip(features, expression)]
    far = np.stack([np.abs(np.concatenate(features[1:]) - patch).sum(1) for patch in features[0]])
    rows = np.concatenate(pool[1:])[np.argsort(far, 1)[:, :EXEMPLARS]].reshape(-1, pool[0].shape[1])
    examples, refer = np.unique(rows, axis=0, return_inverse=True)
    close = np.stack([np.argsort(((examples - one) ** 2).sum(1))[1:4] for one in examples])
    return examples, refer.reshape(-1, EXEMPLARS), close


def main():
    case, adam = sys.argv[1], sys.argv[5]
    spots, genes, steps = map(int, sys.argv[2:5])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    np.random.seed(1)
    if case == "graphs":
        features = [np.random.rand(spots, FEATURES).astype(np.float32) for _ in range(SECTIONS)]
        expression = [np.random.rand(spots, genes).astype(np.float32) for _ in range(SECTIONS)]
    else:
        net, loss_of = case_of(case, spots, genes)
        adamw = torch.optim.AdamW(net.parameters(), lr=1e-4, weight_decay=1e-4, fused=True if adam == "fused" else None)
    for _ in range(steps):
        step = Stopwatch()
        if case == "graphs":
            graphs(features, expression)
        else:
            adamw.zero_grad()
            loss = loss_of()
            loss.backward()
            adamw.step()
            loss.item()
        taken = step.elapsed()
        print_sample(taken)


main()
