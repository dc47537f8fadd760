import Evidence
import Sim
import Theory

/// Many layers trained with one step and batch on one-hot positions: their excess risk over descent without noise.
struct NoiseCell: Hashable, Sendable {
  let problem: SmallProblem
  let stepSize: Double
  let batch: Int
  /// The times t = step size * steps over which the excess is averaged.
  let window: ClosedRange<Double>
  /// How many layers are trained.
  let networks: AttentionRecipe.Counts
  /// Whether a quick run takes it.
  let isQuick: Bool

  init(
    _ problem: SmallProblem, step: Double, batch: Int, window: ClosedRange<Double> = 400...1000,
    networks: AttentionRecipe.Counts = .init(24, 100, 800), isQuick: Bool = false
  ) {
    (self.problem, stepSize, self.batch) = (problem, step, batch)
    (self.window, self.networks, self.isQuick) = (window, networks, isQuick)
  }

  /// The problem at which steps and batches are changed.
  static let gridProblem = SmallProblem(8, 3, 2)

  /// Its cell of the largest excess.
  static let noisiest = NoiseCell(gridProblem, step: 0.2, batch: 2, isQuick: true)

  /// Steps and batches at one problem, from a large excess to one so small that its square hardly counts; and other
  /// problems, q > T/2 and q = 1.
  static let all: [NoiseCell] = {
    let (main, dense, single) = (gridProblem, SmallProblem(6, 2, 4), SmallProblem(6, 4, 1))
    func small(_ problem: SmallProblem, step: Double, batch: Int, _ networks: Int) -> NoiseCell {
      NoiseCell(
        problem, step: step, batch: batch, window: 100...250, networks: .init(24, networks, 1000))
    }
    return [
      noisiest, NoiseCell(main, step: 0.2, batch: 4), NoiseCell(main, step: 0.2, batch: 8),
      small(main, step: 0.4, batch: 100, 520),
      NoiseCell(dense, step: 0.2, batch: 2, window: 600...1200), small(dense, step: 0.8, batch: 125, 920),
      small(single, step: 0.3, batch: 120, 340),
    ]
  }()

  /// Whether its excess is so small that a law wrong by a tenth is refuted.
  var isSmall: Bool { networks.standard > 200 }

  /// For example `T=8 d=3 q=2, step 0.1, batch 4`.
  var name: String { "\(problem.name), step \(stepSize), batch \(batch)" }
  /// Whose random numbers its networks draw.
  var streamName: String { "noise cell: \(name)" }

  /// Step over batch.
  var ratio: Double { stepSize / Double(batch) }

  /// The limit of the excess at late times.
  ///
  /// - Throws: `TheoryError` if the problem, the step or the batch is out of range.
  func limit() throws -> Double {
    try D12GradientNoise.excess(problem: problem.problem(), stepSize: stepSize, batch: batch)
  }

  /// The excess that layers show, a layer a sample.
  struct Excess: Sendable {
    /// Of the risk over that of descent without noise, less a variable of mean 0 (`DeviationPath`) that varies with it.
    let whole: SampleMean
    /// The part that the weights off their families add: the risk over that of aligned weights with the layer's own
    /// alpha and C, as a share of descent's without noise.
    ///
    /// It varies less, as the layer's own time drops out.
    let offFamily: SampleMean
  }

  /// The mean over the window of the noise law's excess: the whole, and the part off the families.
  ///
  /// It is in proportion to 1/B.
  ///
  /// - Throws: `TheoryError` with the range if the step or the excess lies outside the law's (`NoiseRange`).
  func law() throws -> (whole: Double, offFamily: Double) {
    try NoiseRange(problem.oneHotSystem(), batch: batch).checkFirstOrder(stepSize)
    let states = try states()
    let count = Double(states.count)
    let whole = states.reduce(0) { $0 + $1.excess } / count
    try NoiseRange.check(excess: whole)
    return (whole, states.reduce(0) { $0 + $1.excessOffFamily } / count)
  }

  /// The excess risk over descent without noise; computed once for each base seed and effort.
  func excess(_ settings: Settings) async throws -> Excess {
    try await Self.results.value(for: Key(cell: self, settings: settings))
  }

  /// What the layers take on one core.
  func cost(_ effort: Effort) -> Cost {
    let examples = Double(batch * problem.tokens)
    let subsets = FullMatrixCost.subsets(problem)
    // A step in training and one beside it.
    let step = 4e-6 + 2 * examples * (2e-9 * Double(problem.dimension) + 4e-9)
    let looks = (window.upperBound - window.lowerBound) / 4
    let look = subsets * Double(problem.tokens * problem.dimension) * 1e-8
    let seconds = Double(networks.at(effort)) * (step * window.upperBound / stepSize + look * looks)
    return Cost(
      seconds: seconds, bytes: 64 * subsets * Double(problem.sparsity),
      shared: [.init(streamName, seconds: seconds, repetitions: 1)])
  }

  private struct Key: MemoKey {
    let cell: NoiseCell
    let settings: Settings
    var baseSeed: UInt64? { settings.baseSeed }
  }

  private static let results = Memo<Key, Excess> { try $0.cell.measure($0.settings) }

  // Modes relax over several units of time: looking more often would add little.
  private var steps: [Int] {
    stride(from: window.lowerBound, through: window.upperBound, by: 4).map { Int(($0 / stepSize).rounded()) }
  }

  /// The noise law's states at the times looked at.
  ///
  /// - Throws: `TheoryError` with the range if the step is not below the edge of stability.
  func states() throws -> [NoisyDescentState] {
    var descent = try NoisyDescent(problem.oneHotSystem(), stepSize: stepSize, batch: batch)
    return try descent.states(after: steps)
  }

  private func measure(_ settings: Settings) throws -> Excess {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let attention = try AttentionSettings(oneHot: problem, batch: batch, stepSize: stepSize)
    let quiet = try states().map(\.quiet.risk)
    let count = Double(steps.count)
    var (whole, offFamily) = ([Double](), [Double]())
    for network in 0..<networks.at(settings.effort) {
      let address = try settings.trainingAddress(streamName, repetition: network)
      let looks = try RiskDuringTraining.looks(attention, over: enumeration, address: address, steps: steps)
      var (one, off) = (0.0, 0.0)
      for (look, quiet) in zip(looks, quiet) {
        let aligned = try AlignedWeights(problem: problem, alpha: look.alpha, logit: look.logit)
        one += (look.risk - look.riskChange) / quiet - 1
        off += (look.risk - aligned.risk) / quiet
      }
      whole.append(one / count)
      offFamily.append(off / count)
    }
    return Excess(whole: SampleMean(whole), offFamily: SampleMean(offFamily))
  }
}
