#pragma once

#include <set>
#include <string>

namespace moonstain {

/// A name that nothing else has: the wanted one, else NAME_2, NAME_3 and so on.
/// @param taken  those that are given away; the name is put to them
std::string free_name(const std::string& wanted, std::set<std::string>& taken);

}  // namespace moonstain
