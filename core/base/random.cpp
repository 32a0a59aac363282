#include "core/base/random.h"

#include <bit>
#include <cmath>

#include "core/base/digest.h"
#include "core/base/error.h"

namespace moonstain {

RandomStream::RandomStream(const StreamSeed& seed, std::string_view step,
                           std::string_view purpose, std::uint64_t index) {
  // The length keeps a fold named "B/order" apart from a step named "order".
  const std::string fold =
      seed.fold.empty() ? "" : concat("@", seed.fold.size(), ":", seed.fold);
  const Digest digest =
      sha256(concat(seed.seed, fold, "/", step, "/", purpose, "/", index));
  for (int word = 0; word < 4; ++word) {
    state_[word] = 0;
    for (int byte = 7; byte >= 0; --byte) {  // little-endian words
      state_[word] = state_[word] << 8 | digest.bytes[8 * word + byte];
    }
  }
}

std::uint64_t RandomStream::bits() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double RandomStream::uniform() {
  return static_cast<double>(bits() >> 11) * 0x1p-53;
}

std::uint64_t RandomStream::below(std::uint64_t n) {
  check(n > 0, "RandomStream::below: n is 0, it must be at least 1");
  unsigned __int128 product = static_cast<unsigned __int128>(bits()) * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t threshold = -n % n;
    while (static_cast<std::uint64_t>(product) < threshold) {
      product = static_cast<unsigned __int128>(bits()) * n;
    }
  }
  return static_cast<std::uint64_t>(product >> 64);
}

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  double x, y, square;
  do {
    x = 2 * uniform() - 1;
    y = 2 * uniform() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double scale = std::sqrt(-2 * std::log(square) / square);
  spare_ = y * scale;
  has_spare_ = true;
  return x * scale;
}

std::uint64_t RandomStream::poisson(double mean) {
  check(mean >= 0 && mean < 1e15, "RandomStream::poisson: mean ", mean,
        " is not in [0, 1e15)");
  if (mean == 0) return 0;
  if (mean < 10) {
    const double limit = std::exp(-mean);
    double product = uniform();
    std::uint64_t count = 0;
    while (product > limit) {
      product *= uniform();
      ++count;
    }
    return count;
  }
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double v_r = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = uniform() - 0.5;
    const double v = uniform();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= v_r) return static_cast<std::uint64_t>(k);
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
        -mean + k * std::log(mean) - std::lgamma(k + 1)) {
      return static_cast<std::uint64_t>(k);
    }
  }
}

std::vector<std::size_t> RandomStream::permutation(std::size_t n) {
  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[below(i)]);
  return order;
}

}  // namespace moonstain
