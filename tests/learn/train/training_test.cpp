#include "core/learn/train/training.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/relu.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "core/base/random.h"
#include "core/learn/network/layers.h"
#include "core/learn/network/torch_runtime.h"
#include "tests/support/temp_folder.h"

namespace moonstain {
namespace {

// Three features to two genes, through eight hidden channels.
class TinyNet : public Network {
 public:
  explicit TinyNet(const Names& names)
      : hidden(names / "hidden", 3, 8, {}),
        norm(names / "norm", 8),
        output(names / "output", 8, 2, {}) {}

  Tensors forward(const Tensors& inputs, Mode mode) override {
    return {output(at::relu(norm(hidden(inputs.at(0)), mode)))};
  }

 private:
  Convolution hidden;
  BatchNorm norm;
  Convolution output;
};

std::unique_ptr<Network> tiny_net(std::int64_t seed) {
  prepare_torch();
  State state;
  auto net = std::make_unique<TinyNet>(
      Names(state, {seed, "training_test"}, at::kFloat));
  net->state() = std::move(state);
  return net;
}

// Examples of 4 x 4 cells: gene 0 is feature 0, gene 1 is -|feature 1|.
Batch made(const std::vector<std::size_t>& which) {
  const auto n = static_cast<std::int64_t>(which.size());
  Batch batch{{at::empty({n, 3, 4, 4}, at::kFloat)},
              {at::empty({n, 2, 4, 4}, at::kFloat)}};
  float* in = batch.inputs[0].mutable_data_ptr<float>();
  float* out = batch.targets[0].mutable_data_ptr<float>();
  for (std::size_t i = 0; i < which.size(); ++i) {
    RandomStream stream(3, "training_test", "example", which[i]);
    for (int k = 0; k < 48; ++k) {
      in[i * 48 + k] = static_cast<float>(stream.normal());
    }
    for (int k = 0; k < 16; ++k) {
      out[i * 32 + k] = in[i * 48 + k];
      out[i * 32 + 16 + k] = -std::abs(in[i * 48 + 16 + k]);
    }
  }
  return batch;
}

Examples synthetic(std::size_t count) {
  return {.count = count, .batch = made, .units = {}};
}

Examples with_targets(std::size_t count, float value) {
  return {.count = count,
          .batch =
              [value](const auto& which) {
                Batch batch = made(which);
                batch.targets[0].fill_(value);
                return batch;
              },
          .units = std::vector<std::string>(count, "x/1")};
}

TrainingOptions options(std::int64_t epochs) {
  TrainingOptions options;
  options.batching.step = "training_test";
  options.batching.seed = 42;
  options.batching.size = 2;
  options.epochs = epochs;
  options.objective.terms = {mse_term()};
  options.schedule = {
      .learning_rate = 1e-2, .course = CosineRate{1e-5}, .warm_up = {}};
  options.scores = {mae_score()};
  return options;
}

std::string bytes_of(const Network& network) {
  std::string bytes;
  for (const auto& tensor : weights_of(network.state()).tensors) {
    bytes += tensor.bytes;
  }
  return bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(training_test)

// The targets have a variance near 1: what is left is a hundredth of it.
BOOST_AUTO_TEST_CASE(a_tiny_network_overfits_its_examples) {
  const auto net = tiny_net(1);
  TrainingOptions whole = options(300);
  whole.batching.size = 4;
  const TrainingLog log = train(*net, synthetic(4), std::nullopt, whole);
  BOOST_TEST(log.epochs.front().losses.front() > 0.5);
  BOOST_TEST(log.epochs.back().losses.back() < 0.01);
  BOOST_TEST(log.kept_epoch == 299);
  BOOST_TEST(log.steps == 300);
  BOOST_TEST(log.final_loss < *log.constant_loss / 10);
}

BOOST_AUTO_TEST_CASE(the_same_seed_and_fold_give_the_same_bytes) {
  std::vector<std::string> bytes;
  for (const StreamSeed& seed :
       {StreamSeed(1), StreamSeed(1), StreamSeed(2), StreamSeed(1, "B"),
        StreamSeed(1, "B"), StreamSeed(1, "C")}) {
    const auto net = tiny_net(1);
    TrainingOptions some = options(5);
    some.batching.seed = seed;
    train(*net, synthetic(3), std::nullopt, some);
    bytes.push_back(bytes_of(*net));
  }
  BOOST_TEST((bytes[0] == bytes[1]));
  BOOST_TEST((bytes[0] != bytes[2]));
  BOOST_TEST((bytes[0] != bytes[3]));
  BOOST_TEST((bytes[3] == bytes[4]));
  BOOST_TEST((bytes[3] != bytes[5]));
}

// Two epochs of 2 batches, then one step more.
BOOST_AUTO_TEST_CASE(a_number_of_steps_is_kept_exactly) {
  const auto net = tiny_net(1);
  TrainingOptions five = options(0);
  five.steps = 5;
  std::vector<std::uint64_t> done;
  std::vector<double> losses;
  five.progress = [&](const TrainingProgress& progress) {
    BOOST_TEST(progress.total == 5U);
    done.push_back(progress.done);
    losses.push_back(progress.loss);
  };
  const TrainingLog log = train(*net, synthetic(3), std::nullopt, five);
  BOOST_TEST(log.steps == 5);
  BOOST_TEST(done == (std::vector<std::uint64_t>{1, 2, 3, 4, 5}),
             boost::test_tools::per_element());
  BOOST_TEST(log.epochs.size() == 3U);
  BOOST_TEST(log.epochs[1].losses.size() == 2U);
  BOOST_TEST(log.epochs[2].losses.size() == 1U);
  // Over the last two batches, which are an epoch.
  BOOST_TEST(losses[0] == log.epochs[0].losses[0]);
  BOOST_TEST(losses[2] ==
             (log.epochs[0].losses[1] + log.epochs[1].losses[0]) / 2);
  BOOST_TEST((TrainingProgress{.loss = 0.51249}.words()) ==
             "batches, loss 0.512");
  // The schedule runs over these three epochs: 2/3 of half a cosine.
  BOOST_TEST(log.epochs[2].learning_rate ==
                 1e-5 + (1e-2 - 1e-5) * (1 + std::cos(2 * M_PI / 3)) / 2,
             boost::test_tools::tolerance(1e-12));
}

// What a whole training does, done by hand: slide after slide in turn, with an
// optimiser that keeps its moments.
BOOST_AUTO_TEST_CASE(epochs_by_hand_are_those_of_a_training) {
  const auto whole = tiny_net(1);
  const TrainingLog log = train(*whole, synthetic(3), std::nullopt, options(4));

  const auto parts = tiny_net(1);
  const TrainingOptions same = options(4);
  Optimiser optimiser(parts->state(), same.optimiser);
  Schedule schedule(same.schedule, 4);
  for (std::int64_t e = 0; e < 4; ++e) {
    const Epoch epoch =
        train_epoch(*parts, synthetic(3), same.batching, same.objective,
                    optimiser, schedule.rate(), e);
    BOOST_TEST(epoch.losses == log.epochs[e].losses,
               boost::test_tools::per_element());
    schedule.next_epoch();
  }
  BOOST_TEST((bytes_of(*whole) == bytes_of(*parts)));
}

BOOST_AUTO_TEST_CASE(best_keeps_the_state_with_the_lowest_held_out_error) {
  const auto net = tiny_net(1);
  TrainingOptions best = options(30);
  best.selection = Selection{"mae", Better::lower, 5};
  // Held-out targets of 0: what is learned makes the error grow.
  const Examples held_out = with_targets(2, 0);
  const TrainingLog log = train(*net, synthetic(2), held_out, best);
  std::int64_t expected = 5;
  for (std::int64_t e = 5; e < 30; ++e) {
    if (log.epochs[e].held_out.at("mae") <
        log.epochs[expected].held_out.at("mae")) {
      expected = e;
    }
  }
  BOOST_TEST(log.kept_epoch == expected);
  BOOST_TEST(expected < 29);
  BOOST_TEST(log.selected_by == "mae");
  BOOST_TEST(log.selected_on == (std::vector<std::string>{"x/1", "x/1"}),
             boost::test_tools::per_element());

  // The network holds that state: the same training up to there gives it. The
  // schedule spans as many epochs, so the shorter run stops by an exception.
  struct Stop {};
  const auto again = tiny_net(1);
  std::uint64_t steps = 0;
  const Examples counted{.count = 2,
                         .batch =
                             [&](const auto& which) {
                               if (steps++ == std::uint64_t(expected) + 1) {
                                 throw Stop{};
                               }
                               return made(which);
                             },
                         .units = {}};
  BOOST_CHECK_THROW(train(*again, counted, held_out, best), Stop);
  BOOST_TEST((bytes_of(*net) == bytes_of(*again)));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_trained_is_said) {
  const auto net = tiny_net(1);
  TrainingOptions best = options(10);
  best.selection = Selection{"mae", Better::lower, 20};
  BOOST_TEST(error_of([&] { train(*net, synthetic(2), std::nullopt, best); }) ==
             "training_test: a state is selected by mae on held-out examples, "
             "and there are none");
  BOOST_TEST(error_of([&] { train(*net, synthetic(2), synthetic(1), best); }) ==
             "training_test: a state is selected from epoch index 20 on, but "
             "epochs = 10");
  best.selection = Selection{"pearson", Better::higher, 0};
  BOOST_TEST(error_of([&] { train(*net, synthetic(2), synthetic(1), best); }) ==
             "training_test: a state is selected by 'pearson', which is not "
             "scored; scored: loss, mae");
  TrainingOptions both = options(10);
  both.steps = 5;
  BOOST_TEST(error_of([&] { train(*net, synthetic(2), std::nullopt, both); }) ==
             "training_test: epochs = 10 and steps = 5; one of them says how "
             "long to train");
  BOOST_TEST(
      error_of([&] { train(*net, synthetic(2), std::nullopt, options(0)); }) ==
      "training_test: epochs = 0 and steps = 0; one of them says how long to "
      "train");
  BOOST_TEST(error_of([&] {
               train(*net, synthetic(0), std::nullopt, options(1));
             }) == "training_test: no example to train on");
}

// A loss that is not a number ends the run instead of filling a model with it.
BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_ends_the_run) {
  const auto net = tiny_net(1);
  BOOST_TEST(error_of([&] {
               train(*net, with_targets(2, 1e30F), std::nullopt, options(2));
             }) ==
             "training_test: the loss is inf in epoch 0; a lower learning_rate "
             "may help");
}

// Two terms of one output: the loss is 1 * mse + 0.5 * mse.
BOOST_AUTO_TEST_CASE(each_term_of_the_objective_is_logged) {
  const auto net = tiny_net(1);
  TrainingOptions two = options(2);
  two.objective.terms = {mse_term("regression"), mse_term("again")};
  two.objective.terms[1].weight = 0.5;
  const TrainingLog log = train(*net, synthetic(2), synthetic(1), two);
  for (const Epoch& epoch : log.epochs) {
    BOOST_TEST(epoch.terms.at("regression") == epoch.terms.at("again"));
    BOOST_TEST(epoch.losses.at(0) == 1.5 * epoch.terms.at("regression"),
               boost::test_tools::tolerance(1e-6));
    BOOST_TEST(epoch.held_out.size() == 2U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
