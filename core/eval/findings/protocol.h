#pragma once

#include <map>
#include <optional>
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

/// Where a param stands, and where the paper has it.
struct ParamInForce {
  Json value;
  Json paper;
  /// The predictor that it is a setting of; nothing: of several, or of what all
  /// are scored on.
  std::optional<std::string> of;
};

/// Under which protocol findings were made. That it is the published one is a
/// fact: every switch and every param stand where the paper has them.
struct Protocol {
  bool stated = false;  ///< the recipe says where its switches and params stand
  std::map<std::string, SwitchInForce> switches;
  std::map<std::string, ParamInForce> params;

  /// What was turned: "unit is patient, published section".
  /// @param but_reading  scoring switches whose published value names a reading
  ///                     are left out: a claim that names its own reading is
  ///                     judged in it, whatever they say
  /// @param whose        params of another predictor than this are left out;
  ///                     "": none are
  std::vector<std::string> turned(bool but_reading = false,
                                  std::string_view whose = "") const;
};

/// Of the text that `ms.protocol()` makes: {"switches": {"unit": {"kind":
/// "leak", "value": "patient", "published": "section", "audited": "patient"}},
/// "params": {"epochs": {"value": 1, "paper": 200, "of": "net"}}}; "of" may be
/// missing.
///
/// @param text    "": the recipe does not say
/// @param where   named in errors
/// @throws Error  "WHERE: ..." on another form, on a switch of no kind
Protocol read_protocol(std::string_view text, const std::string& where);

/// A switch as a walk turns it.
struct WalkSwitch {
  std::string name;
  SwitchKind kind = SwitchKind::training;
  std::string published;  ///< its value there, for the reader
  std::string audited;
  std::string why;

  /// What its bar is called. One that holds out another unit is named by that:
  /// "patient held out", which is the leak and the loss of generalisation in
  /// one.
  std::string label() const;
  /// Where its turning leads: "cells: tissue", "patient held out".
  std::string turned() const;
};

/// The switches of a walk, a list a member, an entry a switch.
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
