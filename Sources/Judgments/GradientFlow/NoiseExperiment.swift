import Evidence
import Sim
import Theory

/// The layers that D12 judges: many seeds of stochastic gradient descent from zero, one-hot positions.
struct NoiseExperiment: Hashable, Sendable {
  /// A problem with a step and a batch, and when it is looked at.
  struct Cell: Sendable {
    let problem: SmallProblem
    let stepSize: Double
    let batch: Int
    /// The times t = step size * steps over which the excess is averaged.
    let window: ClosedRange<Double>
    /// The number of seeds of the default run.
    let seeds: Int
    /// Whether a quick run takes it.
    let isQuick: Bool

    init(
      _ tokens: Int, _ dimension: Int, _ sparsity: Int, step: Double, batch: Int, from: Double = 400,
      to: Double = 1000, seeds: Int, isQuick: Bool = false
    ) {
      problem = SmallProblem(tokens: tokens, dimension: dimension, sparsity: sparsity)
      (stepSize, self.batch, window) = (step, batch, from...to)
      (self.seeds, self.isQuick) = (seeds, isQuick)
    }

    /// For example `T=8 d=3 q=2, step 0.1, batch 4`.
    var name: String { "\(problem.name), step \(stepSize), batch \(batch)" }
  }

  /// A grid of steps and batches at one problem, and other problems: q > T/2 and q = 1.
  static let cells = [
    Cell(8, 3, 2, step: 0.05, batch: 2, seeds: 200), Cell(8, 3, 2, step: 0.1, batch: 2, seeds: 200),
    Cell(8, 3, 2, step: 0.1, batch: 4, seeds: 200),
    Cell(8, 3, 2, step: 0.2, batch: 2, seeds: 200, isQuick: true),
    Cell(8, 3, 2, step: 0.2, batch: 4, seeds: 200), Cell(8, 3, 2, step: 0.2, batch: 8, seeds: 200),
    Cell(6, 2, 4, step: 0.1, batch: 2, from: 600, to: 1200, seeds: 200),
    Cell(6, 2, 4, step: 0.2, batch: 2, from: 600, to: 1200, seeds: 200),
    Cell(6, 4, 1, step: 0.05, batch: 4, seeds: 200),
  ]

  /// Which of the cells.
  let cellIndex: Int
  /// The run's base seed and effort.
  let run: Settings

  /// The cell.
  var cell: Cell { Self.cells[cellIndex] }

  /// The excess risk over descent without noise, a seed a sample; computed once.
  func excess() async throws -> SampleMean { try await Self.results.value(for: self) }

  private static let results = Memo<NoiseExperiment, SampleMean> { try $0.measure() }

  /// The mean over the same steps of the excess that the noise law gives a number of examples in a step.
  func law(batch: Int) throws -> Double {
    try descent(batch: batch).reduce(0) { $0 + $1.excess } / Double(steps.count)
  }

  // Modes relax over several units of time: looking more often would add little.
  private var steps: [Int] {
    stride(from: cell.window.lowerBound, through: cell.window.upperBound, by: 4).map {
      Int(($0 / cell.stepSize).rounded())
    }
  }

  private func descent(batch: Int) throws -> [NoisyDescentState] {
    let system = try FlowSystem(problem: cell.problem.problem(), positions: .oneHot)
    var descent = try NoisyDescent(system, stepSize: cell.stepSize, batch: batch)
    return try descent.states(after: steps)
  }

  private func measure() throws -> SampleMean {
    let problem = try cell.problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    let settings = try AttentionSettings(
      problem: problem, positions: .oneHot, positionDimension: problem.tokens, batch: cell.batch,
      stepSize: cell.stepSize)
    let quiet = try descent(batch: cell.batch)
    let seeds = run.effort.pick(quick: 24, standard: cell.seeds, thorough: 4 * cell.seeds)
    return SampleMean(
      try (0..<seeds).map { seed in
        let risks = try RiskDuringTraining.risks(
          settings, over: enumeration, address: address(seed), steps: steps)
        return zip(risks, quiet).reduce(0) { $0 + ($1.0 / $1.1.quiet.risk - 1) } / Double(steps.count)
      })
  }

  private func address(_ seed: Int) throws -> StreamAddress {
    try StreamAddress(
      baseSeed: run.baseSeed, claim: Claim.d12GradientNoise.streamIndex, problem: UInt16(cellIndex),
      repetition: UInt32(seed), purpose: .initialization)
  }
}
