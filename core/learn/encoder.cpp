#include "core/learn/encoder.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

std::string name_of(const PatchInfo& info, std::int64_t tile) {
  const auto spot = static_cast<std::size_t>(tile);
  return spot < info.spots.size() ? concat("spot ", info.spots[spot])
                                  : "the blank tile";
}

// The vectors of tiles [first, last), checked.
Matrix vectors_of(const Encoder& encoder, PatchReader& patches,
                  std::int64_t first, std::int64_t last) {
  const PatchInfo& info = patches.info();
  const std::int64_t count = last - first;
  Matrix vectors =
      encoder.encode({patches.tiles(first, last), count, info.size_px});
  check(vectors.rows() == count && vectors.cols() == encoder.features,
        encoder.name, ": gave [", vectors.rows(), ", ", vectors.cols(),
        "] for ", count, " tile(s) of section ", info.section, ", expected [",
        count, ", ", encoder.features, "]");
  for (std::int64_t row = 0; row < count; ++row) {
    for (std::int64_t i = 0; i < encoder.features; ++i) {
      check(std::isfinite(vectors(row, i)), encoder.name, ": ",
            name_of(info, first + row), " of section ", info.section,
            ": value ", i, " is ", vectors(row, i), ", expected a finite one");
    }
  }
  return vectors;
}

}  // namespace

Features encode(const Encoder& encoder, PatchReader& patches) {
  const PatchInfo& info = patches.info();
  check(encoder.input_px == 0 || info.size_px == encoder.input_px, encoder.name,
        ": takes tiles of ", encoder.input_px, " px, those of section ",
        info.section, " have ", info.size_px,
        " px; make `patches` with "
        "tile_px = ",
        encoder.input_px);
  check(encoder.batch >= 1, encoder.name, ": batches of ", encoder.batch,
        " tiles, expected at least 1");
  Features features;
  features.section = info.section;
  features.encoder = encoder.name;
  features.spots = info.spots;
  if (patches.notes()) features.tiles = patches.notes()->width;
  const auto spots = static_cast<std::int64_t>(info.spots.size());
  features.values.resize(spots, encoder.features);
  for (std::int64_t first = 0; first < spots; first += encoder.batch) {
    const std::int64_t last = std::min(first + encoder.batch, spots);
    features.values.middleRows(first, last - first) =
        vectors_of(encoder, patches, first, last);
    report_progress(last, info.tiles(), "tiles");
  }
  if (info.has_blank) {
    features.blank = vectors_of(encoder, patches, spots, spots + 1).row(0);
    report_progress(info.tiles(), info.tiles(), "tiles");
  }
  return features;
}

}  // namespace moonstain
