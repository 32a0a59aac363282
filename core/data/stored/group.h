#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/data/zarr/reader.h"

namespace moonstain {

/// Root attributes of an object that is a plain Zarr group: those given, and
/// "moonstain": {"type", "schema"}.
inline Json stored_attributes(std::string_view type, int schema,
                              Json attributes) {
  attributes["moonstain"] = {{"type", type}, {"schema", schema}};
  return attributes;
}

/// The root attributes. @throws Error unless type and schema are these
inline Json checked_attributes(const zarr::Reader& in, std::string_view type,
                               int schema) {
  const std::string where = in.folder().string();
  const Json attributes = in.attributes("");
  check(attributes.contains("moonstain"), where,
        ": is not an object of Moonstain, expected a ", type);
  const Json& mark = attributes["moonstain"];
  const std::string found = text_member(mark, "type", where);
  check(found == type, where, ": is a ", found, ", expected a ", type);
  const std::int64_t version = integer_member(mark, "schema", where);
  check(version == schema, where, ": is a ", type, " of schema ", version,
        ", this program reads schema ", schema);
  return attributes;
}

}  // namespace moonstain
