#pragma once

#include <string>
#include <string_view>

#include "core/base/path.h"
#include "core/data/source/section_sheet.h"
#include "core/data/stored/dataset.h"

namespace moonstain {

/// What a section's legacy ST tables do not say themselves.
struct LegacySection : SectionSheet {
  /// Largest share of spots under tissue without counts, and of count rows
  /// without a position, before the tables are taken for those of two
  /// sections. her2st leaves out at most 0.016, MOB 0.006.
  double most_unmatched = 0.1;
};

/// Reads one section of first-generation Spatial Transcriptomics (her2st, MOB,
/// cSCC): a table of counts and one of spot positions, as `Table` reads them.
///
/// Counts: the first column names the spot "<x>x<y>", the others are genes,
/// integers from 0 up. Positions: columns x, y (rounded to integers; the spot
/// is "<x>x<y>"), pixel_x, pixel_y (centre at full resolution, origin top
/// left) and, where there is one, selected (1 or TRUE = under tissue; others
/// are left out, and their pixels are not looked at). The tables are joined by
/// the spot's name; the result has the count table's order of spots and genes.
/// What falls out is counted in `Dataset::left_out`, reasons "under tissue,
/// without counts", "counts not under tissue", "counts without a position".
///
/// @param gene_names_tsv  table with columns gene_id and gene_name, or empty:
///                        a gene takes its name where that is unique among the
///                        section's genes, else keeps its id, as it does where
///                        the name is empty or NA
/// @throws Error  naming table, line, spot and gene: on a spot or gene that is
///                there twice, a count that is negative, fractional or no
///                number, a table without spots, tables that do not join (with
///                a spot of each and a guess), an id with two names, and names
///                of none of the section's genes
///
/// Source: core/data/README.md, "First-generation Spatial Transcriptomics".
Dataset read_legacy_st(const fs::path& counts, std::string_view counts_name,
                       const fs::path& spots, std::string_view spots_name,
                       const LegacySection& about,
                       const fs::path& gene_names_tsv = {});

}  // namespace moonstain
