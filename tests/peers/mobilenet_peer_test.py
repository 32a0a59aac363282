"""MobileNetV1: the network beside PyTorch at three layers and two tile sizes,
and the weights that ship beside what the script makes of Google's file."""

import os
import pathlib
import subprocess
import sys

import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import load_file, save_file

FOLDER = pathlib.Path(os.environ["TEST_TMPDIR"])
SHIPPED = pathlib.Path("recipes/lib/mobilenet_v1/imagenet_uint8.safetensors")
STRIDES = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1]


def dequantised():
    stored = load_file(SHIPPED)
    weights = {}
    for name in [n.removesuffix(".weight") for n in stored if n.endswith(".weight")]:
        scale = stored[f"{name}.weight_scale"]
        zero = stored[f"{name}.weight_zero_point"].float()
        product = stored[f"{name}.input_scale"].double() * scale.double()
        weights[name] = (scale * (stored[f"{name}.weight"].float() - zero),
                         (stored[f"{name}.bias"].double() * product).float())
    return weights


def same(x, stride):
    """TFLite's SAME padding for a window of 3, odd pixel at the end."""
    pads = []
    for n in x.shape[3], x.shape[2]:
        total = max((-(-n // stride) - 1) * stride + 3 - n, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


def network(weights, pixels, blocks):
    x = (pixels.permute(0, 3, 1, 2).float() - 128) / 128
    x = F.conv2d(same(x, 2), *weights["conv0"], stride=2).clamp(0, 6)
    for i in range(1, blocks + 1):
        kernel, bias = weights[f"block{i}.depthwise"]
        stride = STRIDES[i - 1]
        x = F.conv2d(same(x, stride), kernel, bias, stride=stride, groups=len(kernel)).clamp(0, 6)
        x = F.conv2d(x, *weights[f"block{i}.pointwise"]).clamp(0, 6)
    return x.mean((2, 3))


def the_network_agrees_with_pytorch():
    weights = dequantised()
    torch.manual_seed(3)
    for side in 224, 75:
        pixels = torch.randint(0, 256, (3, side, side, 3), dtype=torch.uint8)
        save_file({"pixels": pixels}, FOLDER / "in")
        for layer, blocks in (("block1", 1), ("block8", 8), ("output", 13)):
            out = FOLDER / f"out_{side}_{layer}"
            subprocess.run(["./tests/peers/mobilenet_peer", SHIPPED, layer, FOLDER / "in", out],
                           check=True)
            ours = load_file(out)["features"]
            difference = (ours - network(weights, pixels, blocks)).abs().max().item()
            print(f"{side} px, {layer}: largest difference {difference:.2g}")
            assert difference < 1e-4, difference
        (FOLDER / "in").unlink()


def the_weights_are_what_the_script_makes():
    with safe_open(SHIPPED, framework="pt") as file:
        assert len(file.keys()) == 27 * 5, len(file.keys())
        assert file.metadata()["licence"] == "Apache-2.0"
    original = pathlib.Path(os.environ.get("MOONSTAIN_DATA", ""), "weights",
                            "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite")
    if not original.exists():
        print("SKIPPED: MOONSTAIN_DATA has no weights/*.tflite")
        return
    script = [sys.executable, "tools/weights/quantised_mobilenet.py"]
    made = FOLDER / "made.safetensors"
    subprocess.run([*script, original, made], check=True)
    assert made.read_bytes() == SHIPPED.read_bytes(), "the script makes other bytes"
    damaged = FOLDER / "damaged.tflite"
    damaged.write_bytes(original.read_bytes()[:-1] + b"\1")
    result = subprocess.run([*script, damaged, made], capture_output=True, text=True)
    assert result.returncode == 1 and "not the original file" in result.stderr, result


if __name__ == "__main__":
    torch.set_num_threads(1)
    the_network_agrees_with_pytorch()
    the_weights_are_what_the_script_makes()
