#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// Compiled once, in json.cpp.
extern template class nlohmann::basic_json<>;

namespace moonstain {

/// JSON value; objects keep their members sorted by name (byte order).
using Json = nlohmann::json;

/// @param where  named in front of an error: a path, "catalog", ...
/// @throws Error "WHERE: line L, column C: ..." on text that is not JSON, on
///               a member that is named twice, and on NaN or Infinity
Json parse_json(std::string_view text, std::string_view where);

/// RFC 8785 (JSON canonicalization scheme) with one deviation: integers and
/// doubles stay apart, so that 1 and 1.0 are different options. A double
/// without a fraction is written with ".0"; -0.0 is written "-0.0". Members
/// are ordered by their UTF-8 bytes (RFC 8785 orders by UTF-16 units; the two
/// agree for all names in use, which are ASCII).
///
/// @throws Error on NaN, infinities and text that is not UTF-8
std::string canonical_json(const Json& value);
/// The same as people write a value: a text as it is, without quotes.
std::string json_words(const Json& value);

/// Two spaces of indentation, members sorted, one line feed at the end.
/// NaN is refused as in `canonical_json`.
std::string pretty_json(const Json& value);

/// Typed access whose errors name `where`, the member, what was found and
/// what was expected.
const Json& member(const Json& object, std::string_view name,
                   std::string_view where);
std::string text_member(const Json& object, std::string_view name,
                        std::string_view where);
double number_member(const Json& object, std::string_view name,
                     std::string_view where);
std::int64_t integer_member(const Json& object, std::string_view name,
                            std::string_view where);
const Json& list_member(const Json& object, std::string_view name,
                        std::string_view where);

}  // namespace moonstain
