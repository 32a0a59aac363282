#include "core/data/source/xenium_features.h"

#include <algorithm>

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

bool is_xenium_gene(std::string& type, std::string_view feature,
                    const std::vector<std::string>& controls,
                    std::string_view where) {
  if (among(kGenes, type)) {
    const bool is_control =
        std::ranges::any_of(kControlNames, [&](std::string_view part) {
          return feature.find(part) != feature.npos;
        });
    if (is_control) type += ", named as a control";
    return !is_control;
  }
  if (among(kControls, type) || among(controls, type) ||
      among(kProteins, type)) {
    return false;
  }
  fail(where, ": feature '", printable_in_line(feature, 40), "' is of type '",
       printable_in_line(type, 40),
       "', which is no gene, protein or control that is known; if it is a "
       "control, name the type in control_types");
}

}  // namespace moonstain
