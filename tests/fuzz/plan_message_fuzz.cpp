#include "tests/fuzz/planning_world.h"

using namespace moonstain;  // NOLINT

// What a child that was taken over may say to its parent.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const fuzz::PlanningWorld planning;
  fuzz::answered([&] {
    lua::PlanReader reader(planning.request, testing::catalog(),
                           planning.world);
    lua::FrameStream stream;
    stream.add(fuzz::text_of(data, size),
               [&](lua::FrameReader& frame) { reader.take(frame); });
    const lua::Plan plan = reader.finish();
    // Whatever was said: inputs come before, and all of them are there.
    for (std::size_t i = 0; i < plan.graph.nodes.size(); ++i) {
      for (const NodeIndex from : inputs_of(plan.graph.nodes[i])) {
        if (from >= i) std::abort();
      }
    }
    for (const auto& [name, nodes] : plan.graph.outputs) {
      for (const NodeIndex node : nodes) {
        if (node >= plan.graph.nodes.size()) std::abort();
      }
    }
  });
  return 0;
}
