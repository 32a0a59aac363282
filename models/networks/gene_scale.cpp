#include "models/networks/gene_scale.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

namespace moonstain {
namespace {

constexpr const char* kLeast = "target.least";
constexpr const char* kRange = "target.range";

at::Tensor tensor_of(Eigen::RowVectorXf values) {
  return at::from_blob(values.data(), {1, values.size()}, at::kFloat).clone();
}

}  // namespace

GeneScale GeneScale::of(const std::vector<SpotSection>& training,
                        GeneScaling scale) {
  Eigen::RowVectorXf least = training.front().targets.colwise().minCoeff();
  Eigen::RowVectorXf most = training.front().targets.colwise().maxCoeff();
  for (const SpotSection& section : training) {
    least = least.cwiseMin(section.targets.colwise().minCoeff());
    most = most.cwiseMax(section.targets.colwise().maxCoeff());
  }
  Eigen::RowVectorXf range = most - least;
  if (scale == GeneScaling::given) {
    least.setZero();
    range.setOnes();
  }
  return {tensor_of(least), tensor_of(range)};
}

std::vector<CarriedTensor> GeneScale::tensors() const {
  return {{kLeast, least}, {kRange, range}};
}

GeneScale GeneScale::carried(const State& state) {
  return {tensor_named(state, kLeast).cpu(), tensor_named(state, kRange).cpu()};
}

at::Tensor GeneScale::scaled(const at::Tensor& targets, double epsilon) const {
  return (targets - least) / (range + epsilon);
}

at::Tensor GeneScale::in_unit(const at::Tensor& values) const {
  return values.cpu() * range + least;
}

}  // namespace moonstain
