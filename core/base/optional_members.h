#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace moonstain {

/// Members that may be absent or null; `member` and its kin (core/base/json.h)
/// are for those that must be there.
///
/// @throws Error naming `where`, when `object` is none or the member is of
///               another kind: "zarr.json: member 'endian' must be a text,
///               found 5"
std::string text_or(const Json& object, std::string_view name,
                    std::string_view otherwise, std::string_view where);
bool flag_or(const Json& object, std::string_view name, bool otherwise,
             std::string_view where);
std::optional<double> number_or_none(const Json& object, std::string_view name,
                                     std::string_view where);
std::optional<std::int64_t> integer_or_none(const Json& object,
                                            std::string_view name,
                                            std::string_view where);
/// An empty list where there is none.
Json list_or_empty(const Json& object, std::string_view name,
                   std::string_view where);
/// An empty object where there is none.
Json object_or_empty(const Json& object, std::string_view name,
                     std::string_view where);

}  // namespace moonstain
