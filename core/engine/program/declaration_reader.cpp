#include "core/engine/program/declaration_reader.h"

#include <algorithm>

#include "core/base/text.h"

namespace moonstain {

namespace {

constexpr std::size_t kMostTextBytes = 4096;
constexpr std::size_t kMostArguments = 200;
constexpr std::size_t kMostMembers = 100;
constexpr std::size_t kMostNameLetters = 60;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

bool is_plain_member(std::string_view text) {
  return text.size() <= kMostTextBytes &&
         std::none_of(text.begin(), text.end(), [](char c) {
           const auto u = static_cast<unsigned char>(c);
           return (u < 32 && c != '\n' && c != '\t') || u == 127;
         });
}

bool is_step_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameLetters &&
         is_lower(name[0]) && std::all_of(name.begin(), name.end(), [](char c) {
           return is_lower(c) || is_digit(c) || c == '_';
         });
}

bool is_variable_name(std::string_view name) {
  return !name.empty() && name.size() <= kMostNameLetters &&
         (is_upper(name[0]) || name[0] == '_') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_upper(c) || is_digit(c) || c == '_';
         });
}

bool is_bare_program_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 &&
         (is_lower(name[0]) || is_upper(name[0])) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return is_lower(c) || is_upper(c) || is_digit(c) || c == '.' ||
                  c == '_' || c == '+' || c == '-';
         });
}

bool DeclarationReader::has(std::string_view member) const {
  const auto found = json_.find(member);
  return found != json_.end() && !found->is_null();
}

void DeclarationReader::check_members(
    const Json& object, std::string_view what,
    const std::vector<std::string>& known) const {
  for (const auto& [key, value] : object.items()) {
    expect(std::find(known.begin(), known.end(), key) != known.end(), what,
           " has no member '", key, "'", name_hint(key, known));
  }
}

std::string DeclarationReader::text(const Json& object, std::string_view member,
                                    const std::string& what) const {
  const auto found = object.find(member);
  expect(found != object.end() && !found->is_null(), what, " has no ", member);
  expect(found->is_string() && is_plain_member(found->get<std::string>()), what,
         ": ", member, " is ", found->dump(), "; expected a text of at most ",
         kMostTextBytes, " bytes without control characters");
  return found->get<std::string>();
}

Json DeclarationReader::texts(const Json& list, const std::string& what) const {
  expect(list.is_array() && list.size() <= kMostArguments, what,
         ": expected a list of at most ", kMostArguments, " texts");
  for (const Json& one : list) {
    expect(one.is_string() && is_plain_member(one.get<std::string>()), what,
           ": ", one.dump(), " is no text of at most ", kMostTextBytes,
           " bytes without control characters");
  }
  return list;
}

double DeclarationReader::number(std::string_view member) const {
  expect(has(member), "it has no ", member);
  const Json& value = *json_.find(member);
  expect(value.is_number(), "its ", member, " is ", value.dump(),
         "; expected a number");
  return value.get<double>();
}

bool DeclarationReader::flag(const Json& object, std::string_view member,
                             std::string_view whose) const {
  const auto found = object.find(member);
  if (found == object.end() || found->is_null()) return false;
  expect(found->is_boolean(), whose, " ", member, " is ", found->dump(),
         "; expected true or false");
  return found->get<bool>();
}

Json DeclarationReader::named(std::string_view member) const {
  if (!has(member)) return Json::object();
  const Json& value = *json_.find(member);
  // Lua's empty table may come as a list.
  if (value.is_array() && value.empty()) return Json::object();
  expect(value.is_object() && value.size() <= kMostMembers, "its ", member,
         " are no table by name of at most ", kMostMembers, " entries");
  return value;
}

}  // namespace moonstain
