#include "core/data/source/xenium_segmentation.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/zip.h"
#include "core/data/stored/places.h"

namespace moonstain {
namespace {

constexpr std::string_view kZipStart = "PK\x03\x04";
constexpr std::string_view kIds = "cell_id";
constexpr std::string_view kMaskValues = "seg_mask_value";
constexpr std::string_view kTransform = "masks/homogeneous_transform";

std::string words_of(const zarr::Shape& shape) {
  return concat("[", listed(shape), "]");
}

// Whether these files are a store of Zarr, of either format.
bool is_store(const std::vector<std::string>& paths) {
  return std::ranges::any_of(paths, [](const std::string& path) {
    return path == ".zgroup" || path == "zarr.json";
  });
}

std::string_view plural(OutlineKind kind) {
  return kind == OutlineKind::cell ? "cells" : "nuclei";
}

}  // namespace

bool is_zarr_zip(const File& file) {
  {
    FileReader reader(file.path);
    std::string start(kZipStart.size(), '\0');
    if (reader.size_bytes() < start.size()) return false;
    reader.read_at(start.data(), start.size(), 0);
    if (start != kZipStart) return false;
  }
  return is_store(zip_paths(file.path, file.name));
}

// Errors of Zarr's reader name files where they were unpacked; a user knows the
// archive.
template <typename Body>
auto XeniumSegmentation::named(const Body& body) const {
  try {
    return body();
  } catch (const Error& e) {
    std::string text = e.what();
    const std::string folder = scratch_.path().string();
    for (std::size_t at; (at = text.find(folder)) != text.npos;) {
      const bool goes_on = text.substr(at + folder.size()).starts_with('/');
      text.replace(at, folder.size() + (goes_on ? 1 : 0),
                   goes_on ? concat(name_, ": ") : name_);
    }
    throw Error(text);
  }
}

bool XeniumSegmentation::has(const std::string& path) const {
  const auto at = std::ranges::lower_bound(paths_, path + "/");
  return at != paths_.end() && at->starts_with(path + "/");
}

void XeniumSegmentation::unpack(const std::string& path) {
  if (path_exists(scratch_.path() / path)) return;
  unzip_into(file_.path, name_, scratch_.path(), std::uint64_t{1} << 38,
             [&](std::string_view one) { return one.starts_with(path + "/"); });
}

zarr::Shape XeniumSegmentation::shape_of(const std::string& path) {
  unpack(path);
  return named([&] {
    check(store_->is_array(path), name_, ": ", path, " is no array");
    return store_->info(path).shape;
  });
}

std::vector<std::int64_t> XeniumSegmentation::integers(
    const std::string& path) {
  unpack(path);
  return named([&] { return store_->integers(path); });
}

XeniumSegmentation::XeniumSegmentation(const File& file)
    : file_(file), name_(file.name), paths_(zip_paths(file.path, name_)) {
  std::ranges::sort(paths_);
  unzip_into(file.path, name_, scratch_.path(), std::uint64_t{1} << 26,
             [](std::string_view path) { return path.find('/') == path.npos; });
  const bool is_there = is_store(paths_);
  check(is_there && has(std::string(kIds)), name_,
        ": is no store of a bundle's cells: there is no ",
        is_there ? kIds : ".zgroup",
        " at the top of the archive; expected Xenium's cells.zarr.zip as it "
        "was written");
  store_ =
      named([&] { return std::make_unique<zarr::Reader>(scratch_.path()); });
  sets_ = {{OutlineKind::nucleus, "0"}, {OutlineKind::cell, "1"}};
  const Json attributes = named([&] { return store_->attributes(""); });
  if (attributes.contains("polygon_set_names")) {
    sets_.clear();
    const Json& names = attributes["polygon_set_names"];
    for (std::size_t i = 0; names.is_array() && i < names.size(); ++i) {
      if (names[i] == "nucleus") sets_.emplace(OutlineKind::nucleus, concat(i));
      if (names[i] == "cell") sets_.emplace(OutlineKind::cell, concat(i));
    }
  }
  read_cells();
}

// Numbers before version 1.3, since then pairs of a prefix and a suffix.
void XeniumSegmentation::read_cells() {
  const std::string path(kIds);
  const zarr::Shape shape = shape_of(path);
  has_plain_numbers_ =
      shape.size() == 1 || (shape.size() == 2 && shape[1] == 1);
  check(has_plain_numbers_ || (shape.size() == 2 && shape[1] == 2), name_, ": ",
        path, " is ", words_of(shape),
        ", expected [cells, 2], a prefix and a suffix, or [cells]");
  const std::vector<std::int64_t> ids = integers(path);
  const std::size_t step = has_plain_numbers_ ? 1 : 2;
  for (std::size_t i = 0; i < ids.size(); i += step) {
    for (std::size_t k = i; k < i + step; ++k) {
      check(ids[k] >= 0 && ids[k] <= std::int64_t{0xffffffff}, name_, ": ",
            path, " has ", ids[k], " in row ", i / step,
            ", expected a number of 32 bits");
    }
    cells_.push_back(
        has_plain_numbers_
            ? concat(ids[i])
            : xenium_cell_name(static_cast<std::uint32_t>(ids[i]),
                               static_cast<std::uint32_t>(ids[i + 1])));
  }
  check(!cells_.empty(), name_, ": has no cells");
  if (const auto again = Places(cells_).repeated()) {
    fail(name_, ": ", path, " has cell ", cells_[*again], " twice");
  }
}

std::string XeniumSegmentation::set_of(std::string_view below,
                                       OutlineKind kind) const {
  const auto found = sets_.find(kind);
  check(found != sets_.end(), name_, ": polygon_set_names has no ",
        word_of(kind), "; an imported segmentation may have no ", plural(kind));
  const std::string path = concat(below, "/", found->second);
  check(has(path), name_, ": has no ", path, ", that of ", plural(kind),
        below == "masks" ? "; a segmentation that was imported as polygons has "
                           "no masks: cell_outlines reads its polygons"
                         : "");
  return path;
}

// The row of each polygon's cell, of version 2 and later.
std::vector<std::int64_t> XeniumSegmentation::cell_index(OutlineKind kind) {
  const std::string path = concat(set_of("polygon_sets", kind), "/cell_index");
  check(has(path), name_, ": has no ", path,
        ", which says of what cell a polygon is");
  std::vector<std::int64_t> rows = integers(path);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    check(rows[i] >= 0 && rows[i] < static_cast<std::int64_t>(cells_.size()),
          name_, ": ", path, " has ", rows[i], " of polygon ", i, "; rows of ",
          kIds, " are 0 to ", cells_.size() - 1);
  }
  return rows;
}

XeniumSegmentation::Polygons XeniumSegmentation::polygons(OutlineKind kind) {
  // [sets, cells] and [sets, cells, 2 x vertices] before version 2, then an
  // array a set.
  const bool by_set = has("polygon_sets");
  const std::string below =
      by_set ? set_of("polygon_sets", kind) + "/" : "polygon_";
  const std::string count_path = below + "num_vertices";
  const std::string vertex_path = below + "vertices";
  for (const std::string& path : {count_path, vertex_path}) {
    check(has(path), name_, ": has no ", path,
          "; expected polygons in polygon_sets or, of versions before 2, in "
          "polygon_vertices");
  }
  std::size_t set = 0;
  if (!by_set) {
    const auto found = sets_.find(kind);
    check(found != sets_.end(), name_, ": polygon_set_names has no ",
          word_of(kind));
    set = found->second == "0" ? 0 : 1;
  }
  zarr::Shape counts_shape = shape_of(count_path);
  zarr::Shape vertices_shape = shape_of(vertex_path);
  const std::size_t axes = by_set ? 1 : 2;
  check(counts_shape.size() == axes && vertices_shape.size() == axes + 1 &&
            std::equal(counts_shape.begin(), counts_shape.end(),
                       vertices_shape.begin()) &&
            vertices_shape.back() % 2 == 0 &&
            (by_set || counts_shape[0] > static_cast<std::int64_t>(set)),
        name_, ": ", count_path, " is ", words_of(counts_shape), ", ",
        vertex_path, " ", words_of(vertices_shape),
        ", expected a number of vertices and their x and y of each polygon",
        by_set ? "" : " of two sets");
  const auto number = static_cast<std::size_t>(counts_shape.back());
  const auto wide = static_cast<std::size_t>(vertices_shape.back());
  const std::vector<std::int64_t> counts = integers(count_path);
  const std::vector<double> all =
      named([&] { return store_->numbers(vertex_path); });
  std::vector<std::int64_t> rows;
  if (by_set) {
    rows = cell_index(kind);
    check(rows.size() == number, name_, ": ", below, "cell_index has ",
          rows.size(), " polygons, ", count_path, " ", number);
  } else {
    check(number == cells_.size(), name_, ": ", count_path, " has ", number,
          " cells, ", kIds, " ", cells_.size());
  }

  Polygons out;
  for (std::size_t i = 0; i < number; ++i) {
    const std::int64_t vertices = counts[set * number + i];
    check(vertices >= 0 && 2 * vertices <= static_cast<std::int64_t>(wide),
          name_, ": ", count_path, " has ", vertices, " of polygon ", i, ", ",
          vertex_path, " has place for 0 to ", wide / 2);
    // Of no nucleus, or a place that is not filled.
    if (vertices == 0) continue;
    const double* from = all.data() + (set * number + i) * wide;
    for (std::int64_t k = 0; k < vertices; ++k, from += 2) {
      check(std::isfinite(from[0]) && std::isfinite(from[1]), name_, ": ",
            vertex_path, ": vertex ", k, " of polygon ", i, " has no position");
      out.x_um.push_back(from[0]);
      out.y_um.push_back(from[1]);
    }
    out.row.push_back(by_set ? rows[i] : static_cast<std::int64_t>(i));
    out.starts.push_back(static_cast<std::int64_t>(out.x_um.size()));
  }
  return out;
}

// From what version on which rule holds: core/data/README.md.
std::vector<std::int64_t> XeniumSegmentation::row_of_label(OutlineKind kind) {
  std::vector<std::int64_t> out = {-1};
  if (has("polygon_sets")) {
    const std::vector<std::int64_t> rows = cell_index(kind);
    out.insert(out.end(), rows.begin(), rows.end());
    return out;
  }
  const auto cells = static_cast<std::int64_t>(cells_.size());
  const std::string path(kMaskValues);
  if (has(path)) {
    const std::vector<std::int64_t> labels = integers(path);
    check(labels.size() == cells_.size(), name_, ": ", path, " has ",
          labels.size(), " labels, ", kIds, " ", cells, " cells");
    constexpr std::int64_t kMostLabel = std::int64_t{1} << 28;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const auto label = static_cast<std::size_t>(labels[i]);
      check(labels[i] > 0 && labels[i] <= kMostLabel, name_, ": ", path,
            " has ", labels[i], " of cell ", cells_[i],
            "; a label is 1 or more, 0 is the background");
      if (label >= out.size()) out.resize(label + 1, -1);
      check(out[label] < 0, name_, ": ", path, " has ", label, " of cell ",
            cells_[static_cast<std::size_t>(
                std::max<std::int64_t>(out[label], 0))],
            " and of cell ", cells_[i]);
      out[label] = static_cast<std::int64_t>(i);
    }
    return out;
  }
  // Before 1.3 nothing says it; a cell's number and its row give the same.
  for (std::int64_t i = 0; i < cells; ++i) {
    const std::string& cell = cells_[static_cast<std::size_t>(i)];
    check(has_plain_numbers_ && cell == concat(i + 1), name_,
          ": does not say which label is of which cell: it has neither "
          "polygon_sets nor ",
          path, ", and cell ", cell, " in row ", i,
          " is not called by its row, from 1");
    out.push_back(i);
  }
  return out;
}

// Of the map from um to pixels; 0 without one.
double XeniumSegmentation::mask_scale() {
  const std::string path(kTransform);
  if (!has(path)) return 0;
  const zarr::Shape shape = shape_of(path);
  const std::vector<double> map = named([&] { return store_->numbers(path); });
  check(shape == (zarr::Shape{4, 4}), name_, ": ", path, " is ",
        words_of(shape), ", expected [4, 4]");
  const double scale = map[0];
  const double slack = 1e-4 * std::abs(scale);
  const auto near = [&](double a, double b) {
    return std::abs(a - b) <= slack;
  };
  check(scale > 0 && near(map[5], scale) && near(map[1], 0) &&
            near(map[4], 0) && near(map[3], 0) && near(map[7], 0),
        name_, ": ", path,
        " is more than a scale from um to pixels; masks that are turned or "
        "moved against the bundle's picture are not read");
  return 1 / scale;
}

XeniumSegmentation::Mask XeniumSegmentation::mask(OutlineKind kind) {
  Mask out;
  out.place = set_of("masks", kind);
  const zarr::Shape shape = shape_of(out.place);
  check(shape.size() == 2 && shape[0] > 0 && shape[1] > 0, name_, ": ",
        out.place, " is ", words_of(shape), ", expected [height, width]");
  const zarr::ArrayInfo info = named([&] { return store_->info(out.place); });
  check(
      info.type == zarr::DataType::uint32 || info.type == zarr::DataType::int32,
      name_, ": ", out.place, " holds ", zarr::data_type_name(info.type),
      ", expected labels as uint32");
  out.height_px = shape[0];
  out.width_px = shape[1];
  out.chunk_rows = info.chunks[0];
  out.um_per_px = mask_scale();
  out.row_of_label = row_of_label(kind);
  return out;
}

std::vector<std::uint32_t> XeniumSegmentation::mask_rows(
    const Mask& mask, std::int64_t begin, std::int64_t end) const {
  return named([&] {
    if (store_->info(mask.place).type == zarr::DataType::uint32) {
      return store_->rows<std::uint32_t>(mask.place, begin, end);
    }
    // One below 0 becomes a number that is no label.
    const auto rows = store_->rows<std::int32_t>(mask.place, begin, end);
    return std::vector<std::uint32_t>(rows.begin(), rows.end());
  });
}

zarr::ChunkCount XeniumSegmentation::mask_chunks(const Mask& mask) const {
  return named([&] { return store_->chunks(mask.place); });
}

}  // namespace moonstain
