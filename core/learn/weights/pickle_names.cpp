#include "core/learn/weights/pickle_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace moonstain {
namespace {

constexpr std::array<std::pair<std::string_view, Dtype>, 9> kStorages{{
    {"torch.FloatStorage", Dtype::F32},
    {"torch.DoubleStorage", Dtype::F64},
    {"torch.HalfStorage", Dtype::F16},
    {"torch.BFloat16Storage", Dtype::BF16},
    {"torch.LongStorage", Dtype::I64},
    {"torch.IntStorage", Dtype::I32},
    {"torch.ShortStorage", Dtype::I16},
    {"torch.CharStorage", Dtype::I8},
    {"torch.ByteStorage", Dtype::U8},
}};
constexpr std::string_view kBoolStorage = "torch.BoolStorage";

// `_rebuild_tensor` is what PyTorch wrote before 0.4.
constexpr std::array<std::string_view, 4> kFunctions{
    "collections.OrderedDict", "torch._utils._rebuild_tensor",
    "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter"};

}  // namespace

std::optional<Dtype> storage_dtype(std::string_view name) {
  if (name == kBoolStorage) return Dtype::BOOL;
  for (const auto& [storage, dtype] : kStorages) {
    if (storage == name) return dtype;
  }
  return std::nullopt;
}

bool is_allowed_function(std::string_view name) {
  return std::find(kFunctions.begin(), kFunctions.end(), name) !=
         kFunctions.end();
}

}  // namespace moonstain
