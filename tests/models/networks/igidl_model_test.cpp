#include "models/networks/igidl_model.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/engine/step/catalog.h"
#include "core/engine/step/step_kind.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/spot_step.h"
#include "core/stats/correlation.h"
#include "tests/learn/learned_limits.h"
#include "tests/models/networks/part_sample.h"

namespace moonstain {
namespace {

constexpr std::int64_t kPx = 32;

Model trained(const Json& options, int few = 0) {
  prepare_torch();
  const PartSample s("s", 0, kPx, few), t("t", 1, kPx, few);
  GivenSpots given;
  for (const PartSample* one : {&s, &t}) {
    const std::string& section = one->dataset.section;
    given.with("targets", one->targets, section)
        .with("patches", one->patches, section)
        .with("parts", one->parts, section)
        .with("part_graph", one->part_graph, section);
  }
  const StepKind step = igidl_model_step();
  const TempFolder out;
  step.run(Inputs("igidl_model", given.items),
           complete_options(step.decl(), options), out.path);
  return Model::read(out.path);
}

Matrix predicted(const Model& model, const PartSample& sample) {
  GivenSpots given;
  sample.give(given, igidl_method().reads);
  return predict(model, Inputs("predictions", given.items), {igidl_kind()})
      .values;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(igidl_model_test)

// Half of what its units give is dropped, so sixty spots tell little of the
// level; what is told follows what was measured, and not by chance: the three
// genes are one up to their level, so that this is one correlation.
BOOST_AUTO_TEST_CASE(a_section_that_was_not_seen_is_told) {
  const Model model =
      trained({{"epochs", 30}, {"batch", 10}, {"learning_rate", 0.005}});
  BOOST_TEST(!model.collapsed);
  const PartSample other("u", 2, kPx);
  const Matrix found = predicted(model, other);
  for (Eigen::Index gene = 0; gene < 3; ++gene) {
    BOOST_TEST(pearson_by_gene(found, other.targets.values)[gene] >
               correlation_by_chance(SpotSample::kSpots));
  }
}

// Seven spots of each section have one nucleus: 46 of 60 are learned from, five
// batches of 10, and the seven are told the mean.
BOOST_AUTO_TEST_CASE(spots_of_few_nuclei_are_told_the_training_mean) {
  const Model model = trained({{"epochs", 1}, {"batch", 10}}, 7);
  BOOST_TEST(model.training.at("steps") == 5);
  const PartSample other("u", 2, kPx, 7);
  const Matrix found = predicted(model, other);
  const Matrix s = PartSample("s", 0, kPx).targets.values;
  const Matrix t = PartSample("t", 1, kPx).targets.values;
  for (Eigen::Index gene = 0; gene < 3; ++gene) {
    const double mean =
        (s.col(gene).cast<double>().sum() + t.col(gene).cast<double>().sum()) /
        60;
    for (Eigen::Index spot = 0; spot < 7; ++spot) {
      BOOST_TEST(found(spot, gene) == static_cast<float>(mean));
    }
    BOOST_TEST(found(7, gene) != static_cast<float>(mean));
  }
}

BOOST_AUTO_TEST_CASE(predictions_are_the_networks) {
  const Model model = trained({{"epochs", 1}, {"batch", 10}});
  const PartSample other("u", 2, kPx);
  const SpotSection section = other.section(igidl_method().reads, false);
  const auto network = network_of(igidl_kind(), model);
  const Batch batch =
      igidl_method().batch(rows_of_section({&section, 1}, 0),
                           model.config.at("network"), network->state());
  const Matrix expected =
      rows_of(network->forward(batch.inputs, Mode::evaluation).at(0));
  BOOST_TEST((predicted(model, other) - expected).cwiseAbs().maxCoeff() <
             1e-5F);
}

// Of 60 spots in batches of 59 the last alone has no deviation.
BOOST_AUTO_TEST_CASE(a_last_batch_of_one_spot_is_left_out) {
  const auto steps = [](std::int64_t batch) {
    return trained({{"epochs", 1}, {"batch", batch}}).training.at("steps");
  };
  BOOST_TEST(steps(59) == 1);
  BOOST_TEST(steps(58) == 2);
}

BOOST_AUTO_TEST_CASE(a_section_without_nuclei_enough_is_named) {
  BOOST_TEST(error_of([] {
               trained({{"epochs", 1}}, 30);
             }) ==
             "igidl_model: 0 of the training spots have at least 5 nuclei; "
             "expected 2 or more; lower least_nuclei, or look at the nuclei");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
