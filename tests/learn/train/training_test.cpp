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

  at::Tensor forward(const at::Tensor& maps, Mode mode) override {
    return output(at::relu(norm(hidden(maps), mode)));
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
Examples synthetic(std::size_t count) {
  return {count, [](const std::vector<std::size_t>& which) {
            const auto n = static_cast<std::int64_t>(which.size());
            Batch batch{at::empty({n, 3, 4, 4}, at::kFloat),
                        at::empty({n, 2, 4, 4}, at::kFloat)};
            float* in = batch.input.mutable_data_ptr<float>();
            float* out = batch.target.mutable_data_ptr<float>();
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
          }};
}

TrainingOptions options(std::int64_t epochs) {
  return {.step = "training_test",
          .epochs = epochs,
          .batch = 2,
          .learning_rate = 1e-2,
          .weight_decay = 0,
          .progress = {}};
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
  whole.batch = 4;
  const TrainingLog log = train(*net, synthetic(4), std::nullopt, whole);
  BOOST_TEST(log.epochs.front().losses.front() > 0.5);
  BOOST_TEST(log.epochs.back().losses.back() < 0.01);
  BOOST_TEST(log.kept_epoch == 299);
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes_and_another_does_not) {
  std::vector<std::string> bytes;
  for (const std::int64_t seed : {1, 1, 2}) {
    const auto net = tiny_net(seed);
    TrainingOptions some = options(5);
    some.seed = seed;
    train(*net, synthetic(3), std::nullopt, some);
    bytes.push_back(bytes_of(*net));
  }
  BOOST_TEST((bytes[0] == bytes[1]));
  BOOST_TEST((bytes[0] != bytes[2]));
}

BOOST_AUTO_TEST_CASE(
    an_epoch_visits_each_example_once_and_keeps_the_last_batch) {
  const auto net = tiny_net(1);
  std::vector<std::vector<std::size_t>> visits;
  const Examples plain = synthetic(5);
  const Examples watched{5, [&](const auto& which) {
                           visits.push_back(which);
                           return plain.batch(which);
                         }};
  train(*net, watched, std::nullopt, options(4));
  BOOST_TEST(visits.size() == 12U);  // 2 + 2 + 1, four times
  bool shuffled = false;
  for (std::size_t epoch = 0; epoch < 4; ++epoch) {
    std::vector<std::size_t> seen;
    for (std::size_t k = 0; k < 3; ++k) {
      const auto& which = visits[3 * epoch + k];
      BOOST_TEST(which.size() == (k == 2 ? 1U : 2U));
      seen.insert(seen.end(), which.begin(), which.end());
    }
    shuffled |= !std::is_sorted(seen.begin(), seen.end());
    std::sort(seen.begin(), seen.end());
    BOOST_TEST(seen == (std::vector<std::size_t>{0, 1, 2, 3, 4}),
               boost::test_tools::per_element());
  }
  BOOST_TEST(shuffled);
}

BOOST_AUTO_TEST_CASE(best_keeps_the_state_with_the_lowest_held_out_error) {
  const auto net = tiny_net(1);
  TrainingOptions best = options(30);
  best.checkpoint = Checkpoint::best;
  best.best_from = 5;
  // Held-out targets of 0: what is learned makes the error grow.
  const Examples plain = synthetic(2);
  const Examples held_out{2, [&](const auto& which) {
                            Batch batch = plain.batch(which);
                            batch.target.zero_();
                            return batch;
                          }};
  const TrainingLog log = train(*net, plain, held_out, best);
  std::int64_t expected = 5;
  for (std::int64_t e = 5; e < 30; ++e) {
    if (*log.epochs[e].held_out_mae < *log.epochs[expected].held_out_mae) {
      expected = e;
    }
  }
  BOOST_TEST(log.kept_epoch == expected);
  BOOST_TEST(expected < 29);

  // The network holds that state: the same training up to there gives it. The
  // schedule spans as many epochs, so the shorter run stops by an exception.
  struct Stop {};
  const auto again = tiny_net(1);
  TrainingOptions stopped = best;
  std::uint64_t steps = 0;
  const Examples counted{2, [&](const auto& which) {
                           if (steps++ == std::uint64_t(expected) + 1) {
                             throw Stop{};
                           }
                           return plain.batch(which);
                         }};
  BOOST_CHECK_THROW(train(*again, counted, held_out, stopped), Stop);
  BOOST_TEST((bytes_of(*net) == bytes_of(*again)));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_trained_is_said) {
  const auto net = tiny_net(1);
  TrainingOptions best = options(10);
  best.checkpoint = Checkpoint::best;
  BOOST_TEST(error_of([&] { train(*net, synthetic(2), std::nullopt, best); }) ==
             "training_test: checkpoint = \"best\" chooses by held-out "
             "examples; give some, or use checkpoint = \"last\"");
  BOOST_TEST(error_of([&] { train(*net, synthetic(2), synthetic(1), best); }) ==
             "training_test: checkpoint = \"best\" looks from epoch index 20 "
             "on (best_from), but epochs = 10");
  BOOST_TEST(error_of([&] { train(*net, synthetic(0), std::nullopt, best); }) ==
             "training_test: no example to train on");
}

// A loss that is not a number ends the run instead of filling a model with it.
BOOST_AUTO_TEST_CASE(a_loss_that_is_not_finite_ends_the_run) {
  const auto net = tiny_net(1);
  const Examples plain = synthetic(2);
  const Examples broken{2, [&](const auto& which) {
                          Batch batch = plain.batch(which);
                          batch.target.fill_(1e30F);
                          return batch;
                        }};
  BOOST_TEST(
      error_of([&] { train(*net, broken, std::nullopt, options(2)); }) ==
      "training_test: the loss is inf in epoch 0; a lower learning_rate may "
      "help");
}

BOOST_AUTO_TEST_CASE(the_log_has_a_row_an_epoch) {
  const auto net = tiny_net(1);
  const Json json = train(*net, synthetic(3), synthetic(1), options(2)).json();
  BOOST_TEST(json.at("kept_epoch") == 1);
  BOOST_TEST(json.at("epochs").size() == 2U);
  BOOST_TEST(json.at("epochs")[0].at("learning_rate") == 0.01);
  BOOST_TEST(json.at("epochs")[0].at("losses").size() == 2U);
  BOOST_TEST(json.at("epochs")[1].contains("held_out_mae"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
