#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/engine/step/kind_words.h"

namespace moonstain {

/// Structs as JSON objects, each member named once for both ways:
///
///     void members(auto& json, Of<Headline> auto& one) {
///       json("metric", one.metric);
///       json.or_null("value", one.value);  // null is NaN
///     }
///
/// `json_of(value)` writes them, `from_json<T>(json, where)` reads them. A
/// member is a text, a flag, a number, a kind that has words, JSON as it is, a
/// struct that has `members`, or a list, a map by name or an optional of these;
/// an empty optional is null, or "" for a kind. Members that a struct does not
/// name are passed over. A struct that others embed declares
/// `members(JsonWriter&, const T&)` and `members(JsonReader&, T&)` instead, and
/// keeps what they say in one file.

/// A struct to be written, or to be read into.
template <typename T, typename Struct>
concept Of = std::same_as<std::remove_const_t<T>, Struct>;

template <typename T>
concept HasWords = requires { KindWords<T>::kAll; };

/// Where a value stands in a document; put into words only for an error.
struct JsonPlace {
  const JsonPlace* outer = nullptr;
  std::string_view name;  ///< of the member; of the outermost, the document

  /// "findings.json: /predictors/0/name"
  std::string words() const {
    if (outer == nullptr) return std::string(name);
    return concat(outer->words(), outer->outer == nullptr ? ": /" : "/", name);
  }
};

template <typename T>
Json json_of(const T& value);

/// Calls of `members` that write.
class JsonWriter {
 public:
  template <typename T>
  void operator()(const char* name, const T& value) {
    object_[name] = json_of(value);
  }
  /// Numbers that may be undefined: one, some by name, a list of them, or a
  /// table as a list of its rows.
  template <typename T>
  void or_null(const char* name, const T& value) {
    object_[name] = defined(value);
  }
  /// No member where there is no value.
  template <typename T>
  void if_there(const char* name, const std::optional<T>& value) {
    if (value) object_[name] = json_of(*value);
  }

  Json take() { return std::move(object_); }

 private:
  static Json defined(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
  }
  static Json defined(const std::optional<double>& value) {
    return value ? defined(*value) : Json(nullptr);
  }
  template <typename T>
  static Json defined(const std::vector<T>& values) {
    Json list = Json::array();
    for (const T& value : values) list.push_back(defined(value));
    return list;
  }
  template <typename T>
  static Json defined(const std::map<std::string, T>& values) {
    Json object = Json::object();
    for (const auto& [name, value] : values) object[name] = defined(value);
    return object;
  }

  Json object_ = Json::object();
};

template <typename T>
Json json_of(const T& value) {
  if constexpr (std::same_as<T, Json> || std::is_arithmetic_v<T> ||
                std::same_as<T, std::string>) {
    return value;
  } else if constexpr (HasWords<T>) {
    return word_of(value);
  } else if constexpr (requires { value.has_value(); }) {
    if (value) return json_of(*value);
    return HasWords<typename T::value_type> ? Json("") : Json(nullptr);
  } else if constexpr (requires { typename T::mapped_type; }) {
    Json object = Json::object();
    for (const auto& [name, one] : value) object[name] = json_of(one);
    return object;
  } else if constexpr (requires { value.size(); }) {
    Json list = Json::array();
    for (const auto& one : value) list.push_back(json_of(one));
    return list;
  } else {
    JsonWriter writer;
    members(writer, value);
    return writer.take();
  }
}

/// Calls of `members` that read.
class JsonReader {
 public:
  JsonReader(const Json& object, const JsonPlace& place)
      : object_(object), place_(place) {
    check(object.is_object(), place.words(), ": expected an object, found ",
          object.type_name());
  }

  template <typename T>
  void operator()(const char* name, T& value) {
    const auto found = object_.find(name);
    check(found != object_.end(), place_.words(), ": member '", name,
          "' is missing");
    read(value, *found, {&place_, name});
  }
  template <typename T>
  void or_null(const char* name, T& value) {
    undefined_ = true;
    (*this)(name, value);
    undefined_ = false;
  }
  template <typename T>
  void if_there(const char* name, std::optional<T>& value) {
    if (object_.contains(name)) (*this)(name, value.emplace());
  }
  /// Where the object stands, for errors: "findings.json: /panels/0".
  std::string where() const { return place_.words(); }

 private:
  static void expect(bool fits, std::string_view what, const Json& found,
                     const JsonPlace& place) {
    check(fits, place.words(), ": expected ", what, ", found ",
          found.type_name());
  }

  template <typename T>
  void read(T& value, const Json& from, const JsonPlace& place) const {
    if constexpr (std::same_as<T, Json>) {
      value = from;
    } else if constexpr (std::same_as<T, std::string>) {
      expect(from.is_string(), "a text", from, place);
      value = from.get<std::string>();
    } else if constexpr (std::same_as<T, bool>) {
      expect(from.is_boolean(), "true or false", from, place);
      value = from.get<bool>();
    } else if constexpr (std::integral<T>) {
      expect(from.is_number_integer(), "an integer", from, place);
      const auto integer = from.get<std::int64_t>();
      check(std::in_range<T>(integer), place.words(), ": is ", integer,
            ", out of range");
      value = static_cast<T>(integer);
    } else if constexpr (std::same_as<T, double>) {
      const bool none = undefined_ && from.is_null();
      expect(none || from.is_number(), "a number", from, place);
      value =
          none ? std::numeric_limits<double>::quiet_NaN() : from.get<double>();
    } else if constexpr (HasWords<T>) {
      expect(from.is_string(), "a text", from, place);
      const auto& word = from.get_ref<const std::string&>();
      const auto kind = kind_of<T>(word);
      check(kind.has_value(), place.words(), ": is '", word, "'; expected ",
            known_words<T>());
      value = *kind;
    } else if constexpr (requires { value.has_value(); }) {
      const bool none =
          HasWords<typename T::value_type> ? from == "" : from.is_null();
      value.reset();
      if (!none) read(value.emplace(), from, place);
    } else if constexpr (requires { typename T::mapped_type; }) {
      expect(from.is_object(), "an object", from, place);
      for (const auto& [name, one] : from.items()) {
        read(value[name], one, {&place, name});
      }
    } else if constexpr (requires { value.emplace_back(); }) {
      expect(from.is_array(), "a list", from, place);
      for (const Json& one : from) {
        const std::string index = concat(value.size());
        read(value.emplace_back(), one, {&place, index});
      }
    } else {
      JsonReader reader(from, place);
      members(reader, value);
    }
  }

  const Json& object_;
  const JsonPlace& place_;
  bool undefined_ = false;  ///< null is a number that is not there
};

/// @param where   named in errors: "findings.json"
/// @throws Error  "WHERE: /predictors/0/seeds: expected an integer, found
///                string", "WHERE: /data: member 'genes' is missing"
template <typename T>
T from_json(const Json& json, std::string_view where) {
  const JsonPlace place{nullptr, where};
  JsonReader reader(json, place);
  T value;
  members(reader, value);
  return value;
}

}  // namespace moonstain
