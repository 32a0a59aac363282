#include <map>

#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/anndata/reader.h"
#include "core/data/zarr/writer.h"
#include "tests/fuzz/fuzz.h"

using namespace moonstain;  // NOLINT

// A sound object of three spots and two genes, of which the file that byte 0
// chooses, counted in order of the paths, holds the other bytes.
namespace {

constexpr std::int64_t kMostElements = 10'000;

Json encoding(const char* type, const char* version) {
  return {{"encoding-type", type}, {"encoding-version", version}};
}

template <typename T>
void array(zarr::Writer& out, const std::string& path,
           const std::vector<T>& values, zarr::Shape shape) {
  out.array<T>(path, values, shape,
               {.chunks = shape,
                .codec = zarr::Codec::none,
                .attributes = encoding("array", "0.2.0")});
}

void strings(zarr::Writer& out, const std::string& path,
             const std::vector<std::string>& values) {
  out.strings(path, values,
              {.codec = zarr::Codec::none,
               .attributes = encoding("string-array", "0.2.0")});
}

void sparse(zarr::Writer& out, const std::string& path, const char* type,
            const std::vector<std::int64_t>& starts) {
  Json attributes = encoding(type, "0.1.0");
  attributes["shape"] = {3, 2};
  out.group(path, attributes);
  array<std::int64_t>(out, path + "/indptr", starts,
                      {static_cast<std::int64_t>(starts.size())});
  array<std::int32_t>(out, path + "/indices", {1, 0}, {2});
  array<float>(out, path + "/data", {1.5F, 2.0F}, {2});
}

void write_object(const fs::path& folder) {
  zarr::Writer out(folder, encoding("anndata", "0.1.0"));
  Json frame = encoding("dataframe", "0.2.0");
  frame["_index"] = "_index";
  frame["column-order"] = {"class", "count", "flag", "name"};
  out.group("obs", frame);
  strings(out, "obs/_index", {"a", "b", "c"});
  Json categorical = encoding("categorical", "0.2.0");
  categorical["ordered"] = false;
  out.group("obs/class", categorical);
  array<std::int32_t>(out, "obs/class/codes", {1, -1, 1}, {3});
  strings(out, "obs/class/categories", {"x", "y"});
  const std::vector<zarr::Bool> mask = {zarr::Bool::no, zarr::Bool::yes,
                                        zarr::Bool::no};
  out.group("obs/count", encoding("nullable-integer", "0.1.0"));
  array<std::int64_t>(out, "obs/count/values", {1, 2, 3}, {3});
  array<zarr::Bool>(out, "obs/count/mask", mask, {3});
  out.group("obs/flag", encoding("nullable-boolean", "0.1.0"));
  array<zarr::Bool>(out, "obs/flag/values", mask, {3});
  array<zarr::Bool>(out, "obs/flag/mask", mask, {3});
  out.group("obs/name", encoding("nullable-string-array", "0.1.0"));
  strings(out, "obs/name/values", {"p", "q", "r"});
  array<zarr::Bool>(out, "obs/name/mask", mask, {3});
  sparse(out, "X", "csr_matrix", {0, 1, 1, 2});
  out.group("layers", encoding("dict", "0.1.0"));
  sparse(out, "layers/columns", "csc_matrix", {0, 1, 2});
  array<float>(out, "layers/dense", {1, 2, 3, 4, 5, 6}, {3, 2});
}

// Whether what is at `path` is small: who reads an array asks for its memory.
bool is_small(const AnnDataReader& in, const std::string& path) {
  if (!in.has(path)) return true;
  if (!in.zarr().is_array(path) && path != "X" && path != "layers/columns") {
    return true;
  }
  // No side of an array passes 2^48, or shape() refuses it; those of a sparse
  // matrix are what its attributes say.
  const bool sparse = !in.zarr().is_array(path);
  std::int64_t elements = 1;
  for (const std::int64_t side : in.shape(path)) {
    if (sparse && side > kMostElements) return false;
    elements *= side;
    if (elements > kMostElements) return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const std::map<std::string, std::string> files = [] {
    write_object(fuzz::scratch() / "a");
    const AnnDataReader in(fuzz::scratch() / "a");
    // The object itself must be read, or nothing below is reached.
    in.frame("obs");
    in.matrix("X");
    std::map<std::string, std::string> all;
    for (const std::string& path : list_files(in.zarr().folder())) {
      all[path] = read_file(in.zarr().folder() / path);
    }
    return all;
  }();
  if (size == 0) return 0;
  const auto& [file, sound] = *std::next(
      files.begin(), static_cast<std::ptrdiff_t>(data[0] % files.size()));
  const std::string node = fs::path(file).parent_path().string();
  fuzz::put("a/" + file, fuzz::text_of(data + 1, size - 1));
  const auto reads = [&](const std::string& element, auto body) {
    if (!node.empty() && !node.starts_with(element)) return;
    fuzz::answered([&] {
      const AnnDataReader in(fuzz::scratch() / "a");
      if (is_small(in, node)) body(in);
    });
  };
  reads("obs", [](const AnnDataReader& in) { in.frame("obs"); });
  reads("obs/name", [](const AnnDataReader& in) { in.strings("obs/name"); });
  for (const std::string element : {"X", "layers/columns", "layers/dense"}) {
    reads(element, [&](const AnnDataReader& in) { in.matrix(element); });
  }
  fuzz::put("a/" + file, sound);
  return 0;
}
