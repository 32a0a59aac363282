// Part of run_state.h: the functions of the table `core`, which the prelude
// calls.
#include <algorithm>

#include "bindings/lua/recipe/run_state.h"
#include "bindings/lua/recipe/values.h"
#include "bindings/lua/sandbox/safe_library.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/source/manifest.h"
#include "core/engine/program/program_decl.h"
#include "core/engine/program/python_steps.h"

namespace moonstain::lua {

namespace {

void set_number(lua_State* L, const char* key, double number) {
  lua_pushnumber(L, number);
  lua_setfield(L, -2, key);
}

std::vector<std::string> keys_of(
    const std::map<std::string, std::string>& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

/// Texts that a plan keeps and shows: names of files and data sets.
std::string plain_name(std::string name, std::string_view what) {
  check(is_plain(name, kMostNameBytes), what, " is '", printable(name, 100),
        "'; expected at most ", kMostNameBytes,
        " bytes without control characters");
  return name;
}

std::vector<std::string> names_at(lua_State* L, int index,
                                  std::string_view what) {
  std::vector<std::string> names = texts_of(L, index, what);
  for (std::string& name : names) name = plain_name(std::move(name), what);
  return names;
}

// core.fail(text)
int core_fail(lua_State* L) {
  return guarded(L, [&]() -> int {
    std::string text = text_of(L, 1);
    // An Error's text ends at a zero byte.
    std::replace(text.begin(), text.end(), '\0', '?');
    fail(text);
  });
}

// core.describe(value)
int core_describe(lua_State* L) {
  return guarded(L, [&] {
    push_text(L, RunState::of(L).steps.describe(L, 1));
    return 1;
  });
}

int core_shown(lua_State* L) {
  return guarded(L, [&] {
    push_text(L, shown(L, 1));
    return 1;
  });
}

int core_did_you_mean(lua_State* L) {
  return guarded(L, [&] {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= lua_objlen(L, 2); ++i) {
      lua_rawgeti(L, 2, static_cast<int>(i));
      if (lua_type(L, -1) == LUA_TSTRING) names.push_back(text_of(L, -1));
      lua_pop(L, 1);
    }
    const std::string name = text_of(L, 1);
    for (const std::string& other : names) {
      Sandbox::of(L).spend(name.size() * other.size());  // edit distance
    }
    push_text(L, did_you_mean(name, names));
    return 1;
  });
}

// core.section_of(value): "her2st/B4" or nil
int core_section_of(lua_State* L) {
  return guarded(L, [&] {
    const std::string& section = RunState::of(L).steps.section_of(L, 1);
    if (section.empty()) {
      lua_pushnil(L);
    } else {
      push_text(L, section);
    }
    return 1;
  });
}

int core_has_manifest(lua_State* L) {
  return guarded(L, [&] {
    lua_pushboolean(L, RunState::of(L).world.manifests.contains(text_of(L, 1)));
    return 1;
  });
}

// core.manifest(name): a table with the sample sheet
int core_manifest(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    const std::string name = text_of(L, 1);
    const auto found = run.world.manifests.find(name);
    if (found == run.world.manifests.end()) {
      const std::vector<std::string> names = keys_of(run.world.manifests);
      const std::string known = listed(names);
      const std::string hint = did_you_mean(name, names);
      fail("ms.manifest: no manifest '", printable(name, 100), "'",
           !hint.empty()   ? hint
           : known.empty() ? std::string("; there are none")
                           : concat("; there are ", known));
    }
    const Manifest& manifest =
        run.manifests.emplace(name, Manifest::of_folder(found->second, name))
            .first->second;
    run.frames.begin(FrameKind::manifest).text(name).end();
    lua_createtable(L, 0, 12);
    set_text(L, "name", name);
    set_text(L, "title", manifest.title);
    set_text(L, "organism", manifest.organism);
    set_text(L, "layout", manifest.layout);
    set_text(L, "lattice", manifest.lattice);
    set_number(L, "um_per_px", manifest.um_per_px);
    set_number(L, "spot_pitch_um", manifest.spot_pitch_um);
    set_number(L, "spot_diameter_um", manifest.spot_diameter_um);
    lua_createtable(L, static_cast<int>(manifest.sections.size()), 0);
    for (std::size_t i = 0; i < manifest.sections.size(); ++i) {
      const ManifestSection& row = manifest.sections[i];
      lua_createtable(L, 0, 14);
      set_text(L, "section", row.section);
      set_text(L, "patient", row.patient);
      set_text(L, "site", row.site);
      set_text(L, "batch", row.batch);
      set_text(L, "split", row.split);
      lua_createtable(L, 0, static_cast<int>(row.options.size()));
      for (const auto& [option, value] : row.options) {
        set_text(L, option.c_str(), value);
      }
      lua_setfield(L, -2, "options");
      set_text(L, "layout", row.layout);
      set_text(L, "lattice", row.lattice);
      set_number(L, "um_per_px", row.um_per_px);
      set_number(L, "spot_pitch_um", row.spot_pitch_um);
      set_number(L, "spot_diameter_um", row.spot_diameter_um);
      lua_createtable(L, 0, static_cast<int>(row.files.size()));
      for (const auto& [role, path] : row.files) {
        set_text(L, role.c_str(), path);
      }
      lua_setfield(L, -2, "files");
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    lua_setfield(L, -2, "sheet");
    lua_createtable(L, static_cast<int>(manifest.patients.size()), 0);
    for (std::size_t i = 0; i < manifest.patients.size(); ++i) {
      lua_createtable(L, 0, 3);
      set_text(L, "patient", manifest.patients[i].patient);
      set_text(L, "site", manifest.patients[i].site);
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    lua_setfield(L, -2, "patient_sheet");
    lua_createtable(L, static_cast<int>(manifest.files.size()), 0);
    for (std::size_t i = 0; i < manifest.files.size(); ++i) {
      push_text(L, manifest.files[i].path);
      lua_rawseti(L, -2, static_cast<int>(i + 1));
    }
    lua_setfield(L, -2, "paths");
    return 1;
  });
}

// core.file(manifest, path, section, learned_from)
int core_file(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    Sandbox::of(L).spend(200);
    const std::string name = text_of(L, 1);
    const std::string path = text_of(L, 2);
    const std::string section = text_of(L, 3);
    // A recipe can change its copy of the sample sheet.
    const auto manifest = run.manifests.find(name);
    check(manifest != run.manifests.end(), "no data set '",
          printable(name, 100), "' was opened");
    const auto& files = manifest->second.files;
    check(std::any_of(files.begin(), files.end(),
                      [&](const auto& file) { return file.path == path; }),
          "no file '", printable(path, 100), "' in the manifest ", name);
    const auto& rows = manifest->second.sections;
    check(section.empty() ||
              std::any_of(rows.begin(), rows.end(),
                          [&](const auto& row) {
                            return section == concat(name, "/", row.section);
                          }),
          "no section '", printable(section, 100), "' in the manifest ", name);
    return run.steps.push_file(L, name, path, section,
                               names_at(L, 4, "ms.source: learned_from"));
  });
}

// core.source(name, learned_from)
int core_source(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    Sandbox::of(L).spend(400);
    const std::string name = utf8_of(L, 1, "ms.source: the file's name", 1000);
    const std::vector<std::string> learned_from =
        names_at(L, 2, "ms.source: learned_from");
    std::vector<std::string> all;
    for (const auto* shelf : {&run.world.recipe, &run.world.library}) {
      const auto& files = shelf->files;
      check(!shelf->links_out.contains(name), "ms.source: '", name,
            "' is a link that leads out of the recipe's folder; a recipe "
            "reads what lies in it");
      if (std::binary_search(files.begin(), files.end(), name)) {
        plain_name(name, "ms.source: the file's name");
        return run.steps.push_source(L, shelf == &run.world.recipe ? 0 : 1,
                                     name, learned_from);
      }
      all.insert(all.end(), files.begin(), files.end());
    }
    fail("ms.source: no file '", name, "' beside the recipe or in recipes/lib",
         did_you_mean(name, all));
  });
}

// core.weights(learned_from); nil where nobody has named any
int core_weights(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    Sandbox::of(L).spend(400);
    const std::vector<std::string> learned_from =
        names_at(L, 1, "ms.weights: learned_from");
    if (run.world.has_weights)
      return run.steps.push_source(L, 2, "", learned_from);
    lua_pushnil(L);
    return 1;
  });
}

// core.step(name, args)
int core_step(lua_State* L) {
  return guarded(L, [&] {
    lua_settop(L, 2);
    Sandbox::of(L).spend(200);
    return RunState::of(L).steps.call(L, text_of(L, 1), 2);
  });
}

// core.has_option(step, name) and core.declares(step, name)
int core_has_option(lua_State* L) {
  return guarded(L, [&] {
    const StepDecl& step = RunState::of(L).catalog.step(text_of(L, 1));
    lua_pushboolean(L, step.find_option(text_of(L, 2)) != nullptr);
    return 1;
  });
}

int core_declares(lua_State* L) {
  return guarded(L, [&] {
    const StepDecl& step = RunState::of(L).catalog.step(text_of(L, 1));
    const std::string name = text_of(L, 2);
    lua_pushboolean(L, step.find_option(name) != nullptr ||
                           step.find_input(name) != nullptr);
    return 1;
  });
}

// core.inputs(step): list of { name, type, optional, many }
int core_inputs(lua_State* L) {
  return guarded(L, [&] {
    const StepDecl& step = RunState::of(L).catalog.step(text_of(L, 1));
    lua_createtable(L, static_cast<int>(step.inputs.size()), 0);
    int at = 0;
    for (const InputDecl& input : step.inputs) {
      lua_createtable(L, 0, 3);
      set_text(L, "name", input.name);
      set_text(L, "type", input.type);
      lua_pushboolean(L, input.optional);
      lua_setfield(L, -2, "optional");
      lua_pushboolean(L, input.many);
      lua_setfield(L, -2, "many");
      lua_rawseti(L, -2, ++at);
    }
    return 1;
  });
}

// The digest of an interpreter is the parent's to find.
void declare_program(lua_State* L, RunState& run, const Json& declaration) {
  run.catalog.add(program_decl(
      declaration, run.catalog, [](const std::string&) { return Digest{}; },
      true));
  run.frames.begin(FrameKind::program)
      .text(declaration.dump())
      .text(recipe_line(L))
      .end();
}

// core.program(declaration): the name of a new step.
int core_program(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    Sandbox::of(L).spend(1000);
    const Json declaration = json_of(L, 1, "ms.program");
    declare_program(L, run, declaration);
    push_text(L, program_name(declaration));
    return 1;
  });
}

// core.python(file, interpreter, environment): the names of the steps that a
// file beside the recipe declares.
int core_python(lua_State* L) {
  return guarded(L, [&] {
    RunState& run = RunState::of(L);
    const std::string file = utf8_of(L, 1, "ms.python: the file", 200);
    const auto& texts = run.world.recipe.python;
    const auto found = texts.find(file);
    if (found == texts.end()) {
      std::vector<std::string> names;
      for (const auto& [name, text] : texts) names.push_back(name);
      fail("ms.python: no file '", file, "' of Python beside the recipe",
           did_you_mean(file, names));
    }
    check(file.find_first_of("{}") == std::string::npos, "ms.python: '", file,
          "': no { or } may be in its name");
    Sandbox::of(L).spend(1000 +
                         static_cast<std::int64_t>(found->second.size()));
    const Json interpreter = json_of(L, 2, "ms.python: interpreter");
    const Json environment = json_of(L, 3, "ms.python: environment");
    const Json steps = python_steps(found->second, file);
    lua_createtable(L, static_cast<int>(steps.size()), 0);
    int at = 0;
    for (Json declaration : steps) {
      declaration["interpreter"] = interpreter;
      if (!environment.empty()) declaration["environment"] = environment;
      const std::string name = program_name(declaration);
      declaration["arguments"] = {"{program}", "{task}", file, name};
      declare_program(L, run, declaration);
      push_text(L, name);
      lua_rawseti(L, -2, ++at);
    }
    return 1;
  });
}

}  // namespace

void push_core(lua_State* L, RunState& run) {
  lua_createtable(L, 0, 20);
  const luaL_Reg functions[] = {{"fail", core_fail},
                                {"describe", core_describe},
                                {"shown", core_shown},
                                {"did_you_mean", core_did_you_mean},
                                {"section_of", core_section_of},
                                {"has_manifest", core_has_manifest},
                                {"manifest", core_manifest},
                                {"file", core_file},
                                {"source", core_source},
                                {"weights", core_weights},
                                {"step", core_step},
                                {"has_option", core_has_option},
                                {"declares", core_declares},
                                {"inputs", core_inputs},
                                {"program", core_program},
                                {"python", core_python}};
  for (const luaL_Reg& function : functions) {
    add_function(L, run, function.name, function.func);
  }
  add_knob_functions(L, run);
  add_unit_functions(L, run);
  lua_createtable(L, 0, 0);
  int at = 0;
  for (const StepDecl& step : run.catalog.steps()) {
    if (step.starts_programs) continue;  // by ms.program alone
    push_text(L, step.name);
    lua_rawseti(L, -2, ++at);
  }
  lua_setfield(L, -2, "steps");
}

}  // namespace moonstain::lua
