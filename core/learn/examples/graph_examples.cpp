#include "core/learn/examples/graph_examples.h"

#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>

#include "core/base/error.h"

namespace moonstain {
namespace {

// A tensor that sees these values. Tensors have no notion of values that are
// only read: nothing writes into an example.
template <typename T>
at::Tensor seen(const T* values, at::IntArrayRef shape, at::ScalarType type) {
  return at::from_blob(const_cast<T*>(values), shape, at::TensorOptions(type));
}

at::Tensor seen(const Matrix& values) {
  return seen(values.data(), {values.rows(), values.cols()}, at::kFloat);
}

at::Tensor edges_of(const GraphSection& section) {
  return seen(section.edges.data(), {2, section.edges.cols()}, at::kLong);
}

}  // namespace

Batch graph_batch(const GraphSection& section) {
  Batch batch{{seen(section.features), edges_of(section)}, {}};
  if (section.factor.size() > 0) {
    batch.inputs.push_back(
        seen(section.factor.data(), {section.factor.size(), 1}, at::kFloat));
  }
  if (section.targets.size() > 0) {
    batch.targets = {seen(section.targets), seen(section.latents)};
  }
  return batch;
}

Batch expression_batch(const GraphSection& section) {
  return {{seen(section.targets), edges_of(section)}, {seen(section.targets)}};
}

Examples graph_examples(const std::vector<GraphSection>& sections,
                        Batch (*batch)(const GraphSection&)) {
  Examples examples{.count = sections.size(),
                    .batch =
                        [&sections, batch](const auto& which) {
                          check(which.size() == 1, "a batch of ", which.size(),
                                " sections; a graph is a batch of its own");
                          return batch(sections.at(which.front()));
                        },
                    .units = {}};
  for (const GraphSection& section : sections) {
    examples.units.push_back(section.section);
  }
  return examples;
}

Matrix rows_of_output(Network& network, const Batch& batch,
                      std::size_t output) {
  const c10::NoGradGuard no_gradient;
  return rows_of(network.forward(batch.inputs, Mode::evaluation).at(output));
}

}  // namespace moonstain
