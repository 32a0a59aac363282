"""CTransPath beside PyTorch: one file of weights as published checkpoints have
it and as safetensors, tiles of bytes through tests/peers/ctranspath_peer (ours)
and through conv_stem_swin.py and Pillow's pixels here; then files that are
broken."""

import collections
import fractions
import os
import pathlib
import subprocess

import torch
from safetensors.torch import load_file, save_file

from conv_stem_swin import seeded

PROGRAM = "./tests/peers/ctranspath_peer"
FOLDER = pathlib.Path(os.environ["TEST_TMPDIR"])
WEIGHTS = FOLDER / "weights.pth"


def ours(weights):
    """Features, or what is said of a file that is refused."""
    done = subprocess.run([PROGRAM, weights, FOLDER / "in", FOLDER / "out"], capture_output=True, text=True)
    if done.returncode == 0:
        features = load_file(FOLDER / "out")["features"]
        (FOLDER / "out").unlink()
        return features
    assert done.returncode == 1, done
    return done.stderr.replace(str(FOLDER) + "/", "").strip()


def tiles():
    """Noise, a gradient, white and black."""
    torch.manual_seed(5)
    noise = torch.randint(0, 256, (224, 224, 3), dtype=torch.uint8)
    ramp = torch.arange(224)[:, None, None].expand(224, 224, 3).to(torch.uint8)
    return torch.stack([noise, ramp, torch.full_like(noise, 255), torch.zeros_like(noise)])


def features_agree(net, pixels):
    """Tolerance: ours sums in another order, in float32."""
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64)
    deviation = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64)
    pictures = ((pixels.double() / 255 - mean) / deviation).permute(0, 3, 1, 2)
    with torch.inference_mode():
        exact = net.double()(pictures)
        theirs = net.float()(pictures.float())
    for name in "weights.pth", "weights.safetensors":
        found = ours(FOLDER / name)
        assert not isinstance(found, str), found
        off = (found - exact).abs().max().item()
        noise = (theirs - exact).abs().max().item()
        print(f"{name}: largest difference from float64 {off:.2g}, PyTorch's {noise:.2g}, "
              f"values to {exact.abs().max():.2g}")
        assert off <= 1e-4 and off <= 10 * noise, (off, noise)


def broken_files_are_refused(state):
    def saved(name, content):
        torch.save(content, FOLDER / name)
        return ours(FOLDER / name)

    def refused(said, expected):
        assert said == expected, f"\n{said}\nis not\n{expected}"

    bad = FOLDER / "cut.pth"
    bad.write_bytes(WEIGHTS.read_bytes()[:50_000_000])
    refused(ours(bad), "cut.pth: not a zip archive, or cut off: it has no end record")
    refused(saved("foreign.pth", {"model": state, "rate": fractions.Fraction(1, 3)}),
            "foreign.pth: it wants to use 'fractions.Fraction'; only tensors, numbers, texts and dictionaries are "
            "read (byte 29372 of its pickle)")
    other = collections.OrderedDict(state)
    other["norm.weight"] = torch.zeros(384)
    other["layers.3.blocks.0.mlp.fc1.bias"] = state["layers.3.blocks.0.mlp.fc1.bias"].half()
    del other["patch_embed.proj.4.running_var"]
    other["head.weight"] = torch.zeros(2, 768)
    refused(saved("other.pth", {"model": other}),
            "weights: 4 tensors do not fit ctranspath, which has 200:\n"
            "  missing: patch_embed.proj.4.running_var F32 [24]\n"
            "  misshapen: layers.3.blocks.0.mlp.fc1.bias is F16 [3072], expected F32 [3072]\n"
            "  misshapen: norm.weight is F32 [384], expected F32 [768]\n"
            "  unexpected: head.weight F32 [2, 768]")
    refused(saved("entry.pth", {"network": state}),
            "entry.pth: 'network' is not a tensor; the state may be one of its entries")
    nan = collections.OrderedDict(state)
    nan["norm.bias"] = torch.full((768,), float("nan"))
    # Not the file's fault to be told by shapes: `encode` names the tile.
    assert saved("nan.pth", {"model": nan}).isnan().all()


if __name__ == "__main__":
    torch.set_num_threads(1)
    net = seeded(3)
    state = net.state_dict()
    torch.save({"model": state, "epoch": 99}, WEIGHTS)
    save_file(state, FOLDER / "weights.safetensors")
    pixels = tiles()
    save_file({"pixels": pixels}, FOLDER / "in")
    features_agree(net, pixels)
    broken_files_are_refused(seeded(3).state_dict())
