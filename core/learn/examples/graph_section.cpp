#include "core/learn/examples/graph_section.h"

#include <utility>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"

namespace moonstain {
namespace {

const std::string& section_of(const Features& one) { return one.section; }
const std::string& section_of(const Targets& one) { return one.about; }
const std::string& section_of(const Latents& one) { return one.section; }
const std::string& section_of(const SpotGraph& one) { return one.section; }
const std::string& section_of(const NucleusCounts& one) { return one.section; }

template <typename T>
std::vector<std::string> sections_of(const std::vector<T>& list) {
  std::vector<std::string> sections;
  for (const T& one : list) sections.push_back(section_of(one));
  return sections;
}

// Places of the graph's spots among those of another value of the section.
template <typename T>
std::vector<Eigen::Index> rows_in(const T& given, const GraphSection& section,
                                  const std::vector<std::string>& spots,
                                  std::string_view what) {
  check(section_of(given) == section.section, what, " are of section ",
        section_of(given), ", the graph is of section ", section.section);
  return places_of(section.spots, spots, "spot",
                   concat(what, " of section ", section.section));
}

}  // namespace

GraphSection::GraphSection(SpotGraph graph)
    : section(std::move(graph.section)),
      spots(std::move(graph.spots)),
      edges(std::move(graph.edges)) {}

void GraphSection::join(Features given) {
  features =
      rows_at(given.values, rows_in(given, *this, given.spots, "features"));
  encoder = std::move(given.encoder);
  tiles = given.tiles;
}

void GraphSection::join(Targets given) {
  targets =
      rows_at(given.values, rows_in(given, *this, given.names, "targets"));
  genes = std::move(given.variables);
}

void GraphSection::join(const Latents& given) {
  latents =
      rows_at(given.values, rows_in(given, *this, given.spots, "latents"));
}

void GraphSection::join(const NucleusCounts& given) {
  const auto rows = rows_in(given, *this, given.spots, "nuclei");
  factor = given.factor(rows).cast<float>();
}

std::vector<GraphSection> join_graph_sections(GraphLists lists) {
  const std::vector<std::string> sections = sections_of(lists.features);
  const auto paired = [&](const auto& list, std::string_view noun) {
    return paired_sections(sections, "features", sections_of(list), noun,
                           "sections");
  };
  const auto graphs = paired(lists.graphs, "graph");
  const auto targets = paired(lists.targets, "targets");
  const auto latents = paired(lists.latents, "latents");
  std::vector<std::size_t> nuclei;
  if (!lists.nuclei.empty()) nuclei = paired(lists.nuclei, "nuclei");
  std::vector<GraphSection> joined;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    GraphSection one(std::move(lists.graphs[graphs[i]]));
    one.join(std::move(lists.features[i]));
    one.join(std::move(lists.targets[targets[i]]));
    one.join(lists.latents[latents[i]]);
    if (!nuclei.empty()) one.join(lists.nuclei[nuclei[i]]);
    joined.push_back(std::move(one));
    check_alike(joined.front(), joined.back());
  }
  return joined;
}

void check_alike(const GraphSection& first, const GraphSection& other) {
  const std::string pair =
      concat("sections ", first.section, " and ", other.section);
  check_same_names(other.genes, first.genes, "gene",
                   concat(pair, ": targets of ", other.section));
  check(first.encoder == other.encoder &&
            first.features.cols() == other.features.cols(),
        pair, " have features of different encoders: ", first.encoder, " with ",
        first.features.cols(), " values and ", other.encoder, " with ",
        other.features.cols());
  check_same_width("features", concat("section ", first.section), first.tiles,
                   concat("section ", other.section), other.tiles);
  check(first.latents.cols() == other.latents.cols(), pair, " have ",
        first.latents.cols(), " and ", other.latents.cols(), " latents");
  const auto has = [](const GraphSection& one) {
    return one.factor.size() > 0 ? "with" : "without";
  };
  check((first.factor.size() > 0) == (other.factor.size() > 0), "section ",
        first.section, " is ", has(first), " and section ", other.section,
        " is ", has(other), " nuclei; expected both or neither");
}

void check_neighbours(const GraphSection& section, std::int64_t count) {
  const auto spots = static_cast<std::int64_t>(section.spots.size());
  check(spots > count, "section ", section.section, " has ", spots,
        " spots; each has ", count, " neighbours beside itself, so at least ",
        count + 1, " are needed");
  std::vector<std::int64_t> incoming(section.spots.size(), 0);
  std::vector<bool> own(section.spots.size(), false);
  for (Eigen::Index edge = 0; edge < section.edges.cols(); ++edge) {
    const auto to = static_cast<std::size_t>(section.edges(1, edge));
    ++incoming[to];
    if (section.edges(0, edge) == section.edges(1, edge)) own[to] = true;
  }
  for (std::size_t spot = 0; spot < section.spots.size(); ++spot) {
    check(incoming[spot] == count && !own[spot], "graph of section ",
          section.section, ": spot '", section.spots[spot], "' has ",
          counted(static_cast<std::uint64_t>(incoming[spot]), "neighbour"),
          own[spot] ? ", itself among them" : "", "; expected ", count,
          " others: make it by spot_graph { neighbours = ", count,
          ", with_self = false, undirected = false }");
  }
}

void check_own_neighbour(const GraphSection& section) {
  std::vector<bool> own(section.spots.size(), false);
  for (Eigen::Index edge = 0; edge < section.edges.cols(); ++edge) {
    if (section.edges(0, edge) != section.edges(1, edge)) continue;
    own[static_cast<std::size_t>(section.edges(1, edge))] = true;
  }
  for (std::size_t spot = 0; spot < section.spots.size(); ++spot) {
    check(own[spot], "graph of section ", section.section, ": spot '",
          section.spots[spot],
          "' is not its own neighbour; make it by spot_graph { with_self = "
          "true }");
  }
}

}  // namespace moonstain
