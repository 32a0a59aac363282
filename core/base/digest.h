#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace moonstain {

/// A SHA-256 value: the name of content everywhere in Moonstain.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  /// 64 lower-case hexadecimal digits.
  std::string hex() const;

  /// @throws Error unless `hex` is 64 hexadecimal digits in lower case
  static Digest from_hex(std::string_view hex);

  /// Its first eight bytes as a number, which orders as digests do.
  std::uint64_t front() const {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) number = number << 8 | bytes[i];
    return number;
  }

  auto operator<=>(const Digest&) const = default;
};

/// SHA-256 (FIPS 180-4) of a stream, through OpenSSL.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);

  /// The digest of all that was added; the object starts anew afterwards.
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

Digest sha256(std::string_view bytes);

}  // namespace moonstain

template <>
struct std::hash<moonstain::Digest> {
  std::size_t operator()(const moonstain::Digest& digest) const noexcept {
    return digest.front();
  }
};
