#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// Element types of weight files; the names are those of safetensors.
enum class Dtype {
  BOOL,
  U8,
  I8,
  U16,
  I16,
  F16,
  BF16,
  U32,
  I32,
  F32,
  U64,
  I64,
  F64,
};

std::string_view dtype_name(Dtype dtype);  ///< "F32"
std::size_t dtype_bytes(Dtype dtype);
/// Nothing for a name that is not among them.
std::optional<Dtype> find_dtype(std::string_view name);

/// What a tensor is, without its values.
struct TensorSpec {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;  ///< empty for a scalar

  /// Product of the shape; 1 for a scalar.
  std::int64_t count() const;
  /// "F32 [64, 3, 3, 3]", for messages.
  std::string text() const;
  bool operator==(const TensorSpec&) const = default;
};

/// A tensor by name: row-major, little-endian, contiguous.
struct NamedTensor {
  TensorSpec spec;
  std::string bytes;  ///< spec.count() * dtype_bytes(spec.dtype)
};

/// Named tensors of a network, under the names their authors gave.
struct Weights {
  std::vector<NamedTensor> tensors;
  std::map<std::string, std::string> metadata;  ///< of safetensors

  /// @throws Error naming the tensor and, if there is one, the nearest name
  const NamedTensor& tensor(std::string_view name) const;
  bool has(std::string_view name) const;
};

/// Compares what a file holds with what a network needs.
///
/// @param where    named in front: the file
/// @param network  named in the message: "hist_model"
/// @throws Error   one message that lists every missing, unexpected and
///                 misshapen tensor (also one of another element type)
void check_weights(const Weights& found,
                   const std::vector<TensorSpec>& expected,
                   std::string_view where, std::string_view network);

}  // namespace moonstain
