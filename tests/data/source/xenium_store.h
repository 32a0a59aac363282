#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/zip.h"
#include "core/data/source/xenium_bundle.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

/// A cells.zarr.zip of tests/data/source/xenium/make_segmentation.py, or a copy
/// of it in which files differ.
class XeniumStore {
 public:
  /// @param version  "v3", "v3_deflated", "v13", "v1", "imported"
  explicit XeniumStore(const std::string& version) {
    const fs::path zip =
        concat("tests/data/source/xenium/cells_", version, ".zarr.zip");
    make_folders(folder_ / "files");
    unzip_into(zip, version, folder_ / "files");
    for (const std::string& path : zip_paths(zip, version)) {
      files_[path] = read_file(folder_ / ("files/" + path));
    }
  }

  std::string& at(const std::string& path) { return files_[path]; }
  void remove(std::string_view start) {
    std::erase_if(
        files_, [&](const auto& one) { return one.first.starts_with(start); });
  }
  /// An array of one chunk that is not packed, format 2.
  /// @param type  "<u4"
  template <typename T>
  void put(const std::string& path, const std::string& type,
           const std::string& shape, const std::vector<T>& values) {
    remove(path + "/");
    files_[path + "/.zarray"] =
        concat(R"({"zarr_format": 2, "chunks": [)", shape, R"(], "shape": [)",
               shape, R"(], "dtype": ")", type,
               R"(", "compressor": null, "fill_value": 0, "filters": null, )",
               R"("order": "C"})");
    std::string chunk = "0";
    for (const char c : shape) chunk += c == ',' ? ".0" : "";
    files_[concat(path, "/", chunk)] =
        std::string(reinterpret_cast<const char*>(values.data()),
                    values.size() * sizeof(T));
  }

  /// The archive, as "cells.zarr.zip".
  File file() {
    const fs::path zip = folder_ / concat("cells", ++made_, ".zip");
    write_file(zip, zip_files(files_));
    return {zip, "cells.zarr.zip"};
  }

 private:
  TempFolder folder_;
  std::map<std::string, std::string> files_;
  int made_ = 0;
};

/// One of them as it was written.
inline File xenium_store(const std::string& version) {
  return {concat("tests/data/source/xenium/cells_", version, ".zarr.zip"),
          "cells.zarr.zip"};
}

}  // namespace moonstain
