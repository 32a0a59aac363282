"""HiST's network and training beside PyTorch: the same weights and inputs go
through tests/peers/hist_peer (ours) and through cmu_net.py here."""

import json
import os
import subprocess

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from cmu_net import CmuNet

PROGRAM = "./tests/peers/hist_peer"
FOLDER = os.environ["TEST_TMPDIR"]


def make(name, channels, genes, examples, rows, columns, dtype):
    torch.manual_seed(11)
    net = CmuNet(channels, genes).to(dtype)
    data = {"input": torch.randn(examples, channels, rows, columns, dtype=dtype),
            "target": torch.rand(examples, genes, rows, columns, dtype=dtype)}
    save_file(net.state_dict(), f"{FOLDER}/{name}.weights")
    save_file(data, f"{FOLDER}/{name}.in")
    return net, data


def ours(name, **settings):
    with open(f"{FOLDER}/{name}.json", "w") as file:
        json.dump(settings, file)
    subprocess.run([PROGRAM, f"{FOLDER}/{name}.json", f"{FOLDER}/{name}.weights",
                    f"{FOLDER}/{name}.in", f"{FOLDER}/{name}.out"], check=True)
    out = load_file(f"{FOLDER}/{name}.out")
    for end in "weights", "in", "out":
        os.remove(f"{FOLDER}/{name}.{end}")
    return out


def train(net, data, order, epochs, batch):
    """The authors' loop: a scheduler step an epoch, the last batch kept."""
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, T_max=epochs, eta_min=1e-5)
    count = len(data["input"])
    losses, rates = [], []
    net.train()
    for epoch in range(epochs):
        rates.append(adam.param_groups[0]["lr"])
        visit = order[epoch * count:(epoch + 1) * count]
        assert sorted(visit) == list(range(count)), visit
        for begin in range(0, count, batch):
            which = visit[begin:begin + batch]
            adam.zero_grad()
            loss = torch.nn.functional.mse_loss(net(data["input"][which]), data["target"][which])
            loss.backward()
            adam.step()
            losses.append(loss.item())
        schedule.step()
    return np.array(losses), np.array(rates)


def state_names_and_counts_are_the_published_ones():
    net = CmuNet(768, 346)
    assert len(net.state_dict()) == 366
    assert sum(p.numel() for p in net.parameters()) == 50_395_418


def forward_agrees():
    net, data = make("forward", 512, 40, 2, 80, 64, torch.float32)
    # Running values other than 0 and 1, so that they are seen to be used.
    with torch.no_grad():
        net.train()
        net(data["input"])
        net.eval()
        # As the authors save it: a bare state dictionary.
        torch.save(net.state_dict(), f"{FOLDER}/forward.weights")
        theirs = net(data["input"])
    out = ours("forward", epochs=0)["output"]
    difference = (out - theirs).abs().max().item()
    print(f"forward: largest difference {difference:.3g}, values to {theirs.abs().max():.3g}")
    assert difference <= 1e-5, difference


def ten_steps_agree_in_float64():
    net, data = make("float64", 96, 12, 3, 32, 32, torch.float64)
    out = ours("float64", epochs=5, batch=2)
    losses, rates = train(net, data, out["order"].tolist(), 5, 2)
    assert len(losses) == 10
    assert (out["learning_rates"].numpy() == rates).all(), (out["learning_rates"], rates)
    worst = np.abs(out["losses"].numpy() / losses - 1).max()
    print(f"float64: losses {losses[0]:.6f} to {losses[-1]:.6f}, worst relative difference {worst:.3g}")
    assert worst <= 1e-9, worst


def ten_steps_give_equal_bits_in_float32():
    net, data = make("float32", 512, 60, 3, 80, 64, torch.float32)
    out = ours("float32", epochs=5, batch=2)
    losses, _ = train(net, data, out["order"].tolist(), 5, 2)
    assert (out["losses"].numpy() == losses).all(), (out["losses"], losses)
    state = net.state_dict()
    differing = [name for name in state if not torch.equal(state[name], out[name])]
    assert not differing, f"{len(differing)} of {len(state)} differ: {differing[:5]}"
    print(f"float32: {len(state)} tensors equal after {len(losses)} steps")


def two_hundred_learning_rates_are_equal_to_the_last_bit():
    """The schedule alone; tests/learn/train/schedule_test.cpp holds some of these."""
    adam = torch.optim.Adam([torch.zeros(1)], lr=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, T_max=200, eta_min=1e-5)
    for epoch in range(200):
        if epoch in (1, 50, 100, 150, 199):
            print(f"schedule: {epoch} {schedule.get_last_lr()[0].hex()}")
        adam.step()
        schedule.step()


if __name__ == "__main__":
    torch.set_num_threads(1)
    state_names_and_counts_are_the_published_ones()
    forward_agrees()
    ten_steps_agree_in_float64()
    ten_steps_give_equal_bits_in_float32()
    two_hundred_learning_rates_are_equal_to_the_last_bit()
