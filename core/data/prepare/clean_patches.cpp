#include "core/data/prepare/clean_patches.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "core/base/nouns.h"
#include "core/base/text.h"
#include "core/data/prepare/tile_scan.h"
#include "core/data/tissue/pen_marks.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/otsu.h"

namespace moonstain {
namespace {

constexpr std::int64_t kAtOnce = 16;

// Calls `visit(first, tiles)` for all tiles [first, ...) of places, not for the
// blank one.
template <typename Visit>
void each_group(PatchReader& patches, Visit visit) {
  const auto count = std::ssize(patches.info().spots);
  for (std::int64_t first = 0; first < count; first += kAtOnce) {
    visit(first, patches.tiles(first, std::min(first + kAtOnce, count)));
  }
}

double glass_above(PatchReader& patches, double below_otsu) {
  std::vector<std::int64_t> counts(256, 0);
  std::vector<double> greys(256);
  std::iota(greys.begin(), greys.end(), 0);
  each_group(patches, [&](std::int64_t, std::span<const std::uint8_t> tiles) {
    for (std::size_t i = 0; i < tiles.size(); i += 3) {
      ++counts[static_cast<std::size_t>(grey_of(tiles.data() + i))];
    }
  });
  return otsu_threshold(counts, greys) - below_otsu;
}

}  // namespace

Cleaned write_clean_patches(PatchReader& patches,
                            const CleanPatchesOptions& options,
                            const fs::path& out) {
  const PatchInfo& info = patches.info();
  Cleaned cleaned{.glass_above = glass_above(patches, options.below_otsu)};
  std::optional<CropNotes> notes = patches.notes();
  if (notes) notes->blank_tiles = 0;
  PatchWriter writer(out, info);
  std::vector<std::uint8_t> kept;
  each_group(patches, [&](std::int64_t first,
                          std::span<const std::uint8_t> tiles) {
    kept.assign(tiles.begin(), tiles.end());
    for (std::size_t at = 0; at < kept.size(); at += info.tile_bytes()) {
      const std::span<std::uint8_t> tile(kept.data() + at, info.tile_bytes());
      const WasteShares shares = waste_shares(tile, cleaned.glass_above);
      if (shares.largest() > options.most_waste) {
        (shares.background == shares.largest() ? cleaned.background
                                               : cleaned.pen) += 1;
        std::fill(tile.begin(), tile.end(), std::uint8_t{255});
      }
      if (notes) notes->blank_tiles += is_blank(tile);
    }
    writer.add(kept);
    report_progress(first + kAtOnce, info.tiles(), "tiles");
  });
  if (info.has_blank) writer.add(patches.tiles(info.tiles() - 1, info.tiles()));
  writer.finish(notes);
  return cleaned;
}

StepKind clean_patches_step() {
  return StepKind("clean_patches", 2,
                  "Tiles of a slide, those of pens and glass made white.")
      .applies<Patches>("patches", "tiles of a slide")
      .option("most_waste", &CleanPatchesOptions::most_waste,
              "share of a tile's pixels of one pen, or of background, above "
              "which it becomes white",
              {0, 1})
      .option("below_otsu", &CleanPatchesOptions::below_otsu,
              "grey values below Otsu's threshold from which on a pixel is "
              "background",
              {0, 255})
      .needs([](const Options&, const InputSizes& sizes) {
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{.memory_bytes = 96 * kMiB,
                     .seconds = 1 + static_cast<double>(bytes) / 1e7};
      })
      .makes_into<Patches>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            auto patches = in.open<PatchReader>("patches");
            const Cleaned cleaned = write_clean_patches(
                patches, options.as<CleanPatchesOptions>(), out);
            log_line(concat("made white: ", counted(cleaned.background, "tile"),
                            " of background (grey above ", cleaned.glass_above,
                            "), ", counted(cleaned.pen, "tile"), " of pens"));
          });
}

}  // namespace moonstain
