#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace moonstain {

/// Told what a module gives between a network's inputs and its outputs, under
/// the name below which the module's state stands.
using Seen =
    std::function<void(std::string_view module, const at::Tensor& values)>;

/// The values, of which `seen` is told where there is one.
inline const at::Tensor& told(const Seen& seen, std::string_view module,
                              const at::Tensor& values) {
  if (seen) seen(module, values);
  return values;
}

/// For a part of a network: what it calls "maxpool" is "resnet.maxpool" to
/// `seen` if the part is "resnet".
inline Seen below(const Seen& seen, std::string part) {
  if (!seen) return {};
  return [seen, part = std::move(part) + "."](std::string_view module,
                                              const at::Tensor& values) {
    seen(part + std::string(module), values);
  };
}

}  // namespace moonstain
