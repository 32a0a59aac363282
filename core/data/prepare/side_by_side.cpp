#include "core/data/prepare/side_by_side.h"

#include <algorithm>
#include <string>

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Features side_by_side(const std::vector<Features>& parts) {
  check(!parts.empty(), "side_by_side: no features");
  Features out = parts[0];
  Eigen::Index columns = 0;
  bool has_blank = true;
  for (const Features& part : parts) {
    check(part.section == out.section, "side_by_side: features of section ",
          part.section, " beside those of ", out.section,
          "; give the features of one section at a time");
    check(part.spots.size() == out.spots.size(), "side_by_side: ", part.encoder,
          " has ", counted(part.spots.size(), "spot"), " of section ",
          out.section, ", ", out.encoder, " has ", out.spots.size(),
          "; both must have the same");
    columns += part.values.cols();
    has_blank = has_blank && part.blank.size() > 0;
  }
  const auto rows = static_cast<Eigen::Index>(out.spots.size());
  out.values.resize(rows, columns);
  out.blank.resize(has_blank ? columns : 0);
  out.encoder.clear();
  Eigen::Index column = 0;
  for (const Features& part : parts) {
    const Eigen::Index width = part.values.cols();
    out.values.middleCols(column, width) = rows_at(
        part.values,
        places_of(out.spots, part.spots, "spot",
                  concat("side_by_side: ", part.encoder, " of ", out.section)));
    if (has_blank) out.blank.segment(column, width) = part.blank;
    out.encoder += concat(column > 0 ? " + " : "", part.encoder);
    column += width;
  }
  return out;
}

StepKind side_by_side_step() {
  return StepKind("side_by_side", 1,
                  "Several vectors of the same spots as one vector.")
      .applies_many<Features>("features",
                              "features of one section, by window or encoder")
      .needs(in_memory(2, 1))
      .makes<Features>([](const Inputs& in, const Options&) {
        return side_by_side(in.list<Features>("features"));
      });
}

}  // namespace moonstain
