#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/path.h"
#include "core/data/source/gene_sets.h"
#include "core/eval/downstream/gene_tests.h"

namespace moonstain {

struct EnrichedTermsOptions {
  CalledBy called_by = CalledBy::adjusted;
  double threshold = 0.01;       ///< up to which p a gene is called
  double term_threshold = 0.05;  ///< up to which adjusted p a term is enriched
  std::int64_t min_genes = 5;    ///< of the background in a set that is asked
};

/// A set of genes and the genes that are called up, or down, in one group.
struct TermTest {
  std::string group;
  bool up = true;
  std::string term;
  std::int64_t genes = 0;     ///< of the set, in the background
  std::int64_t selected = 0;  ///< genes that are called
  std::int64_t hits = 0;      ///< that are both
  double p = 0;               ///< hypergeometric: of so many hits or more
  double q = 0;  ///< adjusted over the sets of this group and direction
};

/// Which sets of genes are found among those that tests have called. Plain
/// Zarr: a column of `TermTest` an array; all else attributes.
struct EnrichedTerms {
  static constexpr std::string_view kType = "EnrichedTerms";

  std::string about;
  std::string predictor;
  std::string background;  ///< "785 genes that are modelled"
  double threshold = 0;    ///< up to which q a term is enriched
  std::vector<std::string> groups;
  std::vector<TermTest> tests;  ///< by group, up before down, sets in order

  bool enriched(const TermTest& one) const { return one.q <= threshold; }

  /// @throws Error where the parts do not fit each other
  static EnrichedTerms read(const fs::path& folder);
  void write(const fs::path& folder) const;
};

/// Sets of genes, each asked of each group and direction by the upper tail of
/// the hypergeometric distribution; p adjusted over the sets of a group and
/// direction by Benjamini and Hochberg. A group and direction without a called
/// gene has no test.
///
/// The background is what could have been called. Genes that are not modelled
/// cannot be: with all measured genes as background a model of few genes finds
/// whatever its list is rich in, also where nothing is called for a reason.
/// `background` holds names, `words` what they are; genes of `tests` that it
/// lacks are added, so that what is called is always in it.
///
/// @throws Error  where no set has `min_genes` genes of the background
///
/// Source: recipes/hist_downstream/METHOD.md 3; Rivals et al. 2007,
/// doi:10.1093/bioinformatics/btl633.
EnrichedTerms enriched_terms(const GeneTests& tests,
                             const std::vector<GeneSet>& sets,
                             const std::vector<std::string>& background,
                             const std::string& words,
                             const EnrichedTermsOptions& options);

/// `enriched_terms`: these sets.
StepKind enriched_terms_step();

}  // namespace moonstain
