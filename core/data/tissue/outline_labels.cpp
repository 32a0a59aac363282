#include "core/data/tissue/outline_labels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <set>
#include <string>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/base/number_text.h"
#include "core/data/stored/cell_number.h"
#include "core/data/stored/dataset.h"
#include "core/data/stored/label_image.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

// The first whole number whose half above is not less: of pixels along an axis
// the first whose centre lies at or behind `edge`.
std::int64_t first_centre(double edge, std::int64_t end) {
  return static_cast<std::int64_t>(
      std::clamp(std::ceil(edge - 0.5), 0.0, static_cast<double>(end)));
}

struct Rows {
  std::int64_t begin = 0;
  std::int64_t end = 0;  // not among them
};

class Drawing {
 public:
  Drawing(const CellOutlines& outlines, std::span<const std::int32_t> labels,
          std::int64_t width_px, std::int64_t height_px)
      : outlines_(outlines),
        labels_(labels),
        height_px_(height_px),
        owner_(static_cast<std::size_t>(width_px)) {
    drawn_.pixels.resize(outlines.cells.size());
    for (std::size_t i = 0; i < outlines.cells.size(); ++i) {
      rows_.push_back(labels[i] == 0 ? Rows{} : rows_of(i));
    }
    by_first_row_.resize(rows_.size());
    std::iota(by_first_row_.begin(), by_first_row_.end(), std::size_t{0});
    std::stable_sort(by_first_row_.begin(), by_first_row_.end(),
                     [&](std::size_t a, std::size_t b) {
                       return rows_[a].begin < rows_[b].begin;
                     });
  }

  DrawnOutlines run(
      const std::function<void(std::span<const std::int32_t>)>& sink) {
    std::vector<std::int32_t> row(owner_.size());
    for (std::int64_t y = 0; y < height_px_; ++y) {
      open(y);
      std::fill(owner_.begin(), owner_.end(), kNobody);
      for (auto one = active_.begin(); one != active_.end();) {
        draw(*one, y);
        one = rows_[*one].end == y + 1 ? active_.erase(one) : std::next(one);
      }
      for (std::size_t x = 0; x < row.size(); ++x) {
        row[x] = owner_[x] == kNobody ? 0 : labels_[owner_[x]];
      }
      sink(row);
      report_progress(static_cast<std::uint64_t>(y),
                      static_cast<std::uint64_t>(height_px_), "rows");
    }
    return std::move(drawn_);
  }

 private:
  static constexpr std::size_t kNobody = SIZE_MAX;

  Rows rows_of(std::size_t outline) const {
    const auto begin = static_cast<Eigen::Index>(outlines_.starts[outline]);
    const auto count =
        static_cast<Eigen::Index>(outlines_.starts[outline + 1]) - begin;
    const auto y = outlines_.vertices.col(1).segment(begin, count);
    return {first_centre(y.minCoeff(), height_px_),
            first_centre(y.maxCoeff(), height_px_)};
  }

  void open(std::int64_t y) {
    for (; next_ < by_first_row_.size(); ++next_) {
      const std::size_t outline = by_first_row_[next_];
      if (rows_[outline].begin > y) break;
      if (rows_[outline].end > y) active_.insert(active_.end(), outline);
    }
  }

  void draw(std::size_t outline, std::int64_t y) {
    const double centre = static_cast<double>(y) + 0.5;
    crossings_.clear();
    const std::int64_t begin = outlines_.starts[outline];
    const std::int64_t end = outlines_.starts[outline + 1];
    for (std::int64_t i = begin; i < end; ++i) {
      auto low = outlines_.vertices.row(i);
      auto high = outlines_.vertices.row(i + 1 < end ? i + 1 : begin);
      const bool rises = low.y() <= high.y();
      // From the upper end to the lower, so that a side that two outlines
      // share crosses at the same number in both.
      const double upper_x = rises ? low.x() : high.x();
      const double upper_y = rises ? low.y() : high.y();
      const double lower_x = rises ? high.x() : low.x();
      const double lower_y = rises ? high.y() : low.y();
      if (centre < upper_y || centre >= lower_y) continue;
      crossings_.push_back(upper_x + (centre - upper_y) * (lower_x - upper_x) /
                                         (lower_y - upper_y));
    }
    std::sort(crossings_.begin(), crossings_.end());
    const auto width = static_cast<std::int64_t>(owner_.size());
    for (std::size_t i = 0; i + 1 < crossings_.size(); i += 2) {
      const std::int64_t from = first_centre(crossings_[i], width);
      const std::int64_t to = first_centre(crossings_[i + 1], width);
      for (std::int64_t x = from; x < to; ++x) {
        std::size_t& owner = owner_[static_cast<std::size_t>(x)];
        if (owner != kNobody) {
          --drawn_.pixels[owner];
          ++drawn_.contested;
        }
        owner = outline;
        ++drawn_.pixels[outline];
      }
    }
  }

  const CellOutlines& outlines_;
  std::span<const std::int32_t> labels_;
  std::int64_t height_px_;
  std::vector<Rows> rows_;                 // [outlines]
  std::vector<std::size_t> by_first_row_;  // outlines
  std::size_t next_ = 0;                   // of them
  std::set<std::size_t> active_;           // in the order in which they cover
  std::vector<std::size_t> owner_;         // [width] of the row's pixels
  std::vector<double> crossings_;
  DrawnOutlines drawn_;
};

}  // namespace

DrawnOutlines draw_outlines(
    const CellOutlines& outlines, std::span<const std::int32_t> labels,
    std::int64_t width_px, std::int64_t height_px,
    const std::function<void(std::span<const std::int32_t>)>& row) {
  check(labels.size() == outlines.cells.size(),
        "outline_labels: ", labels.size(), " labels for ",
        outlines.cells.size(), " outlines");
  return Drawing(outlines, labels, width_px, height_px).run(row);
}

namespace {

constexpr std::string_view kStep = "outline_labels";

/// What becomes of a cell that no pixel is left for.
enum class NoPixel { refuse, drop };

struct OutlineLabelOptions {
  NoPixel no_pixel = NoPixel::refuse;
  double most_unmatched = 0.1;
  bool float32_ids = false;
};

}  // namespace

template <>
struct KindWords<NoPixel> {
  static constexpr std::string_view kAll[] = {"refuse", "drop"};
};

namespace {

// The label of each outline; 0 of one whose cell there is not.
std::vector<std::int32_t> labels_of(const CellOutlines& outlines,
                                    const Dataset& cells,
                                    const OutlineLabelOptions& options) {
  const auto numbers =
      cell_numbers(cells.spots, cells.section, kStep, options.float32_ids);
  std::unordered_map<std::string, std::int32_t> by_name;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    by_name.emplace(cells.spots[i], numbers[i]);
  }
  std::vector<std::int32_t> labels;
  std::size_t other = 0;
  for (const std::string& cell : outlines.cells) {
    const auto found = by_name.find(cell);
    labels.push_back(found == by_name.end() ? 0 : found->second);
    if (found == by_name.end()) {
      ++other;
    } else {
      by_name.erase(found);
    }
  }
  const std::size_t without = by_name.size();
  std::string first;
  for (const std::string& cell : cells.spots) {
    if (!first.empty() || !by_name.contains(cell)) continue;
    first = concat(" (as '", cell, "')");
  }
  const auto beyond = [&](std::size_t some, std::size_t all) {
    return static_cast<double>(some) >
           options.most_unmatched * static_cast<double>(all);
  };
  check(without < cells.spots.size() && !beyond(without, cells.spots.size()) &&
            !beyond(other, outlines.cells.size()),
        kStep, ": cells and outlines of section ", cells.section,
        " do not join: ", without, " of ", cells.spots.size(),
        " cells have no outline", first, ", ", other, " of ",
        outlines.cells.size(), " outlines have no cell, at most ",
        options.most_unmatched, " may; are they of the same table?");
  if (without + other > 0) {
    log_line(concat(counted(without, "cell"), " without an outline, ",
                    counted(other, "outline"), " without a cell"));
  }
  return labels;
}

void check_section(const Dataset& cells, const CellOutlines& outlines) {
  check(cells.section == outlines.section, kStep, ": cells of section ",
        cells.section, ", but outlines of ", outlines.section,
        "; labels are of a whole section, whatever is learned of its blocks");
  check(cells.picture_width_px > 0, kStep, ": section ", cells.section,
        " has no picture, whose size the labels have; give `dataset` the "
        "picture");
}

// Says what no pixel was left for.
// @return how many cells have one
std::int64_t count_labels(const DrawnOutlines& drawn,
                          std::span<const std::int32_t> labels,
                          const CellOutlines& outlines, NoPixel no_pixel) {
  std::int64_t count = 0, without = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == 0) continue;
    ++(drawn.pixels[i] > 0 ? count : without);
    if (drawn.pixels[i] > 0 || no_pixel == NoPixel::drop) continue;
    const auto at = outlines.vertices.row(outlines.starts[i]);
    fail(kStep, ": ", word_of(outlines.kind), " '", outlines.cells[i],
         "' of section ", outlines.section, " has no pixel: its outline at (",
         fixed(at.x(), 1), ", ", fixed(at.y(), 1),
         ") goes round no pixel's centre of the picture, or others cover all; "
         "no_pixel = \"drop\" leaves such out");
  }
  if (without > 0) log_line(concat("without a pixel: ", without));
  return count;
}

}  // namespace

StepKind outline_labels_step() {
  return StepKind("outline_labels", 1,
                  "The outlines of cells as labels of the section's picture.")
      .applies<Dataset>("dataset", "the cells, and the picture's size")
      .applies<CellOutlines>("outlines", "one a cell, joined by name")
      .option("no_pixel", &OutlineLabelOptions::no_pixel,
              "what a cell does that no pixel is left for")
      .option("most_unmatched", &OutlineLabelOptions::most_unmatched,
              "largest share of cells without an outline, and of outlines "
              "without a cell",
              {0, 1})
      .option("float32_ids", &OutlineLabelOptions::float32_ids,
              "refuse ids beyond 2^24, which the published loader merges")
      .needs([](const Options&, const InputSizes& sizes) {
        // Rows of chunks, 128 of them, of a picture that may be 100,000 wide.
        return Needs{.memory_bytes = 256 * kMiB + 4 * sizes.total(),
                     .seconds = 1 + 1e-7 * static_cast<double>(sizes.total())};
      })
      .makes_into<LabelImage>(
          [](const Inputs& in, const Options& options, const fs::path& out) {
            const Dataset cells = Dataset::read_places(in.one("dataset").path);
            const auto outlines = in.get<CellOutlines>("outlines");
            const auto own = options.as<OutlineLabelOptions>();
            check_section(cells, outlines);
            const auto labels = labels_of(outlines, cells, own);
            LabelWriter image(
                out,
                {cells.section, cells.picture_width_px, cells.picture_height_px,
                 concat("outline_labels: pixels whose centres lie inside "
                        "the outline of a ",
                        word_of(outlines.kind),
                        "; where outlines overlap, the last of the "
                        "table's order")});
            const DrawnOutlines drawn = draw_outlines(
                outlines, labels, cells.picture_width_px,
                cells.picture_height_px, [&](auto row) { image.add(row); });
            const std::int64_t count =
                count_labels(drawn, labels, outlines, own.no_pixel);
            log_line(concat(count, " labels of section ", cells.section, ", ",
                            drawn.contested, " pixels inside two"));
            image.finish(count);
          });
}

}  // namespace moonstain
