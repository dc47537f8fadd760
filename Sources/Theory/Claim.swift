/// A claim of the theory, as the report states it.
public struct Claim: Hashable, Sendable {
  /// How a claim is established.
  public enum Grade: Hashable, Sendable {
    /// By rational arithmetic or enumeration: no tolerance.
    case exact
    /// By intervals with outward rounding, or by a proved error bound that the value's type carries.
    case enclosed
    /// By floating-point numbers held against a closed form within a stated, calibrated tolerance.
    case numerical
    /// By samples, through a named inequality with a stated false-alarm probability for each trial.
    case statistical(inequality: String, falseAlarmPerTrial: Double)
    /// Seen in trained networks, each counted, against a stated threshold; not a theorem.
    case observed
  }

  /// Where a claim comes from.
  public enum Source: String, Hashable, Sendable {
    /// Wang, Wei, Hsu, Lee, ICML 2024, arXiv:2406.06893.
    case wang2024 = "Wang, Wei, Hsu, Lee 2024 (arXiv:2406.06893)"
    /// Sanford, Hsu, Telgarsky, NeurIPS 2023, arXiv:2306.02896.
    case sanford2023 = "Sanford, Hsu, Telgarsky 2023 (arXiv:2306.02896)"
    /// Derived in this project; the proof stands in the claim's file.
    case derivedHere = "derived here"
  }

  /// What the margin of a verified trial measures.
  public enum Margin: String, Hashable, Sendable, Codable {
    /// The unused share of the tolerance: 1 is exact agreement, 0 the edge of refutation.
    case tolerance
    /// The distance from a bound as a share, `1 - bound / value` or `1 - value / bound`: 0 on the bound, where the best
    /// predictors are.
    case distance
  }

  /// The claim's name, a family letter and a number, for example `F2`.
  public let id: String
  /// A short title in words.
  public let title: String
  /// The statement, Markdown with LaTeX between dollar signs.
  public let statement: String
  /// What the statement assumes, one sentence each.
  public let assumptions: [String]
  /// Where it comes from.
  public let source: Source
  /// How it is established.
  public let grade: Grade
  /// What the predicate compares with what, and within which tolerance, in one or two sentences.
  public let predicate: String
  /// The world in which the claim is false and the predicate must say refuted.
  public let control: String
  /// The idea of the proof in a few sentences, Markdown with LaTeX; empty where only the claim's file has it.
  public let proof: String
  /// Where the thresholds of an observed claim come from, for example `base seeds 101 to 120` or `the theory of D12`.
  ///
  /// Never the base seed of the published run. Nil where it is not stated; the report then gives no interval for the
  /// probability that a network shows it.
  public let thresholdsSetOn: String?
  /// What the margin of its verified trials measures.
  public let margin: Margin

  /// States a claim.
  public init(
    id: String, title: String, statement: String, assumptions: [String], source: Source, grade: Grade,
    predicate: String, control: String, proof: String = "", thresholdsSetOn: String? = nil,
    margin: Margin = .tolerance
  ) {
    self.id = id
    self.title = title
    self.statement = statement
    self.assumptions = assumptions
    self.source = source
    self.grade = grade
    self.predicate = predicate
    self.control = control
    self.proof = proof
    self.thresholdsSetOn = thresholdsSetOn
    self.margin = margin
  }

  /// The false-alarm probability that a trial of the claim may spend: the grade's, or 0 where it states none.
  ///
  /// Judgments take it from here, so what a trial spends and what the report states cannot differ. An inequality refuses
  /// the 0 of a claim that states none.
  public var falseAlarmPerTrial: Double {
    if case .statistical(_, let falseAlarmPerTrial) = grade { return falseAlarmPerTrial }
    return 0
  }
}
