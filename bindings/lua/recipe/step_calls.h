#pragma once

#include <cstdint>
#include <lua.hpp>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bindings/lua/sandbox/frames.h"
#include "bindings/lua/sandbox/jail.h"
#include "core/engine/step/catalog.h"
#include "core/engine/step/options_form.h"

namespace moonstain::lua {

/// The values of a plan as the recipe makes them. In Lua a value is a light
/// userdata, a number that only this class can make; a list by section is a
/// plain list of values of distinct sections. Nodes leave as frames at once:
/// a plan of a million costs the child some 12 bytes each.
class StepCalls {
 public:
  StepCalls(const Catalog& catalog, FrameWriter& frames,
            const JailLimits& limits);

  /// `ms.STEP { ... }`; the table lies at `index`. An empty list for an input
  /// that may be left out leaves it out. Pushes a value, or a list
  /// by section where a list was given for an input that takes one value
  /// (the step then runs once a section, and all such lists must hold the
  /// same sections).
  ///
  /// @throws Error "patches: no option 'size'; did you mean 'size_px'?",
  ///               "patches: input 'dataset' is Features from recipe.lua:9;
  ///               expected Dataset", ...
  int call(lua_State* L, std::string_view step, int index);

  /// A leaf; equal ones are made once.
  int push_file(lua_State* L, const std::string& manifest,
                const std::string& path, const std::string& section,
                const std::vector<std::string>& learned_from);
  int push_source(lua_State* L, std::uint8_t shelf, const std::string& name,
                  const std::vector<std::string>& learned_from);

  /// A table about the patients of a manifest; equal ones are made once.
  int push_table(lua_State* L, const std::string& manifest,
                 const std::string& role);

  bool is_value(lua_State* L, int index) const;
  /// Values in a value or in lists of lists of them.
  /// @throws Error "WHAT is ...; expected EXPECTED"
  std::vector<std::uint32_t> values(lua_State* L, int index,
                                    const std::string& what,
                                    const std::string& expected) const;
  /// "her2st/B4", or empty.
  const std::string& section_of(lua_State* L, int index) const;
  /// "Features"; empty of what is no value.
  const std::string& type_of(lua_State* L, int index) const;
  /// "Features of her2st/B4".
  std::string describe(lua_State* L, int index) const;

 private:
  struct Made {
    std::uint32_t type;
    std::uint32_t section;
    std::uint32_t where;
  };
  struct Given {
    const InputDecl* input = nullptr;
    std::uint32_t place = 0;
    std::vector<std::uint32_t> nodes;
    bool is_list = false;
  };
  /// A step, with what a plain call of it is read by.
  struct Step {
    const StepDecl* decl = nullptr;
    std::uint32_t place = 0;
    std::uint32_t output = 0;                ///< number of its type's text
    std::vector<std::uint32_t> input_types;  ///< numbers, by place
    OptionsForm options;
    /// Names of inputs, then of `options.members()`. Lua has one copy of equal
    /// texts, so that a name is known by its address; the registry keeps it.
    std::vector<const char*> names;
  };
  /// A value of an option as it lies in a table of Lua.
  struct Plain {
    int type = LUA_TNIL;
    double number = 0;
    std::string_view text;
  };

  template <typename Members>
  int push_leaf(lua_State* L, const std::string& key, FrameKind kind,
                const std::string& section, Members members);
  static void push_value(lua_State* L, std::uint32_t node);
  Step& step_of(lua_State* L, std::string_view name);
  std::uint32_t made_at(lua_State* L, int index) const;
  bool read_plainly(lua_State* L, const Step& step, int index);
  bool read_plain_input(lua_State* L, const Step& step, std::uint32_t place);
  bool write_plainly(const Step& step);
  void read_arguments(lua_State* L, const StepDecl& step, int index,
                      std::vector<Given>& inputs, Json& options);
  Given read_input(lua_State* L, const StepDecl& step, const InputDecl& input,
                   int index) const;
  int call_by_section(lua_State* L, const Step& step);
  std::uint32_t section_of_inputs(const std::vector<Given>& inputs) const;
  std::uint32_t emit(const Step& step, const std::vector<Given>& inputs,
                     std::string_view options_text, std::uint32_t section,
                     std::uint32_t where);
  std::uint32_t make(std::uint32_t type, std::uint32_t section,
                     std::uint32_t where);
  std::uint32_t line_of(lua_State* L);
  std::uint32_t number_of(const std::string& text);
  std::uint32_t sent(FrameKind kind, std::uint32_t text);

  const Catalog& catalog_;
  FrameWriter& frames_;
  std::uint32_t most_nodes_;
  std::vector<Made> made_;
  std::vector<std::string> texts_{""};  ///< types, sections, lines
  std::unordered_map<std::string, std::uint32_t> text_numbers_{{"", 0}};
  /// By text: its number among the lines or sections that the parent knows.
  std::map<FrameKind, std::unordered_map<std::uint32_t, std::uint32_t>> sent_;
  std::map<std::string, std::uint32_t> leaves_;
  std::map<std::string, Step, std::less<>> steps_;
  std::unordered_map<std::string, std::uint32_t> lines_;  ///< see `line_of`

  // Of the call being read; members, so that their memory is used again.
  std::vector<Given> inputs_;
  std::vector<Plain> plain_;
  std::string options_text_;
  std::uint32_t own_section_ = 0;  ///< of the option "section"
  std::string line_key_;
};

}  // namespace moonstain::lua
