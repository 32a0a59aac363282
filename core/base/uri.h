#pragma once

#include <string>
#include <string_view>

namespace moonstain {

/// A path as URIs have it: letters and digits of ASCII, "-._~/" and what is in
/// `kept` stand as they are, every other byte as "%XX".
///
/// @param kept  delimiters that mean nothing where the URI is used: "=+,@"
///
/// Source: RFC 3986, 2.1 and 2.3.
std::string uri_path(std::string_view path, std::string_view kept = {});

/// The path that a URI stands for: "%XX" as that byte, all else as it is; also
/// a '%' that begins none.
///
/// Source: RFC 3986, 2.1.
std::string path_of_uri(std::string_view uri);

}  // namespace moonstain
