#include "core/learn/network/label_pooling.h"

#include <ATen/Dispatch.h>
#include <ATen/ops/empty.h>
#include <torch/csrc/autograd/custom_function.h>

#include <Eigen/Core>
#include <algorithm>
#include <limits>
#include <numeric>

#include "core/base/error.h"

namespace moonstain {
namespace {

using Numbers = std::vector<std::int64_t>;

// Of one picture, ascending, without the background.
Numbers labels_of(const std::int64_t* pixels, std::int64_t count) {
  Numbers labels;
  for (std::int64_t i = 0; i < count; ++i) {
    check(pixels[i] >= 0, "label_rows: a pixel has the label ", pixels[i],
          "; labels are 0, the background, or positive");
    const bool repeats = i > 0 && pixels[i] == pixels[i - 1];
    if (pixels[i] > 0 && !repeats) labels.push_back(pixels[i]);
  }
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

// Sums by row, one channel of one picture after the other.
class Means : public torch::autograd::Function<Means> {
 public:
  using Context = torch::autograd::AutogradContext;
  using Tensors = torch::autograd::variable_list;

  static Tensors forward(Context* context, const at::Tensor& given,
                         const at::Tensor& places, const at::Tensor& rows,
                         const Numbers& starts, const Numbers& areas) {
    const at::Tensor maps = given.contiguous();
    context->save_for_backward({places, rows});
    context->saved_data["sizes"] = maps.sizes().vec();
    context->saved_data["starts"] = starts;
    context->saved_data["areas"] = areas;

    const Pixels pixels(places, rows, starts);
    const std::int64_t channels = maps.size(1);
    const std::int64_t plane = maps.size(2) * maps.size(3);
    const auto row_count = static_cast<std::int64_t>(areas.size());
    at::Tensor objects = at::empty({row_count, channels}, maps.options());
    at::Tensor pictures = at::empty({maps.size(0), channels}, maps.options());
    AT_DISPATCH_FLOATING_TYPES(maps.scalar_type(), "label_means", [&] {
      const scalar_t* from = maps.const_data_ptr<scalar_t>();
      auto* picture = pictures.mutable_data_ptr<scalar_t>();
      std::vector<double> sums(row_count * channels, 0.0);
      for (std::int64_t b = 0; b < maps.size(0); ++b) {
        for (std::int64_t c = 0; c < channels; ++c, from += plane) {
          *picture++ = static_cast<scalar_t>(mean_of(from, plane));
          double* to = sums.data() + c * row_count;
          for (std::int64_t i = starts[b]; i < starts[b + 1]; ++i) {
            to[pixels.row[i]] += from[pixels.place[i]];
          }
        }
      }
      auto* object = objects.mutable_data_ptr<scalar_t>();
      for (std::int64_t row = 0; row < row_count; ++row) {
        for (std::int64_t c = 0; c < channels; ++c) {
          *object++ = static_cast<scalar_t>(sums[c * row_count + row] /
                                            static_cast<double>(areas[row]));
        }
      }
    });
    return {objects, pictures};
  }

  static Tensors backward(Context* context, const Tensors& gradients) {
    const Tensors saved = context->get_saved_variables();
    const Numbers sizes = context->saved_data["sizes"].toIntVector();
    const Numbers starts = context->saved_data["starts"].toIntVector();
    const Numbers areas = context->saved_data["areas"].toIntVector();
    const at::Tensor objects = gradients[0].contiguous();
    const at::Tensor pictures = gradients[1].contiguous();

    const Pixels pixels(saved[0], saved[1], starts);
    const std::int64_t channels = sizes[1];
    const std::int64_t plane = sizes[2] * sizes[3];
    at::Tensor maps = at::empty(sizes, objects.options());
    AT_DISPATCH_FLOATING_TYPES(maps.scalar_type(), "label_means", [&] {
      auto* to = maps.mutable_data_ptr<scalar_t>();
      const scalar_t* picture = pictures.const_data_ptr<scalar_t>();
      const scalar_t* object = objects.const_data_ptr<scalar_t>();
      std::vector<scalar_t> share(areas.size());
      for (std::int64_t b = 0; b < sizes[0]; ++b) {
        for (std::int64_t c = 0; c < channels; ++c, to += plane) {
          std::fill_n(to, plane, *picture++ / static_cast<scalar_t>(plane));
          for (std::size_t row = 0; row < areas.size(); ++row) {
            share[row] =
                object[row * channels + c] / static_cast<scalar_t>(areas[row]);
          }
          for (std::int64_t i = starts[b]; i < starts[b + 1]; ++i) {
            to[pixels.place[i]] += share[pixels.row[i]];
          }
        }
      }
    });
    return {maps, at::Tensor(), at::Tensor(), at::Tensor(), at::Tensor()};
  }

 private:
  struct Pixels {
    Pixels(const at::Tensor& places, const at::Tensor& rows,
           const Numbers& starts)
        : place(places.const_data_ptr<std::int32_t>()),
          row(rows.const_data_ptr<std::int32_t>()) {
      check(starts.back() == places.numel() && starts.back() == rows.numel(),
            "label_means: ", places.numel(), " pixels, starts up to ",
            starts.back());
    }
    const std::int32_t* place;
    const std::int32_t* row;
  };

  template <typename T>
  static double mean_of(const T* values, std::int64_t count) {
    return Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>>(values, count)
        .template cast<double>()
        .mean();
  }
};

}  // namespace

LabelRows label_rows(const at::Tensor& labels) {
  check(labels.dim() == 3 && labels.scalar_type() == at::kLong,
        "label_rows: labels are int64 [pictures, height, width], not ",
        c10::toString(labels.scalar_type()), " of ", labels.dim(),
        " dimensions");
  const std::int64_t plane = labels.size(1) * labels.size(2);
  check(plane < std::numeric_limits<std::int32_t>::max(),
        "label_rows: a picture of ", plane, " pixels; up to 2^31 are possible");

  LabelRows found;
  found.height = labels.size(1);
  found.width = labels.size(2);
  found.starts = {0};
  std::vector<std::int32_t> places, rows;
  const at::Tensor all = labels.contiguous();
  const std::int64_t* pixels = all.const_data_ptr<std::int64_t>();
  for (std::int64_t b = 0; b < labels.size(0); ++b, pixels += plane) {
    const Numbers ids = labels_of(pixels, plane);
    const std::size_t first = found.ids.size();
    found.ids.insert(found.ids.end(), ids.begin(), ids.end());
    found.counts.push_back(static_cast<std::int64_t>(ids.size()));
    found.areas.resize(found.ids.size(), 0);
    for (std::int64_t i = 0; i < plane; ++i) {
      if (pixels[i] == 0) continue;
      const auto place = std::lower_bound(ids.begin(), ids.end(), pixels[i]);
      const std::size_t row = first + (place - ids.begin());
      found.areas[row] += 1;
      places.push_back(static_cast<std::int32_t>(i));
      rows.push_back(static_cast<std::int32_t>(row));
    }
    found.starts.push_back(static_cast<std::int64_t>(places.size()));
  }
  const auto as_tensor = [](const std::vector<std::int32_t>& values) {
    at::Tensor made =
        at::empty({static_cast<std::int64_t>(values.size())}, at::kInt);
    std::copy(values.begin(), values.end(),
              made.mutable_data_ptr<std::int32_t>());
    return made;
  };
  found.places = as_tensor(places);
  found.rows = as_tensor(rows);
  return found;
}

LabelMeans label_means(const at::Tensor& maps, const LabelRows& rows) {
  check(maps.dim() == 4, "label_means: maps of ", maps.dim(),
        " dimensions; [pictures, channels, height, width] are needed");
  const auto pictures = static_cast<std::int64_t>(rows.starts.size()) - 1;
  check(maps.size(0) == pictures && maps.size(2) == rows.height &&
            maps.size(3) == rows.width,
        "label_means: ", maps.size(0), " pictures of ", maps.size(2), " x ",
        maps.size(3), " px, labels of ", pictures, " of ", rows.height, " x ",
        rows.width, "; they must be the same");
  const auto means =
      Means::apply(maps, rows.places, rows.rows, rows.starts, rows.areas);
  return {means[0], means[1]};
}

}  // namespace moonstain
