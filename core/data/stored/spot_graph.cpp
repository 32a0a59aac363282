#include "core/data/stored/spot_graph.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/checks.h"
#include "core/data/stored/group.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"

namespace moonstain {
namespace {

constexpr int kSchema = 1;

// Tensors are filled by these rows without another look.
void check_edges(const SpotGraph& graph, const std::string& where) {
  const auto spots = static_cast<std::int64_t>(graph.spots.size());
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  pairs.reserve(static_cast<std::size_t>(graph.edges.cols()));
  for (Eigen::Index edge = 0; edge < graph.edges.cols(); ++edge) {
    const std::int64_t from = graph.edges(0, edge);
    const std::int64_t to = graph.edges(1, edge);
    check(from >= 0 && from < spots && to >= 0 && to < spots, where, ": edge ",
          edge, " leads from spot ", from, " to spot ", to, ", there are ",
          spots, " (counted from 0)");
    pairs.emplace_back(from, to);
  }
  std::sort(pairs.begin(), pairs.end());
  const auto twice = std::adjacent_find(pairs.begin(), pairs.end());
  if (twice == pairs.end()) return;
  fail(where, ": the edge from spot '",
       graph.spots[static_cast<std::size_t>(twice->first)], "' to spot '",
       graph.spots[static_cast<std::size_t>(twice->second)],
       "' is there twice, expected once");
}

}  // namespace

void SpotGraph::write(const fs::path& folder) const {
  zarr::Writer out(folder,
                   stored_attributes(kType, kSchema,
                                     {{"section", section}, {"rule", rule}}));
  zarr::ArrayOptions options;
  options.dimension_names = {"spots"};
  out.strings("spots", spots, options);
  options.dimension_names = {"from_to", "edges"};
  out.array<std::int64_t>(
      "edges",
      std::span<const std::int64_t>(edges.data(),
                                    static_cast<std::size_t>(edges.size())),
      {2, edges.cols()}, options);
}

SpotGraph SpotGraph::read(const fs::path& folder) {
  const zarr::Reader in(folder);
  const Json attributes = checked_attributes(in, kType, kSchema);
  const std::string where = folder.string();
  SpotGraph out;
  out.section = text_member(attributes, "section", where);
  out.rule = text_member(attributes, "rule", where);
  out.spots = in.strings("spots");
  check_unique(where, "spot", out.spots);
  const zarr::Shape shape = in.info("edges").shape;
  check_shape(where, "edges", shape, {2, shape.empty() ? 0 : shape.back()},
              "[(from, to), edges]");
  const auto edges = in.array<std::int64_t>("edges");
  out.edges =
      Eigen::Map<const decltype(out.edges)>(edges.data(), 2, shape.back());
  check_edges(out, where);
  return out;
}

}  // namespace moonstain
