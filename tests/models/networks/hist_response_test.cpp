#include "models/networks/hist_response.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/tensor.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/engine/step/inputs.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/schedule.h"
#include "core/learn/train/training.h"
#include "core/stats/weighted_row.h"
#include "models/networks/convnext_v2.h"
#include "models/networks/hist_response_model.h"
#include "tests/support/golden.h"
#include "tests/support/published_network.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

const Json& published() {
  static const Json values = read_golden("learn/hist_application");
  return values.at("cases").at("icb_vignette");
}

std::vector<bool> published_labels() {
  std::vector<bool> responds;
  for (const Json& label : published().at("labels")) {
    responds.push_back(label.get<int>() == 1);
  }
  return responds;
}

// Maps 3u and labels, some of them.
Examples published_slides(at::ScalarType type) {
  const Json& input = published().at("inputs").at(0);
  const at::Tensor maps =
      made_by_rule(input.at("name"), input.at("shape"), [](double u) {
        return 3 * u;
      }).to(type);
  const std::vector<bool> responds = published_labels();
  Examples slides;
  slides.count = responds.size();
  slides.batch = [maps, responds](const std::vector<std::size_t>& which) {
    std::vector<std::int64_t> places(which.begin(), which.end());
    std::vector<double> seen;
    for (const std::size_t i : which) seen.push_back(responds[i] ? 1 : 0);
    return Batch{{maps.index_select(0, at::tensor(places))},
                 {at::tensor(seen, at::kDouble)}};
  };
  return slides;
}

Batch whole_of(const Examples& slides) {
  std::vector<std::size_t> all(slides.count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return slides.batch(all);
}

std::unique_ptr<Network> published_network(at::ScalarType type) {
  prepare_torch();
  const Json& config = published().at("config");
  auto network = convnext_v2_network({.channels = config.at("in_chans"),
                                      .depths = config.at("depths"),
                                      .dims = config.at("dims"),
                                      .head = {2},
                                      .drop_path = 0,
                                      .float64 = type == at::kDouble},
                                     {});
  fill_by_rule(network->state());
  return network;
}

// Accuracy, precision, recall and F1 as the authors take them.
WeightedRow row_of(const at::Tensor& logits, const Batch& batch) {
  TwoClassTable table;
  for (std::int64_t i = 0; i < logits.size(0); ++i) {
    const bool called =
        logits[i][1].item<double>() > logits[i][0].item<double>();
    const bool responds = batch.targets.at(0)[i].item<double>() == 1;
    (responds ? table.positive : table.negative) += 1;
    if (called != responds) continue;
    (responds ? table.right_positive : table.right_negative) += 1;
  }
  return weighted_row(table);
}

// What an epoch's batches give, averaged by how many slides each has.
struct EpochMeans {
  double slides = 0;
  double loss = 0;
  WeightedRow row{};

  void add(const Tensors& outputs, const Batch& batch, double batch_loss) {
    const auto n = static_cast<double>(outputs.at(0).size(0));
    const auto mean = [&](double& so_far, double value) {
      so_far = (slides * so_far + n * value) / (slides + n);
    };
    const WeightedRow of = row_of(outputs.at(0), batch);
    mean(loss, batch_loss);
    mean(row.accuracy, of.accuracy);
    mean(row.precision, of.precision);
    mean(row.recall, of.recall);
    mean(row.f1, of.f1);
    slides += n;
  }

  void check_published(const Json& expected) const {
    check_near("loss", loss, expected.at("loss"), 1e-10);
    check_near("accuracy", row.accuracy, expected.at("accuracy"), 1e-10);
    check_near("precision", row.precision, expected.at("precision"), 1e-10);
    check_near("recall", row.recall, expected.at("recall"), 1e-10);
    check_near("f1", row.f1, expected.at("f1"), 1e-10);
  }
};

// Maps of a response that raises the first gene, or of nothing.
ResponseSlides made(std::size_t count, double effect, std::int64_t seed) {
  RandomStream stream(seed, "hist_response_test", "maps");
  ResponseSlides slides;
  for (std::size_t i = 0; i < count; ++i) {
    GridValues map;
    map.section = concat("made/S", i);
    map.rows = map.columns = 32;
    map.variables = {"a", "b"};
    map.values.resize(32 * 32, 2);
    slides.responds.push_back(i % 3 == 0);
    for (Eigen::Index cell = 0; cell < map.values.rows(); ++cell) {
      const double raised = slides.responds.back() ? effect : 0;
      map.values(cell, 0) = static_cast<float>(stream.normal() + raised);
      map.values(cell, 1) = static_cast<float>(stream.normal());
    }
    slides.maps.push_back(std::move(map));
  }
  return slides;
}

ResponseTraining quick() {
  return {.epochs = 30, .batch = 8, .learning_rate = 3e-3, .drop_path = 0};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hist_response_test)

BOOST_AUTO_TEST_CASE(classes_are_weighed_as_published) {
  const auto weights = class_weights(published_labels(), "x");
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(
        weights[i] == published().at("class_weights").at(i).get<double>(),
        tt::tolerance(1e-14));
  }
  BOOST_TEST(error_of([] {
               class_weights({false, false}, "x");
             }) ==
             "x: of 2 slides 0 are of patients who responded; classes are "
             "weighed by their sizes, so each needs a slide");
}

// Logits (0, ln 3) say response with 3/4; weights 1 and 3, one slide of each
// class: (1 ln 4 + 3 ln(4/3)) / 4. The best constant gives response 3/4, which
// is this one, and has the entropy of 3/4.
BOOST_AUTO_TEST_CASE(the_loss_is_the_value_worked_by_hand) {
  prepare_torch();
  const ObjectiveTerm term = weighted_class_term({1, 3});
  const double ln3 = std::log(3.0);
  const Tensors outputs{
      at::tensor({0., ln3, 0., ln3}, at::kDouble).view({2, 2})};
  const Batch batch{{}, {at::tensor({0., 1.}, at::kDouble)}};
  const double expected = (std::log(4.0) + 3 * std::log(4.0 / 3)) / 4;
  BOOST_TEST(term.value(outputs, batch).item<double>() == expected,
             tt::tolerance(1e-12));
  // Over two slides, not over weights of 4.
  BOOST_TEST(weighted_class_score({1, 3}).of(outputs, batch) == 2 * expected,
             tt::tolerance(1e-12));
  const Examples one{
      .count = 1, .batch = [&](const auto&) { return batch; }, .units = {}};
  BOOST_TEST(term.of_constant(one) == expected, tt::tolerance(1e-12));
  // A tie is no call of a response.
  const Tensors tied{at::tensor({1., 1., 0., 2.}, at::kDouble).view({2, 2})};
  BOOST_TEST(class_accuracy_score().of(tied, batch) == 1);
  BOOST_TEST(response_chances(outputs[0])[0].item<double>() == 0.75,
             tt::tolerance(1e-12));
}

// The authors' losses over all slides, by class indices and one-hot, and their
// four scores.
BOOST_AUTO_TEST_CASE(losses_and_scores_of_all_slides_are_the_published_ones) {
  const auto weights = class_weights(published_labels(), "x");
  const c10::NoGradGuard no_gradient;
  for (const auto& [type, run, relative] :
       {std::tuple(at::kDouble, "float64/eval", 1e-10),
        std::tuple(at::kFloat, "float32/eval", 1e-4)}) {
    const Json& expected = published().at("runs").at(run);
    const Batch whole = whole_of(published_slides(type));
    const Tensors logits =
        published_network(type)->forward(whole.inputs, Mode::evaluation);
    check_near("by class indices",
               weighted_class_term(weights).value(logits, whole).item<double>(),
               expected.at("loss_class_indices_whole_set"), relative);
    check_near("one-hot", weighted_class_score(weights).of(logits, whole),
               expected.at("loss_one_hot_whole_set"), relative);
    const WeightedRow row = row_of(logits.at(0), whole);
    const Json& scores = expected.at("acc_precision_recall_f1_weighted");
    check_near("accuracy", row.accuracy, scores.at(0), 1e-10);
    check_near("precision", row.precision, scores.at(1), 1e-10);
    check_near("recall", row.recall, scores.at(2), 1e-10);
    check_near("f1", row.f1, scores.at(3), 1e-10);
    check_near("class_accuracy_score", class_accuracy_score().of(logits, whole),
               scores.at(0), 1e-10);
  }
}

// Five of 200 epochs of the authors' training: batches of 20 and 6 in order,
// before each step and, of the same slides, behind the epoch
// (tests/golden/learn/README.md).
BOOST_AUTO_TEST_CASE(five_epochs_of_the_published_training_are_met) {
  const auto network = published_network(at::kDouble);
  const Examples slides = published_slides(at::kDouble);
  const auto weights = class_weights(published_labels(), "x");
  EpochMeans trained;
  ObjectiveTerm term = weighted_class_term(weights);
  term.value = [&, loss = term.value](const Tensors& outputs,
                                      const Batch& batch) {
    at::Tensor made = loss(outputs, batch);
    trained.add(outputs, batch, made.item<double>());
    return made;
  };
  const Json& training = published().at("training");
  Optimiser optimiser(network->state(), application_optimiser());
  Schedule schedule({.learning_rate = 1e-4 * 4 / 256,
                     .course = CosineRate{1e-5},
                     .warm_up = {}},
                    200);
  const Batching batching{.step = "hist_response_model",
                          .seed = {1, ""},
                          .size = published().at("config").at("batch"),
                          .shuffle = false,
                          .augmentation = {}};
  BOOST_TEST(training.at("epochs").size() == 5U);
  for (std::int64_t epoch = 0; epoch < 5; ++epoch) {
    const Json& expected = training.at("epochs").at(epoch);
    check_near("rate", schedule.rate(), expected.at("lr"), 1e-12);
    trained = {};
    train_epoch(*network, slides, batching, {{term}}, optimiser,
                schedule.rate(), epoch);
    BOOST_TEST(trained.slides == 26);
    trained.check_published(expected.at("train"));
    const c10::NoGradGuard no_gradient;
    EpochMeans held_out;
    for (const auto& [from, to] : {std::pair(0, 20), std::pair(20, 26)}) {
      std::vector<std::size_t> which(static_cast<std::size_t>(to - from));
      std::iota(which.begin(), which.end(), static_cast<std::size_t>(from));
      const Batch batch = slides.batch(which);
      const Tensors outputs = network->forward(batch.inputs, Mode::evaluation);
      held_out.add(outputs, batch,
                   weighted_class_score(weights).of(outputs, batch));
    }
    held_out.check_published(expected.at("validate_same_rows"));
    schedule.next_epoch();
  }
  const c10::NoGradGuard no_gradient;
  check_recorded(
      "logits",
      network->forward(whole_of(slides).inputs, Mode::evaluation).at(0),
      training.at("logits_after_5_epochs"), 1e-8);
}

BOOST_AUTO_TEST_CASE(what_tells_a_response_is_learned_and_nothing_else) {
  prepare_torch();
  const auto right = [](double effect) {
    const ResponseSlides slides = made(24, effect, 1);
    const Model model =
        train_response(slides, std::nullopt, slides.responds, quick());
    BOOST_TEST(model.kind == "hist_response_model");
    const ModelKind kind = hist_response_kind();
    const auto network = network_of(kind, model);
    const c10::NoGradGuard no_gradient;
    const ResponseSlides others = made(24, effect, 2);
    double count = 0;
    for (std::size_t i = 0; i < others.maps.size(); ++i) {
      const TempFolder folder;
      others.maps[i].write(folder / "map");
      const Inputs::Item map{folder / "map", "", others.maps[i].section};
      const Predictions said = kind.predict(
          *network, model, Inputs("predictions", {{"map", {map}}}));
      BOOST_TEST(said.about == others.maps[i].section);
      BOOST_TEST(said.variables == std::vector<std::string>{"response"},
                 tt::per_element());
      count += (said.values(0, 0) > 0.5F) == others.responds[i];
    }
    return count / 24;
  };
  BOOST_TEST(right(2) == 1.0);
  BOOST_TEST(right(0) < 0.9);
}

// The same bytes again; the fold's name derives other numbers.
BOOST_AUTO_TEST_CASE(a_training_follows_from_its_seed_and_fold) {
  prepare_torch();
  const ResponseSlides slides = made(12, 1, 1);
  ResponseTraining training = quick();
  training.epochs = 2;
  const auto weights = [&](const ResponseTraining& with) {
    std::string bytes;
    for (const NamedTensor& tensor :
         train_response(slides, std::nullopt, slides.responds, with)
             .weights.tensors) {
      bytes += tensor.bytes;
    }
    return bytes;
  };
  const std::string first = weights(training);
  BOOST_TEST((weights(training) == first));
  training.fold = "2";
  BOOST_TEST((weights(training) != first));
}

// Held-out slides whose labels are the other way round are told best before
// anything is learned: the kept epoch is an early one, but not one before
// best_from.
BOOST_AUTO_TEST_CASE(the_best_epoch_is_that_of_the_held_out_accuracy) {
  prepare_torch();
  const ResponseSlides slides = made(24, 2, 1);
  ResponseSlides held_out = made(12, 2, 3);
  held_out.responds.flip();
  ResponseTraining training = quick();
  training.checkpoint = Checkpoint::best;
  training.best_from = 5;
  const Model model =
      train_response(slides, held_out, slides.responds, training);
  BOOST_TEST(model.training.at("kept_epoch").get<int>() >= 5);
  BOOST_TEST(model.training.at("kept_epoch").get<int>() < 29);
  BOOST_TEST(model.training.at("selection").at("score") == "accuracy");

  // Of 24 slides 8 respond: weights 24 / 16 and 24 / 8. The log has the kept
  // state's loss of the held-out slides.
  const ModelKind kind = hist_response_kind();
  const auto network = network_of(kind, model);
  double sum = 0;
  for (std::size_t i = 0; i < held_out.maps.size(); ++i) {
    const TempFolder folder;
    held_out.maps[i].write(folder / "map");
    const Inputs::Item map{folder / "map", "", held_out.maps[i].section};
    const double chance =
        kind.predict(*network, model, Inputs("predictions", {{"map", {map}}}))
            .values(0, 0);
    sum -= held_out.responds[i] ? 3 * std::log(chance)
                                : 1.5 * std::log(1 - chance);
  }
  const Json& kept = model.training.at("epochs")
                         .at(model.training.at("kept_epoch").get<std::size_t>())
                         .at("held_out");
  BOOST_TEST(kept.at("weighted_cross_entropy").get<double>() == sum / 12,
             tt::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(slides_that_make_no_training_are_named) {
  prepare_torch();
  ResponseSlides slides = made(6, 1, 1);
  const auto refused = [&](const ResponseTraining& training) {
    return error_of([&] {
      train_response(slides, std::nullopt, slides.responds, training);
    });
  };
  ResponseTraining best = quick();
  best.checkpoint = Checkpoint::best;
  BOOST_TEST(refused(best) ==
             "hist_response_model: checkpoint = \"best\" chooses by held-out "
             "slides; give held_out_maps and held_out_targets, or use "
             "checkpoint = \"last\"");
  ResponseTraining from = quick();
  from.best_from = 3;
  BOOST_TEST(refused(from).starts_with("hist_response_model: best_from = 3"));
  slides.maps[2].rows = 16;
  slides.maps[2].columns = 64;
  BOOST_TEST(refused(quick()) ==
             "hist_response_model: the map of section made/S2 has 16 x 64 "
             "cells of 2 genes, that of made/S0 32 x 32 of 2; all must be of "
             "the same");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
