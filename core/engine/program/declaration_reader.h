#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace moonstain {

/// Reads the members of a program's declaration, of which nothing is believed.
/// Every error is "ms.program: NAME: ..."; `what` names the part that has the
/// member: "it", "input 'features'".
class DeclarationReader {
 public:
  /// @param json  lives as long as the reader
  DeclarationReader(const Json& json, std::string name)
      : json_(json), name_(std::move(name)) {}

  template <typename... Parts>
  [[noreturn]] void wrong(const Parts&... parts) const {
    fail("ms.program: ", name_, ": ", parts...);
  }
  template <typename... Parts>
  void expect(bool holds, const Parts&... parts) const {
    if (!holds) wrong(parts...);
  }

  /// Whether the declaration itself has a member other than null.
  bool has(std::string_view member) const;
  void check_members(const Json& object, std::string_view what,
                     const std::vector<std::string>& known) const;
  /// A text that a terminal may be shown.
  std::string text(const Json& object, std::string_view member,
                   const std::string& what) const;
  Json texts(const Json& list, const std::string& what) const;
  /// A number of the declaration itself.
  double number(std::string_view member) const;
  /// False where it is absent.
  /// @param whose  what the error begins with: "its", "input 'features':"
  bool flag(const Json& object, std::string_view member,
            std::string_view whose) const;
  /// A table by name, of the declaration itself; empty where it is absent.
  Json named(std::string_view member) const;

 protected:
  const Json& json_;
  const std::string name_;
};

/// Short, and without control characters other than tab and line feed.
bool is_plain_member(std::string_view text);

/// Of a step, an input or an option: at most 60 small letters, digits and _, a
/// letter first.
bool is_step_name(std::string_view name);
/// Of an environment variable: at most 60 capital letters, digits and _, no
/// digit first.
bool is_variable_name(std::string_view name);
/// Of a program that is looked for: at most 100 letters, digits and ._+-, a
/// letter first; no path.
bool is_bare_program_name(std::string_view name);

}  // namespace moonstain
