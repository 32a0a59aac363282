#include "core/learn/train/training.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <numeric>

#include "core/base/error.h"
#include "core/learn/network/device.h"
#include "core/learn/train/fit.h"

namespace moonstain {
namespace {

constexpr const char* kLoss = "loss";

void check_selection(const std::optional<Examples>& held_out,
                     const TrainingOptions& options, std::int64_t epochs) {
  if (!options.selection) return;
  const std::string& step = options.batching.step;
  const Selection& selection = *options.selection;
  check(held_out.has_value() && held_out->count > 0, step,
        ": a state is selected by ", selection.score,
        " on held-out examples, and there are none");
  check(selection.from_epoch < epochs, step,
        ": a state is selected from epoch index ", selection.from_epoch,
        " on, but epochs = ", epochs);
  std::string known = kLoss;
  bool found = selection.score == kLoss;
  for (const Score& score : options.scores) {
    found |= selection.score == score.name;
    known += ", " + score.name;
  }
  check(found, step, ": a state is selected by '", selection.score,
        "', which is not scored; scored: ", known);
}

std::map<std::string, double> scored(Network& network, const Examples& held_out,
                                     const TrainingOptions& options) {
  const c10::NoGradGuard no_gradient;
  std::map<std::string, double> sums;
  for (std::size_t i = 0; i < held_out.count; ++i) {
    const Batch batch = held_out.batch({i});
    const Tensors outputs = network.forward(batch.inputs, Mode::evaluation);
    sums[kLoss] += options.objective.value(outputs, batch).total.item<double>();
    for (const Score& score : options.scores) {
      sums[score.name] += score.of(outputs, batch);
    }
  }
  for (auto& [name, sum] : sums) sum /= static_cast<double>(held_out.count);
  return sums;
}

/// The mean of the last values, at most so many.
class RunningMean {
 public:
  explicit RunningMean(std::size_t most) : most_(most) {}

  double with(double value) {
    values_.push_back(value);
    if (values_.size() > most_) values_.pop_front();
    return std::accumulate(values_.begin(), values_.end(), 0.0) /
           static_cast<double>(values_.size());
  }

 private:
  std::size_t most_;
  std::deque<double> values_;
};

}  // namespace

std::string TrainingProgress::words() const {
  char text[48];
  std::snprintf(text, sizeof text, "batches, loss %.3g", loss);
  return text;
}

StepValue train_step(Network& network, const Batch& batch,
                     const Objective& objective, Optimiser& optimiser,
                     double learning_rate) {
  const Tensors outputs = network.forward(batch.inputs, Mode::training);
  const Objective::Value value = objective.value(
      outputs, {batch.inputs, moved(batch.targets, device_of(outputs))});
  const double loss = value.total.item<double>();
  if (std::isfinite(loss)) {
    value.total.backward();
    optimiser.step(learning_rate);
  }
  return {loss, value.terms};
}

Epoch train_epoch(Network& network, const Examples& examples,
                  const Batching& batching, const Objective& objective,
                  Optimiser& optimiser, double learning_rate,
                  std::int64_t epoch, std::optional<std::int64_t> steps,
                  const AfterStep& after_step) {
  auto batches = batches_of_epoch(examples.count, batching, epoch);
  if (steps && *steps < std::ssize(batches)) batches.resize(*steps);
  Epoch log;
  log.learning_rate = learning_rate;
  for (const std::vector<std::size_t>& which : batches) {
    const StepValue value =
        train_step(network, make_batch(examples, which, batching, epoch),
                   objective, optimiser, learning_rate);
    check(std::isfinite(value.loss), batching.step, ": the loss is ",
          value.loss, " in epoch ", epoch, "; a lower learning_rate may help");
    log.losses.push_back(value.loss);
    for (std::size_t i = 0; i < value.terms.size(); ++i) {
      log.terms[objective.terms[i].name] +=
          value.terms[i] / static_cast<double>(batches.size());
    }
    if (after_step) after_step(value);
  }
  return log;
}

TrainingLog train(Network& network, const Examples& examples,
                  const std::optional<Examples>& held_out,
                  const TrainingOptions& options) {
  Optimiser optimiser(network.state(), options.optimiser);
  return train(network, optimiser, examples, held_out, options);
}

TrainingLog train(Network& network, Optimiser& optimiser,
                  const Examples& examples,
                  const std::optional<Examples>& held_out,
                  const TrainingOptions& options) {
  const Batching& batching = options.batching;
  const std::int64_t batches = batches_per_epoch(examples.count, batching);
  check(options.epochs >= 0 && options.steps >= 0 &&
            (options.epochs > 0) != (options.steps > 0),
        batching.step, ": epochs = ", options.epochs,
        " and steps = ", options.steps, "; one of them says how long to train");
  const std::int64_t steps =
      options.steps > 0 ? options.steps : options.epochs * batches;
  const std::int64_t epochs = (steps + batches - 1) / batches;
  check_selection(held_out, options, epochs);
  Schedule schedule(options.schedule, epochs);
  std::optional<BestState> best;
  if (options.selection) best.emplace(*options.selection);
  TrainingLog log;
  RunningMean loss(static_cast<std::size_t>(batches));

  for (std::int64_t e = 0; e < epochs; ++e) {
    Epoch epoch = train_epoch(
        network, examples, batching, options.objective, optimiser,
        schedule.rate(), e, steps - log.steps, [&](const StepValue& value) {
          ++log.steps;
          if (!options.progress) return;
          options.progress({static_cast<std::uint64_t>(log.steps),
                            static_cast<std::uint64_t>(steps),
                            loss.with(value.loss)});
        });
    if (held_out) epoch.held_out = scored(network, *held_out, options);
    if (best) {
      best->offer(e, epoch.held_out.at(options.selection->score),
                  network.state());
    }
    log.epochs.push_back(std::move(epoch));
    schedule.next_epoch();
  }
  log.kept_epoch = epochs - 1;
  if (best) {
    const auto kept = best->restore(network.state());
    check(kept.has_value(), batching.step, ": in no epoch from index ",
          options.selection->from_epoch, " on is ", options.selection->score,
          " of the held-out examples a number");
    log.kept_epoch = *kept;
    log.selected_by = options.selection->score;
    log.selected_on = held_out->units;
  }
  const Examples& judged = options.judged ? *options.judged : examples;
  log.final_loss = evaluated_loss(network, judged, options.objective);
  check(std::isfinite(log.final_loss), batching.step,
        ": the kept state's loss over the training examples is ",
        log.final_loss, "; a lower learning_rate may help");
  log.constant_loss = options.objective.of_constant(judged);
  return log;
}

}  // namespace moonstain
