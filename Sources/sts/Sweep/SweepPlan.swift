import Evidence
import Judgments
import Theory

/// The trials of a sweep: a claim's experiments at every point of a grid, each as often as there are seeds.
///
/// The plan is a function of the identity alone, so every shard, and the merge, finds the same trials under the same numbers.
struct SweepPlan: Sendable {
  /// A point of the grid.
  struct Point: Sendable {
    /// Its parameters, in the order of the axes.
    let parameters: [(name: String, value: String)]
    /// The claim's experiments there; none where the claim has none, for the reason given.
    let experiments: [any Experiment]
    let reason: String?
  }

  /// One trial.
  struct Task: Sendable {
    let point: Int
    let experiment: any Experiment
    let trial: Trial
  }

  /// The most trials of a sweep.
  static let mostTasks = 10_000_000

  let identity: SweepIdentity
  let settings: Settings
  let points: [Point]
  let tasks: [Task]

  /// The plan of a sweep.
  ///
  /// - Throws: `UsageError` for a claim, a grid or an option that is not allowed, or no trial at all.
  init(_ identity: SweepIdentity, among judgments: [ClaimJudgment]) throws {
    let judgment = try JudgePlan.find(identity.claim, among: judgments)
    guard let grid = SweepGrid(identity.grid) else {
      throw UsageError("--grid", value: identity.grid, allowed: Option.grid.allowed)
    }
    guard let effort = Effort(rawValue: identity.effort) else {
      throw UsageError("effort", value: identity.effort, allowed: "quick, default, thorough")
    }
    let fixed = identity.fixed.split(separator: " ").map(String.init)
    let settings = Settings(baseSeed: identity.seed, effort: effort)
    let points = try grid.points.map { try Self.point($0, fixed: fixed, judgment) }
    var tasks: [Task] = []
    for (index, point) in points.enumerated() {
      for experiment in point.experiments {
        guard tasks.count + identity.seeds <= Self.mostTasks else {
          throw UsageError("more than \(Self.mostTasks) trials; allowed: fewer points or --seeds")
        }
        tasks += experiment.trials(.claim, effort: effort, repetitions: identity.seeds).map {
          Task(point: index, experiment: experiment, trial: $0)
        }
      }
    }
    if tasks.isEmpty {
      throw UsageError("no trial in the grid; allowed: \(points.first?.reason ?? "at least one point")")
    }
    self.identity = identity
    self.settings = settings
    self.points = points
    self.tasks = tasks
  }

  /// The numbers of the trials of a shard.
  func tasks(shard: Int, of shards: Int) -> [Int] { Array(stride(from: shard, to: tasks.count, by: shards)) }

  /// The experiments at a point; parameters that make no problem, or are outside the claim's range, are noted.
  private static func point(
    _ parameters: [(name: String, value: String)], fixed: [String], _ judgment: ClaimJudgment
  ) throws(UsageError) -> Point {
    let words = parameters.flatMap { ["--\($0.name)", $0.value] } + fixed
    let arguments = try Arguments(words, options: Option.ownParameters, operandNames: [])
    do {
      guard let own = try arguments.ownParameters() else {
        throw UsageError(
          "the grid names no parameter; allowed: tokens, dimension, sparsity and what the claim takes")
      }
      return Point(
        parameters: parameters, experiments: try judgment.experiments(at: own), reason: nil)
    } catch let error as TheoryError {
      return Point(
        parameters: parameters, experiments: [], reason: "\(error.value); allowed: \(error.rule)")
    } catch let error as UsageError {
      throw error
    } catch {
      return Point(parameters: parameters, experiments: [], reason: "\(error)")
    }
  }
}
