/// The row commands that call a closure or condition for each row: they live beside the machine.
package enum RowCommandSet {
  /// All of them, in the order in which the registry adds them.
  package static var all: [any Command.Type] {
    [
      Where.self, AnyRow.self, AllRows.self, Each.self, Reduce.self, Update.self, Insert.self, Upsert.self,
      SortBy.self,
      GroupBy.self, CountBy.self, Uniq.self, TakeWhile.self, SkipWhile.self, Partition.self,
    ]
  }
}
