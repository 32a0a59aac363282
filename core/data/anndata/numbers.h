#pragma once

// Part of reader.h: the numbers of an AnnData object in the type that is
// asked for, whatever type they have on disk.

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/anndata/elements.h"
#include "core/data/anndata/parts.h"
#include "core/data/zarr/types.h"

namespace moonstain {

// "FOLDER: element 'PATH'"
inline std::string named(const Elements& in, std::string_view path) {
  return concat(in.name(), ": element '", path, "'");
}

// Whether the type on disk is one of integers (or bool).
inline bool is_integer(zarr::DataType type) {
  return type != zarr::DataType::float32 && type != zarr::DataType::float64 &&
         type != zarr::DataType::string;
}

// The numbers as T where each of them is one, whatever the width on disk.
template <typename T>
std::vector<T> exactly_as(const Elements& in, std::string_view path) {
  const zarr::DataType found = in.info(path).type;
  const zarr::DataType wanted = zarr::data_type_of<T>();
  if (found == wanted) return in.array<T>(path);
  const std::string where = named(in, path);
  const bool widened =
      found == zarr::DataType::float32 && wanted == zarr::DataType::float64;
  if (widened) return converted<T>(in.array<float>(path));
  check(is_integer(found), where, " is an array of ",
        zarr::data_type_name(found), ", expected ",
        zarr::data_type_name(wanted));
  std::vector<T> out;
  for (const std::int64_t value : in.integers(path)) {
    bool fits = false;
    if constexpr (std::is_integral_v<T>) {
      fits = std::in_range<T>(value);
    } else {
      constexpr auto most = std::int64_t{1} << std::numeric_limits<T>::digits;
      fits = -most <= value && value <= most;
    }
    check(fits, where, " is an array of ", zarr::data_type_name(found),
          " and holds ", value, ", expected ", zarr::data_type_name(wanted));
    out.push_back(static_cast<T>(value));
  }
  return out;
}

// Floats as integers of type T, where each of them is one.
template <typename T>
std::vector<T> whole_as(const std::vector<double>& values,
                        const std::string& where, zarr::DataType found) {
  constexpr double most = 0x1p53;  // above, not each whole number is one
  std::vector<T> out;
  out.reserve(values.size());
  for (const double value : values) {
    const bool is_whole = std::abs(value) <= most && std::trunc(value) == value;
    check(is_whole && std::in_range<T>(static_cast<std::int64_t>(value)), where,
          " is an array of ", zarr::data_type_name(found), " and holds ", value,
          ", expected whole numbers of type ",
          zarr::data_type_name(zarr::data_type_of<T>()),
          "; normalised values are no counts (raw counts often lie in "
          "layers/counts or raw/X)");
    out.push_back(static_cast<T>(value));
  }
  return out;
}

// Of a matrix of counts or values: floats are rounded to a floating T, and read
// as an integer T where each is whole; scanpy and HEST write counts as float32.
template <typename T>
std::vector<T> counts_as(const Elements& in, std::string_view path) {
  const zarr::DataType found = in.info(path).type;
  if constexpr (std::is_integral_v<T>) {
    if (found == zarr::DataType::float32 || found == zarr::DataType::float64) {
      return whole_as<T>(in.numbers(path), named(in, path), found);
    }
    return exactly_as<T>(in, path);
  } else {
    if (found == zarr::data_type_of<T>()) return in.array<T>(path);
    return converted<T>(in.numbers(path));
  }
}

// Numbers as the texts of categories or of an index: integers in decimal,
// float64 in the shortest form that reads back.
inline std::vector<std::string> number_texts(const Elements& in,
                                             std::string_view path) {
  std::vector<std::string> texts;
  const auto add = [&](const auto& values) {
    for (const auto value : values) texts.push_back(concat(value));
  };
  const zarr::DataType type = in.info(path).type;
  if (type == zarr::DataType::uint64) {
    add(in.array<std::uint64_t>(path));
  } else if (is_integer(type)) {
    add(in.integers(path));
  } else {
    add(in.numbers(path));
  }
  return texts;
}

}  // namespace moonstain
