#include "core/data/prepare/matched_cells.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/prepare/spots.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::string_view kMatches = "cell_matches";
constexpr std::string_view kMatched = "matched_cells";

// Places along a side of `length` pixels that are counted.
std::vector<std::int64_t> counted_places(std::int64_t length, double every) {
  const auto count = static_cast<std::int64_t>(
      std::nearbyint(static_cast<double>(length) / every));
  std::vector<std::int64_t> places;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto place = static_cast<std::int64_t>(
        std::floor((static_cast<double>(i) + 0.5) * every));
    if (place < length) places.push_back(place);
  }
  return places;
}

// Counted pixels of nuclei, and of what nuclei share with cells.
struct Overlaps {
  std::unordered_map<std::int32_t, std::int64_t> nuclei;
  /// By nucleus, then cell, so that the lowest of equal ones comes first.
  std::map<std::pair<std::int32_t, std::int32_t>, std::int64_t> pairs;
};

Overlaps count_overlaps(LabelReader& cells, LabelReader& nuclei, double every) {
  const LabelImageInfo& info = nuclei.info();
  const auto columns = counted_places(info.width_px, every);
  const auto rows = counted_places(info.height_px, every);
  Overlaps out;
  for (const std::int64_t y : rows) {
    const auto of_cells = cells.window(0, y, info.width_px, 1);
    const auto of_nuclei = nuclei.window(0, y, info.width_px, 1);
    // Neighbours mostly are of one pair: counted together.
    std::int32_t nucleus = 0, cell = 0;
    std::int64_t run = 0;
    const auto count = [&] {
      if (run == 0 || nucleus == 0) return;
      out.nuclei[nucleus] += run;
      if (cell != 0) out.pairs[{nucleus, cell}] += run;
    };
    for (const std::int64_t x : columns) {
      const auto at = static_cast<std::size_t>(x);
      if (of_nuclei[at] != nucleus || of_cells[at] != cell) {
        count();
        nucleus = of_nuclei[at];
        cell = of_cells[at];
        run = 0;
      }
      ++run;
    }
    count();
    report_progress(static_cast<std::uint64_t>(y),
                    static_cast<std::uint64_t>(info.height_px), "rows");
  }
  return out;
}

struct Pair {
  std::int32_t nucleus = 0;
  std::int32_t cell = 0;
  std::int64_t shared = 0;
};

// Of each nucleus the cell that it shares most with.
std::vector<Pair> largest_by_nucleus(const Overlaps& shared) {
  std::vector<Pair> best;
  for (const auto& [labels, pixels] : shared.pairs) {
    const auto [nucleus, cell] = labels;
    if (best.empty() || best.back().nucleus != nucleus) {
      best.push_back({nucleus, cell, pixels});
    } else if (pixels > best.back().shared) {
      best.back() = {nucleus, cell, pixels};
    }
  }
  return best;
}

// Of each cell the pair that shares most; nuclei rise.
std::vector<Pair> largest_by_cell(const std::vector<Pair>& pairs) {
  std::unordered_map<std::int32_t, std::size_t> best;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto [entry, is_new] = best.try_emplace(pairs[i].cell, i);
    if (!is_new && pairs[i].shared > pairs[entry->second].shared) {
      entry->second = i;
    }
  }
  std::vector<Pair> kept;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (best.at(pairs[i].cell) == i) kept.push_back(pairs[i]);
  }
  return kept;
}

void check_images(const LabelImageInfo& cells, const LabelImageInfo& nuclei) {
  check(cells.section == nuclei.section, kMatches, ": cells of section ",
        cells.section, ", but nuclei of ", nuclei.section);
  check(
      cells.width_px == nuclei.width_px && cells.height_px == nuclei.height_px,
      kMatches, ": the label image of the cells of section ", cells.section,
      " is ", cells.width_px, " x ", cells.height_px,
      " px, that of its nuclei ", nuclei.width_px, " x ", nuclei.height_px,
      "; make both of one picture");
}

}  // namespace

CellMatches match_cells(LabelReader& cells, LabelReader& nuclei,
                        const MatchOptions& options) {
  check_images(cells.info(), nuclei.info());
  const Overlaps shared = count_overlaps(cells, nuclei, options.every_px);
  std::vector<Pair> pairs = largest_by_nucleus(shared);
  std::erase_if(pairs, [&](const Pair& pair) {
    return static_cast<double>(pair.shared) <
           options.least_share *
               static_cast<double>(shared.nuclei.at(pair.nucleus));
  });
  pairs = largest_by_cell(pairs);
  check(!pairs.empty(), kMatches, ": none of the ", nuclei.labels(),
        " nuclei of section ", nuclei.info().section, " shares ",
        options.least_share, " of its pixels with one of the ", cells.labels(),
        " cells; are both images of one picture, and neither shifted or "
        "scaled?");
  CellMatches out;
  out.section = cells.info().section;
  out.rule = concat("nuclei (", nuclei.info().rule, ") that share at least ",
                    options.least_share, " of their pixels with a cell (",
                    cells.info().rule, "), the largest overlap both ways");
  out.every_px = options.every_px;
  out.cells = cells.labels();
  out.nuclei = nuclei.labels();
  for (const Pair& pair : pairs) {
    out.cell.push_back(pair.cell);
    out.nucleus.push_back(pair.nucleus);
    out.shared_px.push_back(pair.shared);
    out.nucleus_px.push_back(shared.nuclei.at(pair.nucleus));
  }
  return out;
}

namespace {

// Place in the pairs by the cell's name.
std::map<std::string, std::size_t> pairs_by_cell(const CellMatches& matches) {
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < matches.cell.size(); ++i) {
    places.emplace(concat(matches.cell[i]), i);
  }
  return places;
}

void check_same_section(std::string_view step, std::string_view noun,
                        const std::string& section,
                        const CellMatches& matches) {
  check(section_of_unit(section) == matches.section, step, ": ", noun,
        " of section ", section, ", but matches of ", matches.section);
}

}  // namespace

Dataset matched_cells(const Dataset& dataset, const CellMatches& matches,
                      const MatchedOptions& options) {
  check_same_section(kMatched, "cells", dataset.section, matches);
  check(options.least_nucleus_um2 == 0 || dataset.um_per_px > 0, kMatched,
        ": least_nucleus_um2 = ", options.least_nucleus_um2,
        " needs the scale of section ", dataset.section,
        ", which is not known; give `dataset` um_per_px");
  const double side_um = matches.every_px * dataset.um_per_px;
  auto places = pairs_by_cell(matches);
  std::vector<std::size_t> kept;
  std::vector<std::string> names;
  std::int64_t small = 0, without = 0;
  for (std::size_t i = 0; i < dataset.spots.size(); ++i) {
    const auto found = places.find(dataset.spots[i]);
    if (found == places.end()) {
      ++without;
      continue;
    }
    const std::size_t pair = found->second;
    places.erase(found);
    if (static_cast<double>(matches.nucleus_px[pair]) * side_um * side_um <
        options.least_nucleus_um2) {
      ++small;
      continue;
    }
    kept.push_back(i);
    names.push_back(concat(matches.nucleus[pair]));
  }
  // Of a block the others are elsewhere in the section.
  const bool is_whole = dataset.section == matches.section;
  check(!is_whole || places.empty(), kMatched, ": ", places.size(),
        " matched cells, as '", places.empty() ? "" : places.begin()->first,
        "', are none of section ", dataset.section,
        "; match the labels of this dataset's cells");
  check(!kept.empty(), kMatched, ": none of the ", dataset.spots.size(),
        " cells of section ", dataset.section, " has a nucleus that counts");
  Dataset out = with_spots(dataset, kept);
  out.spots = std::move(names);
  out.leave_out("cells without a nucleus in the picture", without);
  out.leave_out(concat("cells whose nucleus is smaller than ",
                       options.least_nucleus_um2, " um2"),
                small);
  if (is_whole) {
    out.remarks.push_back(
        concat(kept.size(), " of ", matches.nuclei,
               " nuclei found in the picture are measured cells, whose counts "
               "stand under the nucleus' label"));
  }
  return out;
}

CellTypes matched_types(const CellTypes& types, const CellMatches& matches) {
  check_same_section("matched_types", "types", types.section, matches);
  const auto places = pairs_by_cell(matches);
  CellTypes out;
  out.section = types.section;
  out.how = types.how;
  out.classes = types.classes;
  for (std::size_t i = 0; i < types.cells.size(); ++i) {
    const auto found = places.find(types.cells[i]);
    if (found == places.end()) continue;
    out.cells.push_back(concat(matches.nucleus[found->second]));
    out.index.push_back(types.index[i]);
  }
  check(!out.cells.empty(), "matched_types: none of the ", types.cells.size(),
        " cells with types of section ", types.section, " is matched");
  return out;
}

StepKind cell_matches_step() {
  return StepKind("cell_matches", 1,
                  "Which measured cell lies on which nucleus of the picture.")
      .applies<LabelImage>("cells", "of the measured cells")
      .applies<LabelImage>("nuclei", "of nuclei found in the picture")
      .option("least_share", &MatchOptions::least_share,
              "of a nucleus' pixels, which its cell has too", {0, 1})
      .option("every_px", &MatchOptions::every_px,
              "one pixel in so many is counted along each side", {1, 1000})
      .unit("px")
      .needs([](const Options&, const InputSizes& sizes) {
        return Needs{.memory_bytes = 512 * kMiB + sizes.total() / 2,
                     .seconds = 1 + 2e-9 * static_cast<double>(sizes.total())};
      })
      .makes<CellMatches>([](const Inputs& in, const Options& options) {
        auto cells = in.open<LabelReader>("cells");
        auto nuclei = in.open<LabelReader>("nuclei");
        CellMatches out =
            match_cells(cells, nuclei, options.as<MatchOptions>());
        log_line(concat(out.cell.size(), " pairs of ", out.cells, " cells and ",
                        out.nuclei, " nuclei"));
        return out;
      });
}

StepKind matched_cells_step() {
  return StepKind("matched_cells", 1,
                  "Measured cells under the labels of the nuclei they are "
                  "matched with.")
      .applies<Dataset>("dataset", "the measured cells")
      .applies<CellMatches>("matches", "of its cells with nuclei")
      .option("least_nucleus_um2", &MatchedOptions::least_nucleus_um2,
              "a smaller nucleus counts as none", {0, {}})
      .unit("um2")
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        Dataset out = matched_cells(in.get<Dataset>("dataset"),
                                    in.get<CellMatches>("matches"),
                                    options.as<MatchedOptions>());
        for (const auto& [reason, number] : out.left_out) {
          log_line(concat("left out ", number, ": ", reason));
        }
        return out;
      });
}

StepKind matched_types_step() {
  return StepKind("matched_types", 1,
                  "Types of cells under the labels of the nuclei they are "
                  "matched with.")
      .applies<CellTypes>("types", "of the measured cells")
      .applies<CellMatches>("matches", "of these cells with nuclei")
      .needs(in_memory(8, 1))
      .makes<CellTypes>([](const Inputs& in, const Options&) {
        return matched_types(in.get<CellTypes>("types"),
                             in.get<CellMatches>("matches"));
      });
}

}  // namespace moonstain
