#pragma once

#include <string_view>

namespace moonstain {

/// What `moonstain-worker --catalog` printed when this program was built.
std::string_view catalog_text_data();

}  // namespace moonstain
