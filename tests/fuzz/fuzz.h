#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "core/base/error.h"

/// What a fuzz target needs: libFuzzer calls LLVMFuzzerTestOneInput with one
/// input after the other.
namespace moonstain::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Runs a reader of a stranger's bytes: an Error is an answer. Any other
/// exception, and whatever the sanitizers see, ends the run as a crash.
template <typename Body>
void answered(Body body) {
  try {
    body();
  } catch (const Error&) {
  }
}

/// A folder of this process for readers that take a path.
inline const std::filesystem::path& scratch() {
  static const std::filesystem::path folder = [] {
    const char* place = std::getenv("TEST_TMPDIR");
    std::string name =
        (std::filesystem::path(place == nullptr ? "/tmp" : place) /
         "fuzzXXXXXX")
            .string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    return std::filesystem::path(name);
  }();
  return folder;
}

inline std::filesystem::path put(const std::string& name,
                                 std::string_view bytes) {
  const std::filesystem::path path = scratch() / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

}  // namespace moonstain::fuzz
