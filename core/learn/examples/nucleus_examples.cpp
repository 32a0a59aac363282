#include "core/learn/examples/nucleus_examples.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/data/tissue/stain.h"

namespace moonstain {
namespace {

// A patch by its number among those of all slides.
struct Place {
  const NucleusSlide* slide;
  const TrainingPatch* patch;
};

std::vector<Place> places_in(const std::vector<NucleusSlide>& slides) {
  std::vector<Place> places;
  for (const NucleusSlide& slide : slides) {
    for (const TrainingPatch& patch : slide.patches) {
      places.push_back({&slide, &patch});
    }
  }
  return places;
}

// [side, side]: 1 + the type of each pixel's nucleus, 1 without types.
at::Tensor type_map(const NucleusSlide& slide, const NucleusPatch& pixels) {
  at::Tensor map = at::empty({pixels.side_px, pixels.side_px}, at::kLong);
  auto* to = map.mutable_data_ptr<std::int64_t>();
  const auto type_of = [&](std::int32_t label) -> std::int64_t {
    if (slide.types.empty()) return 1;
    const std::int32_t row = slide.row_of.at(label);
    return 1 + slide.types[static_cast<std::size_t>(row)];
  };
  std::int32_t last = 0;
  std::int64_t type = 0;
  for (const std::int32_t label : pixels.labels) {
    if (label != last) {
      last = label;
      type = label == 0 ? 0 : type_of(label);
    }
    *to++ = type;
  }
  return map;
}

Batch batch_of(const std::vector<Place>& all,
               const std::vector<std::size_t>& which,
               const ColourStandard& colour) {
  Tensors images, labels, maps;
  std::int64_t nuclei = 0;
  for (const std::size_t index : which) {
    const auto& [slide, patch] = all.at(index);
    images.push_back(patch_image(patch->pixels, colour));
    labels.push_back(patch_labels(patch->pixels, patch->nuclei));
    maps.push_back(type_map(*slide, patch->pixels));
    nuclei += std::ssize(patch->nuclei);
  }
  const std::int64_t genes = all.front().slide->expression.cols();
  const bool of_spots = all.front().patch->spot >= 0;
  const bool typed = !all.front().slide->types.empty();
  at::Tensor expression = at::zeros({nuclei, genes}, at::kFloat);
  at::Tensor of_spot;
  if (of_spots) of_spot = at::empty({std::ssize(which), genes}, at::kFloat);
  at::Tensor types;
  if (typed) types = at::empty({nuclei}, at::kLong);
  auto* row = (of_spots ? of_spot : expression).mutable_data_ptr<float>();
  auto* type = typed ? types.mutable_data_ptr<std::int64_t>() : nullptr;
  for (const std::size_t index : which) {
    const auto& [slide, patch] = all.at(index);
    if (of_spots) {
      row = std::copy_n(&slide->expression(patch->spot, 0), genes, row);
    }
    for (const std::int32_t nucleus : patch->rows) {
      if (!of_spots) {
        row = std::copy_n(&slide->expression(nucleus, 0), genes, row);
      }
      if (typed) *type++ = slide->types[static_cast<std::size_t>(nucleus)];
    }
  }
  Batch batch{{at::cat(images), at::cat(labels), expression},
              {at::stack(maps), types, expression}};
  if (of_spots) batch.targets.push_back(of_spot);
  return batch;
}

// The same orientation of the last two axes.
at::Tensor oriented(const at::Tensor& maps, const Orientation& way) {
  at::Tensor out = way.transposed ? maps.transpose(-1, -2) : maps;
  if (way.mirrored_x) out = out.flip({-1});
  if (way.mirrored_y) out = out.flip({-2});
  return out;
}

Orientation turned(const Orientation& way, bool by_270) {
  // A quarter turn exchanges the sides and mirrors one of them.
  Orientation out{!way.transposed, way.mirrored_y, way.mirrored_x};
  (by_270 ? out.mirrored_x : out.mirrored_y) ^= true;
  return out;
}

// Moves the stains of a picture [3, side, side], 0 to 255, in place.
void move_stains(at::Tensor picture, double most, RandomStream& stream) {
  StainShift shift;
  for (std::size_t stain = 0; stain < 3; ++stain) {
    shift.times[stain] = 1 + most * (2 * stream.uniform() - 1);
    shift.plus[stain] = most * (2 * stream.uniform() - 1);
  }
  const double mean = picture.mean().item<double>() / 255;
  if (mean < 0.05 || mean > 0.95) return;
  at::Tensor bytes =
      picture.permute({1, 2, 0}).add(0.5).to(at::kByte).contiguous();
  const std::span<std::uint8_t> rgb(bytes.mutable_data_ptr<std::uint8_t>(),
                                    static_cast<std::size_t>(bytes.numel()));
  shift_stains(rgb, shift, rgb);
  picture.copy_(bytes.permute({2, 0, 1}));
}

}  // namespace

ColourStandard colour_standard(const std::vector<NucleusSlide>& slides) {
  ColourStandard colour;
  std::int64_t patches = 0;
  for (const NucleusSlide& slide : slides) patches += slide.patches_seen;
  check(patches > 0, "colour_standard: no patch to look at");
  for (std::size_t channel = 0; channel < 3; ++channel) {
    double mean = 0, deviation = 0;
    for (const NucleusSlide& slide : slides) {
      mean += slide.mean_sum[channel];
      deviation += slide.deviation_sum[channel];
    }
    colour.mean[channel] = mean / static_cast<double>(patches);
    deviation /= static_cast<double>(patches);
    colour.deviation[channel] = deviation > 0 ? deviation : 1;
  }
  return colour;
}

at::Tensor patch_image(const NucleusPatch& patch,
                       const ColourStandard& colour) {
  const std::int64_t side = patch.side_px;
  at::Tensor image = at::empty({1, 3, side, side}, at::kFloat);
  auto* to = image.mutable_data_ptr<float>();
  const Box& shown = patch.shown;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const auto mean = static_cast<float>(colour.mean[channel]);
    for (std::int64_t y = 0; y < side; ++y) {
      const bool row_shown =
          y >= shown.y_px && y < shown.y_px + shown.height_px;
      for (std::int64_t x = 0; x < side; ++x) {
        const bool is_shown =
            row_shown && x >= shown.x_px && x < shown.x_px + shown.width_px;
        const auto pixel = static_cast<std::size_t>(y * side + x);
        *to++ = is_shown ? patch.rgb[3 * pixel + channel] : mean;
      }
    }
  }
  return image;
}

at::Tensor patch_labels(const NucleusPatch& patch,
                        const std::vector<std::int32_t>& nuclei) {
  at::Tensor labels = at::empty({1, patch.side_px, patch.side_px}, at::kLong);
  auto* to = labels.mutable_data_ptr<std::int64_t>();
  std::int32_t last = 0;
  bool stays = false;
  for (const std::int32_t label : patch.labels) {
    if (label != last) {
      last = label;
      stays = std::binary_search(nuclei.begin(), nuclei.end(), label);
    }
    *to++ = stays ? label : 0;
  }
  return labels;
}

Examples nucleus_examples(const std::vector<NucleusSlide>& slides,
                          const ColourStandard& colour) {
  const std::vector<Place> places = places_in(slides);
  Examples examples{.count = places.size(),
                    .batch =
                        [places, colour](const auto& which) {
                          return batch_of(places, which, colour);
                        },
                    .units = {}};
  for (const Place& place : places) {
    examples.units.push_back(place.slide->section);
  }
  return examples;
}

Orientation drawn_orientation(RandomStream& stream) {
  Orientation way;
  way.mirrored_x = stream.uniform() < 0.5;
  way.mirrored_y = stream.uniform() < 0.5;
  if (stream.uniform() < 0.25) way = turned(way, false);
  if (stream.uniform() < 0.25) {
    way.mirrored_x = !way.mirrored_x;
    way.mirrored_y = !way.mirrored_y;
  }
  if (stream.uniform() < 0.25) way = turned(way, true);
  return way;
}

Augmentation nucleus_augmentation(double stain_jitter) {
  return [stain_jitter](Batch& batch, std::span<RandomStream> streams) {
    for (std::size_t i = 0; i < streams.size(); ++i) {
      const auto place = static_cast<std::int64_t>(i);
      const Orientation way = drawn_orientation(streams[i]);
      for (const at::Tensor& maps :
           {batch.inputs[0], batch.inputs[1], batch.targets[0]}) {
        const at::Tensor one = maps.select(0, place);
        one.copy_(oriented(one, way).clone());
      }
      if (stain_jitter > 0) {
        move_stains(batch.inputs[0].select(0, place), stain_jitter, streams[i]);
      }
    }
  };
}

}  // namespace moonstain
