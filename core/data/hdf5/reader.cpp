#include "core/data/hdf5/reader.h"

#include <hdf5.h>

#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/data/hdf5/handle.h"
#include "core/data/hdf5/open_file.h"
#include "core/data/hdf5/types.h"

namespace moonstain::hdf5 {
namespace {

using zarr::DataType;

std::string filter_name(H5Z_filter_t filter) {
  constexpr std::pair<int, std::string_view> kNames[] = {
      {H5Z_FILTER_SZIP, "szip"},
      {H5Z_FILTER_NBIT, "nbit"},
      {H5Z_FILTER_SCALEOFFSET, "scaleoffset"},
      {32000, "lzf"},
      {32001, "blosc"},
      {32004, "lz4"},
      {32008, "bitshuffle"},
      {32015, "zstd"},
      {32026, "blosc2"}};
  for (const auto& [number, name] : kNames) {
    if (number == filter) return std::string(name);
  }
  return concat("number ", filter);
}

// Sides of the values of a field, and the type below them.
std::pair<zarr::Shape, Handle> inner_array(hid_t type) {
  hsize_t sides[H5S_MAX_RANK] = {};
  const int axes = H5Tget_array_ndims(type);
  zarr::Shape out;
  if (axes > 0 && H5Tget_array_dims2(type, sides) >= 0) {
    for (int axis = 0; axis < axes; ++axis) {
      out.push_back(static_cast<std::int64_t>(sides[axis]));
    }
  }
  return {out, type_handle(H5Tget_super(type))};
}

// The type of an array's elements, or of those of a field.
Handle element_type(const OpenFile& file, std::string_view path, hid_t array,
                    std::string_view field) {
  Handle type = type_handle(H5Dget_type(array));
  if (!type) file.damaged(path, "has no type");
  if (field.empty()) return type;
  const int member =
      H5Tget_class(type.get()) == H5T_COMPOUND
          ? H5Tget_member_index(type.get(), std::string(field).c_str())
          : -1;
  check(member >= 0, file.named(path), " has no field '", field, "'");
  Handle found = type_handle(
      H5Tget_member_type(type.get(), static_cast<unsigned>(member)));
  if (!found) file.damaged(path, "has a field without a type");
  return found;
}

// Only what lies in this file and needs no plug-in is read.
void check_storage(const OpenFile& file, std::string_view path, hid_t array) {
  const Handle made(H5Dget_create_plist(array), H5Pclose);
  if (!made) file.damaged(path, "does not say how it is stored");
  check(H5Pget_layout(made.get()) != H5D_VIRTUAL &&
            H5Pget_external_count(made.get()) <= 0,
        file.named(path),
        " has its data in other files, which are not read; copy it with its "
        "data into one file (h5py: file.create_dataset(name, data=old[...]))");
  const int filters = H5Pget_nfilters(made.get());
  if (filters < 0) file.damaged(path, "does not say how it is packed");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    unsigned config = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(made.get(), static_cast<unsigned>(i), &flags, &values,
                       nullptr, 0, nullptr, &config);
    if (filter < 0) file.damaged(path, "does not say how it is packed");
    check(filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE ||
              filter == H5Z_FILTER_FLETCHER32,
          file.named(path), " is packed by the filter ", filter_name(filter),
          ", expected gzip or none; pack it anew (h5repack -f GZIP=4 OLD NEW, "
          "or anndata's write_h5ad(..., compression=\"gzip\"))");
  }
}

}  // namespace

Reader::Reader(const fs::path& file, std::string name)
    : file_(std::make_unique<OpenFile>(file, std::move(name))) {}

Reader::~Reader() = default;

const std::string& Reader::name() const { return file_->name(); }

bool Reader::has(std::string_view path) const {
  return file_->leads_somewhere(path);
}

bool Reader::is_group(std::string_view path) const {
  return file_->kind(path) == H5I_GROUP;
}

bool Reader::is_array(std::string_view path) const {
  return file_->kind(path) == H5I_DATASET;
}

std::vector<std::string> Reader::children(std::string_view path) const {
  return file_->children(path);
}

std::vector<std::string> Reader::fields(std::string_view path) const {
  const Handle array = file_->dataset(path);
  const Handle type = type_handle(H5Dget_type(array.get()));
  if (!type) file_->damaged(path, "has no type");
  std::vector<std::string> names;
  if (H5Tget_class(type.get()) != H5T_COMPOUND) return names;
  const int count = H5Tget_nmembers(type.get());
  for (int field = 0; field < count; ++field) {
    char* name = H5Tget_member_name(type.get(), static_cast<unsigned>(field));
    if (name == nullptr) file_->damaged(path, "has a field without a name");
    names.emplace_back(name);
    H5free_memory(name);
  }
  return names;
}

zarr::ArrayInfo Reader::info(std::string_view path,
                             std::string_view field) const {
  const Handle array = file_->dataset(path);
  const Handle space(H5Dget_space(array.get()), H5Sclose);
  if (!space) file_->damaged(path, "has no shape");
  zarr::ArrayInfo out;
  out.shape = file_->sides(path, space.get());
  Handle type = element_type(*file_, path, array.get(), field);
  if (!field.empty() && H5Tget_class(type.get()) == H5T_ARRAY) {
    auto [inner, element] = inner_array(type.get());
    out.shape.insert(out.shape.end(), inner.begin(), inner.end());
    type = std::move(element);
  }
  const auto known = data_type(type.get());
  check(known.has_value(), file_->named(path), " holds ",
        type_words(type.get()), ", expected numbers or strings");
  out.type = *known;
  return out;
}

zarr::ChunkCount Reader::chunks(std::string_view path) const {
  const Handle array = file_->dataset(path);
  const Handle space(H5Dget_space(array.get()), H5Sclose);
  const Handle made(H5Dget_create_plist(array.get()), H5Pclose);
  if (!space || !made) file_->damaged(path, "has no shape");
  const zarr::Shape sides = file_->sides(path, space.get());
  const bool is_empty = std::find(sides.begin(), sides.end(), 0) != sides.end();
  if (is_empty) return {};
  if (H5Pget_layout(made.get()) != H5D_CHUNKED) {
    const bool is_there = H5Dget_storage_size(array.get()) > 0;
    return {.chunks = 1, .absent = is_there ? 0 : 1};
  }
  hsize_t chunk[kMostAxes] = {};
  hsize_t written = 0;
  if (H5Pget_chunk(made.get(), static_cast<int>(sides.size()), chunk) < 0 ||
      H5Dget_num_chunks(array.get(), space.get(), &written) < 0) {
    file_->damaged(path, "has no chunks that can be counted");
  }
  zarr::ChunkCount out{.chunks = 1, .absent = 0};
  for (std::size_t axis = 0; axis < sides.size(); ++axis) {
    const auto side = static_cast<std::int64_t>(
        std::max<hsize_t>(std::min<hsize_t>(chunk[axis], kMostBytes), 1));
    out.chunks *= (sides[axis] + side - 1) / side;
  }
  out.absent = std::max<std::int64_t>(
      out.chunks - static_cast<std::int64_t>(written), 0);
  return out;
}

void Reader::read(std::string_view path, std::string_view field, DataType type,
                  void* values) const {
  const Handle array = file_->dataset(path);
  check_storage(*file_, path, array.get());
  const Handle on_disk = element_type(*file_, path, array.get(), field);
  Handle element = type_handle(H5Tcopy(native_type(type)));
  if (!field.empty() && H5Tget_class(on_disk.get()) == H5T_ARRAY) {
    const auto [inner, below] = inner_array(on_disk.get());
    const std::vector<hsize_t> sides(inner.begin(), inner.end());
    element = type_handle(H5Tarray_create2(
        element.get(), static_cast<unsigned>(sides.size()), sides.data()));
  }
  const zarr::DataType found = info(path, field).type;
  check(found == type, file_->named(path), " is an array of ",
        zarr::data_type_name(found), ", expected ", zarr::data_type_name(type));
  // Enumerations turn into none but their like, so truth values are read as the
  // bytes that they are.
  if (!field.empty()) {
    const std::size_t size = H5Tget_size(element.get());
    Handle table = type_handle(H5Tcreate(H5T_COMPOUND, size));
    const bool is_truth = type == DataType::boolean;
    if (!table || H5Tinsert(table.get(), std::string(field).c_str(), 0,
                            is_truth ? on_disk.get() : element.get()) < 0) {
      file_->damaged(path, "has a field that cannot be read");
    }
    element = std::move(table);
  } else if (type == DataType::boolean) {
    element = type_handle(H5Tcopy(on_disk.get()));
  }
  if (!element || H5Dread(array.get(), element.get(), H5S_ALL, H5S_ALL,
                          H5P_DEFAULT, values) < 0) {
    file_->damaged(path, "cannot be read");
  }
  if (type != DataType::boolean) return;
  const Handle space(H5Dget_space(array.get()), H5Sclose);
  const hssize_t count = H5Sget_simple_extent_npoints(space.get());
  auto* truths = static_cast<std::uint8_t*>(values);
  for (hssize_t i = 0; i < count; ++i) truths[i] = truths[i] != 0;
}

void Reader::read_rows(std::string_view path, std::int64_t first,
                       std::int64_t last, DataType type, void* values) const {
  const Handle array = file_->dataset(path);
  check_storage(*file_, path, array.get());
  const zarr::ArrayInfo what = info(path);
  check(what.type == type && type != DataType::boolean &&
            type != DataType::string,
        file_->named(path), " is an array of ", zarr::data_type_name(what.type),
        ", expected numbers of type ", zarr::data_type_name(type));
  check(!what.shape.empty() && 0 <= first && first < last &&
            last <= what.shape[0],
        file_->named(path), ": rows ", first, " to ", last, " of ",
        what.shape.empty() ? 0 : what.shape[0]);
  std::vector<hsize_t> begin(what.shape.size(), 0);
  std::vector<hsize_t> sides(what.shape.begin(), what.shape.end());
  begin[0] = static_cast<hsize_t>(first);
  sides[0] = static_cast<hsize_t>(last - first);
  const Handle space(H5Dget_space(array.get()), H5Sclose);
  const Handle memory(
      H5Screate_simple(static_cast<int>(sides.size()), sides.data(), nullptr),
      H5Sclose);
  if (!space || !memory ||
      H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, begin.data(), nullptr,
                          sides.data(), nullptr) < 0 ||
      H5Dread(array.get(), native_type(type), memory.get(), space.get(),
              H5P_DEFAULT, values) < 0) {
    file_->damaged(path, "cannot be read");
  }
}

namespace {

template <typename T>
std::vector<T> all(const Reader& in, std::string_view path,
                   std::string_view field, const zarr::Shape& sides) {
  std::vector<T> values(static_cast<std::size_t>(zarr::element_count(sides)));
  in.read(path, field, zarr::data_type_of<T>(), values.data());
  return values;
}

}  // namespace

std::vector<std::int64_t> Reader::integers(std::string_view path,
                                           std::string_view field) const {
  const zarr::ArrayInfo what = info(path, field);
  std::vector<std::int64_t> out;
  const auto widen = [&](const auto& values) {
    for (const auto value : values) {
      if constexpr (std::is_same_v<decltype(value), const std::uint64_t>) {
        check(std::in_range<std::int64_t>(value), file_->named(path), " holds ",
              value, ", which does not fit int64");
      }
      out.push_back(static_cast<std::int64_t>(value));
    }
  };
  switch (what.type) {
#define MOONSTAIN_WIDENED(T)                       \
  case zarr::data_type_of<T>():                    \
    widen(all<T>(*this, path, field, what.shape)); \
    break;
    MOONSTAIN_WIDENED(zarr::Bool)
    MOONSTAIN_WIDENED(std::int8_t)
    MOONSTAIN_WIDENED(std::int16_t)
    MOONSTAIN_WIDENED(std::int32_t)
    MOONSTAIN_WIDENED(std::int64_t)
    MOONSTAIN_WIDENED(std::uint8_t)
    MOONSTAIN_WIDENED(std::uint16_t)
    MOONSTAIN_WIDENED(std::uint32_t)
    MOONSTAIN_WIDENED(std::uint64_t)
#undef MOONSTAIN_WIDENED
    default:
      fail(file_->named(path), " is an array of ",
           zarr::data_type_name(what.type), ", expected integers");
  }
  return out;
}

std::vector<double> Reader::numbers(std::string_view path,
                                    std::string_view field) const {
  const zarr::ArrayInfo what = info(path, field);
  if (what.type == DataType::float64) {
    return all<double>(*this, path, field, what.shape);
  }
  if (what.type == DataType::float32) {
    const auto values = all<float>(*this, path, field, what.shape);
    return {values.begin(), values.end()};
  }
  check(what.type != DataType::string, file_->named(path),
        " is an array of string, expected numbers");
  const auto values = integers(path, field);
  return {values.begin(), values.end()};
}

std::vector<std::string> Reader::strings(std::string_view path,
                                         std::string_view field) const {
  const zarr::ArrayInfo what = info(path, field);
  check(what.type == DataType::string, file_->named(path), " is an array of ",
        zarr::data_type_name(what.type), ", expected strings");
  const bool is_one_axis =
      what.shape.empty() ||
      std::all_of(what.shape.begin() + 1, what.shape.end(),
                  [](std::int64_t side) { return side == 1; });
  check(is_one_axis, file_->named(path), " has strings of ", what.shape.size(),
        " axes; this reader knows one axis");
  const Handle array = file_->dataset(path);
  check_storage(*file_, path, array.get());
  const Handle element = element_type(*file_, path, array.get(), field);
  const std::size_t count =
      what.shape.empty() ? 1 : static_cast<std::size_t>(what.shape[0]);
  return file_->texts(path, element.get(), field, count,
                      [&](hid_t memory, void* values) {
                        return H5Dread(array.get(), memory, H5S_ALL, H5S_ALL,
                                       H5P_DEFAULT, values) >= 0;
                      });
}

}  // namespace moonstain::hdf5
