#pragma once

#include <map>
#include <string>

#include "core/base/json.h"

namespace moonstain {

/// Measured and predicted maps over the sections' pictures: a row a section
/// and gene. Both maps of a gene have their own scale, from their own least to
/// their own largest value, written below: a correlation sees no scale.
///
/// @param findings  content with "maps"
/// @param files     pictures by name, put into the page as they are
/// @return          "" when there are no maps
std::string maps_html(const Json& findings,
                      const std::map<std::string, std::string>& files);

}  // namespace moonstain
