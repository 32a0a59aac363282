#include "core/data/anndata/copy.h"

#include <span>

#include "core/base/error.h"
#include "core/data/anndata/parts.h"
#include "core/data/zarr/types.h"

namespace moonstain {
namespace {

// The two kinds of writers differ in how they take attributes.
struct IntoZarr {
  zarr::Writer& out;
  void group(const std::string& path, const Json& attributes) {
    out.group(path, attributes);
  }
  static zarr::ArrayOptions options(const Json& attributes) {
    zarr::ArrayOptions options;
    options.attributes = attributes;
    return options;
  }
  template <typename T>
  void array(const std::string& path, std::span<const T> values,
             const zarr::Shape& shape, const Json& attributes) {
    out.array(path, values, shape, options(attributes));
  }
  void strings(const std::string& path, const std::vector<std::string>& values,
               const Json& attributes) {
    out.strings(path, values, options(attributes));
  }
  template <typename T>
  void scalar(const std::string& path, T value, const Json& attributes) {
    out.scalar(path, value, attributes);
  }
  void text(const std::string& path, const std::string& value,
            const Json& attributes) {
    out.text(path, value, attributes);
  }
};

template <typename T, typename Out>
void copy_numbers(const zarr::Reader& in, const std::string& from, Out& out,
                  const std::string& to, const zarr::Shape& shape,
                  const Json& attributes) {
  if (shape.empty()) {
    out.scalar(to, in.scalar<T>(from), attributes);
    return;
  }
  const std::vector<T> values = in.array<T>(from);
  out.array(to, std::span<const T>(values), shape, attributes);
}

template <typename Out>
void copy_array(const zarr::Reader& in, const std::string& from, Out& out,
                const std::string& to) {
  const zarr::ArrayInfo info = in.info(from);
  const Json attributes = in.attributes(from);
  using zarr::Bool;
#define MOONSTAIN_COPY(T)                                       \
  if (info.type == zarr::data_type_of<T>()) {                   \
    copy_numbers<T>(in, from, out, to, info.shape, attributes); \
    return;                                                     \
  }
  MOONSTAIN_ZARR_TYPES(MOONSTAIN_COPY)
#undef MOONSTAIN_COPY
  if (info.shape.empty()) {
    out.text(to, in.text(from), attributes);
    return;
  }
  check(info.shape.size() == 1, from, ": texts with ", info.shape.size(),
        " axes, expected one");
  out.strings(to, in.strings(from), attributes);
}

template <typename Out>
void copy_all(const zarr::Reader& in, const std::string& from, Out& out,
              const std::string& to) {
  if (in.is_array(from)) {
    copy_array(in, from, out, to);
    return;
  }
  out.group(to, in.attributes(from));
  for (const std::string& name : in.children(from)) {
    copy_all(in, from.empty() ? name : join(from, name), out,
             to.empty() ? name : join(to, name));
  }
}

}  // namespace

void copy_element(const zarr::Reader& in, const std::string& from,
                  hdf5::Writer& out, const std::string& to) {
  copy_all(in, from, out, to);
}

void copy_element(const zarr::Reader& in, const std::string& from,
                  zarr::Writer& out, const std::string& to) {
  IntoZarr into{out};
  copy_all(in, from, into, to);
}

}  // namespace moonstain
