#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"
#include "core/data/zarr/reader.h"
#include "core/data/zarr/types.h"

namespace moonstain {

/// What an AnnData object is stored as: groups and arrays by path, with
/// attributes, in a folder of Zarr or a file of HDF5.
///
/// @throws Error (all members) naming the folder or file, and the element
class Elements {
 public:
  virtual ~Elements() = default;

  /// The folder or file, as errors call it.
  virtual std::string name() const = 0;
  virtual bool has(std::string_view path) const = 0;
  virtual bool is_array(std::string_view path) const = 0;
  /// Names in a group, sorted by bytes.
  virtual std::vector<std::string> children(std::string_view path) const = 0;
  /// "" is the object itself.
  virtual Json attributes(std::string_view path) const = 0;
  virtual zarr::ArrayInfo info(std::string_view path) const = 0;
  virtual zarr::ChunkCount chunks(std::string_view path) const = 0;
  virtual std::vector<std::string> strings(std::string_view path) const = 0;
  /// Any integer or bool type, widened. @throws Error on a value above
  /// INT64_MAX
  virtual std::vector<std::int64_t> integers(std::string_view path) const = 0;
  /// Any number type as float64.
  virtual std::vector<double> numbers(std::string_view path) const = 0;
  /// The only text of an array.
  virtual std::string text(std::string_view path) const = 0;

  /// The whole array in C order. @throws Error when its type is not T's
  template <typename T>
  std::vector<T> array(std::string_view path) const {
    std::vector<T> values(elements(path));
    array_into<T>(path, values);
    return values;
  }
  /// The same into memory of the caller, [elements].
  template <typename T>
  void array_into(std::string_view path, std::span<T> values) const {
    read(path, zarr::data_type_of<T>(), values.data(), values.size());
  }

 protected:
  /// @param values  memory for `count` values of this type, which is the
  ///                array's own
  virtual void read(std::string_view path, zarr::DataType type, void* values,
                    std::size_t count) const = 0;

 private:
  std::size_t elements(std::string_view path) const;
};

/// A folder of Zarr.
class ZarrElements final : public Elements {
 public:
  explicit ZarrElements(const fs::path& folder) : in_(folder) {}

  const zarr::Reader& reader() const { return in_; }
  std::string name() const override { return in_.folder().string(); }
  bool has(std::string_view path) const override { return in_.has(path); }
  bool is_array(std::string_view path) const override {
    return in_.is_array(path);
  }
  std::vector<std::string> children(std::string_view path) const override {
    return in_.children(path);
  }
  Json attributes(std::string_view path) const override {
    return in_.attributes(path);
  }
  zarr::ArrayInfo info(std::string_view path) const override {
    return in_.info(path);
  }
  zarr::ChunkCount chunks(std::string_view path) const override {
    return in_.chunks(path);
  }
  std::vector<std::string> strings(std::string_view path) const override {
    return in_.strings(path);
  }
  std::vector<std::int64_t> integers(std::string_view path) const override {
    return in_.integers(path);
  }
  std::vector<double> numbers(std::string_view path) const override {
    return in_.numbers(path);
  }
  std::string text(std::string_view path) const override {
    return in_.text(path);
  }

 protected:
  void read(std::string_view path, zarr::DataType type, void* values,
            std::size_t count) const override;

 private:
  zarr::Reader in_;
};

}  // namespace moonstain
