"""Optimisers, schedules, first values and layers beside PyTorch: the same
numbers go through tests/peers/learn_peer (ours) and through torch here."""

import json
import math
import os
import subprocess
import warnings

import torch
from safetensors.torch import load_file, save_file
from torch.optim import lr_scheduler

PROGRAM = "./tests/peers/learn_peer"
FOLDER = os.environ["TEST_TMPDIR"]


def ours(what, tensors, **settings):
    name = f"{FOLDER}/{what}"
    with open(name + ".json", "w") as file:
        json.dump({"what": what, **settings}, file)
    save_file(tensors, name + ".in")
    subprocess.run([PROGRAM, name + ".json", name + ".in", name + ".out"], check=True)
    out = load_file(name + ".out")
    os.remove(name + ".out")
    return out


# Optimisers, bit for bit.

SHAPES = [(7, 13), (1001,), (3, 5, 2), ()]
RATES = [1e-3, 2e-3, 5e-4, 1e-3, 7e-4, 1e-3]


def gradients(step, dtype):
    """Of each parameter, or None: the third gets its first one late, the first
    has none in step 4."""
    values = [torch.randn(shape, dtype=dtype) * 10.0 ** (i - 2) for i, shape in enumerate(SHAPES)]
    return [None if (i == 2 and step < 2) or (i == 0 and step == 4) else v
            for i, v in enumerate(values)]


def optimiser(rule, dtype, group=None, **settings):
    torch.manual_seed(3)
    start = [torch.randn(shape, dtype=dtype) for shape in SHAPES]
    given = [gradients(step, dtype) for step in range(len(RATES))]
    tensors = {f"p{i}": p.clone() for i, p in enumerate(start)}
    for step, values in enumerate(given):
        tensors |= {f"g{step}.{i}": g for i, g in enumerate(values) if g is not None}
    settings = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0, "momentum": 0.0,
                "nesterov": False, **settings}
    out = ours("optimiser", tensors, rule=rule, rates=RATES, **settings, **(group or {}))

    params = [p.requires_grad_() for p in start]
    if group:
        # A group of its own comes first, as ours does.
        groups = [{"params": params[3:], "weight_decay": group["group_decay"]}, {"params": params[:3]}]
    else:
        groups = [{"params": params}]
    if rule == "sgd":
        theirs = torch.optim.SGD(groups, lr=1, momentum=settings["momentum"], nesterov=settings["nesterov"],
                                 weight_decay=settings["weight_decay"], fused=True)
    else:
        make = torch.optim.AdamW if rule == "adamw" else torch.optim.Adam
        theirs = make(groups, lr=1, betas=(settings["beta1"], settings["beta2"]), eps=settings["eps"],
                      weight_decay=settings["weight_decay"], fused=True)
    for rate, values in zip(RATES, given):
        for p, g in zip(params, values):
            p.grad = None if g is None else g.clone()
        if "clip" in settings:
            # In the order in which ours adds the norms: by groups.
            torch.nn.utils.clip_grad_norm_([p for g in groups for p in g["params"]], settings["clip"])
        for i, g in enumerate(theirs.param_groups):
            g["lr"] = rate * (group["group_scale"] if group and i == 0 else 1)
        theirs.step()
    for i, p in enumerate(params):
        assert torch.equal(out[f"p{i}"], p.detach()), (rule, settings, i, out[f"p{i}"] - p)


def optimisers_are_equal_to_the_last_bit():
    group = {"group": "p3", "group_decay": 0.0, "group_scale": 0.5}
    cases = 0
    for dtype in (torch.float32, torch.float64):
        for rule in ("adam", "adamw"):
            for settings in ({}, {"weight_decay": 1e-2}, {"beta1": 0.8, "beta2": 0.95, "eps": 1e-6},
                             {"weight_decay": 1e-4, "clip": 5.0}, {"weight_decay": 0.1, "group": group}):
                optimiser(rule, dtype, **settings)
                cases += 1
        # torch's fused SGD cannot hold parameters that step for the first time beside others; see below.
        for settings in ({}, {"weight_decay": 1e-2}, {"clip": 1.0}, {"weight_decay": 0.1, "group": group}):
            optimiser("sgd", dtype, **settings)
            cases += 1
    print(f"optimisers: {cases} cases equal")


def momentum_agrees(nesterov, dtype):
    """The plain rule of torch, parameter by parameter: its fused kernel wants
    all first steps at once."""
    torch.manual_seed(5)
    start = [torch.randn(shape, dtype=dtype) for shape in SHAPES]
    given = [gradients(step, dtype) for step in range(len(RATES))]
    tensors = {f"p{i}": p.clone() for i, p in enumerate(start)}
    for step, values in enumerate(given):
        tensors |= {f"g{step}.{i}": g for i, g in enumerate(values) if g is not None}
    out = ours("optimiser", tensors, rule="sgd", rates=RATES, weight_decay=0.01, momentum=0.9, nesterov=nesterov)
    params = [p.requires_grad_() for p in start]
    theirs = [torch.optim.SGD([p], lr=1, momentum=0.9, nesterov=nesterov, weight_decay=0.01, fused=True)
              for p in params]
    for rate, values in zip(RATES, given):
        for p, g, one in zip(params, values, theirs):
            p.grad = g
            one.param_groups[0]["lr"] = rate
            if g is not None:
                one.step()
    for i, p in enumerate(params):
        assert torch.equal(out[f"p{i}"], p.detach()), (nesterov, i, out[f"p{i}"] - p)


# Schedules, bit for bit.


def schedule(make, epochs, warm_up=0, first_factor=1 / 3, **settings):
    base = 0.0123
    out = ours("schedule", {"none": torch.zeros(1)}, rate=base, epochs=epochs, warm_up=warm_up,
               first_factor=first_factor, count=epochs, **settings)["values"].tolist()
    adam = torch.optim.Adam([torch.zeros(1)], lr=base)
    left = epochs - warm_up
    if warm_up:
        parts = [lr_scheduler.LinearLR(adam, first_factor, 1.0, total_iters=warm_up), make(adam, left)]
        theirs = lr_scheduler.SequentialLR(adam, parts, milestones=[warm_up])
    else:
        theirs = make(adam, left)
    for epoch in range(epochs):
        rate = adam.param_groups[0]["lr"]
        assert out[epoch] == rate, (settings, warm_up, epoch, out[epoch].hex(), rate.hex())
        adam.step()
        theirs.step()


def schedules_are_equal_to_the_last_bit():
    warnings.simplefilter("ignore")  # of SequentialLR's own calls
    courses = [
        (lambda o, n: lr_scheduler.ConstantLR(o, 1.0), {"course": "constant"}),
        (lambda o, n: lr_scheduler.StepLR(o, 7, 0.9), {"course": "step", "step": 7, "gamma": 0.9}),
        (lambda o, n: lr_scheduler.LinearLR(o, 1.0, 0.0, total_iters=n), {"course": "linear", "end_factor": 0.0}),
        (lambda o, n: lr_scheduler.LinearLR(o, 1.0, 0.1, total_iters=n), {"course": "linear", "end_factor": 0.1}),
        (lambda o, n: lr_scheduler.CosineAnnealingLR(o, n, 1e-5), {"course": "cosine", "eta_min": 1e-5}),
        (lambda o, n: lr_scheduler.CosineAnnealingLR(o, n, 0.5), {"course": "cosine", "eta_min": 0.5}),
    ]
    for make, settings in courses:
        for epochs in (1, 50, 200):
            schedule(make, epochs, **settings)
        for warm_up, first_factor in ((1, 1 / 3), (5, 0.01), (10, 1.0)):
            schedule(make, 60, warm_up, first_factor, **settings)
    print(f"schedules: {len(courses)} courses equal, with and without a warm-up")


# First values: what torch.nn.init hands to its generator.


def spread(init, shape):
    got = []
    uniform, normal = torch.Tensor.uniform_, torch.Tensor.normal_
    torch.Tensor.uniform_ = lambda self, a, b, generator=None: got.append(b) or self
    torch.Tensor.normal_ = lambda self, mean, std, generator=None: got.append(std) or self
    try:
        init(torch.empty(shape))
    finally:
        torch.Tensor.uniform_, torch.Tensor.normal_ = uniform, normal
    return got[0]


def laws_are_equal_to_the_last_bit():
    init = torch.nn.init
    for shape in ((6, 4, 3, 5), (785, 64), (64, 1, 7, 7), (1, 1, 512)):
        slope, gain = 0.2, 1.414
        theirs = [*map(float, init._calculate_fan_in_and_fan_out(torch.empty(shape)))] + [spread(f, shape) for f in (
            lambda t: init.kaiming_uniform_(t, nonlinearity="relu"),
            lambda t: init.kaiming_uniform_(t, a=slope, mode="fan_out"),
            lambda t: init.kaiming_normal_(t, nonlinearity="linear"),
            lambda t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"),
            lambda t: init.xavier_uniform_(t),
            lambda t: init.xavier_uniform_(t, gain),
            lambda t: init.xavier_normal_(t),
            lambda t: init.xavier_normal_(t, gain))]
        out = ours("laws", {"none": torch.zeros(1)}, shape=shape, slope=slope, gain=gain)["values"].tolist()
        assert out == theirs, (shape, out, theirs)
    print("laws: equal")


# Layers, forward and backward.


def layer(what, module, run, inputs, dtype, tolerance, **settings):
    """`run` gives the output of `module` for inputs; compares it and the
    gradients of sum(output * w)."""
    for p in module.parameters():
        with torch.no_grad():
            p.copy_(torch.randn_like(p) * 0.3)
    inputs = {name: v.requires_grad_() if v.is_floating_point() else v for name, v in inputs.items()}
    output = run(module, inputs)
    w = torch.randn(output.shape, dtype=dtype)
    (output * w).sum().backward()
    tensors = {name: p.detach().contiguous() for name, p in module.named_parameters()}
    out = ours(what, {**tensors, **{n: v.detach() for n, v in inputs.items()}, "w": w.detach()}, **settings)
    theirs = {"output": output.detach()}
    theirs |= {f"gradient.{n}": v.grad for n, v in inputs.items() if v.is_floating_point()}
    theirs |= {f"gradient.{n}": p.grad for n, p in module.named_parameters()}
    assert set(out) == set(theirs), (what, sorted(out), sorted(theirs))
    worst = 0.0
    for name, expected in theirs.items():
        difference = (out[name] - expected).abs().max().item() / max(1e-30, expected.abs().max().item())
        worst = max(worst, difference)
        assert difference <= tolerance, (what, name, difference)
    print(f"{what}: {str(dtype)[6:]}, worst relative difference {worst:.2g}")


class Sage(torch.nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.lin_l = torch.nn.Linear(n_in, n_out)
        self.lin_r = torch.nn.Linear(n_in, n_out, bias=False)

    def forward(self, x, edges):
        a = torch.zeros(len(x), len(x), dtype=x.dtype)
        a[edges[1], edges[0]] = 1
        mean = a @ x / a.sum(1, keepdim=True).clamp(min=1)
        return self.lin_l(mean) + self.lin_r(x)


class DenseGat(torch.nn.Module):
    """Attention over a matrix: logits of missing edges are -inf."""

    def __init__(self, n_in, n_out):
        super().__init__()
        self.lin_src = torch.nn.Parameter(torch.empty(n_in, n_out))
        self.att_src = torch.nn.Parameter(torch.empty(1, 1, n_out))
        self.att_dst = torch.nn.Parameter(torch.empty(1, 1, n_out))

    def forward(self, x, edges):
        p = x @ self.lin_src
        logits = torch.nn.functional.leaky_relu(
            (p @ self.att_dst.flatten())[:, None] + (p @ self.att_src.flatten())[None, :], 0.01)
        mask = torch.full((len(x), len(x)), -math.inf, dtype=x.dtype)
        mask[edges[1], edges[0]] = 0
        return torch.softmax(logits + mask, 1) @ p


class Clip(torch.nn.Module):
    """The image tower of CLIP, its names those of open_clip."""

    class Block(torch.nn.Module):
        def __init__(self, width, heads, mlp_width, activation):
            super().__init__()
            nn = torch.nn
            self.ln_1 = nn.LayerNorm(width)
            self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
            self.ln_2 = nn.LayerNorm(width)
            self.mlp = nn.ModuleDict({"c_fc": nn.Linear(width, mlp_width), "c_proj": nn.Linear(mlp_width, width)})
            self.activation = activation

        def forward(self, x):
            y = self.ln_1(x)
            x = x + self.attn(y, y, y, need_weights=False)[0]
            return x + self.mlp["c_proj"](self.activation(self.mlp["c_fc"](self.ln_2(x))))

    def __init__(self, image, patch, width, heads, depth, mlp_width, features, quick, pre_norm):
        super().__init__()
        nn = torch.nn
        self.class_embedding = nn.Parameter(torch.empty(width))
        self.positional_embedding = nn.Parameter(torch.empty((image // patch) ** 2 + 1, width))
        self.proj = nn.Parameter(torch.empty(width, features))
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        if pre_norm:
            self.ln_pre = nn.LayerNorm(width)
        activation = (lambda v: v * torch.sigmoid(1.702 * v)) if quick else nn.GELU()
        self.transformer = nn.ModuleDict({"resblocks": nn.ModuleList(
            Clip.Block(width, heads, mlp_width, activation) for _ in range(depth))})
        self.ln_post = nn.LayerNorm(width)

    def forward(self, x):
        x = self.conv1(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(len(x), 1, -1), x], 1) + self.positional_embedding
        if hasattr(self, "ln_pre"):
            x = self.ln_pre(x)
        for block in self.transformer["resblocks"]:
            x = block(x)
        return self.ln_post(x)[:, 0] @ self.proj


def layers_agree(dtype, tolerance):
    torch.manual_seed(7)
    nn = torch.nn

    def x(*shape):
        return torch.randn(*shape, dtype=dtype)

    def check(what, module, run, inputs, **settings):
        layer(what, module.to(dtype), run, inputs, dtype, tolerance, **settings)

    check("linear", nn.Linear(31, 17), lambda m, i: m(i["x"]), {"x": x(5, 6, 31)}, out=17)
    check("layer_norm", nn.LayerNorm(37), lambda m, i: m(i["x"]), {"x": x(4, 9, 37)})
    check("self_attention", nn.MultiheadAttention(48, 6, batch_first=True),
          lambda m, i: m(i["x"], i["x"], i["x"], need_weights=False)[0], {"x": x(3, 21, 48)}, heads=6)
    check("attention", nn.MultiheadAttention(48, 6, batch_first=True),
          lambda m, i: m(i["x"], i["y"], i["z"], need_weights=False)[0],
          {"x": x(3, 21, 48), "y": x(3, 11, 48), "z": x(3, 11, 48)}, heads=6)
    check("lstm", nn.LSTM(19, 23, 2), lambda m, i: m(i["x"])[0], {"x": x(4, 13, 19)}, hidden=23, layers=2)
    for quick, pre_norm in ((True, True), (False, False)):
        sizes = {"patch": 4, "width": 24, "heads": 3, "depth": 3, "mlp_width": 40, "features": 7,
                 "quick": quick, "pre_norm": pre_norm}
        check("vision_transformer", Clip(12, **sizes), lambda m, i: m(i["x"]), {"x": x(2, 3, 12, 12)}, **sizes)
    nodes = 30
    edges = torch.tensor([(j, i) for i in range(nodes) for j in range(nodes) if (7 * i + 3 * j) % 5 == 0 or i == j]).T
    check("graph_attention", DenseGat(19, 8), lambda m, i: m(i["x"], i["edges"]),
          {"x": x(nodes, 19), "edges": edges.contiguous()}, out=8)
    some = edges[:, edges[1] > 3].contiguous()  # four nodes hear of nobody
    check("sage", Sage(19, 8), lambda m, i: m(i["x"], i["edges"]), {"x": x(nodes, 19), "edges": some}, out=8)


if __name__ == "__main__":
    torch.set_num_threads(1)
    optimisers_are_equal_to_the_last_bit()
    for nesterov in (False, True):
        for dtype in (torch.float32, torch.float64):
            momentum_agrees(nesterov, dtype)
    schedules_are_equal_to_the_last_bit()
    laws_are_equal_to_the_last_bit()
    layers_agree(torch.float64, 1e-12)
    layers_agree(torch.float32, 1e-5)
