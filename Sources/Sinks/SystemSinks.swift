package import Base
package import Vault

/// Sinks in files, and the system's log.
package struct SystemSinks: EventSinks {
  /// The socket of the system's log.
  private let log: String

  /// Sinks of this machine; `log` is the socket of the system's log.
  package init(log: String = "/dev/log") { self.log = log }

  /// Opens a sink for the events of a vault.
  package func open(
    _ settings: SinkSettings, vault: UUID128, seconds: Double
  ) throws(SinkFailure) -> any EventSink {
    let line = SinkLine(settings.format, vault: vault)
    switch settings.place {
    case .file(let path):
      return try FileSink(path, line, isSynced: settings.mode == .require, seconds: seconds)
    case .syslog: return try SystemLogSink(log, line, seconds: seconds)
    }
  }
}
