import Evidence
import Sim
import TestSupport
import Testing
import Theory

/// What is not a number, or infinite, in weights, positions and samples: refused wherever it enters, and verified nowhere.
@Suite(.notesIssues)
struct NonFiniteInputTests {
  /// A place in an array and what is put there.
  struct Spoiling: Sendable {
    let place: Int
    let number: Double
  }

  private static let problem = Result { () throws(TheoryError) in
    try Problem(tokens: 5, dimension: 2, sparsity: 2)
  }
  private static let numbers = [Double.nan, .infinity, -.infinity]

  /// Draws a place among so many, and one of the three numbers.
  private static func spoiling(among count: Int) -> @Sendable (inout RandomStream) -> Spoiling {
    { stream in
      Spoiling(
        place: Draw.integer(0...(count - 1), &stream), number: numbers[Draw.integer(0...2, &stream)])
    }
  }

  /// Numbers of no pattern.
  private static func plain(_ count: Int) -> [Double] { (0..<count).map { Double(($0 * 7) % 11 - 5) / 8 } }

  private static func spoiled(_ count: Int, _ spoiling: Spoiling, from start: Int = 0) -> [Double] {
    var numbers = plain(count)
    let place = spoiling.place - start
    if numbers.indices.contains(place) { numbers[place] = spoiling.number }
    return numbers
  }

  private static func refuses(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return false
    } catch { return error is TheoryError }
  }

  @Test("a first layer has no certificate and no witness")
  func firstLayer() {
    check(
      Property(
        "non-finite first layer", draw: Self.spoiling(among: 40),
        holds: { spoiling in
          let problem = try Self.problem.get()
          let weights = try Matrix(rows: 4, columns: 10, elements: Self.spoiled(40, spoiling))
          var vector = Self.plain(10)
          vector[spoiling.place % 10] = spoiling.number
          return Self.refuses { _ = try FirstLayerCertificate(problem: problem, weights: weights) }
            && Self.refuses { _ = try F7WorstCase.witness(problem: problem, kernelVector: vector) }
        }))
  }

  @Test("V, W and positions of attention have no risk", arguments: [0, 1, 2])
  func attention(part: Int) {
    // V has 4 entries, W 25, the positions 25.
    let counts = [4, 25, 25]
    check(
      Property(
        "non-finite attention, part \(part)", draw: Self.spoiling(among: counts[part]),
        holds: { spoiling in
          let problem = try Self.problem.get()
          let parts = counts.indices.map {
            $0 == part ? Self.spoiled(counts[$0], spoiling) : Self.plain(counts[$0])
          }
          let address = try StreamAddress(baseSeed: 1, name: "non-finite", purpose: .check)
          return Self.refuses {
            _ = try GivenAttention(
              value: Matrix(rows: 2, columns: 2, elements: parts[0]),
              keyQuery: Matrix(rows: 5, columns: 5, elements: parts[1]),
              positions: Matrix(rows: 5, columns: 5, elements: parts[2])
            ).risk(problem, address: address)
          }
        }))
  }

  @Test("a given attention, alpha or logit has no risk and no flow")
  func aligned() {
    check(
      Property(
        "non-finite attention weights", draw: Self.spoiling(among: 5),
        holds: { spoiling in
          let problem = try Self.problem.get()
          let value = try Matrix(identity: 2)
          let number = spoiling.number
          return Self.refuses {
            _ = try A1RiskGivenAttention.risk(
              problem: problem, value: value, attention: Self.spoiled(5, spoiling), subset: [0, 3])
          } && Self.refuses { _ = try AlignedWeights(problem: problem, alpha: number, logit: 1) }
            && Self.refuses { _ = try AlignedWeights(problem: problem, alpha: 1, logit: number) }
            && Self.refuses {
              let system = try FlowSystem(problem: problem, positions: .oneHot)
              _ = try system.velocity(alpha: 1, logit: number)
            }
        }))
  }

  @Test("positions that select have no weights")
  func selecting() {
    check(
      Property(
        "non-finite positions", draw: Self.spoiling(among: 12),
        holds: { spoiling in
          let flat = Self.spoiled(12, spoiling)
          let positions = (0..<3).map { Array(flat[($0 * 4)..<($0 * 4 + 4)]) }
          return Self.refuses {
            _ = try AttentionWeights(selectingAmong: positions, dimension: 2, logit: 1)
          }
        }))
  }

  @Test("a network is not evaluated and does not start a training", arguments: Activation.allCases)
  func network(activation: Activation) throws {
    let shape = try FullyConnectedShape(
      Self.problem.get(), hidden: [3, 4], activation: activation)
    let count = shape.parameterCount
    check(
      Property(
        "non-finite network, \(activation)", draw: Self.spoiling(among: count),
        holds: { spoiling in
          let problem = try Self.problem.get()
          let network = try FullyConnectedNetwork<Double>(shape, parameters: Self.spoiled(count, spoiling))
          let address = try StreamAddress(baseSeed: 1, name: "non-finite", purpose: .check)
          let training = try FixedExampleTraining(
            problem: problem, hidden: [3, 4], examples: 2, steps: 1, stepSize: 0.1, activation: activation)
          return Self.refuses { _ = try NetworkEvaluation(network, problem: problem, address: address) }
            && Self.refuses { _ = try training.run(address: address, start: network) }
        }))
  }

  @Test("a sample makes no mean that verifies")
  func samples() {
    check(
      Property(
        "non-finite samples", draw: Self.spoiling(among: 20),
        holds: { spoiling in
          let samples = Self.spoiled(20, spoiling)
          let mean = samples.reduce(0, +) / 20
          let square = samples.reduce(0) { $0 + $1 * $1 } / 20
          let measured = [
            try? EmpiricalBernstein.mean(of: samples, range: -1...1, falseAlarm: 0.1),
            try? Hoeffding.mean(mean, samples: 20, range: -1...1, falseAlarm: 0.1),
            try? NonnegativeLowerTail.mean(mean, secondMoment: square, samples: 20, falseAlarm: 0.1),
            try? FairSigns.mean(mean, sumOfSquares: 20 * square, samples: 20, falseAlarm: 0.1),
            Measured(estimate: mean, lower: mean, upper: mean, falseAlarm: 0.1),
          ].compactMap { $0 }
          return measured.allSatisfy {
            !$0.judge(contains: 0, resolution: 10, "mean").isVerified
              && !$0.judge(atMost: 1, "mean").isVerified
              && !$0.judge(notBelow: -1, resolution: 10, "mean").isVerified
          } && !Verdict.within(1, deviation: mean, "mean").isVerified
            && !Verdict.notBelow(0, value: mean, rounding: 0, "mean").isVerified
        }))
  }
}
