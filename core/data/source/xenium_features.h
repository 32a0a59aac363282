#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moonstain {

/// Whether a feature of a Xenium panel is a gene, by its type and its name.
///
/// The type is what cell_feature_matrix or features.tsv says ("Negative Control
/// Probe", also "Blank Codeword" of version 1.0, which is "Unassigned Codeword"
/// since), or the codeword_category of transcripts ("custom_gene"). The name is
/// a control's, whatever its type, where it contains NegControlProbe_,
/// antisense_, NegControlCodeword_, BLANK_, Blank-, NegPrb or Unassigned; the
/// type of such a gene gets ", named as a control" at its end.
///
/// Source of the names: recipes/ghist_cells/METHOD.md 2.3.
///
/// @param controls  further types that are controls
/// @throws Error    "WHERE: feature 'X' is of type 'Y', ..." of a type that is
///                  no gene, protein or control
bool is_xenium_gene(std::string& type, std::string_view feature,
                    const std::vector<std::string>& controls,
                    std::string_view where);

}  // namespace moonstain
