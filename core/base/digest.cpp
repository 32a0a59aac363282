#include "core/base/digest.h"

#include <openssl/evp.h>

#include "core/base/error.h"

namespace moonstain {

namespace {

// Fetched once: EVP_sha256() looks the provider up anew at every use.
const EVP_MD* sha256_method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return method;
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(64, '\0');
  char* digit = out.data();
  for (const std::uint8_t byte : bytes) {
    *digit++ = kDigits[byte >> 4];
    *digit++ = kDigits[byte & 15];
  }
  return out;
}

Digest Digest::from_hex(std::string_view hex) {
  check(hex.size() == 64, "a SHA-256 has 64 hexadecimal digits, '",
        hex.substr(0, 80), "' has ", hex.size());
  Digest digest;
  for (std::size_t i = 0; i < 32; ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    check(high >= 0 && low >= 0, "a SHA-256 is written in digits 0-9a-f, '",
          hex, "' is not");
    digest.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return digest;
}

struct Sha256::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  Context() {
    check(evp != nullptr, "SHA-256: OpenSSL has no memory for a context");
  }
  ~Context() { EVP_MD_CTX_free(evp); }
  void start() {
    check(EVP_DigestInit_ex2(evp, sha256_method(), nullptr) == 1,
          "SHA-256: OpenSSL cannot start a digest");
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { context_->start(); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  check(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) == 1,
        "SHA-256: OpenSSL cannot go on");
}

Digest Sha256::finish() {
  Digest digest;
  check(EVP_DigestFinal_ex(context_->evp, digest.bytes.data(), nullptr) == 1,
        "SHA-256: OpenSSL cannot finish");
  context_->start();
  return digest;
}

Digest sha256(std::string_view bytes) {
  thread_local Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

}  // namespace moonstain
