#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "tests/support/stored_array.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// Of every file below a folder.
inline std::map<std::string, Digest> digests(const fs::path& folder) {
  std::map<std::string, Digest> out;
  for (const std::string& name : list_files(folder)) {
    out[name] = hash_file(folder / name).sha256;
  }
  return out;
}

/// Writes, reads, writes again: the same files.
template <typename T>
T there_and_back(const T& value) {
  const TempFolder folder;
  value.write(folder / "one");
  const T back = T::read(folder / "one");
  back.write(folder / "two");
  BOOST_TEST((digests(folder / "one") == digests(folder / "two")));
  return back;
}

/// Writes the object as "o", spoils it, and tells what reading it says.
template <typename T, typename Spoil>
std::string read_spoiled(const T& value, Spoil spoil) {
  const TempFolder folder;
  value.write(folder / "o");
  spoil(folder / "o");
  return error_of([&] { T::read(folder / "o"); }, folder.path);
}

/// The same, with one array in the place of another.
template <typename Noun, typename T>
std::string read_with(const Noun& value, const std::string& path,
                      const std::vector<T>& values, const zarr::Shape& shape) {
  return read_spoiled(value, [&](const fs::path& object) {
    replace_array(object, path, values, shape);
  });
}

/// What reading it says.
inline std::string read_as_written(const auto& value) {
  return read_spoiled(value, [](const fs::path&) {});
}

/// In a file of the object.
inline void replace_text(const fs::path& file, const std::string& from,
                         const std::string& to) {
  std::string text = read_file(file);
  const auto at = text.find(from);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, text);
  rewrite(file, text.replace(at, from.size(), to));
}

}  // namespace moonstain
