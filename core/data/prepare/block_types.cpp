#include "core/data/prepare/block_types.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/engine/plan/units.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {
namespace {

constexpr std::string_view kStep = "block_types";

// "#r1c1of5x1" of each of "her2st/B4#r1c1of5x1,r2c1of5x1".
std::set<std::string> blocks_of(std::string_view unit) {
  std::set<std::string> blocks;
  const std::size_t hash = unit.find('#');
  for (std::size_t at = hash; at < unit.size();) {
    const std::size_t end = std::min(unit.find(',', at + 1), unit.size());
    blocks.insert(concat("#", unit.substr(at + 1, end - at - 1)));
    at = end;
  }
  return blocks;
}

}  // namespace

CellTypes types_in_blocks(const CellTypes& types, const Dataset& cells,
                          const std::vector<std::string>& blocks) {
  check(section_of_unit(cells.section) == types.section, kStep, ": types of ",
        types.section, ", cells of ", cells.section,
        "; expected blocks of that section");
  std::set<std::string> named;
  for (const std::string& block : blocks) named.merge(blocks_of(block));
  check(named == blocks_of(cells.section), kStep, ": blocks ", listed(blocks),
        " are named, the cells are those of ", cells.section,
        "; expected the section narrowed to these blocks (ms.rows)");
  CellTypes out;
  out.section = cells.section;
  out.how = types.how;
  out.cells = cells.spots;
  out.classes = types.classes;
  for (const Eigen::Index at :
       places_of(cells.spots, types.cells, "cell",
                 concat(kStep, ": types of ", types.section))) {
    out.index.push_back(types.index[static_cast<std::size_t>(at)]);
  }
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
