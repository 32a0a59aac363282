#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/engine/plan/switch_kind.h"

namespace moonstain {

/// Where a switch of the recipe stands in one set of findings.
struct SwitchInForce {
  SwitchKind kind = SwitchKind::training;
  Json value;      ///< a text, number or flag
  Json published;  ///< the value under the published protocol
};

/// A switch as a walk turns it.
struct WalkSwitch {
  std::string name;
  SwitchKind kind = SwitchKind::training;
  std::string published;  ///< its value there, for the reader
  std::string audited;
  std::string why;
};

// Both forms in which a step is told of a recipe's switches.

/// By name, of the text that `ms.switches()` makes:
/// {"unit": {"kind": "leak", "value": "patient", "published": "section"}}
///
/// @param where   named in errors
/// @throws Error  "WHERE: ..." on another form, "WHERE: 'NAME': ..." on a
///                switch of no kind or with other members
std::map<std::string, SwitchInForce> read_switches(std::string_view text,
                                                   const std::string& where);

/// The same of a walk, a list a member, an entry a switch.
struct SwitchLists {
  std::vector<std::string> names;
  std::vector<std::string> kinds;
  std::vector<std::string> published;
  std::vector<std::string> audited;
  std::vector<std::string> why;  ///< empty: not said
};

/// In the order of the lists.
///
/// @throws Error  "WHERE: ..." on lists of differing lengths and on a switch
///                of no kind
std::vector<WalkSwitch> read_switches(const SwitchLists& lists,
                                      const std::string& where);

}  // namespace moonstain
