/// The file of one shard of a sweep: a line of JSON for every trial that is done.
typealias ShardFile = RecordFile<ShardHeader, SweepTrial>

/// What a shard's file says.
typealias ShardContents = RecordFileContents<ShardHeader, SweepTrial>

extension RecordFile where Header == ShardHeader, Record == SweepTrial {
  /// How the files end.
  static var suffix: String { ".jsonl" }
  /// What a shard's file is.
  static var kind: String { "shard of a sweep" }

  /// Opens the file of a shard in a folder, or begins it.
  ///
  /// - Throws: `FileError` if it cannot be written, is another sweep's, or another process has it.
  init(_ header: ShardHeader, folder: String) throws {
    try self.init(
      path: "\(folder)/\(header.sweep.claim)-\(header.shard)-of-\(header.shards)\(Self.suffix)",
      header: header, kind: Self.kind, fresh: "an empty folder for --out")
  }
}
