#include "models/networks/exemplars.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <algorithm>
#include <numeric>
#include <span>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr const char* kSection = "exemplars.section";
constexpr const char* kFeatures = "exemplars.features";
constexpr const char* kExpression = "exemplars.expression";

at::Tensor tensor_of(const Matrix& values) {
  at::Tensor made = at::empty({values.rows(), values.cols()}, at::kFloat);
  std::copy_n(values.data(), values.size(), made.mutable_data_ptr<float>());
  return made;
}

}  // namespace

Exemplars Exemplars::of(const std::vector<SpotSection>& training) {
  Exemplars made;
  std::vector<at::Tensor> numbers, features, expression;
  for (const SpotSection& section : training) {
    numbers.push_back(at::full({section.features.rows()},
                               std::ssize(made.sections), at::kLong));
    features.push_back(tensor_of(section.features));
    expression.push_back(tensor_of(section.targets));
    made.sections.push_back(section.section);
  }
  made.section = at::cat(numbers);
  made.features = at::cat(features);
  made.expression = at::cat(expression);
  return made;
}

std::vector<CarriedTensor> Exemplars::tensors() const {
  return {
      {kSection, section}, {kFeatures, features}, {kExpression, expression}};
}

Exemplars Exemplars::carried(const State& state, const Json& config,
                             const char* where) {
  Exemplars made;
  for (const Json& name : list_member(config, "exemplar_sections", where)) {
    made.sections.push_back(name.get<std::string>());
  }
  made.section = tensor_named(state, kSection).cpu();
  made.features = tensor_named(state, kFeatures).cpu();
  made.expression = tensor_named(state, kExpression).cpu();
  return made;
}

RowNumbers Exemplars::nearest(const SpotSection& of, std::int64_t count,
                              RowDistance distance, LookUp look_up,
                              const std::string& step) const {
  const auto name = std::find(sections.begin(), sections.end(), of.section);
  const bool learned = name != sections.end();
  const std::int64_t own = learned ? name - sections.begin() : -1;
  const std::span<const std::int64_t> numbers(
      section.const_data_ptr<std::int64_t>(),
      static_cast<std::size_t>(section.numel()));
  const auto first = std::find(numbers.begin(), numbers.end(), own);
  const std::int64_t spots = of.features.rows();

  // A spot does not look at its own group: its section, or itself alone.
  std::vector<std::int64_t> groups(numbers.begin(), numbers.end());
  std::vector<std::int64_t> owns(static_cast<std::size_t>(spots), own);
  std::int64_t others =
      std::ssize(numbers) - std::count(numbers.begin(), numbers.end(), own);
  const bool singly = look_up == LookUp::other_spots && learned;
  if (singly) {
    std::iota(groups.begin(), groups.end(), std::int64_t{0});
    std::iota(owns.begin(), owns.end(), first - numbers.begin());
    others = std::ssize(numbers) - 1;
  }
  check(others >= count, step, ": section ", of.section, " has ", others,
        " spots ", singly ? "beside each" : "in other training sections",
        " to look up, ", count,
        " exemplars are asked for; train on more sections, use fewer "
        "exemplars",
        singly ? "" : " or look_up = \"other_spots\"");
  const Eigen::Map<const Matrix> pool(features.const_data_ptr<float>(),
                                      features.size(0), features.size(1));
  return nearest_rows(of.features, owns, pool, groups, count, distance);
}

}  // namespace moonstain
