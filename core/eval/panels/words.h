#pragma once

#include <string>

#include "core/eval/panels/panel.h"

namespace moonstain {

/// Three digits that matter, without zeros at the end: "0.158", "4.3", "1280",
/// "1.2e-05"; "undefined" for NaN.
std::string short_number(double value);

/// "3.2 to 4.8", both to the places that the larger needs; "one value, 3.2";
/// "undefined".
std::string range_words(double low, double high);

/// The panel in a sentence with its main numbers, in the panel's own nouns: for
/// a terminal, and for those who cannot see the picture. At most some 300
/// letters.
std::string panel_sentence(const Panel& panel);

}  // namespace moonstain
