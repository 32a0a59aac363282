#include "core/data/zarr/reader.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/folder.h"
#include "core/data/zarr/checksum.h"
#include "core/data/zarr/chunk_count.h"
#include "core/data/zarr/chunks.h"
#include "core/data/zarr/codec.h"
#include "core/data/zarr/metadata.h"
#include "core/data/zarr/strings.h"

namespace moonstain::zarr {
namespace {

// The bytes of a 0-dimensional array's only element.
std::string scalar_bytes(const ArrayMetadata& m, const fs::path& folder) {
  const fs::path path = folder / m.chunk_key({});
  if (!exists(path)) {
    check_may_lack(m, path.string());
    return m.fill;
  }
  const std::string packed =
      checked_payload(read_file(path), m.crc32c, path.string());
  std::string bytes =
      unpack_bytes(packed, m.codec, std::uint64_t{1} << 30, path.string());
  if (m.width_bytes > 0) {
    check(bytes.size() == static_cast<std::size_t>(m.width_bytes),
          path.string(), ": unpacks to ", bytes.size(), " bytes, expected ",
          m.width_bytes);
  }
  if (m.big_endian && m.type != DataType::string) {
    std::reverse(bytes.begin(), bytes.end());
  }
  return bytes;
}

// Reads rows of a number array into memory of its element's width.
void read_elements(const ArrayMetadata& m, const fs::path& folder,
                   std::int64_t row_begin, std::int64_t row_end, void* out) {
  if (m.shape.empty()) {
    const std::string bytes = scalar_bytes(m, folder);
    std::memcpy(out, bytes.data(), bytes.size());
    return;
  }
  read_chunks(m, folder, row_begin, row_end, out);
}

std::int64_t all_rows(const ArrayMetadata& m) {
  return m.shape.empty() ? 1 : m.shape[0];
}

template <typename T>
void check_type(const ArrayMetadata& m, const fs::path& folder) {
  check(m.type == data_type_of<T>(), folder.string(), ": is an array of ",
        data_type_name(m.type), ", expected ",
        data_type_name(data_type_of<T>()));
}

template <typename T, typename Out>
void widen(const ArrayMetadata& m, const fs::path& folder,
           std::vector<Out>& out) {
  std::vector<T> values(static_cast<std::size_t>(m.elements()));
  read_elements(m, folder, 0, all_rows(m), values.data());
  out.reserve(values.size());
  for (const T value : values) {
    if constexpr (std::is_same_v<T, std::uint64_t> &&
                  std::is_same_v<Out, std::int64_t>) {
      check(value <= std::uint64_t{std::numeric_limits<std::int64_t>::max()},
            folder.string(), ": ", value, " does not fit int64");
    }
    out.push_back(static_cast<Out>(value));
  }
}

template <typename Out>
bool widen_integers(const ArrayMetadata& m, const fs::path& folder,
                    std::vector<Out>& out) {
  switch (m.type) {
    case DataType::boolean:
    case DataType::uint8:
      return widen<std::uint8_t>(m, folder, out), true;
    case DataType::int8:
      return widen<std::int8_t>(m, folder, out), true;
    case DataType::int16:
      return widen<std::int16_t>(m, folder, out), true;
    case DataType::int32:
      return widen<std::int32_t>(m, folder, out), true;
    case DataType::int64:
      return widen<std::int64_t>(m, folder, out), true;
    case DataType::uint16:
      return widen<std::uint16_t>(m, folder, out), true;
    case DataType::uint32:
      return widen<std::uint32_t>(m, folder, out), true;
    case DataType::uint64:
      return widen<std::uint64_t>(m, folder, out), true;
    default:
      return false;
  }
}

}  // namespace

Reader::Reader(fs::path folder) : folder_(std::move(folder)) {
  check(is_folder(folder_) && node_kind(folder_) == NodeKind::group,
        folder_.string(), ": no Zarr group is here");
}

fs::path Reader::node(std::string_view path) const {
  return node_folder(folder_, path);
}

bool Reader::has(std::string_view path) const {
  return is_folder(node(path)) && node_kind(node(path)) != NodeKind::none;
}

bool Reader::is_group(std::string_view path) const {
  return is_folder(node(path)) && node_kind(node(path)) == NodeKind::group;
}

bool Reader::is_array(std::string_view path) const {
  return is_folder(node(path)) && node_kind(node(path)) == NodeKind::array;
}

std::vector<std::string> Reader::children(std::string_view path) const {
  std::vector<std::string> names;
  for (const std::string& name : list_folder(node(path))) {
    const fs::path child = node(path) / name;
    if (is_folder(child) && node_kind(child) != NodeKind::none) {
      names.push_back(name);
    }
  }
  return names;
}

Json Reader::attributes(std::string_view path) const {
  return read_attributes(node(path));
}

ArrayInfo Reader::info(std::string_view path) const {
  const ArrayMetadata m = read_metadata(node(path));
  return {m.type, m.shape, m.chunks, m.shards, m.dimension_names};
}

ChunkCount Reader::chunks(std::string_view path) const {
  return count_chunks(read_metadata(node(path)), node(path));
}

template <typename T>
void Reader::array_into(std::string_view path, std::span<T> values) const {
  const fs::path folder = node(path);
  const ArrayMetadata m = read_metadata(folder);
  check_type<T>(m, folder);
  check(static_cast<std::int64_t>(values.size()) == m.elements(),
        folder.string(), ": has ", m.elements(), " elements, expected ",
        values.size());
  read_elements(m, folder, 0, all_rows(m), values.data());
}

template <typename T>
std::vector<T> Reader::array(std::string_view path) const {
  const fs::path folder = node(path);
  const ArrayMetadata m = read_metadata(folder);
  check_type<T>(m, folder);
  std::vector<T> values(static_cast<std::size_t>(m.elements()));
  read_elements(m, folder, 0, all_rows(m), values.data());
  return values;
}

template <typename T>
std::vector<T> Reader::rows(std::string_view path, std::int64_t begin,
                            std::int64_t end) const {
  const fs::path folder = node(path);
  const ArrayMetadata m = read_metadata(folder);
  check_type<T>(m, folder);
  check(!m.shape.empty() && 0 <= begin && begin <= end && end <= m.shape[0],
        folder.string(), ": rows ", begin, " to ", end, " of ",
        m.shape.empty() ? 0 : m.shape[0]);
  const std::int64_t per_row = m.shape[0] == 0 ? 0 : m.elements() / m.shape[0];
  std::vector<T> values(static_cast<std::size_t>((end - begin) * per_row));
  read_elements(m, folder, begin, end, values.data());
  return values;
}

std::vector<std::int64_t> Reader::integers(std::string_view path) const {
  const fs::path folder = node(path);
  const ArrayMetadata m = read_metadata(folder);
  std::vector<std::int64_t> out;
  check(widen_integers(m, folder, out), folder.string(), ": is an array of ",
        data_type_name(m.type), ", expected integers");
  return out;
}

std::vector<double> Reader::numbers(std::string_view path) const {
  const fs::path folder = node(path);
  const ArrayMetadata m = read_metadata(folder);
  std::vector<double> out;
  if (widen_integers(m, folder, out)) return out;
  check(m.type != DataType::string, folder.string(),
        ": is an array of string, expected numbers");
  if (m.type == DataType::float32) {
    widen<float>(m, folder, out);
  } else {
    widen<double>(m, folder, out);
  }
  return out;
}

std::vector<std::string> Reader::strings(std::string_view path) const {
  const fs::path folder = node(path);
  const ArrayMetadata m = read_metadata(folder);
  check(m.type == DataType::string, folder.string(), ": is an array of ",
        data_type_name(m.type), ", expected strings");
  const bool fixed = m.fixed_utf32 || m.fixed_bytes;
  const auto decode = [&](std::string_view bytes, std::int64_t count,
                          std::string_view where) {
    if (!fixed) {
      return decode_strings(bytes, static_cast<std::size_t>(count), where);
    }
    check(static_cast<std::int64_t>(bytes.size()) == count * m.width_bytes,
          where, ": unpacks to ", bytes.size(), " bytes, expected ",
          count * m.width_bytes);
    return decode_fixed_strings(bytes, m.width_bytes, m.fixed_utf32,
                                m.big_endian, where);
  };
  if (m.shape.empty()) {
    if (!exists(folder / m.chunk_key({}))) return {scalar_bytes(m, folder)};
    return decode(scalar_bytes(m, folder), 1, folder.string());
  }
  check(m.shape.size() == 1, folder.string(), ": strings of ", m.shape.size(),
        " axes; this reader knows one axis");
  const Shape count = ArrayMetadata::grid(m.shape, m.chunks);
  std::vector<std::string> out;
  out.reserve(static_cast<std::size_t>(m.shape[0]));
  for (Shape chunk{0}; chunk[0] < count[0]; ++chunk[0]) {
    const std::string where = concat(folder.string(), ": chunk ", chunk[0]);
    const std::string packed = packed_chunk(m, folder, chunk);
    const std::int64_t left = m.shape[0] - chunk[0] * m.chunks[0];
    const std::int64_t taken = std::min(left, m.chunks[0]);
    if (packed.empty()) {
      check_may_lack(m, where);
      out.insert(out.end(), static_cast<std::size_t>(taken), m.fill);
      continue;
    }
    auto items =
        decode(unpack_bytes(packed, m.codec, std::uint64_t{1} << 32, where),
               m.chunks[0], where);
    std::move(items.begin(), items.begin() + taken, std::back_inserter(out));
  }
  return out;
}

template <typename T>
T Reader::scalar(std::string_view path) const {
  const std::vector<T> values = array<T>(path);
  check(values.size() == 1, node(path).string(), ": has ", values.size(),
        " elements, expected one");
  return values[0];
}

std::string Reader::text(std::string_view path) const {
  std::vector<std::string> values = strings(path);
  check(values.size() == 1, node(path).string(), ": has ", values.size(),
        " strings, expected one");
  return std::move(values[0]);
}

#define MOONSTAIN_ZARR_READ(T)                                               \
  template std::vector<T> Reader::array<T>(std::string_view) const;          \
  template void Reader::array_into<T>(std::string_view, std::span<T>) const; \
  template std::vector<T> Reader::rows<T>(std::string_view, std::int64_t,    \
                                          std::int64_t) const;               \
  template T Reader::scalar<T>(std::string_view) const;

MOONSTAIN_ZARR_TYPES(MOONSTAIN_ZARR_READ)
#undef MOONSTAIN_ZARR_READ

}  // namespace moonstain::zarr
