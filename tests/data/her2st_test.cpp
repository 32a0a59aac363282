// Known values of recipes/hist_loocv/METHOD.md 10, measured by others on the
// public data.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <span>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/image/image.h"
#include "core/data/prepare/crop.h"
#include "core/data/prepare/expression.h"
#include "core/data/prepare/placement.h"
#include "core/data/prepare/spot_neighbours.h"
#include "core/data/source/dataset_step.h"
#include "core/data/source/fetch.h"
#include "core/data/source/legacy_st.h"
#include "core/data/source/manifest.h"
#include "core/data/stored/geometry.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

using namespace moonstain;
namespace tt = boost::test_tools;

namespace {

Dataset section(const std::string& name) {
  const fs::path data = shared_data() / "her2st/data";
  return read_legacy_st(data / concat("ST-cnts/", name, ".tsv.gz"), name,
                        data / concat("ST-spotfiles/", name, "_selection.tsv"),
                        name, {name, name.substr(0, 1)});
}

Targets p1_targets(const Dataset& dataset) {
  const auto genes = parse_gene_list(
      read_file(shared_data() / "genes/her2st_785.txt"), "her2st_785.txt");
  return normalise(dataset, genes, Total::chosen, 1e4, Log::log10_1p);
}

struct Row {
  std::string section;
  std::size_t spots;
  double counts;
  int zero_spots;
  double mean;
  double max;
  int constant_genes;
  int x[2];
  int y[2];
  Eigen::Index near_edges;  ///< of four neighbours those at most 2 away
};

const Row kRows[] = {
    {"B1", 295, 144752, 2, 0.318750, 3.494989, 0, {2, 24}, {11, 31}, 1173},
    {"B2", 270, 139758, 2, 0.289217, 3.472188, 0, {2, 25}, {14, 32}, 1071},
    {"B3", 298, 119476, 0, 0.295825, 3.699057, 1, {3, 26}, {13, 33}, 1188},
    {"B4", 283, 124629, 1, 0.271008, 4.000043, 0, {6, 29}, {13, 31}, 1129},
    {"B5", 289, 153572, 1, 0.351915, 4.000043, 1, {2, 25}, {6, 26}, 1151},
    {"B6", 277, 133797, 0, 0.317386, 3.645823, 0, {4, 28}, {11, 31}, 1105},
    {"C1", 176, 260543, 2, 0.471868, 3.483681, 0, {5, 23}, {10, 25}, 704},
    {"C2", 187, 304139, 1, 0.496099, 3.483227, 0, {9, 28}, {13, 29}, 747},
    {"C3", 180, 304010, 1, 0.521316, 3.566031, 0, {4, 23}, {5, 20}, 718},
    {"C4", 184, 350640, 0, 0.530188, 3.494246, 0, {3, 23}, {8, 23}, 735},
    {"C5", 181, 339525, 2, 0.512921, 3.452885, 0, {3, 23}, {6, 21}, 723},
    {"C6", 178, 340716, 1, 0.552221, 4.000043, 0, {2, 22}, {9, 25}, 711},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(her2st_test,
                      *boost::unit_test::precondition(has_shared_data))

BOOST_AUTO_TEST_CASE(sections_match_the_published_table) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT("section " << row.section) {
      const Dataset d = section(row.section);
      const Targets t = p1_targets(d);
      BOOST_TEST(d.spots.size() == row.spots);
      BOOST_TEST(t.total_chosen.sum() == row.counts);
      BOOST_TEST((t.total_chosen.array() == 0).count() == row.zero_spots);
      BOOST_TEST(std::abs(t.values.cast<double>().mean() - row.mean) < 5e-7);
      BOOST_TEST(std::abs(t.values.maxCoeff() - row.max) < 1e-6);
      int constant = 0;
      for (Eigen::Index gene = 0; gene < t.values.cols(); ++gene) {
        if (t.values.col(gene).minCoeff() == t.values.col(gene).maxCoeff()) {
          ++constant;
        }
      }
      BOOST_TEST(constant == row.constant_genes);
      BOOST_TEST(d.array_xy.col(0).minCoeff() == row.x[0]);
      BOOST_TEST(d.array_xy.col(0).maxCoeff() == row.x[1]);
      BOOST_TEST(d.array_xy.col(1).minCoeff() == row.y[0]);
      BOOST_TEST(d.array_xy.col(1).maxCoeff() == row.y[1]);
      BOOST_TEST(place_on_grid(d, 80, 64, 1).spots.size() == row.spots);
    }
  }
}

// Four neighbours on the array, all of them and those at most 2 away ("NA" and
// "Grid" of the common protocol): each tie is broken by the order of spots,
// which decides who is a neighbour and not how many there are.
BOOST_AUTO_TEST_CASE(neighbours_on_the_array_are_as_many_as_published) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT("section " << row.section) {
      const Dataset d = section(row.section);
      SpotNeighbourOptions options;
      options.neighbours = 4;
      options.with_self = options.undirected = false;
      options.on_array = true;
      BOOST_TEST(spot_graph(d, options).edges.cols() ==
                 4 * static_cast<Eigen::Index>(row.spots));
      options.reach = 2;
      const SpotGraph near = spot_graph(d, options);
      BOOST_TEST(near.edges.cols() == row.near_edges);
      std::set<std::int64_t> reached(near.edges.row(1).begin(),
                                     near.edges.row(1).end());
      BOOST_TEST(reached.size() == row.spots);  // none loses all
    }
  }
}

BOOST_AUTO_TEST_CASE(first_spots_of_B4_match) {
  const Dataset d = section("B4");
  const Targets t = p1_targets(d);
  const std::vector<std::string> names{"10x14", "10x15", "10x16"};
  const int pixels[3][2] = {{2555, 3792}, {2562, 4090}, {2559, 4369}};
  const double totals[3] = {180, 85, 110};
  for (Eigen::Index i = 0; i < 3; ++i) {
    BOOST_TEST(d.spots[static_cast<std::size_t>(i)] ==
               names[static_cast<std::size_t>(i)]);
    BOOST_TEST(std::floor(d.pixel_xy(i, 0)) == pixels[i][0]);
    BOOST_TEST(std::floor(d.pixel_xy(i, 1)) == pixels[i][1]);
    BOOST_TEST(t.total_chosen[i] == totals[i]);
  }
  BOOST_TEST(t.variables[134] == "GNAS");
  BOOST_TEST(std::abs(t.values(0, 134) - 2.049649) < 1e-6);
  BOOST_TEST(std::abs(t.values.col(134).cast<double>().mean() - 1.256059) <
             1e-6);
}

BOOST_AUTO_TEST_CASE(first_spot_of_C2_matches) {
  const Dataset d = section("C2");
  const Targets t = p1_targets(d);
  BOOST_TEST(d.spots[0] == "10x21");
  BOOST_TEST(std::floor(d.pixel_xy(0, 0)) == 2545);
  BOOST_TEST(std::floor(d.pixel_xy(0, 1)) == 5822);
  BOOST_TEST(t.total_chosen[0] == 311);
  const auto value = [&](const std::string& gene) {
    const auto at = std::find(t.variables.begin(), t.variables.end(), gene);
    return t.values(0, at - t.variables.begin());
  };
  BOOST_TEST(std::abs(value("FASN") - 1.988840) < 1e-6);
  BOOST_TEST(std::abs(value("FN1") - 1.520540) < 1e-6);
}

// Ten genes of highest mean, in the order of recipes/hist_loocv/METHOD.md 10.
BOOST_AUTO_TEST_CASE(most_expressed_genes_match) {
  using Names = std::vector<std::string>;
  for (const auto& [name, expected] :
       {std::pair("B4", Names{"IGHA1", "IGKC", "UBA52", "HLA-B", "CD74", "LMNA",
                              "ISG15", "C3", "BST2", "TFF3"}),
        std::pair("C2", Names{"IGKC", "IGLC2", "IGHG3", "IGHA1", "TFF3",
                              "MUCL1", "IGHM", "PPP1R1B", "MGP", "IGLC3"})}) {
    const Targets t = p1_targets(section(name));
    std::vector<std::pair<double, std::string>> means;
    for (Eigen::Index g = 0; g < t.values.cols(); ++g) {
      means.emplace_back(-t.values.col(g).cast<double>().mean(),
                         t.variables[static_cast<std::size_t>(g)]);
    }
    std::sort(means.begin(), means.end());
    Names names;
    for (std::size_t i = 0; i < 10; ++i) names.push_back(means[i].second);
    BOOST_TEST(names == expected, tt::per_element());
  }
}

BOOST_AUTO_TEST_CASE(pictures_have_the_published_size_and_colour) {
  const fs::path pictures = shared_data() / "her2st/data/ST-imgs";
  const auto b4 = Image::open(pictures / "B/B4/BT10737_D2_HE.jpg");
  const int sizes[6][2] = {{9272, 9923}, {9274, 9911}, {9270, 9936},
                           {9278, 9916}, {9272, 9901}, {9288, 9907}};
  std::size_t at = 0;
  for (const std::string name : {"B4", "C2", "C3", "C4", "C5", "C6"}) {
    const fs::path folder = pictures / name.substr(0, 1) / name;
    const auto picture = Image::open(folder / list_folder(folder).at(0));
    BOOST_TEST(picture->width_px() == sizes[at][0], name);
    BOOST_TEST(picture->height_px() == sizes[at][1], name);
    ++at;
  }
  Dataset d = section("B4");
  set_picture_size(d, "B4.jpg", b4->width_px(), b4->height_px());
  double sums[3] = {};
  bool first = true;
  crop_patches(
      d, *b4,
      {.crop_px = 112, .tile_px = 112, .blank = false, .edge = Edge::refuse},
      [&](std::span<const std::uint8_t> tiles) {
        for (std::size_t i = 0; first && i < 112 * 112 * 3; ++i) {
          sums[i % 3] += tiles[i];
        }
        first = false;
      });
  const double expected[3] = {132.7, 114.9, 162.6};
  for (int c = 0; c < 3; ++c) {
    BOOST_TEST(std::abs(sums[c] / (112 * 112) - expected[c]) < 1.0);
  }
}

// numpy.linalg.lstsq of the centred positions of B3, whose spots lie worst of
// all sections.
BOOST_AUTO_TEST_CASE(positions_fit_their_arrays_and_no_mirror_of_them_does) {
  const Geometry b3 = geometry_of(section("B3"));
  BOOST_TEST(b3.determinant == 84464.286, tt::tolerance(1e-6));
  BOOST_TEST(b3.pitch_px == 289.5999, tt::tolerance(1e-6));
  BOOST_TEST(b3.residual == 0.08399, tt::tolerance(1e-4));
  BOOST_TEST(b3.farthest == 0.41452, tt::tolerance(1e-4));
  for (const Row& row : kRows) {
    Dataset d = section(row.section);
    settle_geometry(d, false);
    BOOST_TEST(d.geometry == "checked");
    d.pixel_xy.col(0).swap(d.pixel_xy.col(1));
    BOOST_TEST(geometry_of(d).determinant < 0, row.section);
    d.pixel_xy.col(0) *= -1;  // turned by a quarter, which is right
    BOOST_TEST(fault_of(d, geometry_of(d)) == "");
  }
}

// Of tiles of 112 px none is nearly white, and each where positions are those
// of a fifth of the picture (numpy, Pillow).
BOOST_AUTO_TEST_CASE(blank_tiles_tell_positions_beside_the_tissue) {
  const auto b4 =
      Image::open(shared_data() / "her2st/data/ST-imgs/B/B4/BT10737_D2_HE.jpg");
  Dataset d = section("B4");
  const auto notes = [&] {
    return crop_patches(d, *b4, {.crop_px = 112, .tile_px = 112}, [](auto) {});
  };
  BOOST_TEST(notes().blank_tiles == 0);
  BOOST_TEST(notes().outside_tiles == 0);
  d.pixel_xy *= 0.2;
  BOOST_TEST(notes().blank_tiles == 283);
}

BOOST_AUTO_TEST_CASE(the_manifest_names_these_files) {
  const Manifest m = Manifest::read("data_manifests", "her2st");
  BOOST_TEST(m.sections.size() == 13U);
  for (const ManifestFile& file : m.files) {
    verify_file(m, file, shared_data() / "her2st" / file.path);
  }
  std::size_t pictures = 0;
  for (const ManifestSection& s : m.sections)
    pictures += s.files.count("picture");
  BOOST_TEST(pictures == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
