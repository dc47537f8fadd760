import Evidence
import Sim
import TestSupport
import Testing
import Theory

/// A3 on drawn problems, positions, subsets and logits.
@Suite(.notesIssues)
struct ConcentrationPropertyTests {
  @Test func `a margin bounds the mass and the risk, and the sufficient logit suffices`() {
    check(Self.concentration("margin-concentrates", query: .dual), cases: 2000)
  }

  @Test func `with the sum query it fails, and the counterexample is the smallest of its kind`() throws {
    let mutation = Self.concentration("margin-concentrates, sum query", query: .sum)
    guard case .failed(let text) = PropertyRun(mutation, cases: 600, settings: Settings()) else {
      Issue.record("the sum query concentrates as the dual one does")
      return
    }
    #expect(text("ConcentrationPropertyTests").contains("smallest counterexample: DrawnPositions"))
    let failure = try #require(try mutation.firstFailure(in: 0..<600, baseSeed: 1))
    #expect(try !mutation.holds(failure.minimal))
    #expect(try failure.minimal.smaller.allSatisfy { try mutation.holds($0) })
  }

  /// The law: A3's predicate at the drawn logit and, where the margin is above 0.05, at the sufficient one.
  private static func concentration(_ name: String, query: Query) -> Property<DrawnPositions> {
    Property(
      name, draw: { try DrawnPositions.draw(&$0) }, shrinks: { $0.smaller },
      holds: { try isConcentrated($0, query: query) })
  }

  private static func isConcentrated(_ input: DrawnPositions, query: Query) throws -> Bool {
    let problem = input.problem
    let draw = try input.positions(query: query)
    let margin = try A3Concentration.margin(
      problem: problem, scores: draw.innerProducts, subset: draw.subset)
    let predicate = try A3ConcentrationPredicate(problem: problem)
    func isVerified(logit: Double, risk: Double?) throws -> Bool {
      try predicate.judge(
        attention: softmax(draw.innerProducts, logit: logit), margin: margin, logit: logit,
        subset: draw.subset, risk: risk
      ).isVerified
    }
    guard try isVerified(logit: input.logit, risk: nil) else { return false }
    if margin <= 0.05 { return true }
    let risk = 0.01 * problem.trivialRisk
    return try isVerified(
      logit: A3Concentration.sufficientLogit(problem: problem, margin: margin, risk: risk), risk: risk)
  }

  private static func softmax(_ scores: [Double], logit: Double) -> [Double] {
    let top = scores.max() ?? 0
    let weights = scores.map { Elementary.exp(logit * ($0 - top)) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}

/// A problem with a law of positions, a logit, and the seed of one draw of positions and subset.
private struct DrawnPositions: Sendable {
  let problem: Problem
  let law: Positions
  /// How many dimensions the positions have beyond those that the law and the dual query need.
  let spare: Int
  let logit: Double
  let seed: Int

  // With eight dimensions to spare the query's equations are well conditioned, and scores exact to 1e-10.
  private static let leastSpare = 8

  static func draw(_ stream: inout RandomStream) throws -> DrawnPositions {
    DrawnPositions(
      problem: try Draw.problem(tokens: 24, dimension: 6, &stream),
      law: Positions.allCases[Draw.integer(0...(Positions.allCases.count - 1), &stream)],
      spare: Draw.integer(leastSpare...64, &stream), logit: Draw.number(0...40, &stream),
      seed: Draw.integer(0...1_000_000, &stream))
  }

  var smaller: [DrawnPositions] {
    Shrink.problem(problem).map { with(problem: $0) }
      + Positions.allCases.prefix { $0 != law }.map { with(law: $0) }
      + Shrink.integer(spare, towards: Self.leastSpare).map { with(spare: $0) }
      + Shrink.number(logit).map { with(logit: $0) }
      + Shrink.integer(seed).map { with(seed: $0) }
  }

  func positions(query: Query) throws -> PositionDraw {
    let settings = try AttentionSettings(
      problem: problem, positions: law,
      positionDimension: (law.isOrthonormal ? problem.tokens : problem.sparsity) + spare, query: query,
      batch: 1, stepSize: 0)
    let address = try StreamAddress(
      baseSeed: UInt64(seed), name: "test 0/0", repetition: 0, purpose: .check)
    return try PositionDraw(settings, address: address, index: 0)
  }

  private func with(
    problem: Problem? = nil, law: Positions? = nil, spare: Int? = nil, logit: Double? = nil, seed: Int? = nil
  ) -> DrawnPositions {
    DrawnPositions(
      problem: problem ?? self.problem, law: law ?? self.law, spare: spare ?? self.spare,
      logit: logit ?? self.logit, seed: seed ?? self.seed)
  }
}
