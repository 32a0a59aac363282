#include "core/learn/weights/weights.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

struct DtypeInfo {
  std::string_view name;
  std::size_t bytes;
};

// In the order of the enum.
constexpr std::array<DtypeInfo, 13> kDtypes{{{"BOOL", 1},
                                             {"U8", 1},
                                             {"I8", 1},
                                             {"U16", 2},
                                             {"I16", 2},
                                             {"F16", 2},
                                             {"BF16", 2},
                                             {"U32", 4},
                                             {"I32", 4},
                                             {"F32", 4},
                                             {"U64", 8},
                                             {"I64", 8},
                                             {"F64", 8}}};

}  // namespace

std::string_view dtype_name(Dtype dtype) {
  return kDtypes[static_cast<std::size_t>(dtype)].name;
}

std::size_t dtype_bytes(Dtype dtype) {
  return kDtypes[static_cast<std::size_t>(dtype)].bytes;
}

std::optional<Dtype> find_dtype(std::string_view name) {
  for (std::size_t i = 0; i < kDtypes.size(); ++i) {
    if (kDtypes[i].name == name) return static_cast<Dtype>(i);
  }
  return std::nullopt;
}

std::int64_t TensorSpec::count() const {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1},
                         std::multiplies<>());
}

std::string TensorSpec::text() const {
  return concat(dtype_name(dtype), " [", listed(shape), "]");
}

bool Weights::has(std::string_view name) const {
  return std::any_of(tensors.begin(), tensors.end(),
                     [&](const auto& t) { return t.spec.name == name; });
}

const NamedTensor& Weights::tensor(std::string_view name) const {
  std::vector<std::string> names;
  for (const NamedTensor& tensor : tensors) {
    if (tensor.spec.name == name) return tensor;
    names.push_back(tensor.spec.name);
  }
  fail("no tensor '", name, "'", did_you_mean(name, names));
}

void check_weights(const Weights& found,
                   const std::vector<TensorSpec>& expected,
                   std::string_view where, std::string_view network) {
  std::map<std::string, const TensorSpec*> there;
  for (const NamedTensor& tensor : found.tensors) {
    there[tensor.spec.name] = &tensor.spec;
  }
  std::set<std::string> wanted;
  std::string missing;
  std::string unexpected;
  std::string misshapen;
  std::size_t wrong = 0;
  for (const TensorSpec& spec : expected) {
    wanted.insert(spec.name);
    const auto it = there.find(spec.name);
    if (it == there.end()) {
      ++wrong;
      missing += concat("\n  missing: ", spec.name, " ", spec.text());
    } else if (*it->second != spec) {
      ++wrong;
      misshapen += concat("\n  misshapen: ", spec.name, " is ",
                          it->second->text(), ", expected ", spec.text());
    }
  }
  for (const NamedTensor& tensor : found.tensors) {
    if (!wanted.contains(tensor.spec.name)) {
      ++wrong;
      unexpected +=
          concat("\n  unexpected: ", tensor.spec.name, " ", tensor.spec.text());
    }
  }
  check(wrong == 0, where, ": ", wrong,
        wrong == 1 ? " tensor does" : " tensors do", " not fit ", network,
        ", which has ", expected.size(), ":", missing, misshapen, unexpected);
}

}  // namespace moonstain
