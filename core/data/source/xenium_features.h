#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// What a feature of a Xenium panel is.
enum class XeniumFeature { gene, control, protein };

/// By the type that cell_feature_matrix or features.tsv says ("Negative Control
/// Probe", also "Blank Codeword" of version 1.0, which is "Unassigned Codeword"
/// since), or by the codeword_category of transcripts ("custom_gene").
///
/// @param controls  further types that are controls
/// @throws Error    "WHERE: feature 'X' is of type 'Y', ..." of another type
XeniumFeature xenium_feature(std::string_view type, std::string_view feature,
                             const std::vector<std::string>& controls,
                             std::string_view where);

/// Whether a name is that of a control, whatever its type: it contains
/// NegControlProbe_, antisense_, NegControlCodeword_, BLANK_, Blank-, NegPrb or
/// Unassigned.
///
/// Source: recipes/ghist_cells/METHOD.md 2.3.
bool is_control_name(std::string_view name);

}  // namespace moonstain
