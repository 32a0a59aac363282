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
// where that lies outside. By torchvision's steps in float64, a map of -1 to 1
// over each side, which say where a place between two pixels goes.
at::Tensor origins(std::int64_t rows, std::int64_t columns, double degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const auto width = static_cast<double>(columns);
  const auto height = static_cast<double>(rows);
  const auto nearest = [](double place, double size) {
    return static_cast<std::int64_t>(
        std::nearbyint(((place + 1) * size - 1) / 2));
  };
  at::Tensor origin = at::empty({rows * columns}, at::kLong);
  std::int64_t* to = origin.mutable_data_ptr<std::int64_t>();
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      const double x = static_cast<double>(column) - (width - 1) / 2;
      const double y = static_cast<double>(row) - (height - 1) / 2;
      const std::int64_t from_x =
          nearest(x * (cosine / (width / 2)) - y * (sine / (width / 2)), width);
      const std::int64_t from_y = nearest(
          x * (sine / (height / 2)) + y * (cosine / (height / 2)), height);
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
