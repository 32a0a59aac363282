#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/step/kind_words.h"
#include "core/eval/panels/axis_words.h"

namespace moonstain {

/// What lies between two points of a curve.
enum class CurveForm {
  line,  ///< a straight line
  step,  ///< the value of the point before, as of a survival function
};

template <>
struct KindWords<CurveForm> {
  static constexpr std::string_view kAll[] = {"line", "step"};
};

/// One curve of a panel.
struct Curve {
  std::string name;       ///< "high risk"
  std::vector<double> x;  ///< [points], rising
  std::vector<double> y;  ///< [points]; NaN: a gap
  /// [points] ends of the interval of each point, NaN where it has none; both
  /// empty for a curve without a band.
  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> censored;  ///< where a mark is set: times, any number
  /// Left at each of `CurvePanel::at_risk_at`; empty without such a table.
  std::vector<std::int64_t> at_risk;
};

/// A value for all x that curves are held against.
struct CurveLine {
  std::string name;  ///< "constant predictor"
  double y = 0;      ///< NaN: undefined, said and not drawn
};

/// Curves over one pair of axes.
struct CurvePanel {
  AxisWords x;
  AxisWords y;
  CurveForm form = CurveForm::line;
  std::string unit;      ///< noun of who is at risk: "patient"; "" for none
  std::string interval;  ///< what a band is: "95 % interval"; "" for none
  std::string note;      ///< "log-rank p = 0.013"
  std::vector<Curve> curves;
  std::vector<CurveLine> lines;
  std::vector<double> at_risk_at;  ///< x of the columns of the table
};

}  // namespace moonstain
