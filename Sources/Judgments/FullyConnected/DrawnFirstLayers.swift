import Evidence
import Sim
import Theory

/// First layers with entries -1, 0, 1, one of every height from 1 to Td - 1, or the top eigenvectors of S, judged exactly
/// at their exact rank.
struct DrawnFirstLayers: Experiment {
  /// Which first layers.
  enum Layers: Sendable { case drawn, topEigenvectors }

  let problem: SmallProblem
  var layers = Layers.drawn
  /// The rank held against them is their own less this.
  var ranksFewer = 0

  static let all: [any Experiment] = SmallProblem.exact.map { DrawnFirstLayers(problem: $0) }

  /// The layers that attain the bound, held against the bound for one rank fewer, on two and three tokens.
  static let nearMisses: [Control] = SmallProblem.exact.filter { $0.tokens <= 3 }.map { problem in
    .nearMiss(
      of: DrawnFirstLayers(problem: problem), "the eigenvectors of S, LB(rank - 1)",
      check: "exact certificate",
      DrawnFirstLayers(problem: problem, layers: .topEigenvectors, ranksFewer: 1))
  }

  struct Row: EvidenceRow {
    struct Layer: Codable, Hashable, Sendable {
      let rank: Int
      let certificate: Rational
    }

    let layers: [Layer]

    static let columns: [Column<Row>] = [Column(count: "first layers") { $0.layers.count }]
  }

  var claim: Claim { .f2RiskLowerBound }
  var grade: Claim.Grade { .exact }
  var name: String {
    layers == .drawn
      ? "\(problem.name), drawn first layers" : "\(problem.name), eigenvectors of S, LB(rank - \(ranksFewer))"
  }
  func repetitions(_ effort: Effort) -> Int {
    layers == .drawn ? effort.pick(quick: 1, standard: 5, thorough: 50) : 1
  }

  /// The second moment is the enumerated one, not F1's closed form.
  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let address = try trial.address(settings)
    let moment = try F1Spectrum.enumerated(problem)
    return Row(
      layers: try (1..<problem.inputDimension).map { width in
        let exact = try FirstLayerCertificate.exact(
          problem: problem, weights: weights(problem, width: width, address), secondMoment: moment)
        return Row.Layer(rank: exact.rank, certificate: exact.value)
      })
  }

  private func weights(_ problem: Problem, width: Int, _ address: StreamAddress) throws -> RationalMatrix {
    if layers == .topEigenvectors { return try F5Attained.eigenvectors(problem: problem, width: width) }
    var stream = RandomStream(address, step: UInt32(width))
    return try stream.smallIntegers(rows: width, columns: problem.inputDimension)
  }

  func judge(_ row: Row) throws -> [Check] {
    let problem = try problem.problem()
    let verdicts = try row.layers.map { layer in
      try F2RiskPredicate(problem: problem, rank: layer.rank - ranksFewer)
        .judge(exactCertificate: layer.certificate)
    }
    return [Check("exact certificate", .all(verdicts), detects: .init(0, "exact"))]
  }
}

extension RandomStream {
  /// -1, 0 or 1, each as likely.
  mutating func smallInteger() -> Rational { Rational(Int(integer(below: 3)) - 1) }

  /// A matrix of such entries, drawn row by row.
  mutating func smallIntegers(rows: Int, columns: Int) throws -> RationalMatrix {
    var entries: [Rational] = []
    for _ in 0..<(rows * columns) { entries.append(smallInteger()) }
    return try RationalMatrix(rows: rows, columns: columns, elements: entries)
  }
}
