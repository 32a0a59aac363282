// Part of step_calls.h: source files, which no step makes. Equal ones are made once.
#include "bindings/lua/recipe/step_calls.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::lua {

// The File of that key. Where it is new, its frame is written: what `members`
// puts into it, given the parent's number of the section, and the line.
template <typename Members>
int StepCalls::push_leaf(lua_State* L, const std::string& key, FrameKind kind,
                         const std::string& section, Members members) {
  auto found = leaves_.find(key);
  if (found == leaves_.end()) {
    const std::uint32_t where = line_of(L);
    const std::uint32_t of = number_of(section);
    const std::uint32_t node = make(number_of("File"), of, where);
    const std::uint32_t sent_section = sent(FrameKind::section, of);
    const std::uint32_t sent_line = sent(FrameKind::line, where);
    members(frames_.begin(kind), sent_section).number(sent_line).end();
    found = leaves_.emplace(key, node).first;
  }
  push_value(L, found->second);
  return 1;
}

int StepCalls::push_file(lua_State* L, const std::string& manifest,
                         const std::string& path, const std::string& section,
                         const std::vector<std::string>& learned_from) {
  return push_leaf(
      L,
      concat("F\n", manifest, "\n", path, "\n", section, "\n",
             listed(learned_from)),
      FrameKind::file, section,
      [&](FrameWriter& frame, std::uint32_t sent_section) -> FrameWriter& {
        return frame.text(manifest)
            .text(path)
            .number(sent_section)
            .texts(learned_from);
      });
}

int StepCalls::push_source(lua_State* L, std::uint8_t shelf,
                           const std::string& name,
                           const std::vector<std::string>& learned_from) {
  return push_leaf(L,
                   concat("S\n", static_cast<int>(shelf), "\n", name, "\n",
                          listed(learned_from)),
                   FrameKind::source, "",
                   [&](FrameWriter& frame, std::uint32_t) -> FrameWriter& {
                     return frame.byte(shelf).text(name).texts(learned_from);
                   });
}

int StepCalls::push_table(lua_State* L, const std::string& manifest,
                          const std::string& role) {
  return push_leaf(L, concat("T\n", manifest, "\n", role), FrameKind::table, "",
                   [&](FrameWriter& frame, std::uint32_t) -> FrameWriter& {
                     return frame.text(manifest).text(role);
                   });
}

}  // namespace moonstain::lua
