#pragma once

#include <hdf5.h>

#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/base/error.h"
#include "core/base/path.h"

namespace moonstain {

/// Writes an HDF5 file for tests, as h5py writes it; closed when it goes.
class H5File {
 public:
  explicit H5File(const fs::path& path)
      : file_(ok(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT,
                           H5P_DEFAULT))) {}
  ~H5File() { H5Fclose(file_); }
  H5File(const H5File&) = delete;
  H5File& operator=(const H5File&) = delete;

  hid_t id() const { return file_; }

  void group(const std::string& path) {
    H5Gclose(ok(H5Gcreate2(file_, path.c_str(), H5P_DEFAULT, H5P_DEFAULT,
                           H5P_DEFAULT)));
  }

  template <typename T>
  static hid_t type_of() {
    if constexpr (std::is_same_v<T, float>) return H5T_IEEE_F32LE;
    if constexpr (std::is_same_v<T, double>) return H5T_IEEE_F64LE;
    if constexpr (std::is_same_v<T, std::int8_t>) return H5T_STD_I8LE;
    if constexpr (std::is_same_v<T, std::int16_t>) return H5T_STD_I16LE;
    if constexpr (std::is_same_v<T, std::int32_t>) return H5T_STD_I32LE;
    if constexpr (std::is_same_v<T, std::int64_t>) return H5T_STD_I64LE;
    if constexpr (std::is_same_v<T, std::uint8_t>) return H5T_STD_U8LE;
    if constexpr (std::is_same_v<T, std::uint32_t>) return H5T_STD_U32LE;
    if constexpr (std::is_same_v<T, std::uint64_t>) return H5T_STD_U64LE;
  }

  /// An array; without sides it has one axis.
  /// @param made  properties of its creation: chunks, filters
  template <typename T>
  void numbers(const std::string& path, const std::vector<T>& values,
               std::vector<hsize_t> sides = {}, hid_t made = H5P_DEFAULT) {
    if (sides.empty()) sides = {values.size()};
    dataset(path, type_of<T>(), values.data(), sides, made);
  }
  template <typename T>
  void scalar(const std::string& path, T value) {
    const hid_t space = ok(H5Screate(H5S_SCALAR));
    const hid_t made = ok(H5Dcreate2(file_, path.c_str(), type_of<T>(), space,
                                     H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    ok(H5Dwrite(made, type_of<T>(), H5S_ALL, H5S_ALL, H5P_DEFAULT, &value));
    H5Dclose(made);
    H5Sclose(space);
  }

  /// Texts of any length, as h5py writes them.
  void strings(const std::string& path, const std::vector<std::string>& texts) {
    std::vector<const char*> places;
    for (const std::string& text : texts) places.push_back(text.c_str());
    const hid_t type = text_type(H5T_VARIABLE);
    dataset(path, type, places.data(), {texts.size()}, H5P_DEFAULT);
    H5Tclose(type);
  }
  /// Texts of one length, filled up as numpy does; without sides in one axis.
  void fixed_strings(const std::string& path,
                     const std::vector<std::string>& texts, std::size_t width,
                     std::vector<hsize_t> sides = {},
                     H5T_str_t padding = H5T_STR_NULLPAD, char fill = '\0') {
    if (sides.empty()) sides = {texts.size()};
    std::string bytes;
    for (std::string text : texts) {
      text.resize(width, fill);
      bytes += text;
    }
    const hid_t type = text_type(width);
    ok(H5Tset_strpad(type, padding));
    dataset(path, type, bytes.data(), sides, H5P_DEFAULT);
    H5Tclose(type);
  }
  /// h5py's truth values.
  void truths(const std::string& path, const std::vector<std::int8_t>& values) {
    const hid_t type = truth_type();
    dataset(path, type, values.data(), {values.size()}, H5P_DEFAULT);
    H5Tclose(type);
  }

  void attribute(const std::string& path, const char* name,
                 const std::string& text) {
    const char* place = text.c_str();
    const hid_t type = text_type(H5T_VARIABLE);
    attribute(path, name, type, &place, {}, true);
    H5Tclose(type);
  }
  void attribute(const std::string& path, const char* name,
                 const std::vector<std::string>& texts) {
    std::vector<const char*> places;
    for (const std::string& text : texts) places.push_back(text.c_str());
    const hid_t type =
        texts.empty() ? ok(H5Tcopy(H5T_IEEE_F64LE)) : text_type(H5T_VARIABLE);
    attribute(path, name, type, places.data(), {texts.size()}, false);
    H5Tclose(type);
  }
  void attribute(const std::string& path, const char* name,
                 const std::vector<std::int64_t>& values) {
    attribute(path, name, H5T_STD_I64LE, values.data(), {values.size()}, false);
  }
  void number(const std::string& path, const char* name, std::int64_t value) {
    attribute(path, name, H5T_STD_I64LE, &value, {}, true);
  }
  void truth(const std::string& path, const char* name, bool value) {
    const std::int8_t byte = value ? 1 : 0;
    const hid_t type = truth_type();
    attribute(path, name, type, &byte, {}, true);
    H5Tclose(type);
  }

  void dataset(const std::string& path, hid_t type, const void* values,
               const std::vector<hsize_t>& sides, hid_t made) {
    const hid_t space = ok(H5Screate_simple(static_cast<int>(sides.size()),
                                            sides.data(), nullptr));
    const hid_t set = ok(H5Dcreate2(file_, path.c_str(), type, space,
                                    H5P_DEFAULT, made, H5P_DEFAULT));
    if (values != nullptr && H5Sget_simple_extent_npoints(space) > 0) {
      ok(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    }
    H5Dclose(set);
    H5Sclose(space);
  }

  template <typename Result>
  static Result ok(Result result) {
    check(result >= 0, "HDF5 cannot write what a test asks for");
    return result;
  }

 private:
  static hid_t text_type(std::size_t width) {
    const hid_t type = ok(H5Tcopy(H5T_C_S1));
    ok(H5Tset_size(type, width));
    ok(H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
  }
  static hid_t truth_type() {
    const hid_t type = ok(H5Tenum_create(H5T_STD_I8LE));
    std::int8_t value = 0;
    ok(H5Tenum_insert(type, "FALSE", &value));
    value = 1;
    ok(H5Tenum_insert(type, "TRUE", &value));
    return type;
  }
  void attribute(const std::string& path, const char* name, hid_t type,
                 const void* values, const std::vector<hsize_t>& sides,
                 bool is_scalar) {
    const hid_t object = ok(H5Oopen(file_, path.c_str(), H5P_DEFAULT));
    const hid_t space =
        is_scalar ? ok(H5Screate(H5S_SCALAR))
                  : ok(H5Screate_simple(static_cast<int>(sides.size()),
                                        sides.data(), nullptr));
    const hid_t made =
        ok(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
    if (H5Sget_simple_extent_npoints(space) > 0) {
      ok(H5Awrite(made, type, values));
    }
    H5Aclose(made);
    H5Sclose(space);
    H5Oclose(object);
  }

  hid_t file_;
};

}  // namespace moonstain
