#include "core/base/file_system.h"

#include <linux/magic.h>

#include <boost/test/unit_test.hpp>

namespace moonstain {

BOOST_AUTO_TEST_SUITE(file_system_test)

// The kernel's own numbers; Lustre, GPFS and BeeGFS as their sources have them.
BOOST_AUTO_TEST_CASE(what_several_machines_share_is_told_by_its_number) {
  BOOST_TEST(network_file_system(NFS_SUPER_MAGIC) == "nfs");
  BOOST_TEST(network_file_system(SMB_SUPER_MAGIC) == "smb");
  BOOST_TEST(network_file_system(SMB2_SUPER_MAGIC) == "smb2");
  BOOST_TEST(network_file_system(CIFS_SUPER_MAGIC) == "cifs");
  BOOST_TEST(network_file_system(FUSE_SUPER_MAGIC) == "fuse");
  BOOST_TEST(network_file_system(CEPH_SUPER_MAGIC) == "ceph");
  BOOST_TEST(network_file_system(V9FS_MAGIC) == "9p");
  BOOST_TEST(network_file_system(AFS_SUPER_MAGIC) == "afs");
  BOOST_TEST(network_file_system(AFS_FS_MAGIC) == "afs");
  BOOST_TEST(network_file_system(CODA_SUPER_MAGIC) == "coda");
  BOOST_TEST(network_file_system(OCFS2_SUPER_MAGIC) == "ocfs2");
  BOOST_TEST(network_file_system(NCP_SUPER_MAGIC) == "ncp");
  BOOST_TEST(network_file_system(0x0bd00bd0) == "lustre");
  BOOST_TEST(network_file_system(0x47504653) == "gpfs");
  BOOST_TEST(network_file_system(0x19830326) == "beegfs");
}

// f_type is a signed long in places: the number may come with its sign.
BOOST_AUTO_TEST_CASE(the_sign_of_the_number_does_not_matter) {
  BOOST_TEST(network_file_system(static_cast<int>(CIFS_SUPER_MAGIC)) == "cifs");
}

BOOST_AUTO_TEST_CASE(what_one_machine_has_is_local) {
  for (const long type : std::initializer_list<long>{
           EXT4_SUPER_MAGIC, TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC,
           XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC, 0}) {
    BOOST_TEST(network_file_system(type) == "");
  }
  BOOST_TEST(!on_network("/proc"));
  BOOST_TEST(!on_network("/there/is/no/such/folder"));
}

BOOST_AUTO_TEST_CASE(a_test_can_say_what_all_folders_lie_on) {
  {
    const ScopedFileSystem nfs(NFS_SUPER_MAGIC);
    BOOST_TEST(on_network("/proc"));
  }
  BOOST_TEST(!on_network("/proc"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace moonstain
