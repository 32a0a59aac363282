#include "core/learn/spot_method.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/ones.h>

#include <boost/test/unit_test.hpp>

#include "core/engine/step/catalog.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/predict.h"
#include "core/learn/spot_step.h"
#include "core/learn/train/training_record.h"
#include "tests/learn/spot_sample.h"

namespace moonstain {
namespace {

namespace tt = boost::test_tools;

// Two linear layers: what is said of a spot, and its features given back.
class Told : public Network {
 public:
  Told(const Json& config, const Names& names)
      : told_(names / "told", config.at("features"), config.at("genes")),
        back_(names / "back", config.at("features"), config.at("features")) {}

  Tensors forward(const Tensors& inputs, Mode) override {
    seen = inputs.at(0).size(0);
    return {told_(inputs.at(0)), back_(inputs.at(0))};
  }

  std::int64_t seen = 0;

 private:
  Linear told_;
  Linear back_;
};

std::unique_ptr<Network> told(const Json& config, const Initial& initial) {
  State state;
  const Names names(state, initial, at::kFloat);
  auto network = std::make_unique<Told>(config, names);
  network->state() = std::move(state);
  return network;
}

struct ToldTraining : SpotTraining {
  ToldTraining() {
    epochs = 30;
    learning_rate = 0.05;
    batch = 7;
  }
  double start = 0;
};

SpotPlan plan_told(const ToldTraining& training,
                   const std::vector<SpotSection>& sections) {
  const double start = training.start;
  return {
      .config = {{"features", sections.front().features.cols()},
                 {"genes", sections.front().targets.cols()}},
      .stages = {{.objective = {{mse_term()}}, .optimiser = {.rule = Adam{}}}},
      .begin =
          [start](State& state) {
            for (StateTensor& one : state) {
              if (one.name == "told.bias") one.value.fill_(start);
            }
          },
      .carried = {{"first", at::ones({2, 3})}}};
}

SpotMethod told_method() {
  return method_of<ToldTraining>(
      {.name = "told_model",
       .sentence = "Tells genes by features.",
       .reads = {.features = true},
       .network = told,
       .batch =
           [](const SpotRows& rows, const Json&, const State& state) {
             BOOST_TEST(tensor_named(state, "first").numel() == 6);
             return Batch{{spot_features(rows)}, {spot_features(rows)}};
           }},
      plan_told);
}

Model trained(const SpotMethod& method, const ToldTraining& training,
              const std::function<void(SpotPlan&)>& change = {}) {
  prepare_torch();
  const auto sections = spot_sections_of(method.reads);
  SpotPlan plan = plan_told(training, sections);
  if (change) change(plan);
  return train_spots(method, training, plan, sections);
}

Predictions predicted(const SpotMethod& method, const Model& model,
                      const SpotSample& sample) {
  GivenSpots given;
  given.with_inputs(method.reads, sample);
  return predict(model, Inputs("predictions", given.items),
                 {spot_kind(method)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spot_method_test)

// 60 spots in batches of 7 are nine steps an epoch; genes that follow features
// are told of a section that was not seen.
BOOST_AUTO_TEST_CASE(spots_are_learned_in_batches) {
  const SpotMethod method = told_method();
  const Model model = trained(method, {});
  BOOST_TEST(model.training.at("steps") == 9 * 30);
  BOOST_TEST(model.encoder == "colour");
  BOOST_TEST(!model.collapsed);
  const TempFolder folder;
  model.write(folder.path);
  BOOST_TEST(TrainingRecord::read(folder.path).fitted());
  const SpotSample other("u", 2);
  const Predictions made = predicted(method, Model::read(folder.path), other);
  BOOST_TEST(made.about == "u");
  BOOST_TEST(made.names == other.targets.names, tt::per_element());
  BOOST_TEST(made.variables == other.targets.variables, tt::per_element());
  BOOST_TEST(left_of(made.values, other) < 0.05);
}

BOOST_AUTO_TEST_CASE(a_section_is_one_step_where_a_method_takes_it_whole) {
  SpotMethod method = told_method();
  method.whole_section = true;
  ToldTraining training;
  training.epochs = 3;
  BOOST_TEST(trained(method, training).training.at("steps") == 2 * 3);
}

BOOST_AUTO_TEST_CASE(training_repeats_bit_for_bit_and_by_fold) {
  const auto weights = [](const std::string& fold) {
    ToldTraining training;
    training.epochs = 1;
    training.fold = fold;
    return trained(told_method(), training).weights.tensors[0].bytes;
  };
  BOOST_TEST(weights("") == weights(""));
  BOOST_TEST(weights("") != weights("her2st/B"));
}

// A first stage moves what its objective is of, and the log is the last one's;
// the rate is 0 here, so that a parameter stands where `begin` put it.
BOOST_AUTO_TEST_CASE(stages_come_in_order_and_the_last_is_logged) {
  ToldTraining training;
  training.epochs = 2;
  training.learning_rate = 0;
  training.start = 4;
  const Model model = trained(told_method(), training, [](SpotPlan& plan) {
    plan.stages.insert(plan.stages.begin(),
                       {.name = "back",
                        .epochs = 5,
                        .objective = {{mse_term("back", 1)}},
                        .optimiser = {.rule = Adam{}}});
  });
  BOOST_TEST(model.training.at("epochs").size() == 2U);
  BOOST_TEST(model.training.at("epochs")[0].at("terms").contains("mse"));
  const std::string& bias = model.weights.tensor("told.bias").bytes;
  float value = 0;
  std::memcpy(&value, bias.data(), sizeof value);
  BOOST_TEST(value == 4.F);
}

// The second term has no best constant, so the losses that are compared are the
// first one's.
BOOST_AUTO_TEST_CASE(losses_are_compared_by_a_term_with_a_best_constant) {
  const Model model = trained(told_method(), {}, [](SpotPlan& plan) {
    plan.stages[0].objective.terms.push_back(
        {.name = "size",
         .weight = 1e-3,
         .value = [](const Tensors& outputs,
                     const Batch&) { return outputs.at(0).square().mean(); },
         .of_constant = {}});
  });
  BOOST_TEST(model.training.at("compared_term") == "mse");
  BOOST_TEST(model.training.at("constant_loss").get<double>() >
             model.training.at("final_loss").get<double>());
}

BOOST_AUTO_TEST_CASE(other_features_than_it_learned_from_are_named) {
  const SpotMethod method = told_method();
  ToldTraining training;
  training.epochs = 1;
  const Model model = trained(method, training);
  SpotSample other("u", 2);
  other.features.encoder = "texture";
  BOOST_TEST(error_of([&] { predicted(method, model, other); }) ==
             "predictions: the model learned from colour with 4 values, the "
             "features of section u are texture with 4");
  other.features.encoder = "colour";
  other.features.values = other.features.values.leftCols(3).eval();
  BOOST_TEST(error_of([&] { predicted(method, model, other); }) ==
             "predictions: the model learned from colour with 4 values, the "
             "features of section u are colour with 3");
}

BOOST_AUTO_TEST_CASE(training_sections_that_are_not_alike_are_named) {
  prepare_torch();
  const SpotMethod method = told_method();
  const auto refused = [&](const std::function<void(SpotSection&)>& change) {
    auto sections = spot_sections_of(method.reads);
    change(sections[1]);
    return error_of(
        [&] { train_spots(method, {}, plan_told({}, sections), sections); });
  };
  BOOST_TEST(refused([](SpotSection& t) {
               t.features = t.features.leftCols(3).eval();
             }) ==
             "told_model: sections s and t have features of different "
             "encoders: colour with 4 values and colour with 3");
  BOOST_TEST(refused([](SpotSection& t) { t.genes[1] = "OTHER"; }) ==
             "told_model: sections s and t: targets of t: gene 1 is 'OTHER', "
             "expected 'GAPDH'");
}

// A network of three genes and weights of two, as where a folder of a model was
// put together by hand; and weights that fit, with another list of names.
BOOST_AUTO_TEST_CASE(weights_of_another_gene_list_are_named) {
  const SpotMethod method = told_method();
  ToldTraining training;
  training.epochs = 1;
  Model model = trained(method, training);
  const SpotSample other("u", 2);
  model.outputs.names.pop_back();
  BOOST_TEST(error_of([&] { predicted(method, model, other); }) ==
             "predictions: the network says 3 values of a spot, the model "
             "names 2 genes; its weights are of another list: train it again");
  auto sections = spot_sections_of(method.reads);
  for (SpotSection& section : sections) {
    section.genes.pop_back();
    section.targets = section.targets.leftCols(2).eval();
  }
  model.weights =
      train_spots(method, training, plan_told(training, sections), sections)
          .weights;
  BOOST_TEST(error_of([&] { predicted(method, model, other); }) ==
             "weights.safetensors: 2 tensors do not fit told_model, which has "
             "5:\n  misshapen: told.weight is F32 [2, 4], expected F32 [3, 4]"
             "\n  misshapen: told.bias is F32 [2], expected F32 [3]");
}

// The step as a recipe runs it: inputs joined by section, whatever their order.
BOOST_AUTO_TEST_CASE(the_step_joins_its_inputs_by_section) {
  prepare_torch();
  const SpotMethod method = told_method();
  const StepKind step =
      trained_by(method, spot_step<ToldTraining>(method).option(
                             "start", &ToldTraining::start, "of the bias"));
  const SpotSample s("s", 0), t("t", 1);
  const auto weights = [&](bool turned) {
    GivenSpots given;
    given.with("targets", s.targets, "s").with("targets", t.targets, "t");
    for (const SpotSample* one : {turned ? &t : &s, turned ? &s : &t}) {
      given.with("features", one->features, one->features.section);
    }
    const TempFolder out;
    step.run(Inputs("told_model", given.items),
             complete_options(step.decl(), {{"epochs", 2}}), out.path);
    return Model::read(out.path).weights.tensors[0].bytes;
  };
  BOOST_TEST(weights(false) == weights(true));
  GivenSpots given;
  given.with("targets", s.targets, "s").with("features", t.features, "t");
  const TempFolder out;
  BOOST_TEST(error_of([&] {
               step.run(Inputs("told_model", given.items),
                        complete_options(step.decl(), Json::object()),
                        out.path);
             }) == "told_model: section s has targets but no features");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
