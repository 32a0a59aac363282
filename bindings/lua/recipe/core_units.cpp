// Part of run_state.h: the functions of `core` that know units: tables about
// patients, blocks of sections, folds, and steps that narrow.
#include <algorithm>
#include <set>

#include "bindings/lua/recipe/run_state.h"
#include "bindings/lua/recipe/values.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/engine/plan/units.h"
#include "core/stats/kfold.h"

namespace moonstain::lua {

namespace {

constexpr std::uint32_t kMostFolded = 1'000'000;

/// A whole number, named in errors.
std::uint32_t whole_at(lua_State* L, int index, std::string_view what,
                       std::uint32_t least, std::uint32_t most) {
  const double value = lua_tonumber(L, index);
  check(lua_type(L, index) == LUA_TNUMBER && value >= least && value <= most &&
            value == static_cast<double>(static_cast<std::uint32_t>(value)),
        what, " is ", shown(L, index), "; expected a whole number from ", least,
        " to ", most);
  return static_cast<std::uint32_t>(value);
}

// core.table(manifest, role): a file leaf about the manifest's patients
int core_table(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    Sandbox::of(L).spend(200);
    const std::string name = text_of(L, 1);
    const std::string role = text_of(L, 2);
    const auto manifest = run.manifests.find(name);
    check(manifest != run.manifests.end(), "no data set '",
          printable(name, 100), "' was opened");
    const auto& tables = manifest->second.tables;
    std::vector<std::string> roles;
    for (const auto& [known, path] : tables) roles.push_back(known);
    check(tables.contains(role), name, " has no table '", printable(role, 100),
          "'; it has ", roles.empty() ? "none" : listed(roles));
    return run.steps.push_table(L, name, role);
  });
}

// core.block_section(name): the section of a block's name, or nil
int core_block_section(lua_State* L) {
  return guarded(L, [&] {
    const std::string name =
        lua_type(L, 1) == LUA_TSTRING ? text_of(L, 1) : std::string();
    if (Block::parse(name)) {
      push_text(L, section_of_unit(name));
    } else {
      lua_pushnil(L);
    }
    return 1;
  });
}

Block block_at(lua_State* L, int index) {
  const std::string name =
      lua_type(L, index) == LUA_TSTRING ? text_of(L, index) : std::string();
  const auto block = Block::parse(name);
  check(block.has_value(), "ms.apart: ", shown(L, index),
        " is no name of a block; ms.regions gives them");
  return *block;
}

// core.reaches(a, b): whether two blocks are of one section and one of them,
// with its margin, reaches the other
int core_reaches(lua_State* L) {
  return guarded(L, [&] {
    Sandbox::of(L).spend(200);
    const Block a = block_at(L, 1);
    const Block b = block_at(L, 2);
    lua_pushboolean(
        L, a.section == b.section && (a.reaches(b) || b.reaches(a)) ? 1 : 0);
    return 1;
  });
}

// core.blocks(section, rows, columns, margin): names, row by row
int core_blocks(lua_State* L) {
  return guarded(L, [&] {
    constexpr std::uint32_t kMostSide = 100;
    Block block;
    block.section = text_of(L, 1);
    block.rows =
        static_cast<int>(whole_at(L, 2, "ms.regions: rows", 1, kMostSide));
    block.columns =
        static_cast<int>(whole_at(L, 3, "ms.regions: columns", 1, kMostSide));
    block.margin = lua_tonumber(L, 4);
    check(lua_type(L, 4) == LUA_TNUMBER && block.margin >= 0 &&
              block.margin <= kMostSide,
          "ms.regions: margin is ", shown(L, 4),
          "; expected sides of a block, from 0 to ", kMostSide);
    const int count = block.rows * block.columns;
    Sandbox::of(L).spend(static_cast<std::uint64_t>(count) * 100);
    lua_createtable(L, count, 0);
    int at = 0;
    for (block.row = 1; block.row <= block.rows; ++block.row) {
      for (block.column = 1; block.column <= block.columns; ++block.column) {
        push_text(L, block.name());
        lua_rawseti(L, -2, ++at);
      }
    }
    return 1;
  });
}

// core.k_folds(units, k, seed, labels): lists of places, and classes that have
// fewer units than folds; seed and labels may be nil
int core_k_folds(lua_State* L) {
  return guarded(L, [&] {
    const std::uint32_t units =
        whole_at(L, 1, "ms.k_folds: units", 0, kMostFolded);
    const std::uint32_t k = whole_at(L, 2, "ms.k_folds: k", 0, kMostFolded);
    std::optional<std::uint32_t> seed;
    if (!lua_isnil(L, 3)) {
      seed = whole_at(L, 3, "ms.k_folds: seed", 0, UINT32_MAX);
    }
    Sandbox::of(L).spend(std::uint64_t{units} * 200);
    Folds folds;
    std::vector<std::string> scarce;
    if (lua_isnil(L, 4)) {
      folds = k_folds(units, k, seed);
    } else {
      const auto labels = texts_of(L, 4, "ms.k_folds: stratify");
      StratifiedFolds made = stratified_k_folds(labels, k, seed);
      folds = std::move(made.folds);
      scarce = std::move(made.scarce);
    }
    lua_createtable(L, static_cast<int>(folds.size()), 0);
    for (std::size_t i = 0; i < folds.size(); ++i) {
      lua_createtable(L, static_cast<int>(folds[i].size()), 0);
      for (std::size_t j = 0; j < folds[i].size(); ++j) {
        lua_pushnumber(L, static_cast<double>(folds[i][j] + 1));
        lua_rawseti(L, -2, static_cast<int>(j + 1));
      }
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    push_text(L, listed(scarce));
    return 2;
  });
}

// core.narrowing(value): step, input and option by which it is narrowed to
// some units
int core_narrowing(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    const std::string type = run.steps.type_of(L, 1);
    std::set<std::string> narrowed;
    for (const StepDecl& step : run.catalog.steps()) {
      if (step.narrows.empty()) continue;
      const auto input = std::find_if(
          step.inputs.begin(), step.inputs.end(), [&](const InputDecl& one) {
            return one.type == step.output && one.role == Role::applies &&
                   !one.many;
          });
      if (input == step.inputs.end()) continue;
      narrowed.insert(step.output);
      if (step.output != type) continue;
      push_text(L, step.name);
      push_text(L, input->name);
      push_text(L, step.narrows);
      return 3;
    }
    fail("ms.rows: no step narrows ", run.steps.describe(L, 1),
         " to some units, only ", listed(narrowed),
         "; narrow what it is made of");
  });
}

}  // namespace

void add_unit_functions(lua_State* L, RunState& run) {
  add_function(L, run, "table", core_table);
  add_function(L, run, "block_section", core_block_section);
  add_function(L, run, "blocks", core_blocks);
  add_function(L, run, "reaches", core_reaches);
  add_function(L, run, "k_folds", core_k_folds);
  add_function(L, run, "narrowing", core_narrowing);
}

}  // namespace moonstain::lua
