// Part of run_state.h: the functions of `core` for params and switches, what is
// said of them, and names that are aliases.
#include "bindings/lua/recipe/run_state.h"
#include "bindings/lua/recipe/values.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::lua {

namespace {

/// The name of a new param or switch. The prelude has looked at it too, but a
/// table of a recipe may give another name each time it is asked.
std::string knob_name(lua_State* L, const char* who) {
  RunState& run = RunState::of(L);
  const std::string name = utf8_of(L, 1, concat(who, ": name"), 100);
  check(is_plain(name, 100), who, ": the name '", printable(name, 100),
        "' has control characters");
  check(run.knobs.insert(name).second, who, ": '", name, "' is declared twice");
  check(run.knobs.size() <= kMostKnobs, who, ": a recipe has at most ",
        kMostKnobs, " params and switches");
  return name;
}

void send_knob(lua_State* L, FrameKind kind, const Json& knob) {
  RunState& run = RunState::of(L);
  const std::string text = knob.dump();
  run.knob_bytes += text.size();
  check(run.knob_bytes <= kMostKnobBytes, "params and switches hold more than ",
        kMostKnobBytes >> 20, " MB");
  run.frames.begin(kind).text(text).end();
}

int core_setting(lua_State* L) {
  return guarded(L, [&] {
    const auto& settings = RunState::of(L).world.settings;
    const auto found = settings.find(text_of(L, 1));
    if (found == settings.end()) {
      lua_pushnil(L);
    } else {
      push_text(L, found->second);
    }
    return 1;
  });
}

// core.protocol(): what was declared so far, as canonical JSON
int core_protocol(lua_State* L) {
  return guarded(L, [&] {
    const std::string text = canonical_json(RunState::of(L).protocol);
    Sandbox::of(L).spend(text.size());
    push_text(L, text);
    return 1;
  });
}

// core.alias(alias, note): the recipe has used another name, which is said once
// a line
int core_alias(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    const std::string alias = text_of(L, 1);
    const std::string where = recipe_line(L);
    Sandbox::of(L).spend(400);
    if (run.aliases.size() < kMostAliasUses &&
        run.aliases.emplace(alias, where).second) {
      run.frames.begin(FrameKind::alias)
          .text(alias)
          .text(text_of(L, 2))
          .text(where)
          .end();
    }
    return 0;
  });
}

// core.param(name, sentence, default, value, set, paper, of); paper is nil of
// what is no part of a protocol, `of` of what is no single predictor's
int core_param(lua_State* L) {
  return guarded(L, [&] {
    const std::string name = knob_name(L, "ms.param");
    const std::string what = concat("param '", name, "'");
    const Json param = {
        {"name", name},
        {"sentence", utf8_of(L, 2, concat(what, ": its sentence"), 1000)},
        {"default", json_of(L, 3, concat(what, ": default"))},
        {"value", json_of(L, 4, what)},
        {"set", lua_toboolean(L, 5) != 0},
        {"paper", json_of(L, 6, concat(what, ": paper"))}};
    send_knob(L, FrameKind::param, param);
    RunState& run = RunState::of(L);
    if (run.world.states_protocol && !param["paper"].is_null()) {
      Json& stated = run.protocol["params"][name];
      stated = {{"value", param["value"]}, {"paper", param["paper"]}};
      if (!lua_isnoneornil(L, 7)) {
        stated["of"] = utf8_of(L, 7, concat(what, ": of"), 100);
      }
    }
    return 0;
  });
}

// core.switch(name, kind, published, audited, why, value)
int core_switch(lua_State* L) {
  return guarded(L, [&] {
    const std::string name = knob_name(L, "ms.switch");
    const std::string what = concat("switch '", name, "'");
    Json choice = {{"name", name},
                   {"kind", utf8_of(L, 2, concat(what, ": kind"), 100)},
                   {"published", json_of(L, 3, concat(what, ": published"))},
                   {"audited", json_of(L, 4, concat(what, ": audited"))},
                   {"why", utf8_of(L, 5, concat(what, ": why"), 1000)},
                   {"value", json_of(L, 6, what)},
                   {"where", recipe_line(L)}};
    send_knob(L, FrameKind::choice, choice);
    RunState& run = RunState::of(L);
    if (run.world.states_protocol) {
      Json& stated = run.protocol["switches"][name];
      for (const char* member : {"value", "published", "audited", "kind"}) {
        stated[member] = choice[member];
      }
    }
    return 0;
  });
}

}  // namespace

void add_knob_functions(lua_State* L, RunState& run) {
  add_function(L, run, "setting", core_setting);
  add_function(L, run, "protocol", core_protocol);
  add_function(L, run, "alias", core_alias);
  add_function(L, run, "param", core_param);
  add_function(L, run, "switch", core_switch);
}

}  // namespace moonstain::lua
