#include "core/eval/export/stored_value.h"

#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/data/zarr/reader.h"

namespace moonstain {

bool is_anndata(const fs::path& folder) {
  if (!path_exists(folder / "zarr.json")) return false;
  const Json attributes = zarr::Reader(folder).attributes("");
  return attributes.value("encoding-type", Json()) == "anndata";
}

std::string stored_type(const fs::path& folder) {
  if (path_exists(folder / "findings.json")) return "Findings";
  if (path_exists(folder / "walk.json")) return "Walk";
  if (!path_exists(folder / "zarr.json")) return "";
  const zarr::Reader in(folder);
  if (in.is_array("uns/moonstain/type")) return in.text("uns/moonstain/type");
  const Json attributes = in.attributes("");
  const auto mark = attributes.find("moonstain");
  if (mark == attributes.end() || !mark->is_object()) return "";
  const Json type = mark->value("type", Json());
  return type.is_string() ? type.get<std::string>() : "";
}

}  // namespace moonstain
