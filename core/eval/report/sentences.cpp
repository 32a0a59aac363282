#include "core/eval/report/sentences.h"

#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/eval/report/parts.h"

namespace moonstain::report {

std::string title_of(const Findings& findings, const std::string& recipe) {
  return findings.title.empty() ? recipe : findings.title;
}

std::string data_sentence(const Findings& findings) {
  const ScoredData& data = findings.data;
  const std::size_t sections = data.sections.size();
  return concat(sections, sections == 1 ? " section of " : " sections of ",
                data.patients,
                data.patients == 1 ? " patient, " : " patients, ", data.genes,
                " genes; target ", data.transform);
}

std::string stand_ins_words(const Findings& findings) {
  std::string words;
  for (const std::string& one : findings.stand_ins) {
    words += concat(words.empty() ? "" : "; ", one);
  }
  return words;
}

std::string collapse_sentence(const Findings& findings) {
  const Collapse& collapse = findings.collapse;
  if (!collapse.collapsed) {
    return "";
  }
  std::string sections;
  for (const auto& [section, genes] : collapse.sections) {
    sections +=
        concat(sections.empty() ? "" : ", ", short_name(section), " (",
               genes.flat_genes, " of ", genes.varying_genes, " genes)");
  }
  return concat(
      "Constant predictions: ", label_of(findings.model),
      " predicts almost one value for the cells with tissue in ", sections,
      ". A correlation in tissue says nothing of these genes, or does "
      "not exist; their whole-grid score is that of the tissue "
      "mask.");
}

std::string mask_sentence(const Findings& findings) {
  const MaskScores& mask = findings.mask;
  if (std::isnan(mask.measured_mean)) {
    return "";
  }
  return concat("On these sections the tissue mask alone, which knows nothing ",
                "of the stain, has a mean Pearson r of ",
                fixed(mask.measured_mean, 3),
                " on the whole grid; by the identity r = 1 / sqrt(1 + CV^2 / ",
                "(1 - p)) it is ", fixed(mask.identity_mean, 3), ".");
}

}  // namespace moonstain::report
