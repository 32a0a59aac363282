#include "core/data/tissue/pair_map.h"

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/stored/geometry.h"
#include "core/engine/step/step_kind.h"
#include "core/engine/step/task_context.h"

namespace moonstain {
namespace {

constexpr std::size_t kLeastSection = 5;

void check_size(const Dataset& dataset) {
  check(dataset.spots.size() >= kLeastSection, "pair_map: section ",
        dataset.section, " has ", dataset.spots.size(), " spots, at least ",
        kLeastSection, " are needed");
}

double pitch_of(const Dataset& dataset) {
  const Geometry geometry = geometry_of(dataset);
  const double pitch_px = trusted_pitch_px(geometry);
  check(pitch_px > 0, "pair_map: how far the spots of section ",
        dataset.section, " are from each other is not known (",
        geometry.unchecked.empty()
            ? concat("residual ", fixed(geometry.residual, 2), " pitches")
            : geometry.unchecked,
        "), and so neither which ones are near");
  return pitch_px;
}

}  // namespace

PairMap pair_map(const Dataset& a, const Dataset& b, const Transform& transform,
                 const PairMapOptions& options) {
  check(a.section == transform.section_a && b.section == transform.section_b,
        "pair_map: the transform takes ", transform.section_b, " to ",
        transform.section_a, ", the datasets are ", a.section, " and ",
        b.section, "; give the pair in the order of its `registration`");
  check_size(a);
  check_size(b);
  PairMap out;
  out.section_a = a.section;
  out.section_b = b.section;
  out.patient_a = a.patient;
  out.patient_b = b.patient;
  out.correlation = transform.correlation;
  out.dice = transform.dice;
  out.mirrored = transform.mirrored();
  out.spots_a = a.spots;
  out.spots_b = b.spots;
  out.xy_a = a.pixel_xy;
  out.xy_b = mapped(transform.map, b.pixel_xy);
  out.reach_px = options.reach_pitches * pitch_of(a);
  if (!transform.accepted()) {
    out.refusal = transform.refusal;
    out.near = near_points(out.xy_a, MatrixD(0, 2), out.reach_px);
    return out;
  }
  out.near = near_points(out.xy_a, out.xy_b, out.reach_px);
  const auto spots = static_cast<std::int64_t>(out.mapped_spots().size());
  if (spots < options.least_spots) {
    out.refusal = concat(spots, " of ", a.spots.size(),
                         " spots have one of the other section near, not "
                         "enough: ",
                         options.least_spots, " are needed");
  }
  return out;
}

StepKind pair_map_step() {
  return StepKind("pair_map", 1,
                  "From which spots of one section a value at those of another "
                  "is taken.")
      .applies<Dataset>("dataset_a", "where values are wanted")
      .applies<Dataset>("dataset_b", "where they are known")
      .applies<Transform>("transform", "of b to a, as `registration` gives it")
      .option("reach_pitches", &PairMapOptions::reach_pitches,
              "how far a spot of b may be, in distances between spots of a",
              {0.1, 100})
      .option("least_spots", &PairMapOptions::least_spots,
              "of a that must have one of b near, for the pair to be compared",
              {1, {}})
      .makes<PairMap>([](const Inputs& in, const Options& options) {
        const auto places = [&](const char* input) {
          return Dataset::read_places(in.items(input).front().path);
        };
        PairMap out = pair_map(places("dataset_a"), places("dataset_b"),
                               in.get<Transform>("transform"),
                               options.as<PairMapOptions>());
        log_line(concat(
            out.mapped_spots().size(), " of ", out.spots_a.size(), " spots of ",
            out.section_a, " have one of ", out.section_b, " near",
            out.compared() ? "" : "; the pair is not compared: ", out.refusal));
        return out;
      });
}

}  // namespace moonstain
