#include "models/networks/hespotex_model.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/engine/process/machine.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/inputs.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/train/training_record.h"
#include "tests/models/networks/graph_sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Sections of a list, joined.
std::vector<GraphSection> sections(const std::vector<std::string>& names,
                                   std::uint64_t first = 0,
                                   bool nuclei = false) {
  prepare_torch();
  std::vector<GraphSection> made;
  for (const std::string& name : names) {
    const GraphSample sample(name, first++);
    made.emplace_back(sample.four);
    made.back().join(sample.features);
    made.back().join(sample.targets);
    made.back().join(sample.latents);
    if (nuclei) made.back().join(sample.nuclei);
  }
  return made;
}

HespotexTraining epochs(std::int64_t count) {
  return {.epochs = count, .seed = 1, .fold = {}};
}

Model trained(const std::vector<GraphSection>& sections,
              const HespotexTraining& options) {
  return train_hespotex(sections, {}, options, {});
}

std::string refused(const std::vector<GraphSection>& sections,
                    const std::vector<GraphSection>& held_out,
                    const HespotexTraining& options) {
  return error_of([&] { train_hespotex(sections, held_out, options, {}); });
}

// What of a sample the step `predictions` gets.
struct Given {
  TempFolder folder;
  std::map<std::string, std::vector<Inputs::Item>> items;

  template <typename T>
  Given& with(const std::string& name, const T& value) {
    value.write(folder / name);
    items[name] = {{folder / name, "", "x/1"}};
    return *this;
  }
  Predictions predicted(const Model& model) const {
    return predict(model, Inputs("predictions", items), {hespotex_kind()});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(hespotex_model_test)

// 60 epochs of two sections: fitted, and another section's genes, which follow
// its features, are told from them.
BOOST_AUTO_TEST_CASE(genes_that_follow_features_are_learned) {
  std::uint64_t said = 0;
  const Model model = train_hespotex(
      sections({"s", "t"}), {}, epochs(60),
      [&](const TrainingProgress& progress) { said = progress.done; });
  BOOST_TEST(said == 120U);
  BOOST_TEST(model.kind == "hespotex_model");
  BOOST_TEST(!model.collapsed);
  BOOST_TEST(model.outputs.names[2] == "FASN");
  const TempFolder folder;
  model.write(folder.path);
  BOOST_TEST(TrainingRecord::read(folder.path).fitted());

  const GraphSample other("u", 2);
  Given given;
  const Predictions predictions = given.with("features", other.features)
                                      .with("graph", other.four)
                                      .predicted(model);
  BOOST_TEST(predictions.about == "u");
  BOOST_TEST(predictions.names == other.four.spots, tt::per_element());
  BOOST_TEST(predictions.variables == other.targets.variables,
             tt::per_element());
  const double left =
      (predictions.values - other.targets.values).array().square().mean();
  const double spread = (other.targets.values.rowwise() -
                         other.targets.values.colwise().mean().eval())
                            .array()
                            .square()
                            .mean();
  BOOST_TEST(left < 0.5 * spread);
}

BOOST_AUTO_TEST_CASE(training_repeats_bit_for_bit) {
  const auto weights = [] {
    return trained(sections({"s", "t"}), epochs(2)).weights.tensors[5].bytes;
  };
  BOOST_TEST(weights() == weights());
}

// Of a spot with factor 1.5 the expression is three quarters of what it is with
// factor 2.
BOOST_AUTO_TEST_CASE(nuclei_multiply_what_is_predicted) {
  const Model model = trained(sections({"s"}, 0, true), epochs(1));
  BOOST_TEST(model.config.at("nuclei") == true);
  const GraphSample other("u", 2);
  NucleusCounts twice = other.nuclei;
  twice.factor.setConstant(2);
  const auto with = [&](const NucleusCounts& nuclei) {
    Given given;
    return given.with("features", other.features)
        .with("graph", other.four)
        .with("nuclei", nuclei)
        .predicted(model)
        .values;
  };
  const Matrix given_ones = with(other.nuclei), twos = with(twice);
  BOOST_TEST(other.nuclei.factor[1] == 1.5);
  BOOST_TEST(given_ones(1, 1) == 0.75F * twos(1, 1));
  BOOST_TEST(given_ones(3, 1) == twos(3, 1));
  Given bare;
  bare.with("features", other.features).with("graph", other.four);
  BOOST_TEST(error_of([&] { bare.predicted(model); }) ==
             "predictions: the model learned with nuclei; give nuclei of "
             "section u");
  bare.with("nuclei", other.nuclei);
  BOOST_TEST(
      error_of([&] { bare.predicted(trained(sections({"s"}), epochs(1))); }) ==
      "predictions: the model learned without nuclei; leave them out "
      "for section u");
}

BOOST_AUTO_TEST_CASE(the_best_state_is_that_of_the_held_out_correlation) {
  HespotexTraining best = epochs(4);
  best.checkpoint = Checkpoint::best;
  const Model model =
      train_hespotex(sections({"s", "t"}), sections({"u"}, 2), best, {});
  const Json& selection = model.training.at("selection");
  BOOST_TEST(selection.at("score") == "gene_pcc");
  BOOST_TEST(selection.at("units") == Json({"u"}));
  const auto kept = model.training.at("kept_epoch").get<std::size_t>();
  const Json& rows = model.training.at("epochs");
  for (const Json& row : rows) {
    BOOST_TEST(rows[kept].at("held_out").at("gene_pcc").get<double>() <=
               row.at("held_out").at("gene_pcc").get<double>());
    BOOST_TEST(row.at("terms").contains("alignment"));
    BOOST_TEST(row.at("terms").contains("mse"));
  }
  BOOST_TEST(refused(sections({"s"}), {}, best) ==
             "hespotex_model: checkpoint = \"best\" chooses by held-out "
             "sections; give held_out_features, held_out_targets, "
             "held_out_latents and held_out_graph, or use checkpoint = "
             "\"last\"");
}

// The gene head alone has no graph and no memory.
BOOST_AUTO_TEST_CASE(a_model_of_the_gene_head_has_no_graph) {
  HespotexTraining head = epochs(1);
  head.output = OutputPart::gene_head;
  const Model model = trained(sections({"s"}), head);
  for (const NamedTensor& tensor : model.weights.tensors) {
    BOOST_TEST((tensor.spec.name.starts_with("latent_head") ||
                tensor.spec.name.starts_with("gene_head")));
  }
  const GraphSample other("u", 2);
  Given given;
  given.with("features", other.features).with("graph", other.four);
  BOOST_TEST(given.predicted(model).values.rows() == 30);
}

// The step `predictions` as a recipe runs it, with and without the shift.
BOOST_AUTO_TEST_CASE(the_smallest_value_is_subtracted_where_asked_for) {
  const GraphSample other("u", 2);
  Given given;
  given.with("features", other.features).with("graph", other.four);
  const TempFolder model;
  trained(sections({"s"}), epochs(1)).write(model.path);
  given.items["model"] = {{model.path, "", ""}};
  const StepKind step = predictions_step({hespotex_kind()});
  const auto values = [&](const char* shift) {
    const TempFolder out;
    step.run(Inputs("predictions", given.items),
             complete_options(
                 step.decl(),
                 {{"shift", shift}, {"part", "variant"}, {"name", "named"}}),
             out.path);
    const Predictions made = Predictions::read(out.path);
    BOOST_TEST(made.predictor.name == "named");
    BOOST_TEST((made.predictor.kind == PredictorKind::variant));
    return made.values;
  };
  const Matrix plain = values("none"), shifted = values("minus_minimum");
  BOOST_TEST(plain.minCoeff() != 0);
  BOOST_TEST(shifted.minCoeff() == 0);
  BOOST_TEST((shifted == (plain.array() - plain.minCoeff()).matrix()));
}

BOOST_AUTO_TEST_CASE(sections_that_do_not_fit_are_refused) {
  auto genes = sections({"s", "t"});
  genes[1].genes[0] = "FN1";
  BOOST_TEST(refused(genes, {}, epochs(1)) ==
             "hespotex_model: sections s and t: targets of t: gene 0 is 'FN1', "
             "expected 'ACTB'");
  auto held_out = sections({"u"});
  held_out[0].encoder = "clip_vit_b32";
  BOOST_TEST(refused(sections({"s"}), held_out, epochs(1)) ==
             "hespotex_model: sections s and u have features of different "
             "encoders: colour with 4 values and clip_vit_b32 with 4");
  auto few = sections({"s"});
  few[0].spots.resize(4);
  BOOST_TEST(refused(few, {}, epochs(1)) ==
             "hespotex_model: section s has 4 spots; each has 4 neighbours "
             "beside itself, so at least 5 are needed");
  auto symmetric = sections({"s"});
  symmetric[0].edges = GraphSample("s", 0).around.edges;
  BOOST_TEST(refused(symmetric, {}, epochs(1)) ==
             "hespotex_model: graph of section s: spot 'spot0' has 2 "
             "neighbours, itself among them; expected 4 others: make it by "
             "spot_graph { neighbours = 4, with_self = false, undirected = "
             "false }");
  BOOST_TEST(refused({}, {}, epochs(1)) ==
             "hespotex_model: no section to train on");
}

BOOST_AUTO_TEST_CASE(features_of_another_encoder_are_refused) {
  const Model model = trained(sections({"s"}), epochs(1));
  GraphSample other("u", 2);
  other.features.encoder = "clip_vit_b32";
  Given given;
  given.with("features", other.features).with("graph", other.four);
  BOOST_TEST(error_of([&] { given.predicted(model); }) ==
             "predictions: the model learned from colour with 4 values, the "
             "features of section u are clip_vit_b32 with 4");
  given.with("grid", other.features);
  BOOST_TEST(error_of([&] { given.predicted(model); }) ==
             "predictions: a hespotex_model does not read input 'grid'; leave "
             "it out");
}

// recipes/hespotex_loocv/METHOD.md 3.6: 365,118,253 values at 5,457 genes, of 4
// bytes, with gradient and two moments; of the best state one more.
BOOST_AUTO_TEST_CASE(memory_is_told_before_anything_is_asked_for) {
  const HespotexMemory large = hespotex_memory({}, 512, 5457, 4221);
  BOOST_TEST(large.weights == 16 * 365'118'253ULL);
  const HespotexMemory best = hespotex_memory(
      {.checkpoint = Checkpoint::best, .fold = {}}, 512, 5457, 4221);
  BOOST_TEST(best.weights == 20 * 365'118'253ULL);
  const HespotexMemory whole =
      hespotex_memory({.lstm_spots = 0, .fold = {}}, 512, 5457, 4221);
  BOOST_TEST(whole.lstm == 4 * 5457 * 80 * 4221ULL);
  BOOST_TEST(large.lstm < whole.lstm / 2);
}

// 12 * 200,000^2 + 1,297 * 200,000 weights and those of features take 16 bytes
// each, a spot of 30 in the LSTM 80 * 200,000 values of 4.
BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_with_the_figures) {
  std::vector<GraphSection> large = sections({"s"});
  large[0].targets = Matrix::Zero(large[0].targets.rows(), 200'000);
  large[0].genes.clear();
  for (int gene = 0; gene < 200'000; ++gene) {
    large[0].genes.push_back(concat("G", gene));
  }
  const double machine =
      std::round(static_cast<double>(machine_memory_bytes()) / 1e7) / 100;
  BOOST_TEST(refused(large, {}, epochs(1)) ==
             concat("hespotex_model: 200000 genes and sections of up to 30 "
                    "spots take 7686.27 GB (weights and optimiser 7684.15, "
                    "LSTM 1.92, other 0.19), this machine has ",
                    machine, " GB; choose fewer genes"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
