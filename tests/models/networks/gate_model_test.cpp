#include "models/networks/gate_model.h"

#include <boost/test/unit_test.hpp>

#include "core/learn/examples/graph_examples.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/models/networks/graph_sample.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

GraphSection section(const std::string& name, std::uint64_t index) {
  prepare_torch();
  const GraphSample sample(name, index);
  GraphSection made(sample.around);
  made.join(sample.targets);
  return made;
}

GateTraining steps(std::int64_t count) {
  return {.steps = count, .seed = 1, .fold = {}};
}

std::string refused(const GraphSection& section,
                    const std::optional<Model>& before,
                    const GateTraining& options) {
  return error_of([&] { fit_gate(section, before, options, {}); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gate_model_test)

// 300 steps leave less than half of what each gene's mean leaves.
BOOST_AUTO_TEST_CASE(a_section_is_given_back) {
  const GraphSection s = section("s", 0);
  std::uint64_t said = 0;
  const Model model =
      fit_gate(s, {}, steps(300),
               [&](const TrainingProgress& progress) { said = progress.done; });
  BOOST_TEST(said == 300U);
  BOOST_TEST(model.kind == "gate_model");
  BOOST_TEST(model.training.at("steps") == 300);
  BOOST_TEST(model.config.at("sections") == Json({"s"}));
  BOOST_TEST(!model.collapsed);
  BOOST_TEST(model.training.at("final_loss").get<double>() <
             0.5 * model.training.at("constant_loss").get<double>());
  const Latents latents = gate_latents(model, s);
  BOOST_TEST(latents.section == "s");
  BOOST_TEST(latents.spots == s.spots, tt::per_element());
  BOOST_TEST(latents.values.rows() == 30);
  BOOST_TEST(latents.values.cols() == 64);
  BOOST_TEST(latents.after == std::vector<std::string>{"s"}, tt::per_element());
}

// Section after section through files: 4 steps on s and 3 on t, by two models,
// and by one network and one optimiser in a row.
BOOST_AUTO_TEST_CASE(a_model_goes_on_from_the_one_before) {
  const GraphSection s = section("s", 0), t = section("t", 1);
  const TempFolder folder;
  fit_gate(s, {}, steps(4), {}).write(folder.path);
  const Model then = fit_gate(t, Model::read(folder.path), steps(3), {});
  BOOST_TEST(then.config.at("sections") == Json({"s", "t"}));

  Gate gate({.genes = 3}, {{1, ""}, "gate_model"});
  Optimiser adam(
      gate.moved(),
      {.rule = Adam{}, .weight_decay = 1e-4, .clip_norm = 5.0, .groups = {}});
  for (const auto& [one, count] : {std::pair{&s, 4}, std::pair{&t, 3}}) {
    for (int i = 0; i < count; ++i) {
      train_step(gate, expression_batch(*one), {{mse_term()}}, adam, 1e-3);
    }
  }
  const Weights expected = weights_of(gate.state());
  for (const NamedTensor& tensor : expected.tensors) {
    BOOST_TEST(then.weights.tensor(tensor.spec.name).bytes == tensor.bytes,
               tensor.spec.name);
  }
  BOOST_TEST(
      gate_latents(then, s).after == (std::vector<std::string>{"s", "t"}),
      tt::per_element());
}

// A rate of 0 leaves first weights, of which the mean is better.
BOOST_AUTO_TEST_CASE(first_weights_are_not_fitted) {
  GateTraining none = steps(1);
  none.learning_rate = 0;
  const Model model = fit_gate(section("s", 0), {}, none, {});
  BOOST_TEST(model.training.at("final_loss").get<double>() >
             model.training.at("constant_loss").get<double>());
}

BOOST_AUTO_TEST_CASE(a_model_before_that_does_not_fit_is_refused) {
  const GraphSection s = section("s", 0), t = section("t", 1);
  const Model before = fit_gate(s, {}, steps(1), {});
  BOOST_TEST(refused(s, before, steps(1)) ==
             "gate_model: the model before was fitted to section s already; "
             "each comes once");
  GateTraining other = steps(1);
  other.tying = Tying::summed;
  BOOST_TEST(refused(t, before, other) ==
             "gate_model: tying = \"summed\", the model before was fitted with "
             "\"published\"");
  other = steps(1);
  other.fold = "A";
  BOOST_TEST(refused(t, before, other) ==
             "gate_model: seed = 1 and fold = \"A\", but the first weights are "
             "those of the model before, of seed 1 and fold \"\"; give the "
             "same");
  GraphSection genes = t;
  genes.genes[2] = "FN1";
  BOOST_TEST(refused(genes, before, steps(1)) ==
             "gate_model: targets of section t beside those of the model "
             "before: gene 2 is 'FN1', expected 'FASN'");
  Model hist = before;
  hist.kind = "hist_model";
  BOOST_TEST(refused(t, hist, steps(1)) ==
             "gate_model: the model is a hist_model, expected a gate_model");
  BOOST_TEST(error_of([&] { gate_latents(before, genes); }) ==
             "gate_latents: targets of section t beside those of the model: "
             "gene 2 is 'FN1', expected 'FASN'");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
