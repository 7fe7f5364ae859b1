"""Train ResNet20 v1 by the recipe ``public`` in plain PyTorch: python tools/pytorch_control.py.

A control for the course's own figures. Net, augmentation, schedule and loop are written once more, from the
paper and for a GPU, and share nothing with ``resnets`` but the recipe's numbers and the decoded pictures. If
the course's nets end lower than published, this tells whether the code or the pictures are the cause.
"""

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")  # resnets imports Keras; nothing is computed with it

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from resnets.cifar_runs import PUBLIC, cifar_sets
from resnets.results import RESULTS, run_record, write_result


class Block(nn.Module):
    """3x3 conv, BN, ReLU, 3x3 conv, BN, addition, ReLU; the shortcut is padded with zeros (He 2016, A)."""

    def __init__(self, channels: int, filters: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(filters), nn.BatchNorm2d(filters)
        self.more = (filters - channels) // 2

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.more:
            x = functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.more, self.more))
        return functional.relu(x + y)


def resnet20() -> nn.Module:
    """Return the net for (batch, 3, 32, 32), ending in ten logits, with He's initial weights."""
    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for filters in (16, 32, 64):
        for _ in range(3):
            layers.append(Block(channels, filters, filters // channels))
            channels = filters
    net = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
    return net.to(memory_format=torch.channels_last)


def augmented(padded, places):
    """Return crops of 32x32 from pictures padded by 4, (n, 3, 40, 40), half of them mirrored."""
    n, device = len(places), padded.device
    top, left = torch.randint(0, 9, (2, n), device=device)
    side = torch.arange(32, device=device)
    columns = torch.where(torch.rand(n, 1, device=device) < 0.5, side, 31 - side) + left[:, None]
    rows = top[:, None] + side
    channels = torch.arange(3, device=device)[None, :, None, None]
    pictures = padded[places[:, None, None, None], channels, rows[:, None, :, None], columns[:, None, None]]
    return pictures.contiguous(memory_format=torch.channels_last)


def accuracy(net: nn.Module, x, y, batch: int = 1000) -> float:
    """Return the share of right answers in inference mode."""
    net.eval()
    with torch.no_grad():
        hits = [
            (net(x[k : k + batch]).argmax(1) == y[k : k + batch]).sum().item()
            for k in range(0, len(x), batch)
        ]
    return sum(hits) / len(x)


def train(recipe, train_set, test_set) -> dict[str, list[float]]:
    """Return the history of one run; sets as ``cifar_sets`` returns them."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(recipe.seed)
    (x, y), (x_test, y_test) = (
        (
            torch.tensor(np.ascontiguousarray(a.transpose(0, 3, 1, 2)), device=device),
            torch.tensor(b, device=device),
        )
        for a, b in (train_set, test_set)
    )
    padded, net = functional.pad(x, (4, 4, 4, 4)), resnet20().to(device)
    steps = -(-len(x) // recipe.batch_size)
    optimizer = torch.optim.SGD(
        net.parameters(),
        recipe.learning_rate,
        recipe.momentum,
        nesterov=True,
        weight_decay=recipe.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.epochs * steps)
    history = {"accuracy": [], "val_accuracy": [], "seconds": []}
    for epoch in range(recipe.epochs):
        started, hits = time.monotonic(), torch.zeros((), device=device)
        net.train()
        for places in torch.randperm(len(x), device=device).split(recipe.batch_size):
            scores = net(augmented(padded, places))
            optimizer.zero_grad()
            functional.cross_entropy(scores, y[places]).backward()
            optimizer.step()
            schedule.step()
            hits += (scores.argmax(1) == y[places]).sum()
        history["accuracy"].append(hits.item() / len(x))
        history["val_accuracy"].append(accuracy(net, x_test, y_test))
        history["seconds"].append(time.monotonic() - started)
        print(f"epoch {epoch + 1}: {history['val_accuracy'][-1]:.4f}", flush=True)
    return history


def main(arguments: argparse.Namespace) -> None:
    """Train once and write the record."""
    recipe = PUBLIC.but(epochs=arguments.epochs, seed=arguments.seed)
    train_set, test_set, dataset = cifar_sets(recipe, arguments.source, examples=arguments.examples)
    history = train(recipe, train_set, test_set)
    record = run_record(recipe.to_dict(), dataset, history, sum(history["seconds"]), model="resnet20v1")
    name = f"resnet20v1-pytorch-{recipe.epochs}ep-seed{recipe.seed}.json"
    print(write_result(arguments.out / "controls" / name, record | {"code": "tools/pytorch_control.py"}).name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=PUBLIC.epochs)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--examples", type=int, help="training pictures, if not all (a try)")
    parser.add_argument("--source", choices=["auto", "real", "drawn"], default="real")
    parser.add_argument("--out", type=Path, default=RESULTS)
    main(parser.parse_args())
