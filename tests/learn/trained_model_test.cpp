#include "core/learn/trained_model.h"

#include <ATen/ops/tensor.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/learn/network/torch_runtime.h"

namespace moonstain {

BOOST_AUTO_TEST_SUITE(trained_model_test)

// Three of five outputs constant are more than half. 1 and 0.5 as float32, the
// last byte first: 00 00 80 3f, 00 00 00 3f.
BOOST_AUTO_TEST_CASE(a_model_has_all_that_its_training_left) {
  prepare_torch();
  TrainingLog log;
  log.steps = 12;
  log.kept_epoch = 3;
  State state(2);
  state[0].name = "w";
  state[0].value = at::tensor({1.0F, 0.5F});
  state[0].trained = true;
  state[1].name = "running_mean";  // a buffer is no parameter
  state[1].value = at::tensor({0.0F, 0.0F, 0.0F});
  const Model model =
      trained_model("hist_model", {{"genes", 5}}, {"gene", {"ACTB", "GAPDH"}},
                    {7, "her2st/B"}, {5, 3}, log, state);
  BOOST_TEST(model.kind == "hist_model");
  BOOST_TEST(model.config.at("genes") == 5);
  BOOST_TEST(model.outputs.axis == "gene");
  BOOST_TEST(model.outputs.names.at(1) == "GAPDH");
  BOOST_TEST(model.seed == 7);
  BOOST_TEST(model.fold == "her2st/B");
  BOOST_TEST(model.collapsed);
  BOOST_TEST(model.constant_outputs == 3);
  BOOST_TEST(model.training.at("steps") == 12);
  BOOST_TEST(model.training.at("kept_epoch") == 3);
  BOOST_TEST(model.weights.tensor("w").bytes ==
             std::string("\0\0\x80\x3f\0\0\0\x3f", 8));
  BOOST_TEST(model.parameters.value() == 2);
  BOOST_TEST(model.encoder == "");
  BOOST_TEST(model.optimiser.tensors.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
