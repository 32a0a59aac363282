#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bindings/audit/leaks.h"
#include "core/base/path.h"
#include "core/engine/plan/graph.h"
#include "core/engine/run/run.h"
#include "core/eval/findings/findings.h"
#include "core/eval/report/context.h"
#include "core/eval/report/object.h"
#include "tools/cli/session.h"

namespace moonstain {

/// Which outputs of a plan a page is made of: those that our steps `walk` and
/// `findings` make. What another step or somebody else's program makes is data,
/// whatever it is called and whatever it holds.
struct Reported {
  /// Names, the one that is shown first; none: no page.
  std::vector<std::string> outputs;
  /// Further findings under names of their own, each a page beside it.
  std::vector<std::string> others;
  /// Of outputs called so that are made by something else, and are not shown.
  std::vector<std::string> notes;
};
Reported reported_outputs(const Graph& graph);

/// What a page is made of; empty when the outputs hold nothing of the kind.
/// @throws Error on an object that is not as it was made, or cannot be read
std::optional<report::Object> read_reported(const Reported& reported,
                                            const RunOutcome& outcome);

/// All findings of a run by the names of their outputs; of a walk both ends, as
/// "walk.published" and "walk.audited".
/// @throws Error as `read_reported`
std::map<std::string, Findings> read_all_findings(const Reported& reported,
                                                  const RunOutcome& outcome);

/// What a report says beside its findings: plan, leaks, versions, timings. It
/// holds every node of the plan.
/// @param judged  the plan whose leaks are told, and which the sheet is about
report::Context report_context(const Session& session, const lua::Plan& plan,
                               const lua::Plan& judged, const LeakReport& leaks,
                               const Reported& reported,
                               const RunOutcome& outcome,
                               const std::string& command);

/// The plan as `plan --json` prints it and the report's methods hold it; see
/// core/eval/report/context.h, `Context::methods`.
Json methods_json(const lua::Plan& plan);

/// Writes report.html into the run's results, keeps the context with the run's
/// record, and gives the first screen in words.
struct WrittenReport {
  fs::path page;
  std::string summary;
  std::string headline;  ///< one sentence, in lines
};
WrittenReport write_report(const fs::path& workspace,
                           const report::Object& object,
                           const RunOutcome& outcome,
                           const report::Context& context);

/// Writes NAME.html into the run's results for each of the further findings.
/// @return in the order of their names; without summaries
std::vector<WrittenReport> write_other_reports(const Reported& reported,
                                               const RunOutcome& outcome,
                                               const report::Context& context);

/// The headline of the page that a run has made, in a few words; "" where it
/// made none.
std::string headline_of_run(const fs::path& workspace, const std::string& run);

/// `moonstain report RUN`: the pages of an earlier run, rendered again.
/// @param run  name, or "latest": of those that made a report
/// @param out  of the first; further findings lie beside it, "PAGE-NAME.html"
/// @return     the first
fs::path report_again(const fs::path& workspace, const std::string& run,
                      const std::string& out);

}  // namespace moonstain
