#include "core/data/prepare/spot_neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/engine/step/step_kind.h"
#include "core/stats/nearest.h"

namespace moonstain {
namespace {

using Found = NearestPoints::Found;

// Of spots at one place neither is nearer, and which is whose neighbour would
// be a matter of their order alone. Spots that are one only in whole pixels are
// two, of which that order decides as of any others that are equally far.
void check_places(const Dataset& dataset, const Points& places,
                  std::string_view of_what) {
  std::vector<std::size_t> order(dataset.spots.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t spot) {
    const auto i = static_cast<Eigen::Index>(spot);
    return std::pair(places(i, 0), places(i, 1));
  };
  std::stable_sort(
      order.begin(), order.end(),
      [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto at = place(order[i]);
    check(at != place(order[i - 1]), "spot_graph: spots '",
          dataset.spots[order[i - 1]], "' and '", dataset.spots[order[i]],
          "' of section ", dataset.section, " lie at one place, (", at.first,
          ", ", at.second, ")", of_what, "; each needs a place of its own");
  }
}

using Edges = std::vector<std::vector<Found>>;  // to each spot

// Those of the nearest others, by distance and then by order.
Edges nearest_edges(const Points& places, const SpotNeighbourOptions& options) {
  const NearestPoints nearest(places);
  Edges from(static_cast<std::size_t>(places.rows()));
  for (std::int64_t to = 0; to < places.rows(); ++to) {
    auto& edges = from[static_cast<std::size_t>(to)];
    edges = nearest.near(places(to, 0), places(to, 1), options.neighbours,
                         options.with_self ? -1 : to);
    if (options.reach > 0) {
      std::erase_if(edges, [&](const Found& one) {
        return one.squared > options.reach * options.reach;
      });
    }
  }
  return from;
}

// Those of the places beside each in the lattice, all of them a pitch away.
Edges lattice_edges(const Dataset& dataset, bool with_self) {
  check(dataset.lattice != Lattice::none, "spot_graph: section ",
        dataset.section,
        " has cells, which lie on no array; neighbours = 0 asks for those "
        "beside each other on one: say how many");
  using Place = std::pair<std::int64_t, std::int64_t>;
  const std::vector<Place> beside =
      dataset.lattice == Lattice::hexagonal
          ? std::vector<Place>{{-2, 0}, {2, 0},  {-1, -1},
                               {1, -1}, {-1, 1}, {1, 1}}
          : std::vector<Place>{{-1, 0}, {1, 0}, {0, -1}, {0, 1}};
  const auto& at = dataset.array_xy;
  std::map<Place, std::int64_t> spot_at;
  for (Eigen::Index i = 0; i < at.rows(); ++i)
    spot_at[{at(i, 0), at(i, 1)}] = i;
  Edges from(dataset.spots.size());
  for (std::int64_t to = 0; to < at.rows(); ++to) {
    auto& edges = from[static_cast<std::size_t>(to)];
    if (with_self) edges.push_back({0, to});
    for (const auto& [x, y] : beside) {
      const auto found = spot_at.find({at(to, 0) + x, at(to, 1) + y});
      if (found != spot_at.end()) edges.push_back({1, found->second});
    }
    std::sort(edges.begin(), edges.end());
  }
  return from;
}

// Adds the way back of each edge.
void make_undirected(Edges& from) {
  const Edges directed = from;
  for (std::size_t to = 0; to < from.size(); ++to) {
    for (const Found& edge : directed[to]) {
      from[static_cast<std::size_t>(edge.index)].push_back(
          {edge.squared, static_cast<std::int64_t>(to)});
    }
  }
  for (std::vector<Found>& edges : from) {
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  }
}

// A graph by which no spot hears of another is the work of a wrong unit.
void check_edges(const Dataset& dataset, const Points& places,
                 const Edges& from, const SpotNeighbourOptions& options) {
  for (std::size_t to = 0; to < from.size(); ++to) {
    for (const Found& edge : from[to]) {
      if (edge.index != static_cast<std::int64_t>(to)) return;
    }
  }
  double least = std::numeric_limits<double>::infinity();
  for (const Found& one : NearestPoints(places).nearest_others()) {
    least = std::min(least, one.squared);
  }
  check(options.neighbours > 0, "spot_graph: no two spots of section ",
        dataset.section,
        " stand beside each other on its array; the nearest "
        "two are ",
        fixed(std::sqrt(least), 2), " apart, as it is numbered");
  fail("spot_graph: no two spots of section ", dataset.section,
       " are within reach = ", options.reach, "; the nearest two are ",
       fixed(std::sqrt(least), 2), " apart",
       options.on_array ? " on the array" : ", in pixels");
}

std::string rule_of(const SpotNeighbourOptions& options) {
  if (options.neighbours == 0) {
    return concat("to each spot from those beside it on the array",
                  options.with_self ? ", and itself" : "");
  }
  return concat(
      "to each spot from the ", options.neighbours, " nearest ",
      options.with_self ? "with itself" : "others",
      options.undirected ? ", and back" : "", ", by distance",
      options.on_array       ? " on the array"
      : options.whole_pixels ? " in whole pixels"
                             : " in pixels",
      " and then by order",
      options.reach > 0 ? concat(", no farther than ", options.reach) : "");
}

}  // namespace

SpotGraph spot_graph(const Dataset& dataset,
                     const SpotNeighbourOptions& options) {
  check(options.neighbours >= 0, "spot_graph: neighbours is ",
        options.neighbours, ", expected at least 0");
  const bool on_lattice = options.neighbours == 0;
  check(!on_lattice || (options.on_array && options.reach == 0),
        "spot_graph: neighbours = 0 takes those beside each other on the "
        "array: it needs on_array and takes no reach");
  const auto spots = static_cast<std::int64_t>(dataset.spots.size());
  const std::int64_t least = options.neighbours + (options.with_self ? 0 : 1);
  check(spots >= least, "spot_graph: section ", dataset.section, " has ", spots,
        " spots; ", options.neighbours, " neighbours of each",
        options.with_self ? ", itself among them," : "", " need at least ",
        least);
  check(!options.on_array || !options.whole_pixels,
        "spot_graph: on_array and whole_pixels are both given; positions on "
        "the array are whole numbers: leave out whole_pixels");
  Points places = options.on_array ? Points(dataset.array_xy.cast<double>())
                                   : Points(dataset.pixel_xy);
  check_places(dataset, places, options.on_array ? " on the array" : "");
  if (options.whole_pixels) {
    places = places.unaryExpr([](double at) { return std::trunc(at); });
  }

  Edges from = on_lattice ? lattice_edges(dataset, options.with_self)
                          : nearest_edges(places, options);
  if (options.undirected) make_undirected(from);
  if (on_lattice || options.reach > 0) {
    check_edges(dataset, places, from, options);
  }

  SpotGraph out;
  out.section = dataset.section;
  out.spots = dataset.spots;
  out.rule = rule_of(options);
  std::size_t count = 0;
  for (const std::vector<Found>& edges : from) count += edges.size();
  out.edges.resize(2, static_cast<Eigen::Index>(count));
  Eigen::Index edge = 0;
  for (std::int64_t to = 0; to < spots; ++to) {
    for (const Found& found : from[static_cast<std::size_t>(to)]) {
      out.edges(0, edge) = found.index;
      out.edges(1, edge) = to;
      ++edge;
    }
  }
  return out;
}

StepKind spot_graph_step() {
  return StepKind("spot_graph", 1, "Which spots stand beside each other.")
      .applies<Dataset>("dataset", "spots with their positions")
      .option("neighbours", &SpotNeighbourOptions::neighbours,
              "nearest spots that an edge to each comes from; 0: those beside "
              "it in the array's lattice, four of a square or six of a "
              "hexagonal one",
              {0, 1e6})
      .option("with_self", &SpotNeighbourOptions::with_self,
              "whether a spot is one of its own neighbours")
      .option("undirected", &SpotNeighbourOptions::undirected,
              "whether each edge also leads back")
      .option("whole_pixels", &SpotNeighbourOptions::whole_pixels,
              "whether positions are truncated to whole pixels first")
      .option("on_array", &SpotNeighbourOptions::on_array,
              "whether distances are those of array positions")
      .option(
          "reach", &SpotNeighbourOptions::reach,
          "no edge is longer, in pixels or, on the array, its steps as they "
          "are numbered; 0: any length",
          {0, {}})
      .needs([](const Options& options, const InputSizes& sizes) {
        const auto chosen = options.as<SpotNeighbourOptions>();
        // Spots are not counted before: a spot is 100 bytes at least, an edge
        // some 100.
        return Needs{.memory_bytes = 64 * kMiB + static_cast<std::uint64_t>(
                                                     chosen.neighbours + 8) *
                                                     sizes.of("dataset")};
      })
      .makes<SpotGraph>([](const Inputs& in, const Options& options) {
        return spot_graph(
            Dataset::read_places(in.items("dataset").front().path),
            options.as<SpotNeighbourOptions>());
      });
}

}  // namespace moonstain
