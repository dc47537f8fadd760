/// A world, or a statement, in which a claim is false: the claim's own predicate must say refuted there.
public struct Control: Sendable {
  /// How far from the truth it is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Wrong by a stated small amount.
    case nearMiss = "near miss"
    /// Another world altogether, in which the claim fails by far.
    case otherWorld = "other world"
  }

  /// How far from the truth it is.
  public let kind: Kind
  /// The name of the claim's experiment that it changes.
  public let original: String
  /// What it changes, for example `width + 1`.
  public let change: String
  /// The one check that must refute it, or nil if any may.
  public let check: String?
  /// The experiment as it is run.
  public let experiment: any Experiment

  private init(
    _ kind: Kind, of original: any Experiment, _ change: String, check: String?,
    _ experiment: any Experiment
  ) {
    self.kind = kind
    self.original = original.name
    self.change = change
    self.check = check
    self.experiment = experiment
  }

  /// A world wrong by a stated small amount.
  ///
  /// The original experiment is changed as `change` says, and by how much; its own name must say it too. The check is the
  /// one that must refute it, or nil if any may. The remark is added to the name where another near miss changes the
  /// same thing for another check, for example ` (mean loss)`.
  public static func nearMiss(
    of original: any Experiment, _ change: String, check: String? = nil, remark: String = "",
    _ experiment: any Experiment
  ) -> Control {
    Control(.nearMiss, of: original, change, check: check, experiment.remarked(remark))
  }

  /// A world in which the claim fails by far.
  ///
  /// It stands beside the original experiment; its own name must say what is different. The check is the one that must
  /// refute it, or nil if any may.
  public static func otherWorld(
    of original: any Experiment, _ change: String, check: String? = nil, _ experiment: any Experiment
  ) -> Control {
    Control(.otherWorld, of: original, change, check: check, experiment)
  }
}
