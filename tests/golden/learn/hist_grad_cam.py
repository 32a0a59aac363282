"""Makes hist_grad_cam.json: Grad-CAM of CMU-Net in PyTorch (tests/peers/cmu_net.py), and under "output" what it says
with each kind of skip connections, float64, parameters and input made by the rule of README.md. Independent of our code: gradients by hooks on the modules, the maps by
torch.nn.functional.interpolate. Run from the checkout's root: python3 tests/golden/learn/hist_grad_cam.py"""

import json
import sys

import numpy as np
import torch

sys.path.insert(0, "tests/peers")
from cmu_net import CmuNet  # noqa: E402

M = (1 << 64) - 1


def fnv1a(text):
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = (h ^ byte) * 0x100000001B3 & M
    return h


def splitmix64(x):
    with np.errstate(over="ignore"):
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


def u(name, shape):
    with np.errstate(over="ignore"):
        at = np.uint64(fnv1a(name)) + np.arange(int(np.prod(shape)), dtype=np.uint64)
    return torch.from_numpy((splitmix64(at) >> np.uint64(11)) * 2.0 ** -53).reshape(tuple(shape))


def by_rule(name, shape):
    last = name.rsplit(".", 1)[-1]
    if last == "running_var":
        return 0.5 + u(name, shape)
    if last == "running_mean" or last == "bias":
        return 0.2 * (u(name, shape) - 0.5)
    if last == "weight" and len(shape) == 1:
        return 0.75 + 0.5 * u(name, shape)
    return (2 * u(name, shape) - 1) * (3 / np.prod(shape[1:])) ** 0.5


def recorded(tensor):
    flat = tensor.detach().double().flatten().numpy()
    places = [int(splitmix64(np.uint64(k)) % np.uint64(len(flat))) for k in range(24)]
    return {"shape": list(tensor.shape), "sum": flat.sum(), "sumsq": (flat ** 2).sum(),
            "values": [flat[i] for i in places]}


CHANNELS, GENES, GENE, ROWS, COLUMNS = 8, 4, 1, 48, 32
LAYERS = ["Conv1", "Conv2", "Conv3", "Conv4", "Conv5", "msag4", "Up_conv5", "msag3", "Up_conv4", "msag2", "Up_conv3",
          "msag1", "Up_conv2", "Conv_1x1"]
assert splitmix64(np.uint64(0)) == 0xE220A8397B1DCDAF and fnv1a("a") == 0xAF63DC4C8601EC8C
torch.set_num_threads(1)


def made(skips):
    net = CmuNet(CHANNELS, GENES, skips).double()
    with torch.no_grad():
        for name, tensor in net.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensor.copy_(by_rule(name, tensor.shape))
    return net.eval()


net = made("gated")
kept = {}
for layer in LAYERS:
    def keep(_, __, out, layer=layer):
        kept[layer] = out
        out.retain_grad()
    getattr(net, layer).register_forward_hook(keep)
features = 2 * u("input:features", (1, CHANNELS, ROWS, COLUMNS)) - 1
# Tissue: rows 10 to 29, columns 5 to 24.
tissue = torch.zeros(ROWS, COLUMNS, dtype=torch.float64)
tissue[10:30, 5:25] = 1
out = {}
for over, mask in ("tissue", tissue), ("grid", torch.ones_like(tissue)):
    kept.clear()
    (net(features)[0, GENE] * mask).sum().backward()
    maps = []
    for layer in LAYERS:
        values, gradient = kept[layer][0], kept[layer].grad[0]
        cam = torch.relu((gradient.mean((1, 2))[:, None, None] * values).sum(0))
        maps.append(torch.nn.functional.interpolate(cam[None, None], (ROWS, COLUMNS), mode="bilinear",
                                                    align_corners=False)[0, 0])
    out[over] = {layer: recorded(one) for layer, one in zip(LAYERS, maps)}
with torch.no_grad():
    out["output"] = {skips: recorded(made(skips)(features)) for skips in ("gated", "plain", "none")}
with open("tests/golden/learn/hist_grad_cam.json", "w") as file:
    json.dump(out, file, separators=(",", ":"))
