#include "core/data/prepare/scramble.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

namespace {

/// For each of `n` one of the others, each as likely.
std::vector<std::size_t> others(RandomStream stream, std::size_t n) {
  std::vector<std::size_t> drawn(n, 0);
  for (std::size_t i = 0; n > 1 && i < n; ++i) {
    drawn[i] = stream.below(n - 1);
    if (drawn[i] >= i) ++drawn[i];
  }
  return drawn;
}

/// A random permutation that is one cycle (Sattolo 1986).
std::vector<std::int32_t> cycle(RandomStream stream, std::size_t n) {
  std::vector<std::int32_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::int32_t>(i);
  for (std::size_t i = n; i > 1; --i) {
    std::swap(order[i - 1], order[stream.below(i - 1)]);
  }
  return order;
}

}  // namespace

Dataset scrambled(const Dataset& dataset, std::int64_t seed) {
  Dataset out = dataset;
  const std::vector<std::size_t> row_of = others(
      RandomStream(seed, "scrambled_dataset", "spots/" + dataset.section),
      dataset.spots.size());
  const std::vector<std::int32_t> column_of =
      cycle(RandomStream(seed, "scrambled_dataset", "genes/" + dataset.section),
            dataset.genes.size());
  out.counts.columns.clear();
  out.counts.values.clear();
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const SparseCounts& counts = dataset.counts;
    const auto begin = counts.row_starts[row_of[spot]];
    const auto end = counts.row_starts[row_of[spot] + 1];
    std::vector<std::pair<std::int32_t, std::int32_t>> row;
    for (auto k = begin; k < end; ++k) {
      const auto at = static_cast<std::size_t>(k);
      row.emplace_back(column_of[static_cast<std::size_t>(counts.columns[at])],
                       counts.values[at]);
    }
    std::sort(row.begin(), row.end());
    out.counts.row_starts[spot] =
        static_cast<std::int64_t>(out.counts.columns.size());
    for (const auto& [column, value] : row) {
      out.counts.columns.push_back(column);
      out.counts.values.push_back(value);
    }
  }
  out.counts.row_starts.back() =
      static_cast<std::int64_t>(out.counts.columns.size());
  return out;
}

void write_scrambled(PatchReader& patches, std::int64_t seed,
                     const fs::path& out) {
  const PatchInfo& info = patches.info();
  const std::vector<std::size_t> tile_of =
      others(RandomStream(seed, "scrambled_patches", "spots/" + info.section),
             info.spots.size());
  PatchWriter writer(out, info);
  std::vector<std::uint8_t> tile(info.tile_bytes());
  for (const std::size_t other : tile_of) {
    const auto from = static_cast<std::int64_t>(other);
    const auto pixels = patches.tiles(from, from + 1);
    for (std::size_t i = 0; i < pixels.size(); i += 3) {
      tile[i] = pixels[i + 1];
      tile[i + 1] = pixels[i + 2];
      tile[i + 2] = pixels[i];
    }
    writer.add(tile);
  }
  if (info.has_blank) {
    writer.add(patches.tiles(info.tiles() - 1, info.tiles()));
  }
  writer.finish(patches.notes());
}

namespace {

struct ScrambleOptions {
  std::int64_t seed = 1;
};

}  // namespace

StepKind scrambled_dataset_step() {
  return StepKind("scrambled_dataset", 2,
                  "A section whose counts are those of other spots and genes; "
                  "`check --leaks` puts it in the place of a held-out one.")
      .applies<Dataset>("dataset", "the section")
      .option("seed", &ScrambleOptions::seed, "which copy")
      .needs(in_memory(3, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        return scrambled(in.get<Dataset>("dataset"),
                         options.as<ScrambleOptions>().seed);
      });
}

StepKind scrambled_patches_step() {
  return StepKind("scrambled_patches", 2,
                  "Tiles of other spots in other colours; `check --leaks` puts "
                  "them in the place of a held-out section's.")
      .applies<Patches>("patches", "tiles of the section")
      .option("seed", &ScrambleOptions::seed, "which copy")
      .makes_into<Patches>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            PatchReader patches = in.open<PatchReader>("patches");
            write_scrambled(patches, options.as<ScrambleOptions>().seed, out);
          });
}

}  // namespace moonstain
