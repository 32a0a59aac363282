#include "core/data/source/spatialdata.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/folder.h"
#include "core/base/zip.h"
#include "core/data/anndata/reader.h"
#include "core/data/parquet/reader.h"
#include "core/data/source/anndata_spots.h"
#include "core/data/source/first_names.h"
#include "core/data/source/kept_counts.h"
#include "core/data/source/scratch_folder.h"
#include "core/data/source/spatialdata_axes.h"
#include "core/data/source/wkb.h"
#include "core/data/zarr/reader.h"

namespace moonstain {
namespace {

/// Places by the name of an instance.
using Places = std::unordered_map<std::string, std::array<double, 2>>;

// The path of the store's table: one, in "tables" or, as older ones have it,
// "table".
std::string table_of(const zarr::Reader& store, const std::string& name) {
  std::vector<std::string> tables;
  for (const std::string folder : {"tables", "table"}) {
    if (!store.has(folder)) continue;
    for (const std::string& one : store.children(folder)) {
      tables.push_back(folder + "/" + one);
    }
  }
  check(!tables.empty(), name,
        ": has no table, neither in tables nor in table");
  check(tables.size() == 1, name, ": has tables ", listed(tables),
        "; `moonstain data add` packs the one that a column table names");
  return tables.front();
}

/// How a table names what its rows annotate.
struct Annotation {
  std::vector<std::string> regions;
  std::string region_key;
  std::string instance_key;
};

// In uns, or, of a table by itself, in its attributes.
Annotation annotation_of(const AnnDataReader& table, const std::string& where) {
  const std::string attrs = "uns/spatialdata_attrs";
  check(table.has(attrs + "/region_key") &&
            table.has(attrs + "/instance_key") && table.has(attrs + "/region"),
        where, ": annotates nothing: it has no ", attrs,
        " with region, region_key and instance_key, so its rows have no place");
  Annotation out;
  out.region_key = table.text(attrs + "/region_key");
  out.instance_key = table.text(attrs + "/instance_key");
  const bool is_one = table.encoding(attrs + "/region") == "string";
  if (is_one) {
    out.regions = {table.text(attrs + "/region")};
  } else {
    out.regions = table.strings(attrs + "/region");
  }
  std::sort(out.regions.begin(), out.regions.end());
  return out;
}

std::string chosen_region(const Annotation& annotation,
                          const std::string& wanted, const std::string& where) {
  if (wanted.empty()) {
    check(annotation.regions.size() == 1, where, ": annotates ",
          annotation.regions.size(), " regions: ", listed(annotation.regions),
          "; say in region which one is the section");
    return annotation.regions.front();
  }
  const auto& all = annotation.regions;
  if (std::find(all.begin(), all.end(), wanted) == all.end()) {
    fail(where, ": annotates no region '", wanted, "'", name_hint(wanted, all));
  }
  return wanted;
}

// The column that names an element's rows: pandas calls an index without a name
// so; one with a name keeps it.
std::string index_column(const parquet::Reader& in,
                         const std::string& instance_key) {
  if (in.has("__index_level_0__")) return "__index_level_0__";
  return in.has(instance_key) ? instance_key : "";
}

void add_place(Places& places, std::string name, std::array<double, 2> at,
               const std::string& where) {
  check(std::isfinite(at[0]) && std::isfinite(at[1]), where, ": '", name,
        "' lies at no finite place");
  const bool is_new = places.emplace(name, at).second;
  check(is_new, where, ": '", name, "' is there twice");
}

// Rows of a GeoParquet or of a table of points; without an index they are
// numbered from 0, as pandas does.
void read_rows(const parquet::Reader& in, const std::string& instance_key,
               Places& places) {
  const std::string index = index_column(in, instance_key);
  const bool is_shape = in.has("geometry");
  std::size_t before = places.size();
  for (std::size_t group = 0; group < in.groups(); ++group) {
    std::vector<std::string> names;
    if (!index.empty()) names = in.texts(index, group);
    const std::size_t rows = in.group_rows(group);
    std::vector<std::string> shapes;
    std::vector<double> x, y;
    if (is_shape) {
      shapes = in.bytes("geometry", group);
    } else {
      x = in.numbers("x", group);
      y = in.numbers("y", group);
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string name =
          index.empty() ? concat(before + row) : names[row];
      add_place(places, name,
                is_shape ? wkb_centre(shapes[row],
                                      concat(in.name(), ": '", name, "'"))
                         : std::array<double, 2>{x[row], y[row]},
                in.name());
    }
    before += rows;
  }
}

// The first layout of circles: arrays of the group.
void read_arrays(const zarr::Reader& store, const std::string& element,
                 Places& places) {
  const std::vector<double> coords = store.numbers(element + "/coords");
  const zarr::ArrayInfo index = store.info(element + "/Index");
  std::vector<std::string> names;
  if (index.type == zarr::DataType::string) {
    names = store.strings(element + "/Index");
  } else {
    for (const std::int64_t name : store.integers(element + "/Index")) {
      names.push_back(concat(name));
    }
  }
  check(coords.size() == 2 * names.size(), element, ": coords has ",
        coords.size(), " numbers for ", names.size(), " circles");
  for (std::size_t i = 0; i < names.size(); ++i) {
    add_place(places, names[i], {coords[2 * i], coords[2 * i + 1]}, element);
  }
}

Places read_places(const zarr::Reader& store, const std::string& region,
                   const Annotation& annotation, const SpatialDataOptions& how,
                   const std::string& name) {
  std::string element;
  for (const std::string folder : {"shapes/", "points/"}) {
    if (store.has(folder + region)) element = folder + region;
  }
  check(!element.empty(), name, ": region ", region,
        " is among neither shapes nor points; pixels of labels have no place "
        "by themselves: give the table shapes");
  const std::string where = concat(name, ": ", element);
  Places places;
  if (store.has(element + "/coords")) {
    read_arrays(store, element, places);
  } else {
    const fs::path folder = store.folder() / element;
    for (const std::string& file : list_files(folder)) {
      if (!file.ends_with(".parquet")) continue;
      const parquet::Reader in(folder / file, concat(where, "/", file));
      read_rows(in, annotation.instance_key, places);
    }
  }
  const AffineMap map =
      map_to_system(store.attributes(element), how.coordinate_system, where);
  for (auto& [instance, at] : places) {
    at = {map(0, 0) * at[0] + map(0, 1) * at[1] + map(0, 2),
          map(1, 0) * at[0] + map(1, 1) * at[1] + map(1, 2)};
  }
  return places;
}

}  // namespace

Dataset read_spatialdata(const File& file, const SectionSheet& sheet,
                         const SpatialDataOptions& how) {
  const ScratchFolder scratch;
  unzip_into(file.path, file.name, scratch.path());
  const zarr::Reader store(scratch.path());
  const std::string path = table_of(store, file.name);
  const std::string where = concat(file.name, ": ", path);
  const AnnDataReader in(scratch.path() / path);
  const Annotation annotation = annotation_of(in, where);
  const std::string region = chosen_region(annotation, how.region, where);
  const Places places = read_places(store, region, annotation, how, file.name);

  const std::vector<std::string> names = in.index("obs");
  const auto column = [&](const std::string& key) {
    check(in.has("obs/" + key), where, ": has no column ", key, " in obs");
    std::vector<std::string> values = texts_of(in.column("obs/" + key));
    check(values.size() == names.size(), where, ": obs/", key, " has ",
          values.size(), " rows for ", names.size());
    return values;
  };
  const std::vector<std::string> regions = column(annotation.region_key);
  const std::vector<std::string> instances = column(annotation.instance_key);
  std::vector<std::uint8_t> kept = under_tissue(in, names.size());
  const auto tissue = std::count(kept.begin(), kept.end(), 1);
  for (std::size_t row = 0; row < names.size(); ++row) {
    if (regions[row] != region) kept[row] = 0;
  }
  const FirstNames spots = first_names(names, kept);
  check(!spots.rows.empty(), where, ": no row annotates region ", region,
        " under tissue");

  Dataset out;
  out.section = sheet.section;
  out.patient = sheet.patient;
  out.lattice = sheet.lattice;
  const std::string counts = place_of_counts(in, where, out);
  const std::vector<std::string> all_genes =
      in.index(counts == "raw/X" ? "raw/var" : "var");
  const FirstNames genes = first_names(all_genes);
  const auto matrix = in.sparse<std::int32_t>(counts);
  in.chunks(counts);
  check(matrix.rows == static_cast<std::int64_t>(names.size()) &&
            matrix.columns == static_cast<std::int64_t>(genes.places.size()),
        where, ": ", counts, " is [", matrix.rows, ", ", matrix.columns,
        "] for ", names.size(), " rows and ", genes.places.size(), " genes");
  out.counts = kept_counts(matrix, spots.rows, genes.places, genes.names.size(),
                           concat(where, ": ", counts));
  out.spots = spots.names;
  out.genes = genes.names;
  out.pixel_xy.resize(static_cast<Eigen::Index>(spots.rows.size()), 2);
  std::set<std::string> met;
  for (std::size_t spot = 0; spot < spots.rows.size(); ++spot) {
    const std::string& instance = instances[spots.rows[spot]];
    const auto found = places.find(instance);
    check(found != places.end(), where, ": row '", spots.names[spot],
          "' is of instance '", instance, "', which region ", region,
          " has not");
    check(met.insert(instance).second, where, ": instance '", instance,
          "' of region ", region, " has two rows");
    out.pixel_xy.row(static_cast<Eigen::Index>(spot)) << found->second[0],
        found->second[1];
  }
  read_array_positions(in, where, spots, out);
  const auto all = static_cast<std::int64_t>(names.size());
  out.leave_out("not under tissue", all - tissue);
  out.leave_out("of another region, or a name that an earlier one has",
                tissue - static_cast<std::int64_t>(spots.names.size()));
  out.leave_out("genes, of a name that an earlier one has",
                std::ssize(all_genes) - std::ssize(genes.names));
  return out;
}

}  // namespace moonstain
