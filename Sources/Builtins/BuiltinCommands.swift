package import Interpreter

/// All commands of the language itself, by family.
package enum BuiltinCommands {
  /// The commands that work on lists and rows, those that call closures included.
  package static var rows: [any Command.Type] {
    RowCommandSet.all + [
      Select.self, Reject.self, Rename.self, Get.self, First.self, Last.self, Skip.self, JoinRows.self,
      Diff.self,
      Flatten.self, Length.self, IsEmpty.self, SumOf.self, Min.self, Max.self, Average.self, Reverse.self,
      Enumerate.self, Items.self, Zip.self, Transpose.self, Default.self, Compact.self, Chunk.self,
      Window.self, Step.self, Median.self, Percentile.self,
      StandardDeviation.self,
    ]
  }

  /// The commands that draw charts on a terminal.
  package static var charts: [any Command.Type] { [ChartBar.self, ChartLine.self, ChartHeat.self] }

  /// The commands that work on text.
  package static var text: [any Command.Type] {
    [
      Lines.self, Split.self, Trim.self, Replace.self, Extract.self, Format.self, Lower.self, Upper.self,
      StartsWith.self, EndsWith.self, Contains.self, Find.self, Pad.self, Repeat.self, Join.self,
      EncodeBase64.self, DecodeBase64.self, EncodeHex.self, DecodeHex.self, EncodeURL.self, DecodeURL.self,
      Hash.self,
    ]
  }

  /// The commands that convert values, and those of records, numbers and random values.
  package static var values: [any Command.Type] {
    [
      ToInt.self, ToFloat.self, ToString.self, ToDate.self, ToDuration.self, ToBool.self, Keys.self,
      ValuesOf.self,
      Merge.self, Append.self, Round.self, Floor.self, Ceil.self, Abs.self,
      RandomTextCommand.self, RandomBytesCommand.self, RandomUUID.self, RandomInt.self,
    ]
  }

  /// The commands of dates and zones; durations need none.
  package static var time: [any Command.Type] { [DateCommand.self, FormatDate.self, ToZone.self] }

  /// The commands that steer a run: they end it, wait, measure, check and show.
  package static var flow: [any Command.Type] {
    [
      Exit.self, Do.self, Sleep.self, TimeIt.self, Assert.self, Inspect.self, Describe.self, SetOption.self,
      Watch.self, Clear.self,
    ]
  }

  /// Every command.
  package static var all: [any Command.Type] { rows + charts + text + values + time + flow }
}
