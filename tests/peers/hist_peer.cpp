// Runs HiST's network and training for hist_peer_test.py:
//
//   hist_peer SETTINGS.json WEIGHTS IN OUT     (WEIGHTS: safetensors or a
//                                               checkpoint of torch.save)
//
// IN holds `input` [n, channels, rows, columns] and `target`; OUT gets the
// output in evaluation mode, or, with epochs > 0, the losses, learning rates,
// the order of examples and the state after training.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>

#include <cstring>
#include <iostream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/learn/network/network.h"
#include "core/learn/network/torch_runtime.h"
#include "core/learn/train/training.h"
#include "core/learn/weights/safetensors.h"
#include "core/learn/weights/torch_checkpoint.h"
#include "models/networks/hist.h"

namespace moonstain {
namespace {

at::Tensor tensor_of(const NamedTensor& tensor) {
  at::Tensor value =
      at::empty(tensor.spec.shape,
                tensor.spec.dtype == Dtype::F64 ? at::kDouble : at::kFloat);
  std::memcpy(value.mutable_data_ptr(), tensor.bytes.data(),
              tensor.bytes.size());
  return value;
}

template <typename Number>
NamedTensor list(const std::string& name, Dtype dtype,
                 const std::vector<Number>& values) {
  return {{name, dtype, {static_cast<std::int64_t>(values.size())}},
          std::string(reinterpret_cast<const char*>(values.data()),
                      values.size() * sizeof(Number))};
}

Weights forward(Network& network, const at::Tensor& input) {
  const c10::NoGradGuard no_gradient;
  return weights_of(
      {{"output", network.forward({input}, Mode::evaluation).at(0).contiguous(),
        false}});
}

Weights trained(Network& network, const Json& settings, const at::Tensor& input,
                const at::Tensor& target) {
  // The authors' settings (recipes/hist_loocv/METHOD.md 6.1).
  TrainingOptions options;
  options.batching.step = "hist_model";
  options.batching.seed = 7;
  options.batching.size = settings.at("batch");
  options.epochs = settings.at("epochs");
  options.objective.terms = {mse_term()};
  options.optimiser.weight_decay = 1e-4;
  options.schedule = {
      .learning_rate = 1e-3, .course = CosineRate{1e-5}, .warm_up = {}};
  // The visits of the epochs, and behind them those of the final loss.
  std::vector<std::int64_t> order;
  const auto picked = [](const at::Tensor& all, const auto& which) {
    std::vector<std::int64_t> shape = all.sizes().vec();
    shape[0] = static_cast<std::int64_t>(which.size());
    at::Tensor some = at::empty(shape, all.scalar_type());
    for (std::size_t i = 0; i < which.size(); ++i) {
      some.select(0, i).copy_(all.select(0, which[i]));
    }
    return some;
  };
  const Examples examples{
      .count = static_cast<std::size_t>(input.size(0)),
      .batch =
          [&](const auto& which) {
            order.insert(order.end(), which.begin(), which.end());
            return Batch{{picked(input, which)}, {picked(target, which)}};
          },
      .units = {}};
  const TrainingLog log = train(network, examples, std::nullopt, options);
  std::vector<double> losses;
  std::vector<double> rates;
  for (const Epoch& epoch : log.epochs) {
    rates.push_back(epoch.learning_rate);
    losses.insert(losses.end(), epoch.losses.begin(), epoch.losses.end());
  }
  Weights out = weights_of(network.state());
  out.tensors.push_back(list("losses", Dtype::F64, losses));
  out.tensors.push_back(list("learning_rates", Dtype::F64, rates));
  out.tensors.push_back(list("order", Dtype::I64, order));
  return out;
}

void run(char** arguments) {
  prepare_torch();
  const Json settings = parse_json(read_file(arguments[1]), arguments[1]);
  const Weights weights = read_weights(arguments[2]);
  const Weights in = read_safetensors(arguments[3]);
  const at::Tensor input = tensor_of(in.tensor("input"));
  const at::Tensor target = tensor_of(in.tensor("target"));
  const auto network =
      hist_network({.channels = input.size(1),
                    .genes = target.size(1),
                    .float64 = input.scalar_type() == at::kDouble},
                   {});
  load_weights(network->state(), weights, arguments[2], "hist_model");
  write_safetensors(arguments[4],
                    settings.at("epochs") == 0
                        ? forward(*network, input)
                        : trained(*network, settings, input, target));
}

}  // namespace
}  // namespace moonstain

int main(int count, char** arguments) {
  if (count != 5) return 2;
  try {
    moonstain::run(arguments);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
  return 0;
}
