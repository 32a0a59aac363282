#include "core/data/hdf5/types.h"

#include <cstdlib>
#include <memory>
#include <string_view>

#include "core/base/error.h"

namespace moonstain::hdf5 {
namespace {

using zarr::DataType;

std::optional<DataType> integer_type(hid_t type) {
  const std::size_t bytes = H5Tget_size(type);
  const bool is_whole =
      H5Tget_offset(type) == 0 && H5Tget_precision(type) == 8 * bytes;
  if (!is_whole) return {};
  const bool is_signed = H5Tget_sign(type) == H5T_SGN_2;
  switch (bytes) {
    case 1:
      return is_signed ? DataType::int8 : DataType::uint8;
    case 2:
      return is_signed ? DataType::int16 : DataType::uint16;
    case 4:
      return is_signed ? DataType::int32 : DataType::uint32;
    case 8:
      return is_signed ? DataType::int64 : DataType::uint64;
    default:
      return {};
  }
}

bool is_one_of(hid_t type, std::initializer_list<hid_t> known) {
  for (const hid_t one : known) {
    if (H5Tequal(type, one) > 0) return true;
  }
  return false;
}

// IEEE 754 half precision, which the library has no name for in 1.10.
bool is_half(hid_t type) {
  std::size_t sign = 0, exponent = 0, exponent_bits = 0, mantissa = 0,
              mantissa_bits = 0;
  return H5Tget_size(type) == 2 &&
         H5Tget_fields(type, &sign, &exponent, &exponent_bits, &mantissa,
                       &mantissa_bits) >= 0 &&
         sign == 15 && exponent == 10 && exponent_bits == 5 && mantissa == 0 &&
         mantissa_bits == 10 && H5Tget_ebias(type) == 15;
}

std::optional<DataType> float_type(hid_t type) {
  if (is_one_of(type, {H5T_IEEE_F32LE, H5T_IEEE_F32BE}) || is_half(type)) {
    return DataType::float32;
  }
  if (is_one_of(type, {H5T_IEEE_F64LE, H5T_IEEE_F64BE})) {
    return DataType::float64;
  }
  return {};
}

// h5py's: FALSE = 0 and TRUE = 1 over a byte.
bool is_boolean(hid_t type) {
  if (H5Tget_size(type) != 1 || H5Tget_nmembers(type) != 2) return false;
  for (unsigned member = 0; member < 2; ++member) {
    const std::unique_ptr<char, herr_t (*)(void*)> name(
        H5Tget_member_name(type, member), H5free_memory);
    std::uint8_t value = 0;
    if (name == nullptr || H5Tget_member_value(type, member, &value) < 0 ||
        value != (std::string_view(name.get()) == "TRUE" ? 1 : 0)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<DataType> data_type(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return integer_type(type);
    case H5T_FLOAT:
      return float_type(type);
    case H5T_ENUM:
      if (is_boolean(type)) return DataType::boolean;
      return {};
    case H5T_STRING:
      return DataType::string;
    default:
      return {};
  }
}

std::string type_words(hid_t type) {
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return concat("integers of ", H5Tget_precision(type), " bits");
    case H5T_FLOAT:
      return concat("floats of ", H5Tget_precision(type), " bits");
    case H5T_ENUM:
      return "an enumeration";
    case H5T_COMPOUND:
      return "a table of fields";
    case H5T_REFERENCE:
      return "references";
    case H5T_VLEN:
      return "lists of different lengths";
    case H5T_ARRAY:
      return "arrays";
    default:
      return "bytes without a meaning";
  }
}

hid_t native_type(DataType type) {
  switch (type) {
    case DataType::boolean:
    case DataType::int8:
      return H5T_NATIVE_INT8;
    case DataType::int16:
      return H5T_NATIVE_INT16;
    case DataType::int32:
      return H5T_NATIVE_INT32;
    case DataType::int64:
      return H5T_NATIVE_INT64;
    case DataType::uint8:
      return H5T_NATIVE_UINT8;
    case DataType::uint16:
      return H5T_NATIVE_UINT16;
    case DataType::uint32:
      return H5T_NATIVE_UINT32;
    case DataType::uint64:
      return H5T_NATIVE_UINT64;
    case DataType::float32:
      return H5T_NATIVE_FLOAT;
    case DataType::float64:
      return H5T_NATIVE_DOUBLE;
    case DataType::string:
      break;
  }
  return -1;
}

}  // namespace moonstain::hdf5
