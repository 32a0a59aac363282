#include "core/data/prepare/blocks.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/prepare/spots.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"
#include "core/stats/inverse_distance.h"

namespace moonstain {
namespace {

// Whole numbers from `least` on, cut into parts of equal length.
struct Stretch {
  std::int64_t least = 0;
  std::int64_t length = 1;

  // From 1 to `parts`; the least position lies in the first. What lies beyond
  // the stretch is of the part at that end.
  std::int64_t part_of(std::int64_t position, std::int64_t parts) const {
    const std::int64_t at =
        std::clamp<std::int64_t>(position - least, 0, length - 1);
    return at * parts / length + 1;
  }
};

// A lattice is cut where it has spots; cells, where their picture is, so that
// blocks are the same rows of pixels for all that is measured in it.
Stretch stretch_of(const Dataset& dataset, Eigen::Index axis) {
  if (dataset.lattice == Lattice::none) {
    const std::int64_t side =
        axis == 0 ? dataset.picture_width_px : dataset.picture_height_px;
    check(side > 0, "blocks: section ", dataset.section,
          " is of cells, whose blocks are those of its picture, and has none; "
          "give `dataset` the picture");
    return {0, side};
  }
  const auto positions = dataset.array_xy.col(axis);
  const std::int64_t least = positions.minCoeff();
  return {least, std::int64_t{positions.maxCoeff()} - least + 1};
}

Block block_of(const Dataset& dataset, const std::string& name) {
  std::optional<Block> block = Block::parse(name);
  const bool is_own =
      block && (block->section == dataset.section ||
                dataset.section.ends_with(concat("/", block->section)));
  check(is_own, "blocks: '", name, "' is no block of section ", dataset.section,
        "; expected a name such as '", dataset.section,
        "#r1c2of2x2', as ms.regions gives them");
  block->section = dataset.section;
  return *std::move(block);
}

// Rows of the spots in a block.
std::vector<std::size_t> rows_in(const Dataset& dataset, const Block& block) {
  const Stretch across = stretch_of(dataset, 0);
  const Stretch down = stretch_of(dataset, 1);
  std::vector<std::size_t> rows;
  for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    if (across.part_of(dataset.array_xy(i, 0), block.columns) == block.column &&
        down.part_of(dataset.array_xy(i, 1), block.rows) == block.row) {
      rows.push_back(spot);
    }
  }
  return rows;
}

MatrixD places_of(const Dataset& dataset, const std::set<std::size_t>& rows) {
  MatrixD out(static_cast<Eigen::Index>(rows.size()), 2);
  Eigen::Index at = 0;
  for (const std::size_t row : rows) {
    out.row(at++) = dataset.pixel_xy.row(static_cast<Eigen::Index>(row));
  }
  return out;
}

// Takes out of `rows` what is near to a spot of the blocks that are held out.
// @return how many
std::int64_t take_out_near(std::set<std::size_t>& rows, const Dataset& dataset,
                           const BlockLimits& limits) {
  check(dataset.um_per_px > 0, "blocks: apart_um = ", limits.apart_um,
        " needs the scale of section ", dataset.section,
        ", which is not known; give `dataset` um_per_px or spot_pitch_um");
  std::set<std::size_t> held_out;
  for (const std::string& name : limits.apart_from) {
    const auto in_block = rows_in(dataset, block_of(dataset, name));
    held_out.insert(in_block.begin(), in_block.end());
  }
  const NearPoints near =
      near_points(places_of(dataset, rows), places_of(dataset, held_out),
                  limits.apart_um / dataset.um_per_px);
  std::set<std::size_t> left;
  Eigen::Index at = 0;
  for (const std::size_t row : rows) {
    if (!near.has(at++)) left.insert(left.end(), row);
  }
  const auto out = static_cast<std::int64_t>(rows.size() - left.size());
  rows = std::move(left);
  return out;
}

}  // namespace

Dataset in_blocks(const Dataset& dataset,
                  const std::vector<std::string>& blocks,
                  const BlockLimits& limits) {
  check(!dataset.spots.empty() && !blocks.empty(), "blocks: section ",
        dataset.section, " has ", counted(dataset.spots.size(), "spot"),
        " for ", counted(blocks.size(), "block"));
  check(limits.apart_from.empty() == (limits.apart_um == 0),
        "blocks: apart_from names ", counted(limits.apart_from.size(), "block"),
        ", apart_um is ", limits.apart_um,
        "; give both, the blocks and how far from them spots must be");
  std::set<std::string> names;
  std::set<std::size_t> rows;
  std::string label = dataset.section;
  std::int64_t in_small = 0;
  for (const std::string& name : blocks) {
    const Block block = block_of(dataset, name);
    const std::string full = block.name();
    check(names.insert(full).second, "blocks: '", name, "' is named twice");
    label += concat(names.size() == 1 ? "#" : ",",
                    full.substr(dataset.section.size() + 1));
    const auto in_block = rows_in(dataset, block);
    const auto size = static_cast<std::int64_t>(in_block.size());
    if (size < limits.least_spots) {
      in_small += size;
    } else {
      rows.insert(in_block.begin(), in_block.end());
    }
  }
  const Stretch across = stretch_of(dataset, 0);
  const Stretch down = stretch_of(dataset, 1);
  check(!rows.empty() || in_small > 0, "blocks: no spot of section ",
        dataset.section, " lies in ", listed(blocks), "; its ",
        counted(dataset.spots.size(), "spot"), " span columns ", across.least,
        " to ", across.least + across.length - 1, " and rows ", down.least,
        " to ", down.least + down.length - 1, " of the array");
  check(!rows.empty(), "blocks: ", listed(blocks), " of section ",
        dataset.section, " hold ", counted(in_small, "spot"),
        ", none of them least_spots = ", limits.least_spots,
        "; leave such blocks out of the folds");
  std::int64_t too_near = 0;
  if (!limits.apart_from.empty()) {
    too_near = take_out_near(rows, dataset, limits);
    check(!rows.empty(), "blocks: all ", counted(too_near, "spot"), " in ",
          listed(blocks), " of section ", dataset.section, " lie within ",
          limits.apart_um, " um of ", listed(limits.apart_from));
  }
  Dataset out = with_spots(dataset, {rows.begin(), rows.end()});
  out.section = label;
  out.leave_out(
      concat("in a block of fewer than ", limits.least_spots, " spots"),
      in_small);
  out.leave_out(
      concat("within ", limits.apart_um, " um of ", listed(limits.apart_from)),
      too_near);
  return out;
}

namespace {

struct BlocksOptions {
  std::vector<std::string> blocks;
};

}  // namespace

StepKind blocks_step() {
  return StepKind("blocks", 1, "A section narrowed to some of its blocks.")
      .applies<Dataset>("dataset", "the whole section")
      .option("blocks", &BlocksOptions::blocks,
              "the ones whose spots stay; ms.regions gives their names")
      .required()
      .narrows()
      .option("least_spots", &BlockLimits::least_spots,
              "a block of fewer is left out", {0, {}})
      .option("apart_from", &BlockLimits::apart_from,
              "blocks that are held out; spots near to theirs are left out")
      .option("apart_um", &BlockLimits::apart_um, "how far from them is near",
              {0, {}})
      .unit("um")
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto dataset = in.get<Dataset>("dataset");
        Dataset part = in_blocks(dataset, options.as<BlocksOptions>().blocks,
                                 options.as<BlockLimits>());
        log_line(concat("kept ", part.spots.size(), " of ",
                        dataset.spots.size(), " spots of ", dataset.section));
        for (const auto& [reason, number] : part.left_out) {
          log_line(concat("left out ", number, " spot(s): ", reason));
        }
        return part;
      });
}

}  // namespace moonstain
