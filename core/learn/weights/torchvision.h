#pragma once

#include "core/base/path.h"
#include "core/learn/weights/weights.h"

namespace moonstain {

// Weights of ImageNet's networks as torchvision publishes them, a file of
// torch.save that is a state, or the same as safetensors. What a network of
// features has no place for is left out here, by name; all else stays, and is
// refused by the network that it does not fit. Where no normalisation counts
// its batches, `num_batches_tracked`, as in what was saved before 2018, each
// counts 0.

/// Of a residual network, by the names of torchvision and timm: conv1, bn1,
/// layer1 to layer4. Without the classes, `fc`.
Weights resnet_weights(const fs::path& path);

/// Of a DenseNet: features.*, without the classes, `classifier`. Files of
/// before 2018, the published one (densenet121-a639ec97.pth) among them, write
/// norm.1 and conv.2 of a layer for norm1 and conv2.
Weights densenet_weights(const fs::path& path);

}  // namespace moonstain
