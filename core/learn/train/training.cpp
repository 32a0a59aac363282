#include "core/learn/train/training.h"

#include <ATen/ops/l1_loss.h>
#include <ATen/ops/mse_loss.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/train/adam.h"
#include "core/learn/train/schedule.h"

namespace moonstain {
namespace {

void check_options(const Examples& examples,
                   const std::optional<Examples>& held_out,
                   const TrainingOptions& options) {
  const std::string& step = options.step;
  check(examples.count > 0, step, ": no example to train on");
  check(options.epochs >= 1 && options.batch >= 1, step,
        ": epochs = ", options.epochs, " and batch = ", options.batch,
        " must be at least 1");
  if (options.checkpoint == Checkpoint::best) {
    check(held_out.has_value() && held_out->count > 0, step,
          ": checkpoint = \"best\" chooses by held-out examples; give some, or "
          "use checkpoint = \"last\"");
    check(options.best_from < options.epochs, step,
          ": checkpoint = \"best\" looks from epoch index ", options.best_from,
          " on (best_from), but epochs = ", options.epochs);
  }
}

double train_batch(Network& network, const Batch& batch, Adam& adam,
                   double learning_rate) {
  const at::Tensor output = network.forward(batch.input, Mode::training);
  const at::Tensor loss = at::mse_loss(output, batch.target);
  loss.backward();
  adam.step(learning_rate);
  return loss.item<double>();
}

void score_held_out(Network& network, const Examples& held_out, Epoch& epoch) {
  const c10::NoGradGuard no_gradient;
  double loss = 0;
  double mae = 0;
  for (std::size_t i = 0; i < held_out.count; ++i) {
    const Batch batch = held_out.batch({i});
    const at::Tensor output = network.forward(batch.input, Mode::evaluation);
    loss += at::mse_loss(output, batch.target).item<double>();
    mae += at::l1_loss(output, batch.target).item<double>();
  }
  epoch.held_out_loss = loss / static_cast<double>(held_out.count);
  epoch.held_out_mae = mae / static_cast<double>(held_out.count);
}

std::vector<at::Tensor> copy_of(const State& state) {
  std::vector<at::Tensor> copies;
  for (const StateTensor& tensor : state) {
    copies.push_back(tensor.value.detach().clone());
  }
  return copies;
}

void restore(State& state, const std::vector<at::Tensor>& copies) {
  const c10::NoGradGuard no_gradient;
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i].value.copy_(copies[i]);
  }
}

}  // namespace

TrainingLog train(Network& network, const Examples& examples,
                  const std::optional<Examples>& held_out,
                  const TrainingOptions& options) {
  check_options(examples, held_out, options);
  const auto size = static_cast<std::size_t>(options.batch);
  const std::uint64_t batches = (examples.count + size - 1) / size;
  Adam adam(network.state(), options.weight_decay);
  CosineSchedule schedule(options.learning_rate, options.eta_min,
                          options.epochs);
  TrainingLog log;
  std::vector<at::Tensor> best;
  double best_mae = 0;

  for (std::int64_t e = 0; e < options.epochs; ++e) {
    Epoch epoch;
    epoch.learning_rate = schedule.rate();
    const auto order = RandomStream(options.seed, options.step, "order", e)
                           .permutation(examples.count);
    for (std::size_t begin = 0; begin < order.size(); begin += size) {
      const auto end = std::min(begin + size, order.size());
      const std::vector<std::size_t> which(order.begin() + begin,
                                           order.begin() + end);
      const double loss = train_batch(network, examples.batch(which), adam,
                                      epoch.learning_rate);
      check(std::isfinite(loss), options.step, ": the loss is ", loss,
            " in epoch ", e, "; a lower learning_rate may help");
      epoch.losses.push_back(loss);
      if (options.progress) {
        options.progress(e * batches + epoch.losses.size(),
                         options.epochs * batches);
      }
    }
    if (held_out) score_held_out(network, *held_out, epoch);
    if (options.checkpoint == Checkpoint::best && e >= options.best_from &&
        (best.empty() || *epoch.held_out_mae < best_mae)) {
      best_mae = *epoch.held_out_mae;
      best = copy_of(network.state());
      log.kept_epoch = e;
    }
    log.epochs.push_back(std::move(epoch));
    schedule.next_epoch();
  }
  if (best.empty()) {
    log.kept_epoch = options.epochs - 1;
  } else {
    restore(network.state(), best);
  }
  return log;
}

Json TrainingLog::json() const {
  Json rows = Json::array();
  for (const Epoch& epoch : epochs) {
    Json row = {{"learning_rate", epoch.learning_rate},
                {"losses", epoch.losses}};
    if (epoch.held_out_loss) row["held_out_loss"] = *epoch.held_out_loss;
    if (epoch.held_out_mae) row["held_out_mae"] = *epoch.held_out_mae;
    rows.push_back(std::move(row));
  }
  return {{"kept_epoch", kept_epoch}, {"epochs", std::move(rows)}};
}

}  // namespace moonstain
