import CSQLite

/// The kind of file system that holds a file.
package enum FileSystemKind: Sendable, Equatable {
  /// A file system of this machine.
  case local
  /// Locks and shared memory do not work as SQLite needs them.
  case network(String)

  /// The magic numbers of network and cluster file systems, from the kernel's `magic.h` and makers.
  private static let networks: [(magic: UInt64, name: String)] = [
    (0x6969, "NFS"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB2"), (0x517B, "SMB"),
    (0x5346_414F, "AFS"), (0x7375_7245, "Coda"), (0x564C, "NCP"), (0x00C3_6400, "Ceph"),
    (0x0116_1970, "GFS2"), (0x7461_636F, "OCFS2"), (0x0BD0_0BD0, "Lustre"), (0x4750_4653, "GPFS"),
    (0x786F_4256, "VirtualBox shared folder"), (0x0102_1997, "9P"), (0x6A65_6A62, "NFS client"),
  ]

  /// The kind of a magic number.
  package init(magic: UInt64) {
    let found = Self.networks.first { $0.magic == magic & 0xFFFF_FFFF }
    self = found.map { .network($0.name) } ?? .local
  }

  /// The file system of a path as the system reports it.
  package static func of(_ path: String) -> FileSystemKind {
    FileSystemKind(magic: UInt64(sms_file_system_magic(path)))
  }
}
