#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace moonstain {

class Options;

inline constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

/// Bytes in GB of 1e9, to two places, as messages say them.
double rounded_gb(std::uint64_t bytes);

/// What a task takes; an estimate, outside the key.
struct Needs {
  std::uint64_t memory_bytes = 256 * kMiB;
  double seconds = 1;
  /// CPUs it keeps busy, and GPUs, which only a cluster is asked for. The
  /// number of threads is also an option of the step, as results depend on it.
  unsigned threads = 1;
  unsigned gpus = 0;
  double limit_s = 0;  ///< ended when it takes longer; 0: no limit of its own
};

/// What a stored value's files are taken to hold, in times their size, where
/// nobody has said it. Measured on her2st: pixels 1.1, counts 5, targets 5 to
/// 21.
inline constexpr std::uint64_t kUnpackedGuess = 8;

/// What a stored value's content takes in memory.
/// @param size_bytes      of its files
/// @param unpacked_bytes  what they hold; 0: not known
std::uint64_t content_bytes_of(std::uint64_t size_bytes,
                               std::uint64_t unpacked_bytes);

/// Sizes of a task's inputs in bytes, by input name, summed over lists: of a
/// stored value its content (`content_bytes_of`), of a file its size on disk.
/// JSON: {"features": 1234, ...}.
class InputSizes {
 public:
  void add(std::string_view input, std::uint64_t bytes);

  /// @return 0 for an input that was not given
  std::uint64_t of(std::string_view input) const;
  std::uint64_t total() const;

  friend void to_json(Json& out, const InputSizes& sizes);
  friend void from_json(const Json& json, InputSizes& sizes);

 private:
  std::map<std::string, std::uint64_t, std::less<>> bytes_;
};

/// How a step estimates its needs.
using NeedsOf = std::function<Needs(const Options&, const InputSizes&)>;

/// Room for the arrays of a task: 128 MiB, and some times the sizes of its
/// inputs.
NeedsOf in_memory(double times_inputs, double seconds);

}  // namespace moonstain
