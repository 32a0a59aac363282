#include "bindings/lua/recipe/step_calls.h"

#include <algorithm>

#include "bindings/lua/recipe/values.h"
#include "bindings/lua/sandbox/sandbox.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain::lua {

namespace {

constexpr int kMostLevels = 8;

std::vector<std::string> names_of(const StepDecl& step, bool inputs,
                                  bool options) {
  std::vector<std::string> names;
  if (inputs) {
    for (const InputDecl& input : step.inputs) names.push_back(input.name);
  }
  if (options) {
    for (const OptionDecl& option : step.options) names.push_back(option.name);
  }
  return names;
}

}  // namespace

StepCalls::StepCalls(const Catalog& catalog, FrameWriter& frames,
                     const JailLimits& limits)
    : catalog_(catalog), frames_(frames), most_nodes_(limits.nodes) {}

std::uint32_t StepCalls::number_of(const std::string& text) {
  const auto [entry, is_new] = text_numbers_.try_emplace(
      text, static_cast<std::uint32_t>(texts_.size()));
  if (is_new) texts_.push_back(text);
  return entry->second;
}

void StepCalls::push_value(lua_State* L, std::uint32_t node) {
  lua_pushlightuserdata(
      L, reinterpret_cast<void*>(static_cast<std::uintptr_t>(node) + 1));
}

// The parent's number of a line or section, which is told to it first.
std::uint32_t StepCalls::sent(FrameKind kind, std::uint32_t text) {
  if (text == 0) return 0;
  auto& known = sent_[kind];
  const auto [entry, is_new] =
      known.try_emplace(text, static_cast<std::uint32_t>(known.size() + 1));
  if (is_new) frames_.begin(kind).text(texts_[text]).end();
  return entry->second;
}

std::uint32_t StepCalls::make(std::uint32_t type, std::uint32_t section,
                              std::uint32_t where) {
  check(made_.size() < most_nodes_, "the plan has more than ", most_nodes_,
        " nodes");
  made_.push_back({type, section, where});
  return static_cast<std::uint32_t>(made_.size() - 1);
}

// `recipe_line` as a text's number. Most calls come from few places; what that
// text says is the outermost and the innermost line that show.
std::uint32_t StepCalls::line_of(lua_State* L) {
  constexpr int kFewLevels = 64;
  line_key_.clear();
  std::size_t inner = 0;
  lua_Debug frame{};
  for (int level = 0; lua_getstack(L, level, &frame) == 1; ++level) {
    // Lua walks to each level from the top.
    if (level == kFewLevels) return number_of(recipe_line(L));
    lua_getinfo(L, "Sl", &frame);
    if (frame.currentline < 0 ||
        frame.source == std::string_view(kPreludeChunk)) {
      continue;
    }
    line_key_.resize(inner);
    line_key_ += frame.source;
    line_key_ += '\0';
    line_key_.append(reinterpret_cast<const char*>(&frame.currentline),
                     sizeof frame.currentline);
    if (inner == 0) inner = line_key_.size();
  }
  const auto known = lines_.find(line_key_);
  if (known != lines_.end()) return known->second;
  const std::uint32_t line = number_of(recipe_line(L));
  lines_.emplace(line_key_, line);
  return line;
}

bool StepCalls::is_value(lua_State* L, int index) const {
  return lua_islightuserdata(L, index);
}

std::uint32_t StepCalls::made_at(lua_State* L, int index) const {
  const auto number =
      reinterpret_cast<std::uintptr_t>(lua_touserdata(L, index));
  check(number >= 1 && number <= made_.size(), "a value that no step made");
  return static_cast<std::uint32_t>(number - 1);
}

const std::string& StepCalls::section_of(lua_State* L, int index) const {
  if (!is_value(L, index)) return texts_[0];
  return texts_[made_[made_at(L, index)].section];
}

const std::string& StepCalls::type_of(lua_State* L, int index) const {
  if (!is_value(L, index)) return texts_[0];
  return texts_[made_[made_at(L, index)].type];
}

std::string StepCalls::describe(lua_State* L, int index) const {
  if (!is_value(L, index)) return described(L, index);
  const Made& made = made_[made_at(L, index)];
  return concat(texts_[made.type], made.section == 0 ? "" : " of ",
                texts_[made.section], " from ", texts_[made.where]);
}

std::vector<std::uint32_t> StepCalls::values(
    lua_State* L, int index, const std::string& what,
    const std::string& expected) const {
  std::vector<std::uint32_t> found;
  // A worklist on the Lua stack would need room by depth; depth is bounded.
  const auto add = [&](const auto& self, int at, int level) -> void {
    if (is_value(L, at)) {
      found.push_back(made_at(L, at));
      return;
    }
    check(lua_istable(L, at), what, " is ", described(L, at), "; expected ",
          expected);
    check(level < kMostLevels, what, " has lists in more than ", kMostLevels,
          " levels");
    luaL_checkstack(L, 4, "lists");
    const std::size_t size = list_size(L, at, what);
    // Lists that hold one another have few entries and many values.
    Sandbox::of(L).spend(20 + size * 4);
    check(found.size() + size <= most_nodes_, what, " holds more than ",
          most_nodes_, " values");
    for (std::size_t i = 1; i <= size; ++i) {
      lua_rawgeti(L, at, static_cast<int>(i));
      self(self, lua_gettop(L), level + 1);
      lua_pop(L, 1);
    }
  };
  add(add, index < 0 ? lua_gettop(L) + index + 1 : index, 0);
  return found;
}

StepCalls::Given StepCalls::read_input(lua_State* L, const StepDecl& step,
                                       const InputDecl& input,
                                       int index) const {
  const std::string what = concat(step.name, ": input '", input.name, "'");
  Given given;
  given.input = &input;
  given.place = static_cast<std::uint32_t>(&input - step.inputs.data());
  given.is_list = !is_value(L, index);
  given.nodes = values(L, index, what, input.type);
  if (given.nodes.empty() && input.many && input.optional) return given;
  check(!given.nodes.empty(), what, " is an empty list; expected ", input.type);
  for (const std::uint32_t node : given.nodes) {
    const Made& made = made_[node];
    check(texts_[made.type] == input.type, what, " is ", texts_[made.type],
          " from ", texts_[made.where], "; expected ", input.type);
  }
  if (given.is_list && !input.many) {
    std::vector<std::uint32_t> sections;
    for (const std::uint32_t node : given.nodes) {
      sections.push_back(made_[node].section);
    }
    std::sort(sections.begin(), sections.end());
    const bool distinct =
        sections.front() != 0 &&
        std::adjacent_find(sections.begin(), sections.end()) == sections.end();
    check(distinct, what, " takes one ", input.type,
          ", or a list with one of "
          "each section; got a list of ",
          given.nodes.size(),
          sections.front() == 0 ? " without sections"
                                : " in which a section comes twice");
  }
  return given;
}

void StepCalls::read_arguments(lua_State* L, const StepDecl& step, int index,
                               std::vector<Given>& inputs, Json& options) {
  check(lua_istable(L, index), step.name,
        ": takes one table of inputs and "
        "options, ms.",
        step.name, " { ... }; got ", describe(L, index));
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    lua_pop(L, 1);
    check(lua_type(L, -1) == LUA_TSTRING, step.name,
          ": an entry has no name; expected INPUT = VALUE or OPTION = VALUE");
  }
  const std::vector<std::string> keys = text_keys(L, index);
  for (const std::string& key : keys) {
    lua_pushlstring(L, key.data(), key.size());
    utf8_of(L, -1, concat(step.name, ": a name"), 200);
    lua_pop(L, 1);
  }
  std::map<std::string, Given> by_name;
  for (const std::string& key : keys) {
    lua_getfield(L, index, key.c_str());
    if (const InputDecl* input = step.find_input(key)) {
      by_name.emplace(key, read_input(L, step, *input, lua_gettop(L)));
    } else if (step.find_option(key) != nullptr) {
      options[key] = json_of(L, -1, concat(step.name, ": option '", key, "'"));
    } else {
      const bool value = is_value(L, -1);
      std::string hint = did_you_mean(key, names_of(step, true, !value));
      if (hint.empty()) {
        hint = concat("; it takes ", listed(names_of(step, true, true)));
      }
      fail(step.name, ": no ", value ? "input" : "option", " '", key, "'",
           hint);
    }
    lua_pop(L, 1);
  }
  for (const InputDecl& input : step.inputs) {
    const auto found = by_name.find(input.name);
    if (found != by_name.end() && !found->second.nodes.empty()) {
      inputs.push_back(std::move(found->second));
    } else {
      check(input.optional, step.name, ": input '", input.name,
            "' is missing: ", input.type, ", ", input.sentence);
    }
  }
}

// The section that all inputs applied to agree on.
std::uint32_t StepCalls::section_of_inputs(
    const std::vector<Given>& inputs) const {
  std::uint32_t section = 0;
  for (const Given& given : inputs) {
    if (given.input->many || given.input->role == Role::learns) continue;
    const std::uint32_t here = made_[given.nodes.front()].section;
    if (here == 0) continue;
    if (section != 0 && section != here) return 0;
    section = here;
  }
  return section;
}

std::uint32_t StepCalls::emit(const Step& step,
                              const std::vector<Given>& inputs,
                              std::string_view options_text,
                              std::uint32_t section, std::uint32_t where) {
  const std::uint32_t made = make(step.output, section, where);
  const std::uint32_t sent_section = sent(FrameKind::section, section);
  const std::uint32_t sent_line = sent(FrameKind::line, where);
  frames_.begin(FrameKind::node)
      .number(step.place)
      .text(options_text)
      .number(sent_section)
      .number(sent_line)
      .number(static_cast<std::uint32_t>(inputs.size()));
  for (const Given& given : inputs) {
    frames_.number(given.place).numbers(given.nodes);
  }
  frames_.end();
  return made;
}

int StepCalls::call(lua_State* L, std::string_view name, int index) {
  const Step& step = step_of(L, name);
  if (!read_plainly(L, step, index)) {
    inputs_.clear();
    Json options = Json::object();
    read_arguments(L, *step.decl, index, inputs_, options);
    // A step without inputs is of the section that it names itself.
    own_section_ = 0;
    if (const auto own = options.find("section");
        own != options.end() && own->is_string()) {
      own_section_ = number_of(own->get<std::string>());
    }
    options_text_ = canonical_json(complete_options(*step.decl, options));
    if (std::any_of(inputs_.begin(), inputs_.end(), [](const Given& given) {
          return given.is_list && !given.input->many;
        })) {
      return call_by_section(L, step);
    }
  }
  const std::uint32_t section =
      inputs_.empty() ? own_section_ : section_of_inputs(inputs_);
  push_value(L, emit(step, inputs_, options_text_, section, line_of(L)));
  return 1;
}

// A list was given where one value is taken: the step runs once a section. All
// such lists must hold the same sections.
int StepCalls::call_by_section(lua_State* L, const Step& step) {
  const std::string& name = step.decl->name;
  const std::vector<Given> inputs = std::move(inputs_);
  const Given* mapped = nullptr;
  std::vector<std::unordered_map<std::uint32_t, std::uint32_t>> by_section(
      inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Given& given = inputs[i];
    if (!given.is_list || given.input->many) continue;
    for (const std::uint32_t node : given.nodes) {
      by_section[i].emplace(made_[node].section, node);
    }
    if (mapped == nullptr) {
      mapped = &given;
      continue;
    }
    const auto& first =
        by_section[static_cast<std::size_t>(mapped - inputs.data())];
    std::vector<std::string> lacking;
    std::vector<std::string> extra;
    for (const std::uint32_t node : mapped->nodes) {
      const std::uint32_t section = made_[node].section;
      if (!by_section[i].contains(section)) lacking.push_back(texts_[section]);
    }
    for (const std::uint32_t node : given.nodes) {
      const std::uint32_t section = made_[node].section;
      if (!first.contains(section)) extra.push_back(texts_[section]);
    }
    check(lacking.empty(), name, ": input '", given.input->name, "' has no ",
          listed(lacking), ", which input '", mapped->input->name,
          "' has; lists by section must hold the same");
    check(extra.empty(), name, ": input '", given.input->name, "' has ",
          listed(extra), ", which input '", mapped->input->name,
          "' has not; lists by section must hold the same");
  }
  Sandbox::of(L).spend(mapped->nodes.size() * 20);
  const std::uint32_t where = line_of(L);
  std::vector<Given> one = inputs;
  lua_createtable(L, static_cast<int>(mapped->nodes.size()), 0);
  int at = 0;
  for (const std::uint32_t node : mapped->nodes) {
    const std::uint32_t section = made_[node].section;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!by_section[i].empty()) one[i].nodes = {by_section[i].at(section)};
    }
    push_value(L, emit(step, one, options_text_, section, where));
    lua_rawseti(L, -2, ++at);
  }
  return 1;
}

}  // namespace moonstain::lua
