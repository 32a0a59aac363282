#include "models/networks/istar_model.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/spot_step.h"
#include "tests/models/networks/part_sample.h"

namespace moonstain {
namespace {

// Trained by the step on two sections, with a learning rate for few steps.
Model trained(const Json& options) {
  prepare_torch();
  const PartSample s("s", 0), t("t", 1);
  GivenSpots given;
  for (const PartSample* one : {&s, &t}) {
    const std::string& section = one->dataset.section;
    given.with("targets", one->targets, section)
        .with("dataset", one->dataset, section)
        .with("parts", one->parts, section);
  }
  const StepKind step = istar_model_step();
  const TempFolder out;
  step.run(Inputs("istar_model", given.items),
           complete_options(step.decl(), options), out.path);
  return Model::read(out.path);
}

Matrix predicted(const Model& model, const PartSample& sample) {
  GivenSpots given;
  sample.give(given, istar_method().reads);
  return predict(model, Inputs("predictions", given.items), {istar_kind()})
      .values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(istar_model_test)

BOOST_AUTO_TEST_CASE(a_section_that_was_not_seen_is_told) {
  const PartSample other("u", 2);
  for (const char* scale : {"min_max", "given"}) {
    const Model model = trained({{"epochs", 60},
                                 {"batch", 10},
                                 {"learning_rate", 0.003},
                                 {"target_scale", scale}});
    BOOST_TEST(!model.collapsed);
    BOOST_TEST(left_of(predicted(model, other), other) < 0.2, scale);
  }
}

// Without a step's worth of rate a network says what its first weights do: a
// spot's mean over its superpixels, put between the training spots' extremes.
BOOST_AUTO_TEST_CASE(predictions_are_the_networks_put_back) {
  const Model model = trained({{"epochs", 1}, {"learning_rate", 0}});
  const PartSample other("u", 2);
  const SpotSection section = other.section({.parts = true}, false);
  const auto network = network_of(istar_kind(), model);
  const SpotRows rows = rows_of_section({&section, 1}, 0);
  const Batch batch =
      istar_method().batch(rows, model.config.at("network"), network->state());
  const Matrix means =
      rows_of(network->forward(batch.inputs, Mode::evaluation).at(0));
  const Matrix s = PartSample("s", 0).targets.values;
  const Matrix t = PartSample("t", 1).targets.values;
  const Matrix found = predicted(model, other);
  for (Eigen::Index gene = 0; gene < 3; ++gene) {
    const float least =
        std::min(s.col(gene).minCoeff(), t.col(gene).minCoeff());
    const float most = std::max(s.col(gene).maxCoeff(), t.col(gene).maxCoeff());
    for (Eigen::Index spot = 0; spot < found.rows(); ++spot) {
      const float expected = means(spot, gene) * (most - least) + least;
      BOOST_TEST(std::fabs(found(spot, gene) - expected) < 1e-5);
    }
  }
}

BOOST_AUTO_TEST_CASE(superpixels_that_do_not_fit_are_named) {
  const Model model = trained({{"epochs", 1}});
  PartSample other("u", 2);
  for (std::string& name : other.parts.spots) {
    if (name.starts_with("spot4/")) name.replace(0, 5, "other");
  }
  BOOST_TEST(error_of([&] { predicted(model, other); }) ==
             "predictions: spot 'spot4' of section u has 0 superpixels; "
             "expected at least 1");
  other = PartSample("u", 2);
  other.parts.encoder = "corrected";
  BOOST_TEST(error_of([&] { predicted(model, other); }) ==
             "predictions: the model learned from superpixels of drawn, those "
             "of section u are of corrected");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
