import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// A2: the closed forms against mass and risk of the layer with V = alpha I, W = C I, enumerated over all subsets.
  public static let a2AlignedWeights = ClaimJudgment(
    claim: .a2AlignedWeights,
    experiments: SmallProblem.all.map { AlignedRisk(problem: $0) }
      + [EnclosedFormula(formula: .alignedRisk)],
    controls: SmallProblem.few.flatMap { problem in
      ["mass", "risk", "least risk"].map { check in
        AlignedRisk.nearMiss(problem, "closed forms at C + 1e-8, \(check)", check: check) {
          $0.logitError = 1e-8
        }
      } + [
        AlignedRisk.nearMiss(problem, "a best alpha 1e-8 larger", check: "best alpha") {
          $0.alphaError = 1e-8
        }
      ]
    } + EnclosedFormula.nearMisses(.alignedRisk) + [
      .otherWorld(
        of: AlignedRisk(problem: .twoOfEight), "the logits sit on the subset's next tokens",
        AlignedRisk(
          problem: .twoOfEight, change: "logits on the next tokens", logits: [1, 5], shift: 1))
    ],
    own: .takes(required: [], optional: [.logit]) { own in
      let logits = own.logit.map { [$0] }
      if let logit = own.logit, !(logit >= -300 && logit <= 700) {
        throw TheoryError(value: "logit = \(logit)", rule: "-300 <= logit <= 700")
      }
      _ = try Subsets.count(of: own.problem)
      return [
        AlignedRisk(
          problem: SmallProblem(own.problem), change: logits.map { "C = \($0[0])" } ?? "",
          logits: logits ?? AlignedRisk.standardLogits)
      ]
    })
}

/// Mass and risk of aligned weights on a grid of (alpha, C), by the softmax attention of every subset.
struct AlignedRisk: Experiment {
  let problem: SmallProblem
  /// What differs from the claim's own experiments, in words.
  var change = ""
  var logits = standardLogits
  /// W = C times the cyclic shift by so many tokens; 0 is W = C I.
  var shift = 0
  /// The closed forms are taken at C + this.
  var logitError = 0.0
  /// The best alpha is taken 1 + this times as large.
  var alphaError = 0.0

  static let standardLogits = [-2.0, 0, 1, 5, 40, 700]
  private static let alphas = [-0.5, 0.7, 1, 1.5]

  static func nearMiss(
    _ problem: SmallProblem, _ change: String, check: String, _ make: (inout AlignedRisk) -> Void
  ) -> Control {
    var changed = AlignedRisk(problem: problem, change: change)
    make(&changed)
    return .nearMiss(of: AlignedRisk(problem: problem), change, check: check, changed)
  }

  struct Row: EvidenceRow {
    /// The risk at a grid point.
    struct Point: Codable, Hashable, Sendable {
      let alpha: Double
      let logit: Double
      let risk: Double
    }
    /// The mass at a logit, and the risks at the claimed best alpha and at 3/2 and 1/2 of it.
    struct Best: Codable, Hashable, Sendable {
      let logit: Double
      let mass: Double
      let risk: Double
      let above: Double
      let below: Double
    }

    let subsets: Int
    let points: [Point]
    let best: [Best]
    /// The largest difference from the closed form, as a share of the trivial risk.
    let largestDifference: Double

    static let columns: [Column<Row>] = [
      Column(count: "subsets") { $0.subsets },
      Column(count: "pairs (alpha, C)") { $0.points.count },
      Column("largest difference / trivial risk") { $0.largestDifference }.atMost { _ in [1e-11] },
      Column(series: "least risk at each C") { $0.best.map(\.risk) },
    ]
  }

  var claim: Claim { .a2AlignedWeights }
  var name: String { problem.name + (change.isEmpty ? "" : ", \(change)") }

  /// A softmax and a gradient for every subset and pair (alpha, C).
  func cost(_ effort: Effort) -> Cost {
    guard let problem = try? problem.problem(), let subsets = try? Subsets.count(of: problem) else {
      return Cost()
    }
    let tokens = Double(problem.tokens)
    let layers = Double(logits.count * (Self.alphas.count + 3))
    return Cost(
      seconds: layers * Double(subsets) * tokens * (3e-8 + 2e-9 * Double(problem.sparsity)),
      bytes: 8 * Double(subsets * (problem.sparsity + 1)) + 16 * tokens * tokens)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let enumeration = try SubsetEnumeration(problem)
    func seen(_ alpha: Double, _ logit: Double) throws -> PopulationGradient {
      try PopulationGradient(oneHot: layer(alpha, logit), over: enumeration)
    }
    let points = try Self.alphas.flatMap { alpha in
      try logits.map { Row.Point(alpha: alpha, logit: $0, risk: try seen(alpha, $0).risk) }
    }
    return Row(
      subsets: try Subsets.count(of: problem), points: points,
      best: try logits.map { logit in
        let alpha = try AlignedWeights.bestAlpha(problem, logit: logit) * (1 + alphaError)
        let here = try seen(alpha, logit)
        return Row.Best(
          logit: logit, mass: here.massOnSubset, risk: here.risk, above: try seen(1.5 * alpha, logit).risk,
          below: try seen(0.5 * alpha, logit).risk)
      },
      largestDifference: try points.map {
        abs($0.risk - (try aligned($0.alpha, $0.logit)).risk) / problem.trivialRisk
      }.max() ?? .nan)
  }

  /// A closed form that is off by twice what rounding allows is refuted, whatever rounding did: `detects` is the least of
  /// that over the grid, as a share of the number itself.
  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let terms = row.subsets
    let risks = try row.points.map { (point: $0, A2AlignedPredicate(try aligned($0.alpha, $0.logit))) }
    let best = try row.best.map {
      (
        seen: $0, predicate: try A2BestAlphaPredicate(problem, logit: $0.logit + logitError),
        mass: A2AlignedPredicate(try aligned(1, $0.logit))
      )
    }
    func least(_ values: [Double], _ unit: String) -> Check.Detectable {
      Check.Detectable(values.filter { $0 > 0 }.min() ?? .infinity, unit)
    }
    return [
      Check(
        "mass", .all(best.map { $0.mass.judge(directMass: $0.seen.mass, terms: terms) }),
        detects: Check.Detectable(Double(4 * problem.tokens + 64 + 2 * terms) * 0x1p-52, "of the mass")),
      Check(
        "risk", .all(risks.map { $0.1.judge(directRisk: $0.point.risk, terms: terms) }),
        detects: least(risks.map { 2 * $0.1.allowed(terms: terms) / $0.1.weights.risk }, "of the risk")),
      Check(
        "best alpha",
        .all(
          best.map {
            $0.predicate.judge(above: $0.seen.above, below: $0.seen.below, best: $0.seen.risk, terms: terms)
          }), detects: least(best.map { $0.predicate.detectableAlpha(terms: terms) }, "of the best alpha")),
      Check(
        "least risk", .all(best.map { $0.predicate.judge(leastRisk: $0.seen.risk, terms: terms) }),
        detects: least(
          best.map { $0.predicate.leastRiskAllowed(terms: terms) * 2 / $0.predicate.leastRisk },
          "of the least risk")),
    ]
  }

  private func aligned(_ alpha: Double, _ logit: Double) throws -> AlignedWeights {
    try AlignedWeights(problem: problem.problem(), alpha: alpha, logit: logit + logitError)
  }

  private func layer(_ alpha: Double, _ logit: Double) -> AttentionWeights {
    let size = problem.tokens
    var layer = AttentionWeights(
      alpha: alpha, logit: 0, dimension: problem.dimension, positionDimension: size)
    for token in 0..<size { layer.keyQuery[(token + shift) % size * size + token] = logit }
    return layer
  }
}
