import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F18: the least risk over all heads and skip connections for drawn and for attaining first layers, exactly, and
  /// trained networks.
  public static let f18SkipConnection = ClaimJudgment(
    claim: .f18SkipConnection,
    experiments: SkipFirstLayers.all + VariantRisk.skipConnectionCases,
    controls: SkipFirstLayers.controls + VariantRisk.skipConnectionControls,
    own: .takes(required: [], optional: [.width, .steps]) { own in
      if let width = own.width {
        return [VariantRisk.skipConnection(SmallProblem(own.problem), width, own.steps)]
      }
      _ = try Subsets.count(of: own.problem, limit: 100_000)
      try own.requireInputs(atMost: 12, "where exact projections fit in 128 bits")
      let problem = SmallProblem(own.problem)
      return [
        SkipFirstLayers(problem: problem, rows: .drawn), SkipFirstLayers(problem: problem, rows: .attaining),
      ]
    })
}

/// First layers of every height beside a skip connection: the least risk over all heads and all B.
struct SkipFirstLayers: Experiment {
  /// Which first layers.
  enum Rows: String, Sendable {
    /// Entries -1, 0, 1.
    case drawn = "drawn first layers"
    /// Eigenvectors of lo.
    case attaining = "eigenvectors of lo"
  }

  let problem: SmallProblem
  let rows: Rows
  static let boundCheck = "at least LB(m + d)"
  static let attainedCheck = "attained"

  /// How many neurons fewer the skip connection is said to be worth: 0; in controls 1, d, or -1 for one more.
  var worthLess = 0

  static let all: [any Experiment] = SmallProblem.exact.flatMap { problem in
    [Rows.drawn, .attaining].map { SkipFirstLayers(problem: problem, rows: $0) }
  }

  static let controls: [Control] =
    SmallProblem.exact.map { problem -> Control in
      let attaining = SkipFirstLayers(problem: problem, rows: .attaining)
      var miss = attaining
      miss.worthLess = 1
      return .nearMiss(of: attaining, "worth d - 1 neurons", check: boundCheck, miss)
    }
    + SmallProblem.exact.map { problem in
      let attaining = SkipFirstLayers(problem: problem, rows: .attaining)
      var miss = attaining
      miss.worthLess = -1
      return .nearMiss(of: attaining, "worth d + 1 neurons", check: attainedCheck, miss)
    }
    + [SmallProblem(4, 3, 2), SmallProblem(5, 2, 4)].map { problem in
      let attaining = SkipFirstLayers(problem: problem, rows: .attaining)
      var without = attaining
      without.worthLess = problem.dimension
      return .otherWorld(of: attaining, "LB(m), the bound without a skip connection", without)
    }

  struct Row: EvidenceRow {
    struct Layer: Codable, Hashable, Sendable {
      let rank: Int
      let leastRisk: Rational
    }

    let layers: [Layer]

    static let columns: [Column<Row>] = [
      Column(count: "first layers") { $0.layers.count },
      Column("risk at rank 0") { $0.layers.first?.leastRisk.double },
    ]
  }

  var claim: Claim { .f18SkipConnection }
  var grade: Claim.Grade { .exact }
  var name: String {
    "\(problem.name), \(rows.rawValue)"
      + (worthLess == 0 ? "" : ", worth \(problem.dimension - worthLess) neurons")
  }
  func repetitions(_ effort: Effort) -> Int {
    rows == .attaining ? 1 : effort.pick(quick: 1, standard: 3, thorough: 30)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    let (length, d) = (problem.inputDimension, problem.dimension)
    let heights = 0...(rows == .drawn ? length - 1 : length - d)
    return Row(
      layers: try heights.map { height in
        let weights: RationalMatrix
        switch rows {
        case .drawn:
          var stream = RandomStream(address, step: UInt32(height))
          weights = try stream.smallIntegers(rows: height, columns: length)
        case .attaining:
          let all = try F5Attained.eigenvectors(problem: problem, width: height + d)
          weights = try RationalMatrix(
            rows: height, columns: length, elements: Array(all.elements.dropFirst(d * length)))
        }
        let least = try F18SkipConnection.leastRisk(problem: problem, weights: weights)
        return Row.Layer(rank: least.rank, leastRisk: least.value)
      })
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let predicate = F18SkipConnectionPredicate(problem)
    var checks = try row.layers.map { layer in
      Check(
        Self.boundCheck,
        try predicate.judge(
          leastRisk: layer.leastRisk, rank: layer.rank, worth: problem.dimension - worthLess),
        detects: .init(0, "exact"), margin: .distance)
    }
    if rows == .attaining {
      checks += try row.layers.map { layer in
        Check(
          Self.attainedCheck,
          try predicate.judge(
            attained: layer.leastRisk, rank: layer.rank, worth: problem.dimension - worthLess),
          detects: .init(0, "exact"))
      }
    }
    return checks
  }
}
