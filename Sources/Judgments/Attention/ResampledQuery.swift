import Evidence
import Sim
import Theory

/// A query on positions drawn anew: its floor, and layers trained with it.
struct ResampledQuery: MemoKey {
  /// The problem with the positions, which both queries share.
  struct World: Hashable, Sendable {
    let problem: SmallProblem
    /// The law of the positions.
    let positions: Positions
    /// The dimension d_e of the positions.
    let width: Int
    /// A reader's own number of training steps.
    var steps: Int?

    /// In words, for example `T=20 d=5 q=3, gaussian positions in R^64`.
    var name: String {
      "\(problem.name), \(positions.rawValue) positions in R^\(width)" + (steps.map { ", \($0) steps" } ?? "")
    }
  }

  /// The problem with the positions.
  let world: World
  /// How the query is made.
  let query: Query
  /// Which repetition; 0 for the floor, which all repetitions share.
  let repetition: Int
  /// The run's base seed and effort.
  let run: Settings
  var baseSeed: UInt64? { run.baseSeed }

  /// The settings of the training.
  func settings(renewal: PositionRenewal = .stochastic, stepSize: Double = 1) throws -> AttentionSettings {
    try AttentionSettings(
      problem: world.problem.problem(), positions: world.positions, renewal: renewal,
      positionDimension: world.width, query: query, batch: 64, stepSize: stepSize)
  }

  /// The address of the random numbers.
  func address() throws -> StreamAddress {
    try StreamAddress(
      baseSeed: run.baseSeed, name: StreamName(world.streamName(query)),
      repetition: repetition, purpose: .check)
  }

  // MARK: - Floor

  /// The least risk over alpha and C.
  struct Floor: Hashable, Sendable, Codable {
    /// The least risk.
    let risk: Measured
    /// The logit of the least estimate, and the best alpha there.
    let logit: Double
    let alpha: Double
  }

  /// The sum query's floor, with what it was found from.
  struct Sweep: Hashable, Sendable {
    /// The least risk over alpha at a logit.
    struct Point: Hashable, Sendable {
      let logit: Double
      let risk: Measured
    }
    /// A range of logits with a lower end of the least risk in it.
    struct Part: Hashable, Sendable {
      let low: Double
      let high: Double
      let lowest: Double
    }

    let floor: Floor
    let points: [Point]
    let parts: [Part]

    /// The infimum over logits between two, and over all others.
    func infimum(from low: Double, to high: Double) -> (inside: Measured, outside: Measured) {
      func infimum(_ points: [Point], _ parts: [Part]) -> Measured {
        let best = points.min { $0.risk.estimate < $1.risk.estimate }
        return Measured(
          estimate: best?.risk.estimate ?? .nan, lower: parts.map(\.lowest).min() ?? 0,
          upper: points.map(\.risk.upper).min() ?? .infinity, falseAlarm: floor.risk.falseAlarm)
      }
      return (
        infimum(
          points.filter { $0.logit >= low && $0.logit <= high },
          parts.filter { $0.low < high && $0.high > low }),
        infimum(
          points.filter { $0.logit < low || $0.logit > high || $0.logit == low || $0.logit == high },
          parts.filter { $0.low < low || $0.high > high })
      )
    }
  }

  /// The logits at which the sum query is measured: every real C lies at one, between two or beyond the ends.
  ///
  /// Steps are short where the three laws have their minimum, at C = 2.4 and 2.9.
  private static let sumGrid: [Double] =
    [(0.0, 1.0, 0.25), (1, 1.75, 0.125), (1.75, 3.75, 0.0625), (3.75, 5, 0.125), (5, 8, 0.5)].flatMap {
      Array(stride(from: $0.0, to: $0.1, by: $0.2))
    } + [8]

  /// The logits at which the dual query is measured, the last as good as infinite.
  private static let dualGrid: [Double] = [6, 7, 8, 9, 10, 11, 12, 14, 16, 20, 1e6]

  /// The floor; all repetitions share it.
  func floor() async throws -> Floor {
    query == .sum ? try await sweep().floor : try await Self.dualFloors.value(for: floorKey(.dual))
  }

  /// The sum query's sweep over all logits, computed once.
  func sweep() async throws -> Sweep {
    try await Self.sweeps.value(for: floorKey(.sum))
  }

  /// Floors depend neither on the repetition nor on training.
  private func floorKey(_ query: Query) -> ResampledQuery {
    var world = world
    world.steps = nil
    return ResampledQuery(world: world, query: query, repetition: 0, run: run)
  }

  private static let sweeps = Memo<ResampledQuery, Sweep> { try $0.measureSumFloor() }
  private static let dualFloors = Memo<ResampledQuery, Floor> { try $0.measureDualFloor() }

  private var floorDraws: Int { run.effort.pick(quick: 30_000, standard: 60_000, thorough: 400_000) }

  /// The sum query's floor: the upper end from the best logit, the lower end from the intervals between all.
  private func measureSumFloor() throws -> Sweep {
    let problem = try world.problem.problem()
    let sweep = try LogitSweep.sample(
      settings(), address: address(), logits: Self.sumGrid, draws: floorDraws)
    let missRange = 0...Double(problem.sparsity + 1)
    let pointAlarm = 5e-11 / Double(2 * sweep.points.count)
    let least = try sweep.points.map { point in
      try A5QueryFloor.leastRisk(
        problem: problem, massOffSubset: interval(point.massOffSubset, 0...1, pointAlarm),
        squaredMiss: interval(point.squaredMiss, missRange, pointAlarm))
    }
    let boundAlarm = 5e-11 / Double(6 * sweep.intervals.count)
    let lowest = try sweep.intervals.map { try lowestRisk($0, problem, boundAlarm) }
    let best = least.indices.min { least[$0].estimate < least[$1].estimate } ?? 0
    let point = sweep.points[best]
    let floor = Floor(
      risk: Measured(
        estimate: least[best].estimate, lower: lowest.map(\.lower).min() ?? 0, upper: least[best].upper,
        falseAlarm: .sum(least.map(\.falseAlarm)) + .sum(lowest.map(\.falseAlarm))),
      logit: point.logit,
      alpha: Self.bestAlpha(
        massOff: point.massOffSubset.mean, miss: point.squaredMiss.mean, sparsity: problem.sparsity))
    return Sweep(
      floor: floor, points: zip(sweep.points, least).map { Sweep.Point(logit: $0.logit, risk: $1) },
      parts: zip(sweep.intervals, lowest).map { Sweep.Part(low: $0.low, high: $0.high, lowest: $1.lower) })
  }

  /// `(E P/q) / E||s||^2` from delta = 1 - P and `M = q ||s||^2 + 1 - 2 P`.
  private static func bestAlpha(massOff: Double, miss: Double, sparsity: Int) -> Double {
    (1 - massOff) / (miss + 1 - 2 * massOff)
  }

  /// The lowest risk between two logits: over sixteen equal parts of the way, on each of which the bounds are
  /// lines.
  private func lowestRisk(_ bound: LogitSweep.Interval, _ problem: Problem, _ falseAlarm: Double) throws
    -> (lower: Double, falseAlarm: FalseAlarm)
  {
    func ends(_ line: LogitSweep.Line, _ range: ClosedRange<Double>) throws -> (low: Measured, high: Measured)
    {
      (try interval(line.low, range, falseAlarm), try interval(line.high, range, falseAlarm))
    }
    let least = try ends(bound.leastOff, -1...1)
    let greatest = try ends(bound.greatestOff, 0...2)
    let miss = try ends(bound.leastMiss, -1...Double(problem.sparsity + 1))
    func between(_ low: Double, _ high: Double, _ part: Int) -> Double {
      low + (high - low) * Double(part) / 16
    }
    let risks = (0..<16).map { part -> Double in
      let off = [part, part + 1].map { between(least.low.lower, least.high.lower, $0) }
      let most = [part, part + 1].map { between(greatest.low.upper, greatest.high.upper, $0) }
      let misses = [part, part + 1].map { between(miss.low.lower, miss.high.lower, $0) }
      let low = max(0, min(off[0], off[1]))
      return A5QueryFloor.lowestRisk(
        problem, massOffSubset: low...max(low, min(1, max(most[0], most[1]))),
        squaredMiss: min(misses[0], misses[1]))
    }
    let used = [least, greatest, miss].flatMap { [$0.low.falseAlarm, $0.high.falseAlarm] }
    return (risks.min() ?? 0, .sum(used))
  }

  private func interval(_ seen: LogitSweep.Average, _ range: ClosedRange<Double>, _ falseAlarm: Double)
    throws -> Measured
  {
    try EmpiricalBernstein.mean(
      min(max(seen.mean, range.lowerBound), range.upperBound), variance: seen.variance,
      samples: floorDraws, range: range, falseAlarm: falseAlarm)
  }

  /// The dual query's floor: its upper end from the best logit; that it is above 0 is proved, not measured.
  private func measureDualFloor() throws -> Floor {
    let problem = try world.problem.problem()
    let spreads = try AttentionSpread.sample(
      settings(), address: address(), logits: Self.dualGrid, draws: floorDraws)
    let falseAlarm = 1e-10 / Double(2 * spreads.count)
    let least = try spreads.map { spread in
      try A5QueryFloor.leastRisk(
        problem: problem,
        massOffSubset: EmpiricalBernstein.mean(
          of: spread.massOffSubset, range: 0...1, falseAlarm: falseAlarm),
        squaredMiss: EmpiricalBernstein.mean(
          of: spread.squaredMiss, range: 0...Double(problem.sparsity + 1), falseAlarm: falseAlarm))
    }
    let best = least.indices.min { least[$0].estimate < least[$1].estimate } ?? 0
    return Floor(
      risk: Measured(
        estimate: least[best].estimate, lower: 0, upper: least[best].upper,
        falseAlarm: .sum(least.map(\.falseAlarm))),
      logit: spreads[best].logit,
      alpha: Self.bestAlpha(
        massOff: spreads[best].massOffSubset.reduce(0, +) / Double(floorDraws),
        miss: spreads[best].squaredMiss.reduce(0, +) / Double(floorDraws), sparsity: problem.sparsity))
  }

  /// The dual query's floor on Gaussian positions by quadrature, the limit of infinite C included; nil for
  /// other laws, and at widths where it is too small to be a number.
  func exactDualFloor(width: Int? = nil) throws -> GaussianPositionFloor? {
    guard world.positions == .gaussian, query == .dual else { return nil }
    return try? GaussianPositionFloor(problem: world.problem.problem(), width: width ?? world.width)
  }
}

extension ResampledQuery.World {
  /// Whose random numbers a query's floor and layers draw.
  func streamName(_ query: Query) -> String { "resampled positions, \(query.rawValue) query: \(name)" }

  /// What both floors, which all trials share, and both trainings take: positions and scores of every draw and example.
  func cost(_ effort: Effort) -> Cost {
    let numbers = Double((problem.tokens + problem.sparsity * problem.sparsity) * width)
    let draws = effort.pick(quick: 30_000.0, standard: 60_000, thorough: 400_000)
    let steps = Double(self.steps ?? effort.pick(quick: 1500, standard: 3000, thorough: 6000))
    let tilts = 60 * 6e-9 * Double(problem.tokens)
    let floor = draws * (1.2e-9 * numbers + tilts)
    return Cost(
      seconds: 2 * (floor + 64 * steps * 9e-10 * numbers), bytes: 16 * 11 * draws,
      shared: Query.allCases.map { .init(streamName($0), seconds: floor, repetitions: 1) })
  }
}
