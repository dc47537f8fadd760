import Evidence
import Sim
import Theory

/// A claim joined to its experiments, its controls and its figures.
///
/// Everything is found by value or by name, nothing by position: the test suite, `sts judge` and a replay run the same
/// experiments.
public struct ClaimJudgment: Sendable {
  /// Draws figures from a run's evidence.
  public typealias Figures = @Sendable (LedgerSnapshot) throws -> [ReportFigure]

  /// The claim.
  public let claim: Claim
  /// The experiments in which it must be verified.
  public let experiments: [any Experiment]
  /// The worlds in which the same predicate must say refuted.
  public let controls: [Control]
  /// How the claim is judged at a reader's own parameters, or why it is not.
  public let own: OwnExperiments
  /// Draws the claim's figures from a run's evidence.
  public let figures: Figures
  /// The stem shared by the claim's files, for example `F2RiskLowerBound`.
  public let stem: String
  /// The folder shared by the claim's files, for example `FullyConnected`.
  public let family: String

  /// Joins a claim to its experiments and its controls.
  ///
  /// The stem and the family are read off the path of the calling file, `<family>/<stem>Judgment.swift`.
  public init(
    claim: Claim, experiments: [any Experiment], controls: [Control], own: OwnExperiments,
    figures: @escaping Figures = { _ in [] }, filePath: String = #filePath
  ) {
    let parts = filePath.split(separator: "/")
    let file = parts.last ?? ""
    self.stem = String(file.prefix(max(0, file.count - "Judgment.swift".count)))
    self.family = parts.dropLast().last.map(String.init) ?? ""
    self.claim = claim
    self.experiments = experiments
    self.controls = controls
    self.own = own
    self.figures = figures
  }

  /// The experiments of a role, in the report's order.
  public func experiments(_ role: Trial.Role) -> [any Experiment] {
    role == .claim ? experiments : controls.map(\.experiment)
  }

  /// Every trial of a role at an effort, experiment by experiment and then repetition by repetition.
  public func trials(_ role: Trial.Role, effort: Effort) -> [Trial] {
    experiments(role).flatMap { $0.trials(role, effort: effort) }
  }

  /// Every trial of the claim and then of its controls at an effort.
  public func trials(_ effort: Effort) -> [Trial] {
    Trial.Role.allCases.flatMap { trials($0, effort: effort) }
  }

  /// The seconds of one core that all trials and controls are expected to take, what they share counted once.
  public func expectedSeconds(_ effort: Effort) -> Double {
    var work = RunProgress()
    forEachExperiment(effort) { work.announce($0, cost: $1) }
    return work.expectedSeconds
  }

  /// Calls a function with the trials of each experiment and of each control, and with what one of them is expected to take.
  public func forEachExperiment(_ effort: Effort, _ body: ([Trial], Cost) -> Void) {
    for role in Trial.Role.allCases {
      for experiment in experiments(role) {
        body(experiment.trials(role, effort: effort), experiment.cost(effort))
      }
    }
  }

  /// Judges one trial; a trial of no experiment, or one that fails, is undecided.
  public func outcome(of trial: Trial, settings: Settings) async -> Outcome {
    switch trial.role {
    case .claim:
      if let experiment = experiments.first(where: { $0.name == trial.experiment }) {
        return await experiment.outcome(of: trial, settings: settings)
      }
    case .control:
      if let control = controls.first(where: { $0.experiment.name == trial.experiment }) {
        return await control.experiment.outcome(of: trial, settings: settings, part: control.check)
      }
    }
    return Outcome(verdict: .undecided(reason: "\(claim.id) has no experiment named \(trial.experiment)"))
  }
}
