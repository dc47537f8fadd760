import Evidence
import Theory

/// A claim joined to its experiment: the cases, what is simulated in each, and the control.
///
/// A judgment is a pure function of (trial, base seed, effort): the test suite, `sts judge` and a replay all call
/// the same one.
public struct ClaimJudgment: Sendable {
  /// One case of a claim with the number of independent repetitions at each effort.
  public struct Case: Sendable {
    /// The case in words, for example `T=8 d=4 q=2, width 16`.
    public let name: String
    /// The number of independent repetitions (seeds); 1 where nothing is random.
    public let repetitions: @Sendable (Effort) -> Int

    /// Names a case and says how often it is repeated.
    public init(_ name: String, repetitions: @escaping @Sendable (Effort) -> Int = { _ in 1 }) {
      self.name = name
      self.repetitions = repetitions
    }
  }

  /// Judges one trial under the run's base seed and effort.
  public typealias Judge = @Sendable (Trial, Settings) async throws -> Outcome

  /// Draws figures from a run's evidence.
  public typealias Figures = @Sendable (LedgerSnapshot) throws -> [ReportFigure]

  /// The claim.
  public let claim: Claim
  /// The cases in which it must be verified.
  public let cases: [Case]
  /// Judges a trial of the claim.
  public let judge: Judge
  /// The cases of the control, in which the same predicate must say refuted.
  public let controlCases: [Case]
  /// Judges a trial of the control.
  public let judgeControl: Judge
  /// Draws the claim's figures from a run's evidence.
  public let figures: Figures
  /// The stem shared by the claim's files, for example `F2RiskLowerBound`.
  public let stem: String
  /// The folder shared by the claim's files, for example `FullyConnected`.
  public let family: String

  /// Joins a claim to its experiment and its control.
  ///
  /// The stem and the family are read off the path of the calling file, `<family>/<stem>Judgment.swift`.
  public init(
    claim: Claim, cases: [Case], judge: @escaping Judge, controlCases: [Case],
    judgeControl: @escaping Judge, figures: @escaping Figures = { _ in [] }, filePath: String = #filePath
  ) {
    let parts = filePath.split(separator: "/")
    let file = parts.last ?? ""
    self.stem = String(file.prefix(max(0, file.count - "Judgment.swift".count)))
    self.family = parts.dropLast().last.map(String.init) ?? ""
    self.claim = claim
    self.cases = cases
    self.judge = judge
    self.controlCases = controlCases
    self.judgeControl = judgeControl
    self.figures = figures
  }

  /// Every trial of a role at an effort, case by case and then repetition by repetition.
  public func trials(_ role: Trial.Role, effort: Effort) -> [Trial] {
    let list = role == .claim ? cases : controlCases
    return list.enumerated().flatMap { index, item in
      (0..<item.repetitions(effort)).map {
        Trial(
          claim: claim.id, role: role, caseIndex: index, caseName: item.name, repetition: $0)
      }
    }
  }

  /// Judges one trial.
  ///
  /// - Throws: what the experiment throws; a trial that throws counts as undecided.
  public func outcome(of trial: Trial, settings: Settings) async throws -> Outcome {
    switch trial.role {
    case .claim: try await judge(trial, settings)
    case .control: try await judgeControl(trial, settings)
    }
  }
}
