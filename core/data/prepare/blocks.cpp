#include "core/data/prepare/blocks.h"

#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/prepare/spots.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

// Whole numbers from `least` on, cut into parts of equal length.
struct Stretch {
  std::int64_t least = 0;
  std::int64_t length = 1;

  // From 1 to `parts`; the least position lies in the first.
  std::int64_t part_of(std::int64_t position, std::int64_t parts) const {
    return (position - least) * parts / length + 1;
  }
};

Stretch stretch_of(const Dataset& dataset, Eigen::Index axis) {
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

}  // namespace

Dataset in_blocks(const Dataset& dataset,
                  const std::vector<std::string>& blocks) {
  check(!dataset.spots.empty() && !blocks.empty(), "blocks: section ",
        dataset.section, " has ", counted(dataset.spots.size(), "spot"),
        " for ", counted(blocks.size(), "block"));
  const Stretch across = stretch_of(dataset, 0);
  const Stretch down = stretch_of(dataset, 1);
  std::set<std::string> names;
  std::set<std::size_t> rows;
  std::string label = dataset.section;
  for (const std::string& name : blocks) {
    const Block block = block_of(dataset, name);
    const std::string full = block.name();
    check(names.insert(full).second, "blocks: '", name, "' is named twice");
    label += concat(names.size() == 1 ? "#" : ",",
                    full.substr(dataset.section.size() + 1));
    for (std::size_t spot = 0; spot < dataset.spots.size(); ++spot) {
      const auto i = static_cast<Eigen::Index>(spot);
      if (across.part_of(dataset.array_xy(i, 0), block.columns) ==
              block.column &&
          down.part_of(dataset.array_xy(i, 1), block.rows) == block.row) {
        rows.insert(spot);
      }
    }
  }
  check(!rows.empty(), "blocks: no spot of section ", dataset.section,
        " lies in ", listed(blocks), "; its ",
        counted(dataset.spots.size(), "spot"), " span columns ", across.least,
        " to ", across.least + across.length - 1, " and rows ", down.least,
        " to ", down.least + down.length - 1, " of the array");
  Dataset out = with_spots(dataset, {rows.begin(), rows.end()});
  out.section = label;
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
      .needs(in_memory(16, 1))
      .makes<Dataset>([](const Inputs& in, const Options& options) {
        const auto dataset = in.get<Dataset>("dataset");
        Dataset part = in_blocks(dataset, options.as<BlocksOptions>().blocks);
        log_line(concat("kept ", part.spots.size(), " of ",
                        dataset.spots.size(), " spots of ", dataset.section));
        return part;
      });
}

}  // namespace moonstain
