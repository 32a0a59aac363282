#include "core/data/zarr/types.h"

#include <array>

namespace moonstain::zarr {
namespace {

constexpr std::array<TypeRow, 12> kTypes{{
    {DataType::boolean, "bool", "b1", 1},
    {DataType::int8, "int8", "i1", 1},
    {DataType::int16, "int16", "i2", 2},
    {DataType::int32, "int32", "i4", 4},
    {DataType::int64, "int64", "i8", 8},
    {DataType::uint8, "uint8", "u1", 1},
    {DataType::uint16, "uint16", "u2", 2},
    {DataType::uint32, "uint32", "u4", 4},
    {DataType::uint64, "uint64", "u8", 8},
    {DataType::float32, "float32", "f4", 4},
    {DataType::float64, "float64", "f8", 8},
    {DataType::string, "string", "O", 0},
}};

}  // namespace

const TypeRow& row_of(DataType type) {
  return kTypes[static_cast<std::size_t>(type)];
}

const TypeRow* find_type_v3(std::string_view name) {
  for (const TypeRow& row : kTypes) {
    if (row.v3 == name) return &row;
  }
  return nullptr;
}

const TypeRow* find_type_v2(std::string_view name) {
  for (const TypeRow& row : kTypes) {
    if (row.v2 == name) return &row;
  }
  return nullptr;
}

std::string_view data_type_name(DataType type) { return row_of(type).v3; }

}  // namespace moonstain::zarr
