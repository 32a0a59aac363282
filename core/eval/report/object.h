#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/path.h"

namespace moonstain {

/// What a report is rendered from.
struct ReportObject {
  Json walk;  ///< content of walk.json; null for single findings
  /// Of the audited end (of the published one where nothing could be held out
  /// at the audited), or the only ones.
  Json findings;
  std::map<std::string, std::string> files;
};

/// A number of ours with the protocol it belongs to.
struct OurFigure {
  std::string name;  ///< "ours, published protocol"
  double value = 0;  ///< NaN when undefined
  Json summary;      ///< n, missing, half_width; null when not known
  Json seed_sd;
  std::string reading;  ///< "whole_grid"
  std::string unit;     ///< held out: "section", "patient"
};

/// What stands beside the published number of the claim at this place: of a
/// walk the published and the audited end, of findings the claim's reading and
/// the headline's where it is another.
std::vector<OurFigure> our_figures(const ReportObject& object,
                                   std::size_t claim);

/// The verdict on the number: of a walk that of its published end.
const Json& number_verdict(const ReportObject& object, std::size_t claim);

/// @throws Error "FOLDER: neither findings nor a walk"
ReportObject read_report_object(const fs::path& folder);

}  // namespace moonstain
