#include "core/data/prepare/stain_jitter.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/data/tissue/stain.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {

void write_stain_jitter(PatchReader& patches, const StainJitterOptions& options,
                        const fs::path& out) {
  constexpr std::int64_t kAtOnce = 16;
  const std::int64_t count = patches.info().tiles();
  PatchWriter writer(out, patches.info());
  std::vector<std::uint8_t> changed;
  for (std::int64_t first = 0; first < count; first += kAtOnce) {
    const std::int64_t last = std::min(first + kAtOnce, count);
    const auto tiles = patches.tiles(first, last);
    changed.resize(tiles.size());
    scale_stains(tiles, options.haematoxylin, options.eosin, changed);
    writer.add(changed);
    report_progress(last, count, "tiles");
  }
  writer.finish(patches.notes());
}

StepKind stain_jitter_step() {
  return StepKind("stain_jitter", 1,
                  "Tiles with their haematoxylin and eosin made more or less.")
      .numeric(Numeric::libm)
      .applies<Patches>("patches", "tiles of a section")
      .option("haematoxylin", &StainJitterOptions::haematoxylin,
              "times what there is: 0.8 and 1.2 for the arms of robustness",
              {0, 10})
      .option("eosin", &StainJitterOptions::eosin, "likewise", {0, 10})
      .needs([](const Options&, const InputSizes& sizes) {
        const std::uint64_t bytes = sizes.of("patches");
        return Needs{.memory_bytes = 96 * kMiB,
                     .seconds = 1 + static_cast<double>(bytes) / 2e7};
      })
      .makes_into<Patches>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            auto patches = in.open<PatchReader>("patches");
            write_stain_jitter(patches, options.as<StainJitterOptions>(), out);
          });
}

}  // namespace moonstain
