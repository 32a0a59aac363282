#include "core/data/zarr/fill.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/data/zarr/strings.h"

namespace moonstain::zarr {
namespace {

bool is_float(DataType type) {
  return type == DataType::float32 || type == DataType::float64;
}

bool is_signed(DataType type) {
  return type >= DataType::int8 && type <= DataType::int64;
}

template <typename T>
std::string bytes_of(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

std::string float_bytes(DataType type, double value) {
  return type == DataType::float32 ? bytes_of(static_cast<float>(value))
                                   : bytes_of(value);
}

// "0x7fc00000": the bits of the value, most significant first.
std::string hex_bytes(const std::string& text, std::int64_t width,
                      std::string_view where) {
  std::string bytes;
  bool good = text.size() == static_cast<std::size_t>(2 + 2 * width);
  for (std::size_t i = 2; good && i < text.size(); i += 2) {
    unsigned value = 0;
    const auto end = text.data() + i + 2;
    const auto parsed = std::from_chars(text.data() + i, end, value, 16);
    good = parsed.ec == std::errc() && parsed.ptr == end;
    bytes.push_back(static_cast<char>(value));
  }
  check(good, where, ": fill_value is '", text, "', expected 0x and ",
        2 * width, " hexadecimal digits");
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

std::string integer_bytes(DataType type, const Json& value,
                          std::string_view where) {
  const std::int64_t width = row_of(type).width_bytes;
  bool fits = false;
  std::uint64_t bits = 0;
  if (value.is_number_unsigned() ||
      (value.is_number_integer() && value.get<std::int64_t>() >= 0)) {
    bits = value.get<std::uint64_t>();
    const int used = std::bit_width(bits);
    fits = used <= 8 * width - (is_signed(type) ? 1 : 0);
  } else if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    bits = static_cast<std::uint64_t>(number);
    const int used = std::bit_width(static_cast<std::uint64_t>(~number)) + 1;
    fits = is_signed(type) && used <= 8 * width;
  } else if (value.is_number_float()) {
    // Some writers put 0.0 for an integer array.
    const double number = value.get<double>();
    const auto whole = static_cast<std::int64_t>(number);
    if (static_cast<double>(whole) == number) {
      return integer_bytes(type, Json(whole), where);
    }
  }
  check(fits, where, ": fill_value ", value.dump(), " does not fit ",
        data_type_name(type));
  return bytes_of(bits).substr(0, static_cast<std::size_t>(width));
}

}  // namespace

std::string fill_bytes(DataType type, std::int64_t width_bytes,
                       const Json& value, std::string_view where) {
  if (type == DataType::string) {
    // "" from newer writers, 0 or null from older ones.
    if (value.is_string()) return value.get<std::string>();
    check(value.is_null() || value == Json(0), where, ": fill_value of a ",
          "string array is ", value.dump(), ", expected text");
    return "";
  }
  if (value.is_null()) {
    return std::string(static_cast<std::size_t>(width_bytes), '\0');
  }
  if (value.is_string()) {
    const auto text = value.get<std::string>();
    if (text.starts_with("0x")) {
      return hex_bytes(text, width_bytes, where);
    }
    check(is_float(type), where, ": fill_value '", text, "' of an array of ",
          data_type_name(type));
    const double infinity = std::numeric_limits<double>::infinity();
    if (text == "NaN") {
      return type == DataType::float32 ? bytes_of(0x7fc00000U)
                                       : bytes_of(0x7ff8000000000000ULL);
    }
    if (text == "Infinity") return float_bytes(type, infinity);
    if (text == "-Infinity") return float_bytes(type, -infinity);
    fail(where, ": fill_value '", text, "' is not known");
  }
  if (type == DataType::boolean) {
    check(value.is_boolean() || value == Json(0) || value == Json(1), where,
          ": fill_value ", value.dump(), " of an array of bool");
    const bool yes = value.is_boolean() ? value.get<bool>() : value == Json(1);
    return std::string(1, yes ? '\1' : '\0');
  }
  if (is_float(type)) {
    check(value.is_number(), where, ": fill_value ", value.dump(),
          " is not a number");
    return float_bytes(type, value.get<double>());
  }
  return integer_bytes(type, value, where);
}

std::string base64_text(const std::string& value, std::int64_t width_bytes,
                        std::string_view where) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string_view digits =
      std::string_view(value).substr(0, value.find_last_not_of('=') + 1);
  std::string bytes;
  bool good = value.size() % 4 == 0 && value.size() - digits.size() <= 2;
  std::uint32_t bits = 0;
  for (std::size_t i = 0; good && i < digits.size(); ++i) {
    const std::size_t digit = kDigits.find(digits[i]);
    good = digit != std::string_view::npos;
    bits = bits << 6 | static_cast<std::uint32_t>(digit & 63);
    // Four digits are three bytes; the first completes none.
    if (i % 4 != 0) bytes.push_back(static_cast<char>(bits >> (6 - i % 4 * 2)));
  }
  check(good, where, ": fill_value '", value,
        "' of an array of bytes, expected base64");
  check(static_cast<std::int64_t>(bytes.size()) <= width_bytes, where,
        ": fill_value '", value, "' is of ", bytes.size(),
        " bytes, expected at most ", width_bytes);
  if (bytes.empty()) return bytes;
  return decode_fixed_strings(bytes, static_cast<std::int64_t>(bytes.size()),
                              false, false, concat(where, ": fill_value"))[0];
}

Json zero_json(DataType type) {
  if (type == DataType::boolean) return false;
  if (type == DataType::string) return "";
  if (is_float(type)) return 0.0;
  return 0;
}

}  // namespace moonstain::zarr
