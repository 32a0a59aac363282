#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/eval/report/object.h"
#include "core/eval/report/parts.h"
#include "core/eval/report/report.h"

namespace moonstain {

// Parts of the page, each from the findings and the context; "" for a part
// about which there is nothing to say.

/// What was claimed, what we got, both verdicts, what arithmetic says. The
/// number is judged by the published end of a walk, the meaning by the audited.
std::string claims_html(const ReportObject& object);

/// What stands in for what, in one line.
std::string stand_ins_html(const Json& findings);
/// Collapse and the recipe's notes.
std::string notices_html(const Json& findings);
/// The model's predictions are flat in tissue: said in one sentence, or "".
std::string collapse_sentence(const Json& findings);
/// "6 sections of 2 patients, 785 genes; target ln(...)"
std::string data_sentence(const Json& findings);
/// "the tissue mask alone scores 0.72 on the whole grid ..." or "".
std::string mask_sentence(const Json& findings);

std::string leaks_html(const ReportContext& context);
/// All predictors in all readings, with undefined genes.
std::string readings_html(const Json& findings,
                          const std::vector<Shown>& predictors);
/// Numbers of the unit chart.
std::string units_table(const Json& findings,
                        const std::vector<Shown>& predictors);
/// Gains over each baseline, paired by patient.
std::string comparisons_html(const Json& findings);
/// The genes with the highest and lowest numbers.
std::string genes_html(const Json& findings,
                       const std::vector<Shown>& predictors);
std::string methods_html(const Json& findings, const ReportContext& context);
std::string repeat_html(const ReportContext& context);

}  // namespace moonstain
