"""CMU-Net in PyTorch with the names of its authors, from
recipes/hist_loocv/METHOD.md 5.1 to 5.4, and 12.1 for `skips`. Shared by the peer test, the benchmark of a training
step and tests/golden/learn/hist_grad_cam.py."""

import torch
from torch import nn


def conv_bn(a, b, side, **more):
    return [nn.Conv2d(a, b, side, **more), nn.BatchNorm2d(b)]


class ConvBlock(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.conv = nn.Sequential(*conv_bn(a, b, 3, padding=1), nn.ReLU(inplace=True),
                                  *conv_bn(b, b, 3, padding=1), nn.ReLU(inplace=True))

    def forward(self, x):
        return self.conv(x)


class UpConv(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.up = nn.Sequential(nn.Upsample(scale_factor=2),
                                *conv_bn(a, b, 3, padding=1), nn.ReLU(inplace=True))

    def forward(self, x):
        return self.up(x)


class Residual(nn.Module):
    def __init__(self, fn):
        super().__init__()
        self.fn = fn

    def forward(self, x):
        return self.fn(x) + x


class ConvMixer(nn.Module):
    def __init__(self, dim=1024, depth=7, side=7):
        super().__init__()
        self.block = nn.Sequential(*[nn.Sequential(
            Residual(nn.Sequential(nn.Conv2d(dim, dim, side, groups=dim, padding=side // 2),
                                   nn.GELU(), nn.BatchNorm2d(dim))),
            nn.Conv2d(dim, dim, 1), nn.GELU(), nn.BatchNorm2d(dim)) for _ in range(depth)])

    def forward(self, x):
        return self.block(x)


class Gate(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.pointwiseConv = nn.Sequential(*conv_bn(c, c, 1))
        self.ordinaryConv = nn.Sequential(*conv_bn(c, c, 3, padding=1))
        self.dilationConv = nn.Sequential(*conv_bn(c, c, 3, padding=2, dilation=2))
        self.voteConv = nn.Sequential(*conv_bn(3 * c, c, 1), nn.Sigmoid())
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        views = [self.pointwiseConv(x), self.ordinaryConv(x), self.dilationConv(x)]
        return x + x * self.voteConv(self.relu(torch.cat(views, dim=1)))


class CmuNet(nn.Module):
    def __init__(self, channels, genes, skips="gated"):
        super().__init__()
        self.skips, parts = skips, 1 if skips == "none" else 2
        self.Maxpool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.Conv1 = ConvBlock(channels, 64)
        self.Conv2 = ConvBlock(64, 128)
        self.Conv3 = ConvBlock(128, 256)
        self.Conv4 = ConvBlock(256, 512)
        self.Conv5 = ConvBlock(512, 1024)
        self.ConvMixer = ConvMixer()
        self.Up5, self.Up_conv5 = UpConv(1024, 512), ConvBlock(parts * 512, 512)
        self.Up4, self.Up_conv4 = UpConv(512, 256), ConvBlock(parts * 256, 256)
        self.Up3, self.Up_conv3 = UpConv(256, 128), ConvBlock(parts * 128, 128)
        self.Up2, self.Up_conv2 = UpConv(128, 64), ConvBlock(parts * 64, 64)
        self.Conv_1x1 = nn.Conv2d(64, genes, 1)
        if skips == "gated":
            self.msag4, self.msag3 = Gate(512), Gate(256)
            self.msag2, self.msag1 = Gate(128), Gate(64)

    def joined(self, level, below):
        return below if self.skips == "none" else torch.cat((level, below), dim=1)

    def forward(self, x):
        x1 = self.Conv1(x)
        x2 = self.Conv2(self.Maxpool(x1))
        x3 = self.Conv3(self.Maxpool(x2))
        x4 = self.Conv4(self.Maxpool(x3))
        x5 = self.ConvMixer(self.Conv5(self.Maxpool(x4)))
        if self.skips == "gated":
            x4, x3 = self.msag4(x4), self.msag3(x3)
            x2, x1 = self.msag2(x2), self.msag1(x1)
        d = self.Up_conv5(self.joined(x4, self.Up5(x5)))
        d = self.Up_conv4(self.joined(x3, self.Up4(d)))
        d = self.Up_conv3(self.joined(x2, self.Up3(d)))
        d = self.Up_conv2(self.joined(x1, self.Up2(d)))
        return self.Conv_1x1(d)
