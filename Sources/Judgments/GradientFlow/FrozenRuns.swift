import Evidence
import Sim
import Theory

/// Runs of V with frozen attention from zero: their mean excess after some steps against the exact law.
struct FrozenRuns: Experiment, Hashable {
  let problem: SmallProblem
  let stepSize: Double
  let batch: Int
  let steps: Int
  /// Runs at default effort.
  var runs = 100_000
  /// Whether a quick run takes it.
  var isQuick = false
  /// What is told for d + 1.
  var told: Int?
  /// Whether no excess is told.
  var isQuiet = false

  /// The logit at which the attention is frozen.
  static let logit = 0.4
  static let excessCheck = "mean excess"

  init(
    problem: SmallProblem, step: Double, batch: Int, steps: Int, runs: Int = 100_000, isQuick: Bool = false
  ) {
    (self.problem, stepSize, self.batch, self.steps) = (problem, step, batch, steps)
    (self.runs, self.isQuick) = (runs, isQuick)
  }

  private static let single = SmallProblem(3, 1, 1)

  /// A step of 1/2 at q = 1, for 3 steps of one example each.
  private static let halfStep = FrozenRuns(problem: single, step: 0.5, batch: 1, steps: 3, isQuick: true)

  /// Small, middle and large batches, from a third of the edge to beyond it; and at small steps until the excess is at its limit.
  static let all: [FrozenRuns] = {
    let (double, triple) = (SmallProblem(4, 2, 2), SmallProblem(4, 3, 2))
    return [
      halfStep,
      FrozenRuns(problem: single, step: 0.8, batch: 1, steps: 3),
      FrozenRuns(problem: double, step: 1, batch: 2, steps: 3, isQuick: true),
      FrozenRuns(problem: double, step: 1.5, batch: 2, steps: 3),
      FrozenRuns(problem: double, step: 2.2, batch: 2, steps: 3),
      FrozenRuns(problem: triple, step: 2, batch: 4, steps: 3),
      FrozenRuns(problem: triple, step: 3.4, batch: 4, steps: 3),
      FrozenRuns(problem: triple, step: 4.2, batch: 4, steps: 3),
      FrozenRuns(problem: double, step: 5.8, batch: 16, steps: 4),
      FrozenRuns(problem: double, step: 7.1, batch: 16, steps: 4),
      FrozenRuns(problem: single, step: 0.35, batch: 1, steps: 16, runs: 200_000),
      FrozenRuns(problem: double, step: 1, batch: 2, steps: 16, runs: 200_000),
    ]
  }()

  static let controls: [Control] =
    all.map { original in
      var less = original
      less.told = original.problem.dimension
      return .nearMiss(of: original, "d for d + 1", check: excessCheck, less)
    } + [
      {
        var quiet = halfStep
        quiet.isQuiet = true
        return .otherWorld(of: halfStep, "no excess", check: excessCheck, quiet)
      }()
    ]

  struct Row: EvidenceRow {
    let excess: Measured
    /// The largest of a run's excesses.
    let largest: Double
    let runs: Int
    /// The step over the mean-square edge.
    let shareOfEdge: Double
    let predicted: Double
    /// The limit of many steps; none beyond the edge.
    let limit: Double?

    static let columns: [Column<Row>] = [
      Column(count: "runs") { $0.runs },
      // There is a limit below the edge alone.
      Column("step / edge") { $0.shareOfEdge }
        .atMost { $0.limit == nil ? [] : [1] }.atLeast { $0.limit == nil ? [1] : [0] },
      Column("excess predicted") { $0.predicted },
      Column("excess seen, cut") { $0.excess.estimate },
      Column("at least") { $0.excess.lower },
      Column("at most") { $0.excess.upper },
      Column("largest of one run") { $0.largest }.atLeast { [$0.excess.estimate] },
      Column("limit") { $0.limit }.atLeast { _ in [0] },
    ]
    static let conditions: Set = ["shareOfEdge", "predicted", "limit"]
  }

  var claim: Claim { .d17ExactMisadjustment }
  /// Whose random numbers the runs draw.
  private var streamName: String {
    "\(problem.name), frozen at C = \(Self.logit), step \(stepSize), batch \(batch), \(steps) steps"
  }
  var name: String {
    streamName + (told.map { ", \($0) for d + 1" } ?? "") + (isQuiet ? ", no excess told" : "")
  }

  func repetitions(_ effort: Effort) -> Int {
    effort.pick(quick: isQuick ? 1 : 0, standard: 1, thorough: 1)
  }

  func cost(_ effort: Effort) -> Cost {
    let (runs, examples) = (Double(count(effort)), Double(count(effort) * steps * batch))
    let seconds = examples * (3e-8 + 6e-9 * Double(problem.inputDimension)) + 4e-7 * runs
    return Cost(
      seconds: seconds, bytes: 16 * runs,
      shared: [.init("runs: \(streamName)", seconds: seconds, repetitions: 1)])
  }

  private func count(_ effort: Effort) -> Int {
    effort.pick(quick: runs / 5, standard: runs, thorough: 10 * runs)
  }

  /// The mean-square edge at the frozen attention.
  static func limit(_ problem: SmallProblem, batch: Int) throws -> Double {
    try FrozenAttentionNoise.aligned(problem.problem(), logit: logit, batch: batch).law.stepLimit
  }

  /// What runs show; computed once for each base seed and effort, whatever is told of them.
  private struct Seen: Sendable {
    let excess: Measured
    let largest: Double
    let runs: Int
  }

  private struct Key: MemoKey {
    let runs: FrozenRuns
    let settings: Settings
    var baseSeed: UInt64? { settings.baseSeed }
  }

  private static let results = Memo<Key, Seen> { try $0.runs.measure($0.settings) }

  private func measure(_ settings: Settings) throws -> Seen {
    let problem = try problem.problem()
    let excesses = try FrozenAttentionDescent.excesses(
      problem, logit: Self.logit, stepSize: stepSize, batch: batch, steps: steps,
      runs: count(settings.effort),
      address: StreamAddress(
        baseSeed: settings.baseSeed, name: StreamName("runs: \(streamName)"), purpose: .tokens)
    ).map { max(0, $0) }
    let (law, start) = try FrozenAttentionNoise.aligned(problem, logit: Self.logit, batch: batch)
    let falseAlarm = claim.falseAlarmPerTrial
    // (x - c)_+ <= x^2/(4c), so E x^2/(4c) bounds what is cut off; c balances it with Bernstein's term in c.
    let square = try law.squareBound(stepSize: stepSize, after: steps, start: start)
    let exponent = Elementary.log(4 / falseAlarm)
    let cut = (3 * Double(excesses.count) * square / (28 * exponent)).squareRoot()
    return Seen(
      excess: try EmpiricalBernstein.mean(
        ofNonnegative: excesses, cutAt: cut, lost: square / (4 * cut), falseAlarm: falseAlarm),
      largest: excesses.max() ?? .nan, runs: excesses.count)
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    var own = self
    (own.told, own.isQuiet) = (nil, false)
    let seen = try await Self.results.value(for: Key(runs: own, settings: settings))
    let (law, start) = try FrozenAttentionNoise.aligned(
      problem.problem(), logit: Self.logit, batch: batch, fourthMomentTerm: told)
    return Row(
      excess: seen.excess, largest: seen.largest, runs: seen.runs, shareOfEdge: stepSize / law.stepLimit,
      predicted: isQuiet ? 0 : try law.excess(stepSize: stepSize, after: steps, start: start),
      limit: stepSize < law.stepLimit ? try law.limit(stepSize: stepSize) : nil)
  }

  func judge(_ row: Row) -> [Check] {
    [
      Check(
        Self.excessCheck, D17ExactMisadjustment.judge(excess: row.excess, predicted: row.predicted),
        falseAlarm: row.excess.falseAlarm,
        detects: .init(
          (1 + 2.33 / 7) * max(row.excess.upper - row.excess.estimate, row.excess.estimate - row.excess.lower)
            / row.excess.estimate, "of the excess"))
    ]
  }
}
