#include "core/eval/findings/switches.h"

#include <cstddef>
#include <utility>

#include "core/base/error.h"

namespace moonstain {
namespace {

SwitchKind kind_named(std::string_view word, std::string_view name,
                      const std::string& where) {
  const auto kind = kind_of<SwitchKind>(word);
  check(kind.has_value(), where, ": switch '", name, "' is of kind '", word,
        "'; it is training, scoring or leak");
  return *kind;
}

}  // namespace

std::map<std::string, SwitchInForce> read_switches(std::string_view text,
                                                   const std::string& where) {
  const std::string what = concat(where, ": switches");
  const Json json = parse_json(text, what);
  check(json.is_object(), what, ": expected an object with a member a switch");
  std::map<std::string, SwitchInForce> switches;
  for (const auto& [name, turned] : json.items()) {
    const std::string at = concat(what, ": '", name, "'");
    SwitchInForce& one = switches[name];
    one.value = member(turned, "value", at);
    one.published = member(turned, "published", at);
    one.kind = kind_named(text_member(turned, "kind", at), name, where);
    check(turned.size() == 3, at,
          ": has more members than value, published and kind");
  }
  return switches;
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
