// Part of step_calls.h: files, which no step makes. Equal ones are made once.
#include "bindings/lua/recipe/step_calls.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::lua {

int StepCalls::push_file(lua_State* L, const std::string& manifest,
                         const std::string& path, const std::string& section,
                         const std::vector<std::string>& learned_from) {
  const std::string key = concat("F\n", manifest, "\n", path, "\n", section,
                                 "\n", listed(learned_from));
  auto found = leaves_.find(key);
  if (found == leaves_.end()) {
    const std::uint32_t where = line_of(L);
    const std::uint32_t of = number_of(section);
    const std::uint32_t node = make(number_of("File"), of, where);
    const std::uint32_t sent_section = sent(FrameKind::section, of);
    const std::uint32_t sent_line = sent(FrameKind::line, where);
    frames_.begin(FrameKind::file)
        .text(manifest)
        .text(path)
        .number(sent_section)
        .texts(learned_from)
        .number(sent_line)
        .end();
    found = leaves_.emplace(key, node).first;
  }
  push_value(L, found->second);
  return 1;
}

int StepCalls::push_source(lua_State* L, std::uint8_t shelf,
                           const std::string& name,
                           const std::vector<std::string>& learned_from) {
  const std::string key = concat("S\n", static_cast<int>(shelf), "\n", name,
                                 "\n", listed(learned_from));
  auto found = leaves_.find(key);
  if (found == leaves_.end()) {
    const std::uint32_t where = line_of(L);
    const std::uint32_t node = make(number_of("File"), 0, where);
    const std::uint32_t sent_line = sent(FrameKind::line, where);
    frames_.begin(FrameKind::source)
        .byte(shelf)
        .text(name)
        .texts(learned_from)
        .number(sent_line)
        .end();
    found = leaves_.emplace(key, node).first;
  }
  push_value(L, found->second);
  return 1;
}

int StepCalls::push_table(lua_State* L, const std::string& manifest,
                          const std::string& role) {
  auto found = leaves_.find(concat("T\n", manifest, "\n", role));
  if (found == leaves_.end()) {
    const std::uint32_t where = line_of(L);
    const std::uint32_t node = make(number_of("File"), 0, where);
    const std::uint32_t sent_line = sent(FrameKind::line, where);
    frames_.begin(FrameKind::table)
        .text(manifest)
        .text(role)
        .number(sent_line)
        .end();
    found = leaves_.emplace(concat("T\n", manifest, "\n", role), node).first;
  }
  push_value(L, found->second);
  return 1;
}

}  // namespace moonstain::lua
