// Writes and dumps AnnData objects for anndata_peer_test.py.
//   anndata_peer write FOLDER    objects v2 and v3 of known content
//   anndata_peer dump FOLDER     frames, X and layers of an object as JSON
#include <cstring>
#include <iostream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/anndata/h5ad.h"
#include "core/data/anndata/reader.h"
#include "core/data/anndata/writer.h"

namespace moonstain {
namespace {

constexpr std::int64_t kSpots = 5;
constexpr std::int64_t kGenes = 4;

void write_object(const fs::path& folder, zarr::Format format) {
  AnnDataWriter out(folder, "Targets", 1, format);
  std::vector<float> x;
  for (std::int64_t i = 0; i < kSpots * kGenes; ++i) {
    x.push_back(static_cast<float>(i) / 4);
  }
  out.dense<float>("X", x, kSpots, kGenes);
  // 0 1 0 2 / nothing / 3 0 0 0 / 0 0 4 5 / 0 6 0 0
  out.sparse("layers/counts", Sparse<std::int32_t>{kSpots,
                                                   kGenes,
                                                   false,
                                                   {0, 2, 2, 3, 5, 6},
                                                   {1, 3, 0, 2, 3, 1},
                                                   {1, 2, 3, 4, 5, 6}});
  out.sparse("layers/empty",
             Sparse<float>{kSpots, kGenes, false, {0, 0, 0, 0, 0, 0}, {}, {}});
  DataFrame obs;
  obs.index = {"1x1", "1x2", "\xc3\xa4", "\xf0\x9f\x8c\x99", "5"};
  obs.columns = {
      {"total", std::vector<double>{1, -0.0, 3, 4.5, 1e300}},
      {"count",
       std::vector<std::int64_t>{1, 2, 3, -9223372036854775807 - 1, 5}},
      {"array_x", std::vector<std::int32_t>{1, 1, 2, 3, 4}},
      {"under_tissue",
       std::vector<zarr::Bool>{zarr::Bool::yes, zarr::Bool::no, zarr::Bool::yes,
                               zarr::Bool::yes, zarr::Bool::no}},
      {"note", std::vector<std::string>{"", "b", "\xc3\xa4", "d", "e"}},
      {"patient", categorical({"B", "A", "B", "C", "A"})},
      {"site", Categorical{{0, -1, 1, 1, 0}, {"east", "west"}, true}}};
  out.frame("obs", obs);
  out.frame("var", {.index = {"GNAS", "FN1", "FASN", "C3"}});
  const std::vector<double> positions{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  out.dense<double>("obsm/spatial", positions, kSpots, 2);
  out.text("uns/section", "her2st/B4 \xf0\x9f\x8c\x99");
  out.number("uns/scale", 0.688);
  out.number("uns/rows", std::int64_t{80});
  out.flag("uns/blank", true);
  out.strings("uns/names", {"a", "b"});
}

void write_empty(const fs::path& folder) {
  AnnDataWriter out(folder, "Targets", 1);
  out.dense<float>("X", {}, 0, 0);
  out.frame("obs", {});
  out.frame("var", {});
}

Json column_json(const Column& column) {
  return std::visit(
      [](const auto& values) -> Json {
        using T = std::decay_t<decltype(values)>;
        if constexpr (std::is_same_v<T, Categorical>) {
          Json out = Json::array();
          for (const std::int32_t code : values.codes) {
            out.push_back(
                code < 0
                    ? Json()
                    : Json(values.categories[static_cast<std::size_t>(code)]));
          }
          return out;
        } else if constexpr (requires { values.missing; }) {
          Json out = Json::array();
          for (std::size_t i = 0; i < values.values.size(); ++i) {
            using V = std::decay_t<decltype(values.values[i])>;
            if (values.missing[i] == zarr::Bool::yes) {
              out.push_back(nullptr);
            } else if constexpr (std::is_same_v<V, zarr::Bool>) {
              out.push_back(values.values[i] == zarr::Bool::yes);
            } else {
              out.push_back(values.values[i]);
            }
          }
          return out;
        } else if constexpr (std::is_same_v<T, std::vector<zarr::Bool>>) {
          Json out = Json::array();
          for (const zarr::Bool value : values) {
            out.push_back(value == zarr::Bool::yes);
          }
          return out;
        } else {
          return values;
        }
      },
      column);
}

Json frame_json(const AnnDataReader& in, std::string_view path) {
  const DataFrame frame = in.frame(path);
  Json columns = Json::object();
  Json order = Json::array();
  for (const auto& [name, column] : frame.columns) {
    columns[name] = column_json(column);
    order.push_back(name);
  }
  return {{"index", frame.index}, {"columns", columns}, {"order", order}};
}

Json matrix_json(const AnnDataReader& in, std::string_view path) {
  const Matrix m = in.matrix(path);
  return std::vector<float>(m.data(), m.data() + m.size());
}

// None where the mapping itself is absent, as in files of old.
std::vector<std::string> names_in(const AnnDataReader& in,
                                  std::string_view mapping) {
  if (!in.has(mapping)) return {};
  return in.children(mapping);
}

Json dump(const fs::path& path) {
  const AnnDataReader in = path.extension() == ".h5ad"
                               ? open_h5ad(path, path.filename().string())
                               : AnnDataReader(path);
  Json out{{"obs", frame_json(in, "obs")}, {"var", frame_json(in, "var")}};
  if (in.has("X")) out["X"] = matrix_json(in, "X");
  out["layers"] = Json::object();
  for (const std::string& name : names_in(in, "layers")) {
    out["layers"][name] = matrix_json(in, concat("layers/", name));
  }
  out["obsm"] = Json::object();
  for (const std::string& name : names_in(in, "obsm")) {
    out["obsm"][name] = matrix_json(in, concat("obsm/", name));
  }
  if (in.has("raw/X")) {
    out["raw"] = {{"X", matrix_json(in, "raw/X")},
                  {"var", frame_json(in, "raw/var")}};
  }
  return out;
}

}  // namespace
}  // namespace moonstain

int main(int argc, char** argv) {
  using namespace moonstain;
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words.size() == 2 && words[0] == "write") {
      make_folders(words[1]);
      write_object(fs::path(words[1]) / "v2.zarr", zarr::Format::v2);
      write_object(fs::path(words[1]) / "v3.zarr", zarr::Format::v3);
      write_empty(fs::path(words[1]) / "empty.zarr");
      return 0;
    }
    if (words.size() == 2 && words[0] == "dump") {
      std::cout << dump(words[1]).dump() << "\n";
      return 0;
    }
    std::cerr
        << "usage: anndata_peer write FOLDER | dump FOLDER | dump FILE.h5ad\n";
    return 2;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
