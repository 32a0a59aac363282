// Part of metadata.h: what the metadata of a folder say, ours or others'.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/optional_members.h"
#include "core/data/zarr/fill.h"
#include "core/data/zarr/metadata.h"

namespace moonstain::zarr {
namespace {

// An extension is {"name": ..., "configuration": {...}} or its bare name.
std::string extension_name(const Json& extension, std::string_view where) {
  return extension.is_string() ? extension.get<std::string>()
                               : text_member(extension, "name", where);
}

Json configuration_of(const Json& extension, std::string_view where) {
  return extension.is_object()
             ? object_or_empty(extension, "configuration", where)
             : Json::object();
}

Shape shape_of(const Json& value, std::string_view name, bool positive,
               std::string_view where) {
  check(value.is_array(), where, ": ", name, " is ", value.dump(),
        ", expected a list of numbers");
  Shape shape;
  for (const Json& axis : value) {
    constexpr auto most =
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    check(axis.is_number_integer() && axis >= (positive ? 1 : 0) &&
              axis.get<std::uint64_t>() <= most,
          where, ": ", name, " is ", value.dump(), ", expected ",
          positive ? "positive" : "non-negative", " integers");
    shape.push_back(axis.get<std::int64_t>());
  }
  return shape;
}

// 256 TiB are more than any array or chunk has, and few enough that no number
// of elements or bytes, padding included, passes 64 bits.
constexpr std::int64_t kMostBytes = std::int64_t{1} << 48;

// An axis without elements counts as one: its chunks are counted all the same.
void check_product(const Shape& sides, const ArrayMetadata& m,
                   std::string_view name, std::string_view where) {
  const std::int64_t most =
      kMostBytes / std::max<std::int64_t>(m.width_bytes, 1);
  std::int64_t product = 1;
  for (const std::int64_t side : sides) {
    const std::int64_t counted = std::max<std::int64_t>(side, 1);
    check(counted <= most / product, where, ": ", name, " is [", listed(sides),
          "], expected at most ", most, " elements of ",
          data_type_name(m.type));
    product *= counted;
  }
}

// Inner chunks divide their shard, so they are no larger.
void check_sizes(const ArrayMetadata& m, std::string_view where) {
  constexpr std::int64_t most_wide = std::numeric_limits<std::int32_t>::max();
  check(m.width_bytes >= 0 && m.width_bytes <= most_wide, where,
        ": elements of ", m.width_bytes, " bytes each, expected 0 to ",
        most_wide);
  const Shape& pieces = m.shards.empty() ? m.chunks : m.shards;
  check_product(m.shape, m, "shape", where);
  check_product(pieces, m, m.format == Format::v3 ? "chunk_shape" : "chunks",
                where);
  Shape padded = ArrayMetadata::grid(m.shape, pieces);
  for (std::size_t axis = 0; axis < padded.size(); ++axis) {
    padded[axis] *= pieces[axis];
  }
  check_product(padded, m, "shape in whole chunks", where);
}

// The part of a chain behind the array-to-bytes codec.
void read_packing(ArrayMetadata& m, const Json& chain, std::size_t from,
                  std::string_view where) {
  for (std::size_t i = from; i < chain.size(); ++i) {
    const std::string name = extension_name(chain[i], where);
    const Json c = configuration_of(chain[i], where);
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
      m.blosc_name = text_or(c, "cname", "lz4", where);
    } else {
      fail(where, ": codec '", name,
           "' is not known; known are zstd, gzip, blosc, crc32c");
    }
  }
}

// The transpositions at the begin of a chain, one after the other, as one.
// `order` of a codec says which axis of its input each of its output is.
// @return codecs read
std::size_t read_transpositions(ArrayMetadata& m, const Json& chain,
                                std::string_view where) {
  std::size_t read = 0;
  for (; read < chain.size(); ++read) {
    if (extension_name(chain[read], where) != "transpose") break;
    const Json c = configuration_of(chain[read], where);
    const Shape order =
        shape_of(member(c, "order", where), "order of transpose", false, where);
    Shape sorted = order;
    std::sort(sorted.begin(), sorted.end());
    bool each_once = order.size() == m.shape.size();
    for (std::size_t axis = 0; each_once && axis < sorted.size(); ++axis) {
      each_once = sorted[axis] == static_cast<std::int64_t>(axis);
    }
    check(each_once, where, ": order of transpose is [", listed(order),
          "], expected each of the ", m.shape.size(), " axes once");
    const Shape before = m.axis_order;
    m.axis_order = order;
    if (before.empty()) continue;
    for (std::int64_t& axis : m.axis_order) {
      axis = before[static_cast<std::size_t>(axis)];
    }
  }
  return read;
}

void read_chain(ArrayMetadata& m, const Json& chain, std::string_view where) {
  check(chain.is_array() && !chain.empty(), where,
        ": codecs is not a list of at least one codec");
  const std::size_t at = read_transpositions(m, chain, where);
  check(at < chain.size(), where,
        ": codecs end with transpose; expected bytes or vlen-utf8 behind it");
  const std::string first = extension_name(chain[at], where);
  const Json c = configuration_of(chain[at], where);
  if (first == "sharding_indexed") {
    check(at == 0, where,
          ": transpose before sharding_indexed is not known to this reader; "
          "it knows it among the codecs of a shard's chunks");
    check(m.shards.empty(), where, ": a shard inside a shard");
    check(chain.size() == 1, where,
          ": codecs behind sharding_indexed are not known to this reader");
    check(text_or(c, "index_location", "end", where) == "end", where,
          ": sharding_indexed with index_location 'start' is not known to this "
          "reader");
    const Json index = list_or_empty(c, "index_codecs", where);
    check(index.size() == 2 && extension_name(index[0], where) == "bytes" &&
              text_or(configuration_of(index[0], where), "endian", "little",
                      where) == "little" &&
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
          "' is not known; known first codecs are transpose, bytes, "
          "vlen-utf8 and sharding_indexed");
    const std::string endian = text_or(c, "endian", "little", where);
    check(endian == "little" || endian == "big", where, ": endian is '", endian,
          "', expected little or big");
    m.big_endian = endian == "big";
  }
  read_packing(m, chain, at + 1, where);
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
  check(list_or_empty(json, "storage_transformers", where).empty(), where,
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
        integer_member(configuration_of(type, where), "length_bytes", where);
  } else {
    fail(where, ": data_type '", type_name, "' is not known to this reader");
  }

  const Json& grid = member(json, "chunk_grid", where);
  check(extension_name(grid, where) == "regular", where, ": chunk_grid '",
        extension_name(grid, where), "' is not known; known is regular");
  m.chunks =
      shape_of(member(configuration_of(grid, where), "chunk_shape", where),
               "chunk_shape", true, where);
  check(m.chunks.size() == m.shape.size(), where, ": shape has ",
        m.shape.size(), " axes, chunk_shape has ", m.chunks.size());

  const Json& keys = member(json, "chunk_key_encoding", where);
  m.key_encoding = extension_name(keys, where);
  check(m.key_encoding == "default" || m.key_encoding == "v2", where,
        ": chunk_key_encoding '", m.key_encoding,
        "' is not known; known are default and v2");
  m.separator = text_or(configuration_of(keys, where), "separator",
                        m.key_encoding == "v2" ? "." : "/", where);
  check(m.separator == "/" || m.separator == ".", where, ": separator is '",
        m.separator, "', expected '/' or '.'");

  read_chain(m, member(json, "codecs", where), where);
  check_sizes(m, where);
  m.fill = fill_bytes(m.type, m.width_bytes, member(json, "fill_value", where),
                      where);
  if (json.contains("dimension_names") && json["dimension_names"].is_array()) {
    for (const Json& name : json["dimension_names"]) {
      m.dimension_names.push_back(name.is_string() ? name.get<std::string>()
                                                   : std::string());
    }
  }
  m.attributes = object_or_empty(json, "attributes", where);
  return m;
}

ArrayMetadata read_v2(const Json& json, std::string_view where) {
  ArrayMetadata m;
  m.format = Format::v2;
  m.key_encoding = "v2";
  m.separator = text_or(json, "dimension_separator", ".", where);
  check(m.separator == "/" || m.separator == ".", where,
        ": dimension_separator is '", m.separator, "', expected '/' or '.'");
  m.shape = shape_of(member(json, "shape", where), "shape", false, where);
  m.chunks = shape_of(member(json, "chunks", where), "chunks", true, where);
  check(m.chunks.size() == m.shape.size(), where, ": shape has ",
        m.shape.size(), " axes, chunks has ", m.chunks.size());
  const std::string order = text_or(json, "order", "C", where);
  check(order == "C" || order == "F", where, ": order is '", order,
        "', expected C or F");
  if (order == "F") {
    for (std::size_t axis = m.shape.size(); axis-- > 0;) {
      m.axis_order.push_back(static_cast<std::int64_t>(axis));
    }
  }

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
    std::int32_t length = 0;
    const char* end = kind.data() + kind.size();
    const auto parsed = std::from_chars(kind.data() + 1, end, length);
    check(parsed.ec == std::errc() && parsed.ptr == end && length > 0, where,
          ": dtype '", dtype, "' has no width");
    m.fixed_utf32 = kind[0] == 'U';
    m.fixed_bytes = kind[0] == 'S';
    m.width_bytes = std::int64_t{length} * (m.fixed_utf32 ? 4 : 1);
  } else {
    fail(where, ": dtype '", dtype, "' is not known to this reader");
  }

  const Json filters = json.contains("filters") ? json["filters"] : Json();
  const bool vlen = m.type == DataType::string && m.width_bytes == 0;
  if (vlen) {
    check(filters.is_array() && filters.size() == 1 &&
              text_or(filters[0], "id", "", where) == "vlen-utf8",
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
      m.blosc_name = text_or(compressor, "cname", "lz4", where);
    } else {
      fail(where, ": compressor '", id,
           "' is not known; known are zstd, gzip, zlib, blosc");
    }
  }
  check_sizes(m, where);
  const Json& fill = member(json, "fill_value", where);
  m.has_fill = !fill.is_null();
  m.fill = m.fixed_bytes && fill.is_string()
               ? base64_text(fill.get<std::string>(), m.width_bytes, where)
               : fill_bytes(m.type, m.width_bytes, fill, where);
  return m;
}

Json read_json(const fs::path& path) {
  return parse_json(read_file(path, std::uint64_t{64} << 20), path.string());
}

}  // namespace

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
    if (text_or(json, "node_type", "", path.string()) == "group") {
      check_known_members(
          json,
          {"zarr_format", "node_type", "attributes", "consolidated_metadata"},
          path.string());
    }
    return object_or_empty(json, "attributes", path.string());
  }
  if (exists(folder / ".zattrs")) {
    const fs::path path = folder / ".zattrs";
    Json json = read_json(path);
    check(json.is_object(), path.string(), ": is no object");
    return json;
  }
  check(exists(folder / ".zarray") || exists(folder / ".zgroup"),
        folder.string(), ": no Zarr node is here");
  return Json::object();
}

}  // namespace moonstain::zarr
