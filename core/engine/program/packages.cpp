#include "core/engine/program/packages.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/lines.h"

namespace moonstain {
namespace {

constexpr std::size_t kShownDigits = 16;

bool names_a_package(std::string_view lock) {
  return std::ranges::any_of(lines_of(lock), [](std::string_view line) {
    const std::string_view text = trimmed(line);
    return !text.empty() && !text.starts_with('#');
  });
}

fs::path all_packages() {
  // An empty one names no folder, here as where `install` puts packages.
  const char* named = std::getenv("MOONSTAIN_PYTHON");
  if (named != nullptr && *named != '\0') return named;
  const char* home = std::getenv("HOME");
  check(home != nullptr,
        "where packages of Python lie is not known: neither MOONSTAIN_PYTHON "
        "nor HOME is set");
  return fs::path(home) / ".cache/moonstain/python";
}

}  // namespace

std::optional<fs::path> find_packages(std::string_view lock,
                                      const Digest& interpreter) {
  if (!names_a_package(lock)) return std::nullopt;
  const fs::path folder =
      all_packages() / concat(sha256(lock).hex().substr(0, kShownDigits), "-",
                              interpreter.hex().substr(0, kShownDigits));
  check(is_folder(folder), "the packages of its ", kPackagesLock,
        " are not there for this interpreter: no folder ", folder.native(),
        "; make it once by `python3 -m moonstain install ", kPackagesLock,
        "` beside the recipe");
  return folder;
}

}  // namespace moonstain
