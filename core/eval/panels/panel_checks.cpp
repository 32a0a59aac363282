#include "core/eval/panels/panel_checks.h"

#include <cmath>

#include "core/base/error.h"

namespace moonstain {
namespace {

constexpr int kMostDigits = 9;

void check_sizes(std::string_view what, std::size_t one,
                 std::string_view one_noun, std::size_t other,
                 std::string_view other_noun) {
  check(one == other, what, ": ", one, " ", one_noun, ", but ", other, " ",
        other_noun);
}

void check_side(std::string_view what, double width_px, double height_px) {
  check(width_px > 0 && height_px > 0, what, ": is ", width_px, " x ",
        height_px, " px, expected sides above 0");
}

void check_data(const MapPanel& panel) {
  for (const SectionMap& one : panel.sections) {
    check_side(concat("map of ", one.section), one.width_px, one.height_px);
  }
}

void check_data(const CurvePanel& panel) {
  for (const Curve& one : panel.curves) {
    const std::string what = concat("curve '", one.name, "'");
    check_sizes(what, one.x.size(), "x", one.y.size(), "y");
    check_sizes(what, one.low.size(), "lower ends", one.high.size(),
                "upper ends");
    if (!one.low.empty()) {
      check_sizes(what, one.x.size(), "x", one.low.size(), "lower ends");
    }
    if (!one.at_risk.empty()) {
      check_sizes(what, one.at_risk.size(), "numbers at risk",
                  panel.at_risk_at.size(), "columns of their table");
    }
  }
}

void check_data(const RocPanel& panel) {
  for (const RocCurve& one : panel.curves) {
    check_sizes(concat("curve '", one.name, "'"),
                one.false_positive_rate.size(), "false positive rates",
                one.true_positive_rate.size(), "true positive rates");
  }
}

void check_data(const ScatterPanel& panel) {
  for (const ScatterItem& one : panel.items) {
    const std::string what = concat("scatter of '", one.name, "'");
    check_sizes(what, one.x.size(), "x", one.y.size(), "y");
    const Density& bins = one.density;
    check(one.x.empty() || bins.counts.empty(), what,
          ": has both points and a density; expected one of them");
    if (bins.counts.empty()) continue;
    check(bins.x_low < bins.x_high && bins.y_low < bins.y_high, what,
          ": the density reaches from ", bins.x_low, " to ", bins.x_high,
          " and from ", bins.y_low, " to ", bins.y_high,
          "; expected rising ends");
    for (const auto& row : bins.counts) {
      check_sizes(what, row.size(), "bins in a row", bins.counts[0].size(),
                  "in the first");
    }
  }
}

void check_data(const VolcanoPanel& panel) {
  check(panel.threshold > 0 && panel.threshold <= 1, "volcano: threshold is ",
        panel.threshold, ", expected above 0 and at most 1");
  for (const VolcanoItem& one : panel.items) {
    check(std::isnan(one.p) || (one.p >= 0 && one.p <= 1), "volcano: '",
          one.name, "' has p ", one.p, ", expected 0 to 1");
  }
}

void check_data(const TrackPanel& panel) {
  const std::size_t known = panel.chromosomes.size();
  for (const TrackChromosome& one : panel.chromosomes) {
    check(one.length > 0, "track: chromosome '", one.name, "' is ", one.length,
          " bases long, expected above 0");
  }
  for (std::size_t i = 0; i < panel.bins.size(); ++i) {
    const TrackBin& one = panel.bins[i];
    check(one.of < known, "track: bin ", i, " is of chromosome ", one.of,
          ", but there are ", known);
    check(one.width > 0, "track: bin ", i, " is ", one.width,
          " bases wide, expected above 0");
  }
  for (const TrackMark& one : panel.marks) {
    check(one.of < known, "track: mark '", one.name, "' is of chromosome ",
          one.of, ", but there are ", known);
  }
}

void check_data(const ConfusionPanel& panel) {
  check_sizes("confusion", panel.counts.size(), "rows", panel.classes.size(),
              "classes");
  for (const auto& row : panel.counts) {
    check_sizes("confusion", row.size(), "numbers in a row",
                panel.classes.size(), "classes");
  }
}

void check_data(const HeatMapPanel& panel) {
  check(panel.digits >= 0 && panel.digits <= kMostDigits,
        "heat map: ", panel.digits, " digits, expected 0 to ", kMostDigits);
  check_sizes("heat map", panel.numbers.size(), "rows of numbers",
              panel.rows.size(), "names of rows");
  for (const auto& row : panel.numbers) {
    check_sizes("heat map", row.size(), "numbers in a row",
                panel.columns.size(), "names of columns");
  }
}

std::size_t rows_of(const TableColumn& column) {
  return column.kind == CellKind::text ? column.texts.size()
                                       : column.numbers.size();
}

void check_data(const TablePanel& panel) {
  check(!panel.columns.empty(), "table: no columns, expected at least one");
  for (const TableColumn& one : panel.columns) {
    const std::string what = concat("table: column '", one.head, "'");
    check(one.digits >= 0 && one.digits <= kMostDigits, what, ": ", one.digits,
          " digits, expected 0 to ", kMostDigits);
    check_sizes(what, rows_of(one), "rows", rows_of(panel.columns[0]),
                "in the first column");
    if (one.kind == CellKind::interval) {
      check_sizes(what, one.low.size(), "lower ends", one.numbers.size(),
                  "numbers");
      check_sizes(what, one.high.size(), "upper ends", one.numbers.size(),
                  "numbers");
    }
  }
}

void check_data(const PicturePanel& panel) {
  check_side("picture", panel.width_px, panel.height_px);
  for (std::size_t i = 0; i < panel.outlines.size(); ++i) {
    const Outline& one = panel.outlines[i];
    const std::string what = concat("picture: outline ", i);
    check_sizes(what, one.x.size(), "x", one.y.size(), "y");
    check(one.x.size() >= 3, what, ": has ", one.x.size(),
          " corners, expected at least 3");
    check(one.of < panel.classes.size(), what, ": is of class ", one.of,
          ", but there are ", panel.classes.size());
  }
}

void check_data(const ForestPanel& panel) {
  for (const ForestRow& one : panel.rows) {
    check(std::isnan(one.value) ||
              ((std::isnan(one.low) || one.low <= one.value) &&
               (std::isnan(one.high) || one.value <= one.high)),
          "forest: '", one.name, "' is ", one.value, ", its interval ", one.low,
          " to ", one.high, " does not hold it");
  }
}

void check_data(const RanksPanel& panel) {
  const auto most = static_cast<double>(panel.rows.size());
  double before = 1;
  for (const RankedRow& one : panel.rows) {
    check(before <= one.rank && one.rank <= most, "ranks: '", one.name,
          "' has mean rank ", one.rank, ", expected ", before, " to ", most);
    before = one.rank;
  }
  for (const RankBar& one : panel.bars) {
    check(one.first < one.last && one.last < panel.rows.size(),
          "ranks: a line joins rows ", one.first, " to ", one.last, " of ",
          panel.rows.size());
  }
}

}  // namespace

void check_panel(const Panel& panel) {
  std::visit([](const auto& data) { check_data(data); }, panel.data);
}

}  // namespace moonstain
