#include "core/data/hdf5/writer.h"

#include <hdf5.h>

#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/hdf5/handle.h"
#include "core/data/hdf5/library.h"

namespace moonstain::hdf5 {
namespace {

// The file in memory grows by so much at a time.
constexpr std::size_t kGrowth = std::size_t{1} << 22;

// Identifiers that the library makes; below 0 it has failed.
Handle made(hid_t id, Handle::Close close, std::string_view path) {
  check(id >= 0, "element '", path,
        "' cannot be written (the library HDF5 has failed)");
  return {id, close};
}

void done(herr_t code, std::string_view path) {
  check(code >= 0, "element '", path,
        "' cannot be written (the library HDF5 has failed)");
}

Handle text_type(std::string_view path) {
  Handle type = made(H5Tcopy(H5T_C_S1), H5Tclose, path);
  done(H5Tset_size(type.get(), H5T_VARIABLE), path);
  done(H5Tset_cset(type.get(), H5T_CSET_UTF8), path);
  return type;
}

Handle truth_type(std::string_view path) {
  Handle type = made(H5Tenum_create(H5T_STD_I8LE), H5Tclose, path);
  const std::int8_t no = 0, yes = 1;
  done(H5Tenum_insert(type.get(), "FALSE", &no), path);
  done(H5Tenum_insert(type.get(), "TRUE", &yes), path);
  return type;
}

template <typename T>
Handle type_of(std::string_view path) {
  using zarr::DataType;
  if constexpr (std::is_same_v<T, zarr::Bool>) return truth_type(path);
  const auto kept = [&](hid_t type) {
    return made(H5Tcopy(type), H5Tclose, path);
  };
  switch (zarr::data_type_of<T>()) {
    case DataType::int8:
      return kept(H5T_STD_I8LE);
    case DataType::int16:
      return kept(H5T_STD_I16LE);
    case DataType::int32:
      return kept(H5T_STD_I32LE);
    case DataType::int64:
      return kept(H5T_STD_I64LE);
    case DataType::uint8:
      return kept(H5T_STD_U8LE);
    case DataType::uint16:
      return kept(H5T_STD_U16LE);
    case DataType::uint32:
      return kept(H5T_STD_U32LE);
    case DataType::uint64:
      return kept(H5T_STD_U64LE);
    case DataType::float32:
      return kept(H5T_IEEE_F32LE);
    case DataType::float64:
      return kept(H5T_IEEE_F64LE);
    case DataType::boolean:
    case DataType::string:
      break;
  }
  fail("element '", path, "' has a type that HDF5 files of ours have not");
}

Handle space_of(const zarr::Shape& shape, std::string_view path) {
  if (shape.empty()) return made(H5Screate(H5S_SCALAR), H5Sclose, path);
  const std::vector<hsize_t> sides(shape.begin(), shape.end());
  return made(
      H5Screate_simple(static_cast<int>(sides.size()), sides.data(), nullptr),
      H5Sclose, path);
}

std::vector<const char*> pointers(const std::vector<std::string>& texts,
                                  std::string_view path) {
  std::vector<const char*> out;
  for (const std::string& text : texts) {
    check(text.find('\0') == std::string::npos, "element '", path,
          "' has a text with a zero byte, '", printable_in_line(text),
          "', which HDF5 would cut there");
    out.push_back(text.c_str());
  }
  return out;
}

// One attribute of values of a type.
void put_attribute(hid_t object, const char* name, const Handle& type,
                   const Handle& space, const void* values,
                   std::string_view path) {
  const Handle attribute =
      made(H5Acreate2(object, name, type.get(), space.get(), H5P_DEFAULT,
                      H5P_DEFAULT),
           H5Aclose, path);
  if (values == nullptr) return;  // an empty list
  done(H5Awrite(attribute.get(), type.get(), values), path);
}

void put_attribute(hid_t object, const std::string& name, const Json& value,
                   std::string_view path) {
  const char* called = name.c_str();
  const Handle one = space_of({}, path);
  if (value.is_string()) {
    const std::vector<std::string> texts{value.get<std::string>()};
    put_attribute(object, called, text_type(path), one,
                  pointers(texts, path).data(), path);
  } else if (value.is_boolean()) {
    const std::int8_t truth = value.get<bool>() ? 1 : 0;
    put_attribute(object, called, truth_type(path), one, &truth, path);
  } else if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    put_attribute(object, called, type_of<std::int64_t>(path), one, &number,
                  path);
  } else if (value.is_number()) {
    const auto number = value.get<double>();
    put_attribute(object, called, type_of<double>(path), one, &number, path);
  } else {
    check(value.is_array(), "element '", path, "' has an attribute '", name,
          "' that HDF5 files of ours have no form for");
    const Handle list =
        space_of({static_cast<std::int64_t>(value.size())}, path);
    if (!value.empty() && value.front().is_number_integer()) {
      const auto numbers = value.get<std::vector<std::int64_t>>();
      put_attribute(object, called, type_of<std::int64_t>(path), list,
                    numbers.data(), path);
      return;
    }
    const auto texts = value.get<std::vector<std::string>>();
    put_attribute(object, called, text_type(path), list,
                  pointers(texts, path).data(), path);
  }
}

void put_attributes(hid_t object, const Json& attributes,
                    std::string_view path) {
  for (const auto& [name, value] : attributes.items()) {
    put_attribute(object, name, value, path);
  }
}

}  // namespace

struct Writer::Made {
  Handle file;

  void dataset(std::string_view path, const Handle& type,
               const zarr::Shape& shape, const void* values,
               const Json& attributes) const {
    const Handle how = made(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, path);
    done(H5Pset_obj_track_times(how.get(), 0), path);
    const Handle space = space_of(shape, path);
    const Handle set =
        made(H5Dcreate2(file.get(), std::string(path).c_str(), type.get(),
                        space.get(), H5P_DEFAULT, how.get(), H5P_DEFAULT),
             H5Dclose, path);
    if (zarr::element_count(shape) > 0) {
      done(H5Dwrite(set.get(), type.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                    values),
           path);
    }
    put_attributes(set.get(), attributes, path);
  }
};

Writer::Writer() : made_(std::make_unique<Made>()) {
  prepare_library();
  const Handle access = made(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "");
  done(H5Pset_fapl_core(access.get(), kGrowth, 0), "");
  // The name is the library's own: there is no file behind it.
  made_->file =
      made(H5Fcreate("in memory", H5F_ACC_TRUNC, H5P_DEFAULT, access.get()),
           H5Fclose, "");
}

Writer::~Writer() = default;

void Writer::group(std::string_view path, const Json& attributes) {
  const hid_t file = made_->file.get();
  if (path.empty()) {
    put_attributes(file, attributes, path);
    return;
  }
  const Handle group = made(H5Gcreate2(file, std::string(path).c_str(),
                                       H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                            H5Gclose, path);
  put_attributes(group.get(), attributes, path);
}

template <typename T>
void Writer::array(std::string_view path, std::span<const T> values,
                   const zarr::Shape& shape, const Json& attributes) {
  const std::int64_t count = zarr::element_count(shape);
  check(count == static_cast<std::int64_t>(values.size()), "element '", path,
        "' has ", values.size(), " values for a shape of ", count);
  made_->dataset(path, type_of<T>(path), shape, values.data(), attributes);
}

void Writer::strings(std::string_view path,
                     const std::vector<std::string>& values,
                     const Json& attributes) {
  made_->dataset(path, text_type(path),
                 {static_cast<std::int64_t>(values.size())},
                 pointers(values, path).data(), attributes);
}

template <typename T>
void Writer::scalar(std::string_view path, T value, const Json& attributes) {
  made_->dataset(path, type_of<T>(path), {}, &value, attributes);
}

void Writer::text(std::string_view path, std::string_view value,
                  const Json& attributes) {
  const std::vector<std::string> texts{std::string(value)};
  made_->dataset(path, text_type(path), {}, pointers(texts, path).data(),
                 attributes);
}

FileEntry Writer::finish(const fs::path& file) {
  done(H5Fflush(made_->file.get(), H5F_SCOPE_GLOBAL), "");
  const ssize_t size = H5Fget_file_image(made_->file.get(), nullptr, 0);
  check(size > 0, file.native(),
        ": cannot be made (the library HDF5 has failed)");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  check(
      H5Fget_file_image(made_->file.get(), bytes.data(), bytes.size()) == size,
      file.native(), ": cannot be made (the library HDF5 has failed)");
  made_->file = Handle();
  return write_file(file, bytes);
}

#define MOONSTAIN_HDF5_TYPE(T)                                         \
  template void Writer::array<T>(std::string_view, std::span<const T>, \
                                 const zarr::Shape&, const Json&);     \
  template void Writer::scalar<T>(std::string_view, T, const Json&);

using zarr::Bool;
MOONSTAIN_ZARR_TYPES(MOONSTAIN_HDF5_TYPE)
#undef MOONSTAIN_HDF5_TYPE

}  // namespace moonstain::hdf5
