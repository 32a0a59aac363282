#pragma once

#include <string>
#include <string_view>

namespace moonstain::report {

// What a reader takes from a page without a script: links whose address holds
// the file itself.

/// A table's rows as CSV (RFC 4180): of each cell its text.
///
/// @param rows  <tr> elements as the tables of a page have them
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in
/// front; numbers stay numbers.
std::string csv_of(std::string_view rows);

/// "CSV", which saves the rows under the title's letters.
std::string csv_link(std::string_view title, std::string_view rows);

/// "SVG", which saves a chart as a file of its own.
///
/// @param svg  <svg> with its namespace and style
std::string svg_link(std::string_view title, std::string_view svg);

}  // namespace moonstain::report
