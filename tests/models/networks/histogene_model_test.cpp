#include "models/networks/histogene_model.h"

#include <ATen/TensorOperators.h>
#include <c10/core/GradMode.h>

#include <boost/test/unit_test.hpp>

#include "core/engine/step/step_kind.h"
#include "core/learn/train/training_record.h"
#include "tests/models/networks/section_method.h"

namespace moonstain {
namespace {

const SpotReads kReads = histogene_method().reads;

Json small(Json options) {
  Json all{{"epochs", 60},
           {"learning_rate", 3e-3},
           {"depth", 1},
           {"width", 32},
           {"dropout", 0}};
  all.update(options);
  return all;
}

Model trained(const Json& options = Json::object()) {
  return trained_on(histogene_model_step(), kReads,
                    {SpotSample("s", 0), SpotSample("t", 1)}, small(options));
}

Predictions predicted(const Model& model, const SpotSample& sample) {
  return predicted_of(histogene_kind(), kReads, model, sample);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(histogene_model_test)

// Genes follow the brightness of a patch, also of a section that was not seen;
// what the step says is what the network says of the same numbers.
BOOST_AUTO_TEST_CASE(genes_that_follow_patches_are_learned) {
  const Model model = trained();
  const SpotSample other("u", 2);
  const Predictions made = predicted(model, other);
  BOOST_TEST(left_of(made.values, other) < 0.5);
  BOOST_TEST(!model.collapsed);

  const c10::NoGradGuard no_gradient;
  const auto network = network_of(histogene_kind(), model);
  const at::Tensor said = network
                              ->forward({transposed_pictures(other).flatten(1),
                                         positions_of(other)},
                                        Mode::evaluation)
                              .at(0);
  BOOST_TEST((rows_of(said).array() == made.values.array()).all());
}

BOOST_AUTO_TEST_CASE(training_repeats_bit_for_bit_and_by_fold) {
  const auto weights = [](const char* fold) {
    return trained({{"epochs", 1}, {"dropout", 0.1}, {"fold", fold}})
        .weights.tensor("patch_embedding.weight")
        .bytes;
  };
  BOOST_TEST(weights("") == weights(""));
  BOOST_TEST(weights("") != weights("her2st/B"));
}

// Of a section the first patch alone is seen: another second one changes
// nothing.
BOOST_AUTO_TEST_CASE(the_published_loader_of_cscc_fills_the_first_patch_alone) {
  for (const char* patches : {"first", "all"}) {
    const Model model = trained({{"epochs", 2}, {"filled_patches", patches}});
    SpotSample one("u", 2), other("u", 2);
    const std::size_t second = 8 * 8 * 3;
    for (std::size_t i = 0; i < second; ++i) {
      other.patches.pixels[second + i] = 0;
    }
    const bool same =
        predicted(model, one).values == predicted(model, other).values;
    BOOST_TEST(same == (std::string(patches) == "first"));
  }
}

BOOST_AUTO_TEST_CASE(a_spot_beyond_the_array_is_named) {
  SpotSample far("s", 0);
  far.dataset.array_xy(3, 1) = 64;
  BOOST_TEST(error_of([&] {
               trained_on(histogene_model_step(), kReads, {far},
                          small(Json::object()));
             }) ==
             "section s: spot 'spot3' stands at (3, 64) of the array; there "
             "are places 0 to 63 along each side");
}

BOOST_AUTO_TEST_CASE(patches_of_another_side_than_it_learned_from_are_named) {
  const Model model = trained({{"epochs", 1}});
  const SpotSample wide("u", 2, 10);
  BOOST_TEST(error_of([&] { predicted(model, wide); }) ==
             "predictions: the model learned from 8 px a side of pictures, "
             "section u has 10");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
