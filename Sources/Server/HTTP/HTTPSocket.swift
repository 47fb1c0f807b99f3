import Glibc

/// Sockets that listen.
enum HTTPSocket {
  /// A bound, listening socket.
  static func listen(_ address: HTTPAddress) throws(HTTPError) -> Int32 {
    let isSix = address.host.contains(":")
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let made = socket(isSix ? AF_INET6 : AF_INET, kind, 0)
    guard made >= 0 else { throw failed(address) }
    var yes: Int32 = 1
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let isBound = isSix ? bindSix(made, address, yes) : bindFour(made, address)
    guard isBound, Glibc.listen(made, 1024) == 0 else {
      let error = failed(address)
      close(made)
      throw error
    }
    return made
  }

  private static func bindFour(_ socket: Int32, _ address: HTTPAddress) -> Bool {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = address.port.bigEndian
    inet_pton(AF_INET, address.host, &name.sin_addr)
    return bound(socket, &name)
  }

  private static func bindSix(_ socket: Int32, _ address: HTTPAddress, _ yes: Int32) -> Bool {
    var yes = yes
    setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, socklen_t(MemoryLayout<Int32>.size))
    var name = sockaddr_in6()
    name.sin6_family = sa_family_t(AF_INET6)
    name.sin6_port = address.port.bigEndian
    inet_pton(AF_INET6, address.host, &name.sin6_addr)
    return bound(socket, &name)
  }

  private static func bound<Name>(_ socket: Int32, _ name: inout Name) -> Bool {
    let size = socklen_t(MemoryLayout<Name>.size)
    return withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 }
    }
  }

  private static func failed(_ address: HTTPAddress) -> HTTPError {
    HTTPError(
      "\(address.text) cannot be listened on: \(String(cString: strerror(errno)))",
      "--listen 127.0.0.1:0 takes a port that is free")
  }

  /// The address that a socket is bound to.
  static func address(of socket: Int32) -> HTTPAddress? {
    var name = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &name) { pointer -> HTTPAddress? in
      let raw = UnsafeMutableRawPointer(pointer)
      let isKnown = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(socket, $0, &size) == 0
      }
      if !isKnown { return nil }
      switch Int32(pointer.pointee.ss_family) {
      case AF_INET:
        var four = raw.load(as: sockaddr_in.self)
        return text(AF_INET, &four.sin_addr, UInt16(bigEndian: four.sin_port))
      case AF_INET6:
        var six = raw.load(as: sockaddr_in6.self)
        return text(AF_INET6, &six.sin6_addr, UInt16(bigEndian: six.sin6_port))
      default: return nil
      }
    }
  }

  private static func text(_ family: Int32, _ bytes: UnsafeRawPointer, _ port: UInt16) -> HTTPAddress? {
    var text = [CChar](repeating: 0, count: 64)
    guard inet_ntop(family, bytes, &text, 64) != nil else { return nil }
    return HTTPAddress(
      host: String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self), port: port
    )
  }

  /// The socket that the service manager listens on for this process (LISTEN_PID, LISTEN_FDS).
  static func inherited(_ environment: (String) -> String?) throws(HTTPError) -> Int32? {
    guard environment("LISTEN_PID").flatMap({ Int32($0) }) == getpid(),
      let count = environment("LISTEN_FDS").flatMap({ Int($0) }), count > 0
    else { return nil }
    guard count == 1 else {
      throw HTTPError("the service manager hands over \(count) sockets", "one ListenStream= is served")
    }
    let socket: Int32 = 3
    guard address(of: socket) != nil else {
      throw HTTPError("the service manager's socket is no TCP socket", "ListenStream=127.0.0.1:8087")
    }
    _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
    _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
    return socket
  }

  /// Tells the service manager something, where there is one (NOTIFY_SOCKET).
  static func notify(_ text: String, _ environment: (String) -> String?) {
    guard let path = environment("NOTIFY_SOCKET"), path.hasPrefix("/") || path.hasPrefix("@") else { return }
    var bytes = Array(path.utf8)
    if path.hasPrefix("@") { bytes[0] = 0 }
    var name = sockaddr_un()
    guard bytes.count < MemoryLayout.size(ofValue: name.sun_path) else { return }
    name.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
    let size = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let sender = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard sender >= 0 else { return }
    defer { close(sender) }
    let words = Array(text.utf8)
    _ = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(sender, words, words.count, 0, $0, size)
      }
    }
  }

  /// Lets the process have as many open files as it may; gives how many those are.
  static func raiseFileLimit() -> UInt32 {
    var limit = rlimit()
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(files, &limit) == 0 else { return 1024 }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(files, &limit)
    guard getrlimit(files, &limit) == 0 else { return 1024 }
    return UInt32(min(limit.rlim_cur, 1 << 20))
  }
}
