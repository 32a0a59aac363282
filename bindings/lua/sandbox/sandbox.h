#pragma once

#include <cstdint>
#include <functional>
#include <lua.hpp>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bindings/lua/sandbox/jail.h"

namespace moonstain::lua {

/// Where a recipe is, as a reader of it would say: "recipe.lua:31"; in a
/// shared file the outermost line of the recipe first, then the innermost:
/// "recipe.lua:31 (recipes/lib/hist.lua:12)". Lines of Moonstain's own Lua are
/// left out. A function that ends in `return f(...)` is left before f runs and
/// cannot be named.
std::string recipe_line(lua_State* L);

/// "LINE: TEXT" with that line; a text that begins with one is left as it is.
std::string with_line(lua_State* L, std::string_view text);

/// A Lua state that a stranger's text can be run in: interpreter only, its
/// memory and its instructions counted, and of Lua's library what neither
/// reaches outside nor differs from run to run:
///
/// - `assert error getmetatable ipairs pairs pcall print rawequal rawget rawset
///   select setmetatable tonumber tostring type unpack xpcall`;
///   `pairs` goes by sorted keys, `tostring` shows no address, `print` speaks
///   to the person who plans;
/// - `string`: `byte char find format gmatch gsub len lower match rep reverse
///   sub upper`; `gsub` replaces by text or table; matching is bounded;
/// - `table`: `concat insert maxn remove sort`;
/// - `math`: `abs ceil floor fmod huge max min modf pi sqrt`, which give the
///   same everywhere.
///
/// What is left out says so when it is used. One sandbox a process: it is left
/// by the end of the process.
class Sandbox {
 public:
  Sandbox(const JailLimits& limits, const JailPipes& pipes);
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  lua_State* state() const { return state_; }
  static Sandbox& of(lua_State* L);

  /// Counts work against the budget of instructions; at its end the process
  /// ends, with a message that no `pcall` can catch.
  void spend(std::uint64_t instructions);

  /// Ends the process with a message that no `pcall` can catch.
  [[noreturn]] void end(std::string_view message);
  [[noreturn]] void end_for_memory();

  /// Called with each line of `print`.
  void on_print(std::function<void(std::string_view)> print) {
    print_ = std::move(print);
  }
  void print(std::string_view line) {
    if (print_) print_(line);
  }

 private:
  static void* allocate(void* self, void* block, std::size_t before,
                        std::size_t after);
  static void on_count(lua_State* L, lua_Debug* debug);

  JailLimits limits_;
  JailPipes pipes_;
  std::size_t memory_bytes_ = 0;
  std::uint64_t instructions_left_;
  bool ending_ = false;
  std::function<void(std::string_view)> print_;
  lua_State* state_ = nullptr;
};

/// Runs the body of a C function that Lua calls; an exception leaves as a Lua
/// error with the recipe's line. Without memory the process ends. Never
/// `catch (...)` here: Lua's own errors unwind through C++ frames, and it would
/// swallow them.
template <typename Body>
int guarded(lua_State* L, Body body) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    Sandbox::of(L).end_for_memory();
  } catch (const std::exception& e) {
    const std::string text = with_line(L, e.what());
    lua_pushlstring(L, text.data(), text.size());
  }
  return lua_error(L);  // here the exception object is already gone
}

/// Names of Moonstain's own Lua; lines of it are not shown.
inline constexpr const char* kPreludeChunk = "=moonstain";

}  // namespace moonstain::lua
