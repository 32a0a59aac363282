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

/// A text without `folder`, whose name differs from run to run.
inline std::string without_folder(std::string text, const fs::path& folder) {
  const std::string prefix = folder.native() + "/";
  for (std::size_t at; (at = text.find(prefix)) != std::string::npos;) {
    text.erase(at, prefix.size());
  }
  return text;
}

/// The text of the Error that `body` throws, or "no error".
/// @param folder  taken out of it
template <typename Body>
std::string error_of(Body body, const fs::path& folder = {}) {
  std::string text = "no error";
  try {
    body();
  } catch (const Error& e) {
    text = e.what();
  }
  return folder.empty() ? text : without_folder(text, folder);
}

/// Changes a file in place.
inline void rewrite(const fs::path& path, std::string_view bytes) {
  remove_file(path);
  write_file(path, bytes);
}

}  // namespace moonstain
