// Part of metadata.h: the metadata of what we write.

#include <algorithm>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/zarr/fill.h"
#include "core/data/zarr/metadata.h"

namespace moonstain::zarr {
namespace {

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

}  // namespace

void write_metadata(const ArrayMetadata& m, const fs::path& folder) {
  if (m.format == Format::v2) {
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

void write_group_metadata(const Json& attributes, Format format,
                          const fs::path& folder) {
  if (format == Format::v2) {
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

}  // namespace moonstain::zarr
