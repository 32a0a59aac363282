#include <hdf5.h>

#include <utility>

#include "core/base/error.h"
#include "core/data/hdf5/handle.h"
#include "core/data/hdf5/open_file.h"
#include "core/data/hdf5/reader.h"
#include "core/data/hdf5/types.h"

// Part of reader.h: attributes.

namespace moonstain::hdf5 {
namespace {

using zarr::DataType;

// Of an attribute: names of columns are its longest.
constexpr std::uint64_t kMostAttribute = 1'000'000;

}  // namespace

Json Reader::attribute(std::string_view path, const char* name) const {
  const Handle object = file_->object(path);
  const htri_t is_there = H5Aexists(object.get(), name);
  const auto unreadable = [&]() {
    file_->damaged(path, "has an attribute '", name, "' that cannot be read");
  };
  if (is_there < 0) unreadable();
  if (is_there == 0) return nullptr;
  const Handle found(H5Aopen(object.get(), name, H5P_DEFAULT), H5Aclose);
  if (!found) unreadable();
  const Handle space(H5Aget_space(found.get()), H5Sclose);
  const Handle type = type_handle(H5Aget_type(found.get()));
  if (!space || !type) unreadable();
  const zarr::Shape sides = file_->sides(path, space.get());
  std::uint64_t count = 1;
  for (const std::int64_t side : sides) {
    count *= static_cast<std::uint64_t>(side);
  }
  if (count == 0) return Json::array();
  check(count <= kMostAttribute, file_->named(path), " has an attribute '",
        name, "' of ", count, " values, expected ", kMostAttribute, " at most");
  const auto known = data_type(type.get());
  if (!known.has_value()) return nullptr;

  const auto size = static_cast<std::size_t>(count);
  const auto read_into = [&](hid_t memory, void* values) {
    return H5Aread(found.get(), memory, values) >= 0;
  };
  Json list = Json::array();
  if (*known == DataType::string) {
    for (std::string& text :
         file_->texts(path, type.get(), {}, size, read_into)) {
      list.push_back(std::move(text));
    }
  } else if (*known == DataType::boolean) {
    std::vector<std::int8_t> values(size);
    if (!read_into(type.get(), values.data())) unreadable();
    for (const std::int8_t value : values) list.push_back(value != 0);
  } else if (*known == DataType::float32 || *known == DataType::float64) {
    std::vector<double> values(size);
    if (!read_into(H5T_NATIVE_DOUBLE, values.data())) unreadable();
    for (const double value : values) list.push_back(value);
  } else if (*known == DataType::uint64) {
    std::vector<std::uint64_t> values(size);
    if (!read_into(H5T_NATIVE_UINT64, values.data())) unreadable();
    for (const std::uint64_t value : values) list.push_back(value);
  } else {
    std::vector<std::int64_t> values(size);
    if (!read_into(H5T_NATIVE_INT64, values.data())) unreadable();
    for (const std::int64_t value : values) {
      // Sizes are never negative, and JSON keeps both kinds of numbers apart.
      if (value >= 0) {
        list.push_back(static_cast<std::uint64_t>(value));
      } else {
        list.push_back(value);
      }
    }
  }
  return sides.empty() ? list[0] : list;
}

}  // namespace moonstain::hdf5
