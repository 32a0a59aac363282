#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace moonstain::report {

/// Text as the content of an element or of a quoted attribute: & < > " ' are
/// replaced, and by U+FFFD what `printable` (core/base/text.h) would not show:
/// control characters, those that turn the direction of writing or are
/// invisible, and bytes that are not UTF-8.
std::string escaped(std::string_view text);

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

/// <name a="..">inner</name>; attribute values are escaped, `inner` is markup.
std::string element(std::string_view name, const Attributes& attributes,
                    std::string_view inner);

/// An element without content: <name a=".."/> in SVG, <name a=".."> else.
std::string empty_element(std::string_view name, const Attributes& attributes,
                          bool svg = true);

/// An element whose content is text.
std::string text_element(std::string_view name, const Attributes& attributes,
                         std::string_view text);

/// A whole page, which may load nothing from anywhere.
/// @param sheet  CSS
/// @param main   markup
std::string page(std::string_view title, std::string_view sheet,
                 std::string_view main);

/// RFC 4648 base64 with padding, for pictures inside the page.
std::string base64(std::string_view bytes);

}  // namespace moonstain::report
