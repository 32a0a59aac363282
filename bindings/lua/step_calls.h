#pragma once

#include <cstdint>
#include <lua.hpp>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "bindings/lua/frames.h"
#include "bindings/lua/jail.h"
#include "core/engine/catalog.h"

namespace moonstain {

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

  bool is_value(lua_State* L, int index) const;
  /// Values in a value or in lists of lists of them.
  /// @throws Error "WHAT is ...; expected EXPECTED"
  std::vector<std::uint32_t> values(lua_State* L, int index,
                                    const std::string& what,
                                    const std::string& expected) const;
  /// "her2st/B4", or empty.
  const std::string& section_of(lua_State* L, int index) const;
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

  std::uint32_t made_at(lua_State* L, int index) const;
  void read_arguments(lua_State* L, const StepDecl& step, int index,
                      std::vector<Given>& inputs, Json& options);
  Given read_input(lua_State* L, const StepDecl& step, const InputDecl& input,
                   int index) const;
  std::uint32_t section_of_call(const std::vector<Given>& inputs,
                                const Json& options);
  std::uint32_t make(std::uint32_t type, std::uint32_t section,
                     const std::string& where);
  std::uint32_t number_of(const std::string& text);

  const Catalog& catalog_;
  FrameWriter& frames_;
  std::uint32_t most_nodes_;
  std::vector<Made> made_;
  std::vector<std::string> texts_{""};  ///< types, sections, lines
  std::unordered_map<std::string, std::uint32_t> text_numbers_{{"", 0}};
  std::map<std::string, std::uint32_t> leaves_;
};

}  // namespace moonstain
