"""ResNet-18, ResNet-50 and DenseNet-121 beside PyTorch: files of weights as torchvision publishes them and as
safetensors, tiles of bytes through tests/peers/imagenet_peer (ours) and through imagenet_networks.py here; pictures in
float64; then files that are broken."""

import os
import pathlib
import subprocess

import torch
from safetensors.torch import load_file, save_file

from imagenet_networks import NETWORKS, old_names, seeded

PROGRAM = "./tests/peers/imagenet_peer"
FOLDER = pathlib.Path(os.environ["TEST_TMPDIR"])
WIDTHS = {"resnet18": 512, "resnet50": 2048, "densenet121": 1024}
PARAMETERS = {"resnet18": 11_176_512, "resnet50": 23_508_032, "densenet121": 6_953_856}


def ours(network, scale, weights, **given):
    """Features, or what is said of a file that is refused."""
    save_file(given, FOLDER / "in")
    done = subprocess.run([PROGRAM, network, scale, weights, FOLDER / "in", FOLDER / "out"],
                          capture_output=True, text=True)
    if done.returncode == 0:
        features = load_file(FOLDER / "out")["features"]
        (FOLDER / "out").unlink()
        return features
    assert done.returncode == 1, done
    return done.stderr.replace(str(FOLDER) + "/", "").strip()


def tiles(side):
    """Noise, a gradient, white and black."""
    torch.manual_seed(5)
    noise = torch.randint(0, 256, (side, side, 3), dtype=torch.uint8)
    ramp = (torch.arange(side) % 256)[:, None, None].expand(side, side, 3).to(torch.uint8)
    return torch.stack([noise, ramp, torch.full_like(noise, 255), torch.zeros_like(noise)])


def scaled(pixels, scale):
    unit = pixels.double().permute(0, 3, 1, 2) / 255
    if scale == "minus_one_to_one":
        return 2 * unit - 1
    mean = torch.tensor([0.485, 0.456, 0.406], dtype=torch.float64)[:, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225], dtype=torch.float64)[:, None, None]
    return (unit - mean) / deviation


def files_of(name, net):
    """One state as published: the densenet in the form and with the names of 2017."""
    state = net.state_dict()
    published = old_names(state) if name == "densenet121" else state
    torch.save(published, FOLDER / f"{name}.pth", _use_new_zipfile_serialization=name != "densenet121")
    save_file(state, FOLDER / f"{name}.safetensors")
    return [f"{name}.pth", f"{name}.safetensors"]


def features_agree(name):
    net = seeded(name, 3)
    counted = sum(value.numel() for part, value in net.named_parameters()
                  if not part.startswith(("fc.", "classifier.")))
    assert counted == PARAMETERS[name], (name, counted)
    files = files_of(name, net)
    for side, scale in (224, "imagenet"), (256, "minus_one_to_one"):
        pixels = tiles(side)
        pictures = scaled(pixels, scale)
        with torch.inference_mode():
            exact = net.double().features_of(pictures)
            theirs = net.float().features_of(pictures.float())
        assert exact.shape == (4, WIDTHS[name]), exact.shape
        largest = exact.abs().max()
        for file in files:
            found = ours(name, scale, FOLDER / file, pixels=pixels)
            assert not isinstance(found, str), found
            off = ((found - exact).abs().max() / largest).item()
            noise = ((theirs - exact).abs().max() / largest).item()
            print(f"{file}, {scale}: largest difference from float64 {off:.2g}, PyTorch's {noise:.2g}, of the largest")
            assert off <= 1e-4 and off <= 10 * noise, (off, noise)


def float64_agrees(name):
    net = seeded(name, 4).double()
    torch.manual_seed(6)
    # Sides that 32 does not divide.
    pictures = torch.randn(2, 3, 75, 101, dtype=torch.float64)
    save_file(net.state_dict(), FOLDER / "weights")
    found = ours(name, "float64", FOLDER / "weights", pictures=pictures)
    assert not isinstance(found, str), found
    with torch.inference_mode():
        expected = net.features_of(pictures)
    off = ((found - expected).abs().max() / expected.abs().max()).item()
    print(f"{name}: largest difference in float64 {off:.2g} of the largest")
    assert off <= 1e-10, off


def broken_files_are_refused():
    pixels = tiles(32)

    def refused(network, file, expected):
        said = ours(network, "imagenet", FOLDER / file, pixels=pixels)
        assert said == expected, f"\n{said}\nis not\n{expected}"

    whole = (FOLDER / "resnet18.pth").read_bytes()
    (FOLDER / "cut.pth").write_bytes(whole[:20_000_000])
    refused("resnet18", "cut.pth", "cut.pth: not a zip archive, or cut off: it has no end record")
    old = (FOLDER / "densenet121.pth").read_bytes()
    (FOLDER / "cut_old.pth").write_bytes(old[:-1])
    said = ours("densenet121", "imagenet", FOLDER / "cut_old.pth", pixels=pixels)
    assert isinstance(said, str) and said.startswith("cut_old.pth: cut off: "), said
    state = seeded("resnet18", 3).state_dict()
    del state["bn1.running_mean"]
    state["layer1.0.conv1.weight"] = state["layer1.0.conv1.weight"].half()
    state["layer2.0.bn1.bias"] = torch.zeros(64)
    state["head.weight"] = torch.zeros(2, 512)
    torch.save(state, FOLDER / "other.pth")
    refused("resnet18", "other.pth",
            "weights: 4 tensors do not fit resnet18, which has 120:\n"
            "  missing: bn1.running_mean F32 [64]\n"
            "  misshapen: layer1.0.conv1.weight is F16 [64, 64, 3, 3], expected F32 [64, 64, 3, 3]\n"
            "  misshapen: layer2.0.bn1.bias is F32 [64], expected F32 [128]\n"
            "  unexpected: head.weight F32 [2, 512]")
    refused("resnet50", "resnet18.pth",
            "weights: holds weights of resnet18, expected those of resnet50; the step `resnet18` takes it")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for network in NETWORKS:
        features_agree(network)
        float64_agrees(network)
    broken_files_are_refused()
