import Base
import JSON
import Vault

/// The shapes of answers: the order of members is that of the protocol, `object` first.
struct Shapes {
  let organization: UUID128

  func list<Item>(
    _ items: [Item], _ writer: inout JSONWriter, _ write: (Item, inout JSONWriter) -> Void
  ) {
    writer.startObject()
    writer.member("object", "list")
    writer.key("data")
    writer.startArray()
    for item in items { write(item, &writer) }
    writer.endArray()
    writer.member("continuationToken", orNull: nil)
    writer.endObject()
  }

  func project(_ project: ServedProject, _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("object", "project")
    head(project.row.id, "name", project.row.name.text, &writer)
    dates(project.row.stamp, &writer)
    rights(project.isWritable, &writer)
    writer.endObject()
  }

  func secret(_ secret: ServedSecret, _ writer: inout JSONWriter) {
    content(secret, "secret", &writer)
    rights(secret.isWritable, &writer)
    writer.endObject()
  }

  /// The same without the caller's rights.
  func base(_ secret: ServedSecret, _ writer: inout JSONWriter) {
    content(secret, "baseSecret", &writer)
    writer.endObject()
  }

  private func content(_ secret: ServedSecret, _ object: String, _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("object", object)
    head(secret.row.id, "key", secret.row.name.text, &writer)
    writer.member("value", secret.row.value)
    writer.member("note", secret.row.note)
    dates(secret.row.stamp, &writer)
    homes(secret, &writer)
  }

  /// Secrets without their values, and the projects that hold them.
  func listed(_ secrets: [ServedSecret], _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("object", "SecretsWithProjectsList")
    writer.key("secrets")
    writer.startArray()
    var projects: [ServedProjectRef] = []
    var seen: Set<UUID128> = []
    for secret in secrets {
      writer.startObject()
      head(secret.row.id, "key", secret.row.name.text, &writer)
      dates(secret.row.stamp, &writer)
      homes(secret, &writer)
      rights(secret.isWritable, &writer)
      writer.endObject()
      if let home = secret.project, home.name != nil, seen.insert(home.id).inserted { projects.append(home) }
    }
    writer.endArray()
    writer.key("projects")
    writer.startArray()
    for project in projects { home(project, &writer) }
    writer.endArray()
    writer.endObject()
  }

  func synced(_ secrets: [ServedSecret]?, _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("object", "secretsSync")
    writer.key("hasChanges")
    writer.bool(secrets != nil)
    writer.key("secrets")
    if let secrets { list(secrets, &writer, base) } else { writer.null() }
    writer.endObject()
  }

  func version(_ version: ServedVersion, _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("object", "secretVersion")
    writer.member("id", version.row.id.text)
    writer.member("secretId", version.secret.text)
    writer.member("value", version.row.value)
    writer.member("versionDate", WireDate.text(version.row.stamp.created))
    writer.member("editorServiceAccountId", orNull: version.row.editorAccount?.text)
    writer.member("editorOrganizationUserId", orNull: version.row.editorPerson?.text)
    writer.endObject()
  }

  func deleted(_ item: (id: UUID128, isDeleted: Bool), _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("object", "BulkDeleteResponseModel")
    writer.member("id", item.id.text)
    writer.member("error", orNull: item.isDeleted ? nil : "access denied")
    writer.endObject()
  }

  private func head(_ id: UUID128, _ name: String, _ text: String, _ writer: inout JSONWriter) {
    writer.member("id", id.text)
    writer.member("organizationId", organization.text)
    writer.member(name, text)
  }

  private func dates(_ stamp: Stamp, _ writer: inout JSONWriter) {
    writer.member("creationDate", WireDate.text(stamp.created))
    writer.member("revisionDate", WireDate.text(stamp.revised))
  }

  private func rights(_ isWritable: Bool, _ writer: inout JSONWriter) {
    writer.key("read")
    writer.bool(true)
    writer.key("write")
    writer.bool(isWritable)
  }

  private func homes(_ secret: ServedSecret, _ writer: inout JSONWriter) {
    writer.key("projects")
    writer.startArray()
    if let project = secret.project { home(project, &writer) }
    writer.endArray()
  }

  private func home(_ home: ServedProjectRef, _ writer: inout JSONWriter) {
    writer.startObject()
    writer.member("id", home.id.text)
    writer.member("name", orNull: home.name)
    writer.endObject()
  }
}
