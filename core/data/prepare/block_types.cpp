#include "core/data/prepare/block_types.h"

#include <set>

#include "core/base/error.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "block_types";

// "#r1c1of5x1" of each block of "her2st/B4#r1c1of5x1,r2c1of5x1"; a name that is
// no block's stands for itself.
std::set<std::string> block_places(const std::vector<std::string>& units) {
  std::set<std::string> places;
  for (const std::string& unit : units) {
    std::vector<Block> blocks = blocks_of_unit(unit);
    if (blocks.empty()) places.insert(unit);
    for (Block& block : blocks) {
      block.section.clear();
      places.insert(block.name());
    }
  }
  return places;
}

}  // namespace

CellTypes types_in_blocks(const CellTypes& types, const Dataset& cells,
                          const std::vector<std::string>& blocks) {
  check(section_of_unit(cells.section) == types.section, kStep, ": types of ",
        types.section, ", cells of ", cells.section,
        "; expected blocks of that section");
  check(block_places(blocks) == block_places({cells.section}), kStep,
        ": blocks ", listed(blocks), " are named, the cells are those of ",
        cells.section,
        "; expected the section narrowed to these blocks (ms.rows)");
  CellTypes out;
  out.section = cells.section;
  out.how = types.how;
  out.cells = cells.spots;
  out.classes = types.classes;
  out.index =
      types_at(types, cells.spots, concat(kStep, ": types of ", types.section));
  return out;
}

namespace {

struct BlockTypesOptions {
  std::vector<std::string> blocks;
};

}  // namespace

StepKind block_types_step() {
  return StepKind("block_types", 1,
                  "Types of a section's cells, narrowed to some of its blocks.")
      .applies<CellTypes>("types", "of the whole section")
      .applies<Dataset>("dataset", "the section narrowed to these blocks")
      .option("blocks", &BlockTypesOptions::blocks,
              "the ones whose cells stay; ms.regions gives their names")
      .required()
      .narrows()
      .needs(in_memory(4, 1))
      .makes<CellTypes>([](const Inputs& in, const Options& options) {
        return types_in_blocks(in.get<CellTypes>("types"),
                               Dataset::read_places(in.one("dataset").path),
                               options.as<BlockTypesOptions>().blocks);
      });
}

}  // namespace moonstain
