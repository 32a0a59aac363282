#include "core/eval/findings/protocol.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/base/error.h"
#include "core/engine/plan/lineage.h"
#include "core/eval/findings/labels.h"
#include "core/eval/metrics/reading_kind.h"

namespace moonstain {
namespace {

SwitchKind kind_named(std::string_view word, std::string_view name,
                      const std::string& where) {
  const auto kind = kind_of<SwitchKind>(word);
  check(kind.has_value(), where, ": switch '", name, "' is of kind '", word,
        "'; it is training, scoring or leak");
  return *kind;
}

bool holds_out_unit(const WalkSwitch& one) {
  return one.kind == SwitchKind::leak &&
         kind_of<UnitKind>(one.published).has_value() &&
         kind_of<UnitKind>(one.audited).has_value();
}

bool names_reading(const Json& value) {
  const auto names = reading_names();
  return value.is_string() &&
         std::find(names.begin(), names.end(), value.get<std::string>()) !=
             names.end();
}

}  // namespace

std::vector<std::string> Protocol::turned(bool but_reading,
                                          std::string_view whose) const {
  std::vector<std::string> turned;
  const auto note = [&](const std::string& name, const Json& value,
                        const Json& published) {
    if (value == published) return;
    turned.push_back(concat(name, " is ", json_words(value), ", published ",
                            json_words(published)));
  };
  for (const auto& [name, one] : switches) {
    if (but_reading && one.kind == SwitchKind::scoring &&
        names_reading(one.published)) {
      continue;
    }
    note(name, one.value, one.published);
  }
  for (const auto& [name, one] : params) {
    if (!whose.empty() && one.of && *one.of != whose) continue;
    note(name, one.value, one.paper);
  }
  return turned;
}

Protocol read_protocol(std::string_view text, const std::string& where) {
  const std::string what = concat(where, ": protocol");
  Protocol protocol;
  if (text.empty()) return protocol;
  protocol.stated = true;
  const Json json = parse_json(text, what);
  check(json.is_object(), what,
        ": expected an object, as ms.protocol() makes it");
  const Json& switches = member(json, "switches", what);
  const Json& params = member(json, "params", what);
  check(switches.is_object() && params.is_object() && json.size() == 2, what,
        ": expected the members switches and params, objects both");
  for (const auto& [name, turned] : switches.items()) {
    const std::string at = concat(what, ": '", name, "'");
    SwitchInForce& one = protocol.switches[name];
    one.value = member(turned, "value", at);
    one.published = member(turned, "published", at);
    one.kind = kind_named(text_member(turned, "kind", at), name, where);
  }
  for (const auto& [name, param] : params.items()) {
    const std::string at = concat(what, ": '", name, "'");
    ParamInForce& one = protocol.params[name];
    one.value = member(param, "value", at);
    one.paper = member(param, "paper", at);
    if (param.contains("of")) one.of = text_member(param, "of", at);
  }
  return protocol;
}

std::string WalkSwitch::label() const {
  if (holds_out_unit(*this)) return concat(audited, " held out");
  return label_of(name);
}

std::string WalkSwitch::turned() const {
  return holds_out_unit(*this) ? label() : concat(label(), ": ", audited);
}

std::vector<WalkSwitch> read_switches(const SwitchLists& lists,
                                      const std::string& where) {
  const std::size_t count = lists.names.size();
  std::vector<std::string> why = lists.why;
  why.resize(why.empty() ? count : why.size());
  check(lists.kinds.size() == count && lists.published.size() == count &&
            lists.audited.size() == count && why.size() == count,
        where, ": ", count, " switches, but ", lists.kinds.size(), " kinds, ",
        lists.published.size(), " published and ", lists.audited.size(),
        " audited values, ", why.size(), " reasons");
  std::vector<WalkSwitch> switches;
  for (std::size_t i = 0; i < count; ++i) {
    switches.push_back(
        {lists.names[i], kind_named(lists.kinds[i], lists.names[i], where),
         lists.published[i], lists.audited[i], std::move(why[i])});
  }
  return switches;
}

}  // namespace moonstain
