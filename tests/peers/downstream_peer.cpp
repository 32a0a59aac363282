// Clusters, tests and terms for downstream_peer_test.py. The one argument is a
// file of requests:
//   {"values": [[...]], "most_variable", "components", "neighbours",
//   "resolution", "iterations", "seed"}        the chain of cluster_chain.h
//   {"nodes", "edges": [[a, b, weight]], "resolution", "iterations", "seed"}
//                                              Leiden of a graph
//   {"one": [...], "other": [...]}             two ways to put things in groups
//   {"table": [[...]], "group": [...], "groups"}   each group against the rest
//   {"terms": [[hits, all, marked, drawn]]}    hypergeometric tails
#include <string>
#include <vector>

#include "core/stats/against_rest.h"
#include "core/stats/clustering/adjusted_rand.h"
#include "core/stats/clustering/cluster_chain.h"
#include "core/stats/clustering/leiden.h"
#include "core/stats/hypergeometric.h"
#include "tests/peers/peer_requests.h"

namespace moonstain {
namespace {

Json rows_of(const MatrixD& values) {
  Json rows = Json::array();
  for (Eigen::Index row = 0; row < values.rows(); ++row) {
    const auto one = values.row(row);
    rows.push_back(std::vector<double>(one.begin(), one.end()));
  }
  return rows;
}

Json of_graph(const Json& request) {
  std::vector<WeightedEdge> edges;
  for (const Json& edge : request.at("edges")) {
    edges.push_back({edge[0].get<std::int32_t>(), edge[1].get<std::int32_t>(),
                     edge[2].get<double>()});
  }
  const WeightedGraph graph =
      weighted_graph(request.at("nodes").get<std::size_t>(), edges);
  const auto resolution = request.at("resolution").get<double>();
  const auto community =
      leiden(graph, {.resolution = resolution,
                     .iterations = request.at("iterations").get<std::int64_t>(),
                     .seed = request.at("seed").get<std::int64_t>()});
  return {{"community", community},
          {"quality", partition_quality(graph, community, resolution)}};
}

Json of_values(const Json& request) {
  const Clustered made =
      clustered(matrix_of<Matrix>(request.at("values")),
                {.most_variable = request.at("most_variable"),
                 .components = request.at("components"),
                 .neighbours = request.at("neighbours"),
                 .resolution = request.at("resolution"),
                 .iterations = request.at("iterations"),
                 .seed = request.at("seed")});
  Json edges = Json::array();
  for (std::size_t node = 0; node < made.graph.size(); ++node) {
    for (const auto& edge : made.graph.edges_of(node)) {
      edges.push_back({node, edge.to, edge.weight});
    }
  }
  return {{"columns", made.columns}, {"components", rows_of(made.components)},
          {"edges", edges},          {"cluster", made.cluster},
          {"quality", made.quality}, {"shift", made.shift}};
}

Json of_groups(const Json& request) {
  const AgainstRest made =
      against_rest(matrix_of<Matrix>(request.at("table")),
                   request.at("group").get<std::vector<std::int32_t>>(),
                   request.at("groups").get<std::int64_t>());
  return {{"t", rows_of(made.t)},
          {"p", rows_of(made.p)},
          {"q", rows_of(made.q)},
          {"fold", rows_of(made.log2_fold)}};
}

Json of_terms(const Json& request) {
  Json out = Json::array();
  for (const Json& term : request.at("terms")) {
    out.push_back(hypergeometric_tail(term[0], term[1], term[2], term[3]));
  }
  return out;
}

Json answer(const Json& request) {
  if (request.contains("values")) return of_values(request);
  if (request.contains("edges")) return of_graph(request);
  if (request.contains("table")) return of_groups(request);
  if (request.contains("terms")) return of_terms(request);
  return adjusted_rand(request.at("one").get<std::vector<std::int32_t>>(),
                       request.at("other").get<std::vector<std::int32_t>>());
}

}  // namespace
}  // namespace moonstain

int main(int, char** arguments) {
  moonstain::answer_requests(arguments[1], moonstain::answer);
  return 0;
}
