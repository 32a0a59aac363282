#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/data/source/hest.h"
#include "tests/support/h5_file.h"
#include "tests/support/temp_folder.h"

namespace moonstain {

using Texts = std::vector<std::string>;

// Parts of a .h5ad, as anndata writes them.

inline void encoded(H5File& out, const std::string& path, const char* type,
                    const char* version = "0.2.0") {
  out.attribute(path, "encoding-type", type);
  out.attribute(path, "encoding-version", version);
}

inline void frame(H5File& out, const std::string& path, const Texts& names,
                  const Texts& columns = {}) {
  out.group(path);
  encoded(out, path, "dataframe");
  out.attribute(path, "_index", "_index");
  out.attribute(path, "column-order", columns);
  out.strings(path + "/_index", names);
}

template <typename Value, typename Start = std::int32_t>
void csr(H5File& out, const std::string& path, std::vector<std::int64_t> shape,
         const std::vector<Start>& starts,
         const std::vector<std::int32_t>& indices,
         const std::vector<Value>& values, const char* type = "csr_matrix") {
  out.group(path);
  encoded(out, path, type, "0.1.0");
  out.attribute(path, "shape", shape);
  out.numbers(path + "/indptr", starts);
  out.numbers(path + "/indices", indices);
  out.numbers(path + "/data", values);
}

/// Four spots and three genes:
///     a 1 0 2    at (10, 20), array (col 0, row 0)
///     b 0 3 0    at (30, 20),       (2, 0)
///     c 0 0 0    at (20, 37.5),     (1, 1)
///     d 4 0 5    at (40, 37.5),     (3, 1)
struct HestSample {
  Texts spots = {"a", "b", "c", "d"};
  Texts genes = {"FN1", "GNAS", "KRT8"};
  std::function<void(H5File&)> counts = [](H5File& out) {
    csr<float>(out, "X", {4, 3}, {0, 2, 3, 3, 5}, {0, 2, 1, 0, 2},
               {1, 2, 3, 4, 5});
  };
  std::vector<double> places = {10, 20, 30, 20, 20, 37.5, 40, 37.5};
  std::function<void(H5File&)> more = [](H5File&) {};
  bool has_array = true;
  Lattice lattice = Lattice::hexagonal;

  void write(H5File& out) const {
    out.attribute("/", "encoding-type", "anndata");
    out.attribute("/", "encoding-version", "0.1.0");
    frame(out, "obs", spots, {"array_row", "array_col"});
    if (has_array) {
      out.numbers<std::int64_t>("obs/array_row", {0, 0, 1, 1});
      out.numbers<std::int64_t>("obs/array_col", {0, 2, 1, 3});
    }
    frame(out, "var", genes);
    out.group("obsm");
    if (!places.empty()) {
      out.numbers<double>("obsm/spatial", places, {places.size() / 2, 2});
    }
    counts(out);
    more(out);
  }
  Dataset read() const {
    const TempFolder folder;
    {
      H5File out(folder / "T1.h5ad");
      write(out);
    }
    return read_hest(folder / "T1.h5ad", "st/T1.h5ad",
                     {"hest/T1", "hest/P1", lattice});
  }
  std::string error() const {
    return error_of([&] { read(); });
  }
};

}  // namespace moonstain
