#pragma once

#include <map>
#include <string>

#include "core/eval/findings/findings.h"

namespace moonstain::report {

/// Measured and predicted maps over the sections' pictures: a row a section
/// and gene. Both maps of a gene have their own scale, from their own least to
/// their own largest value, written below: a correlation sees no scale.
///
/// @param files  pictures by name, put into the page as they are
/// @return       "" when there are no maps
std::string maps_html(const Findings& findings,
                      const std::map<std::string, std::string>& files);

}  // namespace moonstain::report
