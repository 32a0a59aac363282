#include "models/networks/egnv2_model.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/train/training_record.h"
#include "models/networks/egnv2_graph.h"
#include "models/networks/exemplars.h"
#include "tests/learn/spot_sample.h"
#include "tests/support/golden.h"
#include "tests/support/published_values.h"

namespace moonstain {
namespace {

using Pairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

const Json& published() {
  static const Json made = read_golden("learn/egnv2");
  return made;
}

Pairs pairs_of(const Json& json) {
  Pairs pairs;
  for (const Json& pair : json) pairs.emplace_back(pair[0], pair[1]);
  return pairs;
}

Pairs pairs_of(const Edges& edges) {
  Pairs pairs;
  for (std::int64_t e = 0; e < edges.size(1); ++e) {
    pairs.emplace_back(edges[0][e].item<std::int64_t>(),
                       edges[1][e].item<std::int64_t>());
  }
  return pairs;
}

Egnv2Training small() {
  Egnv2Training training;
  training.epochs = 60;
  training.exemplars = 3;
  training.layers = 1;
  return training;
}

Model trained(const Egnv2Training& training,
              const std::vector<SpotSection>& sections) {
  prepare_torch();
  return train_spots(egnv2_method(), training, egnv2_plan(training, sections),
                     sections);
}

std::vector<SpotSection> training_sections() {
  return spot_sections_of(egnv2_method().reads);
}

Predictions predicted(const Model& model, const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(egnv2_method().reads, sample);
  return predict(model, Inputs("predictions", given.items), {egnv2_kind()});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(egnv2_model_test)

// The authors' pool and the six rows of it that each window takes.
BOOST_AUTO_TEST_CASE(the_published_graph_is_built) {
  prepare_torch();
  const Json& one = published().at("cases").at(0);
  const Json& refer = one.at("inputs").at(3).at("values");
  RowNumbers exemplars(34, 6);
  for (int i = 0; i < 34; ++i) {
    for (int k = 0; k < 6; ++k) exemplars(i, k) = refer[i][k];
  }
  const at::Tensor pool =
      at::cat({made_by_rule("input:example_x", {25, 40},
                            [](double u) { return 2 * u - 1; }),
               made_by_rule("input:example_y", {25, 250},
                            [](double u) { return u; })},
              1)
          .to(at::kFloat);
  const Egnv2Graph graph = egnv2_graph(exemplars, pool);
  const auto order = one.at("inputs")
                         .at(5)
                         .at("pool_row_of_example")
                         .get<std::vector<std::int64_t>>();
  BOOST_TEST(
      at::equal(graph.examples, pool.index_select(0, at::tensor(order))));
  const Json& edges = one.at("edges");
  BOOST_TEST(
      (pairs_of(graph.close) == pairs_of(edges.at("example_close_example"))));
  const auto sorted = [](Pairs pairs) {
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  };
  BOOST_TEST((sorted(pairs_of(graph.refer)) ==
              sorted(pairs_of(edges.at("example_refer_window")))));
}

// Rows 0 and 2 of the pool are equal: one example, to which spot 1 refers
// twice. Of two examples each is near to the other alone.
BOOST_AUTO_TEST_CASE(equal_exemplars_are_one_example) {
  prepare_torch();
  const at::Tensor pool =
      at::tensor({2.F, 1.F, 0.F, 5.F, 2.F, 1.F}).view({3, 2});
  RowNumbers exemplars(2, 2);
  exemplars << 0, 1, 2, 0;
  const Egnv2Graph graph = egnv2_graph(exemplars, pool);
  BOOST_TEST(
      at::equal(graph.examples, at::tensor({0.F, 5.F, 2.F, 1.F}).view({2, 2})));
  BOOST_TEST((pairs_of(graph.refer) == Pairs{{1, 0}, {0, 0}, {1, 1}, {1, 1}}));
  BOOST_TEST((pairs_of(graph.close) == Pairs{{1, 0}, {0, 1}}));
}

// What the authors' script makes of a full lattice: no diagonals.
BOOST_AUTO_TEST_CASE(spots_beside_each_other_are_the_published_near_edges) {
  Dataset lattice;
  lattice.section = "lattice";
  lattice.array_xy.resize(25, 2);
  lattice.pixel_xy.resize(25, 2);
  for (int i = 0; i < 25; ++i) {
    lattice.spots.push_back(concat(i));
    lattice.array_xy.row(i) << i / 5, i % 5;
    lattice.pixel_xy.row(i) << i / 5, i % 5;
  }
  const SpotGraph graph = spot_graph(lattice, {.neighbours = 0,
                                               .with_self = false,
                                               .undirected = false,
                                               .on_array = true});
  std::set<std::pair<std::int64_t, std::int64_t>> found;
  for (Eigen::Index e = 0; e < graph.edges.cols(); ++e) {
    found.emplace(graph.edges(0, e), graph.edges(1, e));
  }
  const Pairs expected = pairs_of(published()
                                      .at("functions")
                                      .at("near_edges_on_a_full_5x5_lattice")
                                      .at("by_dtype")
                                      .at("int64")
                                      .at("edges_source_target"));
  BOOST_TEST((found == std::set(expected.begin(), expected.end())));
}

// EGNv1's target: log10(1 + count) of eight spots and five genes, in float32.
BOOST_AUTO_TEST_CASE(targets_between_least_and_largest_are_the_published_ones) {
  prepare_torch();
  const Json published =
      read_golden("learn/egnv1").at("functions").at("target_normalisation");
  SpotSection section;
  section.targets.resize(8, 5);
  for (int spot = 0; spot < 8; ++spot) {
    for (int gene = 0; gene < 5; ++gene) {
      section.targets(spot, gene) = std::log10(
          1.F + published.at("counts").at("values")[spot][gene].get<float>());
    }
  }
  const GeneScale scale = GeneScale::of({section}, GeneScaling::min_max);
  const at::Tensor targets =
      at::from_blob(section.targets.data(), {8, 5}, at::kFloat);
  const at::Tensor expected =
      at::tensor(
          published.at("normalised").at("values").get<std::vector<double>>())
          .view({8, 5});
  const at::Tensor scaled = scale.scaled(targets, 1e-8);
  BOOST_TEST(at::allclose(scaled.to(at::kDouble), expected, 0, 2e-7));
  BOOST_TEST(at::allclose(scale.in_unit(scaled), targets, 0, 1e-6));
}

BOOST_AUTO_TEST_CASE(a_spot_does_not_refer_to_its_own_section) {
  prepare_torch();
  const auto sections = training_sections();
  const Exemplars exemplars = Exemplars::of(sections);
  const RowNumbers of_s = exemplars.nearest(
      sections[0], 3, RowDistance::l1, LookUp::other_sections, "egnv2_model");
  BOOST_TEST(of_s.minCoeff() >= 30);
  const RowNumbers of_t = exemplars.nearest(
      sections[1], 3, RowDistance::l1, LookUp::other_sections, "egnv2_model");
  BOOST_TEST(of_t.maxCoeff() < 30);
  // A section that was not learned from looks at all.
  const SpotSection other = SpotSample("u", 2).section(egnv2_method().reads);
  const RowNumbers of_u = exemplars.nearest(
      other, 3, RowDistance::l1, LookUp::other_sections, "egnv2_model");
  BOOST_TEST(of_u.minCoeff() < 30);
  BOOST_TEST(of_u.maxCoeff() >= 30);
}

// Where there is one section alone: of its 30 spots, a spot is never its own
// exemplar, though it is at distance 0.
BOOST_AUTO_TEST_CASE(spots_of_one_section_look_up_each_other_if_told_to) {
  prepare_torch();
  const std::vector<SpotSection> one{training_sections().front()};
  const RowNumbers found = Exemplars::of(one).nearest(
      one[0], 3, RowDistance::l1, LookUp::other_spots, "egnv2_model");
  for (Eigen::Index spot = 0; spot < found.rows(); ++spot) {
    BOOST_TEST((found.row(spot).array() != spot).all());
  }
  Egnv2Training training = small();
  training.look_up = LookUp::other_spots;
  training.epochs = 1;
  BOOST_TEST(
      predicted(trained(training, one), SpotSample("u", 2)).values.rows() ==
      30);
  training.exemplars = 30;
  BOOST_TEST(error_of([&] { trained(training, one); }) ==
             "egnv2_model: section s has 29 spots beside each to look up, 30 "
             "exemplars are asked for; train on more sections, use fewer "
             "exemplars");
}

BOOST_AUTO_TEST_CASE(fewer_exemplars_than_are_asked_for_are_named) {
  const std::vector<SpotSection> one{training_sections().front()};
  BOOST_TEST(error_of([&] { trained(small(), one); }) ==
             "egnv2_model: section s has 0 spots in other training sections to "
             "look up, 3 exemplars are asked for; train on more sections, "
             "use fewer exemplars or look_up = \"other_spots\"");
}

// Genes that follow features are told of a section that was not seen, in the
// unit of the targets, by either scale.
BOOST_AUTO_TEST_CASE(a_small_network_learns) {
  for (const GeneScaling scale : {GeneScaling::min_max, GeneScaling::given}) {
    Egnv2Training training = small();
    training.target_scale = scale;
    const Model model = trained(training, training_sections());
    const SpotSample other("u", 2);
    const TempFolder folder;
    model.write(folder.path);
    BOOST_TEST(TrainingRecord::read(folder.path).fitted());
    const Predictions made = predicted(Model::read(folder.path), other);
    BOOST_TEST(made.names == other.targets.names,
               boost::test_tools::per_element());
    BOOST_TEST(left_of(made.values, other) < 0.3);
  }
}

// The network of the model, given the graph of the section by itself.
BOOST_AUTO_TEST_CASE(predictions_are_what_the_network_says) {
  const c10::NoGradGuard no_gradient;
  Egnv2Training training = small();
  training.epochs = 2;
  training.target_scale = GeneScaling::given;
  const auto sections = training_sections();
  const Model model = [&] {
    const at::AutoGradMode gradient(true);
    return trained(training, sections);
  }();
  const auto network =
      egnv2_network({.features = 4, .genes = 3, .layers = 1}, {});
  Weights weights = model.weights;
  std::erase_if(weights.tensors, [](const NamedTensor& tensor) {
    return tensor.spec.name.starts_with("exemplars.") ||
           tensor.spec.name.starts_with("target.");
  });
  load_weights(network->state(), weights, "the model", "egnv2_model");

  const SpotSample sample("u", 2);
  const SpotSection other = sample.section(egnv2_method().reads, false);
  const Exemplars exemplars = Exemplars::of(sections);
  const Egnv2Graph graph =
      egnv2_graph(exemplars.nearest(other, 3, RowDistance::l1,
                                    LookUp::other_sections, "egnv2_model"),
                  at::cat({exemplars.features, exemplars.expression}, 1));
  const SpotRows rows = rows_of_section({&other, 1}, 0);
  const Tensors said =
      network->forward({spot_features(rows), graph.examples, spot_edges(rows),
                        graph.close, graph.refer},
                       Mode::evaluation);
  const Matrix expected = rows_of(said[0]);
  const Matrix found = predicted(model, sample).values;
  BOOST_TEST((found - expected).cwiseAbs().maxCoeff() < 1e-6);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
