"""ResNet20 v1 and ResNet18 for CIFAR-10 in PyTorch, layer for layer the course's nets, to compare speeds.

Nothing else in the course needs PyTorch; this module is imported only where it is installed.
"""

from torch import nn
from torch.nn import functional


class TwoLayerBlock(nn.Module):
    """3x3 conv, BN, ReLU, 3x3 conv, BN, addition, ReLU; the shortcut is A or a projection with BN."""

    def __init__(self, channels: int, filters: int, stride: int, projection: bool):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(filters)
        self.stride, self.added = stride, filters - channels
        changes = stride != 1 or channels != filters
        self.shortcut = (
            nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))
            if projection and changes
            else None
        )

    def forward(self, x):
        y = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        if self.shortcut is not None:
            x = self.shortcut(x)
        elif self.added or self.stride != 1:
            x = x[:, :, :: self.stride, :: self.stride]
            x = functional.pad(x, (0, 0, 0, 0, 0, self.added))
        return functional.relu(x + y)


def torch_net(name: str) -> nn.Module:
    """Return ``resnet<6n+2>v1`` (shortcut A) or ``resnet18``, for (batch, 3, 32, 32), ending in logits.

    Raises:
        ValueError: another name.
    """
    if name == "resnet18":
        widths, blocks, projection = (64, 128, 256, 512), 2, True
    elif name.startswith("resnet") and name.endswith("v1") and (int(name[6:-2]) - 2) % 6 == 0:
        widths, blocks, projection = (16, 32, 64), (int(name[6:-2]) - 2) // 6, False
    else:
        raise ValueError(f"torch_net: there is no {name!r}; there are resnet18 and resnet<6n+2>v1.")
    layers = [nn.Conv2d(3, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU()]
    channels = widths[0]
    for stage, width in enumerate(widths):
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            layers.append(TwoLayerBlock(channels, width, stride, projection))
            channels = width
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10)]
    net = nn.Sequential(*layers)
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
    return net


def trainable(net: nn.Module) -> int:
    """Return the number of trainable parameters."""
    return sum(p.numel() for p in net.parameters() if p.requires_grad)
