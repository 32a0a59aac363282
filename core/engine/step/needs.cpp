#include "core/engine/step/needs.h"

#include <cmath>

namespace moonstain {

double rounded_gb(std::uint64_t bytes) {
  return std::round(static_cast<double>(bytes) / 1e7) / 100;
}

std::uint64_t content_bytes_of(std::uint64_t size_bytes,
                               std::uint64_t unpacked_bytes) {
  return unpacked_bytes > 0 ? unpacked_bytes : kUnpackedGuess * size_bytes;
}

void InputSizes::add(std::string_view input, std::uint64_t bytes) {
  bytes_[std::string(input)] += bytes;
}

std::uint64_t InputSizes::of(std::string_view input) const {
  const auto found = bytes_.find(input);
  return found == bytes_.end() ? 0 : found->second;
}

std::uint64_t InputSizes::total() const {
  std::uint64_t total = 0;
  for (const auto& [input, bytes] : bytes_) total += bytes;
  return total;
}

void to_json(Json& out, const InputSizes& sizes) { out = sizes.bytes_; }

void from_json(const Json& json, InputSizes& sizes) {
  json.get_to(sizes.bytes_);
}

NeedsOf in_memory(double times_inputs, double seconds) {
  return [=](const Options&, const InputSizes& sizes) {
    const double room = times_inputs * static_cast<double>(sizes.total());
    return Needs{.memory_bytes = 128 * kMiB + static_cast<std::uint64_t>(room),
                 .seconds = seconds};
  };
}

}  // namespace moonstain
