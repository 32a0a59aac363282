#include "models/networks/ghist_model.h"

#include <ATen/ops/tensor.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>

#include "core/base/json.h"
#include "core/data/prepare/blocks.h"
#include "core/data/prepare/spots.h"
#include "core/data/stored/label_image.h"
#include "core/data/stored/log_counts.h"
#include "core/engine/plan/origins.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/kind_words.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/train/epoch_choice.h"
#include "core/learn/train/training_record.h"
#include "models/networks/ghist_apply.h"
#include "models/networks/ghist_held_out.h"
#include "models/networks/ghist_step.h"
#include "tests/learn/examples/nucleus_sample.h"
#include "tests/support/published_metrics.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

GhistTraining small(std::int64_t epochs) {
  GhistTraining options;
  options.width = 2;
  options.epochs = epochs;
  options.batch = 2;
  options.patch_px = 32;
  options.least_um2 = 0;
  options.seed = 1;
  return options;
}

Model trained(const std::vector<SlideInput>& slides,
              const GhistTraining& options,
              const std::vector<SlideInput>& held_out = {},
              const std::optional<Profiles>& reference = std::nullopt) {
  prepare_torch();
  return train_ghist(slides, held_out, reference, options, {});
}

Predictions predicted(const SlideInput& input, const Model& model,
                      const NucleusQuestion& question = {.overlap_px = 8}) {
  const TempFolder folder;
  input.dataset.write(folder / "dataset");
  const Inputs in("predictions",
                  {{"dataset", {{folder / "dataset", "", "x/S"}}},
                   {"labels", {{input.labels, "", "x/S"}}},
                   {"picture", {{input.picture, input.picture_name, ""}}}});
  return predict(model, in, {ghist_kind()}, question);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ghist_model_test)

// Colours say which of two genes a nucleus counts, 9 of it.
BOOST_AUTO_TEST_CASE(genes_that_follow_colours_are_learned) {
  const NucleusSample sample(128, 128);
  const Model model = trained({sample.input}, small(60));
  BOOST_TEST(model.kind == "ghist_model");
  BOOST_TEST(!model.collapsed);
  const TempFolder folder;
  model.write(folder.path);
  const TrainingRecord record = TrainingRecord::read(folder.path);
  BOOST_TEST(record.epochs == 60);
  BOOST_TEST(record.final_loss < *record.constant_loss / 2);

  const NucleusSample other(96, 64);
  const Predictions said = predicted(other.input, model);
  BOOST_TEST(said.about == "x/S");
  BOOST_TEST((said.unit_kind == ObservedKind::nucleus));
  BOOST_TEST(said.names == other.input.dataset.spots, tt::per_element());
  BOOST_TEST(said.variables == model.outputs.names, tt::per_element());
  const float nine = std::log(10.F);
  for (Eigen::Index cell = 0; cell < said.values.rows(); ++cell) {
    const bool red = cell % 2 == 1;
    BOOST_TEST(std::abs(said.values(cell, red ? 1 : 0) - nine) < 0.5F * nine);
    BOOST_TEST(said.values(cell, red ? 0 : 1) < 0.5F * nine);
  }
}

// Of 16 cells half count 9 of the first gene, half 9 of the second, half 5 of
// the third, the others none: each gene's mean leaves (5 ln(1 + n) / 2)^2.
BOOST_AUTO_TEST_CASE(a_training_stands_beside_each_genes_mean) {
  const NucleusSample sample(64, 64);
  const auto half = [](double count) {
    return std::pow(5 * std::log1p(count) / 2, 2);
  };
  const Model few = trained({sample.input}, small(1));
  BOOST_TEST(few.training.at("compared_term") == "expression");
  const double constant = few.training.at("constant_loss").get<double>();
  BOOST_TEST(constant == (2 * half(9) + half(5)) / 3, tt::tolerance(1e-6));
  BOOST_TEST(few.training.at("final_loss").get<double>() > constant);

  // Of four spots one does not count the first gene, of which the others
  // count 18.
  SlideInput spots = sample.spots();
  spots.dataset.counts.values[0] = 0;
  GhistTraining options = small(1);
  options.supervision = Supervision::spots;
  options.spot_radius_um = 6;
  options.components = {"morphology"};
  const Model of_spots = trained({spots}, options);
  BOOST_TEST(of_spots.training.at("compared_term") == "spots");
  BOOST_TEST(of_spots.training.at("constant_loss").get<double>() ==
                 3.0 / 16 * std::pow(std::log(19.0), 2) / 3,
             tt::tolerance(1e-6));
}

BOOST_AUTO_TEST_CASE(training_repeats_bit_for_bit) {
  const NucleusSample sample(64, 64);
  const auto weights = [&] {
    return trained({sample.input}, small(2)).weights.tensors[0].bytes;
  };
  BOOST_TEST(weights() == weights());
}

// Four patches, batches of two: 2 epochs make 4 steps.
BOOST_AUTO_TEST_CASE(a_training_ends_after_its_most_steps) {
  const NucleusSample sample(64, 64);
  GhistTraining options = small(2);
  BOOST_TEST(trained({sample.input}, options).training.at("steps") == 4);
  options.max_steps = 3;
  const Model model = trained({sample.input}, options);
  BOOST_TEST(model.training.at("steps") == 3);
  // 0.001 (1 - e / 2).
  const Json& epochs = model.training.at("epochs");
  BOOST_TEST(epochs.at(0).at("learning_rate").get<double>() == 1e-3,
             tt::tolerance(1e-12));
  BOOST_TEST(epochs.at(1).at("learning_rate").get<double>() == 5e-4,
             tt::tolerance(1e-12));
}

// The held-out slide's scores are those of what the chosen state predicts.
BOOST_AUTO_TEST_CASE(the_epoch_with_the_best_ranks_is_kept) {
  const NucleusSample sample(64, 64);
  const NucleusSample other(96, 64);
  GhistTraining options = small(6);
  options.checkpoint = Checkpoint::best;
  const Model model = trained({sample.input}, options, {other.input});
  std::vector<double> r, f1;
  for (const Json& epoch : model.training.at("epochs")) {
    r.push_back(epoch.at("held_out").at("correlation").get<double>());
    f1.push_back(epoch.at("held_out").at("f1").get<double>());
  }
  const std::size_t best = best_by_ranks(r, f1);
  BOOST_TEST(model.training.at("kept_epoch") == best);
  const Predictions said =
      predicted(other.input, model, NucleusQuestion{.overlap_px = 30});
  const NucleusScores scores =
      nucleus_scores(said.values, log_counts(other.input.dataset), {}, {});
  BOOST_TEST(scores.correlation == r[best], tt::tolerance(1e-9));
}

// Of the held-out cells the third has no type and the sixth a nucleus of one
// pixel, 0.25 um2; both count like no other. Scores are those of the slide that
// has neither: what is said of the others does not depend on them.
BOOST_AUTO_TEST_CASE(cells_that_are_not_valid_choose_no_epoch) {
  const NucleusSample sample(64, 64);
  NucleusSample other(96, 64);
  SlideInput& held_out = other.input;
  LabelImage labels = LabelImage::read(held_out.labels);
  const auto sixth = std::find(labels.values.begin(), labels.values.end(), 6);
  std::replace(sixth + 1, labels.values.end(), 6, 0);
  labels.write(other.folder / "small");
  held_out.labels = other.folder / "small";
  held_out.types->index[2] = -1;
  for (const std::size_t cell : {2U, 5U}) {
    held_out.dataset.counts.values[static_cast<std::size_t>(
        held_out.dataset.counts.row_starts[cell])] = 1000;
  }
  SlideInput without = held_out;
  std::vector<std::size_t> valid;
  for (std::size_t cell = 0; cell < held_out.dataset.spots.size(); ++cell) {
    if (cell != 2 && cell != 5) valid.push_back(cell);
  }
  without.dataset = with_spots(held_out.dataset, valid);

  GhistTraining options = small(3);
  options.least_um2 = 1;
  options.checkpoint = Checkpoint::best;
  const auto scores = [&](const SlideInput& input) {
    std::vector<double> out;
    const Model model = trained({sample.input}, options, {input});
    for (const Json& epoch : model.training.at("epochs")) {
      const Json& scored = epoch.at("held_out");
      out.push_back(scored.at("correlation").get<double>());
      out.push_back(scored.at("f1").get<double>());
    }
    return out;
  };
  const std::vector<double> found = scores(held_out);
  const std::vector<double> expected = scores(without);
  BOOST_TEST_REQUIRE(found.size() == 6U);
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(found[i] == expected[i], tt::tolerance(1e-5));
  }
  held_out.types->index.assign(held_out.types->index.size(), -1);
  BOOST_TEST(error_of([&] { scores(held_out); }) ==
             "ghist_model: of 24 held-out cells of section x/S none can choose "
             "an epoch: 0 have no pixel in the label image, 1 are smaller than "
             "1 um2, 23 have no type");
}

// The authors' expressions on their case (recipes/ghist_cells/METHOD.md 5.1):
// classes 0 to 3 by floor(4u), of which what is called 2 is called 1.
BOOST_AUTO_TEST_CASE(scores_are_those_of_the_authors_expressions) {
  const PublishedMetrics published;
  const Json& golden = published.golden;
  const NucleusScores scores = nucleus_scores(
      published.predicted, published.truth, published.called, published.types);
  BOOST_TEST(
      scores.correlation == golden.at("pcc_mean_ignoring_nan").get<double>(),
      tt::tolerance(1e-6));
  BOOST_TEST(scores.f1 == golden.at("f1_mean").get<double>(),
             tt::tolerance(1e-12));
}

// C2 stands before C10; the reference's CX is not in the slides. What is
// predicted stands as the section has it.
BOOST_AUTO_TEST_CASE(genes_of_a_reference_stand_in_natural_order) {
  NucleusSample sample(64, 64);
  sample.input.dataset.genes = {"C10", "C2", "CD"};
  const Profiles reference{
      {"one", "two"}, {"CX", "C2", "C10"}, Matrix::Constant(2, 3, 0.5F), ""};
  const Model model = trained({sample.input}, small(1), {}, reference);
  BOOST_TEST(model.outputs.names == (std::vector<std::string>{"C2", "C10"}),
             tt::per_element());
  const Predictions said = predicted(sample.input, model);
  BOOST_TEST(said.variables == (std::vector<std::string>{"C10", "C2"}),
             tt::per_element());
  sample.input.dataset.genes = {"C2", "CD", "C10"};
  const Predictions turned = predicted(sample.input, model);
  BOOST_TEST(turned.variables == (std::vector<std::string>{"C2", "C10"}),
             tt::per_element());
  BOOST_TEST((turned.values.col(0) == said.values.col(1)));
  BOOST_TEST((turned.values.col(1) == said.values.col(0)));
}

// All patches at one place: whoever is named to be of a strip is predicted, in
// the dataset's order.
BOOST_AUTO_TEST_CASE(cells_of_a_strip_are_predicted_whole) {
  const NucleusSample sample(64, 160);
  const Model model = trained({sample.input}, small(1));
  SlideInput strip = sample.input;
  // Strip 2 of 5 of 160 rows is 32 to 63: cells 9 to 16.
  strip.dataset = in_blocks(sample.input.dataset, {"x/S#r2c1of5x1"});
  const Predictions said = predicted(strip, model);
  BOOST_TEST(said.about == "x/S#r2c1of5x1");
  BOOST_TEST_REQUIRE(said.names.size() == 8U);
  BOOST_TEST(said.names.front() == "9");
  BOOST_TEST(said.values.rowwise().sum().minCoeff() > 0);
}

BOOST_AUTO_TEST_CASE(spots_are_the_sums_of_their_nuclei) {
  prepare_torch();
  const at::Tensor general =
      at::tensor({5 * std::log(3.0), 5 * std::log(5.0), 5 * std::log(2.0)})
          .to(at::kFloat)
          .view({3, 1});
  const at::Tensor counts = at::tensor({2, 0, 1}, at::kLong);
  const auto sums = [&](Supervision how) {
    const at::Tensor out = spot_sums(general, counts, how);
    return std::vector<float>{out[0][0].item<float>(), out[1][0].item<float>(),
                              out[2][0].item<float>()};
  };
  // Counts 2 and 4 are 6; none; 1.
  const std::vector<float> counted = sums(Supervision::spots);
  BOOST_TEST(counted[0] == std::log(7.F), tt::tolerance(1e-6F));
  BOOST_TEST(counted[1] == 0);
  BOOST_TEST(counted[2] == std::log(2.F), tt::tolerance(1e-6F));
  BOOST_TEST(sums(Supervision::spots_literal)[0] == std::log(15.F),
             tt::tolerance(1e-6F));
}

// Of four spots one is moved to where there is no nucleus.
BOOST_AUTO_TEST_CASE(spots_are_learned_and_those_without_nuclei_are_zero) {
  const NucleusSample sample(64, 64);
  GhistTraining options = small(80);
  options.supervision = Supervision::spots;
  options.spot_radius_um = 6;
  options.components = {"morphology"};
  SlideInput spots = sample.spots();
  const Model model = trained({spots}, options);
  spots.dataset.pixel_xy.row(3) << 500, 500;
  const Predictions said = predicted(spots, model, {});
  BOOST_TEST((said.unit_kind == ObservedKind::spot));
  BOOST_TEST(said.values.row(3).maxCoeff() == 0);
  // The first gene has died in the last ReLU, as it may.
  BOOST_TEST(std::abs(said.values(0, 1) - std::log(19.F)) < 0.5F);
}

// Half of the cells are B, half T: the rule moves some to another branch, the
// same ones each time.
BOOST_AUTO_TEST_CASE(the_composition_rule_repeats_by_its_seed) {
  const NucleusSample sample(64, 64);
  const Model model = trained({sample.input}, small(2));
  const auto said = [&](CompositionPasses rule, std::int64_t seed) {
    return predicted(sample.input, model,
                     {.overlap_px = 8,
                      .composition_rule = rule,
                      .alpha = 100,
                      .seed = seed})
        .values;
  };
  const Matrix off = said(CompositionPasses::none, 0);
  const Matrix on = said(CompositionPasses::immune_flagged, 1);
  BOOST_TEST((on == said(CompositionPasses::immune_flagged, 1)));
  BOOST_TEST((on != off));
}

BOOST_AUTO_TEST_CASE(parts_without_their_input_are_refused) {
  const NucleusSample sample(64, 64);
  SlideInput untyped = sample.input;
  untyped.types.reset();
  const auto refused = [&](const SlideInput& input,
                           const GhistTraining& options) {
    return error_of([&] { trained({input}, options); });
  };
  GhistTraining options = small(1);
  BOOST_TEST(refused(untyped, options) ==
             "ghist_model: section x/S has no types; give them, or leave types "
             "and neighbourhood out of components");
  options.components = {"morphology"};
  BOOST_TEST(refused(sample.input, options) ==
             "ghist_model: section x/S has types, which components do not "
             "name; leave them out");
  options.components = {"neighbourhood"};
  BOOST_TEST(refused(untyped, options) ==
             "ghist_model: the neighbourhood is a composition of types; "
             "components name it without types");
  options.components = {"attention"};
  BOOST_TEST(refused(untyped, options) ==
             "ghist_model: components name 'attention', expected of types, "
             "neighbourhood, morphology");
  options = small(1);
  options.checkpoint = Checkpoint::best;
  BOOST_TEST(refused(sample.input, options) ==
             "ghist_model: checkpoint = \"best\" chooses by held-out slides; "
             "give held_out_dataset, held_out_labels and held_out_picture, or "
             "use checkpoint = \"last\"");
  options = small(1);
  options.batch = 5;
  BOOST_TEST(refused(sample.input, options) ==
             "ghist_model: 4 example(s) do not fill one batch of 5, and "
             "smaller ones are dropped");
}

BOOST_AUTO_TEST_CASE(cells_that_are_not_in_the_labels_are_refused) {
  const NucleusSample sample(64, 64);
  const Model model = trained({sample.input}, small(1));
  SlideInput input = sample.input;
  input.dataset.spots[3] = "77";
  BOOST_TEST(error_of([&] { predicted(input, model); }) ==
             "predictions: 1 of 16 cells of section x/S have no pixel in the "
             "label image, as '77'; give the labels of these cells");
}

// One section is given as three values; the model learns of the first strip's
// cells and chooses its epoch by the second's.
BOOST_AUTO_TEST_CASE(what_goes_with_cells_teaches_of_their_strips_alone) {
  Catalog steps;
  for (const char* name : {"whole", "strip"}) {
    StepDecl step;
    step.name = name;
    step.output = "Value";
    steps.add(std::move(step));
  }
  steps.add(ghist_model_step().decl());
  Graph graph;
  graph.sections = {{"x/S", "x/P", ""}};
  const auto add = [&](const std::string& step, const std::string& about) {
    Node node;
    node.step = step;
    node.section = about;
    graph.nodes.push_back(std::move(node));
    return static_cast<NodeIndex>(graph.nodes.size() - 1);
  };
  const NodeIndex whole = add("whole", "x/S");
  const NodeIndex first = add("strip", "x/S#r1c1of2x1");
  const NodeIndex second = add("strip", "x/S#r2c1of2x1");
  const NodeIndex model = add("ghist_model", "");
  for (const std::string prefix : {"", "held_out_"}) {
    graph.nodes[model].inputs.push_back(
        {prefix + "dataset", {prefix.empty() ? first : second}});
    for (const char* noun : {"labels", "picture", "types"}) {
      graph.nodes[model].inputs.push_back({prefix + noun, {whole}});
    }
  }
  const Origins origins(graph, steps);
  std::set<std::string> said;
  for (const Origin& origin : origins.learned(model)) {
    said.insert(concat(origins.text(origin), ", ", word_of(*origin.severity)));
  }
  BOOST_TEST(said == (std::set<std::string>{"x/S#r1c1of2x1, input",
                                            "x/S#r1c1of2x1, label",
                                            "x/S#r2c1of2x1, selection"}),
             tt::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
