#include "core/data/tissue/label_mask.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_kind.h"
#include "core/data/stored/label_image.h"
#include "core/data/tissue/npy_labels.h"
#include "core/data/tissue/tiff_labels.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

/// What is read at once.
constexpr std::int64_t kPartBytes = std::int64_t{32} << 20;

void check_size(const LabelFile& mask, const Dataset& places,
                const std::string& name) {
  const std::int64_t width = places.picture_width_px;
  const std::int64_t height = places.picture_height_px;
  if (width == 0) return;
  const bool turned = mask.width_px() == height && mask.height_px() == width;
  check(mask.width_px() == width && mask.height_px() == height, "mask ", name,
        " is ", mask.width_px(), " x ", mask.height_px(),
        " px, the picture of section ", places.section, " ", width, " x ",
        height,
        turned ? "; its axes are exchanged: save it as [height, width]"
               : "; a mask has a label for each pixel of the picture at full "
                 "resolution");
}

}  // namespace

std::unique_ptr<LabelFile> open_label_file(const fs::path& path,
                                           const std::string& name) {
  std::string start;
  {
    FileReader file(path);
    start.resize(std::min<std::uint64_t>(file.size_bytes(), kFileKindBytes));
    file.read_at(start.data(), start.size(), 0);
  }
  if (is_npy(start)) return open_npy_labels(path, concat("mask ", name));
  if (is_tiff(start)) return open_tiff_labels(path, concat("mask ", name));
  const auto kind = file_kind(start);
  fail("mask ", name, ": is ", kind ? kind->name : "of no kind that is known",
       ", expected a NumPy array (.npy) or a TIFF of whole numbers",
       kind && !kind->remedy.empty() ? concat("; ", kind->remedy) : "");
}

std::int64_t read_label_mask(
    LabelFile& mask, const Dataset& places, const std::string& name,
    const std::function<void(std::span<const std::int32_t>)>& rows) {
  check_size(mask, places, name);
  const std::int64_t part =
      std::max<std::int64_t>(1, kPartBytes / (8 * mask.width_px()));
  std::unordered_set<std::int32_t> labels;
  std::int32_t before = 0;
  for (std::int64_t y = 0; y < mask.height_px(); y += part) {
    const auto values = mask.rows(y, std::min(y + part, mask.height_px()));
    for (const std::int32_t value : values) {
      if (value != before && value != 0) labels.insert(value);
      before = value;
    }
    rows(values);
    report_progress(static_cast<std::uint64_t>(y),
                    static_cast<std::uint64_t>(mask.height_px()), "rows");
  }
  return static_cast<std::int64_t>(labels.size());
}

namespace {

// A file says no more than its size: one that is not packed is read in parts,
// of one that is packed a strip or a row of tiles is held, at most 512 MiB.
Needs label_mask_needs(const Options&, const InputSizes& sizes) {
  return {.memory_bytes =
              256 * kMiB + 8 * sizes.of("dataset") +
              std::min<std::uint64_t>(16 * sizes.of("mask"), 1152 * kMiB),
          .seconds = 1 + 1e-7 * static_cast<double>(sizes.of("mask"))};
}

}  // namespace

StepKind label_mask_step() {
  return StepKind("label_mask", 1,
                  "Labels of a section's picture, from a file: a .npy array or "
                  "a TIFF.")
      .applies<Dataset>("dataset", "of the section, for the picture's size")
      .applies<File>("mask", "a number for each pixel, 0 is background")
      .needs(label_mask_needs)
      .makes_into<LabelImage>([](const Inputs& in, const Options&,
                                 const fs::path& out) {
        const Dataset places =
            Dataset::read_places(in.items("dataset").front().path);
        const auto file = in.get<File>("mask");
        with_context("label_mask", [&] {
          const auto mask = open_label_file(file.path, file.name);
          LabelWriter labels(
              out, {places.section, mask->width_px(), mask->height_px(),
                    concat("label_mask: from a file (", mask->format(), " of ",
                           mask->kind().name(), ")")});
          const std::int64_t count = read_label_mask(
              *mask, places, file.name, [&](auto rows) { labels.add(rows); });
          log_line(concat(count, " labels of section ", places.section));
          labels.finish(count);
        });
      });
}

}  // namespace moonstain
