#include "core/learn/weights/torchvision.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/learn/weights/torch_checkpoint.h"

namespace moonstain {
namespace {

constexpr std::string_view kCount = ".num_batches_tracked";
constexpr std::string_view kVariance = ".running_var";

void count_batches(Weights& weights) {
  std::vector<NamedTensor> counts;
  for (const NamedTensor& tensor : weights.tensors) {
    const std::string& name = tensor.spec.name;
    if (name.ends_with(kCount)) return;
    if (!name.ends_with(kVariance)) continue;
    const std::string norm = name.substr(0, name.size() - kVariance.size());
    counts.push_back(
        {{concat(norm, kCount), Dtype::I64, {}}, std::string(8, '\0')});
  }
  std::move(counts.begin(), counts.end(), std::back_inserter(weights.tensors));
}

Weights without(const fs::path& path, std::string_view classes) {
  Weights weights = read_weights(path);
  std::erase_if(weights.tensors, [&](const NamedTensor& tensor) {
    return tensor.spec.name.starts_with(classes);
  });
  count_batches(weights);
  return weights;
}

// "....norm.1...." as "....norm1....".
void write_as_one(std::string& name, std::string_view module,
                  std::string_view number) {
  const std::string old = concat(".", module, ".", number, ".");
  const std::size_t at = name.find(old);
  if (at == std::string::npos) return;
  name.replace(at, old.size(), concat(".", module, number, "."));
}

}  // namespace

Weights resnet_weights(const fs::path& path) { return without(path, "fc."); }

Weights densenet_weights(const fs::path& path) {
  Weights weights = without(path, "classifier.");
  for (NamedTensor& tensor : weights.tensors) {
    for (const std::string_view module : {"norm", "conv"}) {
      for (const std::string_view number : {"1", "2"}) {
        write_as_one(tensor.spec.name, module, number);
      }
    }
  }
  return weights;
}

}  // namespace moonstain
