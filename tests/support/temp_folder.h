#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"

namespace moonstain {

/// A new folder that goes with the object.
struct TempFolder {
  fs::path path;

  TempFolder() {
    const char* base = std::getenv("TEST_TMPDIR");
    std::string name =
        std::string(base != nullptr ? base : "/tmp") + "/moonstain-XXXXXX";
    check(::mkdtemp(name.data()) != nullptr, name, ": mkdtemp failed");
    path = name;
  }
  ~TempFolder() { remove_tree(path); }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  fs::path operator/(const std::string& name) const { return path / name; }
};

/// The text of the Error that `body` throws, or "no error". `folder` is taken
/// out of it: its name differs from run to run.
template <typename Body>
std::string error_of(Body body, const fs::path& folder = {}) {
  std::string text = "no error";
  try {
    body();
  } catch (const Error& e) {
    text = e.what();
  }
  const std::string prefix = folder.native() + "/";
  if (!folder.empty()) {
    for (std::size_t at; (at = text.find(prefix)) != std::string::npos;) {
      text.erase(at, prefix.size());
    }
  }
  return text;
}

/// Changes a file in place.
inline void rewrite(const fs::path& path, std::string_view bytes) {
  remove_file(path);
  write_file(path, bytes);
}

}  // namespace moonstain
