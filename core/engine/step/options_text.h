#pragma once

#include <ostream>
#include <string>
#include <utility>

#include "core/base/json.h"
#include "core/base/shared.h"

namespace moonstain {

/// The options of a node, kept as the canonical JSON that enters its id and
/// shared by its copies: as a tree of values they would take five times the
/// memory, and most nodes of a plan are never asked for one.
class OptionsText {
 public:
  /// "null", as of a source file.
  OptionsText() = default;
  /// @throws Error as `canonical_json`
  OptionsText(const Json& options)  // NOLINT: options are taken as they stand
      : text_(canonical_json(options)) {}

  /// @param text  canonical; it is not looked at
  static OptionsText from_canonical(std::string text) {
    OptionsText options;
    options.text_ = SharedText(std::move(text));
    return options;
  }

  const std::string& text() const {
    static const std::string none = "null";
    return text_.empty() ? none : text_.str();
  }
  /// The values; parsed at each call.
  Json json() const { return Json::parse(text()); }

  friend bool operator==(const OptionsText& a, const OptionsText& b) {
    return a.text() == b.text();
  }
  friend std::ostream& operator<<(std::ostream& out, const OptionsText& a) {
    return out << a.text();
  }
  friend void to_json(Json& out, const OptionsText& options) {
    out = options.json();
  }

 private:
  SharedText text_;
};

}  // namespace moonstain
