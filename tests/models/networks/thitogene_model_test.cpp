#include "models/networks/thitogene_model.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/engine/step/step_kind.h"
#include "tests/models/networks/section_method.h"

namespace moonstain {
namespace {

constexpr std::int64_t kPx = 112;
const SpotReads kReads = thitogene_method().reads;

Json small(Json options) {
  Json all{{"epochs", 4}, {"learning_rate", 1e-3}, {"blocks", 1},
           {"heads", 2},  {"graph_heads", 2},      {"capsules", 2},
           {"dropout", 0}};
  all.update(options);
  return all;
}

Model trained(const Json& options = Json::object()) {
  return trained_on(thitogene_model_step(), kReads,
                    {SpotSample("s", 0, kPx), SpotSample("t", 1, kPx)},
                    small(options));
}

Predictions predicted(const Model& model, const SpotSample& sample) {
  return predicted_of(thitogene_kind(), kReads, model, sample);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(thitogene_model_test)

// The loss of the last epoch is below that of the first; what the step says is
// what the network says of the same numbers.
BOOST_AUTO_TEST_CASE(a_small_network_learns_its_sections) {
  const Model model = trained();
  const Json& epochs = model.training.at("epochs");
  BOOST_TEST(epochs.back().at("terms").at("mse").get<double>() <
             0.5 * epochs.front().at("terms").at("mse").get<double>());
  const SpotSample seen("s", 0, kPx);
  const Predictions made = predicted(model, seen);
  BOOST_TEST(made.variables == seen.targets.variables,
             boost::test_tools::per_element());

  const c10::NoGradGuard no_gradient;
  const at::Tensor said =
      network_of(thitogene_kind(), model)
          ->forward({transposed_pictures(seen).permute({0, 3, 1, 2}),
                     positions_of(seen), edges_of(seen)},
                    Mode::evaluation)
          .at(0);
  BOOST_TEST((rows_of(said) - made.values).cwiseAbs().maxCoeff() < 1e-4F);
}

// Attention over the spots of one neighbour is another network than attention
// over a spot's neighbours, of the same weights.
BOOST_AUTO_TEST_CASE(the_axis_of_the_attention_is_a_choice) {
  Model model = trained({{"epochs", 1}});
  const SpotSample seen("s", 0, kPx);
  const Matrix faithful = predicted(model, seen).values;
  model.config["network"]["attention"] = "corrected";
  BOOST_TEST((predicted(model, seen).values.array() != faithful.array()).any());
}

BOOST_AUTO_TEST_CASE(patches_of_another_side_are_refused) {
  BOOST_TEST(error_of([] {
               trained_on(thitogene_model_step(), kReads,
                          {SpotSample("s", 0, 96)}, small(Json::object()));
             }) ==
             "thitogene_model: patches of section s are 96 px a side, expected "
             "112");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
