#pragma once

#include <ATen/core/Tensor.h>

#include <array>

namespace moonstain {

/// Mean and deviation of red, green and blue, of values from 0 to 1.
struct ChannelScale {
  std::array<double, 3> mean{};
  std::array<double, 3> deviation{};
};

/// Of ImageNet, as torchvision's weights expect it.
inline constexpr ChannelScale kImageNet{{0.485, 0.456, 0.406},
                                        {0.229, 0.224, 0.225}};

/// Pictures as bytes, [spots, y, x, 3], divided by 255, less the mean and
/// divided by the deviation: float32 [spots, 3, y, x].
at::Tensor standard_pictures(const at::Tensor& bytes,
                             const ChannelScale& scale);

}  // namespace moonstain
