#include "core/data/source/spatialdata_parts.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/json.h"
#include "core/base/optional_members.h"
#include "core/data/source/json_file.h"

namespace moonstain {
namespace {

// The attributes of a group of Zarr, of format 3 or 2.
Json attributes_of(const fs::path& group) {
  const fs::path v3 = group / "zarr.json";
  if (path_exists(v3)) {
    return object_or_empty(read_json_file(v3, "zarr.json"), "attributes",
                           "zarr.json");
  }
  const fs::path v2 = group / ".zattrs";
  return path_exists(v2) ? read_json_file(v2, ".zattrs") : Json::object();
}

// "tables/NAME" of the one table, or of that which the sheet names.
std::string table_of(const SampleRow& row) {
  std::vector<std::string> tables, names;
  for (const std::string folder : {"tables", "table"}) {
    if (!is_folder(row.path / folder)) continue;
    for (const std::string& name : list_folder(row.path / folder)) {
      if (!is_folder(row.path / folder / name)) continue;
      names.push_back(name);
      tables.push_back(folder + "/" + name);
    }
  }
  check(!tables.empty(), row.place, ": ", row.path.string(),
        " has no table, so no counts");
  if (row.table.empty()) {
    check(tables.size() == 1, row.place, ": ", row.path.string(),
          " has several tables: ", listed(names),
          "; say in a column table which holds the section's counts");
    return tables.front();
  }
  const auto found = std::find(names.begin(), names.end(), row.table);
  if (found == names.end()) {
    fail(row.place, ": ", row.path.string(), " has no table '", row.table, "'",
         name_hint(row.table, names));
  }
  return tables[static_cast<std::size_t>(found - names.begin())];
}

// The element that the section's rows annotate, in shapes or points.
std::string element_of(const SampleRow& row, const std::string& table) {
  const Json attributes = attributes_of(row.path / table);
  std::vector<std::string> regions;
  if (attributes.contains("region")) {
    const Json& region = attributes["region"];
    for (const Json& one : region.is_array() ? region : Json::array({region})) {
      if (one.is_string()) regions.push_back(one.get<std::string>());
    }
  }
  check(!regions.empty(), row.place, ": ", table, " of ", row.path.string(),
        " annotates no region, so its rows have no place");
  std::string region = row.region;
  if (region.empty()) {
    check(regions.size() == 1, row.place, ": ", table, " annotates ",
          listed(regions), "; say in a column region which is the section");
    region = regions.front();
  }
  for (const std::string folder : {"shapes/", "points/"}) {
    if (is_folder(row.path / (folder + region))) return folder + region;
  }
  fail(row.place, ": region ", region, " of ", table,
       " is among neither shapes nor points of ", row.path.string(),
       "; rows that annotate labels have no place by themselves");
}

}  // namespace

std::map<std::string, fs::path> spatialdata_parts(const SampleRow& row) {
  check(is_folder(row.path), row.place, ": ", row.path.string(),
        " is a file; path of spatialdata is the store's folder");
  const std::string table = table_of(row);
  const std::string element = element_of(row, table);
  std::map<std::string, fs::path> parts;
  for (const std::string& one : {table, element}) {
    for (const std::string& file : list_files(row.path / one)) {
      parts[one + "/" + file] = row.path / one / file;
    }
  }
  for (const fs::path& group : {fs::path(), fs::path(table).parent_path(),
                                fs::path(element).parent_path()}) {
    for (const char* name : {"zarr.json", ".zgroup", ".zattrs"}) {
      const fs::path file = group / name;
      if (path_exists(row.path / file)) parts[file.string()] = row.path / file;
    }
  }
  return parts;
}

}  // namespace moonstain
