"""The peer of hist_step.py and hist_folds.py: HiST's network trained in PyTorch.

    python3 tools/bench/hist_pytorch.py THREADS FOLDS STEPS ADAM [CHANNELS GENES]

Trains FOLDS networks one after the other, STEPS steps each, five sections a
step, Adam as PyTorch has it by `default` or `fused`. Prints a JSON line for each
step, and one for all without `import torch`. Random maps: the time of a step
does not depend on what they hold.
"""

import sys

import torch

from common import ROOT, Stopwatch, print_sample

sys.path.insert(0, str(ROOT / "tests/peers"))
from cmu_net import CmuNet  # noqa: E402


def main():
    threads, folds, steps = map(int, sys.argv[1:4])
    fused = {"default": None, "fused": True}[sys.argv[4]]
    channels, genes = map(int, sys.argv[5:7] or (512, 785))
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    inputs = [torch.rand(channels, 80, 64) for _ in range(5)]
    targets = [torch.rand(genes, 80, 64) for _ in range(5)]

    whole = Stopwatch()
    for _ in range(folds):
        net = CmuNet(channels, genes)
        adam = torch.optim.Adam(net.parameters(), lr=1e-3, weight_decay=1e-4, fused=fused)
        for _ in range(steps):
            step = Stopwatch()
            x, y = torch.stack(inputs), torch.stack(targets)
            adam.zero_grad()
            loss = torch.nn.functional.mse_loss(net(x), y)
            loss.backward()
            adam.step()
            loss.item()
            print_sample(step.elapsed())
    print_sample(whole.elapsed(), folds=folds)


main()
