// Prepares sections for prepare_peer_test.py.
//   prepare_peer area|cubic IN OUT WIDTH HEIGHT WIDTH HEIGHT
//       scales a picture of raw RGB bytes from the first size to the second
//   prepare_peer section OUT SECTION COUNTS SPOTS
//       joins two tables into a Dataset
//   prepare_peer genes OUT SPAN MOST MIN_SPOTS DATASET [DATASET ...]
//       JSON: the genes that all counted sections have; of each section the
//       standard variances of these, what is chosen in it alone, its spots;
//       the genes chosen of all, and the targets of the first section
//   prepare_peer graph OUT POINTS
//       JSON: the two graphs of points, which are a JSON list of [x, y]
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/image/resize_area.h"
#include "core/data/image/resize_cubic.h"
#include "core/data/prepare/counted.h"
#include "core/data/prepare/expression.h"
#include "core/data/prepare/spot_neighbours.h"
#include "core/data/prepare/variable_genes.h"
#include "core/data/source/legacy_st.h"

namespace moonstain {
namespace {

using Words = std::vector<std::string>;

void scale(const Words& words) {
  const std::string bytes = read_file(words.at(1));
  const Picture in{std::stol(words.at(3)),
                   std::stol(words.at(4)),
                   {bytes.begin(), bytes.end()}};
  const std::int64_t width = std::stol(words.at(5));
  const std::int64_t height = std::stol(words.at(6));
  const Picture out = words[0] == "area" ? resize_area(in, width, height)
                                         : resize_cubic(in, width, height);
  write_file(words[2], std::string(out.rgb.begin(), out.rgb.end()));
}

void section(const Words& words) {
  read_legacy_st(words.at(3), words[3], words.at(4), words[4],
                 {{.section = words.at(2), .patient = "x/P"}})
      .write(words.at(1));
}

Json list_of(const Eigen::VectorXd& values) {
  return std::vector<double>(values.data(), values.data() + values.size());
}

void genes(const Words& words) {
  const VariableGenesOptions options{.most_variable = std::stol(words.at(3)),
                                     .span = std::stod(words.at(2)),
                                     .min_spots = std::stol(words.at(4))};
  std::vector<Dataset> sections;
  SharedGenes shared("genes");
  for (std::size_t i = 5; i < words.size(); ++i) {
    sections.push_back(counted_dataset(Dataset::read(words[i]), 1, 1));
    shared.add(sections.back());
  }
  const std::vector<std::string> names = shared.list().genes;
  std::unordered_map<std::string, std::int32_t> place_of;
  for (const std::string& name : names) {
    place_of.emplace(name, static_cast<std::int32_t>(place_of.size()));
  }
  Json json{{"shared", names}, {"sections", Json::array()}};
  VariableGenes together(names, options);
  for (const Dataset& one : sections) {
    std::vector<std::int32_t> place;
    for (const std::string& name : one.genes) {
      const auto found = place_of.find(name);
      place.push_back(found == place_of.end() ? -1 : found->second);
    }
    VariableGenesOptions any = options;
    any.min_spots = 0;
    VariableGenes alone(names, any);
    alone.add(one);
    together.add(one);
    json["sections"].push_back(
        {{"spots", one.spots},
         {"scores",
          list_of(standard_variances(one, place, names.size(), options.span))},
         {"chosen", alone.chosen().genes}});
  }
  const std::vector<std::string> chosen = together.chosen().genes;
  json["chosen"] = chosen;
  const Targets targets =
      normalise(sections.front(), chosen, Total::chosen, 1e6, Log::ln_1p);
  json["targets"] = std::vector<float>(
      targets.values.data(), targets.values.data() + targets.values.size());
  write_file(words.at(1), json.dump());
}

void graph(const Words& words) {
  const auto points = parse_json(read_file(words.at(2)), words[2])
                          .get<std::vector<std::vector<double>>>();
  Dataset dataset;
  dataset.pixel_xy.resize(static_cast<Eigen::Index>(points.size()), 2);
  for (std::size_t i = 0; i < points.size(); ++i) {
    dataset.spots.push_back(concat(i));
    dataset.pixel_xy.row(static_cast<Eigen::Index>(i)) << points[i].at(0),
        points[i].at(1);
  }
  Json json = Json::array();
  for (const SpotNeighbourOptions& options :
       {SpotNeighbourOptions{}, SpotNeighbourOptions{.neighbours = 4,
                                                     .with_self = false,
                                                     .undirected = false,
                                                     .whole_pixels = true}}) {
    const SpotGraph of = spot_graph(dataset, options);
    json.push_back(std::vector<std::int64_t>(
        of.edges.data(), of.edges.data() + of.edges.size()));
  }
  write_file(words.at(1), json.dump());
}

void run(const Words& words) {
  check(words.size() >= 3, "usage: see the head of prepare_peer.cpp");
  if (words[0] == "area" || words[0] == "cubic") return scale(words);
  if (words[0] == "section") return section(words);
  if (words[0] == "genes") return genes(words);
  check(words[0] == "graph", "no command ", words[0]);
  graph(words);
}

}  // namespace
}  // namespace moonstain

int main(int argc, char** argv) {
  try {
    moonstain::run({argv + 1, argv + argc});
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
