import Evidence
import Sim
import Theory

/// Layers trained on noisy labels from aligned weights: the mean of their exact risk over a window of times, over the floor.
struct NoisyLabels: Experiment, Hashable {
  let problem: SmallProblem
  let stepSize: Double
  let batch: Int
  /// What the floor is told for d + q - 1, less it.
  var moreModes = 0

  static let check = "floor"
  private static let cells = [
    NoisyLabels(problem: SmallProblem(8, 3, 2), stepSize: 0.1, batch: 8),
    NoisyLabels(problem: SmallProblem(6, 4, 1), stepSize: 0.05, batch: 8),
    NoisyLabels(problem: SmallProblem(6, 2, 3), stepSize: 0.1, batch: 4),
  ]
  static let all: [any Experiment] = cells
  static let controls: [Control] = cells.map { cell in
    var changed = cell
    changed.moreModes = 1
    return .nearMiss(of: cell, "d + q for d + q - 1", check: check, changed)
  }

  struct Row: EvidenceRow {
    /// Risk over floor, a layer a sample.
    let ratio: SampleMean
    let floor: Double
    /// The mean logit C at the end; it starts at 5.
    let logit: Double

    static let columns: [Column<Row>] = [
      Column(count: "networks") { $0.ratio.count }, Column("floor") { $0.floor },
      Column("risk / floor") { $0.ratio.mean }, Column("standard error") { $0.ratio.standardError },
      Column("C at the end") { $0.logit }.near(within: 0.1) { _ in [5] },
    ]
  }

  var claim: Claim { .d21WeightDecay }
  var grade: Claim.Grade { .observed }
  var name: String {
    "\(problem.name), step \(stepSize), batch \(batch), noisy labels"
      + (moreModes == 0 ? "" : ", d + q for d + q - 1")
  }
  func repetitions(_ effort: Effort) -> Int {
    // The few layers of a quick run do not resolve the near miss.
    effort.pick(quick: moreModes == 0 ? 1 : 0, standard: 1, thorough: 1)
  }

  func cost(_ effort: Effort) -> Cost {
    let one = SampledSteps.cost(problem, batch: batch, steps: steps.last ?? 0).seconds
    let seconds = Double(Self.networks(effort)) * (one + 1e-4 * Double(steps.count))
    return Cost(seconds: seconds, shared: [.init(streamName, seconds: seconds, repetitions: 1)])
  }

  /// Of 8 networks one cell of 27 had too large a standard error to decide.
  private static func networks(_ effort: Effort) -> Int {
    effort.pick(quick: 24, standard: 32, thorough: 200)
  }
  /// The variance E|noise|^2.
  private static let variance = 1.0
  private var streamName: String { "noisy labels: \(problem.name), step \(stepSize), batch \(batch)" }
  private var steps: [Int] {
    stride(from: 100.0, through: 300, by: 4).map { Int(($0 / stepSize).rounded()) }
  }

  func run(_ trial: Trial, _ settings: Settings) async throws -> Row {
    let seen = try await Self.results.value(for: Key(cell: original, settings: settings))
    let floor = try LabelNoiseFloor.risk(
      problem: problem.problem(), stepSize: stepSize, batch: batch, labelVariance: Self.variance)
    let modes = Double(problem.dimension + problem.sparsity - 1)
    let told = floor * (modes + Double(moreModes)) / modes
    return Row(ratio: SampleMean(seen.risks.map { $0 / told }), floor: told, logit: seen.logit)
  }

  private var original: NoisyLabels { NoisyLabels(problem: problem, stepSize: stepSize, batch: batch) }

  private struct Key: MemoKey {
    let cell: NoisyLabels
    let settings: Settings
    var baseSeed: UInt64? { settings.baseSeed }
  }

  private struct Seen: Sendable {
    /// Each layer's mean risk over the window.
    let risks: [Double]
    let logit: Double
  }

  private static let results = Memo<Key, Seen> { try $0.cell.train($0.settings) }

  private func train(_ settings: Settings) throws -> Seen {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let descent = try SampleDescent(
      AttentionSettings(oneHot: problem, batch: batch, stepSize: stepSize), labelVariance: Self.variance)
    let start = AttentionWeights(
      alpha: 1, logit: 5, dimension: problem.dimension, positionDimension: problem.tokens, family: .centered)
    var (risks, logits) = ([Double](), [Double]())
    for network in 0..<Self.networks(settings.effort) {
      let address = try settings.trainingAddress(streamName, repetition: network)
      let layers = try descent.run(from: start, address: address, steps: steps)
      risks.append(
        SampleMean(try layers.map { try PopulationGradient(oneHot: $0, over: enumeration).risk }).mean)
      logits.append(layers.last.map { KeyQueryFamily.centered.project($0).logit } ?? .nan)
    }
    return Seen(risks: risks, logit: SampleMean(logits).mean)
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try D21LabelNoisePredicate(
      problem: problem.problem(), stepSize: stepSize, batch: batch)
    let error = row.ratio.standardError
    return [
      Check(
        Self.check, predicate.judge(meanRatio: row.ratio.mean, standardError: error),
        detects: .init(predicate.allowed(standardError: error) + 2.33 * error, "of the floor"))
    ]
  }
}
