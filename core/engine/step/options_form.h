#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/step_decl.h"

namespace moonstain {

/// The canonical JSON of a step's options, written and checked without a tree
/// of values: a plan has many nodes.
class OptionsForm {
 public:
  struct Member {
    const OptionDecl* option = nullptr;
    std::string head;           ///< "size_px":
    std::string default_value;  ///< canonical; empty: it must be given
  };

  /// @param step  must live as long
  explicit OptionsForm(const StepDecl& step);

  /// All options, in the order of canonical JSON.
  const std::vector<Member>& members() const { return members_; }

  /// Whether `text` is the canonical JSON of complete options of the step, each
  /// in its declared type and range: what
  /// `canonical_json(complete_options(step, OPTIONS))` gives for some OPTIONS.
  bool holds(std::string_view text) const;

  /// Appends a value where it is of the declared type and in its range and
  /// simple to write; else appends nothing and returns false: what is wrong or
  /// takes more work is for `complete_options` to tell.
  static bool append(std::string& out, const OptionDecl& option, double value);
  static bool append(std::string& out, const OptionDecl& option, bool value);
  static bool append(std::string& out, const OptionDecl& option,
                     std::string_view value);

 private:
  bool surely_holds(std::string_view text) const;

  const StepDecl& step_;
  std::vector<Member> members_;
};

}  // namespace moonstain
