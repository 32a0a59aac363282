#include "bindings/lua/sandbox.h"

#include <cctype>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"

namespace moonstain {

namespace {

constexpr int kInstructionsAHook = 10'000;

bool is_own(const lua_Debug& frame) {
  return std::strcmp(frame.source, kPreludeChunk) == 0;
}

}  // namespace

std::string recipe_line(lua_State* L) {
  std::string inner;
  std::string outer;
  lua_Debug frame{};
  for (int level = 0; lua_getstack(L, level, &frame) == 1; ++level) {
    lua_getinfo(L, "Sl", &frame);
    if (frame.currentline < 0 || is_own(frame)) continue;
    outer = concat(frame.short_src, ":", frame.currentline);
    if (inner.empty()) inner = outer;
  }
  if (inner.empty()) return "recipe.lua";
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
  end_jail(pipes_.last_words,
           concat(recipe_line(state_), ": planning took more than ",
                  limits_.instructions / 1'000'000,
                  " million instructions; is there a loop without an end?"));
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
    end_jail(sandbox.pipes_.last_words,
             concat("planning took more than ",
                    sandbox.limits_.lua_memory_bytes >> 20, " MB of memory"));
  }
  void* result = nullptr;
  if (after == 0) {
    std::free(block);
  } else {
    result = std::realloc(block, after);
    if (result == nullptr) return nullptr;
  }
  sandbox.memory_bytes_ += after - before;
  return result;
}

}  // namespace moonstain
