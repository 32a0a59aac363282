#include "core/learn/network/picture_transforms.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Of each pixel the one that it came from, row by row; the number of pixels
// where that lies outside. In float32 and by torchvision's steps (a map of -1
// to 1 over each side), which say where a place between two pixels goes.
at::Tensor origins(std::int64_t rows, std::int64_t columns, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  const auto cosine = static_cast<float>(std::cos(angle));
  const auto sine = static_cast<float>(std::sin(angle));
  const auto width = static_cast<float>(columns);
  const auto height = static_cast<float>(rows);
  const auto nearest = [](float place, float size) {
    return static_cast<std::int64_t>(
        std::nearbyint(((place + 1) * size - 1) / 2));
  };
  const float half_width = width / 2, half_height = height / 2;
  at::Tensor origin = at::empty({rows * columns}, at::kLong);
  std::int64_t* to = origin.mutable_data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      const float x = static_cast<float>(column) - (width - 1) / 2;
      const float y = static_cast<float>(row) - (height - 1) / 2;
      const std::int64_t from_x =
          nearest(x * (cosine / half_width) - y * (sine / half_width), width);
      const std::int64_t from_y = nearest(
          x * (sine / half_height) + y * (cosine / half_height), height);
      const bool inside =
          from_x >= 0 && from_x < columns && from_y >= 0 && from_y < rows;
      *to++ = inside ? from_y * columns + from_x : rows * columns;
    }
  }
  return origin;
}

}  // namespace

at::Tensor rotated(const at::Tensor& pictures, double degrees) {
  const at::Tensor origin =
      origins(pictures.size(-2), pictures.size(-1), degrees)
          .to(pictures.device());
  return at::constant_pad_nd(pictures.flatten(-2), {0, 1})
      .index_select(-1, origin)
      .view(pictures.sizes());
}

at::Tensor greyscale(const at::Tensor& pictures) {
  check(pictures.dim() == 4 && pictures.size(1) == 3,
        "greyscale: pictures are [", listed(pictures.sizes().vec()),
        "], expected [spots, 3, rows, columns]");
  const auto colours = pictures.unbind(1);
  return (0.2989 * colours[0] + 0.587 * colours[1] + 0.114 * colours[2])
      .unsqueeze(1)
      .expand_as(pictures);
}

}  // namespace moonstain
