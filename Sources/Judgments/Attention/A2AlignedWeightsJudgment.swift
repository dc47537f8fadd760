import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A2: the closed form against the risk of the layer with V = alpha I, W = C I, enumerated over all subsets.
  public static let a2AlignedWeights = ClaimJudgment(
    claim: .a2AlignedWeights,
    experiments: SmallProblem.all.map { AlignedRisk(problem: $0) },
    controls: SmallProblem.few.map { problem in
      .otherWorld(
        of: AlignedRisk(problem: problem), "the logits sit on the subset's next tokens",
        AlignedRisk(problem: problem, logits: [1, 5], shift: 1))
    },
    own: .takes(required: [], optional: [.logit]) { own in
      [
        AlignedRisk(
          problem: SmallProblem(own.problem), logits: own.logit.map { [$0] } ?? AlignedRisk.standardLogits)
      ]
    })
}

/// The risk of aligned weights on a grid of (alpha, C), by the softmax attention of every subset.
struct AlignedRisk: Experiment {
  let problem: SmallProblem
  var logits = standardLogits
  /// W = C times the cyclic shift by so many tokens; 0 is W = C I.
  var shift = 0

  static let standardLogits = [-2.0, 0, 1, 5, 40, 700]
  private static let alphas = [-0.5, 0.7, 1, 1.5]

  struct Row: EvidenceRow {
    struct Point: Codable, Hashable, Sendable {
      let alpha: Double
      let logit: Double
      let risk: Double
    }

    let subsets: Int
    let points: [Point]
    /// The largest difference from the closed form, as a share of the trivial risk.
    let largestDifference: Double

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column(count: "pairs (alpha, C)") { $0.points.count },
      Column("largest difference / trivial risk") { $0.largestDifference },
    ]
  }

  var claim: Claim { .a2AlignedWeights }
  var name: String {
    problem.name + (logits == Self.standardLogits ? "" : ", C = \(logits)")
      + (shift == 0 ? "" : ", logits on the next tokens")
  }

  /// A softmax and a gradient for every subset and pair (alpha, C).
  func cost(_ effort: Effort) -> Cost {
    guard let problem = try? problem.problem(), let subsets = try? Subsets.count(of: problem) else {
      return Cost()
    }
    let tokens = Double(problem.tokens)
    let pairs = Double(logits.count * Self.alphas.count)
    return Cost(
      seconds: pairs * Double(subsets) * tokens * (3e-8 + 2e-9 * Double(problem.sparsity)),
      bytes: 8 * Double(subsets * (problem.sparsity + 1)) + 16 * tokens * tokens)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    var points: [Row.Point] = []
    var largest = 0.0
    for alpha in Self.alphas {
      for logit in logits {
        let risk = try PopulationGradient(oneHot: layer(alpha, logit), over: enumeration).risk
        points.append(Row.Point(alpha: alpha, logit: logit, risk: risk))
        let aligned = try AlignedWeights(problem: problem, alpha: alpha, logit: logit)
        largest = max(largest, abs(risk - aligned.risk) / problem.trivialRisk)
      }
    }
    return Row(subsets: try Subsets.count(of: problem), points: points, largestDifference: largest)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    return [
      Check(
        "risk",
        .all(
          try row.points.map { point in
            try A2AlignedPredicate(AlignedWeights(problem: problem, alpha: point.alpha, logit: point.logit))
              .judge(directRisk: point.risk, terms: row.subsets)
          }))
    ]
  }

  private func layer(_ alpha: Double, _ logit: Double) -> AttentionWeights {
    let size = problem.tokens
    var layer = AttentionWeights(
      alpha: alpha, logit: 0, dimension: problem.dimension, positionDimension: size)
    for token in 0..<size { layer.keyQuery[(token + shift) % size * size + token] = logit }
    return layer
  }
}
