#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// A stretch of an argument: plain text, or the name of a placeholder.
struct TemplatePart {
  bool placeholder = false;
  std::string text;  ///< "--in=", or "inputs.features"
};

/// Splits "--in={inputs.features}"; "{{" and "}}" stand for braces.
/// @throws Error on a brace that is left open or closes nothing
std::vector<TemplatePart> template_parts(std::string_view argument);

}  // namespace moonstain
