#include "bindings/lua/sandbox/sandbox.h"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "bindings/lua/sandbox/safe_library.h"
#include "core/base/error.h"

namespace moonstain::lua {

namespace {

constexpr int kInstructionsAHook = 10'000;
// To find the lines of a stack, for each of its levels.
constexpr std::uint64_t kInstructionsALevel = 20;

bool is_own(const lua_Debug& frame) {
  return std::strcmp(frame.source, kPreludeChunk) == 0;
}

/// The first line of a recipe from a level of the stack on, up or down.
std::string line_from(lua_State* L, int level, int step) {
  lua_Debug frame{};
  for (; level >= 0 && lua_getstack(L, level, &frame) == 1; level += step) {
    lua_getinfo(L, "Sl", &frame);
    if (frame.currentline < 0 || is_own(frame)) continue;
    return concat(frame.short_src, ":", frame.currentline);
  }
  return "";
}

/// Found by halving: Lua walks to a level from the top each time, which for
/// every level of a deep recursion would take seconds.
int deepest_level(lua_State* L) {
  lua_Debug frame{};
  int there = 0;
  int beyond = 1;
  while (lua_getstack(L, beyond, &frame) == 1) {
    there = beyond;
    beyond *= 2;
  }
  while (beyond - there > 1) {
    const int middle = there + (beyond - there) / 2;
    (lua_getstack(L, middle, &frame) == 1 ? there : beyond) = middle;
  }
  return there;
}

}  // namespace

std::string recipe_line(lua_State* L) {
  const std::string inner = line_from(L, 0, 1);
  if (inner.empty()) return "recipe.lua";
  const int deepest = deepest_level(L);
  Sandbox::of(L).spend(kInstructionsALevel *
                       static_cast<std::uint64_t>(deepest));
  const std::string outer = line_from(L, deepest, -1);
  if (inner == outer) return inner;
  // Two lines of one file: the outer one is what the reader starts from, the
  // inner one where it went wrong; both are said.
  return concat(outer, " (", inner, ")");
}

std::string with_line(lua_State* L, std::string_view text) {
  // FILE.lua:
  std::size_t at = 0;
  while (at < text.size() &&
         (std::isalnum(static_cast<unsigned char>(text[at])) ||
          text[at] == '_' || text[at] == '/' || text[at] == '.')) {
    ++at;
  }
  const bool named = text.substr(0, at).ends_with(".lua");
  if (named && at < text.size() && text[at] == ':') return std::string(text);
  return concat(recipe_line(L), ": ", text);
}

Sandbox::Sandbox(const JailLimits& limits, const JailPipes& pipes)
    : limits_(limits), pipes_(pipes), instructions_left_(limits.instructions) {
  state_ = lua_newstate(&Sandbox::allocate, this);
  check(state_ != nullptr, "no memory for Lua");
  // Compiled code would not look at the hook.
  luaJIT_setmode(state_, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
  open_safe_library(state_);
  lua_sethook(state_, &Sandbox::on_count, LUA_MASKCOUNT, kInstructionsAHook);
}

Sandbox::~Sandbox() = default;

Sandbox& Sandbox::of(lua_State* L) {
  void* self = nullptr;
  lua_getallocf(L, &self);
  return *static_cast<Sandbox*>(self);
}

void Sandbox::spend(std::uint64_t instructions) {
  if (instructions <= instructions_left_) {
    instructions_left_ -= instructions;
    return;
  }
  if (std::exchange(ending_, true)) return;  // the line below asks for more
  end(concat(recipe_line(state_), ": planning took more than ",
             limits_.instructions / 1'000'000,
             " million instructions; is there a loop without an end?"));
}

void Sandbox::end(std::string_view message) {
  end_jail(pipes_.last_words, message);
}

void Sandbox::end_for_memory() {
  // Of fixed size: there may be no memory for a longer one.
  char text[64];
  const int size = std::snprintf(text, sizeof text,
                                 "planning took more than %zu MB of memory",
                                 limits_.lua_memory_bytes >> 20);
  end({text, static_cast<std::size_t>(size)});
}

void Sandbox::on_count(lua_State* L, lua_Debug*) {
  of(L).spend(kInstructionsAHook);
}

void* Sandbox::allocate(void* self, void* block, std::size_t before,
                        std::size_t after) {
  Sandbox& sandbox = *static_cast<Sandbox*>(self);
  if (block == nullptr) before = 0;
  if (after > before && sandbox.memory_bytes_ + (after - before) >
                            sandbox.limits_.lua_memory_bytes) {
    sandbox.end_for_memory();
  }
  void* result = nullptr;
  if (after == 0) {
    std::free(block);
  } else {
    result = std::realloc(block, after);
    if (result == nullptr) sandbox.end_for_memory();
  }
  sandbox.memory_bytes_ += after - before;
  return result;
}

}  // namespace moonstain::lua
