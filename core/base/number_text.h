#pragma once

#include <string>

namespace moonstain {

/// "0.173", "-0.470", "undefined" for NaN; without a locale.
std::string fixed(double value, int places);
/// The same with a sign: "+0.173", "-0.470", "0.000" for what rounds to it.
std::string signed_fixed(double value, int places);

}  // namespace moonstain
