#include "core/data/source/xenium_features.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace moonstain {
namespace {

constexpr std::string_view kGenes[] = {"Gene Expression", "predesigned_gene",
                                       "custom_gene"};
constexpr std::string_view kControls[] = {
    "Negative Control Probe", "Negative Control Codeword",
    "Unassigned Codeword",    "Blank Codeword",
    "Deprecated Codeword",    "Genomic Control",
    "negative_control_probe", "negative_control_codeword",
    "unassigned_codeword",    "deprecated_codeword",
    "genomic_control_probe",
};
constexpr std::string_view kProteins[] = {"Protein Expression"};
constexpr std::string_view kControlNames[] = {
    "NegControlProbe_", "antisense_", "NegControlCodeword_", "BLANK_",
    "Blank-",           "NegPrb",     "Unassigned"};

bool among(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != std::end(names);
}

}  // namespace

XeniumFeature xenium_feature(std::string_view type, std::string_view feature,
                             const std::vector<std::string>& controls,
                             std::string_view where) {
  if (among(kGenes, type)) return XeniumFeature::gene;
  if (among(kControls, type) || among(controls, type)) {
    return XeniumFeature::control;
  }
  if (among(kProteins, type)) return XeniumFeature::protein;
  fail(where, ": feature '", printable_in_line(feature, 40), "' is of type '",
       printable_in_line(type, 40),
       "', which is no gene, protein or control that is known; if it is a "
       "control, name the type in control_types");
}

bool is_control_name(std::string_view name) {
  return std::ranges::any_of(kControlNames, [&](std::string_view part) {
    return name.find(part) != name.npos;
  });
}

}  // namespace moonstain
