#pragma once

#include <string>
#include <vector>

namespace moonstain {

/// A table of numbers as colours.
struct HeatMapPanel {
  std::string item;    ///< noun of a row: "gene"
  std::string unit;    ///< noun of a column: "section"
  std::string values;  ///< what a number is: "Pearson r, cells with tissue"
  int digits = 2;      ///< decimal places shown
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<std::vector<double>> numbers;  ///< [rows][columns]; NaN: none
};

}  // namespace moonstain
