#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"

namespace moonstain {

/// A stretch of an argument: plain text, or the name of a placeholder.
struct TemplatePart {
  bool placeholder = false;
  std::string text;  ///< "--in=", or "inputs.features"
};

/// Splits "--in={inputs.features}"; "{{" and "}}" stand for braces.
/// @throws Error on a brace that is left open or closes nothing
std::vector<TemplatePart> template_parts(std::string_view argument);

/// What placeholders of the arguments stand for.
struct PlaceholderValues {
  std::string program;
  std::string output;
  std::string task;  ///< file with all of this as JSON
  std::string threads;
  std::map<std::string, std::vector<std::string>> inputs;  ///< absent: none
  Json options;
};

/// The arguments with placeholders replaced. One that is a placeholder alone
/// becomes as many as its input or option has values.
std::vector<std::string> fill_arguments(const Json& arguments,
                                        const PlaceholderValues& placeholders);

}  // namespace moonstain
