#include "core/data/zarr_metadata.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/base/error.h"
#include "core/data/zarr_fill.h"

namespace moonstain {
namespace {

constexpr std::int64_t kChunkBytes = std::int64_t{4} << 20;
constexpr std::int64_t kShardBytes = std::int64_t{256} << 20;
constexpr std::int64_t kChunksWithoutShards = 64;
constexpr std::int64_t kStringsPerChunk = std::int64_t{1} << 18;

Json codecs_json(const ArrayMetadata& m) {
  Json codecs = Json::array();
  if (m.type == DataType::string) {
    codecs.push_back({{"name", "vlen-utf8"}});
  } else if (m.width_bytes == 1) {
    codecs.push_back({{"name", "bytes"}});
  } else {
    codecs.push_back(
        {{"name", "bytes"}, {"configuration", {{"endian", "little"}}}});
  }
  if (m.codec == Codec::zstd) {
    codecs.push_back(
        {{"name", "zstd"},
         {"configuration", {{"level", m.level}, {"checksum", false}}}});
  } else if (m.codec == Codec::gzip) {
    codecs.push_back(
        {{"name", "gzip"}, {"configuration", {{"level", m.level}}}});
  } else if (m.codec == Codec::blosc) {
    codecs.push_back({{"name", "blosc"},
                      {"configuration",
                       {{"cname", m.blosc_name},
                        {"clevel", m.level},
                        {"shuffle", "shuffle"},
                        {"typesize", std::max<std::int64_t>(1, m.width_bytes)},
                        {"blocksize", 0}}}});
  }
  return codecs;
}

Json compressor_json(const ArrayMetadata& m) {
  if (m.codec == Codec::zstd) return {{"id", "zstd"}, {"level", m.level}};
  if (m.codec == Codec::gzip) return {{"id", "gzip"}, {"level", m.level}};
  if (m.codec == Codec::blosc) {
    return {{"id", "blosc"},
            {"cname", m.blosc_name},
            {"clevel", m.level},
            {"shuffle", m.blosc_shuffle},
            {"blocksize", 0}};
  }
  return nullptr;
}

// An extension is {"name": ..., "configuration": {...}} or its bare name.
std::string extension_name(const Json& extension, std::string_view where) {
  return extension.is_string() ? extension.get<std::string>()
                               : text_member(extension, "name", where);
}

Json configuration_of(const Json& extension) {
  return extension.is_object()
             ? extension.value("configuration", Json::object())
             : Json::object();
}

Shape shape_of(const Json& value, std::string_view name, bool positive,
               std::string_view where) {
  check(value.is_array(), where, ": ", name, " is ", value.dump(),
        ", expected a list of numbers");
  Shape shape;
  for (const Json& axis : value) {
    check(axis.is_number_integer() && axis >= (positive ? 1 : 0), where, ": ",
          name, " is ", value.dump(), ", expected ",
          positive ? "positive" : "non-negative", " integers");
    shape.push_back(axis.get<std::int64_t>());
  }
  return shape;
}

// The part of a chain behind the array-to-bytes codec.
void read_packing(ArrayMetadata& m, const Json& chain, std::size_t from,
                  std::string_view where) {
  for (std::size_t i = from; i < chain.size(); ++i) {
    const std::string name = extension_name(chain[i], where);
    const Json c = configuration_of(chain[i]);
    if (name == "crc32c") {
      check(i + 1 == chain.size(), where,
            ": codec crc32c stands before another one; this reader knows it "
            "only at the end");
      m.crc32c = true;
      continue;
    }
    check(m.codec == Codec::none, where, ": more than one packing codec ('",
          name, "' is the second); this reader knows one");
    if (name == "zstd") {
      m.codec = Codec::zstd;
    } else if (name == "gzip") {
      m.codec = Codec::gzip;
    } else if (name == "blosc") {
      m.codec = Codec::blosc;
      m.blosc_name = c.value("cname", "lz4");
    } else {
      fail(where, ": codec '", name,
           "' is not known; known are zstd, gzip, blosc, crc32c");
    }
  }
}

void read_chain(ArrayMetadata& m, const Json& chain, std::string_view where) {
  check(chain.is_array() && !chain.empty(), where,
        ": codecs is not a list of at least one codec");
  const std::string first = extension_name(chain[0], where);
  const Json c = configuration_of(chain[0]);
  if (first == "sharding_indexed") {
    check(m.shards.empty(), where, ": a shard inside a shard");
    check(chain.size() == 1, where,
          ": codecs behind sharding_indexed are not known to this reader");
    check(c.value("index_location", "end") == "end", where,
          ": sharding_indexed with index_location 'start' is not known to this "
          "reader");
    const Json index = c.value("index_codecs", Json::array());
    check(
        index.size() == 2 && extension_name(index[0], where) == "bytes" &&
            configuration_of(index[0]).value("endian", "little") == "little" &&
            extension_name(index[1], where) == "crc32c",
        where, ": index_codecs of sharding_indexed are ", index.dump(),
        "; this reader knows bytes (little) and crc32c");
    m.shards = m.chunks;
    m.chunks =
        shape_of(member(c, "chunk_shape", where), "chunk_shape", true, where);
    check(m.chunks.size() == m.shards.size(), where,
          ": chunks and shards differ in their number of axes");
    for (std::size_t axis = 0; axis < m.chunks.size(); ++axis) {
      check(m.shards[axis] % m.chunks[axis] == 0, where, ": shard side ",
            m.shards[axis], " is not a multiple of chunk side ",
            m.chunks[axis]);
    }
    read_chain(m, member(c, "codecs", where), where);
    return;
  }
  if (m.type == DataType::string && !m.fixed_utf32 && !m.fixed_bytes) {
    check(first == "vlen-utf8", where,
          ": the first codec of a string array is '", first,
          "', expected vlen-utf8");
  } else {
    check(first == "bytes", where, ": codec '", first,
          "' is not known; known first codecs are bytes, vlen-utf8 and "
          "sharding_indexed");
    const std::string endian = c.value("endian", "little");
    check(endian == "little" || endian == "big", where, ": endian is '", endian,
          "', expected little or big");
    m.big_endian = endian == "big";
  }
  read_packing(m, chain, 1, where);
}

void check_known_members(const Json& json, const std::set<std::string>& known,
                         std::string_view where) {
  for (const auto& [name, value] : json.items()) {
    const bool may_ignore = value.is_object() &&
                            value.contains("must_understand") &&
                            value["must_understand"] == Json(false);
    check(known.contains(name) || may_ignore, where, ": member '", name,
          "' is not known and must be understood");
  }
}

ArrayMetadata read_v3(const Json& json, std::string_view where) {
  check_known_members(
      json,
      {"zarr_format", "node_type", "shape", "data_type", "chunk_grid",
       "chunk_key_encoding", "fill_value", "codecs", "attributes",
       "dimension_names", "storage_transformers"},
      where);
  check(json.value("storage_transformers", Json::array()).empty(), where,
        ": storage_transformers are not known to this reader");
  ArrayMetadata m;
  m.shape = shape_of(member(json, "shape", where), "shape", false, where);

  const Json& type = member(json, "data_type", where);
  const std::string type_name = extension_name(type, where);
  const TypeRow* row = find_type_v3(type_name);
  if (row != nullptr) {
    m.type = row->type;
    m.width_bytes = row->width_bytes;
  } else if (type_name == "fixed_length_utf32") {
    m.type = DataType::string;
    m.fixed_utf32 = true;
    m.width_bytes =
        integer_member(configuration_of(type), "length_bytes", where);
  } else {
    fail(where, ": data_type '", type_name, "' is not known to this reader");
  }

  const Json& grid = member(json, "chunk_grid", where);
  check(extension_name(grid, where) == "regular", where, ": chunk_grid '",
        extension_name(grid, where), "' is not known; known is regular");
  m.chunks = shape_of(member(configuration_of(grid), "chunk_shape", where),
                      "chunk_shape", true, where);
  check(m.chunks.size() == m.shape.size(), where, ": shape has ",
        m.shape.size(), " axes, chunk_shape has ", m.chunks.size());

  const Json& keys = member(json, "chunk_key_encoding", where);
  m.key_encoding = extension_name(keys, where);
  check(m.key_encoding == "default" || m.key_encoding == "v2", where,
        ": chunk_key_encoding '", m.key_encoding,
        "' is not known; known are default and v2");
  m.separator = configuration_of(keys).value(
      "separator", m.key_encoding == "v2" ? "." : "/");
  check(m.separator == "/" || m.separator == ".", where, ": separator is '",
        m.separator, "', expected '/' or '.'");

  read_chain(m, member(json, "codecs", where), where);
  m.fill = fill_bytes(m.type, m.width_bytes, member(json, "fill_value", where),
                      where);
  if (json.contains("dimension_names") && json["dimension_names"].is_array()) {
    for (const Json& name : json["dimension_names"]) {
      m.dimension_names.push_back(name.is_string() ? name.get<std::string>()
                                                   : std::string());
    }
  }
  m.attributes = json.value("attributes", Json::object());
  return m;
}

ArrayMetadata read_v2(const Json& json, std::string_view where) {
  ArrayMetadata m;
  m.format = ZarrFormat::v2;
  m.key_encoding = "v2";
  m.separator = json.value("dimension_separator", ".");
  m.shape = shape_of(member(json, "shape", where), "shape", false, where);
  m.chunks = shape_of(member(json, "chunks", where), "chunks", true, where);
  check(m.chunks.size() == m.shape.size(), where, ": shape has ",
        m.shape.size(), " axes, chunks has ", m.chunks.size());
  check(json.value("order", "C") == "C" || m.shape.size() < 2, where,
        ": order is 'F'; this reader knows C order alone");

  const std::string dtype = text_member(json, "dtype", where);
  check(dtype.size() >= 2, where, ": dtype is '", dtype, "'");
  m.big_endian = dtype[0] == '>';
  const std::string kind = dtype.substr(1);
  const TypeRow* row = find_type_v2(kind);
  if (row != nullptr) {
    m.type = row->type;
    m.width_bytes = row->width_bytes;
  } else if (kind[0] == 'U' || kind[0] == 'S') {
    m.type = DataType::string;
    std::int64_t length = 0;
    std::from_chars(kind.data() + 1, kind.data() + kind.size(), length);
    m.fixed_utf32 = kind[0] == 'U';
    m.fixed_bytes = kind[0] == 'S';
    m.width_bytes = length * (m.fixed_utf32 ? 4 : 1);
    check(m.width_bytes > 0, where, ": dtype '", dtype, "' has no width");
  } else {
    fail(where, ": dtype '", dtype, "' is not known to this reader");
  }

  const Json filters = json.value("filters", Json());
  const bool vlen = m.type == DataType::string && m.width_bytes == 0;
  if (vlen) {
    check(filters.is_array() && filters.size() == 1 &&
              filters[0].value("id", "") == "vlen-utf8",
          where, ": filters of an object array are ", filters.dump(),
          "; this reader knows vlen-utf8");
  } else {
    check(filters.is_null() || filters.empty(), where, ": filters ",
          filters.dump(), " are not known to this reader");
  }
  const Json& compressor = member(json, "compressor", where);
  if (!compressor.is_null()) {
    const std::string id = text_member(compressor, "id", where);
    if (id == "zstd") {
      m.codec = Codec::zstd;
    } else if (id == "gzip") {
      m.codec = Codec::gzip;
    } else if (id == "zlib") {
      m.codec = Codec::zlib;
    } else if (id == "blosc") {
      m.codec = Codec::blosc;
      m.blosc_name = compressor.value("cname", "lz4");
    } else {
      fail(where, ": compressor '", id,
           "' is not known; known are zstd, gzip, zlib, blosc");
    }
  }
  m.fill = fill_bytes(m.type, m.width_bytes, member(json, "fill_value", where),
                      where);
  return m;
}

Json read_json(const fs::path& path) {
  return parse_json(read_file(path, std::uint64_t{64} << 20), path.string());
}

}  // namespace

std::int64_t ArrayMetadata::chunk_elements() const {
  std::int64_t product = 1;
  for (const std::int64_t side : chunks) product *= side;
  return product;
}

std::int64_t ArrayMetadata::elements() const {
  std::int64_t product = 1;
  for (const std::int64_t side : shape) product *= side;
  return product;
}

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

ArrayMetadata plan_array(DataType type, const Shape& shape,
                         const ArrayOptions& options, ZarrFormat format) {
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
  if (format == ZarrFormat::v2) {
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
  if (format == ZarrFormat::v3 && type != DataType::string &&
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

void write_metadata(const ArrayMetadata& m, const fs::path& folder) {
  if (m.format == ZarrFormat::v2) {
    const std::string order = m.width_bytes > 1 ? "<" : "|";
    Json json{{"zarr_format", 2},
              {"shape", m.shape},
              {"chunks", m.chunks},
              {"dtype", concat(order, row_of(m.type).v2)},
              {"compressor", compressor_json(m)},
              {"fill_value", zero_json(m.type)},
              {"order", "C"},
              {"filters", nullptr},
              {"dimension_separator", m.separator}};
    if (m.type == DataType::string) {
      json["filters"] = Json::array({{{"id", "vlen-utf8"}}});
    }
    write_file(folder / ".zarray", pretty_json(json));
    if (!m.attributes.empty()) {
      write_file(folder / ".zattrs", pretty_json(m.attributes));
    }
    return;
  }
  Json json{{"zarr_format", 3},
            {"node_type", "array"},
            {"shape", m.shape},
            {"data_type", row_of(m.type).v3},
            {"chunk_grid",
             {{"name", "regular"},
              {"configuration",
               {{"chunk_shape", m.shards.empty() ? m.chunks : m.shards}}}}},
            {"chunk_key_encoding",
             {{"name", "default"}, {"configuration", {{"separator", "/"}}}}},
            {"fill_value", zero_json(m.type)},
            {"codecs", codecs_json(m)},
            {"attributes", m.attributes}};
  if (!m.shards.empty()) {
    const Json index = Json::array(
        {Json{{"name", "bytes"}, {"configuration", {{"endian", "little"}}}},
         Json{{"name", "crc32c"}}});
    json["codecs"] = Json::array({Json{{"name", "sharding_indexed"},
                                       {"configuration",
                                        {{"chunk_shape", m.chunks},
                                         {"codecs", codecs_json(m)},
                                         {"index_codecs", index},
                                         {"index_location", "end"}}}}});
  }
  if (!m.dimension_names.empty()) json["dimension_names"] = m.dimension_names;
  write_file(folder / "zarr.json", pretty_json(json));
}

void write_group_metadata(const Json& attributes, ZarrFormat format,
                          const fs::path& folder) {
  if (format == ZarrFormat::v2) {
    write_file(folder / ".zgroup", pretty_json(Json{{"zarr_format", 2}}));
    if (!attributes.empty()) {
      write_file(folder / ".zattrs", pretty_json(attributes));
    }
    return;
  }
  write_file(folder / "zarr.json",
             pretty_json(Json{{"zarr_format", 3},
                              {"node_type", "group"},
                              {"attributes", attributes}}));
}

NodeKind node_kind(const fs::path& folder) {
  if (exists(folder / "zarr.json")) {
    const std::string where = (folder / "zarr.json").string();
    const Json json = read_json(folder / "zarr.json");
    check(integer_member(json, "zarr_format", where) == 3, where,
          ": zarr_format is not 3");
    const std::string kind = text_member(json, "node_type", where);
    check(kind == "group" || kind == "array", where, ": node_type is '", kind,
          "', expected group or array");
    return kind == "group" ? NodeKind::group : NodeKind::array;
  }
  if (exists(folder / ".zarray")) return NodeKind::array;
  if (exists(folder / ".zgroup")) return NodeKind::group;
  return NodeKind::none;
}

ArrayMetadata read_metadata(const fs::path& folder) {
  if (exists(folder / "zarr.json")) {
    const fs::path path = folder / "zarr.json";
    const Json json = read_json(path);
    check(text_member(json, "node_type", path.string()) == "array",
          path.string(), ": is a group, expected an array");
    return read_v3(json, path.string());
  }
  const fs::path path = folder / ".zarray";
  check(exists(path), folder.string(),
        ": no Zarr array is here (neither zarr.json nor .zarray)");
  ArrayMetadata m = read_v2(read_json(path), path.string());
  m.attributes = read_attributes(folder);
  return m;
}

Json read_attributes(const fs::path& folder) {
  if (exists(folder / "zarr.json")) {
    const fs::path path = folder / "zarr.json";
    const Json json = read_json(path);
    if (json.value("node_type", "") == "group") {
      check_known_members(
          json,
          {"zarr_format", "node_type", "attributes", "consolidated_metadata"},
          path.string());
    }
    return json.value("attributes", Json::object());
  }
  if (exists(folder / ".zattrs")) return read_json(folder / ".zattrs");
  check(exists(folder / ".zarray") || exists(folder / ".zgroup"),
        folder.string(), ": no Zarr node is here");
  return Json::object();
}

}  // namespace moonstain
