#include "core/base/optional_members.h"

#include "core/base/error.h"

namespace moonstain {
namespace {

// A value for people: a stranger's may have megabytes.
std::string shown(const Json& value) {
  constexpr std::size_t most = 60;
  const std::string text =
      value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= most ? text : text.substr(0, most) + "...";
}

// nullptr where there is none.
const Json* find(const Json& object, std::string_view name,
                 std::string_view where) {
  check(object.is_object(), where, ": expected an object with member '", name,
        "', found ", shown(object));
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

void check_kind(bool right, const Json& value, std::string_view name,
                std::string_view kind, std::string_view where) {
  check(right, where, ": member '", name, "' must be ", kind, ", found ",
        shown(value));
}

}  // namespace

std::string text_or(const Json& object, std::string_view name,
                    std::string_view otherwise, std::string_view where) {
  const Json* value = find(object, name, where);
  if (value == nullptr) return std::string(otherwise);
  check_kind(value->is_string(), *value, name, "a text", where);
  return value->get<std::string>();
}

bool flag_or(const Json& object, std::string_view name, bool otherwise,
             std::string_view where) {
  const Json* value = find(object, name, where);
  if (value == nullptr) return otherwise;
  check_kind(value->is_boolean(), *value, name, "true or false", where);
  return value->get<bool>();
}

std::optional<double> number_or_none(const Json& object, std::string_view name,
                                     std::string_view where) {
  const Json* value = find(object, name, where);
  if (value == nullptr) return std::nullopt;
  check_kind(value->is_number(), *value, name, "a number", where);
  return value->get<double>();
}

std::optional<std::int64_t> integer_or_none(const Json& object,
                                            std::string_view name,
                                            std::string_view where) {
  const Json* value = find(object, name, where);
  if (value == nullptr) return std::nullopt;
  check_kind(value->is_number_integer(), *value, name, "a whole number", where);
  return value->get<std::int64_t>();
}

Json list_or_empty(const Json& object, std::string_view name,
                   std::string_view where) {
  const Json* value = find(object, name, where);
  if (value == nullptr) return Json::array();
  check_kind(value->is_array(), *value, name, "a list", where);
  return *value;
}

Json object_or_empty(const Json& object, std::string_view name,
                     std::string_view where) {
  const Json* value = find(object, name, where);
  if (value == nullptr) return Json::object();
  check_kind(value->is_object(), *value, name, "an object", where);
  return *value;
}

}  // namespace moonstain
