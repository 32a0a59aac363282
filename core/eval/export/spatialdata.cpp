#include "core/eval/export/spatialdata.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/anndata/copy.h"
#include "core/data/image/image.h"
#include "core/data/parquet/circles.h"
#include "core/data/stored/dataset.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/writer.h"
#include "core/eval/export/free_name.h"

namespace moonstain {
namespace {

// Pixels of a picture that is written as it is.
constexpr std::int64_t kMostPixels = std::int64_t{1} << 27;
constexpr std::int64_t kChunkSide = 1024;
constexpr double kCellRadius = 5;
constexpr const char* kRegionKey = "region";
constexpr const char* kInstanceKey = "spot";

// Letters that names of elements may have.
std::string element_name(const std::string& name) {
  return safe_name(name, "_-.");
}

Json axis(const char* name) {
  if (std::string_view(name) == "c") {
    return {{"name", name}, {"type", "channel"}};
  }
  return {{"name", name}, {"type", "space"}, {"unit", "unit"}};
}

Json axes(const std::string& names) {
  Json list = Json::array();
  for (const char name : names) list.push_back(axis(std::string{name}.c_str()));
  return list;
}

// To the coordinate system of a section.
Json transformation(const std::string& names, const std::string& system,
                    const std::vector<double>& scale) {
  Json out{{"input", {{"name", names}, {"axes", axes(names)}}},
           {"output", {{"name", system}, {"axes", axes(names)}}}};
  const bool as_it_is = std::all_of(scale.begin(), scale.end(),
                                    [](double one) { return one == 1; });
  out["type"] = as_it_is ? "identity" : "scale";
  if (!as_it_is) out["scale"] = scale;
  return out;
}

Picture picture_of(const Image& image) {
  const std::int64_t width = image.width_px();
  const std::int64_t height = image.height_px();
  const Rgb white{255, 255, 255};
  if (width * height <= kMostPixels) {
    return image.read_region({0, 0, width, height}, white);
  }
  const double smaller =
      std::sqrt(static_cast<double>(width) * static_cast<double>(height) /
                static_cast<double>(kMostPixels));
  return image.overview(static_cast<std::int64_t>(
      static_cast<double>(std::max(width, height)) / smaller));
}

// @return what is wrong with the picture; empty: it was written
std::string add_image(zarr::Writer& out, const SpatialSection& section,
                      const Dataset& dataset, const std::string& name) {
  const std::unique_ptr<Image> image =
      Image::open(section.picture, section.picture_name);
  if (dataset.picture_width_px > 0 &&
      (dataset.picture_width_px != image->width_px() ||
       dataset.picture_height_px != image->height_px())) {
    return concat("the picture of ", dataset.section, ": it has ",
                  image->width_px(), " x ", image->height_px(),
                  " px, the positions are of one of ", dataset.picture_width_px,
                  " x ", dataset.picture_height_px);
  }
  const Picture picture = picture_of(*image);
  const double scale_x = static_cast<double>(image->width_px()) /
                         static_cast<double>(picture.width_px);
  const double scale_y = static_cast<double>(image->height_px()) /
                         static_cast<double>(picture.height_px);
  const std::string path = concat("images/", name, "_image");
  Json channels = Json::array();
  for (const char* label : {"r", "g", "b"}) {
    channels.push_back({{"label", label}});
  }
  Json plain_axes = Json::array();
  for (const char* one : {"c", "y", "x"}) {
    plain_axes.push_back(
        {{"name", one}, {"type", *one == 'c' ? "channel" : "space"}});
  }
  const Json level{
      {"path", "s0"},
      {"coordinateTransformations",
       Json::array({{{"type", "scale"}, {"scale", {1.0, 1.0, 1.0}}}})}};
  out.group(
      path,
      {{"ome",
        {{"version", "0.5-dev-spatialdata"},
         {"omero", {{"channels", channels}}},
         {"multiscales",
          Json::array({{{"name", concat("/", path)},
                        {"axes", plain_axes},
                        {"datasets", Json::array({level})},
                        {"coordinateTransformations",
                         Json::array({transformation(
                             "cyx", name, {1.0, scale_y, scale_x})})}}})}}},
       {"spatialdata_attrs", {{"version", "0.3"}}}});
  zarr::ArrayOptions options;
  options.codec = zarr::Codec::blosc;
  options.dimension_names = {"c", "y", "x"};
  options.chunks = {1, std::min(kChunkSide, picture.height_px),
                    std::min(kChunkSide, picture.width_px)};
  auto rows = out.rows<std::uint8_t>(
      path + "/s0", {3, picture.height_px, picture.width_px}, options);
  const auto pixels =
      static_cast<std::size_t>(picture.width_px * picture.height_px);
  std::vector<std::uint8_t> plane(pixels);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    for (std::size_t i = 0; i < pixels; ++i) {
      plane[i] = picture.rgb[3 * i + channel];
    }
    rows.write(plane);
  }
  rows.finish();
  return "";
}

// The distance of the nearest two spots, in px; of many the first are looked
// at, which on an array says the same.
double nearest_two(const Dataset& dataset) {
  const Eigen::Index count =
      std::min<Eigen::Index>(dataset.pixel_xy.rows(), 2000);
  double nearest = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < count; ++i) {
    for (Eigen::Index j = 0; j < i; ++j) {
      nearest = std::min(
          nearest, (dataset.pixel_xy.row(i) - dataset.pixel_xy.row(j)).norm());
    }
  }
  return nearest;
}

struct Radius {
  double px = 0;
  const char* from = "";
};

Radius radius_of(const Dataset& dataset) {
  if (dataset.spot_diameter_px > 0) {
    return {dataset.spot_diameter_px / 2, "the file"};
  }
  if (dataset.lattice == Lattice::none) {
    return dataset.um_per_px > 0
               ? Radius{kCellRadius / dataset.um_per_px,
                        "none: a cell drawn 10 um wide"}
               : Radius{kCellRadius, "none: a cell drawn 10 px wide"};
  }
  if (dataset.spot_pitch_um > 0 && dataset.um_per_px > 0) {
    return {dataset.spot_pitch_um / dataset.um_per_px / 4,
            "half the array's pitch as a diameter"};
  }
  const double nearest = nearest_two(dataset);
  if (!std::isfinite(nearest) || nearest == 0) {
    return {kCellRadius, "none: a spot drawn 10 px wide"};
  }
  return {nearest / 4, "half the distance of the nearest spots as a diameter"};
}

void add_shapes(zarr::Writer& out, const Dataset& dataset,
                const std::string& name, const fs::path& folder) {
  const Radius radius = radius_of(dataset);
  const std::string path = concat("shapes/", name, "_spots");
  out.group(path, {{"encoding-type", "ngff:shapes"},
                   {"axes", {"x", "y"}},
                   {"coordinateTransformations",
                    Json::array({transformation("xy", name, {1.0, 1.0})})},
                   {"radius_from", radius.from},
                   {"spatialdata_attrs", {{"version", "0.3"}}}});
  parquet::write_circles({dataset.spots, dataset.pixel_xy, radius.px},
                         folder / path / "shapes.parquet");
}

Json encoded(const char* type, const char* version) {
  return {{"encoding-type", type}, {"encoding-version", version}};
}

// A stored table with, for each row, the element and the spot it is about.
void add_table(zarr::Writer& out, const StoredValue& value,
               const std::string& region, const std::string& name,
               const Dataset& dataset) {
  const zarr::Reader in(value.folder);
  const std::string path = concat("tables/", name);
  Json attributes = in.attributes("");
  attributes["spatialdata-encoding-type"] = "ngff:regions_table";
  attributes["region"] = region;
  attributes["region_key"] = kRegionKey;
  attributes["instance_key"] = kInstanceKey;
  attributes["version"] = "0.2";
  out.group(path, attributes);
  for (const std::string& child : in.children("")) {
    if (child == "obs" || child == "uns") continue;
    copy_element(in, child, out, concat(path, "/", child));
  }
  out.group(path + "/uns", in.attributes("uns"));
  for (const std::string& child : in.children("uns")) {
    copy_element(in, concat("uns/", child), out, concat(path, "/uns/", child));
  }
  const std::string link = path + "/uns/spatialdata_attrs";
  out.group(link, encoded("dict", "0.1.0"));
  const Json text = encoded("string", "0.2.0");
  out.text(link + "/region", region, text);
  out.text(link + "/region_key", kRegionKey, text);
  out.text(link + "/instance_key", kInstanceKey, text);

  Json frame = in.attributes("obs");
  check(!in.has(concat("obs/", kRegionKey)) &&
            !in.has(concat("obs/", kInstanceKey)),
        value.name, ": obs has a column '", kRegionKey, "' or '", kInstanceKey,
        "', which SpatialData has for itself");
  const auto index = frame.at("_index").get<std::string>();
  const std::vector<std::string> spots = in.strings("obs/" + index);
  const std::unordered_set<std::string_view> known(dataset.spots.begin(),
                                                   dataset.spots.end());
  for (const std::string& spot : spots) {
    check(known.contains(spot), value.name, ": has the spot '", spot,
          "', which section ", dataset.section, " has not");
  }
  frame["column-order"].push_back(kRegionKey);
  frame["column-order"].push_back(kInstanceKey);
  out.group(path + "/obs", frame);
  for (const std::string& child : in.children("obs")) {
    copy_element(in, concat("obs/", child), out, concat(path, "/obs/", child));
  }
  zarr::ArrayOptions strings;
  strings.attributes = encoded("string-array", "0.2.0");
  out.strings(concat(path, "/obs/", kInstanceKey), spots, strings);
  const std::string column = concat(path, "/obs/", kRegionKey);
  Json categorical = encoded("categorical", "0.2.0");
  categorical["ordered"] = false;
  out.group(column, categorical);
  zarr::ArrayOptions codes;
  codes.attributes = encoded("array", "0.2.0");
  const std::vector<std::int8_t> zeros(spots.size(), 0);
  out.array<std::int8_t>(column + "/codes", zeros,
                         {static_cast<std::int64_t>(spots.size())}, codes);
  out.strings(column + "/categories", {region}, strings);
}

}  // namespace

bool is_spot_table(std::string_view type) {
  return type == "Predictions" || type == "Targets" || type == "Features";
}

std::vector<std::string> write_spatialdata(
    const std::vector<SpatialSection>& sections, const fs::path& folder) {
  zarr::Writer out(
      folder,
      {{"spatialdata_attrs",
        {{"version", "0.2"}, {"spatialdata_software_version", "Moonstain"}}}});
  for (const char* group : {"images", "shapes", "tables"}) out.group(group);
  std::vector<std::string> left;
  std::set<std::string> names, tables;
  for (const SpatialSection& section : sections) {
    const Dataset dataset = Dataset::read(section.dataset.folder);
    const std::string name = free_name(element_name(dataset.section), names);
    if (!section.picture.empty()) {
      const std::string problem = add_image(out, section, dataset, name);
      if (!problem.empty()) left.push_back(problem);
    }
    add_shapes(out, dataset, name, folder);
    const std::string region = name + "_spots";
    add_table(out, section.dataset, region, free_name(name + "_counts", tables),
              dataset);
    for (const StoredValue& table : section.tables) {
      const std::string wanted = concat(name, "_", element_name(table.name));
      add_table(out, table, region, free_name(wanted, tables), dataset);
    }
  }
  return left;
}

}  // namespace moonstain
