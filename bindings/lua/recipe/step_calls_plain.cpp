// Part of step_calls.h: calls as nearly all are, read without a tree of
// values.
#include <algorithm>

#include "bindings/lua/recipe/step_calls.h"

namespace moonstain::lua {

StepCalls::Step& StepCalls::step_of(lua_State* L, std::string_view name) {
  const auto found = steps_.find(name);
  if (found != steps_.end()) return found->second;
  const StepDecl& decl = catalog_.step(name);
  Step step{&decl, catalog_.place(name), number_of(decl.output),
            {},    OptionsForm(decl),    {}};
  const auto keep = [&](const std::string& text) {
    lua_pushlstring(L, text.data(), text.size());
    step.names.push_back(lua_tolstring(L, -1, nullptr));
    luaL_ref(L, LUA_REGISTRYINDEX);
  };
  for (const InputDecl& input : decl.inputs) {
    step.input_types.push_back(number_of(input.type));
    keep(input.name);
  }
  for (const auto& member : step.options.members()) keep(member.option->name);
  return steps_.emplace(name, std::move(step)).first->second;
}

// A value, or for a `many` input a flat list of them.
bool StepCalls::read_plain_input(lua_State* L, const Step& step,
                                 std::uint32_t place) {
  const InputDecl& input = step.decl->inputs[place];
  Given& given = inputs_.emplace_back();
  given.input = &input;
  given.place = place;
  const auto add = [&] {
    if (!lua_islightuserdata(L, -1)) return false;
    const std::uint32_t node = made_at(L, -1);
    if (made_[node].type != step.input_types[place]) return false;
    given.nodes.push_back(node);
    return true;
  };
  if (!input.many) return add();
  if (!lua_istable(L, -1)) return add();
  const std::size_t size = lua_objlen(L, -1);
  std::size_t entries = 0;
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    lua_pop(L, 1);
    if (++entries > size || lua_type(L, -1) != LUA_TNUMBER) {
      lua_pop(L, 1);
      return false;
    }
  }
  if (size == 0 || entries != size) return false;
  given.nodes.reserve(size);
  for (std::size_t i = 1; i <= size; ++i) {
    lua_rawgeti(L, -1, static_cast<int>(i));
    const bool good = add();
    lua_pop(L, 1);
    if (!good) return false;
  }
  return true;
}

// Reads a call as nearly all are: values, flat lists of them where many are
// taken, options that are plain. False for all else, wrong calls among it:
// `read_arguments` reads those, and says what is wrong.
bool StepCalls::read_plainly(lua_State* L, const Step& step, int index) {
  inputs_.clear();
  plain_.assign(step.options.members().size(), {});
  own_section_ = 0;
  if (!lua_istable(L, index)) return false;
  const std::size_t inputs = step.decl->inputs.size();
  lua_pushnil(L);
  while (lua_next(L, index) != 0) {
    bool good = lua_type(L, -2) == LUA_TSTRING;
    if (good) {
      const auto found = std::find(step.names.begin(), step.names.end(),
                                   lua_tolstring(L, -2, nullptr));
      const auto at = static_cast<std::size_t>(found - step.names.begin());
      if (at < inputs) {
        good = read_plain_input(L, step, static_cast<std::uint32_t>(at));
      } else if (at < step.names.size()) {
        Plain& plain = plain_[at - inputs];
        plain.type = lua_type(L, -1);
        if (plain.type == LUA_TNUMBER) {
          plain.number = lua_tonumber(L, -1);
        } else if (plain.type == LUA_TBOOLEAN) {
          plain.number = lua_toboolean(L, -1);
        } else if (plain.type == LUA_TSTRING) {
          std::size_t size = 0;
          const char* text = lua_tolstring(L, -1, &size);
          plain.text = {text, size};  // the table keeps it
        } else {
          good = false;
        }
      } else {
        good = false;
      }
    }
    if (!good) {
      lua_pop(L, 2);
      return false;
    }
    lua_pop(L, 1);
  }
  std::sort(inputs_.begin(), inputs_.end(),
            [](const Given& a, const Given& b) { return a.place < b.place; });
  std::size_t required = 0;
  for (const InputDecl& input : step.decl->inputs) required += !input.optional;
  for (const Given& given : inputs_) required -= !given.input->optional;
  return required == 0 && write_plainly(step);
}

bool StepCalls::write_plainly(const Step& step) {
  options_text_.assign(1, '{');
  for (std::size_t i = 0; i < plain_.size(); ++i) {
    const OptionsForm::Member& member = step.options.members()[i];
    const Plain& plain = plain_[i];
    if (i > 0) options_text_ += ',';
    options_text_ += member.head;
    bool good = false;
    switch (plain.type) {
      case LUA_TNUMBER:
        good = OptionsForm::append(options_text_, *member.option, plain.number);
        break;
      case LUA_TBOOLEAN:
        good = OptionsForm::append(options_text_, *member.option,
                                   plain.number != 0);
        break;
      case LUA_TSTRING:
        good = OptionsForm::append(options_text_, *member.option, plain.text);
        if (member.option->name == "section") {
          own_section_ = number_of(std::string(plain.text));
        }
        break;
      default:
        good = !member.default_value.empty();
        options_text_ += member.default_value;
    }
    if (!good) return false;
  }
  options_text_ += '}';
  return true;
}

}  // namespace moonstain::lua
