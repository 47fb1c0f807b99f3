import Crypto
import Glibc

extension VaultSession {
  /// Sets a setting of the vault; nil restores its default.
  package func set(
    _ setting: VaultSetting, to value: String?
  ) throws(VaultError) -> SettingChange {
    let value = try value.map(setting.checked) ?? setting.standard
    if setting == .eventSink { try tryOut(value) }
    return try perform(
      SetSetting(setting: setting, value: value, digest: keys.valueDigest(Secret(utf8: value))))
  }

  /// Refuses a sink that cannot be opened: where it must take all events, every later change would fail.
  private func tryOut(_ sink: String) throws(VaultError) {
    var row = try organizationRow()
    row.eventSink = sink
    guard !isPlan, let settings = SinkSettings(row) else { return }
    if case .file(let path) = settings.place,
      Self.canonical(path).hasPrefix(Self.canonical(try store.facts().path))
    {
      throw .invalid(what: "the event-sink", why: "is a name of the vault's own files")
    }
    do throws(SinkFailure) {
      try service.environment.sinks.open(settings, vault: vaultID, seconds: 1).close()
    } catch {
      throw .invalid(what: "the event-sink", why: "takes no events: \(error.reason)")
    }
  }

  /// A path whose folder goes through no links.
  private static func canonical(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    guard let real = realpath(folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder, nil) else {
      return path
    }
    defer { free(real) }
    let text = String(cString: real)
    return (text.hasSuffix("/") ? text : text + "/") + (parts.last ?? "")
  }
}
