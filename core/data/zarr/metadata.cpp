#include "core/data/zarr/metadata.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/data/zarr/fill.h"

namespace moonstain::zarr {
namespace {

constexpr std::int64_t kChunkBytes = std::int64_t{4} << 20;
constexpr std::int64_t kShardBytes = std::int64_t{256} << 20;
constexpr std::int64_t kChunksWithoutShards = 64;
constexpr std::int64_t kStringsPerChunk = std::int64_t{1} << 18;

}  // namespace

std::int64_t ArrayMetadata::chunk_elements() const {
  return element_count(chunks);
}

std::int64_t ArrayMetadata::elements() const { return element_count(shape); }

Shape ArrayMetadata::grid(const Shape& shape, const Shape& pieces) {
  Shape grid(shape.size());
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    grid[axis] = (shape[axis] + pieces[axis] - 1) / pieces[axis];
  }
  return grid;
}

std::string ArrayMetadata::chunk_key(const Shape& indices) const {
  const bool prefixed = key_encoding == "default";
  std::string key = prefixed ? "c" : "";
  for (std::size_t axis = 0; axis < indices.size(); ++axis) {
    if (prefixed || axis > 0) key += separator;
    key += std::to_string(indices[axis]);
  }
  return key.empty() ? "0" : key;
}

fs::path node_folder(const fs::path& folder, std::string_view path) {
  if (path.empty()) return folder;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view name = path.substr(at, end - at);
    check(!name.empty() && name != "." && name != "..", folder.string(), ": '",
          path, "' is no path of a Zarr node");
    at = end + 1;
  }
  return folder / path;
}

ArrayMetadata plan_array(DataType type, const Shape& shape,
                         const ArrayOptions& options, Format format) {
  ArrayMetadata m;
  m.format = format;
  m.type = type;
  m.width_bytes = row_of(type).width_bytes;
  m.shape = shape;
  m.dimension_names = options.dimension_names;
  m.attributes = options.attributes;
  m.codec = options.codec;
  m.level = options.codec == Codec::zstd ? 3 : 5;
  m.fill = std::string(static_cast<std::size_t>(m.width_bytes), '\0');
  if (format == Format::v2) {
    m.key_encoding = "v2";
    m.separator = ".";
  }
  check(options.dimension_names.empty() ||
            options.dimension_names.size() == shape.size(),
        options.dimension_names.size(), " dimension names for ", shape.size(),
        " axes");

  m.chunks = options.chunks;
  if (m.chunks.empty()) {
    std::int64_t room = type == DataType::string ? kStringsPerChunk
                                                 : kChunkBytes / m.width_bytes;
    m.chunks.resize(shape.size());
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      m.chunks[axis] = std::clamp<std::int64_t>(
          shape[axis], 1, std::max<std::int64_t>(1, room));
      room /= m.chunks[axis];
    }
  }
  check(m.chunks.size() == shape.size(), m.chunks.size(), " chunk sides for ",
        shape.size(), " axes");

  std::int64_t count = 1;
  for (const std::int64_t n : ArrayMetadata::grid(shape, m.chunks)) count *= n;
  if (format == Format::v3 && type != DataType::string &&
      count > kChunksWithoutShards) {
    std::int64_t room = std::max<std::int64_t>(
        1, kShardBytes / (m.chunk_elements() * m.width_bytes));
    const Shape grid = ArrayMetadata::grid(shape, m.chunks);
    m.shards = m.chunks;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      const std::int64_t times = std::clamp<std::int64_t>(grid[axis], 1, room);
      m.shards[axis] *= times;
      room = std::max<std::int64_t>(1, room / times);
    }
  }
  return m;
}

}  // namespace moonstain::zarr
