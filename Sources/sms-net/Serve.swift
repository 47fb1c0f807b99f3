import Crypto
import Glibc
import Interpreter
import Server
import Shell
import Sinks
import StoreSQLite
import Vault

/// `sms serve`: the vault, without its keys, for programs that speak the protocol of machine accounts.
enum Serve {
  /// Serves, or does what else `serve` is asked for; gives the exit status.
  static func run(
    _ options: ServeOptions, vault: String, environment: @escaping (String) -> String?
  ) throws(Fault) -> Int32 {
    if let folder = options.selfSigned { return try makeCertificate(options, folder) }
    var machine = MachineAPISettings(
      keys: options.keys, credentials: environment("CREDENTIALS_DIRECTORY"),
      identityURL: options.identityURL, apiURL: options.apiURL)
    if options.rotates { return try rotate(machine, vault) }
    if options.showsAuditKey { return try showAuditKey(machine, vault) }
    var settings = try settings(options)
    let faults = ServerFaults(log: settings.log)
    machine.tokenRate = options.tokenRate
    machine.faults = faults
    machine.environment.sinks = SystemSinks()
    settings.faults = faults
    settings.credentials = machine.credentials
    let server = HTTPServer(settings: settings, environment: environment)
    // Before the vault is opened: errors of the command line do not depend on the vault.
    try told { () throws(HTTPError) in try server.check() }
    let api = try opened { () throws(VaultError) in
      try MachineAPI(stores: SQLiteStores(options: waiting(options)), path: vault, settings: machine)
    }
    if let identity = api.identityURL { settings.log.note("clients sign in at \(identity)/connect/token") }
    if let url = api.apiURL { settings.log.note("clients reach the API at \(url)") }
    let key = try opened { () throws(VaultError) in try api.unknownAuditKey() }
    let note = key.map {
      "note: the vault does not know this server: `audit key add \($0)` lets it sign what it writes"
    }
    try told { () throws(HTTPError) in try server.run(api, note: note) }
    return 0
  }

  /// Prints the public half of the audit key.
  private static func showAuditKey(_ settings: MachineAPISettings, _ vault: String) throws(Fault) -> Int32 {
    let file = settings.keyFile(of: vault)
    var environment = settings.environment
    let keys = try opened { () throws(VaultError) in
      try SigningKeys(
        path: file.path, isGuarded: file.isGuarded, now: environment.clock.now(), random: &environment.random)
    }
    guard let key = keys.audit else { throw Fault(ShellFault.noAuditKey(path: file.path)) }
    let line = Array((AuditKeyText.write(key.publicKey) + "\n").utf8)
    guard Glibc.write(1, line, line.count) == line.count else { throw failed("standard output") }
    return 0
  }

  /// A batch may hold the vault for as long as `--max-lock` says: a request waits for its end, and is not refused.
  private static func waiting(_ options: ServeOptions) -> SQLiteOptions {
    var store = SQLiteOptions()
    store.busyMilliseconds = max(store.busyMilliseconds, Int32(clamping: options.lock / 1000 + 1_000))
    return store
  }

  private static func settings(_ options: ServeOptions) throws(Fault) -> HTTPSettings {
    var settings = HTTPSettings()
    if let text = options.listen { settings.listen = try address("--listen", text) }
    if let text = options.metrics { settings.metrics = try address("--metrics", text) }
    for text in options.proxies {
      guard let network = HTTPNetwork(text) else {
        throw Fault(
          ShellFault.badValue(
            option: "--trusted-proxy", wanted: "a network", value: text, example: "--trusted-proxy 10.0.0.0/8"
          ))
      }
      settings.proxies.append(network)
    }
    settings.certificate = options.certificate
    settings.key = options.key
    settings.isInsecure = options.isInsecure
    settings.log.hasRequests = options.logs
    if options.logsJSON { settings.log.form = .json }
    settings.timeout = options.idle
    return settings
  }

  private static func address(_ name: String, _ text: String) throws(Fault) -> HTTPAddress {
    guard let address = HTTPAddress(text) else {
      throw Fault(
        ShellFault.badValue(
          option: name, wanted: "an address in figures and a port", value: text,
          example: "\(name) 127.0.0.1:8087"))
    }
    return address
  }

  private static func rotate(_ settings: MachineAPISettings, _ vault: String) throws(Fault) -> Int32 {
    let path = settings.keyFile(of: vault).path
    var environment = settings.environment
    try opened { () throws(VaultError) in
      try SigningKeys.rotate(path: path, now: environment.clock.now(), random: &environment.random)
    }
    note("\(path) has a new key; bearers of the last one are good for another hour")
    return 0
  }

  /// Writes `cert.pem` and `key.pem` into a folder.
  private static func makeCertificate(_ options: ServeOptions, _ folder: String) throws(Fault) -> Int32 {
    let host = try options.listen.map { (text) throws(Fault) in try address("--listen", text).host }
    let made: ServerCertificate
    do throws(CryptoError) {
      // No client connects to the wildcard addresses.
      made = try ServerCertificate(
        addresses: [host].compactMap { $0 }.filter { !["0.0.0.0", "::"].contains($0) })
    } catch { throw Fault(ShellFault.noCertificate(reason: error.description)) }
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw failed(folder) }
    let (key, certificate) = (folder + "/key.pem", folder + "/cert.pem")
    try made.key.withBytes { (bytes) throws(Fault) in try write(bytes, to: key, mode: 0o600) }
    do throws(Fault) {
      try Secret(copying: made.certificate).withBytes { (bytes) throws(Fault) in
        try write(bytes, to: certificate, mode: 0o644)
      }
    } catch {
      unlink(key)
      throw error
    }
    note("sms serve --tls-cert \(certificate) --tls-key \(key)")
    return 0
  }

  /// Writes a new file; one that is there stays as it is.
  private static func write(_ bytes: UnsafeRawBufferPointer, to path: String, mode: mode_t) throws(Fault) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard file >= 0 else { throw failed(path) }
    let isWritten = Glibc.write(file, bytes.baseAddress, bytes.count) == bytes.count
    let isDone = isWritten && fchmod(file, mode) == 0 && fsync(file) == 0
    let error = failed(path)
    close(file)
    if isDone { return }
    unlink(path)
    throw error
  }

  private static func failed(_ path: String) -> Fault {
    Fault(ShellFault.unwritable(path: path, reason: String(cString: strerror(errno))))
  }

  private static func told(_ body: () throws(HTTPError) -> Void) throws(Fault) {
    do throws(HTTPError) { try body() } catch {
      throw Fault(ShellFault.server(message: error.message, help: error.help))
    }
  }

  private static func opened<T>(_ body: () throws(VaultError) -> T) throws(Fault) -> T {
    do throws(VaultError) { return try body() } catch {
      throw Fault(
        ShellFault.vaultUnopened(code: error.code, message: error.message, help: error.help))
    }
  }

  private static func note(_ text: String) {
    let bytes = Array("\(text)\n".utf8)
    _ = Glibc.write(2, bytes, bytes.count)
  }
}
