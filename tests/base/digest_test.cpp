#include "core/base/digest.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "core/base/error.h"

using namespace moonstain;

BOOST_AUTO_TEST_SUITE(digest_test)

// FIPS 180-2, appendix B.1 and B.2, and the digest of nothing.
BOOST_AUTO_TEST_CASE(digests_equal_the_standards_examples) {
  BOOST_TEST(
      sha256("abc").hex() ==
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(
      sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
          .hex() ==
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  BOOST_TEST(
      sha256("").hex() ==
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(a_stream_in_pieces_gives_the_same_and_starts_anew) {
  Sha256 hash;
  hash.add("a");
  hash.add("");
  hash.add("bc");
  BOOST_TEST(hash.finish().hex() == sha256("abc").hex());
  BOOST_TEST(hash.finish().hex() == sha256("").hex());
}

BOOST_AUTO_TEST_CASE(hexadecimal_reads_back) {
  const Digest digest = sha256("abc");
  BOOST_TEST((Digest::from_hex(digest.hex()) == digest));
}

BOOST_AUTO_TEST_CASE(what_is_no_digest_is_refused) {
  BOOST_CHECK_EXCEPTION(Digest::from_hex("9f2c"), Error, [](const Error& e) {
    return std::string(e.what()) ==
           "a SHA-256 has 64 hexadecimal digits, '9f2c' has 4";
  });
  const std::string upper(64, 'A');
  BOOST_CHECK_EXCEPTION(Digest::from_hex(upper), Error, [&](const Error& e) {
    return std::string(e.what()) ==
           "a SHA-256 is written in digits 0-9a-f, '" + upper + "' is not";
  });
}

BOOST_AUTO_TEST_SUITE_END()
