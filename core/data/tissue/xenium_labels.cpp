#include "core/data/tissue/xenium_labels.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/cell_number.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/places.h"
#include "core/data/stored/scale.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "xenium_labels";

/// Pixels that are read at once, 128 MiB, and that are given on at once.
constexpr std::int64_t kPartPixels = std::int64_t{1} << 25;
constexpr std::int64_t kGivenPixels = std::int64_t{1} << 20;

void check_place(const XeniumSegmentation::Mask& mask, const Dataset& places,
                 const std::string& name) {
  const std::int64_t width = places.picture_width_px;
  const std::int64_t height = places.picture_height_px;
  const bool turned = mask.width_px == height && mask.height_px == width;
  check(width == 0 || (mask.width_px == width && mask.height_px == height),
        kStep, ": ", mask.place, " of ", name, " is ", mask.width_px, " x ",
        mask.height_px, " px, the picture of section ", places.section, " ",
        width, " x ", height,
        turned ? "; its axes are exchanged"
               : "; masks are of the bundle's own picture (DAPI) at full "
                 "resolution: give `dataset` that one, or draw the outlines of "
                 "cells, which cell_outlines takes to another picture");
  check(mask.um_per_px == 0 || places.um_per_px == 0 ||
            about_equal(mask.um_per_px, places.um_per_px),
        kStep, ": pixels of ", mask.place, " of ", name, " are ",
        mask.um_per_px, " um wide, those of section ", places.section, " ",
        places.um_per_px,
        "; masks are of the bundle's own picture (DAPI) at full resolution");
}

// The number of each of the store's cells; 0 of one that is not in the section.
// @param numbers  of the section's cells
std::vector<std::int32_t> numbers_of(const XeniumSegmentation& store,
                                     const Dataset& places,
                                     std::span<const std::int32_t> numbers,
                                     const XeniumCells* table,
                                     const XeniumLabelOptions& options) {
  const Places rows(store.cells());
  std::vector<std::int32_t> out(store.cells().size());
  std::size_t without = 0;
  std::string first;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::string name = places.spots[i];
    if (table != nullptr) {
      const auto row = static_cast<std::size_t>(numbers[i]);
      check(row <= table->names.size(), kStep, ": cell '", name,
            "' of section ", places.section, " is beyond the ",
            table->names.size(), " rows of ", table->name,
            "; is it the table that named the cells?");
      name = table->names[row - 1];
    }
    const auto row = rows.find(name);
    if (row) {
      out[*row] = numbers[i];
    } else if (++without == 1) {
      first = name;
    }
  }
  if (static_cast<double>(without) >
      options.most_unmatched * static_cast<double>(numbers.size())) {
    std::vector<std::string> known = store.cells();
    std::ranges::sort(known);
    fail(kStep, ": ", without, " of ", numbers.size(), " cells of section ",
         places.section, " (as '", printable_in_line(first, 40),
         "') are not in ", store.name(), " (as '", store.cells().front(),
         "'), at most ", options.most_unmatched, " may",
         table == nullptr && xenium_cell_numbers(known.front())
             ? "; cells that are called by their row need cell_names = "
               "\"rows\""
             : guess_of_cell_name(first, known));
  }
  return out;
}

/// Whether the cells' centres lie in their own labels.
class Centres {
 public:
  Centres(const Dataset& places, std::span<const std::int32_t> numbers,
          const XeniumSegmentation::Mask& mask) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const auto at = places.pixel_xy.row(static_cast<Eigen::Index>(i));
      const Centre one{static_cast<std::int64_t>(std::floor(at.y())),
                       static_cast<std::int64_t>(std::floor(at.x())),
                       numbers[i]};
      if (one.y < 0 || one.y >= mask.height_px || one.x < 0 ||
          one.x >= mask.width_px) {
        continue;
      }
      all_.push_back(one);
    }
    std::ranges::sort(all_, {}, &Centre::y);
  }

  // The next rows, from `y` on.
  void look(std::int64_t y, std::int64_t width,
            std::span<const std::int32_t> labels) {
    const std::int64_t end =
        y + static_cast<std::int64_t>(labels.size()) / width;
    for (; next_ < all_.size() && all_[next_].y < end; ++next_) {
      const Centre& one = all_[next_];
      const std::int32_t label =
          labels[static_cast<std::size_t>((one.y - y) * width + one.x)];
      if (label == 0) continue;
      ++(label == one.number ? own_ : other_);
    }
  }

  void check_own(const XeniumSegmentation::Mask& mask, const std::string& name,
                 const std::string& section) const {
    check(own_ >= other_, kStep, ": of the centres of cells of section ",
          section, " ", own_, " lie in their own label in ", mask.place, " of ",
          name, ", ", other_,
          " in another cell's; are both of one bundle, and is the picture the "
          "bundle's own?");
  }

 private:
  struct Centre {
    std::int64_t y = 0;
    std::int64_t x = 0;
    std::int32_t number = 0;
  };
  std::vector<Centre> all_;  // by y
  std::size_t next_ = 0;
  std::int64_t own_ = 0;
  std::int64_t other_ = 0;
};

}  // namespace

XeniumLabelCounts read_xenium_labels(
    const XeniumSegmentation& store, const XeniumSegmentation::Mask& mask,
    const Dataset& places, const XeniumCells* table,
    const XeniumLabelOptions& options,
    const std::function<void(std::span<const std::int32_t>)>& rows) {
  check_place(mask, places, store.name());
  const std::vector<std::int32_t> of_places =
      cell_numbers(places.spots, places.section, kStep, options.float32_ids);
  const auto numbers = numbers_of(store, places, of_places, table, options);
  std::vector<std::int32_t> number_of_label;
  for (const std::int64_t row : mask.row_of_label) {
    number_of_label.push_back(row < 0 ? 0
                                      : numbers[static_cast<std::size_t>(row)]);
  }
  Centres centres(places, of_places, mask);

  std::vector<bool> seen(mask.row_of_label.size());
  std::int64_t part = std::max<std::int64_t>(1, kPartPixels / mask.width_px);
  if (part > mask.chunk_rows) part -= part % mask.chunk_rows;
  const std::int64_t width = mask.width_px;
  const std::int64_t given = std::max<std::int64_t>(1, kGivenPixels / width);
  std::vector<std::int32_t> labels;
  for (std::int64_t top = 0; top < mask.height_px; top += part) {
    const std::int64_t bottom = std::min(top + part, mask.height_px);
    const std::vector<std::uint32_t> values =
        store.mask_rows(mask, top, bottom);
    for (std::int64_t y = top; y < bottom; y += given) {
      const std::int64_t end = std::min(y + given, bottom);
      labels.resize(static_cast<std::size_t>((end - y) * width));
      const std::uint32_t* from = values.data() + (y - top) * width;
      for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::uint32_t value = from[i];
        if (value >= seen.size() ||
            (value > 0 && mask.row_of_label[value] < 0)) {
          const auto at = static_cast<std::int64_t>(i);
          fail(kStep, ": ", mask.place, " of ", store.name(), " has ", value,
               " in row ", y + at / width, ", column ", at % width,
               ", and labels to ", seen.size() - 1,
               "; it is of another segmentation than the rest of the file");
        }
        seen[value] = true;
        labels[i] = number_of_label[value];
      }
      centres.look(y, width, labels);
      rows(labels);
    }
    report_progress(static_cast<std::uint64_t>(top),
                    static_cast<std::uint64_t>(mask.height_px), "rows");
  }
  centres.check_own(mask, store.name(), places.section);

  XeniumLabelCounts out;
  std::vector<bool> drawn(numbers.size());
  std::int64_t all = 0;
  for (std::size_t label = 1; label < seen.size(); ++label) {
    if (!seen[label]) continue;
    ++all;
    if (number_of_label[label] == 0) {
      ++out.others;
      continue;
    }
    const auto row = static_cast<std::size_t>(mask.row_of_label[label]);
    ++(drawn[row] ? out.joined : out.labels);
    drawn[row] = true;
  }
  const auto cells = static_cast<std::int64_t>(places.spots.size());
  out.unlabelled = cells - out.labels;
  const auto beyond = [&](std::int64_t some, std::int64_t of) {
    return static_cast<double>(some) >
           options.most_unmatched * static_cast<double>(of);
  };
  const bool lacks = options.kind == OutlineKind::cell
                         ? beyond(out.unlabelled, cells)
                         : out.labels == 0;
  check(!lacks && !beyond(out.others, all), kStep, ": cells and labels of ",
        mask.place, " of ", store.name(), " do not join: ", out.unlabelled,
        " of ", cells, " cells of section ", places.section, " have no pixel, ",
        out.others, " of ", all, " labels are of no cell of it, at most ",
        options.most_unmatched, " may");
  return out;
}

StepKind xenium_labels_step() {
  return StepKind("xenium_labels", 1,
                  "The labels of cells or nuclei that Xenium's software has "
                  "drawn.")
      .applies<Dataset>("dataset",
                        "the cells, and the size of the bundle's own picture")
      .applies<File>("segmentation", "cells.zarr.zip of the bundle")
      .applies<File>("cells", "Xenium's table of cells")
      .optional()
      .option("kind", &XeniumLabelOptions::kind,
              "what a label is: a cell, or the nuclei of a cell")
      .option("cell_names", &XeniumLabelOptions::cell_names,
              "what `dataset` calls cells: as the bundle does, or by their row "
              "in its table of `cells`, from 1")
      .option("most_unmatched", &XeniumLabelOptions::most_unmatched,
              "largest share of cells without a label, and of labels without a "
              "cell",
              {0, 1})
      .option("float32_ids", &XeniumLabelOptions::float32_ids,
              "refuse ids beyond 2^24, which the published loader merges")
      // A file of few bytes may hold a large picture.
      .needs([](const Options&, const InputSizes& sizes) {
        const std::uint64_t file = sizes.of("segmentation");
        return Needs{
            .memory_bytes = 256 * kMiB + 8 * sizes.of("dataset") +
                            std::min<std::uint64_t>(64 * file, 512 * kMiB),
            .seconds = 2 + 2e-7 * static_cast<double>(file)};
      })
      .makes_into<LabelImage>([](const Inputs& in, const Options& options,
                                 const fs::path& out) {
        const Dataset places = Dataset::read_places(in.one("dataset").path);
        const auto own = options.as<XeniumLabelOptions>();
        const bool by_row = own.cell_names == CellNames::rows;
        check(by_row == in.has("cells"), kStep,
              ": the bundle's table of `cells` is needed for cell_names = "
              "\"rows\", and read for nothing else");
        std::optional<XeniumCells> table;
        if (by_row) table = read_xenium_cells(in.get<File>("cells"));
        XeniumSegmentation store(in.get<File>("segmentation"));
        const auto mask = store.mask(own.kind);
        LabelWriter labels(
            out,
            {places.section, mask.width_px, mask.height_px,
             concat(kStep, ": ", mask.place, " of Xenium's cells.zarr.zip, a ",
                    word_of(own.kind), "'s pixels by the number of its cell")});
        const XeniumLabelCounts counts =
            read_xenium_labels(store, mask, places, table ? &*table : nullptr,
                               own, [&](auto rows) { labels.add(rows); });
        const zarr::ChunkCount chunks = store.mask_chunks(mask);
        if (chunks.absent > 0) {
          log_line(concat(chunks.absent, " of ", chunks.chunks, " chunks of ",
                          mask.place, " are not in ", store.name(),
                          ": background there"));
        }
        log_line(
            concat(counted(static_cast<std::size_t>(counts.labels), "label"),
                   " of section ", places.section, ", ", counts.unlabelled,
                   " cells without a pixel, ", counts.others,
                   " labels of no cell of it, ", counts.joined,
                   " further nuclei of a cell"));
        labels.finish(counts.labels);
      });
}

}  // namespace moonstain
