#pragma once

#include <string>

#include "core/eval/panels/table_panel.h"
#include "core/eval/report/panels/drawing.h"

namespace moonstain::report {

/// Numbers with their digits, intervals in brackets, undefined ones in words.
std::string table_html(const TablePanel& panel, const Drawing& drawing);

}  // namespace moonstain::report
