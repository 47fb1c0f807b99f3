import Foundation
import Support
import Testing

/// The files of the sample organization, read by a reader that is not ours.
enum AcmeData {
  struct Export: Decodable {
    struct Project: Decodable {
      var id: String
      var name: String
    }
    struct Secret: Decodable {
      var id: String
      var key: String
      var value: String
      var note: String
      var projectIds: [String]
    }
    var projects: [Project]
    var secrets: [Secret]
  }

  struct Account: Decodable {
    struct Grant: Decodable {
      var project: String
      var access: String
    }
    var account: String
    var grants: [Grant]
  }

  static func export() throws -> Export {
    try JSONDecoder().decode(Export.self, from: Data(try #require(readBytes(E2EAcme.export))))
  }

  static func accounts() throws -> [Account] {
    let text = try #require(readText(E2EAcme.accounts))
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Account.self, from: Data($0.utf8))
    }
  }

  /// `account project access` of every grant of the file, ascending.
  static func grants() throws -> [String] {
    try accounts().flatMap { account in
      account.grants.map { "\(account.account) \($0.project) \($0.access)" }
    }.sorted()
  }
}

extension E2EResult {
  /// What was written, decoded from JSON.
  func decoded<T: Decodable>(_ type: T.Type) throws -> T {
    try JSONDecoder().decode(type, from: Data(outputBytes))
  }

  /// What was written, decoded from a line of JSON each.
  func decodedLines<T: Decodable>(_ type: T.Type) throws -> [T] {
    try lines.map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
  }

  /// The lines that were written.
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}
