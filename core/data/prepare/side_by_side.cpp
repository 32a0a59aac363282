#include "core/data/prepare/side_by_side.h"

#include "core/base/error.h"
#include "core/base/nouns.h"
#include "core/data/stored/join.h"
#include "core/engine/step/step_kind.h"

namespace moonstain {

Features side_by_side(const Features& features, const Features& beside) {
  check(beside.section == features.section,
        "side_by_side: features of section ", beside.section,
        " beside those of ", features.section,
        "; give the features of one section");
  check(beside.spots.size() == features.spots.size(),
        "side_by_side: ", beside.encoder, " has ",
        counted(beside.spots.size(), "spot"), " of section ", features.section,
        ", ", features.encoder, " has ", features.spots.size(),
        "; both must have the same");
  const Matrix joined =
      rows_at(beside.values, places_of(features.spots, beside.spots, "spot",
                                       concat("side_by_side: ", beside.encoder,
                                              " of ", beside.section)));
  Features out = features;
  out.encoder += concat(" + ", beside.encoder);
  const Eigen::Index columns = features.values.cols() + joined.cols();
  out.values.resize(features.values.rows(), columns);
  out.values << features.values, joined;
  if (features.blank.size() > 0 && beside.blank.size() > 0) {
    out.blank.resize(columns);
    out.blank << features.blank, beside.blank;
  } else {
    out.blank.resize(0);
  }
  return out;
}

StepKind side_by_side_step() {
  return StepKind("side_by_side", 1,
                  "Two vectors of the same spots as one vector.")
      .applies<Features>("features", "the first columns")
      .applies<Features>("beside", "the columns after them")
      .needs(in_memory(2, 1))
      .makes<Features>([](const Inputs& in, const Options&) {
        return side_by_side(in.get<Features>("features"),
                            in.get<Features>("beside"));
      });
}

}  // namespace moonstain
