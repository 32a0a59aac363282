#include "core/data/prepare/slide_grid.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/image/remarks.h"
#include "core/data/source/picture_content.h"
#include "core/data/stored/scale.h"
#include "core/data/tissue/tissue_extent.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "slide_grid";

std::size_t level_of(const std::vector<LevelSize>& levels,
                     const std::string& name, std::int64_t asked) {
  const auto count = static_cast<std::int64_t>(levels.size());
  check(asked < count, kStep, ": ", name, " has ", count,
        count == 1 ? " level, 0" : concat(" levels, 0 to ", count - 1),
        "; level ", asked, " is not there (-1 is the smallest)");
  const std::int64_t number = asked < 0 ? count - 1 : asked;
  const LevelSize size = levels[static_cast<std::size_t>(number)];
  check(size.width_px * size.height_px <= kMostLevelPx, kStep, ": level ",
        number, " of ", name, " is ", size.width_px, " x ", size.height_px,
        " px; tissue is looked for in one of ", kMostLevelPx,
        " px at most. Save the slide with a smaller level, or lay the grid on "
        "all of it with crop = \"whole\"");
  return static_cast<std::size_t>(number);
}

Box tissue_of(const Image& slide, const std::string& name,
              std::int64_t asked_level) {
  const std::vector<LevelSize> levels = slide.levels();
  const std::size_t level = level_of(levels, name, asked_level);
  if (levels.size() == 1) {
    log_line(concat(name,
                    " has one level: tissue is looked for at full resolution, "
                    "where the squares that join it are small"));
  }
  const Extent found =
      with_context(concat(kStep, ": level ", level, " of ", name),
                   [&] { return tissue_extent(slide.level(level)); });
  const std::int64_t ratio = slide.width_px() / levels[level].width_px;
  const std::int64_t x1 = std::max<std::int64_t>(found.x1 * ratio, 0);
  const std::int64_t y1 = std::max<std::int64_t>(found.y1 * ratio, 0);
  const std::int64_t x2 = std::min(found.x2 * ratio, slide.width_px());
  const std::int64_t y2 = std::min(found.y2 * ratio, slide.height_px());
  return {x1, y1, x2 - x1, y2 - y1};
}

}  // namespace

SlideGrid slide_grid(const Image& slide, const std::string& name,
                     const SlideGridOptions& options) {
  SlideGrid out;
  out.section = options.section;
  out.patient = options.patient;
  out.picture_width_px = slide.width_px();
  out.picture_height_px = slide.height_px();
  out.um_per_px = is_scale(slide.um_per_px()) ? slide.um_per_px() : 0;
  out.crop = options.crop == SlideCrop::tissue
                 ? tissue_of(slide, name, options.level)
                 : Box{0, 0, slide.width_px(), slide.height_px()};
  out.turned = options.turn_wide && out.crop.width_px > out.crop.height_px;
  fit_tiles(out, name);
  log_line(concat("the crop is ", out.crop.width_px, " x ", out.crop.height_px,
                  " px at (", out.crop.x_px, ", ", out.crop.y_px, ")",
                  out.turned ? ", turned" : "", "; a tile is ",
                  out.tile_width_px, " x ", out.tile_height_px, " px"));
  out.remarks = remarks_on(slide, name);
  out.picture_content = content_of_picture(slide, tiles_of(out));
  return out;
}

StepKind slide_grid_step() {
  return StepKind("slide_grid", 1,
                  "The grid of 80 x 64 tiles that HiST lays over a slide.")
      // The rectangle around the tissue takes cosines.
      .numeric(Numeric::libm)
      .applies<File>("slide", "picture with levels: SVS, NDPI, TIFF, ...")
      .option("section", &SlideGridOptions::section,
              "name of the slide, with its data set's")
      .required()
      .option("patient", &SlideGridOptions::patient, "patient the slide is of")
      .required()
      .option("crop", &SlideGridOptions::crop,
              "what is cut into tiles: where the largest piece of tissue lies, "
              "or all of the slide")
      .option("turn_wide", &SlideGridOptions::turn_wide,
              "turn a crop that is wider than high by 90 degrees")
      .option("level", &SlideGridOptions::level,
              "of the slide, in which tissue is looked for; -1 = the smallest",
              {-1, 64})
      .needs([](const Options&, const InputSizes& sizes) {
        // The level in colours, then four masks of it; a slide is at most some
        // 20 times smaller on disk than its smallest level could be.
        const std::uint64_t level = std::min<std::uint64_t>(
            kMostLevelPx, 20 * sizes.of("slide") + (1U << 22));
        return Needs{.memory_bytes = 160 * kMiB + 7 * level,
                     .seconds = 2 + 4e-8 * static_cast<double>(level)};
      })
      .makes<SlideGrid>([](const Inputs& in, const Options& options) {
        const auto file = in.get<File>("slide");
        return slide_grid(*Image::open(file.path, file.name), file.name,
                          options.as<SlideGridOptions>());
      });
}

StepKind slide_grid_dataset_step() {
  return StepKind("slide_grid_dataset", 1,
                  "The tiles of a slide's grid, as a section without genes.")
      .applies<SlideGrid>("slide_grid", "the grid")
      .makes<Dataset>([](const Inputs& in, const Options&) {
        return tiles_of(in.get<SlideGrid>("slide_grid"));
      });
}

}  // namespace moonstain
