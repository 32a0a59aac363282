#include "core/learn/network/upsampled_convolution.h"

#include <ATen/Dispatch.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "core/base/error.h"

namespace moonstain {
namespace {

// Where a place of the enlarged side lies between two of the small one.
template <typename T>
struct Between {
  std::int64_t low, high;
  T at_low, at_high;  // shares, together 1
};

template <typename T>
std::vector<Between<T>> enlarged(std::int64_t side, std::int64_t factor) {
  std::vector<Between<T>> places(side * factor);
  for (std::int64_t x = 0; x < side * factor; ++x) {
    const double at = std::max(
        0.0,
        (static_cast<double>(x) + 0.5) / static_cast<double>(factor) - 0.5);
    const auto low = static_cast<std::int64_t>(at);
    const T share = static_cast<T>(at - static_cast<double>(low));
    places[x] = {low, std::min(low + 1, side - 1), 1 - share, share};
  }
  return places;
}

// One output channel of one picture: products of the nine taps, each
// [height, width], to [factor * height, factor * width] and back. What lies
// outside of the enlarged map is 0, as padding is.
template <typename T>
class Taps {
 public:
  Taps(std::int64_t height, std::int64_t width, std::int64_t factor)
      : height_(height),
        width_(width),
        rows_(enlarged<T>(height, factor)),
        columns_(enlarged<T>(width, factor)),
        half_(3 * height * large_width()) {}

  // @param stride  between the products of two taps
  // @param to      holds the bias, to which the sum is added
  void spread(const T* products, std::int64_t stride, T* to) {
    std::fill(half_.begin(), half_.end(), T(0));
    for (std::int64_t tap = 0; tap < 9; ++tap) {
      const T* from = products + tap * stride;
      for (std::int64_t y = 0; y < height_; ++y, from += width_) {
        along_columns(from, half(tap / 3, y), tap % 3);
      }
    }
    for (std::int64_t y = 0; y < large_height(); ++y, to += large_width()) {
      for (std::int64_t tap = 0; tap < 3; ++tap) {
        const std::int64_t row = y + tap - 1;
        if (row < 0 || row >= large_height()) continue;
        const Between<T>& at = rows_[row];
        const T* low = half(tap, at.low);
        const T* high = half(tap, at.high);
        for (std::int64_t x = 0; x < large_width(); ++x) {
          to[x] += at.at_low * low[x] + at.at_high * high[x];
        }
      }
    }
  }

  // The transpose of `spread`.
  void gather(const T* gradient, T* products, std::int64_t stride) {
    std::fill(half_.begin(), half_.end(), T(0));
    const T* from = gradient;
    for (std::int64_t y = 0; y < large_height(); ++y, from += large_width()) {
      for (std::int64_t tap = 0; tap < 3; ++tap) {
        const std::int64_t row = y + tap - 1;
        if (row < 0 || row >= large_height()) continue;
        const Between<T>& at = rows_[row];
        T* low = half(tap, at.low);
        T* high = half(tap, at.high);
        for (std::int64_t x = 0; x < large_width(); ++x) {
          low[x] += at.at_low * from[x];
        }
        for (std::int64_t x = 0; x < large_width(); ++x) {
          high[x] += at.at_high * from[x];
        }
      }
    }
    for (std::int64_t tap = 0; tap < 9; ++tap) {
      T* to = products + tap * stride;
      for (std::int64_t y = 0; y < height_; ++y, to += width_) {
        from_columns(half(tap / 3, y), to, tap % 3);
      }
    }
  }

 private:
  std::int64_t large_width() const {
    return static_cast<std::int64_t>(columns_.size());
  }
  std::int64_t large_height() const {
    return static_cast<std::int64_t>(rows_.size());
  }
  T* half(std::int64_t tap, std::int64_t y) {
    return half_.data() + (tap * height_ + y) * large_width();
  }

  void along_columns(const T* from, T* to, std::int64_t tap) const {
    const auto [first, last] = columns_of(tap);
    for (std::int64_t x = first; x < last; ++x) {
      const Between<T>& at = columns_[x + tap - 1];
      to[x] += at.at_low * from[at.low] + at.at_high * from[at.high];
    }
  }

  void from_columns(const T* from, T* to, std::int64_t tap) const {
    std::fill_n(to, width_, T(0));
    const auto [first, last] = columns_of(tap);
    for (std::int64_t x = first; x < last; ++x) {
      const Between<T>& at = columns_[x + tap - 1];
      to[at.low] += at.at_low * from[x];
      to[at.high] += at.at_high * from[x];
    }
  }

  // Places whose tap lies inside.
  std::pair<std::int64_t, std::int64_t> columns_of(std::int64_t tap) const {
    return {tap == 0 ? 1 : 0, large_width() - (tap == 2 ? 1 : 0)};
  }

  std::int64_t height_, width_;
  std::vector<Between<T>> rows_, columns_;
  std::vector<T> half_;  // [3 taps, height, large width]
};

// products [batch, 9 * out, height, width], tap by tap.
class Spread : public torch::autograd::Function<Spread> {
 public:
  using Context = torch::autograd::AutogradContext;
  using Tensors = torch::autograd::variable_list;

  static at::Tensor forward(Context* context, const at::Tensor& given,
                            const at::Tensor& bias, std::int64_t factor) {
    const at::Tensor products = given.contiguous();
    context->saved_data["sizes"] = products.sizes().vec();
    context->saved_data["factor"] = factor;
    const std::int64_t out = bias.size(0), height = products.size(2),
                       width = products.size(3), plane = height * width;
    at::Tensor sums =
        at::empty({products.size(0), out, factor * height, factor * width},
                  products.options());
    AT_DISPATCH_FLOATING_TYPES(
        products.scalar_type(), "upsampled_convolution", [&] {
          Taps<scalar_t> taps(height, width, factor);
          const scalar_t* from = products.const_data_ptr<scalar_t>();
          const scalar_t* start = bias.const_data_ptr<scalar_t>();
          scalar_t* to = sums.mutable_data_ptr<scalar_t>();
          const std::int64_t large = plane * factor * factor;
          for (std::int64_t b = 0; b < products.size(0); ++b) {
            for (std::int64_t o = 0; o < out; ++o, to += large) {
              std::fill_n(to, large, start[o]);
              taps.spread(from + (b * 9 * out + o) * plane, out * plane, to);
            }
          }
        });
    return sums;
  }

  static Tensors backward(Context* context, const Tensors& gradients) {
    const auto sizes = context->saved_data["sizes"].toIntVector();
    const std::int64_t factor = context->saved_data["factor"].toInt();
    const at::Tensor sums = gradients[0].contiguous();
    const std::int64_t out = sizes[1] / 9, height = sizes[2], width = sizes[3],
                       plane = height * width;
    at::Tensor products = at::empty(sizes, sums.options());
    AT_DISPATCH_FLOATING_TYPES(
        sums.scalar_type(), "upsampled_convolution", [&] {
          Taps<scalar_t> taps(height, width, factor);
          const scalar_t* from = sums.const_data_ptr<scalar_t>();
          scalar_t* to = products.mutable_data_ptr<scalar_t>();
          const std::int64_t large = plane * factor * factor;
          for (std::int64_t b = 0; b < sizes[0]; ++b) {
            for (std::int64_t o = 0; o < out; ++o, from += large) {
              taps.gather(from, to + (b * 9 * out + o) * plane, out * plane);
            }
          }
        });
    return {products, sums.sum({0, 2, 3}), at::Tensor()};
  }
};

}  // namespace

at::Tensor upsampled_convolution(const at::Tensor& maps,
                                 const at::Tensor& weight,
                                 const at::Tensor& bias, std::int64_t factor) {
  check(maps.dim() == 4 && weight.dim() == 4 && weight.size(2) == 3 &&
            weight.size(3) == 3 && bias.dim() == 1,
        "upsampled_convolution: maps are [batch, in, height, width], the "
        "weight [out, in, 3, 3], the bias [out]");
  check(weight.size(1) == maps.size(1) && bias.size(0) == weight.size(0) &&
            factor >= 2,
        "upsampled_convolution: maps of ", maps.size(1),
        " channels, a weight for ", weight.size(1), " and a bias of ",
        bias.size(0), " for ", weight.size(0), " outputs, factor ", factor,
        "; channels and outputs must be the same, the factor at least 2");
  // [out, in, 3, 3] to one product for each tap and output.
  const at::Tensor taps =
      weight.permute({2, 3, 0, 1})
          .reshape({9 * weight.size(0), maps.size(1), 1, 1});
  return Spread::apply(at::conv2d(maps, taps), bias, factor);
}

}  // namespace moonstain
