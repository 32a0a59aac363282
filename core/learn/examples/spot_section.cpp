#include "core/learn/examples/spot_section.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/data/stored/join.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

// Places of the section's spots among those of another value.
std::vector<Eigen::Index> rows_in(const SpotSection& section,
                                  const std::string& of,
                                  const std::vector<std::string>& spots,
                                  std::string_view what) {
  check(of == section.section, what, " are of section ", of,
        ", expected section ", section.section);
  return places_of(section.spots, spots, "spot",
                   concat(what, " of section ", section.section));
}

// The edges whose ends are both among `names`, renumbered by them.
decltype(SpotGraph::edges) edges_among(const SpotGraph& given,
                                       const std::vector<std::string>& names) {
  const Places places(names);
  std::vector<std::int64_t> row(given.spots.size(), -1);
  for (std::size_t i = 0; i < given.spots.size(); ++i) {
    const auto place = places.find(given.spots[i]);
    if (place) row[i] = static_cast<std::int64_t>(*place);
  }
  decltype(SpotGraph::edges) edges(2, given.edges.cols());
  Eigen::Index kept = 0;
  for (Eigen::Index edge = 0; edge < given.edges.cols(); ++edge) {
    const std::int64_t from =
        row[static_cast<std::size_t>(given.edges(0, edge))];
    const std::int64_t to = row[static_cast<std::size_t>(given.edges(1, edge))];
    if (from < 0 || to < 0) continue;
    edges(0, kept) = from;
    edges(1, kept) = to;
    ++kept;
  }
  edges.conservativeResize(2, kept);
  return edges;
}

// Of an even number of values the mean of the two in the middle.
double median_of(Eigen::VectorXd values) {
  std::sort(values.begin(), values.end());
  const Eigen::Index half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half]
                                : (values[half - 1] + values[half]) / 2;
}

// "10x14" of "10x14/3"
std::string spot_of(const std::string& part, const std::string& section) {
  const std::size_t slash = part.rfind('/');
  check(slash != std::string::npos, "parts of section ", section, ": '", part,
        "' names no spot; expected SPOT/NUMBER");
  return part.substr(0, slash);
}

}  // namespace

void SpotSection::join(const Features& given) {
  features = rows_at(given.values,
                     rows_in(*this, given.section, given.spots, "features"));
  encoder = given.encoder;
  tiles = given.tiles;
}

void SpotSection::join(PatchReader& given) {
  const PatchInfo& info = given.info();
  const auto rows = rows_in(*this, info.section, info.spots, "patches");
  picture_px = info.size_px;
  pictures.resize(rows.size() * info.tile_bytes());
  // By rising place, so that each chunk is read once.
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return rows[a] < rows[b]; });
  for (const std::size_t spot : order) {
    const auto tile = given.tiles(rows[spot], rows[spot] + 1);
    std::copy(tile.begin(), tile.end(),
              pictures.begin() +
                  static_cast<std::ptrdiff_t>(spot * info.tile_bytes()));
  }
  if (features.size() == 0 && given.notes()) tiles = given.notes()->width;
}

void SpotSection::join(const Targets& given) {
  targets = rows_at(given.values,
                    rows_in(*this, given.about, given.names, "targets"));
  genes = given.variables;
}

void SpotSection::join_places(const Dataset& given) {
  const auto rows = rows_in(*this, given.section, given.spots, "places");
  array_xy.resize(static_cast<Eigen::Index>(rows.size()), 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    array_xy.row(static_cast<Eigen::Index>(i)) = given.array_xy.row(rows[i]);
  }
}

void SpotSection::join_counts(const Dataset& given) {
  const auto rows = rows_in(*this, given.section, given.spots, "counts");
  const auto columns = places_of(genes, given.genes, "gene",
                                 concat("counts of section ", section));
  std::vector<Eigen::Index> place(given.genes.size(), -1);
  for (std::size_t g = 0; g < columns.size(); ++g) {
    place[static_cast<std::size_t>(columns[g])] = static_cast<Eigen::Index>(g);
  }
  counts = Matrix::Zero(static_cast<Eigen::Index>(rows.size()),
                        static_cast<Eigen::Index>(genes.size()));
  Eigen::VectorXd sums = Eigen::VectorXd::Zero(counts.rows());
  for (Eigen::Index i = 0; i < counts.rows(); ++i) {
    const auto row =
        static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]);
    const auto end = static_cast<std::size_t>(given.counts.row_starts[row + 1]);
    for (auto at = static_cast<std::size_t>(given.counts.row_starts[row]);
         at < end; ++at) {
      const Eigen::Index gene =
          place[static_cast<std::size_t>(given.counts.columns[at])];
      if (gene < 0) continue;
      counts(i, gene) = static_cast<float>(given.counts.values[at]);
      sums[i] += given.counts.values[at];
    }
  }
  const double median = median_of(sums);
  check(median > 0, "counts of section ", section, ": the median over its ",
        counts.rows(), " spots of the counts of ", genes.size(),
        " genes is 0, and size factors are divided by it; choose genes that "
        "are measured there");
  size_factors = (sums / median).cast<float>();
}

void SpotSection::join(const SpotGraph& given) {
  rows_in(*this, given.section, given.spots, "neighbours");
  edges = edges_among(given, spots);
}

void SpotSection::join_parts(const Features& given) {
  check(given.section == section, "parts are of section ", given.section,
        ", expected section ", section);
  const Places places(spots);
  std::vector<std::vector<Eigen::Index>> of(spots.size());
  for (std::size_t i = 0; i < given.spots.size(); ++i) {
    const auto spot = places.find(spot_of(given.spots[i], section));
    if (spot) of[*spot].push_back(static_cast<Eigen::Index>(i));
  }
  std::vector<Eigen::Index> rows;
  parts.starts = {0};
  parts.names.clear();
  for (const auto& its : of) {
    for (const Eigen::Index row : its) {
      rows.push_back(row);
      parts.names.push_back(given.spots[static_cast<std::size_t>(row)]);
    }
    parts.starts.push_back(static_cast<Eigen::Index>(rows.size()));
  }
  parts.values = rows_at(given.values, rows);
  parts.encoder = given.encoder;
}

void SpotSection::join_part_edges(const SpotGraph& given) {
  check(given.section == section, "edges of parts are of section ",
        given.section, ", expected section ", section);
  parts.edges = edges_among(given, parts.names);
  for (Eigen::Index edge = 0; edge < parts.edges.cols(); ++edge) {
    const std::string& from =
        parts.names[static_cast<std::size_t>(parts.edges(0, edge))];
    const std::string& to =
        parts.names[static_cast<std::size_t>(parts.edges(1, edge))];
    check(spot_of(from, section) == spot_of(to, section),
          "edges of parts of section ", section, ": from '", from, "' to '", to,
          "'; expected both of one spot");
  }
}

void check_alike(const SpotSection& first, const SpotSection& other) {
  const std::string pair =
      concat("sections ", first.section, " and ", other.section);
  check_same_names(other.genes, first.genes, "gene",
                   concat(pair, ": targets of ", other.section));
  check(first.encoder == other.encoder &&
            first.features.cols() == other.features.cols(),
        pair, " have features of different encoders: ", first.encoder, " with ",
        first.features.cols(), " values and ", other.encoder, " with ",
        other.features.cols());
  check(first.picture_px == other.picture_px, pair, " have pictures of ",
        first.picture_px, " and ", other.picture_px,
        " px; make their patches with the same tile_px");
  check(first.parts.encoder == other.parts.encoder &&
            first.parts.values.cols() == other.parts.values.cols(),
        pair, " have parts of different encoders: ", first.parts.encoder,
        " with ", first.parts.values.cols(), " values and ",
        other.parts.encoder, " with ", other.parts.values.cols());
  check_same_width("pictures", concat("section ", first.section), first.tiles,
                   concat("section ", other.section), other.tiles);
}

}  // namespace moonstain
