#pragma once

#include <map>
#include <string>

namespace moonstain::report {

/// What a renderer needs beside the data of its panel.
struct Drawing {
  std::string id;        ///< of this panel alone: "panel-0"; begins other ids
  std::string title;     ///< for those who cannot see the picture
  std::string sentence;  ///< `panel_sentence`, likewise
  const std::map<std::string, std::string>& files;  ///< by name
  /// Anchor of the table of units, to which a section's name leads; "": none.
  std::string units;
};

}  // namespace moonstain::report
