package import Interpreter

/// All commands of the language itself, by family.
package enum Builtins {
  package static var rows: [any Command.Type] {
    RowCommandSet.all + [
      Select.self, Reject.self, Rename.self, Get.self, First.self, Last.self, Skip.self, JoinRows.self, Diff.self,
      Flatten.self, Length.self, IsEmpty.self, SumOf.self, Min.self, Max.self, Average.self, Reverse.self,
      Enumerate.self, Zip.self, Transpose.self, Default.self, Compact.self, Chunk.self,
    ]
  }

  package static var text: [any Command.Type] {
    [
      Lines.self, Split.self, Trim.self, Replace.self, Extract.self, Format.self, Lower.self, Upper.self,
      StartsWith.self, EndsWith.self, Contains.self, Find.self, Pad.self, Repeat.self, Join.self,
    ]
  }

  /// Every command.
  package static var all: [any Command.Type] { rows + text }
}
